// Who last set which field. Every write leaves its manager's name in `metadata.managedFields`, and that is how one can
// see, months later, that it was a person with kubectl and not the autoscaler who set the replicas.
// Source: apiserver `endpoints/handlers/{create,update,patch}.go`: tracked after decoding, before admission.

import { apiVersionOf, type Kind } from '../api/kinds/kind.ts';
import { type Entries, trackCreate, trackUpdate, type Writer } from '../api/managed-fields.ts';
import type { KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { ManagedFieldsEntry } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
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
  setEntries(draft, trackCreate(draft, writerOf(request, kind, nowMs)));
}

/** Notes in a changed object who changed what; whatever the client sent as managedFields is not asked. */
export function noteWriter(request: ApiRequest, kind: Kind, draft: KubeObject, old: KubeObject, nowMs: number): void {
  const entries = old.metadata.managedFields ?? [];
  setEntries(draft, trackUpdate(old, draft, writerOf(request, kind, nowMs), entries));
}

function setEntries(draft: KubeObject, entries: Entries): void {
  if (draft.metadata.managedFields === entries) return;
  const { managedFields: _, ...rest } = draft.metadata;
  draft.metadata = entries.length === 0 ? rest : { ...rest, managedFields: entries as ManagedFieldsEntry[] };
}
