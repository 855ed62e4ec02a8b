// What a lesson needs of whoever shows it: a cluster that is its own, and hands to act on it. On a page they are the session's, so that
// everything is seen; in a test they are the host's own.

import { type Action, createCluster, type Host, readClusterSpec, type Tick } from '../engine/index.ts';
import { clusterData } from './lint-cluster.ts';
import type { LoadedLesson } from './loader.ts';
import { pickVariants } from './text.ts';

export interface Hands {
  submit(action: Action): void;
  seek(tick: Tick): void;
  /** Back to a moment with only so many inputs given: what was done from then on is dropped. */
  backTo(tick: Tick, inputs: number): void;
  /** The lesson is over; the cluster stays. */
  finish?(): void;
}

export function lessonCluster({ lesson, files }: LoadedLesson, seed = lesson.seed): Host {
  const read = readClusterSpec(clusterData(lesson, files, pickVariants(lesson.variants ?? {}, seed)));
  if ('errors' in read) throw new Error(read.errors.map(({ field, message }) => `${field}: ${message}`).join('\n'));
  return createCluster({ cluster: read.spec, seed });
}

export function handsOf(host: Host): Hands {
  return {
    submit: (action) => void host.submit(action),
    seek: (tick) => host.seek(tick),
    backTo: (tick, inputs) => host.backTo(tick, inputs),
  };
}
