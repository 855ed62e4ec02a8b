// Clients hold themselves back: each has a bucket of tokens, a request costs one, and they grow back at a steady rate. A Deployment of a
// thousand pods therefore comes as a first handful and then as a steady trickle, however fast the API server is.
// Source: client-go `util/flowcontrol` (a reservation in `golang.org/x/time/rate`): who finds no token takes the next one that will
// come, and waits for it in turn.

import type { Tick } from '../kernel/message.ts';

export interface RateLimit {
  /** Requests with the same bucket share their tokens, as those of one client-go config do. */
  readonly bucket: string;
  /** Requests a second in the long run, and at once after a rest. */
  readonly qps: number;
  readonly burst: number;
}

/** Plain data: thousandths of tokens at a moment; below zero when tokens that are still to come have been promised. */
export interface Bucket {
  level: number;
  at: Tick;
}

/** Takes a token and says in how many ticks it is there: 0 when it is there already. */
export function reserve(buckets: Record<string, Bucket>, limit: RateLimit, now: Tick): Tick {
  const { bucket: name, qps, burst } = limit;
  let bucket = buckets[name];
  if (bucket === undefined) {
    bucket = { level: burst * 1000, at: now };
    buckets[name] = bucket;
  }
  // So many tokens a second are as many thousandths a tick.
  bucket.level = Math.min(burst * 1000, bucket.level + (now - bucket.at) * qps) - 1000;
  bucket.at = now;
  return bucket.level >= 0 ? 0 : Math.ceil(-bucket.level / qps);
}
