// What controllers ask of a pod: does it count, is it ready, since when, is it available?
// Source: upstream `pkg/api/v1/pod/util.go` and `pkg/controller/controller_utils.go`.

import { isDeleting, type KubeObject } from '../api/object.ts';
import { parseTime } from '../api/time.ts';
import type { Pod, PodCondition } from '../api/types.ts';
import type { Tick } from '../kernel/message.ts';

export function asPod(object: KubeObject): Pod {
  return object as unknown as Pod;
}

export function isTerminal(object: KubeObject): boolean {
  const phase = asPod(object).status?.phase;
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Counts towards the replicas: neither ended nor on its way out. */
export function isActive(object: KubeObject): boolean {
  return !isTerminal(object) && !isDeleting(object);
}

/** Is being deleted and still runs: the kubelet has not reported its end yet. */
export function isTerminating(object: KubeObject): boolean {
  return isDeleting(object) && !isTerminal(object);
}

export function condition(object: KubeObject, type: string): PodCondition | undefined {
  return asPod(object).status?.conditions?.find((c) => c.type === type);
}

export function isReady(object: KubeObject): boolean {
  return condition(object, 'Ready')?.status === 'True';
}

/** Epoch milliseconds since which it is ready; NaN when it is not. */
export function readySinceMs(object: KubeObject): number {
  const ready = condition(object, 'Ready');
  return ready?.status === 'True' ? parseTime(ready.lastTransitionTime ?? '') : Number.NaN;
}

/** Ticks until a ready pod counts as available; 0 when it does, Infinity when it is not ready. */
export function ticksUntilAvailable(object: KubeObject, minReadySeconds: number, epochMs: number, now: Tick): Tick {
  if (!isReady(object)) return Number.POSITIVE_INFINITY;
  if (minReadySeconds === 0) return 0;
  return Math.max(0, readySinceMs(object) + minReadySeconds * 1000 - (epochMs + now));
}
