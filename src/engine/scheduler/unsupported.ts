// What this scheduler does not look at is said, never passed over in silence.
// Each word names a field or kind that would count in a real cluster and makes this decision differ from a real one.

import type { Pod } from '../api/types.ts';

/** Words for what matters to this pod and is not simulated; empty when the decision can be trusted. */
export function unsupported(pod: Pod | undefined): string[] {
  const words: string[] = [];
  const spec = pod?.spec;
  for (const volume of spec?.volumes ?? []) {
    for (const kind of PLACED_VOLUMES) if (volume[kind] !== undefined) addOnce(words, `volumes: ${kind}`);
  }
  if ((spec?.resourceClaims ?? []).length > 0) words.push('resourceClaims');
  if (spec?.schedulingGroup !== undefined) words.push('schedulingGroup');
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

function addOnce(words: string[], word: string): void {
  if (!words.includes(word)) words.push(word);
}
