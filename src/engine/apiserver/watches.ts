// A watch is a request whose answer never ends: every change of a resource goes to all who asked for it, in the order of
// revisions. One change is one message body, however many watchers there are; an index finds them without asking each.
// Source: apiserver `storage/cacher/{cacher,cache_watcher}.go`, `endpoints/handlers/watch.go`.

import { exactField, matchesFields } from '../api/field-selector.ts';
import { kindFor } from '../api/kinds/index.ts';
import { apiVersionOf, type Kind } from '../api/kinds/kind.ts';
import { matchesSelector } from '../api/labels.ts';
import type { KubeObject } from '../api/object.ts';
import * as errors from '../api/status.ts';
import type { Pod, Status } from '../api/types.ts';
import type { WatchEvent, WatchType } from '../api/wire.ts';
import { between } from '../kernel/dice.ts';
import type { Body, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { listQuery } from './list-options.ts';
import { kindOfOperation, select } from './reads.ts';
import { kindOfFolder, viewOf } from './resources.ts';
import { refuseRequest, respond, respondRead } from './respond.ts';
import { readPassage } from './stages.ts';
import type { ApiServerState, CacheEvent, Operation, Watch, WatchCache } from './state.ts';
import { periodicCause } from './state.ts';
import { whenFresh } from './storage.ts';
import { tableOf } from './table.ts';
import { objectsIn, since } from './watch-cache.ts';

/** A client that names no time-out is sent away after half an hour to an hour. */
const MIN_WATCH: Tick = 1_800_000;
const BOOKMARKS: Tick = 60_000;

interface WatchTimer extends Body {
  readonly kind: 'watch-deadlines' | 'bookmarks';
}
const deadlineTimer: WatchTimer = Object.freeze({ kind: 'watch-deadlines' });
const bookmarkTimer: WatchTimer = Object.freeze({ kind: 'bookmarks' });

/** Opens a watch, or waits until the cache is fresh enough to say what exists. */
export function openWatch(state: ApiServerState, kind: Kind, operation: Operation, io: IO): void {
  const { request } = operation;
  const query = listQuery(request, kind);
  if (errors.isStatus(query)) return respondRead(state, operation, query.code ?? 400, query, io);
  const cache = state.caches[kind.storagePrefix];
  const initial = request.options?.sendInitialEvents === 'true';
  const mustBeFresh = query.revision === undefined || (initial && query.revision > cache.revision);
  if (mustBeFresh) whenFresh(state, cache, { then: 'watch-fresh', operation }, io);
  else startWatch(state, operation, io);
}

export function startWatch(state: ApiServerState, operation: Operation, io: IO): void {
  const kind = kindOfOperation(operation);
  const { request, stream, to } = operation;
  const query = listQuery(request, kind);
  if (errors.isStatus(query)) return;
  const cache = state.caches[kind.storagePrefix];
  const { sendInitialEvents, allowWatchBookmarks } = request.options ?? {};
  const initial = sendInitialEvents === 'true';
  const fromState = initial || query.revision === undefined || query.revision === 0;
  const revision = query.revision ?? 0;
  const missed = fromState ? [] : since(cache, revision);
  const scope = scopeOf(kind, request.namespace, request.name, exactField(query.fields, 'metadata.name'), query.fields);
  const watch: Watch = Object.freeze({
    stream,
    to,
    request,
    folder: cache.folder,
    scope,
    labels: query.labels,
    fields: query.fields,
    selective:
      query.labels === 'nothing' || query.labels.length > 0 || query.fields.length > 0 || request.name !== undefined,
    node:
      scope.startsWith('node:') && query.fields.length === 1 && query.labels.length === 0 ? scope.slice(5) : undefined,
    after: fromState ? cache.revision : revision,
    bookmarks: allowWatchBookmarks === 'true' || allowWatchBookmarks === '1',
    deadline: io.now + durationOf(operation, io),
  });
  if (!missed) {
    // The stream opens and its one event says that it has to be a list again.
    const status = errors.tooOldResourceVersion(revision, cache.oldest);
    io.send(to, eventBody('ERROR', kind, status), { stream, because: status.message ?? '' });
    respond(
      state,
      operation,
      { code: 200, because: 'refused: too old', stages: readPassage(false, status.message ?? '') },
      io,
    );
    return;
  }
  state.watches[stream] = watch;
  cache.scopes[scope] ??= [];
  cache.scopes[scope].push(watch);
  if (isNarrow(scope)) cache.narrow += 1;
  armDeadline(state, watch.deadline, io);
  if (fromState) {
    if (sendInitialEvents !== 'false') sendState(state, kind, cache, watch, io);
    if (initial) sendInitialEnd(state, kind, cache, watch, io);
  } else {
    for (const change of missed)
      deliver(state, kindOfFolder(cache.folder), watch, change, bodiesOf(change), 'missed', io);
  }
}

function sendState(state: ApiServerState, kind: Kind, cache: WatchCache, watch: Watch, io: IO): void {
  const objects = objectsIn(cache, watch.request.namespace).map((object) => viewOf(kind, object));
  for (const object of select(kind, watch.request.name, watch, objects)) {
    send(state, kind, watch, eventBody('ADDED', kind, object), 'it exists', io);
  }
}

function sendInitialEnd(state: ApiServerState, kind: Kind, cache: WatchCache, watch: Watch, io: IO): void {
  const annotations = { 'k8s.io/initial-events-end': 'true' };
  const metadata = { resourceVersion: String(cache.revision), annotations };
  send(state, kind, watch, bookmark(kind, metadata), 'that was everything there is', io);
}

/** Tells all watchers of a change. */
export function broadcast(
  state: ApiServerState,
  cache: WatchCache,
  kind: Kind,
  change: CacheEvent,
  because: string,
  io: IO,
): void {
  const { object, previous } = change;
  const bodies = bodiesOf(change);
  const { namespace = '', name = '' } = object.metadata;
  tell(state, kind, cache.scopes[''], change, bodies, because, io);
  if (cache.narrow > 0) {
    tell(state, kind, cache.scopes[`ns:${namespace}`], change, bodies, because, io);
    tell(state, kind, cache.scopes[`object:${namespace}/${name}`], change, bodies, because, io);
  }
  if (kind.plural === 'pods') {
    const node = (object as Pod).spec?.nodeName;
    const before = (previous as Pod | undefined)?.spec?.nodeName;
    if (node) tell(state, kind, cache.scopes[`node:${node}`], change, bodies, because, io);
    if (before && before !== node) tell(state, kind, cache.scopes[`node:${before}`], change, bodies, because, io);
  }
  armBookmarks(state, io);
}

function tell(
  state: ApiServerState,
  kind: Kind,
  watches: readonly Watch[] | undefined,
  change: CacheEvent,
  bodies: Bodies,
  because: string,
  io: IO,
): void {
  if (!watches) return;
  for (let i = 0; i < watches.length; i++) deliver(state, kind, watches[i], change, bodies, because, io);
}

/** The few bodies one change can have; each is made once, when the first watcher needs it. */
interface Bodies {
  readonly plain: WatchType;
  made: Partial<Record<WatchType, WatchEvent>>;
}

function bodiesOf({ type, previous }: CacheEvent): Bodies {
  return { plain: type === 'DELETE' ? 'DELETED' : previous ? 'MODIFIED' : 'ADDED', made: {} };
}

function deliver(
  state: ApiServerState,
  kind: Kind,
  watch: Watch,
  change: CacheEvent,
  bodies: Bodies,
  because: string,
  io: IO,
): void {
  if (change.revision <= watch.after) return;
  if (watch.request.group !== kind.group) {
    deliverView(state, watch, change, because, io);
    return;
  }
  const type = watch.selective ? typeFor(kind, watch, change) : bodies.plain;
  if (!type) return;
  let body = bodies.made[type];
  if (!body) {
    body = eventBody(type, kind, type === 'DELETED' ? goneObject(change) : change.object);
    bodies.made[type] = body;
  }
  send(state, kind, watch, body, because, io);
}

/** Two kinds may show the same stored object; this watcher asked for the one it is not stored as. */
function deliverView(state: ApiServerState, watch: Watch, change: CacheEvent, because: string, io: IO): void {
  const { group, version, resource } = watch.request;
  const kind = kindFor(group, version, resource) as Kind;
  const { object, previous } = change;
  const seen = { ...change, object: viewOf(kind, object), previous: previous && viewOf(kind, previous) };
  deliver(state, kind, watch, seen, bodiesOf(seen), because, io);
}

/** To a watcher with a selector, what stops matching is deleted and what starts matching is new. */
function typeFor(kind: Kind, watch: Watch, { type, object, previous }: CacheEvent): WatchType | undefined {
  const { node } = watch;
  const fits = (each: KubeObject): boolean =>
    node === undefined ? matches(kind, watch, each) : (each as Pod).spec.nodeName === node;
  const now = type === 'PUT' && fits(object);
  const before = previous !== undefined && fits(previous);
  if (now) return before ? 'MODIFIED' : 'ADDED';
  return before ? 'DELETED' : undefined;
}

function matches(kind: Kind, { labels, fields, request }: Watch, object: KubeObject): boolean {
  return (
    (request.name === undefined || request.name === object.metadata.name) &&
    (request.namespace === undefined || request.namespace === object.metadata.namespace) &&
    matchesSelector(labels, object.metadata.labels) &&
    (fields.length === 0 || fields.every((term) => meets(kind, object, term)))
  );
}

/** The fields that nearly every watch with a field selector asks for are read without making a record of all. */
function meets(kind: Kind, object: KubeObject, term: Watch['fields'][number]): boolean {
  const { field, value, negated } = term;
  switch (field) {
    case 'metadata.name':
      return (object.metadata.name === value) !== negated;
    case 'metadata.namespace':
      return ((object.metadata.namespace ?? '') === value) !== negated;
    case 'spec.nodeName':
      return (((object as Pod).spec?.nodeName ?? '') === value) !== negated;
    case 'status.phase':
      return (((object as Pod).status?.phase ?? '') === value) !== negated;
    default:
      return matchesFields([term], kind.selectableFields(object));
  }
}

/** The last state a watcher knew, with the revision at which it went. */
function goneObject({ type, object, previous, revision }: CacheEvent): KubeObject {
  if (type === 'DELETE' || !previous) return object;
  return Object.freeze({ ...previous, metadata: { ...previous.metadata, resourceVersion: String(revision) } });
}

function eventBody(type: WatchType, kind: Kind, object: KubeObject | Status): WatchEvent {
  return Object.freeze({ kind: 'watch-event', type, resource: kind.plural, object });
}

function bookmark(kind: Kind, metadata: object): WatchEvent {
  return eventBody('BOOKMARK', kind, { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata } as KubeObject);
}

function send(state: ApiServerState, kind: Kind, watch: Watch, body: WatchEvent, because: string, io: IO): void {
  const { to, stream, request } = watch;
  if (!request.asTable) {
    io.send(to, body, { stream, because });
    return;
  }
  const head = !state.headed[stream];
  state.headed[stream] = true;
  const object = body.object as KubeObject;
  const { resourceVersion } = object.metadata;
  const rows = body.type === 'BOOKMARK' ? [] : [object];
  const table = tableOf(
    kind,
    rows,
    { resourceVersion },
    request.options?.includeObject,
    state.config.epochMs + io.now,
    head,
  );
  io.send(to, eventBody(body.type, kind, table as unknown as KubeObject), { stream, because });
}

/** Whether a watch asks for one namespace or one object. There is often none, and then no change has to look for them. */
function isNarrow(scope: string): boolean {
  return scope.startsWith('ns:') || scope.startsWith('object:');
}

/** Under which key a change finds this watch: all, one namespace, one object, or the pods of one node. */
function scopeOf(
  kind: Kind,
  namespace: string | undefined,
  pathName: string | undefined,
  fieldName: string | undefined,
  fields: Watch['fields'],
): string {
  const name = pathName ?? fieldName;
  if (name !== undefined && (namespace !== undefined || !kind.namespaced)) return `object:${namespace ?? ''}/${name}`;
  if (namespace !== undefined) return `ns:${namespace}`;
  const node = kind.plural === 'pods' ? exactField(fields, 'spec.nodeName') : undefined;
  return node ? `node:${node}` : '';
}

// ---- the ends of watches -----------------------------------------------------------------------------------------

export function forgetWatch(state: ApiServerState, stream: string): void {
  const watch = state.watches[stream];
  if (!watch) return;
  delete state.watches[stream];
  delete state.headed[stream];
  const cache = state.caches[watch.folder];
  const { scopes } = cache;
  if (isNarrow(watch.scope)) cache.narrow -= 1;
  const rest = scopes[watch.scope].filter((each) => each.stream !== stream);
  if (rest.length > 0) scopes[watch.scope] = rest;
  else delete scopes[watch.scope];
}

/** Ends a watch in good order; its client opens a new one where this one stopped. */
export function closeWatch(state: ApiServerState, stream: string, because: string, io: IO): void {
  const watch = state.watches[stream];
  if (!watch) return;
  forgetWatch(state, stream);
  const { request, to } = watch;
  const operation: Operation = { request, to, stream, messageId: 0, because: '', startedAt: io.now };
  respond(state, operation, { code: 200, because, stages: readPassage(true, because) }, io);
}

/** Ends all watches of a resource with an error event. */
export function endWatchesWith(
  state: ApiServerState,
  cache: WatchCache,
  status: Status,
  because: string,
  io: IO,
): void {
  const kind = kindOfFolder(cache.folder);
  for (const scope of Object.keys(cache.scopes)) {
    for (const watch of cache.scopes[scope] ?? []) {
      send(state, kind, watch, eventBody('ERROR', kind, status), because, io);
      closeWatch(state, watch.stream, because, io);
    }
  }
}

export function closeDueWatches(state: ApiServerState, io: IO): void {
  state.watchCheckAt = 0;
  let next = Number.POSITIVE_INFINITY;
  for (const stream in state.watches) {
    const { deadline } = state.watches[stream];
    if (deadline <= io.now) closeWatch(state, stream, 'the time of this watch is over', io);
    else next = Math.min(next, deadline);
  }
  if (next !== Number.POSITIVE_INFINITY) armDeadline(state, next, io);
}

/** One timer at the earliest deadline of all watches. */
function armDeadline(state: ApiServerState, at: Tick, io: IO): void {
  if (state.watchCheckAt !== 0 && state.watchCheckAt <= at) return;
  if (state.watchCheckAt !== 0) io.cancel(state.watchTimer);
  state.watchCheckAt = at;
  state.watchTimer = io.after(Math.max(1, at - io.now), 'deadline', deadlineTimer, periodicCause);
}

function durationOf({ request, stream }: Operation, io: IO): Tick {
  const seconds = Number(request.options?.timeoutSeconds ?? 0);
  if (seconds > 0) return Math.floor(seconds * 1000);
  return between(io.draw('watch-timeout', stream), MIN_WATCH, 2 * MIN_WATCH - 1);
}

function armBookmarks(state: ApiServerState, io: IO): void {
  if (state.bookmarkAt !== 0) return;
  state.bookmarkAt = (Math.floor(io.now / BOOKMARKS) + 1) * BOOKMARKS;
  io.after(state.bookmarkAt - io.now, 'periodic', bookmarkTimer, periodicCause);
}

/** Once a minute, and only where something changed: how far a watcher has come, even if none of it was for him. */
export function sendBookmarks(state: ApiServerState, io: IO): void {
  state.bookmarkAt = 0;
  for (const folder in state.caches) {
    const cache = state.caches[folder];
    if (cache.changed <= cache.bookmarked) continue;
    cache.bookmarked = cache.changed;
    const body = bookmark(kindOfFolder(folder), { resourceVersion: String(cache.revision) });
    for (const scope in cache.scopes) {
      for (const watch of cache.scopes[scope]) {
        if (watch.bookmarks)
          send(state, kindOfFolder(folder), watch, body, `nothing more up to revision ${cache.revision}`, io);
      }
    }
  }
}

/** A cache that is being filled anew cannot serve anybody. */
export function refuseReinitializing(state: ApiServerState, operation: Operation, io: IO): void {
  refuseRequest(state, operation, 'authorize', errors.tooManyRequests('storage is (re)initializing', 1), io);
}
