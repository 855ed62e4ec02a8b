// The API server's own copy of each resource: thousands of watchers cost etcd one watch. It also remembers what happened in
// the last minute or so, so that a watcher whose connection broke can go on where it stopped instead of listing anew.
// Source: apiserver `storage/cacher`.

import { type KubeObject, keyOf } from '../api/object.ts';
import type { EtcdEvent, EtcdKeyValue } from '../api/wire.ts';
import type { Tick } from '../kernel/message.ts';
import { Table } from '../kernel/table.ts';
import { copyOfMetadata, draftOf } from './copy.ts';
import type { CacheEvent, WatchCache } from './state.ts';

/** Events stay at least this long. */
const HISTORY: Tick = 75_000;
const CHUNK = 256;

/** What was stamped of late; a write is stamped for its answer and again for the copy, a moment later. */
const STAMPED = 1024;
const stamped: ({ readonly value: KubeObject; readonly object: KubeObject } | undefined)[] = new Array(STAMPED).fill(
  undefined,
);

/** The stored object as clients see it: with the revision of its last write as resourceVersion. The same object for the same write, while it is recent. */
export function stamp(value: KubeObject, revision: number): KubeObject {
  const place = revision & (STAMPED - 1);
  const known = stamped[place];
  if (known !== undefined && known.value === value && revisionOf(known.object) === revision) return known.object;
  const metadata = copyOfMetadata(value.metadata);
  metadata.resourceVersion = String(revision);
  const object = draftOf(value);
  object.metadata = Object.freeze(metadata);
  stamped[place] = { value, object: Object.freeze(object) };
  return object;
}

export function stampKv(kv: EtcdKeyValue): KubeObject {
  return stamp(kv.value, kv.modRevision);
}

export function revisionOf(object: KubeObject): number {
  return Number(object.metadata.resourceVersion ?? 0);
}

/** Starts the copy anew from a list of etcd at `revision`; the history begins there. */
export function fill(cache: WatchCache, kvs: readonly EtcdKeyValue[], revision: number): void {
  cache.objects = new Table();
  for (const kv of kvs) {
    const object = stampKv(kv);
    cache.objects.set(keyOf(object), object);
  }
  cache.chunks = [];
  cache.tail = [];
  cache.revision = revision;
  cache.oldest = revision;
  cache.changed = revision;
  cache.bookmarked = revision;
  cache.ready = true;
}

/** Takes one change over from etcd; undefined for one that is known already (a watch that was resumed). */
export function take(cache: WatchCache, event: EtcdEvent, now: Tick): CacheEvent | undefined {
  if (event.revision < cache.revision) return undefined;
  cache.revision = event.revision;
  cache.changed = event.revision;
  const before = event.previous?.value;
  let change: CacheEvent;
  if (event.type === 'PUT' && event.kv) {
    const object = stampKv(event.kv);
    const key = keyOf(object);
    change = Object.freeze({
      revision: event.revision,
      at: now,
      type: 'PUT',
      object,
      previous: cache.objects.get(key),
    });
    cache.objects.set(key, object);
  } else {
    if (!before) return undefined;
    const object = stamp(before, event.revision);
    const key = keyOf(object);
    change = Object.freeze({
      revision: event.revision,
      at: now,
      type: 'DELETE',
      object,
      previous: cache.objects.get(key),
    });
    cache.objects.delete(key);
  }
  remember(cache, change);
  return change;
}

function remember(cache: WatchCache, event: CacheEvent): void {
  cache.tail.push(event);
  if (cache.tail.length < CHUNK) return;
  cache.chunks.push(Object.freeze(cache.tail));
  cache.tail = [];
  while (cache.chunks.length > 1) {
    const last = cache.chunks[0][CHUNK - 1];
    if (event.at - last.at < HISTORY) break;
    cache.chunks.shift();
    cache.oldest = last.revision;
  }
}

/** What happened after `revision`, oldest first; undefined when that is no longer known. */
export function since(cache: WatchCache, revision: number): readonly CacheEvent[] | undefined {
  if (revision < cache.oldest) return undefined;
  const events: CacheEvent[] = [];
  for (const chunk of cache.chunks) {
    if (chunk[chunk.length - 1].revision <= revision) continue;
    for (const event of chunk) if (event.revision > revision) events.push(event);
  }
  for (const event of cache.tail) if (event.revision > revision) events.push(event);
  return events;
}

/** All objects, or those of one namespace, in key order. */
export function objectsIn(cache: WatchCache, namespace: string | undefined): KubeObject[] {
  return cache.objects.values(namespace ? `${namespace}/` : '');
}
