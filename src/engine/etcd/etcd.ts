// The etcd process: it answers reads and compare-and-swap writes, and tells each watcher of every revision it asked for.
// Its store lies on the machine's disk, so a crash or a power cut costs only the connections, never a revision.

import type { EtcdEvents, EtcdOp, EtcdRecord, EtcdRequest, EtcdResponse } from '../api/wire.ts';
import type { Address, Body, Cause, Message, ResetBody, Tick } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { attach, detachIfAny, expire, nextExpiry, openLeases, renewAll } from './leases.ts';
import type { Ranged, Store } from './store.ts';
import {
  compact,
  compactedRevision,
  currentRevision,
  eventOf,
  get,
  openStore,
  range,
  removeAll,
  replay,
  transact,
} from './store.ts';

interface Watcher {
  readonly stream: string;
  readonly to: Address;
  readonly prefix: string;
}

interface EtcdState {
  watchers: readonly Watcher[];
  /** The armed look at leases, 0 when none. */
  expiryTimer: number;
  expiryAt: Tick;
}

interface ExpiryBody extends Body {
  readonly kind: 'lease-expiry';
}

const EXPIRY: ExpiryBody = Object.freeze({ kind: 'lease-expiry' });

export const etcd: ProcessDefinition<EtcdState> = {
  component: 'etcd',

  start(io) {
    const state: EtcdState = { watchers: [], expiryTimer: 0, expiryAt: 0 };
    renewAll(openLeases(io.disk), io.now);
    armExpiry(state, io);
    return state;
  },

  receive(state, message, io) {
    switch (message.body.kind) {
      case 'etcd-request':
        serve(state, message, (message.body as EtcdRequest).op, io);
        break;
      case 'lease-expiry':
        expireLeases(state, io);
        break;
      case 'reset':
        state.watchers = state.watchers.filter(({ stream }) => stream !== (message.body as ResetBody).stream);
        break;
    }
  },
};

function serve(state: EtcdState, message: Message, op: EtcdOp, io: IO): void {
  const store = openStore(io.disk);
  if (op.verb === 'txn') return serveWrite(state, store, message, op, io);
  const answer = (fields: Partial<EtcdResponse>, because: string, ends = true): void => {
    const body: EtcdResponse = { kind: 'etcd-response', verb: op.verb, revision: currentRevision(store), ...fields };
    io.send(message.from, body, { stream: message.stream, ends, because });
  };
  switch (op.verb) {
    case 'get':
      answer(readAnswer(get(store, op.key, op.atRevision)), `read ${op.key}`);
      return;
    case 'range':
      answer(readAnswer(range(store, op.prefix, op.atRevision, op.limit, op.after)), `read ${op.prefix}`);
      return;
    case 'watch':
      watch(state, message, op.prefix, op.fromRevision, io);
      return;
    case 'progress': {
      const body: EtcdEvents = { kind: 'etcd-events', events: [], revision: currentRevision(store) };
      io.send(message.from, body, { stream: message.stream, because: `nothing more up to revision ${body.revision}` });
      return;
    }
    case 'compact': {
      const error = compact(store, op.revision);
      answer(error ? { error } : {}, error ?? `compacted up to revision ${op.revision}`);
      return;
    }
    default:
      op satisfies never;
  }
}

type Write = Extract<EtcdOp, { readonly verb: 'txn' }>;

/** A compare and swap: the answer first, then word to everybody who watches. */
function serveWrite(state: EtcdState, store: Store, message: Message, op: Write, io: IO): void {
  const { id, thread, from, stream } = message;
  const { key, ifRevision, value, writer, because, ttlSeconds } = op;
  const record = transact(store, key, ifRevision, value, { at: io.now, writer, because, cause: id, thread });
  if (!record) {
    const kv = store.kvs.get(key);
    const refused: EtcdResponse = {
      kind: 'etcd-response',
      verb: 'txn',
      revision: currentRevision(store),
      succeeded: false,
      kvs: kv ? [kv] : [],
    };
    io.send(from, refused, { stream, ends: true, because: 'refused: the key has another revision' });
    return;
  }
  if (ttlSeconds !== undefined) {
    const leases = openLeases(io.disk);
    attach(leases, key, ttlSeconds, io.now);
    armExpiry(state, io, leases);
  } else {
    detachIfAny(io.disk, key);
  }
  const { revision } = record;
  const stored: EtcdResponse = { kind: 'etcd-response', verb: 'txn', revision, succeeded: true };
  io.send(from, stored, { stream, ends: true, because: `stored as revision ${revision}` });
  tell(state, record, io);
}

function readAnswer(ranged: Ranged): Partial<EtcdResponse> {
  if (ranged.error !== undefined) return { error: ranged.error };
  const { kvs, count } = ranged;
  return { kvs, count, more: count > kvs.length };
}

/** Answers that the watch is there, replays what it missed, and keeps it until its stream ends. */
function watch(state: EtcdState, message: Message, prefix: string, fromRevision: number, io: IO): void {
  const store = openStore(io.disk);
  const { from: to, stream } = message;
  const missed = fromRevision === 0 ? [] : replay(store, prefix, fromRevision);
  if (!missed) {
    const compactRevision = compactedRevision(store);
    const body: EtcdEvents = { kind: 'etcd-events', events: [], revision: currentRevision(store), compactRevision };
    io.send(to, body, { stream, ends: true, because: `revision ${fromRevision} is compacted` });
    return;
  }
  const created: EtcdResponse = { kind: 'etcd-response', verb: 'watch', revision: currentRevision(store) };
  io.send(to, created, { stream, because: 'the watch is open' });
  for (let i = 0; i < missed.length; ) {
    const { revision } = missed[i];
    const batch: EtcdRecord[] = [];
    while (i < missed.length && missed[i].revision === revision) batch.push(missed[i++]);
    io.send(to, eventsOf(batch), { stream, because: `revision ${revision}, replayed` });
  }
  state.watchers = [...state.watchers, Object.freeze({ stream, to, prefix })];
}

function tell(state: EtcdState, record: EtcdRecord, io: IO): void {
  const { key, because } = record;
  const { watchers } = state;
  let body: EtcdEvents | undefined;
  for (let i = 0; i < watchers.length; i++) {
    const { stream, to, prefix } = watchers[i];
    if (!key.startsWith(prefix)) continue;
    body ??= eventsOf([record]);
    io.send(to, body, { stream, because });
  }
}

function eventsOf(records: readonly EtcdRecord[]): EtcdEvents {
  return Object.freeze({ kind: 'etcd-events', events: records.map(eventOf), revision: records[0].revision });
}

function expireLeases(state: EtcdState, io: IO): void {
  state.expiryTimer = 0;
  const store = openStore(io.disk);
  const cause: Cause = io.cause;
  for (const keys of expire(openLeases(io.disk), io.now)) {
    const because = 'its time to live ran out';
    const records = removeAll(store, keys, {
      at: io.now,
      writer: 'etcd',
      because,
      cause: cause.id,
      thread: cause.thread,
    });
    for (const { stream, to, prefix } of state.watchers) {
      const seen = records.filter(({ key }) => key.startsWith(prefix));
      if (seen.length > 0) io.send(to, eventsOf(seen), { stream, because });
    }
  }
  armExpiry(state, io);
}

/** One timer at the next tick of the 500 ms grid at which a lease will have run out; nothing fires in between. */
function armExpiry(state: EtcdState, io: IO, leases = openLeases(io.disk)): void {
  const next = nextExpiry(leases);
  if (next === undefined || (state.expiryTimer !== 0 && state.expiryAt <= next)) return;
  if (state.expiryTimer !== 0) io.cancel(state.expiryTimer);
  state.expiryAt = Math.max(next, io.now + 1);
  state.expiryTimer = io.after(state.expiryAt - io.now, 'deadline', EXPIRY, { id: 0, thread: 0, periodic: true });
}
