// The words with which etcd answers: what was read, what was stored, why a compare did not hold.

import type { EtcdEvents, EtcdOp, EtcdResponse } from '../api/wire.ts';
import type { Address, Cause } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { currentRevision, get, type Ranged, range, type Store } from './store.ts';

export type ReadOp = Extract<EtcdOp, { readonly verb: 'get' | 'range' | 'progress' }>;

/** Whom an answer goes to, and on whose behalf. */
export interface Asker {
  readonly from: Address;
  readonly stream: string;
  /** When it is not the message in hand. */
  readonly onBehalf?: Cause;
}

export function answerRead(store: Store, op: ReadOp, { from, stream, onBehalf }: Asker, io: IO): void {
  const revision = currentRevision(store);
  const of = onBehalf ? { cause: onBehalf } : {};
  if (op.verb === 'progress') {
    const body: EtcdEvents = { kind: 'etcd-events', events: [], revision };
    io.send(from, body, { stream, because: `nothing more up to revision ${revision}`, ...of });
    return;
  }
  const what = op.verb === 'get' ? op.key : op.prefix;
  const found =
    op.verb === 'get' ? get(store, op.key, op.atRevision) : range(store, op.prefix, op.atRevision, op.limit, op.after);
  const body: EtcdResponse = { kind: 'etcd-response', verb: op.verb, revision, ...readAnswer(found) };
  io.send(from, body, { stream, ends: true, because: `read ${what}`, ...of });
}

export function refuseCompare(store: Store, key: string, { from, stream, onBehalf }: Asker, io: IO): void {
  const kv = store.kvs.get(key);
  const refused: EtcdResponse = {
    kind: 'etcd-response',
    verb: 'txn',
    revision: currentRevision(store),
    succeeded: false,
    kvs: kv ? [kv] : [],
  };
  const because = 'refused: the key has another revision';
  io.send(from, refused, { stream, ends: true, because, ...(onBehalf ? { cause: onBehalf } : {}) });
}

export function sayStored(revision: number, { from, stream, onBehalf }: Asker, io: IO): void {
  const stored: EtcdResponse = { kind: 'etcd-response', verb: 'txn', revision, succeeded: true };
  io.send(from, stored, {
    stream,
    ends: true,
    because: `stored as revision ${revision}`,
    ...(onBehalf ? { cause: onBehalf } : {}),
  });
}

function readAnswer(ranged: Ranged): Partial<EtcdResponse> {
  if (ranged.error !== undefined) return { error: ranged.error };
  const { kvs, count } = ranged;
  return { kvs, count, more: count > kvs.length };
}
