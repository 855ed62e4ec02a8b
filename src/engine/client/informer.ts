// An informer is a component's own copy of a part of the cluster: it lists once, then watches, and so knows without asking.
// The copy is always a little old; whoever acts on it may find that the world has moved on (409), and that is normal.
// When its watch breaks it resumes from the last revision it saw; when that is too old (410) it lists anew.

import { type KubeObject, keyOf } from '../api/object.ts';
import type { Status } from '../api/types.ts';
import type { RequestOptions, WatchEvent } from '../api/wire.ts';
import { between } from '../kernel/dice.ts';
import type { Body, Message, ResetBody, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { Table } from '../kernel/table.ts';
import { type Client, call, type Identity, newStream, type Reply } from './requests.ts';

export interface InformerSpec {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
  /** Names of index functions in `indexers`. */
  readonly indexes?: readonly string[];
}

/** Plain data; one per watched resource in a process. Name it so that replies and streams find it. */
export interface Informer {
  readonly name: string;
  readonly spec: InformerSpec;
  readonly identity: Identity;
  /** By `ns/name`, frozen wire objects. Read it freely, never change what you get. */
  readonly store: Table<KubeObject>;
  readonly indexes: Record<string, Table<KubeObject>>;
  /** True once the first list has come in. */
  synced: boolean;
  revision: string;
  /** The watch's stream, '' while there is none. */
  stream: string;
  attempt: number;
  /** Its watch was refused, so the next thing to do is a list, and not an older one than what is known. */
  relist: boolean;
}

export interface Change {
  readonly type: 'added' | 'updated' | 'deleted';
  readonly key: string;
  /** The new state; the last known one when deleted. */
  readonly object: KubeObject;
  readonly old: KubeObject | undefined;
}

interface RetryBody extends Body {
  readonly kind: 'informer-retry';
  readonly informer: string;
}

/** Index functions by name: the values under which an object is found. */
export const indexers: Readonly<Record<string, (object: KubeObject) => readonly string[]>> = {
  namespace: (object) => [object.metadata.namespace ?? ''],
  owner: (object) => (object.metadata.ownerReferences ?? []).map((reference) => reference.uid),
  /** By namespace: what has no controlling owner and could be adopted. */
  orphan: (object) =>
    object.metadata.ownerReferences?.some((reference) => reference.controller) ? [] : [object.metadata.namespace ?? ''],
  /** Of an EndpointSlice: `namespace/name` of its Service. */
  service: ({ metadata }) => {
    const name = metadata.labels?.['kubernetes.io/service-name'];
    return name === undefined ? [] : [`${metadata.namespace ?? ''}/${name}`];
  },
  node: (object) => {
    const node = (object.spec as { nodeName?: string } | undefined)?.nodeName;
    return node ? [node] : [];
  },
};

export function newInformer(name: string, identity: Identity, spec: InformerSpec): Informer {
  const indexes: Record<string, Table<KubeObject>> = {};
  for (const index of spec.indexes ?? []) indexes[index] = new Table();
  return {
    name,
    spec,
    identity,
    store: new Table(),
    indexes,
    synced: false,
    revision: '',
    stream: '',
    attempt: 0,
    relist: false,
  };
}

/** Sends the first list. Call it once, from `start`. */
export function startInformer(informer: Informer, client: Client, io: IO): void {
  list(informer, client, io);
}

/** Objects under an index value, in key order. */
export function byIndex(informer: Informer, index: string, value: string): KubeObject[] {
  return informer.indexes[index].values(`${value}\u0000`);
}

/** Sorts objects into at most 32 classes; `key` is what the sorting depends on besides the object, compared by identity. */
export interface Classifier {
  readonly key: object;
  of(object: KubeObject): number;
}

interface Tally {
  readonly key: object;
  position: number;
  readonly classes: Map<string, number>;
  readonly counts: number[];
}

/** Counts that are remembered per index; they follow from its content, so forgetting them costs only time. */
const tallies = new WeakMap<Table<KubeObject>, Map<string, Tally>>();

/** How many objects of each class stand under an index value; after the first time only what changed is looked at. */
export function countByIndex(
  informer: Informer,
  index: string,
  value: string,
  classifier: Classifier,
): readonly number[] {
  const table = informer.indexes[index];
  const prefix = `${value}\u0000`;
  let known = tallies.get(table);
  if (!known) {
    known = new Map();
    tallies.set(table, known);
  }
  let tally = known.get(value);
  const changed = tally?.key === classifier.key ? table.changedSince(tally.position) : undefined;
  if (!tally || !changed) {
    tally = { key: classifier.key, position: 0, classes: new Map(), counts: new Array<number>(32).fill(0) };
    if (known.size > 10_000) known.clear();
    known.set(value, tally);
    for (const [key, object] of table.entries(prefix)) classify(tally, key, classifier.of(object));
  } else {
    for (const key of changed) {
      if (!key.startsWith(prefix)) continue;
      const object = table.get(key);
      classify(tally, key, object ? classifier.of(object) : undefined);
    }
  }
  tally.position = table.position;
  return tally.counts;
}

function classify({ classes, counts }: Tally, key: string, now: number | undefined): void {
  const before = classes.get(key);
  if (before === now) return;
  if (before !== undefined) counts[before]--;
  if (now === undefined) {
    classes.delete(key);
  } else {
    classes.set(key, now);
    counts[now]++;
  }
}

/** What a reply to this informer's own list request changes; undefined when the reply is somebody else's. */
export function informerReply(informer: Informer, client: Client, reply: Reply, io: IO): readonly Change[] | undefined {
  if (reply.then !== 'informer-list' || reply.context !== informer.name) return undefined;
  if (reply.response?.code !== 200) {
    if (isInFuture(reply)) {
      // The store has been set back: what was known is worth nothing, and what there is now is asked for at once.
      informer.revision = '';
      list(informer, client, io, '');
    } else retryLater(informer, io);
    return [];
  }
  const body = reply.response.body as { metadata: { resourceVersion?: string }; items: readonly KubeObject[] };
  informer.attempt = 0;
  informer.revision = body.metadata.resourceVersion ?? '';
  const changes = replace(informer, body.items);
  informer.relist = false;
  informer.synced = true;
  watch(informer, client, io);
  return changes;
}

/** What a message changes: a watch event, a broken watch, the time to try again. Undefined when it is somebody else's. */
export function informerMessage(
  informer: Informer,
  client: Client,
  message: Message,
  io: IO,
): readonly Change[] | undefined {
  const { body } = message;
  if (body.kind === 'watch-event') {
    return message.stream === informer.stream ? event(informer, client, body as WatchEvent, io) : undefined;
  }
  if (body.kind === 'reset') {
    if ((body as ResetBody).stream !== informer.stream || informer.stream === '') return undefined;
    informer.stream = '';
    retryLater(informer, io);
    return [];
  }
  if (body.kind === 'response') {
    // A watch is answered only when it is refused, or when it ends in good order.
    if (message.stream !== informer.stream || informer.stream === '') return undefined;
    informer.stream = '';
    const { code } = body as unknown as { code: number };
    if (code === 200) watch(informer, client, io);
    else if (code === 410) list(informer, client, io);
    else {
      // A server that is busy is asked for the same again; after any other refusal the copy may not be trusted.
      informer.relist = code !== 429;
      // The server is there again: what counts now is how often it refuses.
      if (informer.relist) informer.attempt = 0;
      retryLater(informer, io);
    }
    return [];
  }
  if (body.kind === 'informer-retry' && (body as RetryBody).informer === informer.name) {
    if (!informer.synced || informer.revision === '') list(informer, client, io);
    else if (informer.relist) list(informer, client, io, informer.revision);
    else watch(informer, client, io);
    return [];
  }
  return undefined;
}

/** The server has never reached the revision that was asked for. */
function isInFuture({ response }: Reply): boolean {
  const { details } = (response?.body ?? {}) as Partial<Status>;
  return response?.code === 504 && details?.causes?.some(({ reason }) => reason === 'ResourceVersionTooLarge') === true;
}

function event(informer: Informer, client: Client, body: WatchEvent, io: IO): readonly Change[] {
  informer.attempt = 0;
  switch (body.type) {
    case 'ERROR':
      io.close(informer.stream);
      informer.stream = '';
      informer.revision = '';
      list(informer, client, io);
      return [];
    case 'BOOKMARK':
      informer.revision = (body.object as KubeObject).metadata.resourceVersion ?? informer.revision;
      return [];
    default: {
      const object = body.object as KubeObject;
      informer.revision = object.metadata.resourceVersion ?? informer.revision;
      const change = put(informer, keyOf(object), body.type === 'DELETED' ? undefined : object, object);
      return change ? [change] : [];
    }
  }
}

function replace(informer: Informer, items: readonly KubeObject[]): readonly Change[] {
  const changes: Change[] = [];
  const listed: Set<string> = new Set();
  for (const item of items) {
    const key = keyOf(item);
    listed.add(key);
    const old = informer.store.get(key);
    if (old && old.metadata.resourceVersion === item.metadata.resourceVersion) continue;
    const change = put(informer, key, item, item);
    if (change) changes.push(change);
  }
  for (const [key, old] of informer.store.entries()) {
    if (listed.has(key)) continue;
    const change = put(informer, key, undefined, old);
    if (change) changes.push(change);
  }
  return changes;
}

function put(informer: Informer, key: string, next: KubeObject | undefined, last: KubeObject): Change | undefined {
  const old = informer.store.get(key);
  if (!next && !old) return undefined;
  if (next) informer.store.set(key, next);
  else informer.store.delete(key);
  for (const index in informer.indexes) {
    const table = informer.indexes[index];
    const values = next ? indexers[index](next) : [];
    if (old) {
      for (const value of indexers[index](old)) if (!values.includes(value)) table.delete(`${value}\u0000${key}`);
    }
    if (next) for (const value of values) table.set(`${value}\u0000${key}`, next);
  }
  return { type: next ? (old ? 'updated' : 'added') : 'deleted', key, object: next ?? last, old };
}

/** `from`: 0 takes any copy, '' only what etcd holds now, a revision one that is not older. */
function list(informer: Informer, client: Client, io: IO, from = '0'): void {
  const { spec } = informer;
  const freshness: RequestOptions =
    from === '' ? {} : { resourceVersion: from, ...(from === '0' ? {} : { resourceVersionMatch: 'NotOlderThan' }) };
  call(
    client,
    io,
    informer.identity,
    { verb: 'list', ...where(spec), options: { ...selectors(spec), ...freshness } },
    'informer-list',
    informer.name,
    { because: `learns the present ${spec.resource}` },
  );
}

function watch(informer: Informer, client: Client, io: IO): void {
  const { spec, identity } = informer;
  informer.stream = newStream(client, io, identity.name);
  const options = { ...selectors(spec), resourceVersion: informer.revision, allowWatchBookmarks: 'true' };
  const request = {
    kind: 'request',
    verb: 'watch',
    ...where(spec),
    options,
    user: identity.user,
    agent: identity.agent,
  };
  io.send(client.server, request, {
    stream: informer.stream,
    because: `wants to hear of every change to ${spec.resource}`,
  });
}

function where(spec: InformerSpec): { group: string; version: string; resource: string; namespace?: string } {
  const { group, version, resource, namespace } = spec;
  return namespace === undefined ? { group, version, resource } : { group, version, resource, namespace };
}

function selectors({ fieldSelector, labelSelector }: InformerSpec): RequestOptions {
  return { ...(fieldSelector ? { fieldSelector } : {}), ...(labelSelector ? { labelSelector } : {}) };
}

/** client-go's reflector: 0.8 s doubling to 30 s, each with a jitter of up to as much again. */
function retryLater(informer: Informer, io: IO): void {
  const base: Tick = Math.min(30_000, 800 * 2 ** Math.min(informer.attempt, 6));
  const jitter = between(
    io.draw('reflector-backoff', `${io.self}:${informer.name}`, informer.attempt + io.now),
    0,
    base,
  );
  informer.attempt++;
  const body: RetryBody = { kind: 'informer-retry', informer: informer.name };
  io.after(base + jitter, 'backoff', body);
}
