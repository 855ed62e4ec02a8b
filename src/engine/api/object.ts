// What all Kubernetes objects have in common, and the few things code does with any of them: name it, compare it, copy
// it, freeze it. Objects are values here: whoever wants a change builds a new one, so a cache can be handed to anyone.
import type { ObjectMeta, OwnerReference } from './types.ts';

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** A namespaced or cluster-wide name as one string: `ns/name`, or `name` when there is no namespace. */
export function keyOf(object: { metadata: ObjectMeta }): string {
  return keyFor(object.metadata.namespace, object.metadata.name ?? '');
}

export function keyFor(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

/** The one owner that manages this object (`controller: true`), if any. */
export function controllerOf(object: { metadata: ObjectMeta }): OwnerReference | undefined {
  const owners = object.metadata.ownerReferences;
  if (owners === undefined || owners === null) return undefined;
  for (const owner of owners) if (owner.controller === true) return owner;
  return undefined;
}

/** True when `owner` (by uid) is the controller of `object`. */
export function isControlledBy(object: { metadata: ObjectMeta }, owner: { metadata: ObjectMeta }): boolean {
  const controller = controllerOf(object);
  return controller !== undefined && controller.uid === owner.metadata.uid;
}

/** True once a DELETE was accepted and the object waits for grace time or finalizers. */
export function isDeleting(object: { metadata: ObjectMeta }): boolean {
  return object.metadata.deletionTimestamp !== undefined && object.metadata.deletionTimestamp !== null;
}

/** Freezes everything below, too; it always walks the whole value. For tests. */
export function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) freezeDeep(part);
  return Object.freeze(value);
}

/**
 * Structural equality of JSON values. Identity comes first, so unchanged subtrees that are shared cost nothing; the order
 * of keys does not matter and a key whose value is undefined counts as absent.
 */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index += 1) if (!equal(a[index], b[index])) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const left = a as { [key: string]: unknown };
  const right = b as { [key: string]: unknown };
  let present = 0;
  for (const key in left) {
    if (left[key] === undefined) continue;
    present += 1;
    if (right[key] === undefined || !equal(left[key], right[key])) return false;
  }
  for (const key in right) if (right[key] !== undefined) present -= 1;
  return present === 0;
}

/** A copy that shares nothing with the original; for JSON values only. */
export function cloneDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => cloneDeep(item)) as T;
  const copy: { [key: string]: unknown } = {};
  for (const [key, part] of Object.entries(value)) copy[key] = cloneDeep(part);
  return copy as T;
}
