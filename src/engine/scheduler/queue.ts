// Pods wait in three places: active (ready to be tried), back-off (tried a moment ago) and unschedulable (nothing that happened
// since could help them). A pod leaves the last one only for an event that a plugin which refused it has asked for.
// All functions take the time in milliseconds and work on plain data.

import { keyOf } from '../api/object.ts';
import type { Pod } from '../api/types.ts';
import { Table } from '../kernel/table.ts';
import { type Order, push, takeFirst } from './heap.ts';
import { type ClusterEvent, eventMayHelp } from './queue-hints.ts';

export interface QueuedPod {
  readonly key: string;
  readonly pod: Pod;
  readonly place: Place;
  /** When it was last put into the queue: among equal priorities the earlier one is first. */
  readonly timestamp: number;
  readonly attempts: number;
  /** How many tries in all ended as unschedulable, and how many of the latest in an error: each has its own back-off. */
  readonly unschedulableCount: number;
  readonly errorCount: number;
  /** Plugins that refused nodes in the last try, or the pod itself before any try. */
  readonly rejectedBy: readonly string[];
  /** Not tried again within this second or before it; 0 when it need not back off. */
  readonly backoffUntil: number;
  /** Tells whether a heap's entry for this pod is still the current one. */
  readonly ticket: number;
}

/** `gated` pods have scheduling gates and are never tried; those in `errorBackoff` are never tried early. */
export type Place = 'active' | 'backoff' | 'errorBackoff' | 'unschedulable' | 'gated' | 'inFlight';

/** A pod's place in a heap; out of date once the pod's ticket is another. */
interface Waiting {
  readonly key: string;
  readonly ticket: number;
  readonly priority: number;
  readonly timestamp: number;
  readonly backoffUntil: number;
}

export interface SchedulingQueue {
  readonly pods: Table<QueuedPod>;
  readonly active: Waiting[];
  readonly backoff: Waiting[];
  readonly errorBackoff: Waiting[];
  readonly unschedulable: Table<true>;
  /** For each pod being tried, the number of the first event after its try began. */
  readonly inFlight: Table<number>;
  /** What happened while pods were being tried: a refused pod looks here whether to wait at all. */
  events: ClusterEvent[];
  firstEvent: number;
  tickets: number;
}

export const POD_INITIAL_BACKOFF = 1_000;
export const POD_MAX_BACKOFF = 10_000;
/** Back-offs end in windows, so pods that failed in one second come back in order of priority. */
export const BACKOFF_WINDOW = 1_000;
export const UNSCHEDULABLE_TIMEOUT = 300_000;
export const UNSCHEDULABLE_FLUSH_PERIOD = 30_000;

export function createQueue(): SchedulingQueue {
  return {
    pods: new Table(),
    active: [],
    backoff: [],
    errorBackoff: [],
    unschedulable: new Table(),
    inFlight: new Table(),
    events: [],
    firstEvent: 0,
    tickets: 0,
  };
}

/** A pod without a node appeared. With scheduling gates it waits outside until they are gone. */
export function addPod(queue: SchedulingQueue, pod: Pod, now: number): void {
  const gated = isGated(pod);
  put(queue, {
    key: keyOf(pod),
    pod,
    place: gated ? 'gated' : 'active',
    timestamp: now,
    attempts: 0,
    unschedulableCount: 0,
    errorCount: 0,
    rejectedBy: gated ? ['SchedulingGates'] : [],
    backoffUntil: 0,
  });
}

/**
 * A waiting pod has a new version. If the change itself may help (gates gone, another toleration, smaller requests) it is queued
 * again; a mere status write never does that.
 */
export function updatePod(queue: SchedulingQueue, pod: Pod, now: number): void {
  const entry = queue.pods.get(keyOf(pod));
  if (entry === undefined) {
    addPod(queue, pod, now);
    return;
  }
  const renewed = { ...entry, pod };
  const change: ClusterEvent = { on: 'ThisPod', action: 'Update', object: pod, before: entry.pod };
  if (entry.place === 'gated' && !isGated(pod))
    put(queue, { ...renewed, place: 'active', rejectedBy: [], timestamp: now });
  else if (entry.place === 'unschedulable' && mayHelp(renewed, change)) requeue(queue, renewed, now);
  else queue.pods.set(entry.key, Object.freeze(renewed));
}

/** The pod was bound or is gone: it needs no queue any more. */
export function removePod(queue: SchedulingQueue, key: string): void {
  queue.pods.delete(key);
  queue.unschedulable.delete(key);
  endTry(queue, key);
}

/** The next pod to try, from now on in flight. When nothing is active, pods that only back off come early. */
export function pop(queue: SchedulingQueue, now: number): QueuedPod | undefined {
  flushBackoff(queue, now);
  const entry = take(queue, queue.active, byPriority) ?? take(queue, queue.backoff, byBackoff);
  if (entry === undefined) return undefined;
  put(queue, { ...entry, attempts: entry.attempts + 1, place: 'inFlight' });
  queue.inFlight.set(entry.key, queue.firstEvent + queue.events.length);
  return queue.pods.get(entry.key);
}

/** True when `pop` would return a pod. */
export function hasWork(queue: SchedulingQueue, now: number): boolean {
  flushBackoff(queue, now);
  return first(queue, queue.active, byPriority) !== undefined || first(queue, queue.backoff, byBackoff) !== undefined;
}

/**
 * The try failed. If something happened meanwhile that may help, the pod only backs off; else it waits for such an event.
 * Without any plugin to name (an error), it backs off in any case.
 */
export function failPod(queue: SchedulingQueue, key: string, rejectedBy: readonly string[], now: number): void {
  const entry = queue.pods.get(key);
  if (entry?.place !== 'inFlight') return;
  const since = queue.inFlight.get(key) ?? queue.firstEvent;
  const missed = queue.events.slice(since - queue.firstEvent);
  endTry(queue, key);
  const isError = rejectedBy.length === 0;
  const unschedulableCount = entry.unschedulableCount + (isError ? 0 : 1);
  const errorCount = isError ? entry.errorCount + 1 : 0;
  const renewed = {
    ...entry,
    timestamp: now,
    rejectedBy: Object.freeze([...rejectedBy]),
    unschedulableCount,
    errorCount,
    backoffUntil: windowOf(now + backoffDuration(isError ? errorCount : unschedulableCount)),
  };
  if (isError) put(queue, { ...renewed, place: 'errorBackoff' });
  else if (missed.some((event) => mayHelp(renewed, event))) requeue(queue, renewed, now);
  else put(queue, { ...renewed, place: 'unschedulable' });
}

/** Something happened in the cluster: pods that it may help stop waiting. Returns their keys. */
export function moveOnEvent(queue: SchedulingQueue, event: ClusterEvent, now: number): readonly string[] {
  if (queue.inFlight.size > 0) queue.events.push(Object.freeze(event));
  if (queue.unschedulable.size === 0) return NOBODY;
  return requeueWhere(queue, now, (entry) => mayHelp(entry, event));
}

const NOBODY: readonly string[] = Object.freeze([]);

/** No hint is perfect: after five minutes a pod is tried again whatever happened or not. Returns the keys of those. */
export function flushUnschedulable(queue: SchedulingQueue, now: number): string[] {
  return requeueWhere(queue, now, (entry) => now - entry.timestamp > UNSCHEDULABLE_TIMEOUT);
}

/** Pods whose back-off is over become active. */
export function flushBackoff(queue: SchedulingQueue, now: number): void {
  flush(queue, queue.backoff, now);
  flush(queue, queue.errorBackoff, now);
}

function flush(queue: SchedulingQueue, heap: Waiting[], now: number): void {
  for (;;) {
    const entry = first(queue, heap, byBackoff);
    if (entry === undefined || isBackingOff(entry, now)) break;
    take(queue, heap, byBackoff);
    put(queue, { ...entry, place: 'active' });
  }
}

/** When `flushBackoff` has something to do next; undefined when no pod backs off. */
export function nextBackoffEnd(queue: SchedulingQueue): number | undefined {
  const a = first(queue, queue.backoff, byBackoff)?.backoffUntil;
  const b = first(queue, queue.errorBackoff, byBackoff)?.backoffUntil;
  if (a === undefined && b === undefined) return undefined;
  return Math.min(a ?? Number.POSITIVE_INFINITY, b ?? Number.POSITIVE_INFINITY) + BACKOFF_WINDOW;
}

/** 1, 2, 4, 8, 10, 10 … seconds after the first, second … failure. */
export function backoffDuration(failures: number): number {
  let duration = POD_INITIAL_BACKOFF;
  for (let n = 1; n < failures && duration < POD_MAX_BACKOFF; n++) duration *= 2;
  return failures === 0 ? 0 : Math.min(duration, POD_MAX_BACKOFF);
}

export function isGated(pod: Pod): boolean {
  return (pod.spec?.schedulingGates ?? []).length > 0;
}

type Unplaced = Omit<QueuedPod, 'ticket'>;

function mayHelp(entry: Unplaced, event: ClusterEvent): boolean {
  return eventMayHelp(entry.pod, entry.rejectedBy, event);
}

function requeueWhere(queue: SchedulingQueue, now: number, chosen: (entry: QueuedPod) => boolean): string[] {
  const moved: string[] = [];
  for (const key of queue.unschedulable.keys()) {
    const entry = queue.pods.get(key);
    if (entry === undefined || !chosen(entry)) continue;
    requeue(queue, entry, now);
    moved.push(key);
  }
  return moved;
}

function requeue(queue: SchedulingQueue, entry: Unplaced, now: number): void {
  put(queue, { ...entry, place: isBackingOff(entry, now) ? 'backoff' : 'active' });
}

function isBackingOff({ backoffUntil }: Unplaced, now: number): boolean {
  return backoffUntil > 0 && backoffUntil >= windowOf(now);
}

function windowOf(time: number): number {
  return time - (time % BACKOFF_WINDOW);
}

function endTry(queue: SchedulingQueue, key: string): void {
  queue.inFlight.delete(key);
  if (queue.inFlight.size > 0) return;
  queue.firstEvent += queue.events.length;
  queue.events = [];
}

function put(queue: SchedulingQueue, unplaced: Unplaced): void {
  const { key, pod, place, timestamp, backoffUntil } = unplaced;
  const ticket = queue.tickets++;
  const entry: QueuedPod = Object.freeze({
    key,
    pod,
    place,
    timestamp,
    attempts: unplaced.attempts,
    unschedulableCount: unplaced.unschedulableCount,
    errorCount: unplaced.errorCount,
    rejectedBy: unplaced.rejectedBy,
    backoffUntil,
    ticket,
  });
  queue.pods.set(key, entry);
  if (place === 'unschedulable') queue.unschedulable.set(key, true);
  else queue.unschedulable.delete(key);
  const waiting = Object.freeze({ key, ticket, priority: entry.pod.spec?.priority ?? 0, timestamp, backoffUntil });
  if (place === 'active') push(queue.active, waiting, byPriority);
  else if (place === 'backoff') push(queue.backoff, waiting, byBackoff);
  else if (place === 'errorBackoff') push(queue.errorBackoff, waiting, byBackoff);
}

/** Source: plugins/queuesort/priority_sort.go; equals go by name, so that two runs agree. */
function byPriority(a: Waiting, b: Waiting): number {
  return b.priority - a.priority || a.timestamp - b.timestamp || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

function byBackoff(a: Waiting, b: Waiting): number {
  return a.backoffUntil - b.backoffUntil || byPriority(a, b);
}

/** Entries of pods that have moved on are dropped when they come up. */
function first(queue: SchedulingQueue, heap: Waiting[], order: Order<Waiting>): QueuedPod | undefined {
  while (heap.length > 0) {
    const entry = queue.pods.get(heap[0].key);
    if (entry?.ticket === heap[0].ticket) return entry;
    takeFirst(heap, order);
  }
  return undefined;
}

function take(queue: SchedulingQueue, heap: Waiting[], order: Order<Waiting>): QueuedPod | undefined {
  const entry = first(queue, heap, order);
  if (entry !== undefined) takeFirst(heap, order);
  return entry;
}
