// What this scheduler does not look at is said, never passed over in silence.
// Each word names a field or kind that would count in a real cluster and makes this decision differ from a real one.

import { matchesLabels, matchesSelector, selectorFromMap } from '../api/labels.ts';
import type { KubeObject } from '../api/object.ts';
import type { Pod, ReplicaSet, Service } from '../api/types.ts';
import { hasEnded } from './snapshot.ts';

/** Words for what matters to this pod, in the given cluster, and is not simulated; empty when the decision can be trusted. */
export function unsupported(pod: Pod, objects: Iterable<KubeObject> = []): string[] {
  const words: string[] = [];
  const spec = pod.spec;
  if ((spec?.topologySpreadConstraints ?? []).length > 0) words.push('topologySpreadConstraints');
  if (spec?.affinity?.podAffinity !== undefined) words.push('podAffinity');
  if (spec?.affinity?.podAntiAffinity !== undefined) words.push('podAntiAffinity');
  for (const volume of spec?.volumes ?? []) {
    for (const kind of PLACED_VOLUMES) if (volume[kind] !== undefined) addOnce(words, `volumes: ${kind}`);
  }
  if ((spec?.resourceClaims ?? []).length > 0) words.push('resourceClaims');
  if (spec?.schedulingGroup !== undefined) words.push('schedulingGroup');
  for (const object of objects) {
    if (object.kind === 'Pod' && pullsOthers(object as Pod)) addOnce(words, 'pod affinity of other pods');
    if (spreadsByDefault(object, pod) && (spec?.topologySpreadConstraints ?? []).length === 0) {
      addOnce(words, 'default topology spread');
    }
  }
  return words;
}

/** Volumes that tie a pod to nodes, or count against a node's limit. */
const PLACED_VOLUMES = [
  'persistentVolumeClaim',
  'ephemeral',
  'csi',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'rbd',
  'iscsi',
] as const;

function pullsOthers(other: Pod): boolean {
  const affinity = other.spec?.affinity;
  if (other.spec?.nodeName === undefined || hasEnded(other)) return false;
  return affinity?.podAffinity !== undefined || affinity?.podAntiAffinity !== undefined;
}

/** Pods of a Service or a workload are spread over nodes and zones even when they don't ask for it. */
function spreadsByDefault(object: KubeObject, pod: Pod): boolean {
  if (object.metadata.namespace !== pod.metadata.namespace) return false;
  const labels = pod.metadata.labels ?? {};
  switch (object.kind) {
    case 'Service': {
      const selector = (object as unknown as Service).spec?.selector;
      return (
        selector !== undefined && Object.keys(selector).length > 0 && matchesSelector(selectorFromMap(selector), labels)
      );
    }
    case 'ReplicaSet':
    case 'StatefulSet': {
      const owned = pod.metadata.ownerReferences?.some((owner) => owner.uid === object.metadata.uid) === true;
      return owned && matchesLabels((object as unknown as ReplicaSet).spec?.selector, labels);
    }
    default:
      return false;
  }
}

function addOnce(words: string[], word: string): void {
  if (!words.includes(word)) words.push(word);
}
