// The DaemonSet controller goes through the nodes, not through a number: each node that lets the pod in gets exactly one.
// A look writes the template down as a page of history, fills and clears nodes, moves a rollout on by one step, and counts.
// Source: upstream `pkg/controller/daemon`; order of writes as recorded (facts 4.3, 11.7).

import { matchesLabels } from '../api/labels.ts';
import { controllerOf, equal, isDeleting, type KubeObject } from '../api/object.ts';
import type { DaemonSetStatus } from '../api/types.ts';
import type { Change } from '../client/informer.ts';
import { codeOf, type Reply, succeeded } from '../client/requests.ts';
import {
  type Controller,
  controllerRevisions,
  daemonSets,
  type Intent,
  nothing,
  type Observed,
  type Plan,
  pods,
  type Step,
  type Wakes,
} from './controller.ts';
import { hashOf, historyOf, newPage, pageData, pagesToDrop, revisionOf } from './daemon-set-history.ts';
import { asDaemonSet, podFor, verdictOn } from './daemon-set-nodes.ts';
import { everyNodeOne, noWish, rollOn, type Wish } from './daemon-set-pods.ts';
import { sameStatus, statusNow } from './daemon-set-status.ts';
import { adoption, claim, releasing } from './ownership.ts';
import { isReady } from './pod-facts.ts';
import { created as noteCreated, deleted as noteDeleted } from './pod-notes.ts';
import { statusFollowUps, writeStatus } from './status-writes.ts';

const BURST = 250;

export const daemonSetController: Controller = {
  name: 'daemonset',
  title: 'DaemonSet',
  user: 'system:serviceaccount:kube-system:daemon-set-controller',
  source: 'daemonset-controller',
  workers: 2,
  reconciles: 'daemonsets',
  patience: 'pods',
  watches: {
    daemonsets: (change) => [change.key],
    pods: podChanged,
    nodes: nodeChanged,
    controllerrevisions: pageChanged,
  },
  reconcile,
  followUps: {
    'adoption-checked': adoptionChecked,
    'page-written': pageWritten,
    'page-read': pageRead,
    'collision-read': collisionRead,
    created: podsCreated,
    deleted: podsDeleted,
    ...statusFollowUps(daemonSets, 'writes its counts again, on the latest version'),
  },
};

function podChanged(change: Change, observed: Observed): Wakes {
  const { object, old } = change;
  const keys = concerned(change, observed);
  const owner = controllerOf(object);
  if (owner?.kind !== 'DaemonSet') return keys;
  const key = `${object.metadata.namespace}/${owner.name}`;
  const set = observed.get('daemonsets', key);
  const { minReadySeconds = 0 } = set ? asDaemonSet(set).spec : {};
  // A pod that has just become ready counts only after minReadySeconds: look again then.
  if (minReadySeconds === 0 || !isReady(object) || (old && isReady(old))) return keys;
  return [...keys, { key, after: minReadySeconds * 1000 + 1000, class: 'work' }];
}

/** A page was written by this controller itself, as a rule; it is news only when it came to another owner or lost its own. */
function pageChanged(change: Change, observed: Observed): Wakes {
  const { object, old } = change;
  return old && controllerOf(object)?.uid !== controllerOf(old)?.uid ? concerned(change, observed) : [];
}

/** Keys of the present and the former owner of something, or of all who would adopt it. */
function concerned({ type, object, old }: Change, observed: Observed): readonly string[] {
  const keys: string[] = [];
  const { namespace } = object.metadata;
  const owner = controllerOf(object);
  const before = old && controllerOf(old);
  if (before?.kind === 'DaemonSet' && before.uid !== owner?.uid) keys.push(`${namespace}/${before.name}`);
  if (owner?.kind === 'DaemonSet') keys.push(`${namespace}/${owner.name}`);
  if (owner || type === 'deleted') return keys;
  for (const set of observed.list('daemonsets', namespace)) {
    if (matchesLabels(asDaemonSet(set).spec.selector, object.metadata.labels))
      keys.push(`${namespace}/${set.metadata.name}`);
  }
  return keys;
}

/** Labels and taints of a node decide; a heartbeat is no news. */
function nodeChanged({ type, object, old }: Change, observed: Observed): Wakes {
  if (type === 'deleted') return [];
  if (old && equal(old.metadata.labels, object.metadata.labels) && equal(old.spec, object.spec)) return [];
  const keys: string[] = [];
  for (const set of observed.list('daemonsets')) {
    const now = verdictOn(set, object);
    const before = old ? verdictOn(set, old) : { run: false, stay: now.stay };
    if (now.run !== before.run || now.stay !== before.stay) keys.push(`${set.metadata.namespace}/${set.metadata.name}`);
  }
  return keys;
}

function reconcile(key: string, observed: Observed): Plan {
  const set = observed.get('daemonsets', key);
  if (!set) {
    const memories = observed.memories(`backoff/${key}/`);
    return memories.length === 0
      ? nothing
      : { ...nothing, remember: Object.fromEntries(memories.map(([name]) => [name, undefined])) };
  }
  if (isDeleting(set)) return nothing;
  const { namespace = '', uid = '' } = set.metadata;
  const { selector } = asDaemonSet(set).spec;
  const claimed = [controllerRevisions, pods].map((of) => {
    const candidates = [...observed.owned(of.resource, uid), ...observed.orphans(of.resource, namespace)];
    return { of, ...claim(set, selector, candidates) };
  });
  const releases = claimed.flatMap(({ of, release }) => release.map((object) => releasing(of, set, object)));
  const adopts = claimed.flatMap(({ of, adopt }) => adopt.map((object) => ({ of, object })));
  const steps: Step[] = releases.length > 0 ? [{ intents: releases }] : [];
  if (adopts.length > 0) {
    const because = 'is the DaemonSet still there? then it may adopt';
    const ask: Intent = { verb: 'get', of: daemonSets, namespace, name: set.metadata.name ?? '', because };
    steps.push({ intents: [ask], then: 'adoption-checked', memo: { set, adopts } });
    return { steps, because: `${adopts.length} matching without an owner → adopt` };
  }
  const plan = writeHistory(key, set, claimed[0].mine, observed);
  return steps.length === 0 ? plan : { ...plan, steps: [...steps, ...plan.steps] };
}

/** What was adopted comes back through the watch, and with it the key. */
function adoptionChecked(_key: string, _observed: Observed, replies: readonly Reply[], memo: unknown): Plan {
  const { set, adopts } = memo as {
    readonly set: KubeObject;
    readonly adopts: readonly { readonly of: typeof pods; readonly object: KubeObject }[];
  };
  const [live] = replies;
  const found = live.response?.body as KubeObject | undefined;
  if (!succeeded(live) || !found || found.metadata.uid !== set.metadata.uid || isDeleting(found)) {
    return { steps: [], because: 'cannot adopt: the DaemonSet is going away', failed: true };
  }
  return { steps: [{ intents: adopts.map(({ of, object }) => adoption(of, set, object)) }], because: '' };
}

/** The present template stands on the newest page, before any pod is made from it. */
function writeHistory(key: string, set: KubeObject, pages: readonly KubeObject[], observed: Observed): Plan {
  const { current, old, number } = historyOf(set, pages);
  if (current && revisionOf(current) >= number) return act(key, { set, hash: hashOf(current), old }, observed);
  const because = current ? 'the template is that of an older page: it becomes the newest' : 'a new template';
  const intent: Intent = current
    ? { verb: 'update', of: controllerRevisions, object: Object.freeze({ ...current, revision: number }), because }
    : { verb: 'create', of: controllerRevisions, object: newPage(set, number), because };
  return {
    steps: [{ intents: [intent], then: 'page-written', memo: { set, old } }],
    because: `${because} → revision ${number}`,
  };
}

/** A look at one DaemonSet: its version, the hash of its template, the older pages. Plain data for follow-ups. */
interface Look {
  readonly set: KubeObject;
  readonly hash: string;
  readonly old: readonly KubeObject[];
}

function pageWritten(key: string, observed: Observed, replies: readonly Reply[], memo: unknown): Plan {
  const { set, old } = memo as Omit<Look, 'hash'>;
  const [reply] = replies;
  if (succeeded(reply)) return act(key, { set, hash: hashOf(reply.response?.body as KubeObject), old }, observed);
  const { name = '' } = newPage(set, 0).metadata;
  if (reply.request.verb !== 'create' || codeOf(reply) !== 409) return { steps: [], because: '', failed: true };
  const because = 'a page of this name is there already: is it the same?';
  const ask: Intent = { verb: 'get', of: controllerRevisions, namespace: set.metadata.namespace, name, because };
  return { steps: [{ intents: [ask], then: 'page-read', memo }], because: '' };
}

function pageRead(key: string, observed: Observed, replies: readonly Reply[], memo: unknown): Plan {
  const { set, old } = memo as Omit<Look, 'hash'>;
  const [reply] = replies;
  if (!succeeded(reply)) return { steps: [], because: '', failed: true };
  const page = reply.response?.body as KubeObject;
  if (equal(page.data, pageData(set))) return act(key, { set, hash: hashOf(page), old }, observed);
  const { namespace, name = '' } = set.metadata;
  const because = 'another template has the same hash: count the collision';
  return {
    steps: [
      { intents: [{ verb: 'get', of: daemonSets, namespace, name, because }], then: 'collision-read', memo: { set } },
    ],
    because,
  };
}

function collisionRead(_key: string, _observed: Observed, replies: readonly Reply[], memo: unknown): Plan {
  const { set } = memo as { readonly set: KubeObject };
  const [reply] = replies;
  const failed: Plan = { steps: [], because: '', failed: true };
  if (!succeeded(reply)) return failed;
  const live = reply.response?.body as KubeObject;
  const { status } = asDaemonSet(live);
  if (status?.collisionCount !== asDaemonSet(set).status?.collisionCount) return failed;
  const object = Object.freeze({ ...live, status: { ...status, collisionCount: (status?.collisionCount ?? 0) + 1 } });
  const because = 'the next hash will be another one';
  return {
    ...failed,
    steps: [{ intents: [{ verb: 'update', of: daemonSets, subresource: 'status', object, because }] }],
  };
}

function mine({ set }: Look, observed: Observed): readonly KubeObject[] {
  const { uid = '' } = set.metadata;
  return observed.owned('pods', uid).filter((pod) => controllerOf(pod)?.uid === uid);
}

function act(key: string, look: Look, observed: Observed): Plan {
  // Upstream counts all the same; by then, as recorded, its copy has heard of everything. Here the next news brings the key back.
  if (!observed.settled) return { steps: [], because: 'waits to see what it asked for' };
  const wish = everyNodeOne(key, look.set, mine(look, observed), look.hash, observed);
  return carryOut(key, { look, rolling: false, error: '' }, wish, observed);
}

/** How far a look has come; `rolling`: every node has what it should have, and old pods give way. */
interface Progress {
  readonly look: Look;
  readonly rolling: boolean;
  readonly error: string;
}

/** A slow start: batches of 1, 2, 4 … until all are created or one is refused. */
interface Batch extends Progress {
  readonly nodes: readonly string[];
  readonly done: number;
  readonly size: number;
  readonly remove: readonly KubeObject[];
}

function carryOut(key: string, progress: Progress, wish: Wish, observed: Observed): Plan {
  const { notes, remember, wakes, because } = wish;
  const nodes = wish.create.slice(0, BURST);
  const remove = wish.remove.slice(0, BURST);
  const first: Step[] = notes.length > 0 ? [{ intents: notes }] : [];
  const plan =
    nodes.length > 0
      ? { steps: [batch({ ...progress, nodes, done: 0, size: 1, remove })], because }
      : removal(key, progress, remove, because, observed);
  return { ...plan, steps: [...first, ...plan.steps], remember, wakes };
}

function batch(pending: Batch): Step {
  const { look, nodes, done } = pending;
  const size = Math.min(pending.size, nodes.length - done);
  const intents = nodes.slice(done, done + size).map(
    (node): Intent => ({
      verb: 'create',
      of: pods,
      object: podFor(look.set, look.hash, node),
      because: `${node} should have one`,
    }),
  );
  return { intents, then: 'created', memo: { ...pending, size } };
}

function podsCreated(key: string, observed: Observed, replies: readonly Reply[], memo: unknown): Plan {
  const pending = memo as Batch;
  const { notes, error } = noteCreated(pending.look.set, replies);
  const done = pending.done + replies.length;
  const next: Batch = { ...pending, done, size: pending.size * 2, error: pending.error || error };
  if (error === '' && done < pending.nodes.length) {
    return { steps: [{ intents: notes }, batch(next)], because: `created ${done} of ${pending.nodes.length}` };
  }
  const { look, rolling } = pending;
  const plan = removal(key, { look, rolling, error: next.error }, pending.remove, '', observed);
  return notes.length === 0 ? plan : { ...plan, steps: [{ intents: notes }, ...plan.steps] };
}

function removal(
  key: string,
  progress: Progress,
  remove: readonly KubeObject[],
  because: string,
  observed: Observed,
): Plan {
  if (remove.length === 0) return next(key, progress, observed);
  const why = progress.rolling ? 'an old pod makes room for a new one' : 'its node should not have it';
  const intents = remove.map((object): Intent => ({ verb: 'delete', of: pods, object, because: why }));
  return { steps: [{ intents, then: 'deleted', memo: { ...progress, remove } }], because };
}

function podsDeleted(key: string, observed: Observed, replies: readonly Reply[], memo: unknown): Plan {
  const { remove, look, rolling, error } = memo as Progress & { readonly remove: readonly KubeObject[] };
  const names = remove.map(({ metadata }) => metadata.name ?? '');
  const outcome = noteDeleted(look.set, names, replies);
  const plan = next(key, { look, rolling, error: error || outcome.error }, observed);
  return outcome.notes.length === 0 ? plan : { ...plan, steps: [{ intents: outcome.notes }, ...plan.steps] };
}

/** After filling and clearing nodes comes the rollout, and after that the end of the look. */
function next(key: string, { look, rolling, error }: Progress, observed: Observed): Plan {
  if (error === '' && !observed.settled) return { steps: [], because: 'counts when it has seen what it asked for' };
  const { updateStrategy } = asDaemonSet(look.set).spec;
  if (!rolling && error === '' && updateStrategy?.type === 'RollingUpdate') {
    const wish = rollOn(look.set, mine(look, observed), look.hash, observed);
    if (wish !== noWish) return carryOut(key, { look, rolling: true, error: '' }, wish, observed);
  }
  const drop = error === '' ? pagesToDrop(look.set, look.old, mine(look, observed)) : [];
  const because = 'more old pages than the history should keep';
  const intents = drop.map((object): Intent => ({ verb: 'delete', of: controllerRevisions, object, because }));
  return end(look, observed, intents, error !== '');
}

/** The plan that ends a look: the status, if it differs from the stored one. */
function end({ set, hash, old }: Look, observed: Observed, before: readonly Intent[], failed: boolean): Plan {
  const status = statusNow(set, mine({ set, hash, old }, observed), hash, observed);
  const { minReadySeconds = 0 } = asDaemonSet(set).spec;
  const waits = minReadySeconds > 0 && status.numberReady !== (status.numberAvailable ?? 0);
  const steps: Step[] = before.length > 0 ? [{ intents: before }] : [];
  const counted = `${status.desiredNumberScheduled} nodes want one · ${status.currentNumberScheduled} have one`;
  if (!sameStatus(asDaemonSet(set).status, status)) steps.push(statusStep(set, status));
  return {
    steps,
    because: counted,
    failed,
    requeueAfter: waits ? { ticks: minReadySeconds * 1000, class: 'work' } : undefined,
  };
}

function statusStep(set: KubeObject, status: DaemonSetStatus): Step {
  const because = `${status.currentNumberScheduled} of ${status.desiredNumberScheduled} nodes have one, ${status.numberReady} ready`;
  return writeStatus(daemonSets, set, status, because);
}
