// A work queue holds keys, not events: ten changes to one object while it waits are one piece of work, judged by its latest state.
// A key that is being worked on waits until that is done; a key that failed comes back after 5 ms, 10 ms, 20 ms … up to 1,000 s.
// Some give a key up after so many tries, and look at it again only when something changes.

import type { Body, Cause, Tick, TimerClass } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';

const LONGEST: Tick = 1_000_000;

/** Plain data. Source of the rules: client-go `util/workqueue`. */
export interface WorkQueue {
  readonly name: string;
  /** Keys in the order in which they will be taken, each with what made it dirty first. */
  order: string[];
  readonly dirty: Record<string, Cause>;
  readonly processing: Record<string, Cause>;
  readonly failures: Record<string, number>;
  /** Keys that come in later, with the tick: the earliest of several wins. */
  readonly later: Record<string, { readonly at: Tick; readonly timer: number }>;
  armed: boolean;
}

export interface WorkBody extends Body {
  readonly kind: 'work';
  readonly queue: string;
}

interface LaterBody extends Body {
  readonly kind: 'work-later';
  readonly queue: string;
  readonly key: string;
}

export function newWorkQueue(name: string): WorkQueue {
  return { name, order: [], dirty: {}, processing: {}, failures: {}, later: {}, armed: false };
}

/** Puts a key in; its turn is announced by a `work` message with this queue's name. */
export function enqueue(queue: WorkQueue, key: string, io: IO, cause: Cause = io.cause): void {
  if (queue.dirty[key]) return;
  queue.dirty[key] = cause;
  if (queue.processing[key]) return;
  queue.order.push(key);
  arm(queue, io, cause);
}

/** Puts a key in after a delay; of several delays the earliest counts. */
export function enqueueAfter(
  queue: WorkQueue,
  key: string,
  delay: Tick,
  timerClass: TimerClass,
  io: IO,
  cause: Cause = io.cause,
): void {
  const known = queue.later[key];
  const at = io.now + Math.max(1, delay);
  if (known) {
    if (known.at <= at) return;
    io.cancel(known.timer);
  }
  const body: LaterBody = { kind: 'work-later', queue: queue.name, key };
  queue.later[key] = { at, timer: io.after(Math.max(1, delay), timerClass, body, cause) };
}

/** How a key comes back that failed. */
export interface Retries {
  /** How long the first wait is; each next one is twice as long, at most 1,000 s. */
  readonly first: Tick;
  /** After so many tries it is given up. */
  readonly most: number;
}

/** What client-go has for those who ask for nothing else. */
const usual: Retries = { first: 5, most: Number.POSITIVE_INFINITY };

/** After a failure. */
export function retry(queue: WorkQueue, key: string, io: IO, cause: Cause = io.cause, retries = usual): void {
  const failures = queue.failures[key] ?? 0;
  if (failures >= retries.most) {
    forget(queue, key);
    return;
  }
  queue.failures[key] = failures + 1;
  const wait = failures > 17 ? LONGEST : Math.min(LONGEST, retries.first * 2 ** failures);
  enqueueAfter(queue, key, wait, 'backoff', io, cause);
}

/** After a success: the next failure starts again with the shortest wait. */
export function forget(queue: WorkQueue, key: string): void {
  delete queue.failures[key];
}

/** The next key to work on, marked as being worked on; undefined when there is none. */
export function take(queue: WorkQueue): { readonly key: string; readonly cause: Cause } | undefined {
  const key = queue.order.shift();
  if (key === undefined) return undefined;
  const cause = queue.dirty[key];
  delete queue.dirty[key];
  queue.processing[key] = cause;
  return { key, cause };
}

/** Ends the work on a key; if it became dirty meanwhile it queues again. */
export function done(queue: WorkQueue, key: string, io: IO): void {
  delete queue.processing[key];
  const cause = queue.dirty[key];
  if (!cause) return;
  queue.order.push(key);
  arm(queue, io, cause);
}

/** Handles this queue's own timers; true when `work` is due now: take keys until there are none. */
export function queueTimer(queue: WorkQueue, body: Body, io: IO): boolean {
  if (body.kind === 'work-later' && (body as LaterBody).queue === queue.name) {
    const { key } = body as LaterBody;
    delete queue.later[key];
    enqueue(queue, key, io);
    return false;
  }
  if (body.kind !== 'work' || (body as WorkBody).queue !== queue.name) return false;
  queue.armed = false;
  return true;
}

/** Asks for a `work` message, if keys wait and none is under way: after a worker has become free. */
export function rearm(queue: WorkQueue, io: IO): void {
  const first = queue.order[0];
  if (first !== undefined) arm(queue, io, queue.dirty[first]);
}

function arm(queue: WorkQueue, io: IO, cause: Cause): void {
  if (queue.armed) return;
  queue.armed = true;
  const body: WorkBody = { kind: 'work', queue: queue.name };
  io.after(1, cause.periodic ? 'periodic' : 'work', body, cause);
}
