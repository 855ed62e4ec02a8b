// Who last set which field. Every write leaves its manager's name in `metadata.managedFields`, and that is how one can
// see, months later, that it was a person with kubectl and not the autoscaler who set the replicas.
// Source: apiserver `endpoints/handlers/{create,update,patch}.go`: tracked after decoding, before admission.

import { apiVersionOf, type Kind } from '../api/kinds/kind.ts';
import { type Entries, trackCreate, trackCreateLater, trackUpdate, type Writer } from '../api/managed-fields.ts';
import type { KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { ManagedFieldsEntry, PodSpec } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import { copyOfMetadata } from './copy.ts';
import { managerOf } from './options.ts';

export function writerOf(request: ApiRequest, kind: Kind, nowMs: number): Writer {
  return {
    manager: managerOf(request),
    operation: 'Update',
    apiVersion: apiVersionOf(kind),
    time: rfc3339(nowMs, 0),
    subresource: request.subresource,
  };
}

/** Notes in a new object who made it. */
export function noteCreator(request: ApiRequest, kind: Kind, draft: KubeObject, nowMs: number): void {
  const writer = writerOf(request, kind, nowMs);
  const { apiVersion, kind: name, metadata, spec } = draft;
  if (!hasOwner(spec) && typeof draft.reason !== 'string') setEntries(draft, trackCreate(draft, writer));
  // What a template says and what an event tells is somebody's for sure; which fields those are can wait until it is asked.
  else if (spec !== undefined) setEntries(draft, trackCreateLater({ apiVersion, kind: name, metadata, spec }, writer));
  else setEntries(draft, trackCreateLater(Object.assign({} as KubeObject, draft), writer));
}

function hasOwner(spec: unknown): boolean {
  return ((spec as Partial<PodSpec> | undefined)?.containers?.length ?? 0) > 0;
}

/** Notes in a changed object who changed what; whatever the client sent as managedFields is not asked. */
export function noteWriter(request: ApiRequest, kind: Kind, draft: KubeObject, old: KubeObject, nowMs: number): void {
  const entries = old.metadata.managedFields ?? [];
  setEntries(draft, trackUpdate(old, draft, writerOf(request, kind, nowMs), entries));
}

/** Puts the entries into the draft's metadata. */
export function setEntries(draft: KubeObject, entries: Entries): void {
  if (draft.metadata.managedFields === entries) return;
  if (entries.length === 0 && draft.metadata.managedFields === undefined) return;
  const managedFields = entries.length === 0 ? undefined : (entries as ManagedFieldsEntry[]);
  const metadata = copyOfMetadata(draft.metadata);
  metadata.resourceVersion = draft.metadata.resourceVersion;
  metadata.managedFields = managedFields;
  draft.metadata = metadata;
}
