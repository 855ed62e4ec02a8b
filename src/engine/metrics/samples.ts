// Two readings of a counter make a rate. The metrics server keeps the last two of every container and node, and nothing else: it
// has no history. A container that has been read only once has no rate yet, and a pod with one such container is left out whole.
// Source: metrics-server `pkg/storage/{pod,node,types}.go`.

import type { Reading, Stats } from '../api/stats.ts';
import type { Tick } from '../kernel/message.ts';

/** A container younger than a round, but not much younger, starts from zero at its start: that is as good as a reading. */
const YOUNGEST: Tick = 10_000;

export interface Pair {
  readonly last: Reading;
  readonly previous: Reading | undefined;
}

/** What is known of one node and what runs on it. Frozen; replaced with every answer of its kubelet. */
export interface NodeSamples {
  readonly node: Pair;
  /** By `namespace/name`, then by container. */
  readonly pods: Readonly<Record<string, Readonly<Record<string, Pair>>>>;
  readonly at: Tick;
}

/** Thousandths of a core over a window, and bytes. */
export interface Measured {
  readonly nanocores: number;
  readonly memory: number;
  readonly at: Tick;
  readonly window: Tick;
}

export function take(stats: Stats, known: NodeSamples | undefined, resolution: Tick): NodeSamples {
  const pods: Record<string, Record<string, Pair>> = {};
  for (const { key, containers } of stats.pods) {
    const before = known?.pods[key];
    const pairs: Record<string, Pair> = {};
    for (const name in containers) pairs[name] = containerPair(containers[name], before?.[name], resolution);
    pods[key] = pairs;
  }
  const last = known?.node.last;
  const previous = last && last.at < stats.node.at ? last : undefined;
  return Object.freeze({ node: { last: stats.node, previous }, pods, at: stats.node.at });
}

function containerPair(reading: Reading, known: Pair | undefined, resolution: Tick): Pair {
  const age = reading.at - reading.startedAt;
  if (age >= YOUNGEST && age < resolution)
    return { last: reading, previous: { at: reading.startedAt, startedAt: reading.startedAt, cpu: 0, memory: 0 } };
  const last = known?.last;
  // A restarted container counts from zero again: what was read before says nothing of it.
  const usable = last && reading.startedAt < last.at && last.at < reading.at;
  return { last: reading, previous: usable ? last : undefined };
}

/** Undefined until there are two readings. */
export function measure({ last, previous }: Pair): Measured | undefined {
  if (!previous || last.cpu < previous.cpu) return undefined;
  const window = last.at - previous.at;
  const nanocores = Math.round(((last.cpu - previous.cpu) * 1_000_000_000) / window);
  return { nanocores, memory: last.memory, at: last.at, window };
}
