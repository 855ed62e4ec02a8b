// How long a kubelet waits before it tries something again: 10 s after the second crash, then twice as long each time, at most five minutes.
// The first restart is immediate. A container that ran for more than ten minutes before it ended begins anew.
// Source: `client-go/util/flowcontrol/backoff.go`, `pkg/kubelet/kuberuntime/kuberuntime_manager.go` doBackOff.

import type { Tick } from '../kernel/message.ts';
import type { BackOff } from './worker.ts';

export interface Judged {
  /** Ticks left to wait, 0: go ahead. */
  readonly left: Tick;
  readonly delay: Tick;
}

/** Whether something that ended (or failed) at `since` still has to wait at `now`. */
export function inBackOff(backOff: BackOff | undefined, since: Tick, now: Tick, max: Tick): Judged {
  if (!backOff || expired(backOff, since, max)) return { left: 0, delay: 0 };
  return { left: Math.max(0, since + backOff.delay - now), delay: backOff.delay };
}

/** The wait that the next failure will meet. */
export function nextBackOff(backOff: BackOff | undefined, since: Tick, now: Tick, first: Tick, max: Tick): BackOff {
  if (!backOff || expired(backOff, since, max)) return { delay: first, at: now };
  return { delay: Math.min(max, backOff.delay * 2), at: now };
}

function expired(backOff: BackOff, since: Tick, max: Tick): boolean {
  return since - backOff.at > 2 * max;
}
