// GET and LIST. Without a resourceVersion the answer must not be older than the question, so etcd is asked; with "0" any copy
// will do. Long lists come in pages, and all pages of a list show the same moment.
// Source: apiserver `endpoints/handlers/get.go`, `storage/cacher`, `storage/etcd3/store.go`.

import { matchesFields } from '../api/field-selector.ts';
import { kindFor } from '../api/kinds/index.ts';
import { apiVersionOf, type Kind } from '../api/kinds/kind.ts';
import { scaleOf } from '../api/kinds/subresources.ts';
import { matchesSelector } from '../api/labels.ts';
import type { KubeObject } from '../api/object.ts';
import * as errors from '../api/status.ts';
import type { EtcdKeyValue, EtcdResponse } from '../api/wire.ts';
import type { Body, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { continueToken, type ListQuery, listQuery, revisionQuery } from './list-options.ts';
import { cacheKey, etcdKey, refOf, viewOf } from './resources.ts';
import { respondRead } from './respond.ts';
import type { ApiServerState, Operation, Page, WatchCache } from './state.ts';
import { ask, prefixOf, whenFresh } from './storage.ts';
import { tableOf } from './table.ts';
import { objectsIn, revisionOf, stampKv } from './watch-cache.ts';

/** How long a list waits for a revision that this server has not reached. */
const FUTURE_WAIT: Tick = 3_000;

export interface FutureListBody extends Body {
  readonly kind: 'list-again';
  readonly operation: Operation;
}

export function get(state: ApiServerState, kind: Kind, operation: Operation, io: IO): void {
  const { request } = operation;
  const revision = revisionQuery(request.options?.resourceVersion);
  if (errors.isStatus(revision)) return respondRead(state, operation, 500, revision, io);
  const { name = '' } = request;
  const cache = state.caches[kind.storagePrefix];
  if (cache.ready && revision !== undefined && revision <= cache.revision) {
    return answerGet(state, kind, operation, cache.objects.get(cacheKey(kind, request.namespace, name)), io);
  }
  const key = etcdKey(kind, request.namespace, name);
  ask(state, io, { verb: 'get', key }, { then: 'get', operation }, `read ${key}`);
}

export function gotIt(state: ApiServerState, operation: Operation, response: EtcdResponse, io: IO): void {
  const kind = kindOfOperation(operation);
  const kv = response.kvs?.[0];
  answerGet(state, kind, operation, kv && sharedObject(state, kind, operation, kv), io);
}

/** What etcd holds, as the very object that the copy holds when it is the same version. */
function sharedObject(state: ApiServerState, kind: Kind, { request }: Operation, kv: EtcdKeyValue): KubeObject {
  const { objects } = state.caches[kind.storagePrefix];
  const cached = objects.get(cacheKey(kind, request.namespace, request.name ?? ''));
  return cached !== undefined && revisionOf(cached) === kv.modRevision ? cached : stampKv(kv);
}

function answerGet(
  state: ApiServerState,
  kind: Kind,
  operation: Operation,
  stored: KubeObject | undefined,
  io: IO,
): void {
  const { request } = operation;
  const object = stored && viewOf(kind, stored);
  if (!object) {
    respondRead(state, operation, 404, errors.notFound(refOf(kind), request.name ?? ''), io);
  } else if (request.subresource === 'scale') {
    respondRead(state, operation, 200, scaleOf(object), io);
  } else if (request.asTable) {
    const { resourceVersion } = object.metadata;
    const nowMs = state.config.epochMs + io.now;
    const table = tableOf(kind, [object], { resourceVersion }, request.options?.includeObject, nowMs);
    respondRead(state, operation, 200, table, io);
  } else {
    respondRead(state, operation, 200, object, io);
  }
}

export function list(state: ApiServerState, kind: Kind, operation: Operation, io: IO): void {
  const query = listQuery(operation.request, kind);
  if (errors.isStatus(query)) return respondRead(state, operation, query.code ?? 400, query, io);
  const cache = state.caches[kind.storagePrefix];
  if (query.continued || query.exact) return listPage(state, operation, query, cache, io);
  if (cache.ready && query.revision !== undefined && query.revision <= cache.revision) {
    return answerList(state, kind, operation, query, io);
  }
  whenFresh(state, cache, { then: 'list-fresh', operation }, io);
}

/** The cache now holds what etcd held when the list was asked for. */
export function listFresh(state: ApiServerState, operation: Operation, io: IO): void {
  const kind = kindOfOperation(operation);
  const query = listQuery(operation.request, kind);
  if (errors.isStatus(query)) return;
  const { revision } = state.caches[kind.storagePrefix];
  if (query.revision === undefined || query.revision <= revision) {
    answerList(state, kind, operation, query, io);
  } else {
    const body: FutureListBody = { kind: 'list-again', operation };
    io.after(Math.max(0, state.copiesFilledAt - io.now) + FUTURE_WAIT, 'deadline', body);
  }
}

/** Three seconds later: either the revision has been reached, or it is too large. */
export function listAgain(state: ApiServerState, operation: Operation, io: IO): void {
  const kind = kindOfOperation(operation);
  const query = listQuery(operation.request, kind);
  if (errors.isStatus(query)) return;
  const { revision } = state.caches[kind.storagePrefix];
  const wanted = query.revision ?? 0;
  if (wanted <= revision) answerList(state, kind, operation, query, io);
  else respondRead(state, operation, 504, errors.tooLargeResourceVersion(wanted, revision), io);
}

function answerList(state: ApiServerState, kind: Kind, operation: Operation, query: ListQuery, io: IO): void {
  const cache = state.caches[kind.storagePrefix];
  const { request } = operation;
  const matching = select(kind, request.name, query, viewsIn(kind, cache, request.namespace));
  // A list that may be old comes in one piece: the cache has no use for pages.
  const limit = query.revision === 0 ? 0 : query.limit;
  answerPage(
    state,
    kind,
    operation,
    query,
    limit === 0 ? matching : matching.slice(0, limit),
    {
      revision: cache.revision,
      remaining: limit === 0 ? 0 : matching.length - limit,
    },
    io,
  );
}

/** A further page, or a list at an exact revision: only etcd still knows how things were then. */
function listPage(state: ApiServerState, operation: Operation, query: ListQuery, cache: WatchCache, io: IO): void {
  const { namespace } = operation.request;
  const folder = prefixOf(cache);
  const prefix = namespace ? `${folder}${namespace}/` : folder;
  const revision = query.continued ? query.continued.revision : (query.revision ?? 0);
  const after = query.continued ? folder + query.continued.after : '';
  const atRevision = Math.max(revision, 0);
  const page: Page = { revision: atRevision, after, limit: query.limit };
  ask(
    state,
    io,
    { verb: 'range', prefix, atRevision, after },
    { then: 'list-page', operation, page },
    `read ${prefix}`,
  );
}

export function pageRead(
  state: ApiServerState,
  operation: Operation,
  page: Page,
  response: EtcdResponse,
  io: IO,
): void {
  const kind = kindOfOperation(operation);
  const query = listQuery(operation.request, kind);
  if (errors.isStatus(query)) return;
  const revision = page.revision || response.revision;
  if (response.error !== undefined) {
    const status = expiredList(response, query);
    return respondRead(state, operation, status.code ?? 410, status, io);
  }
  const objects = (response.kvs ?? []).map((kv) => viewOf(kind, stampKv(kv)));
  const matching = select(kind, operation.request.name, query, objects);
  const limit = page.limit === 0 ? matching.length : page.limit;
  const remaining = matching.length - limit;
  answerPage(state, kind, operation, query, matching.slice(0, limit), { revision, remaining }, io);
}

function expiredList(response: EtcdResponse, query: ListQuery) {
  if (!response.error?.includes('compacted')) return errors.plainError(response.error ?? '');
  if (!query.continued) return errors.expired(errors.listTooOld);
  const again = errors.expired(errors.continueTooOld);
  return Object.freeze({ ...again, metadata: { continue: continueToken(-1, query.continued.after) } });
}

interface PageEnd {
  readonly revision: number;
  readonly remaining: number;
}

function answerPage(
  state: ApiServerState,
  kind: Kind,
  operation: Operation,
  query: ListQuery,
  items: readonly KubeObject[],
  end: PageEnd,
  io: IO,
): void {
  const { request } = operation;
  const last = items[items.length - 1];
  const selective = query.fields.length > 0 || query.labels.length > 0;
  const metadata: Record<string, unknown> = { resourceVersion: String(end.revision) };
  if (end.remaining > 0 && last) {
    metadata.continue = continueToken(end.revision, cacheKey(kind, last.metadata.namespace, last.metadata.name ?? ''));
    if (!selective) metadata.remainingItemCount = end.remaining;
  }
  const body = request.asTable
    ? tableOf(kind, items, metadata, request.options?.includeObject, state.config.epochMs + io.now)
    : { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items };
  respondRead(state, operation, 200, body, io);
}

function viewsIn(kind: Kind, cache: WatchCache, namespace: string | undefined): KubeObject[] {
  const objects = objectsIn(cache, namespace);
  return kind.fromStored ? objects.map((object) => viewOf(kind, object)) : objects;
}

/** Objects that the selectors and the name in the path (a watch of one object by its old path) leave. */
export function select(
  kind: Kind,
  name: string | undefined,
  query: Pick<ListQuery, 'labels' | 'fields'>,
  objects: KubeObject[],
): KubeObject[] {
  const { labels, fields } = query;
  if (name === undefined && labels !== 'nothing' && labels.length === 0 && fields.length === 0) return objects;
  return objects.filter(
    (object) =>
      (name === undefined || object.metadata.name === name) &&
      matchesSelector(labels, object.metadata.labels) &&
      (fields.length === 0 || matchesFields(fields, kind.selectableFields(object))),
  );
}

export function kindOfOperation({ request }: Operation): Kind {
  return kindFor(request.group, request.version, request.resource) as Kind;
}
