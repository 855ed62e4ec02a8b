// The server's side of its conversation with etcd: each question on a connection of its own, and one long watch a resource.
// When etcd is away the server goes on for a while with what it knows, keeps asking, and says so to whoever needs the truth.

import type { EtcdOp, EtcdRequest } from '../api/wire.ts';
import type { Body, Message, ResetBody, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { nextMember, othersThere, RECONNECT, untilReopened } from './members.ts';
import type { ApiServerState, Pending, Waiting, WatchCache } from './state.ts';
import { periodicCause } from './state.ts';

/** A request that has not come through after this is given up (recorded: 504 after 34.0 s). */
export const REQUEST_TIMEOUT: Tick = 34_000;
/** A consistent read waits longer for a sign of life (recorded: 60.5 s). */
export const READ_TIMEOUT: Tick = 60_000;
/** A watch cache without news of etcd is given up after this (recorded: watches live on for 35 s). */
export const CACHE_TIMEOUT: Tick = 35_000;
/** Between two rounds of compaction; each forgets what was past at the round before. */
const COMPACTION: Tick = 300_000;

interface TimerBody extends Body {
  readonly kind: 'etcd-retry' | 'pending-check' | 'cache-reconnect' | 'compaction';
}

const retryTimer: TimerBody = Object.freeze({ kind: 'etcd-retry' });
const checkTimer: TimerBody = Object.freeze({ kind: 'pending-check' });
const reconnectTimer: TimerBody = Object.freeze({ kind: 'cache-reconnect' });
const compactionTimer: TimerBody = Object.freeze({ kind: 'compaction' });

export function newStream(state: ApiServerState, io: IO): string {
  state.streams += 1;
  return `${io.self}.${io.incarnation}#${state.streams}`;
}

/** Asks etcd; the answer, or word that none will come, is matched to `waiting`. */
export function ask(
  state: ApiServerState,
  io: IO,
  op: EtcdOp,
  waiting: Waiting,
  because: string,
  delay: Tick = 0,
): string {
  return send(state, io, { waiting, op, because, askedAt: io.now }, delay);
}

function send(state: ApiServerState, io: IO, pending: Pending, delay: Tick): string {
  const stream = newStream(state, io);
  state.pending.set(stream, pending);
  const request: EtcdRequest = { kind: 'etcd-request', op: pending.op as EtcdOp };
  io.send(
    nextMember(state, io.now),
    request,
    delay > 0 ? { stream, because: pending.because, delay } : { stream, because: pending.because },
  );
  armCheck(state, io, endOf(pending));
  return stream;
}

/** Clients wait longer for a read than for a write. */
function endOf({ waiting, askedAt }: Pending): Tick {
  return askedAt + (waiting.then === 'get' || waiting.then === 'list-page' ? READ_TIMEOUT : REQUEST_TIMEOUT);
}

/**
 * A read that etcd could not answer for want of a leader is asked again at once, as its client library does; true when it
 * was. A write is not: nobody knows whether it will be carried out.
 */
export function askAgain(state: ApiServerState, pending: Pending, error: string, io: IO): boolean {
  if (pending.op?.verb !== 'get' && pending.op?.verb !== 'range') return false;
  if (!/request timed out|leader/.test(error) || endOf(pending) <= io.now) return false;
  send(state, io, pending, 0);
  return true;
}

/** The question that this stream's answer belongs to, no longer pending. */
export function settle(state: ApiServerState, stream: string): Pending | undefined {
  return state.pending.take(stream);
}

/**
 * A connection to etcd broke. A question that surely was not carried out, or may be asked twice, is asked again; answers
 * the one that may not: a write whose fate is unknown.
 */
export function connectionLost(state: ApiServerState, message: Message, io: IO): Pending | undefined {
  const { stream, reason } = message.body as ResetBody;
  const pending = settle(state, stream);
  if (!pending?.op) return pending;
  const unknownFate =
    (pending.op.verb === 'txn' || pending.op.verb === 'compact') && reason === 'connection reset by peer';
  if (unknownFate) return pending;
  if (othersThere(state, io.now)) {
    send(state, io, pending, 0);
    return undefined;
  }
  if (state.retries.length === 0) io.after(RECONNECT, 'backoff', retryTimer);
  state.retries.push(pending);
  return undefined;
}

export function retry(state: ApiServerState, io: IO): void {
  for (const pending of state.retries.splice(0)) send(state, io, pending, 0);
}

/** Takes the questions that have waited too long. */
export function overdue(state: ApiServerState, io: IO): readonly Pending[] {
  state.pendingCheckAt = 0;
  const late: Pending[] = [];
  let next = Number.POSITIVE_INFINITY;
  for (const stream of state.pending.names()) {
    const pending = state.pending.get(stream) as Pending;
    // A command in a container may take as long as it likes.
    if (pending.waiting.then === 'kubelet' && pending.waiting.operation.request.subresource === 'exec') continue;
    if (endOf(pending) <= io.now) {
      state.pending.take(stream);
      io.close(stream);
      late.push(pending);
    } else {
      next = Math.min(next, endOf(pending));
    }
  }
  const stillWaiting = state.retries.filter((pending) => endOf(pending) > io.now);
  for (const pending of state.retries) if (!stillWaiting.includes(pending)) late.push(pending);
  state.retries = stillWaiting;
  for (const folder in state.caches) {
    const cache = state.caches[folder];
    for (const waiting of cache.barriers) {
      if (!('operation' in waiting)) continue;
      const end = waiting.operation.startedAt + READ_TIMEOUT;
      if (end <= io.now) late.push({ waiting, op: undefined, because: '', askedAt: waiting.operation.startedAt });
      else next = Math.min(next, end);
    }
    cache.barriers = cache.barriers.filter((each) => !late.some(({ waiting }) => waiting === each));
  }
  if (next !== Number.POSITIVE_INFINITY) armCheck(state, io, next);
  return late;
}

/** One timer for all deadlines; nearly always it finds nothing and is not set again. */
export function armCheck(state: ApiServerState, io: IO, at: Tick = io.now + REQUEST_TIMEOUT): void {
  if (state.pendingCheckAt !== 0 && state.pendingCheckAt <= at) return;
  if (state.pendingCheckAt !== 0) io.cancel(state.pendingTimer);
  state.pendingCheckAt = at;
  state.pendingTimer = io.after(Math.max(1, at - io.now), 'deadline', checkTimer, periodicCause);
}

// ---- watch caches ------------------------------------------------------------------------------------------------

export function prefixOf(cache: WatchCache): string {
  return `/registry/${cache.folder}/`;
}

export function listCache(state: ApiServerState, cache: WatchCache, io: IO): void {
  const op: EtcdOp = { verb: 'range', prefix: prefixOf(cache) };
  ask(state, io, op, { then: 'cache-listed', folder: cache.folder }, `fill the copy of ${cache.folder}`);
}

/** Opens the watch behind the cache's revision, and asks again for whatever progress was waited for. */
export function watchCache(state: ApiServerState, cache: WatchCache, io: IO): void {
  cache.stream = newStream(state, io);
  cache.member = nextMember(state, io.now);
  const request: EtcdRequest = {
    kind: 'etcd-request',
    op: { verb: 'watch', prefix: prefixOf(cache), fromRevision: cache.revision + 1 },
  };
  io.send(cache.member, request, { stream: cache.stream, because: `watch ${cache.folder}` });
  for (let i = 0; i < cache.barriers.length; i++) requestProgress(cache, io);
}

/** The continuation runs when the cache is known to hold everything that etcd held when this was asked. */
export function whenFresh(state: ApiServerState, cache: WatchCache, waiting: Waiting, io: IO): void {
  cache.barriers.push(waiting);
  if (cache.stream !== '') requestProgress(cache, io);
  armCheck(state, io, io.now + READ_TIMEOUT);
}

function requestProgress(cache: WatchCache, io: IO): void {
  const request: EtcdRequest = { kind: 'etcd-request', op: { verb: 'progress' } };
  io.send(cache.member, request, { stream: cache.stream, because: 'is there anything newer?' });
}

/** The watch behind a cache broke: try again in a second, and give the copy up when that fails for too long. */
export function cacheBroken(state: ApiServerState, cache: WatchCache, io: IO, since = io.now): void {
  cache.stream = '';
  if (cache.brokenSince === 0) cache.brokenSince = since;
  if (state.reconnectArmed) return;
  state.reconnectArmed = true;
  // One that has failed for long is tried as a matter of course: it keeps nothing from coming to rest.
  const timerClass = io.now - cache.brokenSince > CACHE_TIMEOUT ? 'periodic' : 'backoff';
  io.after(untilReopened(state, io.now), timerClass, reconnectTimer);
}

/** Answers the caches that have been without etcd for too long; their watchers are to be sent away. */
export function reconnectCaches(state: ApiServerState, io: IO): readonly WatchCache[] {
  state.reconnectArmed = false;
  const lost: WatchCache[] = [];
  for (const folder in state.caches) {
    const cache = state.caches[folder];
    if (cache.stream !== '') continue;
    if (cache.ready && io.now - cache.brokenSince > CACHE_TIMEOUT) {
      cache.ready = false;
      lost.push(cache);
    }
    if (cache.ready) watchCache(state, cache, io);
    else if (!isListing(state, cache)) listCache(state, cache, io);
  }
  return lost;
}

function isListing(state: ApiServerState, cache: WatchCache): boolean {
  const same = ({ waiting }: Pending): boolean => waiting.then === 'cache-listed' && waiting.folder === cache.folder;
  return state.pending.values().some(same) || state.retries.some(same);
}

// ---- compaction --------------------------------------------------------------------------------------------------

export function armCompaction(io: IO): void {
  io.after(COMPACTION, 'periodic', compactionTimer, periodicCause);
}

/** Every five minutes etcd may forget what was past five minutes ago. */
export function compactHistory(state: ApiServerState, io: IO): void {
  if (state.compactNext > 1) {
    const op: EtcdOp = { verb: 'compact', revision: state.compactNext };
    ask(state, io, op, { then: 'compacted' }, 'history older than five minutes may go');
  }
  state.compactNext = state.newest;
  armCompaction(io);
}
