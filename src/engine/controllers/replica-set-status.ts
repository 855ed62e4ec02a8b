// What a ReplicaSet says about itself: how many pods it has, how many of them are ready, available, on their way out.
// The counts are those from before the look's own creates and deletes; the next look corrects them (facts 4.1).
// Source: upstream `replicaset/replica_set_utils.go`.

import { matchesSelector, selectorOf } from '../api/labels.ts';
import type { KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { ReplicaSetCondition, ReplicaSetStatus } from '../api/types.ts';
import type { Classifier } from '../client/informer.ts';
import type { Observed } from './controller.ts';
import { asSet } from './deployment-status.ts';
import { isActive, isReady, isTerminating, ticksUntilAvailable } from './pod-facts.ts';

/** The counts that a status is made of, and in how many ticks the next ready pod becomes available (Infinity: none is waited for). */
export interface Census {
  readonly replicas: number;
  readonly fullyLabeledReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly terminatingReplicas: number;
  readonly recheck: number;
}

const ACTIVE = 1;
const TERMINATING = 2;
const READY = 4;
const LABELED = 8;
const MATCHING = 16;

/** Sorts a set's pods by what its status needs to know of them. */
export function podClassifier(set: KubeObject): Classifier {
  const { spec } = asSet(set);
  const template = selectorOf({ matchLabels: spec?.template?.metadata?.labels });
  const selector = selectorOf(spec?.selector);
  return {
    key: set.spec as object,
    of: (pod) =>
      (isActive(pod) ? ACTIVE : 0) |
      (isTerminating(pod) ? TERMINATING : 0) |
      (isReady(pod) ? READY : 0) |
      (matchesSelector(template, pod.metadata.labels) ? LABELED : 0) |
      (matchesSelector(selector, pod.metadata.labels) ? MATCHING : 0),
  };
}

/** The census from counts by class; undefined when some pod needs a closer look: one to release, or one that is not available yet. */
export function censusOf(set: KubeObject, counts: readonly number[]): Census | undefined {
  if ((asSet(set).spec?.minReadySeconds ?? 0) > 0) return undefined;
  let replicas = 0;
  let fullyLabeledReplicas = 0;
  let readyReplicas = 0;
  let terminatingReplicas = 0;
  for (let code = 0; code < counts.length; code++) {
    const count = counts[code];
    if (count === 0) continue;
    if (!(code & MATCHING)) return undefined;
    if (code & TERMINATING) terminatingReplicas += count;
    if (!(code & ACTIVE)) continue;
    replicas += count;
    if (code & LABELED) fullyLabeledReplicas += count;
    if (code & READY) readyReplicas += count;
  }
  const recheck = Number.POSITIVE_INFINITY;
  return {
    replicas,
    fullyLabeledReplicas,
    readyReplicas,
    availableReplicas: readyReplicas,
    terminatingReplicas,
    recheck,
  };
}

/** The census, pod by pod. */
export function takeCensus(set: KubeObject, mine: readonly KubeObject[], observed: Observed): Census {
  const minReadySeconds = asSet(set).spec?.minReadySeconds ?? 0;
  const template = selectorOf({ matchLabels: asSet(set).spec?.template?.metadata?.labels });
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
    if (matchesSelector(template, pod.metadata.labels)) fullyLabeledReplicas++;
    if (!isReady(pod)) continue;
    readyReplicas++;
    const wait = ticksUntilAvailable(pod, minReadySeconds, observed.epochMs, observed.now);
    if (wait === 0) availableReplicas++;
    else recheck = Math.min(recheck, wait);
  }
  return { replicas, fullyLabeledReplicas, readyReplicas, availableReplicas, terminatingReplicas, recheck };
}

/** The status that a census gives. */
export function newStatus(
  set: KubeObject,
  census: Census,
  observed: Observed,
  failure: { readonly reason: string; readonly message: string } | undefined,
): ReplicaSetStatus {
  const { status: old, metadata } = asSet(set);
  const { replicas, fullyLabeledReplicas, readyReplicas, availableReplicas, terminatingReplicas } = census;
  const conditions = failureCondition(old?.conditions ?? [], failure, observed);
  return {
    replicas,
    ...(fullyLabeledReplicas > 0 ? { fullyLabeledReplicas } : {}),
    ...(readyReplicas > 0 ? { readyReplicas } : {}),
    ...(availableReplicas > 0 ? { availableReplicas } : {}),
    terminatingReplicas,
    observedGeneration: metadata?.generation,
    ...(conditions.length > 0 ? { conditions } : {}),
  };
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
