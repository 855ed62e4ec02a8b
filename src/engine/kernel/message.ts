// Everything that happens in the cluster is a message: a request, a reply, a watch event, a timer that rings, a fault.
// A message knows which message caused it, so "why?" is a walk along these causes back to what the learner did.
// This file holds the few shapes that the kernel and every process share; it knows nothing of Kubernetes.

/** One tick is one simulated millisecond; tick 0 is boot. */
export type Tick = number;

/** `component/machine`, for example `kubelet/node-2`. Names dice, traces, faults and screen elements alike. */
export type Address = string;

/**
 * Why a timer was set. `work`: something is undecided and will be looked at; `backoff`: waits before a retry;
 * `periodic`: beats whether or not anything happened; `deadline`: ends a wait. "Settled" is defined by these.
 */
export type TimerClass = 'work' | 'backoff' | 'periodic' | 'deadline';

/** What a message carries. Bodies are plain data, frozen at their root when sent. */
export interface Body {
  readonly kind: string;
}

/**
 * The message (or the work item's own origin) that made something happen.
 * `thread` is the id of the learner's action or fault at its root, 0 for the background.
 */
export interface Cause {
  readonly id: number;
  readonly thread: number;
  readonly periodic: boolean;
}

export interface Message<B extends Body = Body> {
  /** Counts sendings from 1; inputs have ids of their own, -1, -2, … */
  readonly id: number;
  readonly from: Address;
  readonly to: Address;
  /** The connection it travels on; '' for timers and inputs. Order holds within a stream, never between two. */
  readonly stream: string;
  readonly body: B;
  readonly sentAt: Tick;
  readonly dueAt: Tick;
  readonly cause: number;
  readonly because: string;
  readonly thread: number;
  /** Timers keep their class; a message on a stream is `work`, or `periodic` when it descends from a periodic timer. */
  readonly class: TimerClass;
  readonly isTimer: boolean;
  /** The incarnation of the receiver that this is meant for; an older one no longer exists. */
  readonly incarnation: number;
  /** Orders messages that are due in the same tick. */
  readonly order: number;
  /** Closes the stream with its delivery. */
  readonly ends: boolean;
}

/** The other end of a stream is gone. Reason in the words of a TCP stack. */
export interface ResetBody extends Body {
  readonly kind: 'reset';
  readonly stream: string;
  readonly reason:
    | 'connection refused'
    | 'connection reset by peer'
    | 'no route to host'
    | 'http2: client connection lost';
}

/** A fault has touched the way to a peer, or no longer does. See `IO.keepLink`. */
export interface LinkBody extends Body {
  readonly kind: 'link';
  readonly peer: Address;
}

/** The kernel starts a process by sending it this; `start` is called instead of `receive`. */
export interface StartBody extends Body {
  readonly kind: 'start';
}

/** What a learner, a lesson or a script does to the world, as recorded. */
export interface InputBody extends Body {
  readonly kind: 'input';
  readonly input: unknown;
}

export const background: Cause = Object.freeze({ id: 0, thread: 0, periodic: false });

export function componentOf(address: Address): string {
  return address.slice(0, address.indexOf('/'));
}

export function machineOf(address: Address): string {
  return address.slice(address.indexOf('/') + 1);
}
