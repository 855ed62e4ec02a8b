// The Deployment controller never touches a pod. It keeps one ReplicaSet per version of the template and moves numbers between them:
// the new one grows as far as surge allows, the old ones shrink as far as availability allows, one move a look.
// Source: upstream `pkg/controller/deployment`; write by write as recorded (facts 4.2, 11.6), the usual 409 included.

import { matchesLabels } from '../api/labels.ts';
import { controllerOf, equal, isDeleting, type KubeObject, keyOf } from '../api/object.ts';
import { podTemplateHash } from '../api/template-hash.ts';
import { rfc3339 } from '../api/time.ts';
import type { DeploymentCondition, PodTemplateSpec } from '../api/types.ts';
import type { Change } from '../client/informer.ts';
import { codeOf, errorText, type Reply, succeeded } from '../client/requests.ts';
import {
  type Controller,
  deployments,
  type Intent,
  nothing,
  type Observed,
  type Plan,
  replicaSets,
  type Step,
  type Wakes,
} from './controller.ts';
import { byAge, newSetSize, proportional, type Resize, replicasOf, shrinkOld } from './deployment-rolling.ts';
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
import { adoption, claim, ownerReference, releasing } from './ownership.ts';
import { isTerminal } from './pod-facts.ts';

const PREFIX = 'deployment.kubernetes.io/';
export const REVISION = `${PREFIX}revision`;
const HISTORY = `${PREFIX}revision-history`;
const DESIRED = `${PREFIX}desired-replicas`;
const MAX = `${PREFIX}max-replicas`;
const HASH = 'pod-template-hash';
/** Annotations of a Deployment that do not go on to its ReplicaSets. */
const NOT_COPIED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  HISTORY,
  DESIRED,
  MAX,
  'deprecated.deployment.rollback.to',
]);

export const deploymentController: Controller = {
  name: 'deployment',
  title: 'Deployment',
  user: 'system:serviceaccount:kube-system:deployment-controller',
  source: 'deployment-controller',
  workers: 5,
  reconciles: 'deployments',
  watches: {
    deployments: (change) => [change.key],
    replicasets: setChanged,
    pods: podGone,
  },
  reconcile,
  followUps: { 'adoption-checked': adoptionChecked, 'set-created': setCreated },
};

function setChanged(change: Change, observed: Observed): Wakes {
  const owner = controllerOf(change.object);
  const { namespace } = change.object.metadata;
  if (owner) return owner.kind === 'Deployment' ? [`${namespace}/${owner.name}`] : [];
  if (change.type === 'deleted') return [];
  return observed
    .list('deployments', namespace)
    .filter((d) => matchesLabels(asDeployment(d).spec?.selector, change.object.metadata.labels))
    .map(keyOf);
}

/** Recreate waits for the last old pod: only its deletion matters. */
function podGone(change: Change, observed: Observed): Wakes {
  if (change.type !== 'deleted') return [];
  const owner = controllerOf(change.object);
  const set =
    owner?.kind === 'ReplicaSet'
      ? observed.get('replicasets', `${change.object.metadata.namespace}/${owner.name}`)
      : undefined;
  const deployment = set && controllerOf(set);
  const found = deployment && observed.get('deployments', `${change.object.metadata.namespace}/${deployment.name}`);
  return found && asDeployment(found).spec?.strategy?.type === 'Recreate' ? [keyOf(found)] : [];
}

/** One look at a Deployment, as it goes on: what has been decided so far and the draft that its status updates are made from. */
interface Look {
  /** The stored Deployment with changes of this look on it; keeps the resourceVersion it was read with. */
  draft: KubeObject;
  readonly sets: readonly KubeObject[];
  readonly observed: Observed;
  readonly steps: Step[];
  readonly said: string[];
}

function reconcile(key: string, observed: Observed): Plan {
  const deployment = observed.get('deployments', key);
  if (!deployment) return nothing;
  const { selector } = asDeployment(deployment).spec ?? {};
  const owned = observed.owned('replicasets', deployment.metadata.uid ?? '');
  const orphans = observed.orphans('replicasets', deployment.metadata.namespace ?? '');
  const { mine, adopt, release } = claim(deployment, selector ?? {}, [...owned, ...orphans]);
  if (adopt.length > 0) {
    const { namespace, name = '' } = deployment.metadata;
    const ask: Intent = {
      verb: 'get',
      of: deployments,
      namespace,
      name,
      because: 'is the Deployment still there? then it may adopt',
    };
    return {
      steps: [{ intents: [ask], then: 'adoption-checked', memo: adopt }],
      because: `adopts ${adopt[0].metadata.name}`,
    };
  }
  const plan = judge(deployment, mine, observed);
  if (release.length === 0) return plan;
  return {
    ...plan,
    steps: [{ intents: release.map((set) => releasing(replicaSets, deployment, set)) }, ...plan.steps],
  };
}

function adoptionChecked(key: string, observed: Observed, replies: readonly Reply[], memo: unknown): Plan {
  const deployment = observed.get('deployments', key);
  const [live] = replies;
  const found = live.response?.body as KubeObject | undefined;
  if (
    !deployment ||
    !found ||
    !succeeded(live) ||
    found.metadata.uid !== deployment.metadata.uid ||
    isDeleting(found)
  ) {
    return { steps: [], because: 'cannot adopt: the Deployment is going away', failed: true };
  }
  const adopted = memo as readonly KubeObject[];
  const first: Step = { intents: adopted.map((set) => adoption(replicaSets, deployment, set)) };
  const plan = judge(
    deployment,
    [...observed.owned('replicasets', deployment.metadata.uid ?? ''), ...adopted],
    observed,
  );
  return { ...plan, steps: [first, ...plan.steps] };
}

function judge(deployment: KubeObject, sets: readonly KubeObject[], observed: Observed): Plan {
  const look: Look = { draft: deployment, sets: sets.slice().sort(byAge), observed, steps: [], said: [] };
  const newSet = findNewSet(deployment, look.sets);
  if (isDeleting(deployment)) {
    return conclude(look, look.sets, newSet, false);
  }
  pausedCondition(look);
  const { spec } = asDeployment(deployment);
  if (spec?.paused || isScaling(deployment, look.sets)) return scaleOnly(look, newSet);
  return spec?.strategy?.type === 'Recreate' ? recreate(look, newSet) : roll(look, newSet);
}

/** The oldest ReplicaSet whose template is the wished one: so an old version is used again, not made anew. */
function findNewSet(deployment: KubeObject, oldestFirst: readonly KubeObject[]): KubeObject | undefined {
  const wanted = asDeployment(deployment).spec?.template;
  return oldestFirst.find((set) => sameTemplate(asSet(set).spec?.template, wanted));
}

function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  if (!equal(a?.spec, b?.spec)) return false;
  const bare = (template: PodTemplateSpec | undefined) => {
    const { [HASH]: _, ...labels } = template?.metadata?.labels ?? {};
    return { ...template?.metadata, labels };
  };
  return equal(bare(a), bare(b));
}

// ---- the strategies ----------------------------------------------------------------------------------------------

function roll(look: Look, found: KubeObject | undefined): Plan {
  const newSet = found ? syncRevision(look, found) : createSet(look);
  if (!newSet) return planOf(look);
  return rollOn(look, newSet);
}

function rollOn(look: Look, newSet: KubeObject): Plan {
  const oldSets = look.sets.filter((set) => set.metadata.uid !== newSet.metadata.uid);
  const all = [...oldSets, newSet];
  const want = replicasOf(look.draft);
  const size = wantedOf(newSet);
  const grown = size > want ? want : size === want ? size : newSetSize(look.draft, all, size);
  if (grown !== size) {
    resize(look, { set: newSet, to: grown });
    return conclude(look, replace(all, newSet, grown), newSet, true);
  }
  const resizes = shrinkOld(look.draft, oldSets, newSet);
  if (resizes.length > 0) {
    let after: readonly KubeObject[] = all;
    const written = new Map<KubeObject, KubeObject>();
    for (const { set, to } of resizes) {
      const current = written.get(set) ?? set;
      resize(look, { set: current, to });
      // The second write to a set in one look goes onto the first one's answer, whatever its version.
      const { resourceVersion: _, ...metadata } = current.metadata;
      written.set(set, { ...current, metadata, spec: { ...(current.spec as object), replicas: to } });
      after = replace(after, set, to);
    }
    return conclude(look, after, newSet, true);
  }
  return conclude(look, all, newSet, true);
}

/** All old pods go first; only when none is left the new ReplicaSet is made. */
function recreate(look: Look, found: KubeObject | undefined): Plan {
  const oldSets = look.sets.filter((set) => set !== found);
  const active = oldSets.filter((set) => wantedOf(set) > 0);
  if (active.length > 0) {
    for (const set of active) resize(look, { set, to: 0 });
    return conclude(look, look.sets, found, true);
  }
  const left = oldSets
    .flatMap((set) => look.observed.owned('pods', set.metadata.uid ?? ''))
    .filter((pod) => !isTerminal(pod));
  if (left.length > 0) {
    look.said.push(`waits for ${left.length} old pods to end`);
    return conclude(look, look.sets, found, true);
  }
  const newSet = found ? syncRevision(look, found) : createSet(look);
  if (!newSet) return planOf(look);
  const want = replicasOf(look.draft);
  if (wantedOf(newSet) !== want) resize(look, { set: newSet, to: want });
  return conclude(look, [...oldSets, newSet], newSet, true);
}

/** A changed number of replicas, or a pause: sizes change, versions do not. */
function scaleOnly(look: Look, found: KubeObject | undefined): Plan {
  const newSet = found && syncRevision(look, found);
  const all = newSet ? replaceObject(look.sets, newSet) : look.sets;
  const active = all.filter((set) => wantedOf(set) > 0);
  const want = replicasOf(look.draft);
  if (active.length <= 1) {
    const target = active[0] ?? newSet ?? all[all.length - 1];
    if (target && wantedOf(target) !== want) resize(look, { set: target, to: want });
    else if (target) refreshSizes(look, [target]);
  } else if (newSet && wantedOf(newSet) === want && (asSet(newSet).status?.availableReplicas ?? 0) === want) {
    for (const set of active) if (set !== newSet) resize(look, { set, to: 0 });
  } else if (asDeployment(look.draft).spec?.strategy?.type === 'RollingUpdate') {
    const resizes = proportional(look.draft, active, (set) => Number(set.metadata.annotations?.[MAX] ?? want));
    for (const change of resizes) resize(look, change);
    refreshSizes(
      look,
      active.filter((set) => !resizes.some((change) => change.set === set)),
    );
  }
  return conclude(look, all, newSet, true);
}

// ---- single moves ------------------------------------------------------------------------------------------------

function createSet(look: Look): KubeObject | undefined {
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
function setCreated(key: string, observed: Observed, replies: readonly Reply[]): Plan | undefined {
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

/** Brings revision number and annotations of the found new ReplicaSet up to date. Returns it as it will be. */
function syncRevision(look: Look, newSet: KubeObject): KubeObject | undefined {
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
  const minReadySeconds = asDeployment(draft).spec?.minReadySeconds ?? 0;
  const minReadyChanged = (asSet(newSet).spec?.minReadySeconds ?? 0) !== minReadySeconds;
  let current = newSet;
  if (!equal(before, annotations) || minReadyChanged) {
    const spec = { ...(newSet.spec as object), ...(minReadySeconds > 0 ? { minReadySeconds } : {}) };
    current = Object.freeze({ ...newSet, metadata: { ...newSet.metadata, annotations }, spec });
    const because = `this template is in use again: revision ${annotations[REVISION]}`;
    look.steps.push({ intents: [{ verb: 'update', of: replicaSets, object: current, because }] });
  }
  const known = asDeployment(draft).status?.conditions?.some((c) => c.type === 'Progressing');
  const reason = known ? undefined : 'FoundNewReplicaSet';
  revise(look, annotations[REVISION] ?? revision, current, reason, `Found new replica set "${newSet.metadata.name}"`);
  return current;
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

function resize(look: Look, { set, to }: Resize): void {
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
function refreshSizes(look: Look, sets: readonly KubeObject[]): void {
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

function pausedCondition(look: Look): void {
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
function conclude(look: Look, all: readonly KubeObject[], newSet: KubeObject | undefined, progress: boolean): Plan {
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

function planOf(look: Look, recheck?: number): Plan {
  const requeueAfter = recheck === undefined ? undefined : ({ ticks: recheck, class: 'deadline' } as const);
  return { steps: look.steps, because: look.said.join(', '), requeueAfter };
}

function isScaling(deployment: KubeObject, sets: readonly KubeObject[]): boolean {
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

function replace(sets: readonly KubeObject[], set: KubeObject, replicas: number): readonly KubeObject[] {
  return sets.map((other) =>
    other.metadata.uid === set.metadata.uid && other.metadata.name === set.metadata.name
      ? { ...other, spec: { ...(other.spec as object), replicas } }
      : other,
  );
}

function replaceObject(sets: readonly KubeObject[], set: KubeObject): readonly KubeObject[] {
  return sets.map((other) => (other.metadata.name === set.metadata.name ? set : other));
}
