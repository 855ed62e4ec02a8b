// The Deployment controller never touches a pod. It keeps one ReplicaSet per version of the template and moves numbers between them:
// the new one grows as far as surge allows, the old ones shrink as far as availability allows, one move a look.
// Source: upstream `pkg/controller/deployment`; write by write as recorded (facts 4.2, 11.6), the usual 409 included.

import { matchesLabels } from '../api/labels.ts';
import { controllerOf, equal, isDeleting, type KubeObject, keyOf } from '../api/object.ts';
import type { PodTemplateSpec } from '../api/types.ts';
import type { Change } from '../client/informer.ts';
import { type Reply, succeeded } from '../client/requests.ts';
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
import {
  conclude,
  createSet,
  HASH,
  isScaling,
  type Look,
  MAX,
  pausedCondition,
  planOf,
  refreshSizes,
  resize,
  setCreated,
  syncRevision,
} from './deployment-moves.ts';
import { byAge, newSetSize, proportional, replicasOf, shrinkOld } from './deployment-rolling.ts';
import { asDeployment, asSet, wantedOf } from './deployment-status.ts';
import { adoption, claim, releasing } from './ownership.ts';
import { isTerminal } from './pod-facts.ts';

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
    return conclude(look, all, newSet, true);
  }
  const written = new Map<KubeObject, KubeObject>();
  for (const { set, to } of shrinkOld(look.draft, oldSets, newSet)) {
    const current = written.get(set) ?? set;
    resize(look, { set: current, to });
    // The second write to a set in one look goes onto the first one's answer, whatever its version.
    const { resourceVersion: _, ...metadata } = current.metadata;
    written.set(set, { ...current, metadata, spec: { ...(current.spec as object), replicas: to } });
  }
  // Upstream counts with the sizes from before its own writes; the next look puts the number right (recorded).
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
  if (found && !newSet) return planOf(look);
  const all = look.sets;
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
