// Every try to place a pod is kept with all its reasons: the last few whole, of earlier ones only when they were, since living
// that tick again brings them back.
import type { Decision } from './decision.ts';

/** One try to place a pod. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  readonly at: number;
  readonly decision: Decision;
}

export interface Attempts {
  /** Newest last. */
  readonly latest: readonly Attempt[];
  readonly earlier: readonly { readonly number: number; readonly at: number }[];
}

const KEPT = 3;
const EARLIER = 60;

export function withAttempt(known: Attempts | undefined, attempt: Attempt): Attempts {
  const latest = [...(known?.latest ?? []), Object.freeze(attempt)];
  const oldest = latest.length > KEPT ? latest.shift() : undefined;
  let earlier = known?.earlier ?? NONE;
  if (oldest)
    earlier = Object.freeze([...earlier, Object.freeze({ number: oldest.number, at: oldest.at })].slice(-EARLIER));
  return Object.freeze({ latest: Object.freeze(latest), earlier });
}

const NONE: Attempts['earlier'] = Object.freeze([]);
