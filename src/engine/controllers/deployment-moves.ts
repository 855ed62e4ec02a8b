// The single moves of a Deployment's look: make a ReplicaSet, give it its revision, resize it, and write down how things stand.
// Each move adds its requests to the look's steps; nothing is sent before the look has ended.
// Source: upstream `deployment/{sync,progress}.go`; write by write as recorded (facts 4.2, 11.6), the usual 409 included.

import { controllerOf, equal, isDeleting, type KubeObject, keyOf } from '../api/object.ts';
import { podTemplateHash } from '../api/template-hash.ts';
import { rfc3339 } from '../api/time.ts';
import type { DeploymentCondition } from '../api/types.ts';
import { codeOf, errorText, type Reply, succeeded } from '../client/requests.ts';
import { deployments, type Intent, type Observed, type Plan, replicaSets, type Step } from './controller.ts';
import { newSetSize, type Resize, replicasOf } from './deployment-rolling.ts';
import {
  asDeployment,
  asSet,
  bounds,
  calculateStatus,
  isComplete,
  setCondition,
  ticksToDeadline,
  wantedOf,
  withProgress,
} from './deployment-status.ts';
import { ownerReference } from './ownership.ts';

const PREFIX = 'deployment.kubernetes.io/';
const REVISION = `${PREFIX}revision`;
const HISTORY = `${PREFIX}revision-history`;
const DESIRED = `${PREFIX}desired-replicas`;
export const MAX = `${PREFIX}max-replicas`;
export const HASH = 'pod-template-hash';
/** Annotations of a Deployment that do not go on to its ReplicaSets. */
const NOT_COPIED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  HISTORY,
  DESIRED,
  MAX,
  'deprecated.deployment.rollback.to',
]);

/** One look at a Deployment, as it goes on: what has been decided so far and the draft that its status updates are made from. */
export interface Look {
  /** The stored Deployment with changes of this look on it; keeps the resourceVersion it was read with. */
  draft: KubeObject;
  readonly sets: readonly KubeObject[];
  readonly observed: Observed;
  readonly steps: Step[];
  readonly said: string[];
}

export function createSet(look: Look): KubeObject | undefined {
  const { draft, sets } = look;
  const { spec, status } = asDeployment(draft);
  const hash = podTemplateHash(spec?.template, status?.collisionCount);
  const { namespace, name = '' } = draft.metadata;
  const template = spec?.template;
  const labels = { ...template?.metadata?.labels, [HASH]: hash };
  const revision = String(Math.max(0, ...sets.map(revisionOf)) + 1);
  const want = replicasOf(draft);
  const empty: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels,
      annotations: {
        ...copied(draft),
        [DESIRED]: String(want),
        [MAX]: String(want + bounds(asDeployment(draft)).maxSurge),
        [REVISION]: revision,
      },
      ownerReferences: [ownerReference(draft)],
    },
    spec: {
      replicas: 0,
      selector: { ...spec?.selector, matchLabels: { ...spec?.selector?.matchLabels, [HASH]: hash } },
      template: { ...template, metadata: { ...template?.metadata, labels } },
      ...(spec?.minReadySeconds ? { minReadySeconds: spec.minReadySeconds } : {}),
    },
  };
  const replicas = newSetSize(draft, [...sets, empty], 0);
  const set: KubeObject = Object.freeze({ ...empty, spec: { ...(empty.spec as object), replicas } });
  const because = `no ReplicaSet has this template yet: revision ${revision} starts with ${replicas}`;
  look.steps.push({
    intents: [{ verb: 'create', of: replicaSets, object: set, because }],
    then: 'set-created',
    memo: { hash },
  });
  look.said.push(`new template → create ${set.metadata.name}`);
  if (replicas > 0) note(look, `Scaled up replica set ${set.metadata.name} from 0 to ${replicas}`);
  revise(look, revision, set, 'NewReplicaSetCreated', `Created new replica set "${set.metadata.name}"`);
  return set;
}

/** A refused create: the name may be taken by another template (then the collision is counted and the hash changes). */
export function setCreated(key: string, observed: Observed, replies: readonly Reply[]): Plan | undefined {
  const [reply] = replies;
  if (succeeded(reply)) return undefined;
  const deployment = observed.get('deployments', key);
  const wanted = reply.request.body as KubeObject;
  if (!deployment || errorText(reply).includes('because it is being terminated'))
    return { steps: [], because: '', failed: true };
  if (codeOf(reply) === 409) {
    const known = observed.get('replicasets', keyOf(wanted));
    if (!known || controllerOf(known)?.uid === deployment.metadata.uid)
      return { steps: [], because: 'it exists already', failed: true };
    const status = {
      ...asDeployment(deployment).status,
      collisionCount: (asDeployment(deployment).status?.collisionCount ?? 0) + 1,
    };
    const object = Object.freeze({ ...deployment, status });
    return {
      steps: [
        {
          intents: [
            {
              verb: 'update',
              of: deployments,
              subresource: 'status',
              object,
              because: 'the name is taken: counts a collision',
            },
          ],
        },
      ],
      because: 'the name is taken',
      failed: true,
    };
  }
  const message = `Failed to create new replica set "${wanted.metadata.name}": ${errorText(reply)}`;
  const now = rfc3339(observed.epochMs, observed.now);
  const conditions = setCondition(
    asDeployment(deployment).status?.conditions ?? [],
    { type: 'Progressing', status: 'False', reason: 'ReplicaSetCreateError', message },
    now,
  );
  const object = Object.freeze({
    ...deployment,
    status: { ...asDeployment(deployment).status, conditions: conditions as DeploymentCondition[] },
  });
  const intents: Intent[] = [
    { verb: 'event', about: deployment, type: 'Warning', reason: 'ReplicaSetCreateError', message, because: '' },
    { verb: 'update', of: deployments, subresource: 'status', object, because: 'the ReplicaSet was refused' },
  ];
  return { steps: [{ intents }], because: 'the ReplicaSet was refused', failed: true };
}

/**
 * Brings revision number and annotations of the found new ReplicaSet up to date. Returns it as it is, or undefined when the look ends
 * with that: upstream then goes on with its old copy, writes the same once more and is refused (recorded in each undo).
 */
export function syncRevision(look: Look, newSet: KubeObject): KubeObject | undefined {
  const { draft, sets } = look;
  const highestOld = Math.max(0, ...sets.filter((set) => set !== newSet).map(revisionOf));
  const revision = String(highestOld + 1);
  const before = newSet.metadata.annotations ?? {};
  const annotations: Record<string, string> = { ...before, ...copied(draft) };
  if (Number(before[REVISION] ?? 0) < highestOld + 1) {
    annotations[REVISION] = revision;
    if (before[REVISION])
      annotations[HISTORY] = before[HISTORY] ? `${before[HISTORY]},${before[REVISION]}` : before[REVISION];
  }
  const { minReadySeconds: wait = 0, paused } = asDeployment(draft).spec ?? {};
  const { minReadySeconds: oldWait = 0, ...spec } = asSet(newSet).spec ?? {};
  if (!equal(before, annotations) || oldWait !== wait) {
    const metadata = { ...newSet.metadata, annotations };
    const object = Object.freeze({ ...newSet, metadata, spec: wait > 0 ? { ...spec, minReadySeconds: wait } : spec });
    const because = `this template is in use again: revision ${annotations[REVISION]}`;
    const step: Step = { intents: [{ verb: 'update', of: replicaSets, object, because }] };
    look.steps.push(...(paused ? [step] : [step, step]));
    look.said.push(`${newSet.metadata.name}: revision ${annotations[REVISION]}`);
    return undefined;
  }
  const known = asDeployment(draft).status?.conditions?.some((c) => c.type === 'Progressing');
  const reason = known ? undefined : 'FoundNewReplicaSet';
  revise(look, annotations[REVISION] ?? revision, newSet, reason, `Found new replica set "${newSet.metadata.name}"`);
  return newSet;
}

/** Writes revision and the first Progressing condition in one status update, whose answer upstream throws away. */
function revise(look: Look, revision: string, set: KubeObject, reason: string | undefined, message: string): void {
  const { draft, observed } = look;
  const annotations = draft.metadata.annotations ?? {};
  let next = draft;
  if (annotations[REVISION] !== revision) {
    next = { ...next, metadata: { ...next.metadata, annotations: { ...annotations, [REVISION]: revision } } };
  }
  if (reason && asDeployment(draft).spec?.progressDeadlineSeconds !== undefined) {
    const now = rfc3339(observed.epochMs, observed.now);
    const conditions = asDeployment(next).status?.conditions ?? [];
    const changed = setCondition(conditions, { type: 'Progressing', status: 'True', reason, message }, now);
    if (changed !== conditions) next = { ...next, status: { ...asDeployment(next).status, conditions: changed } };
  }
  if (next === draft) return;
  look.draft = Object.freeze(next);
  const because = `revision ${revision} is ${set.metadata.name}`;
  look.steps.push({
    intents: [{ verb: 'update', of: deployments, subresource: 'status', object: look.draft, because }],
  });
}

export function resize(look: Look, { set, to }: Resize): void {
  const from = wantedOf(set);
  const want = replicasOf(look.draft);
  const annotations = {
    ...set.metadata.annotations,
    [DESIRED]: String(want),
    [MAX]: String(want + bounds(asDeployment(look.draft)).maxSurge),
  };
  const object = Object.freeze({
    ...set,
    metadata: { ...set.metadata, annotations },
    spec: { ...(set.spec as object), replicas: to },
  });
  const direction = to > from ? 'up' : 'down';
  const because = `scales ${direction} from ${from} to ${to}`;
  look.steps.push({ intents: [{ verb: 'update', of: replicaSets, object, because }] });
  look.said.push(`${set.metadata.name}: ${from} → ${to}`);
  note(look, `Scaled ${direction} replica set ${set.metadata.name} from ${from} to ${to}`);
}

/** Only the annotations that remember the wish change. */
export function refreshSizes(look: Look, sets: readonly KubeObject[]): void {
  const want = String(replicasOf(look.draft));
  const max = String(replicasOf(look.draft) + bounds(asDeployment(look.draft)).maxSurge);
  for (const set of sets) {
    const before = set.metadata.annotations ?? {};
    if (before[DESIRED] === want && before[MAX] === max) continue;
    const object = Object.freeze({
      ...set,
      metadata: { ...set.metadata, annotations: { ...before, [DESIRED]: want, [MAX]: max } },
    });
    look.steps.push({ intents: [{ verb: 'update', of: replicaSets, object, because: 'remembers the new wish' }] });
  }
}

function note(look: Look, message: string): void {
  look.steps.push({
    intents: [{ verb: 'event', about: look.draft, type: 'Normal', reason: 'ScalingReplicaSet', message, because: '' }],
  });
}

export function pausedCondition(look: Look): void {
  const { spec, status } = asDeployment(look.draft);
  if (spec?.progressDeadlineSeconds === undefined) return;
  const progressing = status?.conditions?.find((c) => c.type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') return;
  const wasPaused = progressing?.reason === 'DeploymentPaused';
  if (!!spec.paused === wasPaused) return;
  const next = spec.paused
    ? { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' }
    : { type: 'Progressing', status: 'Unknown', reason: 'DeploymentResumed', message: 'Deployment is resumed' };
  const conditions = setCondition(status?.conditions ?? [], next, rfc3339(look.observed.epochMs, look.observed.now));
  look.draft = Object.freeze({ ...look.draft, status: { ...status, conditions } });
  look.steps.push({
    intents: [{ verb: 'update', of: deployments, subresource: 'status', object: look.draft, because: next.message }],
  });
}

/** Old versions beyond the history limit go, lowest revision first, if nothing of them runs. */
function cleanUp(look: Look, newSet: KubeObject | undefined): void {
  const limit = asDeployment(look.draft).spec?.revisionHistoryLimit;
  if (limit === undefined) return;
  const old = look.sets.filter((set) => set.metadata.uid !== newSet?.metadata.uid && !isDeleting(set));
  const surplus = old.length - limit;
  const removable = old
    .slice()
    .sort((a, b) => revisionOf(a) - revisionOf(b))
    .slice(0, Math.max(0, surplus));
  for (const set of removable) {
    const { status } = asSet(set);
    if (
      (status?.replicas ?? 0) !== 0 ||
      wantedOf(set) !== 0 ||
      (set.metadata.generation ?? 0) > (status?.observedGeneration ?? 0)
    )
      continue;
    look.steps.push({
      intents: [{ verb: 'delete', of: replicaSets, object: set, because: `keeps only ${limit} old versions` }],
    });
  }
}

/** The end of every look: the status, if it differs. A Deployment whose look changed it meanwhile gets its 409 here, as upstream. */
export function conclude(
  look: Look,
  all: readonly KubeObject[],
  newSet: KubeObject | undefined,
  progress: boolean,
): Plan {
  const { draft, observed } = look;
  const nowMs = observed.epochMs + observed.now;
  const counted = calculateStatus(draft, all, newSet, rfc3339(nowMs, 0));
  const paused = asDeployment(draft).spec?.paused;
  const status = progress && !paused ? withProgress(draft, all, newSet, counted, nowMs) : counted;
  if (progress && isComplete(draft, status)) cleanUp(look, newSet);
  if (!equal(asDeployment(draft).status, status)) {
    const object = Object.freeze({ ...draft, status });
    const because = `${status.availableReplicas ?? 0} of ${replicasOf(draft)} available`;
    look.steps.push({ intents: [{ verb: 'update', of: deployments, subresource: 'status', object, because }] });
  }
  if (look.said.length === 0) look.said.push(`${status.availableReplicas ?? 0} of ${replicasOf(draft)} available`);
  const deadline = ticksToDeadline(draft, status.conditions ?? [], nowMs);
  // Upstream looks one second after the deadline has passed.
  return planOf(look, deadline === undefined ? undefined : deadline + 1000);
}

export function planOf(look: Look, recheck?: number): Plan {
  const requeueAfter = recheck === undefined ? undefined : ({ ticks: recheck, class: 'deadline' } as const);
  return { steps: look.steps, because: look.said.join(', '), requeueAfter };
}

export function isScaling(deployment: KubeObject, sets: readonly KubeObject[]): boolean {
  const want = String(replicasOf(deployment));
  return sets.some(
    (set) =>
      wantedOf(set) > 0 &&
      set.metadata.annotations?.[DESIRED] !== undefined &&
      set.metadata.annotations[DESIRED] !== want,
  );
}

export function revisionOf(set: KubeObject): number {
  return Number(set.metadata.annotations?.[REVISION] ?? 0);
}

function copied(deployment: KubeObject): Record<string, string> {
  const result: Record<string, string> = {};
  const annotations = deployment.metadata.annotations ?? {};
  for (const name in annotations) if (!NOT_COPIED.has(name)) result[name] = annotations[name];
  return result;
}
