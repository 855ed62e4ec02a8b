// The loop around every write: plan on what the cache knows, compare and swap in etcd, and plan again on what etcd says when
// somebody was faster. A refusal that rests on the cache alone is checked against etcd before a client hears it.
// Source: apiserver `storage/etcd3/store.go` GuaranteedUpdate.

import type { Kind } from '../api/kinds/kind.ts';
import { scaleOf } from '../api/kinds/subresources.ts';
import type { KubeObject } from '../api/object.ts';
import * as errors from '../api/status.ts';
import type { ApiRequest, EtcdResponse } from '../api/wire.ts';
import type { IO } from '../kernel/process.ts';
import { claim, giveUp } from './claims.ts';
import { isDryDelete, planDelete } from './deletion.ts';
import { isDryRun, writeOptionsError } from './options.ts';
import { planPatch } from './patching.ts';
import { planCreate, planUpdate } from './pipeline.ts';
import type { Plan, WritePlan } from './plan.ts';
import { kindOfOperation } from './reads.ts';
import { cacheKey, etcdKey, refOf, storedOf, viewOf } from './resources.ts';
import { refuseRequest, respond } from './respond.ts';
import { passedAll } from './stages.ts';
import type { ApiServerState, Live, Operation, Waiting } from './state.ts';
import { ask } from './storage.ts';
import { planSubresource } from './subresources.ts';
import { stamp, stampKv } from './watch-cache.ts';
import { nothingLive, surroundings, withOther } from './world.ts';

/** generateName gives up after this many names that were taken. */
const NAME_ATTEMPTS = 8;
/** Events are forgotten after an hour. */
const EVENT_TTL_SECONDS = 3600;
/** A namespace that is not in the copy may still be on its way: admission waits this long before it asks etcd. */
const NAMESPACE_WAIT = 50;

export function startWrite(state: ApiServerState, operation: Operation, io: IO): void {
  const { verb } = operation.request;
  if (verb !== 'delete' && verb !== 'deletecollection') {
    const wrong = writeOptionsError(operation.request);
    if (wrong) return refuseRequest(state, operation, 'decode and default', wrong, io);
  }
  attempt(state, operation, nothingLive(0), io);
}

function attempt(state: ApiServerState, operation: Operation, live: Live, io: IO): void {
  const { request } = operation;
  const kind = kindOfOperation(operation);
  const creates = request.verb === 'create' && request.subresource === undefined;
  const existing = creates ? undefined : existingOf(state, kind, operation, live);
  const plan = planOf(state, operation, kind, existing, live, io);
  const unsure = !creates && live.existing === undefined;
  switch (plan.do) {
    case 'look-up': {
      const delay = plan.key.startsWith('/registry/namespaces/') ? NAMESPACE_WAIT : 0;
      const waiting: Waiting = { then: 'write-looked-up', operation, live, key: plan.key };
      ask(state, io, { verb: 'get', key: plan.key }, waiting, `admission needs ${plan.key}`, delay);
      return;
    }
    case 'refuse':
      if (unsure && plan.stage !== 'decode and default') return readFirst(state, operation, kind, live, io);
      return refuseRequest(state, operation, plan.stage, plan.status, io);
    case 'answer':
      if (unsure) return readFirst(state, operation, kind, live, io);
      return answer(state, operation, plan.code, plan.body, plan.warnings, undefined, 'nothing to change', io);
    case 'write':
      if (isDryRun(request) || (request.verb === 'delete' && isDryDelete(request))) {
        return answer(state, operation, plan.code, dryAnswer(plan, existing), plan.warnings, undefined, 'dry run', io);
      }
      return store(state, operation, live, plan, io);
    default:
      plan satisfies never;
  }
}

function planOf(
  state: ApiServerState,
  operation: Operation,
  kind: Kind,
  existing: KubeObject | undefined,
  live: Live,
  io: IO,
): Plan {
  const { request } = operation;
  const world = surroundings(state, live, io);
  if (request.subresource !== undefined && request.subresource !== 'status') {
    return planSubresource(request, kind, existing, world);
  }
  switch (request.verb) {
    case 'create':
      return planCreate(request, kind, world);
    case 'update':
      return planUpdate(request, kind, existing, world);
    case 'patch':
      return planPatch(request, kind, existing, world);
    default:
      return planDelete(request, kind, existing, world);
  }
}

function existingOf(state: ApiServerState, kind: Kind, { request }: Operation, live: Live): KubeObject | undefined {
  if (live.existing === null) return undefined;
  const { objects } = state.caches[kind.storagePrefix];
  const stored = live.existing ?? objects.get(cacheKey(kind, request.namespace, request.name ?? ''));
  return stored && viewOf(kind, stored);
}

function readFirst(state: ApiServerState, operation: Operation, kind: Kind, live: Live, io: IO): void {
  const key = etcdKey(kind, operation.request.namespace, operation.request.name ?? '');
  ask(state, io, { verb: 'get', key }, { then: 'write-read', operation, live }, 'the copy may be old');
}

/** etcd's own word on the object to write. */
export function wasRead(state: ApiServerState, operation: Operation, live: Live, response: EtcdResponse, io: IO): void {
  const kv = response.kvs?.[0];
  attempt(state, operation, { ...live, existing: kv ? stampKv(kv) : null }, io);
}

/** An object that admission asked for. */
export function wasLookedUp(
  state: ApiServerState,
  operation: Operation,
  live: Live,
  key: string,
  response: EtcdResponse,
  io: IO,
): void {
  const kv = response.kvs?.[0];
  attempt(state, operation, withOther(live, key, kv && stampKv(kv)), io);
}

function store(state: ApiServerState, operation: Operation, live: Live, plan: WritePlan, io: IO): void {
  const { request, because } = operation;
  const { key, ifRevision } = plan;
  const kind = kindOfOperation(operation);
  const value = plan.value && storedOf(kind, plan.value);
  if (plan.value) claim(state, kind, plan.value, undefined);
  const writer = request.user === request.agent ? request.user : `${request.user} ${request.agent}`;
  const ttlSeconds = request.resource === 'events' && value ? EVENT_TTL_SECONDS : undefined;
  const op = { verb: 'txn', key, ifRevision, value, ttlSeconds, writer, because } as const;
  ask(state, io, op, { then: 'write-stored', operation, live, plan }, because);
}

/** The compare held and the write is done, or somebody was faster. */
export function wasStored(
  state: ApiServerState,
  operation: Operation,
  live: Live,
  plan: WritePlan,
  response: EtcdResponse,
  io: IO,
): void {
  const { request } = operation;
  const { value } = plan;
  if (!response.succeeded) {
    wasNotStored(state, operation, plan);
    return lostRace(state, operation, live, plan, response, io);
  }
  const { revision } = response;
  if (plan.then === 'again' && value) {
    return attempt(state, operation, { ...live, existing: stamp(value, revision) }, io);
  }
  if (plan.then === 'remove' && value) {
    const answer = plan.answer ?? stamp(value, revision);
    const removal: WritePlan = { ...plan, ifRevision: revision, value: undefined, answer, then: undefined };
    return store(state, operation, live, removal, io);
  }
  if (value === undefined) {
    const uid = (plan.answer as KubeObject | undefined)?.metadata?.uid;
    if (uid) state.suffixes.delete(uid);
    if (request.resource === 'services') dropEndpoints(state, operation, io);
  }
  const body = answerBody(plan, revision);
  const note = value ? `stored as revision ${revision}` : `removed at revision ${revision}`;
  answer(state, operation, plan.code, body, plan.warnings, revision, note, io);
}

/** Whatever the write would have taken out of a range is free again. */
export function wasNotStored(state: ApiServerState, operation: Operation, { value }: WritePlan): void {
  const kind = kindOfOperation(operation);
  if (!value || !kind.claims) return;
  const { namespace, name = '' } = value.metadata;
  giveUp(state, kind, value, state.caches[kind.storagePrefix].objects.get(cacheKey(kind, namespace, name)));
}

/** With a Service the server itself takes away the Endpoints of its name; slices are left to the garbage collector. */
function dropEndpoints(state: ApiServerState, { request, messageId, because }: Operation, io: IO): void {
  const { namespace, name } = request;
  const follow: ApiRequest = Object.freeze({
    kind: 'request',
    verb: 'delete',
    group: '',
    version: 'v1',
    resource: 'endpoints',
    namespace,
    name,
    user: 'system:apiserver',
    agent: 'kube-apiserver',
  });
  startWrite(state, { request: follow, to: io.self, stream: '', messageId, because, startedAt: io.now }, io);
}

function answerBody({ value, answer, shows }: WritePlan, revision: number): unknown {
  if (shows === 'gone') {
    const last = answer as KubeObject;
    return Object.freeze({ ...last, metadata: { ...last.metadata, resourceVersion: String(revision) } });
  }
  const stored = value && stamp(value, revision);
  if (shows === 'scale' && stored) return scaleOf(stored);
  return answer ?? stored;
}

function lostRace(
  state: ApiServerState,
  operation: Operation,
  live: Live,
  plan: WritePlan,
  response: EtcdResponse,
  io: IO,
): void {
  const { request } = operation;
  const kind = kindOfOperation(operation);
  const kv = response.kvs?.[0];
  const present = kv && stampKv(kv);
  if (plan.ifRevision > 0)
    return attempt(state, operation, { ...live, attempt: live.attempt + 1, existing: present ?? null }, io);
  if (request.verb === 'update' || request.verb === 'patch') {
    return attempt(state, operation, { ...live, attempt: live.attempt + 1, existing: present ?? null }, io);
  }
  const name = plan.key.slice(plan.key.lastIndexOf('/') + 1);
  const generated = !(request.body as KubeObject | undefined)?.metadata?.name;
  if (generated && live.attempt + 1 < NAME_ATTEMPTS) {
    return attempt(state, operation, { ...live, attempt: live.attempt + 1 }, io);
  }
  const deleting = present?.metadata.deletionTimestamp !== undefined;
  const status = generated
    ? errors.generateNameConflict(refOf(kind), name)
    : errors.alreadyExists(refOf(kind), name, { deleting });
  refuseRequest(state, operation, 'persist', status, io);
}

function answer(
  state: ApiServerState,
  operation: Operation,
  code: number,
  body: unknown,
  warnings: readonly string[],
  revision: number | undefined,
  note: string,
  io: IO,
): void {
  respond(state, operation, { code, body, warnings, revision, because: note, stages: passedAll(note) }, io);
}

/** As the real thing would answer, with the revision the object has now (none when it would be new). */
function dryAnswer(plan: WritePlan, existing: KubeObject | undefined): unknown {
  if (plan.answer) return plan.answer;
  if (!plan.value) return existing;
  const resourceVersion = existing?.metadata.resourceVersion;
  if (resourceVersion === undefined) return plan.value;
  return Object.freeze({ ...plan.value, metadata: { ...plan.value.metadata, resourceVersion } });
}
