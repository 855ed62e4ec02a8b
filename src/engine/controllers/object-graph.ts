// Owner references make a graph: every object points at its owners by UID, and the garbage collector walks it. Here the graph is not
// kept, it is read off the informers' copies, which are indexed by owner; an owner that no copy knows may still exist.
// Source: upstream `garbagecollector/graph_builder.go`.

import { kindByName } from '../api/kinds/index.ts';
import { equal, isDeleting, type KubeObject, keyFor, keyOf } from '../api/object.ts';
import type { OwnerReference } from '../api/types.ts';
import type { Change } from '../client/informer.ts';
import { type Observed, resources, type Wakes } from './controller.ts';

export const ORPHAN = 'orphan';
export const FOREGROUND = 'foregroundDeletion';

/** A node of the graph, whether a copy of it is known or not. */
export interface Item {
  readonly resource: string;
  /** `ns/name`, or `name`. */
  readonly key: string;
  readonly uid: string;
}

/** A node that a copy of is known. */
export interface Known extends Item {
  readonly object: KubeObject;
}

/** What is to be done with an item; the first word of a key. */
export type Work =
  /** May it stay? */
  | 'collect'
  /** Its dependents are let go, then it ends. */
  | 'orphan'
  /** Somebody names it as an owner, but no copy of it is known: does it exist? */
  | 'look-for'
  /** It is gone: its dependents are looked at. */
  | 'gone';

export function workOn(work: Work, { resource, key, uid }: Item): string {
  return `${work} ${resource} ${key} ${uid}`;
}

/** Takes a key apart that `workOn` has made. */
export function readWork(text: string): { readonly work: Work; readonly item: Item } {
  const [work, resource, key, uid] = text.split(' ');
  return { work: work as Work, item: { resource, key, uid } };
}

export function itemOf(resource: string, object: KubeObject): Known {
  return { resource, key: keyOf(object), uid: object.metadata.uid ?? '', object };
}

/** The copy of an item; undefined when none is known or when it is of another object by the same name. */
export function known(item: Item, observed: Observed): KubeObject | undefined {
  const object = observed.get(item.resource, item.key);
  return object?.metadata.uid === item.uid ? object : undefined;
}

/** Where an owner should be: in its dependent's namespace, or in none. Undefined for a kind that is not watched. */
export function ownerItem(reference: OwnerReference, dependent: KubeObject): Item | undefined {
  const kind = kindByName(reference.apiVersion, reference.kind);
  if (!kind || !resources[kind.plural]) return undefined;
  const { namespace } = dependent.metadata;
  // An object of the whole cluster cannot belong to one of a namespace: such a reference says nothing.
  if (kind.namespaced && !namespace) return undefined;
  return { resource: kind.plural, key: keyFor(kind.namespaced ? namespace : '', reference.name), uid: reference.uid };
}

export function dependentsOf(uid: string, observed: Observed): readonly Known[] {
  return Object.keys(resources).flatMap((resource) =>
    observed.owned(resource, uid).map((object) => itemOf(resource, object)),
  );
}

/** Dependents that its end has to wait for. */
export function blockingDependents(uid: string, observed: Observed): readonly Known[] {
  return dependentsOf(uid, observed).filter(({ object }) =>
    referencesOf(object).some((reference) => reference.uid === uid && reference.blockOwnerDeletion === true),
  );
}

export function referencesOf(object: KubeObject): readonly OwnerReference[] {
  return object.metadata.ownerReferences ?? [];
}

export function isHeldBy(object: KubeObject, finalizer: string): boolean {
  return isDeleting(object) && (object.metadata.finalizers ?? []).includes(finalizer);
}

/** In foreground deletion: it goes when its dependents have gone. */
export function waitsForDependents(object: KubeObject): boolean {
  return isHeldBy(object, FOREGROUND);
}

/** Which items a change of the graph concerns. */
export function touched(resource: string, change: Change, observed: Observed): Wakes {
  const { object, old, type } = change;
  const keys: string[] = [];
  if (type === 'deleted') departed(resource, object, observed, keys);
  else {
    // A relist can show another object by the same name in the place of the first.
    const before = old?.metadata.uid === object.metadata.uid ? old : undefined;
    if (old && !before) departed(resource, old, observed, keys);
    referencesChanged(object, before, observed, keys);
    deletionBegun(resource, object, before, observed, keys);
  }
  return keys;
}

function departed(resource: string, object: KubeObject, observed: Observed, keys: string[]): void {
  const item = itemOf(resource, object);
  if (dependentsOf(item.uid, observed).length > 0) keys.push(workOn('gone', item));
  for (const reference of referencesOf(object)) wakeWaiting(reference, object, observed, keys);
}

function referencesChanged(
  object: KubeObject,
  before: KubeObject | undefined,
  observed: Observed,
  keys: string[],
): void {
  const now = referencesOf(object);
  const past = before ? referencesOf(before) : [];
  if (now === past || equal(now, past)) return;
  for (const reference of now) {
    if (past.some(({ uid }) => uid === reference.uid)) continue;
    const owner = ownerItem(reference, object);
    if (owner && !known(owner, observed)) keys.push(workOn('look-for', owner));
  }
  for (const reference of past) {
    const after = now.find(({ uid }) => uid === reference.uid);
    if (reference.blockOwnerDeletion && !after?.blockOwnerDeletion) wakeWaiting(reference, object, observed, keys);
  }
}

/** An owner in foreground deletion may have waited for just this dependent. */
function wakeWaiting(reference: OwnerReference, dependent: KubeObject, observed: Observed, keys: string[]): void {
  const item = ownerItem(reference, dependent);
  const owner = item && known(item, observed);
  if (item && owner && waitsForDependents(owner)) keys.push(workOn('collect', item));
}

function deletionBegun(
  resource: string,
  object: KubeObject,
  before: KubeObject | undefined,
  observed: Observed,
  keys: string[],
): void {
  const begins = (finalizer: string) => isHeldBy(object, finalizer) && !(before && isHeldBy(before, finalizer));
  const item = itemOf(resource, object);
  if (begins(ORPHAN)) keys.push(workOn('orphan', item));
  if (!begins(FOREGROUND)) return;
  for (const dependent of dependentsOf(item.uid, observed)) keys.push(workOn('collect', dependent));
  keys.push(workOn('collect', item));
}
