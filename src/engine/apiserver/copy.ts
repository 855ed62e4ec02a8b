// Objects are values: whoever wants a change makes a new one, and what is stored is frozen. Frozen all the way down are the
// templates, since every pod that is made of one is recognised by them: decoding, defaults and field sets are worked out once.

import type { KubeObject } from '../api/object.ts';
import type { ObjectMeta } from '../api/types.ts';

/** Freezes an object that goes into the store: its root, its metadata and its spec, and templates with all that is in them. */
export function freezeStored(object: KubeObject): KubeObject {
  Object.freeze(object.metadata);
  const { spec } = object;
  if (typeof spec === 'object' && spec !== null) {
    if ('template' in spec) freezeDeep(spec.template);
    Object.freeze(spec);
  }
  return Object.freeze(object);
}

function freezeDeep(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const record = value as Record<string, unknown>;
  for (const key in record) freezeDeep(record[key]);
  Object.freeze(value);
}

/**
 * A copy to assign to. Made by assignment and not by spreading: a spread copy is made fast, but adding a member to it or
 * freezing it later costs V8 ten times what this costs.
 */
export function draftOf(object: KubeObject): KubeObject {
  return Object.assign({} as KubeObject, object);
}

/** A copy of stored metadata to assign to, without its version: that is what the next write is stored under. */
export function copyOfMetadata(metadata: ObjectMeta): ObjectMeta {
  const { name, namespace, uid, creationTimestamp, generation, generateName, labels, annotations } = metadata;
  const { ownerReferences, finalizers, deletionTimestamp, deletionGracePeriodSeconds, managedFields } = metadata;
  const copy: ObjectMeta = { name, uid, creationTimestamp };
  if (namespace !== undefined) copy.namespace = namespace;
  if (generation !== undefined) copy.generation = generation;
  if (generateName !== undefined) copy.generateName = generateName;
  if (labels !== undefined) copy.labels = labels;
  if (ownerReferences !== undefined) copy.ownerReferences = ownerReferences;
  if (annotations !== undefined) copy.annotations = annotations;
  if (managedFields !== undefined) copy.managedFields = managedFields;
  if (finalizers !== undefined) copy.finalizers = finalizers;
  if (deletionTimestamp !== undefined) copy.deletionTimestamp = deletionTimestamp;
  if (deletionGracePeriodSeconds !== undefined) copy.deletionGracePeriodSeconds = deletionGracePeriodSeconds;
  return copy;
}
