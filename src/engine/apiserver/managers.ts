// Who last set which field. Every write leaves its manager's name in `metadata.managedFields`, and that is how one can
// see, months later, that it was a person with kubectl and not the autoscaler who set the replicas.
// Source: apiserver `endpoints/handlers/{create,update,patch}.go`: tracked after decoding, before admission.

import type { FieldSet } from '../api/field-set.ts';
import { apiVersionOf, type Kind } from '../api/kinds/kind.ts';
import { type Entries, entryOf, trackCreate, trackUpdate, type Writer } from '../api/managed-fields.ts';
import type { KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { ManagedFieldsEntry, ObjectMeta } from '../api/types.ts';
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
  const writer = writerOf(request, kind, nowMs);
  const { spec } = draft;
  if (typeof spec !== 'object' || spec === null) {
    setEntries(draft, entriesByForm(draft, writer));
    return;
  }
  // All pods of a template share one spec, and its fields are found out once. The rest differs from pod to pod.
  const { apiVersion, kind: name } = draft;
  let fields = specFields.get(spec);
  if (!fields) {
    fields = fieldsOf(trackCreate({ apiVersion, kind: name, metadata: {}, spec }, writer));
    specFields.set(spec, fields);
  }
  const { spec: _spec, ...rest } = draft;
  const [entry] = trackCreate(rest as KubeObject, writer);
  const own = (entry?.fieldsV1 ?? {}) as FieldSet;
  setEntries(draft, entriesOf(writer, Object.freeze({ ...own, ...fields })));
}

const specFields = new WeakMap<object, FieldSet>();

/** Objects of one form have the same fields, whatever their values: thousands of Events differ in nothing else. */
function entriesByForm(draft: KubeObject, writer: Writer): Entries {
  const form = formOf(draft);
  if (form === undefined) return trackCreate(draft, writer);
  const key = `${draft.apiVersion} ${draft.kind} ${form}`;
  let fields = formFields.get(key);
  if (!fields) {
    fields = fieldsOf(trackCreate(draft, writer));
    if (formFields.size >= FORMS) formFields.clear();
    formFields.set(key, fields);
  }
  return entriesOf(writer, fields);
}

function entriesOf(writer: Writer, fields: FieldSet): Entries {
  for (const _ in fields) return Object.freeze([entryOf(writer, fields)]);
  return [];
}

const FORMS = 500;
const formFields = new Map<string, FieldSet>();

/** The names of all fields in one text, and which are zero, since some of those have no owner; undefined with a list among them, whose elements may be fields of their own. */
function formOf(value: object): string | undefined {
  let form = '';
  const record = value as Record<string, unknown>;
  for (const key in record) {
    const part = record[key];
    if (part === undefined) continue;
    form += part ? `${key} ` : `${key}=0 `;
    if (typeof part !== 'object' || part === null) continue;
    const inner = Array.isArray(part) ? undefined : formOf(part);
    if (inner === undefined) return undefined;
    form += `{${inner}}`;
  }
  return form;
}

function fieldsOf(entries: Entries): FieldSet {
  return (entries[0]?.fieldsV1 ?? {}) as FieldSet;
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
  draft.metadata = Object.assign({} as ObjectMeta, draft.metadata, { managedFields });
}
