// The way of a write through the API server: decode and default, mutating admission, prepare and validate, validating
// admission, persist. Every stage is a plain function of the request and the stored object; the first refusal ends the way.
// Source: apiserver `endpoints/handlers/{create,update}.go`, `registry/rest/{create,update}.go`, `registry/generic/registry/store.go`.

import { decode, type FieldValidation } from '../api/decode.ts';
import { invalid as invalidField } from '../api/field-error.ts';
import type { Kind, Subresource } from '../api/kinds/kind.ts';
import type { Entries } from '../api/managed-fields.ts';
import { equal, type KubeObject } from '../api/object.ts';
import * as errors from '../api/status.ts';
import { rfc3339 } from '../api/time.ts';
import type { Namespace, ObjectMeta, Status } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import { admitCreate } from './admit.ts';
import { unreadableBody } from './body.ts';
import { copyOfMetadata, draftOf, freezeStored } from './copy.ts';
import { noteCreator, noteWriter, setEntries } from './managers.ts';
import type { Plan, Surroundings } from './plan.ts';
import { refuse } from './plan.ts';
import { etcdKey, refOf } from './resources.ts';
import { revisionOf } from './watch-cache.ts';

/** generateName is cut to this before five letters are added. */
const GENERATED_BASE = 58;

export function planCreate(request: ApiRequest, kind: Kind, world: Surroundings): Plan {
  const decoded = decodeBody(request, kind);
  if (errors.isStatus(decoded)) return refuse('decode and default', decoded);
  return planNew(request, kind, decoded.draft, decoded.warnings, world);
}

/** The rest of a create, also for a PUT or an apply that creates. */
export function planNew(
  request: ApiRequest,
  kind: Kind,
  draft: KubeObject,
  decodeWarnings: readonly string[],
  world: Surroundings,
  applied?: Entries,
): Plan {
  const { metadata } = draft;
  if (request.verb === 'create' && metadata.resourceVersion) {
    return refuse(
      'decode and default',
      errors.plainError('resourceVersion should not be set on objects to be created'),
    );
  }
  const fresh = freshMetadata(metadata, world.nowMs);
  if (kind.generation) fresh.generation = 1;
  draft.metadata = fresh;
  kind.defaults(draft);
  if (applied) setEntries(draft, applied);
  else noteCreator(request, kind, draft, world.nowMs);

  const admitted = admitCreate(request, kind, draft, world);
  if (admitted) return admitted;

  const name = metadata.name || generatedName(draft.metadata, request, world);
  const key = etcdKey(kind, draft.metadata.namespace, name);
  const uid = world.newUid(key);
  const named = copyOfMetadata(draft.metadata);
  named.uid = uid;
  if (name !== '') named.name = name;
  draft.metadata = named;
  const denied = kind.allocate?.(draft, undefined, world.allocator(kind));
  if (denied) return refuse('prepare and validate', denied);
  kind.prepareForCreate(draft);
  const found = kind.validate(draft);
  if (found.length > 0) return refuse('prepare and validate', errors.invalid(kind, name, found));
  const warnings = warningsOf(decodeWarnings, kind, draft, undefined);
  return { do: 'write', key, ifRevision: 0, value: freezeStored(draft), code: 201, warnings };
}

/** A PUT of the main resource or of a subresource that has the object's own form. */
export function planUpdate(
  request: ApiRequest,
  kind: Kind,
  existing: KubeObject | undefined,
  world: Surroundings,
): Plan {
  const decoded = decodeBody(request, kind, existing);
  if (errors.isStatus(decoded)) return refuse('decode and default', decoded);
  const { draft, warnings } = decoded;
  const misnamed = nameMismatch(request, draft);
  if (misnamed) return refuse('decode and default', misnamed);
  const name = request.name ?? '';
  if (!existing) {
    if (!kind.createOnUpdate || request.subresource) {
      return refuse('persist', errors.notFound(refOf(kind), name));
    }
    draft.metadata = withoutVersion(draft.metadata);
    return planNew(request, kind, draft, warnings, world);
  }
  const { uid } = draft.metadata;
  if (uid && uid !== existing.metadata.uid) {
    const key = etcdKey(kind, request.namespace, name);
    return refuse('persist', errors.uidConflict(refOf(kind), name, key, uid, existing.metadata.uid ?? ''));
  }
  kind.defaults(draft);
  return planReplace(request, kind, draft, existing, warnings, world);
}

/** Puts `draft` in the place of `existing`, after the rules of updates; for PUT and PATCH alike. */
export function planReplace(
  request: ApiRequest,
  kind: Kind,
  draft: KubeObject,
  existing: KubeObject,
  decodeWarnings: readonly string[],
  world: Surroundings,
  applied?: Entries,
): Plan {
  const subresource = request.subresource as Subresource | undefined;
  const name = existing.metadata.name ?? '';
  const given = draft.metadata.resourceVersion ?? '';
  if (given === '' || given === '0') {
    if (request.verb === 'update' && !kind.unconditionalUpdate) {
      const missing = invalidField('metadata.resourceVersion', 0, 'must be specified for an update');
      return refuse('persist', errors.invalid({ group: kind.group, kind: kind.plural }, name, [missing]));
    }
  } else if (given !== existing.metadata.resourceVersion) {
    return refuse('persist', errors.conflict(refOf(kind), name));
  }

  if (applied) setEntries(draft, applied);
  else noteWriter(request, kind, draft, existing, world.nowMs);
  draft.metadata = keptMetadata(draft.metadata, existing.metadata);
  const denied = subresource === undefined ? kind.allocate?.(draft, existing, world.allocator(kind)) : undefined;
  if (denied) return refuse('prepare and validate', denied);
  kind.prepareForUpdate(draft, existing, subresource);
  const found = kind.validateUpdate(draft, existing, subresource);
  if (found.length > 0) return refuse('prepare and validate', errors.invalid(kind, name, found));
  const warnings = warningsOf(decodeWarnings, kind, draft, existing);
  const key = etcdKey(kind, existing.metadata.namespace, name);
  if (isReleased(kind, draft, existing)) {
    // The last finalizer went: the object goes with it, and no watcher sees the update itself.
    const answer = Object.freeze({
      ...draft,
      metadata: { ...draft.metadata, resourceVersion: existing.metadata.resourceVersion },
    });
    return { do: 'write', key, ifRevision: revisionOf(existing), value: undefined, answer, code: 200, warnings };
  }
  if (equal(draft, existing)) return { do: 'answer', body: existing, code: 200, warnings };
  draft.metadata = withoutVersion(draft.metadata);
  return { do: 'write', key, ifRevision: revisionOf(existing), value: freezeStored(draft), code: 200, warnings };
}

interface DecodedDraft {
  /** Its root is free to be changed. */
  readonly draft: KubeObject;
  readonly warnings: readonly string[];
}

/** The body as an object of this kind with the request's namespace. */
export function decodeBody(request: ApiRequest, kind: Kind, existing?: KubeObject): DecodedDraft | Status {
  if (typeof request.body === 'string') return unreadableBody(request.body, kind.kind, request.mediaType);
  const decoded = decodeChanged(request, kind, request.body, existing);
  if (errors.isStatus(decoded) || !kind.namespaced) return decoded;
  const { draft } = decoded;
  const { namespace = '' } = draft.metadata;
  if (namespace === '') draft.metadata = { ...draft.metadata, namespace: request.namespace };
  else if (namespace !== request.namespace) {
    return errors.badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  return decoded;
}

/** Decodes what is not the stored object's own: fields that are shared with it were decoded when they came. */
export function decodeChanged(
  request: ApiRequest,
  kind: Kind,
  value: unknown,
  existing: KubeObject | undefined,
): DecodedDraft | Status {
  const validation = (request.options?.fieldValidation || 'Warn') as FieldValidation;
  if (!existing) {
    const decoded = decode(value, kind, validation, request.duplicates);
    if (errors.isStatus(decoded)) return decoded;
    const draft = draftOf(decoded.object);
    draft.metadata ??= {};
    return { draft, warnings: decoded.warnings };
  }
  const shared: Record<string, unknown> = {};
  let rest = value;
  if (typeof value === 'object' && value !== null) {
    const given = value as Record<string, unknown>;
    const fresh: Record<string, unknown> = {};
    for (const key in given) {
      if (typeof given[key] === 'object' && given[key] === existing[key]) shared[key] = given[key];
      else fresh[key] = given[key];
    }
    rest = fresh;
  }
  const decoded = decode(rest, kind, validation, request.duplicates);
  if (errors.isStatus(decoded)) return decoded;
  const draft = Object.assign(draftOf(decoded.object), shared);
  draft.metadata ??= {};
  return { draft, warnings: decoded.warnings };
}

function nameMismatch(request: ApiRequest, draft: KubeObject): Status | undefined {
  const { name = '' } = draft.metadata;
  if (name === request.name) return undefined;
  if (name === '') {
    return errors.badRequest(
      `the name of the object (${request.name} based on URL) was undeterminable: name must be provided`,
    );
  }
  return errors.badRequest(`the name of the object (${name}) does not match the name on the URL (${request.name})`);
}

/** What a client may not say of a new object is dropped; the time of its creation is the server's. */
function freshMetadata(metadata: ObjectMeta, nowMs: number): ObjectMeta {
  const { name, namespace, creationTimestamp, generation, generateName, labels, annotations } = metadata;
  const { ownerReferences, finalizers } = metadata;
  const fresh: ObjectMeta = { creationTimestamp: creationTimestamp ?? rfc3339(nowMs, 0) };
  if (name !== undefined) fresh.name = name;
  if (namespace !== undefined) fresh.namespace = namespace;
  if (generation !== undefined) fresh.generation = generation;
  if (generateName !== undefined) fresh.generateName = generateName;
  if (labels !== undefined) fresh.labels = labels;
  if (ownerReferences !== undefined) fresh.ownerReferences = ownerReferences;
  if (annotations !== undefined) fresh.annotations = annotations;
  if (finalizers !== undefined) fresh.finalizers = finalizers;
  return fresh;
}

/** What an update may leave out and never change. */
function keptMetadata(metadata: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const kept = Object.assign({} as ObjectMeta, metadata);
  kept.creationTimestamp = old.creationTimestamp;
  kept.resourceVersion = old.resourceVersion;
  kept.uid ||= old.uid;
  if (old.deletionTimestamp) kept.deletionTimestamp = old.deletionTimestamp;
  if (old.deletionGracePeriodSeconds !== undefined) kept.deletionGracePeriodSeconds ??= old.deletionGracePeriodSeconds;
  if (kept.generation !== old.generation) {
    if (old.generation === undefined) delete kept.generation;
    else kept.generation = old.generation;
  }
  if (kept.selfLink !== undefined) delete kept.selfLink;
  return kept;
}

/** The stored metadata, as a copy to assign to. */
export function withoutVersion(metadata: ObjectMeta): ObjectMeta {
  return copyOfMetadata(metadata);
}

function generatedName(metadata: ObjectMeta, request: ApiRequest, world: Surroundings): string {
  const { generateName = '' } = metadata;
  if (generateName === '') return '';
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;
  const subject = owner ?? `${request.resource}/${metadata.namespace ?? ''}/${generateName}`;
  return generateName.slice(0, GENERATED_BASE) + world.newSuffix(subject);
}

/** An object that is being deleted, and that nothing holds any longer. */
export function isReleased(kind: Kind, value: KubeObject, existing: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds: grace } = existing.metadata;
  if (!deletionTimestamp || (value.metadata.finalizers?.length ?? 0) > 0) return false;
  if (kind.plural === 'namespaces' && ((value as Namespace).spec?.finalizers?.length ?? 0) > 0) return false;
  return grace === undefined || grace === 0;
}

function warningsOf(
  decodeWarnings: readonly string[],
  kind: Kind,
  value: KubeObject,
  existing: KubeObject | undefined,
): readonly string[] {
  const own = kind.warnings?.(value, existing);
  return own && own.length > 0 ? [...decodeWarnings, ...own] : decodeWarnings;
}
