// Deleting a namespace is emptying a room. The API server only marks it; this controller deletes what is in it, pods first, then every
// other kind, comes back as long as something is left, and takes the finalizer off when the room is empty. It says on the namespace how far it is.
// Source: upstream `namespace/namespace_controller.go`, `namespace/deletion/*.go`; conditions as recorded (facts 4.8).

import { kinds } from '../api/kinds/index.ts';
import { apiVersionOf, type Kind } from '../api/kinds/kind.ts';
import { isDeleting, type KubeObject } from '../api/object.ts';
import { parseTime, rfc3339 } from '../api/time.ts';
import type { Namespace } from '../api/types.ts';
import type { Change } from '../client/informer.ts';
import { codeOf, type Reply, succeeded } from '../client/requests.ts';
import {
  type Controller,
  type Intent,
  namespaces,
  nothing,
  type Observed,
  type Plan,
  type Wakes,
} from './controller.ts';
import { endingConditions, type Remains, withConditions } from './namespace-conditions.ts';
import { asPod, isTerminal } from './pod-facts.ts';

/** It waits until everybody knows of the deletion, so that nothing is made in a room that has just been emptied. */
const WAIT = 5_000;
/** How long finalizers of the contents are given, in seconds. */
const FINALIZERS_NEED = 15;
const KUBERNETES = 'kubernetes';

/** What is deleted, in the order of discovery: every kind that lives in namespaces and can be deleted. */
const contents: readonly Kind[] = kinds.filter(
  (kind) => kind.namespaced && kind.verbs.includes('delete') && kind.verbs.includes('list'),
);
const podKind = contents.filter((kind) => kind.group === '' && kind.plural === 'pods');
const otherKinds = contents.filter((kind) => !podKind.includes(kind));

export const namespaceController: Controller = {
  name: 'namespace',
  title: 'Namespace',
  user: 'system:serviceaccount:kube-system:namespace-controller',
  source: 'namespace-controller',
  workers: 10,
  reconciles: 'namespaces',
  watches: { namespaces: namespaceChanged },
  reconcile,
  followUps: {
    'namespace-read': namespaceRead,
    counted,
    emptied,
    'status-written': statusWritten,
    finalized,
  },
};

function namespaceChanged(change: Change): Wakes {
  if (change.type === 'deleted' || !isDeleting(change.object)) return [];
  return [{ key: change.key, after: WAIT, class: 'work' }];
}

function reconcile(key: string, observed: Observed): Plan {
  const namespace = observed.get('namespaces', key);
  if (!namespace || !isDeleting(namespace)) return nothing;
  return { steps: [{ intents: [reading(key)], then: 'namespace-read' }], because: `${key} is to end: is it empty?` };
}

function namespaceRead(_key: string, observed: Observed, [reply]: readonly Reply[]): Plan {
  if (codeOf(reply) === 404) return nothing;
  if (!succeeded(reply)) return failing;
  const namespace = reply.response?.body as KubeObject;
  if (!isDeleting(namespace) || finalizersOf(namespace).length === 0) return nothing;
  return empty(
    { namespace, left: [...podKind, ...otherKinds].map(apiName), estimate: 0, remains: [], errors: [] },
    observed,
  );
}

/** How far the emptying has come; goes from step to step as a memo. */
interface Round {
  readonly namespace: KubeObject;
  /** Kinds still to be looked at, by `apiVersion/Kind`. */
  readonly left: readonly string[];
  /** Seconds that what is left is thought to need. */
  readonly estimate: number;
  readonly remains: readonly Remains[];
  readonly errors: readonly string[];
}

const apiName = (kind: Kind): string => `${apiVersionOf(kind)}/${kind.kind}`;
const kindNamed = (name: string): Kind => contents.find((kind) => apiName(kind) === name) as Kind;

/** Looks at the next kind; after the pods only when no pod is left. */
function empty(round: Round, observed: Observed): Plan {
  const [next] = round.left;
  const podsLeft = next !== undefined && next !== apiName(podKind[0]) && round.remains.length + round.errors.length > 0;
  const waitsForPods = podsLeft && round.left.length === otherKinds.length;
  if (next === undefined || waitsForPods) return report(round, observed);
  const kind = kindNamed(next);
  if (kind !== podKind[0]) return deleteAll(round, 0);
  return { steps: [{ intents: [listing(round, kind)], then: 'counted', memo: round }], because: '' };
}

/** The pods' own grace periods tell how long to wait for them. */
function counted(_key: string, observed: Observed, [reply]: readonly Reply[], memo: unknown): Plan {
  const round = memo as Round;
  if (!succeeded(reply)) return failing;
  const graces = itemsOf(reply)
    .filter((pod) => !isTerminal(pod))
    .map((pod) => asPod(pod).spec?.terminationGracePeriodSeconds ?? 0);
  const grace = Math.max(0, ...graces);
  const begun = parseTime(round.namespace.metadata.deletionTimestamp ?? '');
  const passed = observed.epochMs + observed.now - begun >= grace * 1000;
  return deleteAll(round, passed ? 0 : grace);
}

function deleteAll(round: Round, grace: number): Plan {
  const kind = kindNamed(round.left[0]);
  const { group, version, plural: resource } = kind;
  const namespace = round.namespace.metadata.name ?? '';
  const options = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' };
  const because = `empties namespace ${namespace}: all ${resource} go`;
  const intent: Intent = { verb: 'deletecollection', of: { group, version, resource }, namespace, options, because };
  const memo = { ...round, grace };
  return { steps: [{ intents: [intent] }, { intents: [listing(round, kind)], then: 'emptied', memo }], because: '' };
}

/** What is there after the delete is held by finalizers or needs its time. */
function emptied(_key: string, observed: Observed, [reply]: readonly Reply[], memo: unknown): Plan {
  const { grace, ...round } = memo as Round & { readonly grace: number };
  if (!succeeded(reply)) return failing;
  const kind = kindNamed(round.left[0]);
  const next = { ...round, left: round.left.slice(1) };
  const items = itemsOf(reply);
  if (items.length === 0) return empty(next, observed);
  const finalizers = items.flatMap((item) => item.metadata.finalizers ?? []);
  const remains = [...round.remains, { resource: `${kind.plural}.${kind.group}`, count: items.length, finalizers }];
  if (grace > 0) return empty({ ...next, remains, estimate: Math.max(round.estimate, grace) }, observed);
  if (finalizers.length > 0)
    return empty({ ...next, remains, estimate: Math.max(round.estimate, FINALIZERS_NEED) }, observed);
  const text = `unexpected items still remain in namespace: ${round.namespace.metadata.name} for gvr: ${kind.group}/${kind.version}, Resource=${kind.plural}`;
  return empty({ ...next, remains, errors: [...round.errors, text] }, observed);
}

/** Writes on the namespace how things stand, if that is new, and then waits or ends it. */
function report(round: Round, observed: Observed): Plan {
  const { namespace, remains, errors } = round;
  const { status } = namespace as Namespace;
  const now = rfc3339(observed.epochMs, observed.now);
  const conditions = withConditions(status?.conditions ?? [], endingConditions(remains, errors), now);
  if (conditions === status?.conditions) return proceed(round);
  const object = Object.freeze({ ...namespace, status: { ...status, conditions } });
  const because = `writes how far it is: ${saidOf(round)}`;
  const intent: Intent = { verb: 'update', of: namespaces, subresource: 'status', object, because };
  return { steps: [{ intents: [intent], then: 'status-written', memo: round }], because: saidOf(round) };
}

function statusWritten(_key: string, _observed: Observed, [reply]: readonly Reply[], memo: unknown): Plan {
  const round = memo as Round;
  if (codeOf(reply) === 404) return nothing;
  if (!succeeded(reply)) return failing;
  return proceed({ ...round, namespace: reply.response?.body as KubeObject });
}

function proceed(round: Round): Plan {
  const { namespace, estimate, remains, errors } = round;
  if (errors.length > 0) return failing;
  const because = saidOf(round);
  if (remains.length > 0) {
    // Half the estimate, and a second more (upstream `ResourcesRemainingError`).
    const ticks = (Math.floor(estimate / 2) + 1) * 1000;
    // Pods end by themselves; a finalizer may stay for ever, and a cluster that waits for it is at rest.
    const held = remains.every(({ finalizers }) => finalizers.length > 0);
    return { steps: [], because, requeueAfter: { ticks, class: held ? 'backoff' : 'work' } };
  }
  const spec = {
    ...(namespace as Namespace).spec,
    finalizers: finalizersOf(namespace).filter((f) => f !== KUBERNETES),
  };
  const object = Object.freeze({ ...namespace, spec });
  const intent: Intent = { verb: 'update', of: namespaces, subresource: 'finalize', object, because };
  return { steps: [{ intents: [intent], then: 'finalized' }], because };
}

function finalized(_key: string, _observed: Observed, [reply]: readonly Reply[]): Plan {
  return succeeded(reply) || codeOf(reply) === 404 ? nothing : failing;
}

function saidOf({ namespace, remains }: Round): string {
  const words = remains.map(({ resource, count }) => `${count} ${resource.replace(/\.$/, '')}`);
  const { name } = namespace.metadata;
  return words.length > 0 ? `${name} still holds ${words.join(', ')} → waits` : `${name} is empty → it may go`;
}

const failing: Plan = Object.freeze({ steps: [], because: '', failed: true });

function finalizersOf(namespace: KubeObject): readonly string[] {
  return (namespace as Namespace).spec?.finalizers ?? [];
}

function itemsOf(reply: Reply): readonly KubeObject[] {
  return (reply.response?.body as { readonly items?: readonly KubeObject[] } | undefined)?.items ?? [];
}

function reading(name: string): Intent {
  return { verb: 'get', of: namespaces, name, because: 'does it still end?' };
}

function listing({ namespace }: Round, { group, version, plural: resource }: Kind): Intent {
  const because = `which ${resource} are left?`;
  return { verb: 'list', of: { group, version, resource }, namespace: namespace.metadata.name, because };
}
