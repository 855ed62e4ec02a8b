// The ReplicaSet controller counts. It knows one number that is wanted and the pods that are there, and makes the difference zero:
// missing pods are created from the template, surplus ones are deleted. It never looks at why a pod is missing.
// Source: upstream `pkg/controller/replicaset`; write by write as recorded (facts 4.1, 11.6).

import { matchesLabels } from '../api/labels.ts';
import { controllerOf, isDeleting, type KubeObject } from '../api/object.ts';
import type { ReplicaSetStatus } from '../api/types.ts';
import type { Change } from '../client/informer.ts';
import { type Reply, succeeded } from '../client/requests.ts';
import {
  type Controller,
  type Intent,
  nothing,
  type Observed,
  type Plan,
  pods,
  replicaSets,
  type Step,
  type Wakes,
} from './controller.ts';
import { asSet } from './deployment-status.ts';
import { adoption, claim, ownerReference, releasing } from './ownership.ts';
import { isActive, isReady } from './pod-facts.ts';
import { created as noteCreated, deleted as noteDeleted } from './pod-notes.ts';
import { type Census, censusOf, newStatus, podClassifier, sameStatus, takeCensus } from './replica-set-status.ts';
import { scaleDownOrder } from './scale-down-order.ts';
import { statusFollowUps, writeStatus } from './status-writes.ts';

const BURST = 500;

export const replicaSetController: Controller = {
  name: 'replicaset',
  title: 'ReplicaSet',
  user: 'system:serviceaccount:kube-system:replicaset-controller',
  source: 'replicaset-controller',
  workers: 5,
  reconciles: 'replicasets',
  patience: 'pods',
  watches: {
    replicasets: (change) => [change.key],
    pods: podChanged,
  },
  reconcile,
  followUps: {
    'adoption-checked': adoptionChecked,
    'batch-created': batchCreated,
    deleted: surplusDeleted,
    ...statusFollowUps(replicaSets, 'writes its count again, on the latest version'),
  },
};

/** A pod's change concerns its controller, its former controller, or, for an orphan, every ReplicaSet that would adopt it. */
function podChanged(change: Change, observed: Observed): Wakes {
  const keys: string[] = [];
  const owner = controllerOf(change.object);
  const before = change.old && controllerOf(change.old);
  if (before && before.uid !== owner?.uid && before.kind === 'ReplicaSet')
    keys.push(`${change.object.metadata.namespace}/${before.name}`);
  if (owner) {
    if (owner.kind === 'ReplicaSet') keys.push(`${change.object.metadata.namespace}/${owner.name}`);
  } else if (change.type !== 'deleted') {
    for (const set of observed.list('replicasets', change.object.metadata.namespace)) {
      if (matchesLabels(asSet(set).spec?.selector, change.object.metadata.labels))
        keys.push(`${set.metadata.namespace}/${set.metadata.name}`);
    }
  }
  const wakes: (string | { key: string; after: number; class: 'work' })[] = keys;
  const set = owner?.kind === 'ReplicaSet' ? observed.get('replicasets', keys[keys.length - 1]) : undefined;
  const minReadySeconds = set ? (asSet(set).spec?.minReadySeconds ?? 0) : 0;
  // A pod that has just become ready counts only after minReadySeconds: look again then.
  if (minReadySeconds > 0 && isReady(change.object) && !(change.old && isReady(change.old))) {
    wakes.push({ key: keys[keys.length - 1], after: minReadySeconds * 1000 + 1000, class: 'work' });
  }
  return wakes;
}

function reconcile(key: string, observed: Observed): Plan {
  const set = observed.get('replicasets', key);
  if (!set) return nothing;
  const { selector } = asSet(set).spec ?? {};
  const orphans = observed.orphans('pods', set.metadata.namespace ?? '');
  if (orphans.length === 0) {
    const census = censusOf(set, observed.census('pods', set.metadata.uid ?? '', podClassifier(set)));
    if (census) return manage(set, census, () => observed.owned('pods', set.metadata.uid ?? ''), observed);
  }
  const owned = observed.owned('pods', set.metadata.uid ?? '');
  const { mine, adopt, release } = claim(set, selector ?? {}, [...owned, ...orphans]);
  if (adopt.length > 0 || release.length > 0) {
    const steps: Step[] = [];
    if (release.length > 0) steps.push({ intents: release.map((pod) => releasing(pods, set, pod)) });
    if (adopt.length > 0) {
      const { namespace, name = '' } = set.metadata;
      const ask: Intent = {
        verb: 'get',
        of: replicaSets,
        namespace,
        name,
        because: 'is the ReplicaSet still there? then it may adopt',
      };
      steps.push({ intents: [ask], then: 'adoption-checked', memo: adopt });
      return { steps, because: `${adopt.length} matching pod without an owner → adopt` };
    }
    const rest = manage(set, takeCensus(set, mine, observed), () => mine, observed);
    return {
      ...rest,
      steps: [...steps, ...rest.steps],
      because: `${release[0].metadata.name} no longer matches → release, ${rest.because}`,
    };
  }
  return manage(set, takeCensus(set, mine, observed), () => mine, observed);
}

function adoptionChecked(key: string, observed: Observed, replies: readonly Reply[], memo: unknown): Plan {
  const set = observed.get('replicasets', key);
  if (!set) return nothing;
  const [live] = replies;
  const found = live.response?.body as KubeObject | undefined;
  if (!succeeded(live) || !found || found.metadata.uid !== set.metadata.uid || isDeleting(found)) {
    return { steps: [], because: 'cannot adopt: the ReplicaSet is going away', failed: true };
  }
  const adopted = memo as readonly KubeObject[];
  const mine = [...observed.owned('pods', set.metadata.uid ?? ''), ...adopted];
  const rest = manage(set, takeCensus(set, mine, observed), () => mine, observed);
  const first: Step = { intents: adopted.map((pod) => adoption(pods, set, pod)) };
  return { ...rest, steps: [first, ...rest.steps] };
}

/** Creates or deletes what is missing or too much, then writes the status as it was before that. `mine` lists the set's pods. */
function manage(set: KubeObject, census: Census, mine: () => readonly KubeObject[], observed: Observed): Plan {
  const want = asSet(set).spec?.replicas ?? 1;
  const difference = want - census.replicas;
  const counted = `want ${want} · have ${census.replicas}`;
  if (isDeleting(set)) return withStatus(set, census, observed, [], `${counted}, but it is being deleted`);
  if (difference === 0) return withStatus(set, census, observed, [], counted);
  if (!observed.settled) return withStatus(set, census, observed, [], `${counted}: waits to see what it asked for`);
  if (difference > 0) {
    const missing = Math.min(difference, BURST);
    const status: Pending = { set, census, created: 0, missing, error: '' };
    return { steps: [batch(status, 1)], because: `${counted} → create ${missing}` };
  }
  const surplus = Math.min(-difference, BURST);
  const victims = chooseVictims(set, mine().filter(isActive), surplus, observed);
  const intents = victims.map(
    (pod): Intent => ({ verb: 'delete', of: pods, object: pod, because: `${counted}: one too many` }),
  );
  return {
    steps: [{ intents, then: 'deleted', memo: { set, census, victims } }],
    because: `${counted} → delete ${surplus}`,
  };
}

/** State of a slow start: batches of 1, 2, 4 … until all are created or one is refused. */
interface Pending {
  readonly set: KubeObject;
  readonly census: Census;
  readonly created: number;
  readonly missing: number;
  readonly error: string;
}

function batch(pending: Pending, size: number): Step {
  const count = Math.min(size, pending.missing - pending.created);
  const pod = newPod(pending.set);
  const want = asSet(pending.set).spec?.replicas ?? 1;
  const intents = Array.from(
    { length: count },
    (): Intent => ({ verb: 'create', of: pods, object: pod, because: `want ${want}: one is missing` }),
  );
  return { intents, then: 'batch-created', memo: { ...pending, size: count } };
}

function batchCreated(_key: string, observed: Observed, replies: readonly Reply[], memo: unknown): Plan {
  const pending = memo as Pending & { readonly size: number };
  const outcome = noteCreated(pending.set, replies);
  const { notes } = outcome;
  const error = pending.error || outcome.error;
  const created = pending.created + replies.length;
  const next = { ...pending, created, error };
  if (error === '' && created < pending.missing) {
    return {
      steps: [{ intents: notes }, batch(next, pending.size * 2)],
      because: `created ${created} of ${pending.missing}`,
    };
  }
  const plan = withStatus(pending.set, pending.census, observed, notes, '', { reason: 'FailedCreate', message: error });
  return { ...plan, failed: error !== '' };
}

function surplusDeleted(_key: string, observed: Observed, replies: readonly Reply[], memo: unknown): Plan {
  const { set, census, victims } = memo as {
    set: KubeObject;
    census: Census;
    victims: readonly KubeObject[];
  };
  const names = victims.map(({ metadata }) => metadata.name ?? '');
  const { notes, error } = noteDeleted(set, names, replies);
  const plan = withStatus(set, census, observed, notes, '', { reason: 'FailedDelete', message: error });
  return { ...plan, failed: error !== '' };
}

function chooseVictims(
  set: KubeObject,
  active: readonly KubeObject[],
  surplus: number,
  observed: Observed,
): readonly KubeObject[] {
  if (surplus >= active.length) return active;
  const owner = controllerOf(set);
  const siblings = owner ? observed.owned('replicasets', owner.uid) : [set];
  const crowds = new Map<string, number>();
  for (const sibling of siblings) {
    for (const pod of observed.owned('pods', sibling.metadata.uid ?? '')) {
      const node = (pod.spec as { nodeName?: string }).nodeName ?? '';
      if (node !== '' && isActive(pod)) crowds.set(node, (crowds.get(node) ?? 0) + 1);
    }
  }
  return scaleDownOrder(active, (node) => crowds.get(node) ?? 0, observed.epochMs + observed.now).slice(0, surplus);
}

/** A pod as the template says, owned by the set. Subtrees are shared with the template: nobody changes them. */
function newPod(set: KubeObject): KubeObject {
  const template = asSet(set).spec?.template;
  const { labels, annotations, finalizers } = template?.metadata ?? {};
  const { name = '', namespace } = set.metadata;
  return Object.freeze({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${name}-`,
      namespace,
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [ownerReference(set)],
    },
    spec: template?.spec,
  });
}

/** The plan that ends a look: notes, and the status if it differs from the stored one. */
function withStatus(
  set: KubeObject,
  census: Census,
  observed: Observed,
  notes: readonly Intent[],
  because: string,
  failure?: { readonly reason: string; readonly message: string },
): Plan {
  const status = newStatus(set, census, observed, failure);
  const { recheck } = census;
  const steps: Step[] = notes.length > 0 ? [{ intents: notes }] : [];
  if (!sameStatus(asSet(set).status, status, asSet(set).metadata?.generation)) steps.push(statusStep(set, status));
  const requeueAfter = recheck === Number.POSITIVE_INFINITY ? undefined : ({ ticks: recheck, class: 'work' } as const);
  return { steps, because, requeueAfter };
}

function statusStep(set: KubeObject, status: ReplicaSetStatus): Step {
  const because = `has ${status.replicas} pods, ${status.readyReplicas ?? 0} ready`;
  return writeStatus(replicaSets, set, status, because);
}
