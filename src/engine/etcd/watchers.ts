// Who watches, and what each is told: every revision that touches his prefix, once, in order. A watch that starts in the past
// first gets what it missed, as long as compaction has left it.

import type { EtcdEvents, EtcdRecord, EtcdResponse } from '../api/wire.ts';
import type { Address, Cause, Message } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { compactedRevision, currentRevision, eventOf, openStore, replay, type Store } from './store.ts';

export interface Watcher {
  readonly stream: string;
  readonly to: Address;
  readonly prefix: string;
}

/** Part of the state of etcd. */
export interface Watched {
  watchers: readonly Watcher[];
}

/** Answers that the watch is there, replays what it missed, and keeps it until its stream ends. */
export function watch(state: Watched, message: Message, prefix: string, fromRevision: number, io: IO): void {
  const store = openStore(io.disk);
  const { from: to, stream } = message;
  const missed = fromRevision === 0 ? [] : replay(store, prefix, fromRevision);
  if (!missed) {
    sayCompacted(store, { stream, to, prefix }, fromRevision, io);
    return;
  }
  const created: EtcdResponse = { kind: 'etcd-response', verb: 'watch', revision: currentRevision(store) };
  io.send(to, created, { stream, because: 'the watch is open' });
  sendMissed(missed, { stream, to, prefix }, io);
  state.watchers = [...state.watchers, Object.freeze({ stream, to, prefix })];
}

export function tell(state: Watched, record: EtcdRecord, io: IO, cause?: Cause): void {
  const { key, because } = record;
  const { watchers } = state;
  let body: EtcdEvents | undefined;
  for (let i = 0; i < watchers.length; i++) {
    const { stream, to, prefix } = watchers[i];
    if (!key.startsWith(prefix)) continue;
    body ??= eventsOf([record]);
    io.send(to, body, cause ? { stream, because, cause } : { stream, because });
  }
}

export function eventsOf(records: readonly EtcdRecord[]): EtcdEvents {
  return Object.freeze({ kind: 'etcd-events', events: records.map(eventOf), revision: records[0].revision });
}

/** The store was replaced by a newer one: every watcher gets what lies between, or word that it is gone. */
export function tellReplaced(state: Watched, store: Store, knownUpTo: number, io: IO): void {
  for (const watcher of state.watchers) {
    const missed = replay(store, watcher.prefix, knownUpTo + 1);
    if (missed) sendMissed(missed, watcher, io);
    else sayCompacted(store, watcher, knownUpTo + 1, io);
  }
  state.watchers = state.watchers.filter(({ prefix }) => replay(store, prefix, knownUpTo + 1) !== undefined);
}

/** Several records of one revision, as a lease that ran out leaves them. */
export function tellAll(state: Watched, records: readonly EtcdRecord[], because: string, io: IO): void {
  for (const { stream, to, prefix } of state.watchers) {
    const seen = records.filter(({ key }) => key.startsWith(prefix));
    if (seen.length > 0) io.send(to, eventsOf(seen), { stream, because });
  }
}

function sendMissed(missed: readonly EtcdRecord[], { to, stream }: Watcher, io: IO): void {
  for (let i = 0; i < missed.length; ) {
    const { revision } = missed[i];
    const batch: EtcdRecord[] = [];
    while (i < missed.length && missed[i].revision === revision) batch.push(missed[i++]);
    io.send(to, eventsOf(batch), { stream, because: `revision ${revision}, replayed` });
  }
}

function sayCompacted(store: Store, { to, stream }: Watcher, revision: number, io: IO): void {
  const compactRevision = compactedRevision(store);
  const body: EtcdEvents = { kind: 'etcd-events', events: [], revision: currentRevision(store), compactRevision };
  io.send(to, body, { stream, ends: true, because: `revision ${revision} is compacted` });
}
