// What a DaemonSet says about itself: how many nodes should have a pod, how many have one, and in which state the oldest there is.
// The counts come last in a look, so they show what the look itself has done as far as its copies have heard of it.
// Source: upstream `daemon/daemon_controller.go` updateDaemonSetStatus, storeDaemonSetStatus.

import type { KubeObject } from '../api/object.ts';
import type { DaemonSetStatus } from '../api/types.ts';
import type { Observed } from './controller.ts';
import { asDaemonSet, isUpToDate, verdictOn } from './daemon-set-nodes.ts';
import { isAvailable, podsByNode } from './daemon-set-pods.ts';
import { isReady } from './pod-facts.ts';

export function statusNow(
  set: KubeObject,
  pods: readonly KubeObject[],
  hash: string,
  observed: Observed,
): DaemonSetStatus {
  const byNode = podsByNode(pods);
  let desired = 0;
  let current = 0;
  let misscheduled = 0;
  let ready = 0;
  let available = 0;
  let updated = 0;
  for (const node of observed.list('nodes')) {
    const [oldest] = byNode[node.metadata.name ?? ''] ?? [];
    if (!verdictOn(set, node).run) {
      if (oldest) misscheduled++;
      continue;
    }
    desired++;
    if (!oldest) continue;
    current++;
    if (isReady(oldest)) ready++;
    if (isAvailable(set, oldest, observed)) available++;
    if (isUpToDate(set, oldest, hash)) updated++;
  }
  const { collisionCount, conditions } = asDaemonSet(set).status ?? {};
  return {
    currentNumberScheduled: current,
    numberMisscheduled: misscheduled,
    desiredNumberScheduled: desired,
    numberReady: ready,
    observedGeneration: set.metadata.generation,
    ...(updated > 0 ? { updatedNumberScheduled: updated } : {}),
    ...(available > 0 ? { numberAvailable: available } : {}),
    ...(desired > available ? { numberUnavailable: desired - available } : {}),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions ? { conditions } : {}),
  };
}

export function sameStatus(old: DaemonSetStatus | undefined, next: DaemonSetStatus): boolean {
  return (
    old !== undefined &&
    old.currentNumberScheduled === next.currentNumberScheduled &&
    old.numberMisscheduled === next.numberMisscheduled &&
    old.desiredNumberScheduled === next.desiredNumberScheduled &&
    old.numberReady === next.numberReady &&
    (old.updatedNumberScheduled ?? 0) === (next.updatedNumberScheduled ?? 0) &&
    (old.numberAvailable ?? 0) === (next.numberAvailable ?? 0) &&
    (old.numberUnavailable ?? 0) === (next.numberUnavailable ?? 0) &&
    (old.observedGeneration ?? 0) >= (next.observedGeneration ?? 0)
  );
}
