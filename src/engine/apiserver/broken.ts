// What the API server does when connections break and answers stay away: it asks again where that is safe, keeps its copies for a
// while, and then says so to whoever waits.

import * as errors from '../api/status.ts';
import type { Message, ResetBody } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { backendSettled } from './aggregation.ts';
import { healthKnown } from './health.ts';
import { kubeletAnswered } from './logs.ts';
import { isMember, memberAway, othersThere } from './members.ts';
import { refuseRequest, respondRead } from './respond.ts';
import type { ApiServerState, Operation, Pending, WatchCache } from './state.ts';
import { cacheBroken, connectionLost, listCache, settle } from './storage.ts';
import { closeWatch, endWatchesWith, forgetWatch } from './watches.ts';
import { wasNotStored } from './writes.ts';

type Perform = (state: ApiServerState, operation: Operation, io: IO) => void;

/** A member ends watches after so long without a leader. */
const LEADERLESS = 4_000;

export function cacheOfStream(state: ApiServerState, stream: string): WatchCache | undefined {
  for (const folder in state.caches) if (state.caches[folder].stream === stream) return state.caches[folder];
  return undefined;
}

export function connectionReset(state: ApiServerState, message: Message, perform: Perform, io: IO): void {
  const { stream, reason } = message.body as ResetBody;
  if (state.watches[stream]) return forgetWatch(state, stream);
  const cache = cacheOfStream(state, stream);
  if (isMember(state, message.from)) memberAway(state, message.from, reason, io.now);
  if (cache) return cacheBroken(state, cache, io);
  const asked = state.pending.get(stream)?.waiting;
  if (asked?.then === 'health' && !othersThere(state, io.now)) {
    settle(state, stream);
    return healthKnown(state, asked, false, io);
  }
  const pending = connectionLost(state, message, io);
  if (!pending) return;
  if (backendSettled(state, pending, message.body, perform, io)) return;
  if (pending.waiting.then === 'kubelet') kubeletAnswered(state, pending.waiting, message.body, io);
  else if ('operation' in pending.waiting) {
    if (pending.waiting.then === 'write-stored') wasNotStored(state, pending.waiting.operation, pending.waiting.plan);
    const text = 'rpc error: code = Unavailable desc = error reading from server: EOF';
    failed(state, pending.waiting.operation, errors.plainError(text), io);
  }
}

export function tooLate(state: ApiServerState, pending: Pending, perform: Perform, io: IO): void {
  const { waiting } = pending;
  if (backendSettled(state, pending, undefined, perform, io)) return;
  if (waiting.then === 'cache-listed') return listCache(state, state.caches[waiting.folder], io);
  if (!('operation' in waiting)) return;
  if (waiting.then === 'kubelet') return kubeletAnswered(state, waiting, undefined, io);
  if (
    waiting.then === 'get' ||
    waiting.then === 'list-page' ||
    waiting.then === 'list-fresh' ||
    waiting.then === 'watch-fresh' ||
    waiting.then === 'collection-fresh'
  ) {
    respondRead(state, waiting.operation, 504, 'Timeout', io);
    return;
  }
  if (waiting.then === 'write-stored') wasNotStored(state, waiting.operation, waiting.plan);
  const text = 'request did not complete within requested timeout - context deadline exceeded';
  failed(state, waiting.operation, errors.timeout(text), io);
}

export function failed(
  state: ApiServerState,
  operation: Operation,
  status: ReturnType<typeof errors.timeout>,
  io: IO,
): void {
  refuseRequest(state, operation, 'persist', status, io);
}

/**
 * etcd ended the watch behind a copy: its member has no leader. The copy lives on for a while, counted from when the leader was
 * lost; Events have no copy, and their watchers hear of it at once.
 */
export function leaderLost(state: ApiServerState, cache: WatchCache, error: string, io: IO): void {
  if (cache.folder === 'events') endWatchesWith(state, cache, errors.internalError(error), error, io);
  cacheBroken(state, cache, io, Math.max(1, io.now - LEADERLESS));
}

/** Sends every watcher of a cache away; they come back and list. */
export function dismissWatchers(state: ApiServerState, cache: WatchCache, io: IO): void {
  for (const scope of Object.keys(cache.scopes)) {
    for (const { stream } of cache.scopes[scope] ?? [])
      closeWatch(state, stream, 'etcd has been away for too long', io);
  }
}
