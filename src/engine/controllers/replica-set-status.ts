// What a ReplicaSet says about itself: how many pods it has, how many of them are ready, available, on their way out.
// The counts are those from before the look's own creates and deletes; the next look corrects them (facts 4.1).
// Source: upstream `replicaset/replica_set_utils.go`.

import { matchesSelector, selectorOf } from '../api/labels.ts';
import type { KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { ReplicaSetCondition, ReplicaSetStatus } from '../api/types.ts';
import type { Observed } from './controller.ts';
import { asSet } from './deployment-status.ts';
import { isActive, isReady, isTerminating, ticksUntilAvailable } from './pod-facts.ts';

/** The status, and in how many ticks the next ready pod becomes available (Infinity: none is waited for). */
export function newStatus(
  set: KubeObject,
  mine: readonly KubeObject[],
  observed: Observed,
  failure: { readonly reason: string; readonly message: string } | undefined,
): { readonly status: ReplicaSetStatus; readonly recheck: number } {
  const { spec, status: old, metadata } = asSet(set);
  const minReadySeconds = spec?.minReadySeconds ?? 0;
  const templateLabels = selectorOf({ matchLabels: spec?.template?.metadata?.labels });
  let replicas = 0;
  let fullyLabeledReplicas = 0;
  let readyReplicas = 0;
  let availableReplicas = 0;
  let terminatingReplicas = 0;
  let recheck = Number.POSITIVE_INFINITY;
  for (const pod of mine) {
    if (isTerminating(pod)) terminatingReplicas++;
    if (!isActive(pod)) continue;
    replicas++;
    if (matchesSelector(templateLabels, pod.metadata.labels)) fullyLabeledReplicas++;
    if (!isReady(pod)) continue;
    readyReplicas++;
    const wait = ticksUntilAvailable(pod, minReadySeconds, observed.epochMs, observed.now);
    if (wait === 0) availableReplicas++;
    else recheck = Math.min(recheck, wait);
  }
  const conditions = failureCondition(old?.conditions ?? [], failure, observed);
  const status: ReplicaSetStatus = {
    replicas,
    ...(fullyLabeledReplicas > 0 ? { fullyLabeledReplicas } : {}),
    ...(readyReplicas > 0 ? { readyReplicas } : {}),
    ...(availableReplicas > 0 ? { availableReplicas } : {}),
    terminatingReplicas,
    observedGeneration: metadata?.generation,
    ...(conditions.length > 0 ? { conditions } : {}),
  };
  return { status, recheck };
}

/** ReplicaFailure stays with its first text while creating keeps failing, and goes with the first look that does not fail. */
function failureCondition(
  conditions: readonly ReplicaSetCondition[],
  failure: { readonly reason: string; readonly message: string } | undefined,
  observed: Observed,
): ReplicaSetCondition[] {
  const known = conditions.find((c) => c.type === 'ReplicaFailure');
  const others = conditions.filter((c) => c.type !== 'ReplicaFailure');
  if (!failure || failure.message === '') return others;
  if (known) return conditions.slice();
  const lastTransitionTime = rfc3339(observed.epochMs, observed.now);
  return [...others, { type: 'ReplicaFailure', status: 'True', lastTransitionTime, ...failure }];
}

export function sameStatus(
  old: ReplicaSetStatus | undefined,
  next: ReplicaSetStatus,
  generation: number | undefined,
): boolean {
  return (
    old !== undefined &&
    old.replicas === next.replicas &&
    (old.fullyLabeledReplicas ?? 0) === (next.fullyLabeledReplicas ?? 0) &&
    (old.readyReplicas ?? 0) === (next.readyReplicas ?? 0) &&
    (old.availableReplicas ?? 0) === (next.availableReplicas ?? 0) &&
    old.terminatingReplicas === next.terminatingReplicas &&
    old.observedGeneration === generation &&
    (old.conditions ?? []).length === (next.conditions ?? []).length
  );
}
