// What a Deployment says about itself: its counters, whether enough pods are available, and whether it makes progress.
// A condition whose status or reason changes moves to the end of the list; that is how the order on a real cluster comes about.
// Source: upstream `deployment/{sync,progress}.go` and `deployment/util`; order of conditions as recorded (facts 4.2).

import { scaledValue } from '../api/int-or-string.ts';
import type { KubeObject } from '../api/object.ts';
import { parseTime, rfc3339 } from '../api/time.ts';
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../api/types.ts';
import type { Tick } from '../kernel/message.ts';

export function asDeployment(object: KubeObject): Deployment {
  return object as unknown as Deployment;
}

export function asSet(object: KubeObject): ReplicaSet {
  return object as unknown as ReplicaSet;
}

export function wantedOf(set: KubeObject): number {
  return asSet(set).spec?.replicas ?? 1;
}

export function availableOf(set: KubeObject): number {
  return asSet(set).status?.availableReplicas ?? 0;
}

/** maxSurge rounds up, maxUnavailable down; both 0 would stand still, so one may then be missing. */
export function bounds(deployment: Deployment): { readonly maxSurge: number; readonly maxUnavailable: number } {
  const replicas = deployment.spec?.replicas ?? 1;
  const rolling = deployment.spec?.strategy?.rollingUpdate;
  if (deployment.spec?.strategy?.type !== 'RollingUpdate' || replicas === 0) return { maxSurge: 0, maxUnavailable: 0 };
  const surge = scaledValue(rolling?.maxSurge, replicas, true);
  const unavailable = scaledValue(rolling?.maxUnavailable, replicas, false);
  const maxSurge = surge.ok ? surge.value : 0;
  const most = unavailable.ok ? unavailable.value : 0;
  const maxUnavailable = maxSurge === 0 && most === 0 ? 1 : most;
  return { maxSurge, maxUnavailable: Math.min(maxUnavailable, replicas) };
}

/** A condition replaces the one of its type, unless status and reason are the same; then nothing changes. */
export function setCondition(
  conditions: readonly DeploymentCondition[],
  next: Omit<DeploymentCondition, 'lastUpdateTime' | 'lastTransitionTime'>,
  now: string,
): readonly DeploymentCondition[] {
  const known = conditions.find((c) => c.type === next.type);
  if (known && known.status === next.status && known.reason === next.reason) return conditions;
  const lastTransitionTime = known && known.status === next.status ? known.lastTransitionTime : now;
  const { type, status, reason, message } = next;
  return [
    ...conditions.filter((c) => c.type !== type),
    { type, status, lastUpdateTime: now, lastTransitionTime, reason, message },
  ];
}

export function withoutCondition(
  conditions: readonly DeploymentCondition[],
  type: string,
): readonly DeploymentCondition[] {
  return conditions.some((c) => c.type === type) ? conditions.filter((c) => c.type !== type) : conditions;
}

/** The counters of all ReplicaSets together, and Available. Conditions are carried over from `deployment`. */
export function calculateStatus(
  deployment: KubeObject,
  all: readonly KubeObject[],
  newSet: KubeObject | undefined,
  now: string,
): DeploymentStatus {
  const { spec, status, metadata } = asDeployment(deployment);
  const total = (count: (set: KubeObject) => number) => all.reduce((n, set) => n + count(set), 0);
  const wanted = total(wantedOf);
  const replicas = total((set) => asSet(set).status?.replicas ?? 0);
  const readyReplicas = total((set) => asSet(set).status?.readyReplicas ?? 0);
  const availableReplicas = total(availableOf);
  const terminatingReplicas = total((set) => asSet(set).status?.terminatingReplicas ?? 0);
  const updatedReplicas = newSet ? (asSet(newSet).status?.replicas ?? 0) : 0;
  const unavailableReplicas = Math.max(0, wanted - availableReplicas);
  const enough = availableReplicas >= (spec?.replicas ?? 1) - bounds(asDeployment(deployment)).maxUnavailable;
  const conditions = setCondition(
    status?.conditions ?? [],
    enough
      ? {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
        }
      : {
          type: 'Available',
          status: 'False',
          reason: 'MinimumReplicasUnavailable',
          message: 'Deployment does not have minimum availability.',
        },
    now,
  );
  return {
    observedGeneration: metadata?.generation,
    ...(replicas > 0 ? { replicas } : {}),
    ...(updatedReplicas > 0 ? { updatedReplicas } : {}),
    ...(readyReplicas > 0 ? { readyReplicas } : {}),
    ...(availableReplicas > 0 ? { availableReplicas } : {}),
    ...(unavailableReplicas > 0 ? { unavailableReplicas } : {}),
    terminatingReplicas,
    conditions: conditions as DeploymentCondition[],
    ...(status?.collisionCount !== undefined ? { collisionCount: status.collisionCount } : {}),
  };
}

/** All pods wanted are of the new kind, there and available, and the latest wish has been seen. */
export function isComplete(deployment: KubeObject, status: DeploymentStatus): boolean {
  const replicas = asDeployment(deployment).spec?.replicas ?? 1;
  return (
    (status.updatedReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas &&
    (status.availableReplicas ?? 0) === replicas &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

function isProgressing(before: DeploymentStatus | undefined, after: DeploymentStatus): boolean {
  const old = (s: DeploymentStatus | undefined) => (s?.replicas ?? 0) - (s?.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before?.availableReplicas ?? 0)
  );
}

/** The status with Progressing and ReplicaFailure brought up to date. */
export function withProgress(
  deployment: KubeObject,
  all: readonly KubeObject[],
  newSet: KubeObject | undefined,
  status: DeploymentStatus,
  nowMs: number,
): DeploymentStatus {
  const { spec, status: before } = asDeployment(deployment);
  const now = rfc3339(nowMs, 0);
  let conditions: readonly DeploymentCondition[] = status.conditions ?? [];
  const what = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const current = conditions.find((c) => c.type === 'Progressing');
  // A Deployment that was complete stays so when it only loses or gains pods.
  const wasComplete =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable';
  if (spec?.progressDeadlineSeconds !== undefined && !wasComplete) {
    if (isComplete(deployment, status)) {
      conditions = setCondition(
        conditions,
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
          message: `${what} has successfully progressed.`,
        },
        now,
      );
    } else if (isProgressing(before, status)) {
      const next = {
        type: 'Progressing',
        status: 'True',
        reason: 'ReplicaSetUpdated',
        message: `${what} is progressing.`,
      };
      const lastTransitionTime = current?.status === 'True' ? current.lastTransitionTime : now;
      // Progress moves the time even if nothing else changes, and the condition to the end.
      conditions = [
        ...conditions.filter((c) => c.type !== 'Progressing'),
        {
          type: next.type,
          status: next.status,
          lastUpdateTime: now,
          lastTransitionTime,
          reason: next.reason,
          message: next.message,
        },
      ];
    } else if (ticksToDeadline(deployment, conditions, nowMs) === 0) {
      conditions = setCondition(
        conditions,
        {
          type: 'Progressing',
          status: 'False',
          reason: 'ProgressDeadlineExceeded',
          message: `${what} has timed out progressing.`,
        },
        now,
      );
    }
  }
  const failure = replicaFailure(all, newSet);
  conditions = failure ? setCondition(conditions, failure, now) : withoutCondition(conditions, 'ReplicaFailure');
  return { ...status, conditions: conditions as DeploymentCondition[] };
}

/** Ticks until the progress deadline passes; 0 when it has, undefined when none is running. */
export function ticksToDeadline(
  deployment: KubeObject,
  conditions: readonly DeploymentCondition[],
  nowMs: number,
): Tick | undefined {
  const { spec } = asDeployment(deployment);
  const progressing = conditions.find((c) => c.type === 'Progressing');
  if (spec?.progressDeadlineSeconds === undefined || !progressing || spec.paused) return undefined;
  if (progressing.reason === 'NewReplicaSetAvailable' || progressing.reason === 'ProgressDeadlineExceeded')
    return undefined;
  const until = parseTime(progressing.lastUpdateTime ?? '') + spec.progressDeadlineSeconds * 1000;
  return Math.max(0, until - nowMs);
}

function replicaFailure(
  all: readonly KubeObject[],
  newSet: KubeObject | undefined,
): Omit<DeploymentCondition, 'lastUpdateTime' | 'lastTransitionTime'> | undefined {
  for (const set of newSet ? [newSet, ...all] : all) {
    const found = asSet(set).status?.conditions?.find((c) => c.type === 'ReplicaFailure');
    if (found) return { type: 'ReplicaFailure', status: found.status, reason: found.reason, message: found.message };
  }
  return undefined;
}
