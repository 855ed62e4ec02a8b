// A cluster that is left alone for a day while pods come and go must be no larger in the evening than it was at noon:
// history is compacted, events expire, rings turn, and the copies for going back are thinned.

import { defaultCluster, workers } from '../../cluster/cluster-spec.ts';
import { createCluster } from '../../recording/cluster-host.ts';

export interface Hour {
  readonly hour: number;
  readonly heapMegabytes: number;
  readonly revisions: number;
  readonly delivered: number;
}

/** Lives so many hours in which a pod is deleted every few minutes; `measure` is called once an hour with the heap after collection. */
export function soak(
  hours: number,
  churnMinutes: number,
  heapMegabytes: () => number,
  measure: (hour: Hour) => void,
): void {
  const host = createCluster({ seed: 1, cluster: { ...defaultCluster, nodes: workers(3, ['nginx:1.14.2']) } });
  host.drain();
  host.submit({ kubectl: 'create deployment web --image=nginx:1.14.2 --replicas=10' });
  host.advance(host.now() + 30_000, Number.POSITIVE_INFINITY);
  let delivered = 0;
  for (let hour = 1; hour <= hours; hour++) {
    for (let minute = 0; minute < 60; minute += churnMinutes) {
      host.submit({ delete: 'pod[app=web]#1' });
      delivered += host.advance(host.now() + churnMinutes * 60_000, Number.POSITIVE_INFINITY);
    }
    const { revision } = host.drain();
    measure({ hour, heapMegabytes: heapMegabytes(), revisions: revision, delivered });
  }
}

/** By how much the last third of the hours is larger than the middle third; 0.1 is a tenth. */
export function growth(hours: readonly Hour[]): number {
  const third = Math.floor(hours.length / 3);
  const mean = (list: readonly Hour[]) => list.reduce((sum, { heapMegabytes }) => sum + heapMegabytes, 0) / list.length;
  return mean(hours.slice(-third)) / mean(hours.slice(third, 2 * third)) - 1;
}
