// Scale is the same small object for everything that has replicas, so that an autoscaler need not know what it scales.
// Writing it changes `spec.replicas` of the object behind it and who owns that field, and nothing else.
// Source: `pkg/registry/apps/{deployment,replicaset}/storage/storage.go`, apimachinery `managedfields/scalehandler.go`.

import { applyConfiguration } from '../api/apply.ts';
import { decode } from '../api/decode.ts';
import { contains, difference, type FieldSet, leaf } from '../api/field-set.ts';
import { apiVersionOf, type Kind } from '../api/kinds/kind.ts';
import { applyScale, scaleOf, validateScale } from '../api/kinds/subresources.ts';
import { type Entries, setOf, sortEntries, trackUpdate, type Writer } from '../api/managed-fields.ts';
import type { KubeObject } from '../api/object.ts';
import { applyJsonPatch } from '../api/patch/json-patch.ts';
import { applyMergePatch } from '../api/patch/merge-patch.ts';
import * as errors from '../api/status.ts';
import type { ManagedFieldsEntry, Scale, Status } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import { writerOf } from './managers.ts';
import { planReplace } from './pipeline.ts';
import type { Plan, Surroundings } from './plan.ts';
import { refuse } from './plan.ts';
import { refOf } from './resources.ts';

/** The one field that a Scale shares with its object, and it has the same path in both. */
const replicas: FieldSet = { 'f:spec': { 'f:replicas': leaf } };
const apiVersion = 'autoscaling/v1';

export function planScale(
  request: ApiRequest,
  kind: Kind,
  existing: KubeObject | undefined,
  world: Surroundings,
): Plan {
  const name = request.name ?? '';
  if (!existing) return refuse('persist', errors.notFound(refOf(kind), name));
  const entries = existing.metadata.managedFields ?? [];
  const asked = askedScale(request, existing, { ...writerOf(request, kind, world.nowMs), apiVersion }, entries);
  if (errors.isStatus(asked)) return refuse('decode and default', asked);
  const { scale, owners } = asked;
  const found = validateScale(scale);
  if (found.length > 0) {
    return refuse('prepare and validate', errors.invalid({ group: 'autoscaling', kind: 'Scale' }, name, found));
  }
  const draft: KubeObject = { ...existing };
  applyScale(draft, scale);
  const managed = withOwners(entries, owners, kind);
  const plan = planReplace({ ...request, subresource: undefined }, kind, draft, existing, [], world, managed);
  if (plan.do === 'answer') return { ...plan, body: scaleOf(existing) as unknown as KubeObject };
  return plan.do === 'write' ? { ...plan, shows: 'scale' } : plan;
}

interface Asked {
  readonly scale: Scale;
  /** Who owns fields of the Scale then. */
  readonly owners: Entries;
}

function askedScale(request: ApiRequest, existing: KubeObject, writer: Writer, entries: Entries): Asked | Status {
  const present = scaleOf(existing) as unknown as KubeObject;
  const before = entries.filter(ownsReplicas).map((entry) => ({ ...entry, apiVersion, fieldsV1: replicas }));
  let { body } = request;
  let owners: Entries | undefined;
  if (request.patchType === 'application/apply-patch+yaml') {
    const force = request.options?.force === 'true';
    const applied = applyConfiguration(present, body as KubeObject, { ...writer, operation: 'Apply' }, force, before);
    if (errors.isStatus(applied)) return applied;
    body = applied.object;
    owners = applied.managedFields;
  } else if (request.verb === 'patch') {
    const apply = request.patchType === 'application/json-patch+json' ? applyJsonPatch : applyMergePatch;
    const patched = apply(present, body);
    if (errors.isStatus(patched)) return patched;
    body = patched.value;
  }
  const decoded = decode(body, { group: 'autoscaling', version: 'v1', kind: 'Scale' });
  if (errors.isStatus(decoded)) return decoded;
  owners ??= trackUpdate(present, decoded.object, writer, before);
  return { scale: decoded.object as unknown as Scale, owners };
}

const ownsReplicas = (entry: ManagedFieldsEntry): boolean => contains(setOf(entry), replicas);

/** The object's entries with these owners of the replicas. Who got them through this door is noted without a time. */
function withOwners(entries: Entries, owners: Entries, kind: Kind): Entries {
  const left = owners.filter(ownsReplicas);
  const result: ManagedFieldsEntry[] = [];
  for (const entry of entries) {
    const { manager, operation, subresource } = entry;
    const at = left.findIndex(
      (each) => each.manager === manager && each.operation === operation && each.subresource === subresource,
    );
    const kept = at < 0 ? (difference(setOf(entry), replicas) as ManagedFieldsEntry['fieldsV1']) : entry.fieldsV1;
    if (at >= 0 && ownsReplicas(entry)) left.splice(at, 1);
    if (kept === entry.fieldsV1) result.push(entry);
    else if (kept !== undefined) result.push({ ...entry, fieldsV1: kept });
  }
  for (const { time: _, ...owner } of left)
    result.push({ ...owner, apiVersion: apiVersionOf(kind), fieldsV1: replicas });
  return sortEntries(result);
}
