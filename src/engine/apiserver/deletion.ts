// Deleting is a conversation: finalizers and grace periods turn a DELETE into a mark on the object, and only when nobody
// holds it any longer does it go. Pods have a grace period; everything else goes at once unless a finalizer holds it.
// Source: apiserver `registry/rest/delete.go`, `registry/generic/registry/store.go`, `pkg/registry/core/{pod,namespace}`.

import { type FieldError, invalid, notSupported } from '../api/field-error.ts';
import type { Kind } from '../api/kinds/kind.ts';
import { qualifiedResource } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';
import * as errors from '../api/status.ts';
import { parseTime, rfc3339 } from '../api/time.ts';
import type { DeleteOptions, Namespace, ObjectMeta, Pod, Status } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import { dryRunErrors, optionsInvalid } from './options.ts';
import { withoutVersion } from './pipeline.ts';
import type { Plan, Surroundings, WritePlan } from './plan.ts';
import { noWarnings, refuse } from './plan.ts';
import { etcdKey, refOf } from './resources.ts';
import { revisionOf } from './watch-cache.ts';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
const immortal: readonly string[] = ['default', 'kube-system', 'kube-public'];

/** Kinds whose DELETE answers the object instead of a Status. */
const returnsObject: readonly string[] = [
  ...['pods', 'services', 'persistentvolumeclaims', 'persistentvolumes', 'namespaces', 'serviceaccounts'],
  ...['resourcequotas', 'podtemplates', 'storageclasses.storage.k8s.io', 'csidrivers.storage.k8s.io'],
  ...['csinodes.storage.k8s.io', 'volumeattachments.storage.k8s.io', 'volumeattributesclasses.storage.k8s.io'],
];

/** The options of a DELETE: from its body, or from its query when there is none. */
export function deleteOptionsOf(request: ApiRequest): DeleteOptions {
  if (typeof request.body === 'object' && request.body !== null) return request.body as DeleteOptions;
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, dryRun } = request.options ?? {};
  return {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: Number(gracePeriodSeconds) }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(orphanDependents === undefined ? {} : { orphanDependents: orphanDependents === 'true' }),
    ...(dryRun === undefined ? {} : { dryRun: [dryRun] }),
  };
}

export function deleteOptionsError(options: DeleteOptions): Status | undefined {
  const found: FieldError[] = [];
  const { propagationPolicy: policy, orphanDependents } = options;
  if (policy !== undefined && policy !== null && orphanDependents !== undefined && orphanDependents !== null) {
    found.push(invalid('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'));
  } else if (policy !== undefined && policy !== null && !['Foreground', 'Background', 'Orphan'].includes(policy)) {
    found.push(notSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil']));
  }
  found.push(...dryRunErrors(options.dryRun));
  return found.length > 0 ? optionsInvalid('delete', found) : undefined;
}

export function isDryDelete(request: ApiRequest): boolean {
  return request.options?.dryRun === 'All' || (deleteOptionsOf(request).dryRun ?? []).includes('All');
}

export function planDelete(
  request: ApiRequest,
  kind: Kind,
  existing: KubeObject | undefined,
  world: Surroundings,
): Plan {
  const options = deleteOptionsOf(request);
  const wrong = deleteOptionsError(options);
  if (wrong) return refuse('decode and default', wrong);
  const name = request.name ?? '';
  if (kind.plural === 'namespaces' && kind.group === '' && immortal.includes(name)) {
    return refuse('mutating admission', errors.forbidden(refOf(kind), name, 'this namespace may not be deleted'));
  }
  if (!existing) return refuse('persist', errors.notFound(refOf(kind), name));
  const broken = brokenPrecondition(kind, existing, options);
  if (broken) return refuse('persist', broken);
  if (kind.plural === 'namespaces' && kind.group === '') return deleteNamespace(kind, existing, world);
  return deleteObject(kind, existing, options, world);
}

function brokenPrecondition(kind: Kind, existing: KubeObject, options: DeleteOptions): Status | undefined {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { metadata } = existing;
  const name = metadata.name ?? '';
  if (uid && uid !== metadata.uid) {
    return errors.deletePreconditionConflict(
      { group: kind.group, kind: kind.kind },
      name,
      'UID',
      uid,
      metadata.uid ?? '',
    );
  }
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    const stored = metadata.resourceVersion ?? '';
    return errors.deletePreconditionConflict(
      { group: kind.group, kind: kind.kind },
      name,
      'ResourceVersion',
      resourceVersion,
      stored,
    );
  }
  return undefined;
}

/** The first DELETE only starts the namespace's end; its controller empties it and lets it go by `finalize`. */
function deleteNamespace(kind: Kind, existing: KubeObject, world: Surroundings): Plan {
  const { metadata } = existing;
  const namespace = existing as Namespace;
  if (metadata.deletionTimestamp) {
    if ((namespace.spec?.finalizers?.length ?? 0) > 0 || (metadata.finalizers?.length ?? 0) > 0) {
      return { do: 'answer', body: existing, code: 200, warnings: noWarnings };
    }
    return removal(kind, existing, existing);
  }
  const marked: KubeObject = {
    ...existing,
    metadata: { ...metadata, deletionTimestamp: rfc3339(world.nowMs, 0) },
    status: { ...namespace.status, phase: 'Terminating' },
  };
  return mark(kind, existing, marked, false);
}

function deleteObject(kind: Kind, existing: KubeObject, options: DeleteOptions, world: Surroundings): Plan {
  const step = gracefully(kind, existing, options, world);
  if (step.pending) return { do: 'answer', body: answerOf(kind, existing, true), code: 200, warnings: noWarnings };
  const before = existing.metadata.finalizers ?? [];
  const finalizers = finalizersFor(before, options);
  const held = finalizers.length > 0;
  if (!step.graceful && !held && before.length === 0) {
    return removal(kind, existing, answerOf(kind, existing, false));
  }
  let metadata: ObjectMeta = { ...existing.metadata, ...step.mark };
  if (finalizers !== before) {
    metadata = { ...metadata, finalizers };
    if (!held) delete metadata.finalizers;
  }
  if (!step.graceful && held) metadata = markedAsDeleting(metadata, world.nowMs);
  const marked: KubeObject = { ...existing, metadata };
  const gone = !held && (step.mark?.deletionGracePeriodSeconds ?? 0) === 0;
  if (held && !step.graceful && sameMark(existing.metadata, metadata, finalizers === before)) {
    return { do: 'answer', body: existing, code: 200, warnings: noWarnings };
  }
  return mark(kind, existing, marked, gone);
}

interface GracefulStep {
  /** The object stays for a while (or for a moment) with a mark. */
  readonly graceful: boolean;
  /** It is marked already and this request changes nothing. */
  readonly pending: boolean;
  readonly mark?: Partial<ObjectMeta>;
}

const atOnce: GracefulStep = { graceful: false, pending: false };

function gracefully(kind: Kind, existing: KubeObject, options: DeleteOptions, world: Surroundings): GracefulStep {
  if (kind.plural !== 'pods' || kind.group !== '') return atOnce;
  const { deletionTimestamp, deletionGracePeriodSeconds: grace, generation = 0 } = existing.metadata;
  const asked = options.gracePeriodSeconds ?? undefined;
  if (deletionTimestamp) {
    // A grace of 0 was stored but the removal did not happen: it is done now.
    if (grace === undefined || grace === null || grace === 0) return atOnce;
    if (asked === undefined || asked >= grace) return { graceful: false, pending: true };
    const period = asked < 0 ? 1 : asked;
    let due = parseTime(deletionTimestamp) - grace * 1000 + period * 1000;
    let left = period;
    if (due < world.nowMs) {
      due = world.nowMs;
      left = period === 0 ? 0 : 1;
    }
    return {
      graceful: true,
      pending: false,
      mark: { deletionTimestamp: rfc3339(due, 0), deletionGracePeriodSeconds: left },
    };
  }
  const period = gracePeriodOf(existing as Pod, asked);
  return {
    graceful: true,
    pending: false,
    mark: {
      deletionTimestamp: rfc3339(world.nowMs, period * 1000),
      deletionGracePeriodSeconds: period,
      ...(generation > 0 ? { generation: generation + 1 } : {}),
    },
  };
}

function gracePeriodOf(pod: Pod, asked: number | undefined): number {
  const { phase } = pod.status ?? {};
  if (!pod.spec?.nodeName || phase === 'Succeeded' || phase === 'Failed') return 0;
  const period = asked ?? pod.spec.terminationGracePeriodSeconds ?? 0;
  return period < 0 ? 1 : period;
}

/** The garbage collector's two finalizers are put on or taken off as the request says; the others stay. */
function finalizersFor(before: readonly string[], options: DeleteOptions): string[] {
  const orphan = wants(ORPHAN, 'Orphan', before, options);
  const foreground = wants(FOREGROUND, 'Foreground', before, options);
  const after = before.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  if (orphan) after.push(ORPHAN);
  if (foreground) after.push(FOREGROUND);
  const same = after.length === before.length && after.every((finalizer) => before.includes(finalizer));
  return same ? (before as string[]) : after;
}

function wants(finalizer: string, policy: string, before: readonly string[], options: DeleteOptions): boolean {
  if (options.orphanDependents !== undefined && options.orphanDependents !== null) {
    return finalizer === ORPHAN && options.orphanDependents;
  }
  if (options.propagationPolicy) return options.propagationPolicy === policy;
  return before.find((each) => each === ORPHAN || each === FOREGROUND) === finalizer;
}

function markedAsDeleting(metadata: ObjectMeta, nowMs: number): ObjectMeta {
  const { deletionTimestamp, generation = 0 } = metadata;
  const later = deletionTimestamp !== undefined && parseTime(deletionTimestamp) > nowMs;
  return {
    ...metadata,
    ...(!deletionTimestamp && generation > 0 ? { generation: generation + 1 } : {}),
    deletionTimestamp: !deletionTimestamp || later ? rfc3339(nowMs, 0) : deletionTimestamp,
    deletionGracePeriodSeconds: 0,
  };
}

function sameMark(before: ObjectMeta, after: ObjectMeta, sameFinalizers: boolean): boolean {
  return (
    sameFinalizers &&
    before.deletionTimestamp === after.deletionTimestamp &&
    before.deletionGracePeriodSeconds === after.deletionGracePeriodSeconds
  );
}

function mark(kind: Kind, existing: KubeObject, marked: KubeObject, gone: boolean): WritePlan {
  const key = etcdKey(kind, existing.metadata.namespace, existing.metadata.name ?? '');
  const value = Object.freeze({ ...marked, metadata: withoutVersion(marked.metadata) });
  const then = gone ? 'remove' : undefined;
  return { do: 'write', key, ifRevision: revisionOf(existing), value, code: 200, warnings: noWarnings, then };
}

function removal(kind: Kind, existing: KubeObject, answer: KubeObject | Status): WritePlan {
  const key = etcdKey(kind, existing.metadata.namespace, existing.metadata.name ?? '');
  const ifRevision = revisionOf(existing);
  const shows = answer === existing ? 'gone' : undefined;
  return { do: 'write', key, ifRevision, value: undefined, answer, shows, code: 200, warnings: noWarnings };
}

function answerOf(kind: Kind, object: KubeObject, stays: boolean): KubeObject | Status {
  if (stays || returnsObject.includes(qualifiedResource(kind))) return object;
  return errors.deleted(refOf(kind), object.metadata.name ?? '', object.metadata.uid ?? '');
}
