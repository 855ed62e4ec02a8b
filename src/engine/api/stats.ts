// What a kubelet tells of its machine and its containers at `/metrics/resource`: counters since their start, and when they were read.
// A rate is nowhere in it; whoever wants one reads twice. On the wire these are lines of text for Prometheus, here the same numbers.

import type { Tick } from '../kernel/message.ts';

export const STATS_PATH = '/metrics/resource';

/** One reading: core-milliseconds used since `startedAt`, bytes in use at `at`. */
export interface Reading {
  readonly at: Tick;
  readonly startedAt: Tick;
  readonly cpu: number;
  readonly memory: number;
}

export interface PodReadings {
  /** `namespace/name`. */
  readonly key: string;
  /** Containers that run, by name. */
  readonly containers: Readonly<Record<string, Reading>>;
}

export interface Stats {
  readonly node: Reading;
  readonly pods: readonly PodReadings[];
}
