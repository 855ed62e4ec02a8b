// What the server does to every object around its own rules: a client may send a status with a spec, but each resource
// only lets through its half, and the server alone counts generations.
// Source: apiserver `pkg/registry/rest/{create,update}.go` and the kinds' `strategy.go`.
import { equal, type KubeObject } from '../object.ts';
import type { Draft } from './kind.ts';

/** Every verb of an ordinary resource, in discovery's order. */
export const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;

export function setGeneration(draft: Draft, generation: number | undefined): void {
  if (draft.metadata.generation === generation) return;
  const { metadata } = draft;
  if (generation === undefined) {
    const { generation: _dropped, ...rest } = metadata;
    draft.metadata = rest;
  } else {
    // A key the copy lacks goes before what is copied: added to a finished copy it would cost ten times as much.
    draft.metadata = 'generation' in metadata ? { ...metadata, generation } : { generation, ...metadata };
  }
}

/** The generation is the server's: the old one, plus one when `changed`. */
export function countGeneration(draft: Draft, old: KubeObject, changed: boolean): void {
  const before = old.metadata.generation;
  setGeneration(draft, changed ? (before ?? 0) + 1 : before);
}

/** Takes one top-level field (`spec`, `status`, …) from the stored object, absent if it has none. */
export function keep(draft: Draft, old: KubeObject, field: string): void {
  if (draft[field] === old[field]) return;
  if (old[field] === undefined) delete draft[field];
  else draft[field] = old[field];
}

/** True when the named top-level field differs in content. */
export function changed(draft: KubeObject, old: KubeObject, field: string): boolean {
  return !equal(draft[field], old[field]);
}

/** The field selector values every namespaced object has. */
export function metadataFields(object: KubeObject): Record<string, string> {
  const { name = '', namespace = '' } = object.metadata;
  return { 'metadata.name': name, 'metadata.namespace': namespace };
}

export function clusterMetadataFields(object: KubeObject): Record<string, string> {
  return { 'metadata.name': object.metadata.name ?? '' };
}

/** Takes away a map or list that holds nothing; on the wire it would not be there either. */
export function dropEmpty(draft: Draft, field: string): void {
  const value = draft[field];
  if (value === undefined) return;
  if (value === null || (typeof value === 'object' && Object.keys(value).length === 0)) delete draft[field];
}
