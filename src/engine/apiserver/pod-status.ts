// What a kubelet says of a pod is the most frequent write of all, so it has a way of its own: only the status is read, merged
// and noted, since nothing else of the pod can change. Whatever is unusual about a patch goes the long way, to the same end.
// Source: the rules of patching.ts and pipeline.ts, for the case in which nearly all of them have nothing to say.

import type { Kind } from '../api/kinds/kind.ts';
import { trackStatusLater } from '../api/managed-fields.ts';
import { equal, type KubeObject } from '../api/object.ts';
import { typeNamed } from '../api/schema/schema.ts';
import { isSoundField } from '../api/sound.ts';
import type { ObjectMeta, PodCondition, PodStatus } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import { copyOfMetadata } from './copy.ts';
import { writerOf } from './managers.ts';
import { isReleased } from './pipeline.ts';
import type { Plan, Surroundings } from './plan.ts';
import { noWarnings } from './plan.ts';
import { etcdKey } from './resources.ts';
import { revisionOf } from './watch-cache.ts';

type Json = Record<string, unknown>;

const statusFields = typeNamed('PodStatus')?.fields;
const conditionFields = typeNamed('PodCondition')?.fields;

/** The plan of a status patch that holds no surprise; undefined for one that has to go the long way. */
export function planPodStatus(
  request: ApiRequest,
  kind: Kind,
  existing: KubeObject,
  world: Surroundings,
): Plan | undefined {
  const { metadata } = existing;
  const before = existing.status as PodStatus | undefined;
  const patch = statusPatchOf(request.body, metadata);
  if (patch === undefined || before?.qosClass === undefined || isReleased(kind, existing, existing)) return undefined;
  const status = merged(before, patch);
  if (status === undefined || !surelySaysMore(before, status)) return undefined;
  const after = { apiVersion: existing.apiVersion, kind: existing.kind, metadata, spec: existing.spec, status };
  const writer = writerOf(request, kind, world.nowMs);
  const managedFields = trackStatusLater(existing, after, writer, metadata.managedFields ?? []);
  if (managedFields === undefined) return undefined;
  const fresh = copyOfMetadata(metadata);
  fresh.managedFields = managedFields as ObjectMeta['managedFields'];
  after.metadata = Object.freeze(fresh);
  const key = etcdKey(kind, metadata.namespace, metadata.name ?? '');
  const value = Object.freeze(after);
  return { do: 'write', key, ifRevision: revisionOf(existing), value, code: 200, warnings: noWarnings };
}

/** The status in a patch of a status and nothing else; the uid may be there, if it is the right one. */
function statusPatchOf(body: unknown, { uid }: ObjectMeta): Json | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  for (const key in body) if (key !== 'metadata' && key !== 'status') return undefined;
  const { metadata, status } = body as { metadata?: Json | null; status?: Json | null };
  if (typeof status !== 'object' || status === null || metadata === null) return undefined;
  for (const key in metadata) if (key !== 'uid' || metadata.uid !== uid) return undefined;
  return status;
}

/** Fields in the order of the result. Lists without a merge key are replaced, addresses only ever set once. */
function merged(before: PodStatus, patch: Json): PodStatus | undefined {
  const after: Json = {};
  for (const key in before) after[key] = (before as Json)[key];
  for (const key in patch) {
    const value = patch[key];
    switch (key) {
      case '$setElementOrder/conditions':
      case '$setElementOrder/podIPs':
      case '$setElementOrder/hostIPs':
        if (!Array.isArray(value)) return undefined;
        break;
      case 'conditions': {
        const conditions = mergedConditions(before.conditions ?? [], value, patch['$setElementOrder/conditions']);
        if (conditions === undefined) return undefined;
        after.conditions = conditions;
        break;
      }
      case 'podIPs':
      case 'hostIPs':
        if (after[key] !== undefined || !inOrder(value, patch[`$setElementOrder/${key}`])) return undefined;
        if (!isSoundMember(key, value)) return undefined;
        after[key] = value;
        break;
      case 'resources':
        if (after[key] !== undefined || !isSoundMember(key, value)) return undefined;
        after[key] = value;
        break;
      case 'phase':
      case 'podIP':
      case 'hostIP':
      case 'startTime':
      case 'observedGeneration':
      case 'containerStatuses':
      case 'initContainerStatuses':
        if (!isSoundMember(key, value)) return undefined;
        if (!equal(after[key], value)) after[key] = value;
        break;
      default:
        return undefined;
    }
  }
  if (patch['$setElementOrder/conditions'] !== undefined && patch.conditions === undefined) return undefined;
  return after as PodStatus;
}

function isSoundMember(key: string, value: unknown): boolean {
  const field = statusFields?.get(key);
  return field !== undefined && value !== undefined && isSoundField(value, field);
}

/** Addresses that are all new, in the order that the patch asks for. */
function inOrder(value: unknown, order: unknown): boolean {
  if (!Array.isArray(value) || !Array.isArray(order) || value.length !== order.length) return false;
  return value.length === 1 && value[0]?.ip === order[0]?.ip;
}

/** The conditions as the patch orders them; undefined unless it names each one and changes them in that order. */
function mergedConditions(
  before: readonly PodCondition[],
  patch: unknown,
  order: unknown,
): readonly PodCondition[] | undefined {
  if (!Array.isArray(patch) || !Array.isArray(order)) return undefined;
  const result: PodCondition[] = [];
  let known = 0;
  let at = 0;
  for (const entry of order) {
    const type = entry?.type;
    if (typeof type !== 'string') return undefined;
    for (const earlier of result) if (earlier.type === type) return undefined;
    let condition: PodCondition | undefined;
    for (const each of before) {
      if (each.type !== type) continue;
      condition = each;
      known += 1;
      break;
    }
    const change = patch[at];
    if (change?.type === type) {
      condition = mergedCondition(condition, change);
      at += 1;
    }
    if (condition === undefined) return undefined;
    result.push(condition);
  }
  return known === before.length && at === patch.length ? result : undefined;
}

function mergedCondition(before: PodCondition | undefined, change: Json): PodCondition | undefined {
  let {
    lastProbeTime = null,
    lastTransitionTime = null,
    message,
    observedGeneration,
    reason,
    status,
  } = (before ?? change) as { [K in keyof PodCondition]: PodCondition[K] | null };
  for (const key in change) {
    const value = change[key];
    const field = conditionFields?.get(key);
    if (field === undefined || value === undefined) return undefined;
    if (value !== null && !isSoundField(value, field)) return undefined;
    switch (key) {
      case 'type':
        break;
      case 'status':
        if (value === null) return undefined;
        status = value as string;
        break;
      case 'lastProbeTime':
        lastProbeTime = value as string | null;
        break;
      case 'lastTransitionTime':
        lastTransitionTime = value as string | null;
        break;
      case 'message':
        message = (value ?? undefined) as string | undefined;
        break;
      case 'reason':
        reason = (value ?? undefined) as string | undefined;
        break;
      case 'observedGeneration':
        observedGeneration = (value ?? undefined) as number | undefined;
        break;
      default:
        return undefined;
    }
  }
  if (typeof status !== 'string') return undefined;
  const result = { type: change.type, status, lastProbeTime, lastTransitionTime } as PodCondition;
  if (observedGeneration) result.observedGeneration = observedGeneration;
  if (reason) result.reason = reason;
  if (message) result.message = message;
  return result;
}

/** Whether some field of the status is new or has another value, so that it has a new owner. */
function surelySaysMore(before: PodStatus, after: PodStatus): boolean {
  if (after.phase !== before.phase || after.podIP !== before.podIP || after.startTime !== before.startTime) return true;
  if (after.containerStatuses !== before.containerStatuses) return true;
  if (after.conditions === before.conditions) return false;
  for (const condition of after.conditions ?? []) {
    for (const old of before.conditions ?? []) {
      if (old.type === condition.type && old.status !== condition.status) return true;
    }
  }
  return false;
}
