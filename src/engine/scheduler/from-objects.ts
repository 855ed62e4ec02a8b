// A scheduler cache built from plain objects, as `kubectl get nodes,pods,… -A -o json` prints them.
// So the scheduler can be asked about any cluster, also a real one that it has never watched.
import type { KubeObject } from '../api/object.ts';
import type { Node, Pod, PodDisruptionBudget } from '../api/types.ts';
import { isSelecting, putSelector } from './default-spread.ts';
import { createCache, hasEnded, nominate, putNode, putPod, type SchedulerCache } from './snapshot.ts';

export interface KnownCluster {
  readonly cache: SchedulerCache;
  readonly disruptionBudgets: readonly PodDisruptionBudget[];
}

/**
 * Nodes in the order given; pods without a node hold nothing (a nominated one holds its promise). Pods that have ended are
 * left out, unless `countEnded` says that the list is what a scheduler's cache held.
 */
export function clusterFromObjects(objects: readonly KubeObject[], countEnded = false): KnownCluster {
  const cache = createCache();
  const disruptionBudgets: PodDisruptionBudget[] = [];
  for (const object of objects) {
    if (object.kind === 'Node') putNode(cache, object as Node);
    else if (isSelecting(object.kind)) putSelector(cache, object.kind, object);
    else if (object.kind === 'Namespace')
      cache.namespaces.set(object.metadata.name ?? '', object.metadata.labels ?? {});
    else if (object.kind === 'PodDisruptionBudget') disruptionBudgets.push(object as PodDisruptionBudget);
    else if (object.kind === 'Pod' && (countEnded || !hasEnded(object as Pod))) countPod(cache, object as Pod);
  }
  return { cache, disruptionBudgets };
}

function countPod(cache: SchedulerCache, pod: Pod): void {
  const node = pod.spec?.nodeName ?? '';
  const promised = pod.status?.nominatedNodeName ?? '';
  if (node !== '') putPod(cache, pod, node);
  else if (promised !== '') nominate(cache, pod, promised);
}
