// The garbage collector takes away what belonged to something that is gone. It follows owner references by UID, so a new object by an
// old name owns nothing of its predecessor; and it trusts no copy: before it deletes, it asks the API server.
// Deleting a Deployment is deleting one object; that its ReplicaSets and pods go too is this controller's work.
// Source: upstream `garbagecollector/garbagecollector.go`; order of requests as recorded (facts 4.8).

import { equal, isDeleting, type KubeObject } from '../api/object.ts';
import type { OwnerReference } from '../api/types.ts';
import { codeOf, type Reply, succeeded } from '../client/requests.ts';
import { type Controller, type Intent, nothing, type Observed, type Plan, resources } from './controller.ts';
import {
  blockingDependents,
  dependentsOf,
  FOREGROUND,
  type Item,
  isHeldBy,
  known,
  ORPHAN,
  ownerItem,
  readWork,
  referencesOf,
  touched,
  waitsForDependents,
  workOn,
} from './object-graph.ts';

/** Owners known to be absent, latest first. */
const ABSENT = 'absent';
const ABSENT_REMEMBERED = 500;
/** After a 409 on a finalizer: 10, 50, 250 ms (client-go `retry.DefaultBackoff`). */
const CONFLICT_WAIT = 10;
const CONFLICT_TRIES = 4;

type Policy = 'Background' | 'Foreground' | 'Orphan';

export const garbageCollector: Controller = {
  name: 'garbage-collector',
  title: 'Garbage collector',
  user: 'system:serviceaccount:kube-system:generic-garbage-collector',
  source: 'garbage-collector-controller',
  workers: 20,
  reconciles: '',
  watches: Object.fromEntries(
    Object.keys(resources).map((resource) => [resource, (change, observed) => touched(resource, change, observed)]),
  ),
  reconcile(key, observed) {
    const { work, item } = readWork(key);
    switch (work) {
      case 'collect':
        return collect(item, observed);
      case 'orphan':
        return orphan(item, observed);
      case 'look-for':
        return lookFor(item, observed);
      case 'gone':
        return gone(item, observed);
      default:
        return work satisfies never;
    }
  },
  followUps: {
    'item-read': itemRead,
    'owners-read': ownersRead,
    'owner-looked-for': ownerLookedFor,
    deleted,
    'read-after-conflict': readAfterConflict,
    'dependents-released': dependentsReleased,
    'finalizer-read': finalizerRead,
    'finalizer-removed': finalizerRemoved,
  },
};

// ---- may it stay? ------------------------------------------------------------------------------------------------

function collect(item: Item, observed: Observed): Plan {
  const object = known(item, observed);
  if (!object || (isDeleting(object) && !waitsForDependents(object))) return nothing;
  const because = waitsForDependents(object) ? 'is anything of it left?' : 'does anything own it still?';
  return { steps: [{ intents: [reading(item, because)], then: 'item-read' }], because: `${item.key}: ${because}` };
}

/** Each look asks for the object first: the copy may be old, and then nothing may be deleted because of it. */
function itemRead(key: string, observed: Observed, [reply]: readonly Reply[]): Plan {
  const { item } = readWork(key);
  if (isAbsent(reply, item.uid)) return becameAbsent(item, observed);
  if (!succeeded(reply)) return { steps: [], because: '', failed: true };
  const copy = known(item, observed);
  if (copy && waitsForDependents(copy)) return dependentsFirst(item, observed);
  const live = reply.response?.body as KubeObject;
  const owners = referencesOf(live).map((reference) => ({ reference, item: ownerItem(reference, live) }));
  if (owners.length === 0) return nothing;
  const asked = owners.filter((owner) => owner.item && !isKnownAbsent(owner.reference.uid, observed));
  const look: Look = { live, asked: asked.map(({ reference }) => reference.uid) };
  if (asked.length === 0) return decide(item, look, [], observed);
  const intents = asked.map((owner) => reading(owner.item as Item, `is the owner of ${item.key} still there?`));
  return { steps: [{ intents, then: 'owners-read', memo: look }], because: '' };
}

interface Look {
  readonly live: KubeObject;
  /** UIDs of the owners that were asked for, in the order of the answers. */
  readonly asked: readonly string[];
}

function ownersRead(key: string, observed: Observed, replies: readonly Reply[], memo: unknown): Plan {
  const look = memo as Look;
  const unclear = replies.some((reply, i) => !succeeded(reply) && !isAbsent(reply, look.asked[i]));
  if (unclear) return { steps: [], because: '', failed: true };
  const plan = decide(readWork(key).item, look, replies, observed);
  const absent = look.asked.filter((uid, i) => isAbsent(replies[i], uid));
  return absent.length > 0 ? { ...plan, remember: { [ABSENT]: rememberAbsent(absent, observed) } } : plan;
}

/** Owners are solid, dangling (gone), or waiting for their dependents to go first. */
function decide(item: Item, { live, asked }: Look, replies: readonly Reply[], observed: Observed): Plan {
  const solid: OwnerReference[] = [];
  const dangling: OwnerReference[] = [];
  const waiting: OwnerReference[] = [];
  for (const reference of referencesOf(live)) {
    const reply = replies[asked.indexOf(reference.uid)];
    if (reply === undefined) (isKnownAbsent(reference.uid, observed) ? dangling : solid).push(reference);
    else if (isAbsent(reply, reference.uid)) dangling.push(reference);
    else if (waitsForDependents(reply.response?.body as KubeObject)) waiting.push(reference);
    else solid.push(reference);
  }
  if (solid.length > 0) return keepWithout(item, live, [...dangling, ...waiting]);
  if (waiting.length > 0) {
    const mine = dependentsOf(item.uid, observed);
    const first = waiting[0].name;
    if (mine.length === 0) return remove(item, live, ownPolicy(live), `${first} waits for it to go`);
    const circle = mine.some(({ object }) => waitsForDependents(object));
    const plan = remove(item, live, 'Foreground', `${first} waits for it to go, and it for its own dependents`);
    return circle ? { ...plan, steps: [{ intents: [unblocking(item, live)] }, ...plan.steps] } : plan;
  }
  return remove(item, live, ownPolicy(live), `its owner ${dangling[0].name} is gone`);
}

/** Somebody else still owns it: only the references that lead nowhere go. */
function keepWithout(item: Item, live: KubeObject, lost: readonly OwnerReference[]): Plan {
  if (lost.length === 0) return { ...nothing, because: `${item.key} has its owner: it stays` };
  const because = `another owner is left: ${item.key} loses only the reference to ${lost[0].name}`;
  return {
    steps: [
      {
        intents: [
          releasing(
            item,
            live,
            lost.map(({ uid }) => uid),
            because,
          ),
        ],
      },
    ],
    because,
  };
}

/** What a delete of it was asked for with, if one was. */
function ownPolicy(live: KubeObject): Policy {
  const finalizers = live.metadata.finalizers ?? [];
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background';
}

// ---- deleting ----------------------------------------------------------------------------------------------------

interface Removal {
  readonly live: KubeObject;
  readonly policy: Policy;
  readonly because: string;
}

/** Deletes exactly what was looked at: this object by UID, in this very version. */
function remove(item: Item, live: KubeObject, policy: Policy, because: string): Plan {
  const { uid, resourceVersion } = live.metadata;
  const intent = removal(item, live, policy, { uid, resourceVersion }, because);
  const memo: Removal = { live, policy, because };
  return { steps: [{ intents: [intent], then: 'deleted', memo }], because: `${item.key}: ${because} → delete` };
}

function removal(
  item: Item,
  live: KubeObject,
  propagationPolicy: Policy,
  preconditions: Readonly<Record<string, string | undefined>>,
  because: string,
): Intent {
  const options = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions, propagationPolicy };
  return { verb: 'delete', of: resources[item.resource], object: live, options, because };
}

function deleted(key: string, _observed: Observed, [reply]: readonly Reply[], memo: unknown): Plan {
  if (succeeded(reply) || codeOf(reply) === 404) return nothing;
  if (codeOf(reply) !== 409) return { steps: [], because: '', failed: true };
  const again = reading(readWork(key).item, 'it has changed meanwhile: are its owners the same?');
  return { steps: [{ intents: [again], then: 'read-after-conflict', memo }], because: '' };
}

function readAfterConflict(key: string, _observed: Observed, [reply]: readonly Reply[], memo: unknown): Plan {
  const { item } = readWork(key);
  const { live, policy, because } = memo as Removal;
  if (isAbsent(reply, item.uid)) return nothing;
  const found = reply.response?.body as KubeObject;
  if (!succeeded(reply) || !equal(referencesOf(found), referencesOf(live)))
    return { steps: [], because: '', failed: true };
  return { steps: [{ intents: [removal(item, found, policy, { uid: item.uid }, because)] }], because: '' };
}

// ---- dependents first, or let go ---------------------------------------------------------------------------------

function dependentsFirst(item: Item, observed: Observed): Plan {
  const left = blockingDependents(item.uid, observed);
  if (left.length === 0) return withoutFinalizer(item, `nothing of ${item.key} is left → it may go`);
  const wakes = left.filter(({ object }) => !waitsForDependents(object)).map((each) => workOn('collect', each));
  return { steps: [], wakes, because: `${item.key} waits for ${left.length} dependents to go first` };
}

function orphan(item: Item, observed: Observed): Plan {
  const object = known(item, observed);
  if (!object || !isHeldBy(object, ORPHAN)) return nothing;
  const mine = dependentsOf(item.uid, observed);
  if (mine.length === 0) return withoutFinalizer(item, `${item.key} has let go of everything → it may go`);
  const intents = mine.map((each) =>
    releasing(each, each.object, [item.uid], `${item.key} goes and lets ${each.key} live`),
  );
  const because = `${item.key} is deleted as orphan → ${mine.length} dependents lose their owner and stay`;
  return { steps: [{ intents, then: 'dependents-released' }], because };
}

function dependentsReleased(key: string, _observed: Observed, replies: readonly Reply[]): Plan {
  const { item } = readWork(key);
  const refused = replies.some((reply) => !succeeded(reply) && codeOf(reply) !== 404);
  if (refused) return { steps: [], because: '', failed: true };
  return withoutFinalizer(item, `${item.key} has let go of everything → it may go`);
}

function withoutFinalizer(item: Item, because: string): Plan {
  const ask = reading(item, 'reads it before it takes the finalizer off');
  return { steps: [{ intents: [ask], then: 'finalizer-read' }], because };
}

function finalizerRead(key: string, _observed: Observed, [reply]: readonly Reply[]): Plan {
  const { work, item } = readWork(key);
  if (codeOf(reply) === 404) return nothing;
  if (!succeeded(reply)) return { steps: [], because: '', failed: true };
  const live = reply.response?.body as KubeObject;
  const { resourceVersion, finalizers = [] } = live.metadata;
  const finalizer = work === 'orphan' ? ORPHAN : FOREGROUND;
  if (!finalizers.includes(finalizer)) return nothing;
  const patch = { metadata: { resourceVersion, finalizers: finalizers.filter((each) => each !== finalizer) } };
  const because = `takes the finalizer ${finalizer} off: nothing holds ${item.key} any longer`;
  const of = resources[item.resource];
  const patchType = 'application/merge-patch+json';
  const intent: Intent = { verb: 'patch', of, object: live, patchType, patch, because };
  return { steps: [{ intents: [intent], then: 'finalizer-removed' }], because: '' };
}

function finalizerRemoved(key: string, observed: Observed, [reply]: readonly Reply[]): Plan {
  const count = `conflicts ${key}`;
  if (succeeded(reply) || codeOf(reply) === 404) return { ...nothing, remember: { [count]: undefined } };
  const conflicts = ((observed.memory(count) as number | undefined) ?? 0) + 1;
  if (codeOf(reply) !== 409 || conflicts === CONFLICT_TRIES)
    return { steps: [], because: '', failed: true, remember: { [count]: undefined } };
  const ticks = CONFLICT_WAIT * 5 ** (conflicts - 1);
  return { steps: [], because: '', requeueAfter: { ticks, class: 'backoff' }, remember: { [count]: conflicts } };
}

// ---- owners that are not there -----------------------------------------------------------------------------------

function lookFor(item: Item, observed: Observed): Plan {
  if (known(item, observed) || dependentsOf(item.uid, observed).length === 0) return nothing;
  if (isKnownAbsent(item.uid, observed)) return gone(item, observed);
  const because = `${item.key} is named as an owner: does it exist?`;
  return { steps: [{ intents: [reading(item, because)], then: 'owner-looked-for' }], because };
}

function ownerLookedFor(key: string, observed: Observed, [reply]: readonly Reply[]): Plan {
  const { item } = readWork(key);
  if (!isAbsent(reply, item.uid)) return { steps: [], because: '', failed: true };
  const elsewhere = Object.keys(resources).some((resource) =>
    observed.list(resource).some((object) => object.metadata.uid === item.uid),
  );
  const plan = gone(item, observed);
  return elsewhere ? { ...plan, steps: [{ intents: wrongNamespace(item, observed) }] } : plan;
}

/** An owner in another namespace is no owner; upstream says so in an event, then collects the dependent all the same. */
function wrongNamespace(item: Item, observed: Observed): readonly Intent[] {
  return dependentsOf(item.uid, observed).flatMap(({ object }) =>
    referencesOf(object)
      .filter(({ uid }) => uid === item.uid)
      .map(({ apiVersion, kind, name, uid }): Intent => {
        const { namespace = '' } = object.metadata;
        const reference = `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`;
        const message = `ownerRef ${reference} does not exist in namespace "${namespace}"`;
        return {
          verb: 'event',
          about: object,
          type: 'Warning',
          reason: 'OwnerRefInvalidNamespace',
          message,
          because: '',
        };
      }),
  );
}

/** The item exists no more, though no DELETED said so. */
function becameAbsent(item: Item, observed: Observed): Plan {
  return dependentsOf(item.uid, observed).length > 0 ? gone(item, observed) : nothing;
}

function gone(item: Item, observed: Observed): Plan {
  const wakes = dependentsOf(item.uid, observed).map((each) => workOn('collect', each));
  const because = `${item.key} is gone → looks at its ${wakes.length} dependents`;
  return { steps: [], because, wakes, remember: { [ABSENT]: rememberAbsent([item.uid], observed) } };
}

function isKnownAbsent(uid: string, observed: Observed): boolean {
  return ((observed.memory(ABSENT) as readonly string[] | undefined) ?? []).includes(uid);
}

function rememberAbsent(uids: readonly string[], observed: Observed): readonly string[] {
  const before = (observed.memory(ABSENT) as readonly string[] | undefined) ?? [];
  const fresh = uids.filter((uid) => !before.includes(uid));
  return fresh.length === 0 ? before : Object.freeze([...fresh, ...before].slice(0, ABSENT_REMEMBERED));
}

/** Not found, or found as another object by the same name. */
function isAbsent(reply: Reply, uid: string): boolean {
  if (codeOf(reply) === 404) return true;
  const found = reply.response?.body as KubeObject | undefined;
  return succeeded(reply) && found?.metadata.uid !== uid;
}

// ---- requests ----------------------------------------------------------------------------------------------------

function reading({ resource, key }: Item, because: string): Intent {
  const slash = key.indexOf('/');
  const namespace = slash < 0 ? undefined : key.slice(0, slash);
  return { verb: 'get', of: resources[resource], namespace, name: key.slice(slash + 1), because };
}

function releasing(item: Item, object: KubeObject, owners: readonly string[], because: string): Intent {
  const ownerReferences = owners.map((uid) => ({ $patch: 'delete', uid }));
  return patching(item, object, { ownerReferences, uid: item.uid }, because);
}

/** Two that wait for each other would wait for ever. */
function unblocking(item: Item, live: KubeObject): Intent {
  const ownerReferences = referencesOf(live)
    .filter((reference) => reference.blockOwnerDeletion)
    .map(({ uid }) => ({ uid, blockOwnerDeletion: false }));
  return patching(item, live, { ownerReferences, uid: item.uid }, 'a circle of owners: nobody waits for this one');
}

function patching(item: Item, object: KubeObject, metadata: object, because: string): Intent {
  const patchType = 'application/strategic-merge-patch+json';
  return { verb: 'patch', of: resources[item.resource], object, patchType, patch: { metadata }, because };
}
