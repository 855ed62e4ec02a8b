// Which pods go first when there are too many: those that lose the least. Not yet placed, not running, not ready,
// cheap by annotation, crowded together, young, often restarted: in this order.
// Source: upstream `controller_utils.go`, ActivePodsWithRanks.

import type { KubeObject } from '../api/object.ts';
import { parseTime } from '../api/time.ts';
import { asPod, isReady, readySinceMs } from './pod-facts.ts';

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** Sorts pods so that the first is deleted first. `crowd` counts the owner's active pods on a node. */
export function scaleDownOrder(
  pods: readonly KubeObject[],
  crowd: (node: string) => number,
  nowMs: number,
): KubeObject[] {
  return pods.slice().sort((a, b) => compare(a, b, crowd, nowMs));
}

function compare(a: KubeObject, b: KubeObject, crowd: (node: string) => number, nowMs: number): number {
  const podA = asPod(a);
  const podB = asPod(b);
  const nodeA = podA.spec?.nodeName ?? '';
  const nodeB = podB.spec?.nodeName ?? '';
  if ((nodeA === '') !== (nodeB === '')) return nodeA === '' ? -1 : 1;
  const phase = (PHASE_ORDER[podA.status?.phase ?? ''] ?? 0) - (PHASE_ORDER[podB.status?.phase ?? ''] ?? 0);
  if (phase !== 0) return phase;
  const ready = Number(isReady(a)) - Number(isReady(b));
  if (ready !== 0) return ready;
  const cost = deletionCost(a) - deletionCost(b);
  if (cost !== 0) return cost;
  const crowded = crowd(nodeB) - crowd(nodeA);
  if (crowded !== 0) return crowded;
  if (isReady(a) && isReady(b)) {
    const since = compareAges(readySinceMs(a), readySinceMs(b), nowMs, a, b);
    if (since !== 0) return since;
  }
  const restarts = mostRestarts(b) - mostRestarts(a);
  if (restarts !== 0) return restarts;
  return compareAges(
    parseTime(a.metadata.creationTimestamp ?? ''),
    parseTime(b.metadata.creationTimestamp ?? ''),
    nowMs,
    a,
    b,
  );
}

/** Younger first, on a scale of powers of two; within one step by UID. */
function compareAges(sinceA: number, sinceB: number, nowMs: number, a: KubeObject, b: KubeObject): number {
  if (sinceA === sinceB) return 0;
  const bucketA = ageBucket(nowMs - sinceA);
  const bucketB = ageBucket(nowMs - sinceB);
  if (bucketA !== bucketB) return bucketA - bucketB;
  return (a.metadata.uid ?? '') < (b.metadata.uid ?? '') ? -1 : 1;
}

/** floor(log2(age in nanoseconds)), by doubling; −1 for no age at all. */
function ageBucket(ms: number): number {
  if (ms <= 0) return -1;
  let bucket = 0;
  for (let nanos = ms * 1_000_000; nanos >= 2; nanos /= 2) bucket++;
  return bucket;
}

function deletionCost(pod: KubeObject): number {
  const cost = Number(pod.metadata.annotations?.[DELETION_COST] ?? 0);
  return Number.isInteger(cost) ? cost : 0;
}

function mostRestarts(pod: KubeObject): number {
  return (asPod(pod).status?.containerStatuses ?? []).reduce((most, status) => Math.max(most, status.restartCount), 0);
}
