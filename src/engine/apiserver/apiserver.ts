// The API server: the one door to the cluster's state. It checks who asks, what may be asked and whether it makes sense, keeps
// everything in etcd, and tells those who watch. This file only receives and sends; what is decided is decided elsewhere.

import { apiServiceKind } from '../api/kinds/api-service.ts';
import { kindFor } from '../api/kinds/index.ts';
import type { Kind } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';
import * as errors from '../api/status.ts';
import type { ApiRequest, EtcdEvents, EtcdResponse } from '../api/wire.ts';
import { invariant } from '../kernel/invariant.ts';
import type { Message } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { controlPlane } from '../timings.ts';
import {
  type AvailabilityBody,
  backendSettled,
  checkService,
  checkServices,
  handOn,
  serviceBehind,
  serviceChanged,
} from './aggregation.ts';
import { authorize, label } from './authorize.ts';
import { createKubernetesService, createSystemNamespaces } from './bootstrap.ts';
import { cacheOfStream, connectionReset, dismissWatchers, failed, leaderLost, tooLate } from './broken.ts';
import { claim, claimAll } from './claims.ts';
import { collectionAnswered, collectionFresh, deleteCollection } from './collection.ts';
import { answerPath } from './discovery.ts';
import { missingResource } from './elsewhere.ts';
import { askHealth, type HealthLateBody, healthKnown, healthLate, isHealth } from './health.ts';
import { connectToPod, kubeletAnswered } from './logs.ts';
import { beginLeases, leasesRead, leaseWritten, nextRound } from './masterleases.ts';
import { memberThere } from './members.ts';
import { type FutureListBody, get, gotIt, list, listAgain, listFresh, pageRead } from './reads.ts';
import { folders, kindOfFolder } from './resources.ts';
import { refuseRequest, respondRead } from './respond.ts';
import type { ApiServerConfig, ApiServerState, CacheEvent, Operation, WatchCache } from './state.ts';
import { newState } from './state.ts';
import {
  armCompaction,
  askAgain,
  compactHistory,
  listCache,
  overdue,
  reconnectCaches,
  retry,
  settle,
  watchCache,
} from './storage.ts';
import { fill, take } from './watch-cache.ts';
import { broadcast, closeDueWatches, openWatch, refuseReinitializing, sendBookmarks, startWatch } from './watches.ts';
import { startWrite, wasLookedUp, wasRead, wasStored } from './writes.ts';

/** Tick 0 when the cluster file says nothing: 2026-01-01T00:00:00Z. */
const EPOCH = 1_767_225_600_000;

export const apiserver: ProcessDefinition<ApiServerState> = {
  component: 'kube-apiserver',

  start(io) {
    // A cluster that is made begins with its API server alone; later everybody is waiting at the door when it comes back.
    const isFirst = io.incarnation === 1 && io.boot === 1;
    const state = newState(configOf(io), folders, {
      rolesReadAt: isFirst ? 0 : io.now + controlPlane.rolesRead,
      copiesFilledAt: isFirst ? 0 : io.now + controlPlane.copiesFilled,
    });
    for (const folder of folders) listCache(state, state.caches[folder], io);
    armCompaction(io);
    return state;
  },

  accepts: (state) => state.ready && !state.etcdGone,

  receive(state, message, io) {
    switch (message.body.kind) {
      case 'request':
        request(state, message, message.body as ApiRequest, io);
        break;
      case 'etcd-response':
        etcdAnswered(state, message, message.body as EtcdResponse, io);
        break;
      case 'etcd-events':
        etcdChanged(state, message, message.body as EtcdEvents, io);
        break;
      case 'kubelet-response': {
        const waiting = settle(state, message.stream)?.waiting;
        if (waiting?.then === 'kubelet') kubeletAnswered(state, waiting, message.body, io);
        break;
      }
      case 'response':
        backendSettled(state, settle(state, message.stream), message.body, perform, io);
        break;
      case 'api-service-check':
        checkService(state, (message.body as AvailabilityBody).name, perform, io);
        break;
      case 'reset':
        connectionReset(state, message, perform, io);
        break;
      case 'etcd-retry':
        retry(state, io);
        break;
      case 'pending-check':
        for (const pending of overdue(state, io)) tooLate(state, pending, perform, io);
        break;
      case 'cache-reconnect':
        for (const cache of reconnectCaches(state, io)) dismissWatchers(state, cache, io);
        break;
      case 'health-late':
        healthLate(state, (message.body as HealthLateBody).stream, io);
        break;
      case 'compaction':
        compactHistory(state, io);
        break;
      case 'master-lease':
        nextRound(state, io);
        break;
      case 'list-again':
        listAgain(state, (message.body as FutureListBody).operation, io);
        break;
      case 'watch-deadlines':
        closeDueWatches(state, io);
        break;
      case 'bookmarks':
        sendBookmarks(state, io);
        break;
    }
    for (let answer = state.finished.shift(); answer; answer = state.finished.shift()) {
      collectionAnswered(state, answer, io);
    }
  },
};

function configOf(io: IO): ApiServerConfig {
  const {
    etcd,
    epochMs,
    notices = false,
    readOnly = false,
    address,
    addresses,
    backends = {},
  } = io.config as Partial<ApiServerConfig>;
  return Object.freeze({
    etcd: etcd ?? [`etcd/${io.machine}`],
    epochMs: epochMs ?? EPOCH,
    notices,
    readOnly,
    address,
    addresses,
    backends,
  });
}

function request(state: ApiServerState, message: Message, body: ApiRequest, io: IO): void {
  const operation: Operation = {
    request: inOneForm(body),
    to: message.from,
    stream: message.stream,
    messageId: message.id,
    because: message.because || label(body),
    startedAt: io.now,
  };
  perform(state, operation, io);
}

/** Clients put their requests together in many ways; in here all have the same members in the same order, which is quicker to read. */
function inOneForm(body: ApiRequest): ApiRequest {
  const { kind, verb, group, version, resource, path, subresource, namespace, name, options, patchType } = body;
  const { body: object, duplicates, mediaType, user, agent, asTable } = body;
  return Object.freeze({
    kind,
    verb,
    group,
    version,
    resource,
    path,
    subresource,
    namespace,
    name,
    options,
    patchType,
    body: object,
    duplicates,
    mediaType,
    user,
    agent,
    asTable,
  });
}

/** Authenticates, authorizes and hands the request to those who can answer it. */
export function perform(state: ApiServerState, operation: Operation, io: IO): void {
  const { request } = operation;
  const refusal = authorize(request, io.now < state.rolesReadAt);
  if (refusal) return refuseRequest(state, operation, 'authorize', refusal, io);
  const kind = request.path === undefined ? kindFor(request.group, request.version, request.resource) : undefined;
  const behind = kind ? undefined : serviceBehind(state, request);
  if (behind) return handOn(state, behind, operation, io);
  if (request.path !== undefined) {
    if (isHealth(request.path)) askHealth(state, operation, io);
    else answerPath(state, operation, io);
    return;
  }
  if (!kind || !fits(kind, request)) {
    const missing = missingResource(request);
    if (typeof missing === 'string') respondRead(state, operation, 404, missing, io);
    else refuseRequest(state, operation, 'decode and default', missing, io);
    return;
  }
  const { ready } = state.caches[kind.storagePrefix];
  if ((!ready && (request.verb === 'watch' || !state.ready)) || (!state.ready && operation.stream !== '')) {
    return refuseReinitializing(state, operation, io);
  }
  dispatch(state, kind, operation, io);
}

/** Whether the path is one of this kind's: scope and subresource are right. */
function fits(kind: Kind, { subresource, namespace, name }: ApiRequest): boolean {
  if (subresource !== undefined && !kind.subresources.includes(subresource)) return false;
  return kind.namespaced ? namespace !== undefined || name === undefined : namespace === undefined;
}

function dispatch(state: ApiServerState, kind: Kind, operation: Operation, io: IO): void {
  const { verb, subresource, name } = operation.request;
  if (!allowed(kind, operation.request)) {
    return refuseRequest(state, operation, 'decode and default', errors.methodNotAllowed(), io);
  }
  switch (verb) {
    case 'get':
      if (connecting.includes(subresource ?? '')) connectToPod(state, kind, operation, io);
      else get(state, kind, operation, io);
      break;
    case 'list':
      list(state, kind, operation, io);
      break;
    case 'watch':
      openWatch(state, kind, operation, io);
      break;
    case 'deletecollection':
      deleteCollection(state, kind, operation, io);
      break;
    default:
      invariant(name !== undefined || verb === 'create', `${verb} needs a name`);
      startWrite(state, operation, io);
  }
}

const connecting: readonly string[] = ['log', 'exec', 'attach', 'portforward'];

const subresourceVerbs: { readonly [subresource: string]: readonly string[] } = {
  binding: ['create'],
  eviction: ['create'],
  token: ['create'],
  finalize: ['update'],
  log: ['get'],
  exec: ['get', 'create'],
  attach: ['get', 'create'],
  portforward: ['get', 'create'],
};

function allowed(kind: Kind, { verb, subresource, namespace, name }: ApiRequest): boolean {
  if (subresource !== undefined) return (subresourceVerbs[subresource] ?? ['get', 'update', 'patch']).includes(verb);
  if (kind.namespaced && namespace === undefined) return verb === 'list' || verb === 'watch';
  if (verb === 'create' && name !== undefined) return false;
  return kind.verbs.includes(verb);
}

// ---- etcd's answers --------------------------------------------------------------------------------------------------

function etcdAnswered(state: ApiServerState, message: Message, response: EtcdResponse, io: IO): void {
  state.newest = Math.max(state.newest, response.revision);
  const pending = settle(state, message.stream);
  if (!pending) {
    const opened = cacheOfStream(state, message.stream);
    if (opened) opened.brokenSince = 0;
    return;
  }
  const { waiting } = pending;
  memberThere(state, message.from);
  if (waiting.then === 'health') return healthKnown(state, waiting, response.error === undefined, io);
  if (response.error !== undefined && askAgain(state, pending, response.error, io)) return;
  if (response.error !== undefined && waiting.then === 'cache-listed') {
    return listCache(state, state.caches[waiting.folder], io);
  }
  if (response.error !== undefined && 'operation' in waiting && waiting.then !== 'list-page') {
    return failed(state, waiting.operation, errors.plainError(response.error), io);
  }
  switch (waiting.then) {
    case 'cache-listed':
      cacheListed(state, state.caches[waiting.folder], response, io);
      break;
    case 'get':
      gotIt(state, waiting.operation, response, io);
      break;
    case 'list-page':
      pageRead(state, waiting.operation, waiting.page, response, io);
      break;
    case 'write-read':
      wasRead(state, waiting.operation, waiting.live, response, io);
      break;
    case 'write-looked-up':
      wasLookedUp(state, waiting.operation, waiting.live, waiting.key, response, io);
      break;
    case 'write-stored':
      wasStored(state, waiting.operation, waiting.live, waiting.plan, response, io);
      break;
    case 'compacted':
      break;
    case 'lease-written':
      leaseWritten(state, waiting.look, response, io);
      break;
    case 'leases-read':
      leasesRead(state, response, perform, io);
      break;
    default:
      invariant(false, `no etcd answer continues with ${waiting.then}`);
  }
}

function cacheListed(state: ApiServerState, cache: WatchCache, response: EtcdResponse, io: IO): void {
  fill(cache, response.kvs ?? [], response.revision);
  cache.brokenSince = 0;
  claimAll(state, kindOfFolder(cache.folder), cache.objects.values());
  watchCache(state, cache, io);
  if (state.ready || Object.values(state.caches).some(({ ready }) => !ready)) return;
  state.ready = true;
  if (state.config.readOnly) return;
  createSystemNamespaces(state, perform, io);
  createKubernetesService(state, perform, io);
  beginLeases(state, io);
  checkServices(state, perform, io);
}

function etcdChanged(state: ApiServerState, message: Message, body: EtcdEvents, io: IO): void {
  state.newest = Math.max(state.newest, body.revision);
  const cache = cacheOfStream(state, message.stream);
  if (!cache) return;
  if (body.error !== undefined) return leaderLost(state, cache, body.error, io);
  cache.brokenSince = 0;
  memberThere(state, message.from);
  if (body.compactRevision !== undefined) {
    // What happened in between is lost: everybody has to list again.
    dismissWatchers(state, cache, io);
    cache.ready = false;
    cache.stream = '';
    listCache(state, cache, io);
    return;
  }
  const kind = kindOfFolder(cache.folder);
  for (const event of body.events) {
    const change = take(cache, event, io.now);
    if (!change) continue;
    if (kind.claims) claim(state, kind, change.type === 'PUT' ? change.object : undefined, before(change));
    if (change.type === 'DELETE') state.suffixes.delete(change.object.metadata.uid ?? '');
    broadcast(state, cache, kind, change, message.because, io);
    if (kind === apiServiceKind) serviceChanged(state, change.object, change.type === 'DELETE', perform, io);
  }
  if (body.events.length === 0) progressed(state, cache, body.revision, io);
}

function before({ type, object, previous }: CacheEvent): KubeObject | undefined {
  return type === 'DELETE' ? object : previous;
}

/** etcd has nothing more up to this revision: the oldest of those who wait for fresh data can go on. */
function progressed(state: ApiServerState, cache: WatchCache, revision: number, io: IO): void {
  cache.revision = Math.max(cache.revision, revision);
  const waiting = cache.barriers.shift();
  if (waiting?.then === 'list-fresh') listFresh(state, waiting.operation, io);
  else if (waiting?.then === 'watch-fresh') startWatch(state, waiting.operation, io);
  else if (waiting?.then === 'collection-fresh') collectionFresh(state, waiting.operation, io);
}
