// etcd in miniature: every write gets a revision, and nothing is forgotten until compaction.
// The present state is one table; the history beside it knows what each revision replaced, so any past state is the
// present one with the later revisions taken back.
// Source: etcd `server/storage/mvcc` (kvstore, key_index, watchable_store).

import type { EtcdEvent, EtcdKeyValue, EtcdRecord } from '../api/wire.ts';
import type { Disk } from '../kernel/process.ts';
import type { Table } from '../kernel/table.ts';

/** Three tables on the machine's disk: they outlive a crash and a power cut. */
export interface Store {
  readonly kvs: Table<EtcdKeyValue>;
  /** By `historyKey`: one row a changed key, several rows a revision only when a lease expires. */
  readonly history: Table<EtcdRecord>;
  /** `revision` and `compacted`. */
  readonly meta: Table<number>;
}

/** Who wrote, why, and which message stored it. */
export interface Authorship {
  readonly at: number;
  readonly writer: string;
  readonly because: string;
  readonly cause: number;
  readonly thread: number;
}

export const compactedError = 'etcdserver: mvcc: required revision has been compacted';
export const futureError = 'etcdserver: mvcc: required revision is a future revision';

export type Ranged =
  | { readonly kvs: readonly EtcdKeyValue[]; readonly count: number; readonly error?: undefined }
  | { readonly error: string };

export function openStore(disk: Disk): Store {
  return { kvs: disk.table('etcd/kvs'), history: disk.table('etcd/history'), meta: disk.table('etcd/meta') };
}

/** An empty store stands at revision 1; the first write is revision 2. */
export function currentRevision(store: Store): number {
  return store.meta.get('revision') ?? 1;
}

export function compactedRevision(store: Store): number {
  return store.meta.get('compacted') ?? 0;
}

/**
 * Compare and swap: when the key's mod revision is `ifRevision` (0: it must not exist), puts `value`, or deletes the key
 * when it is undefined. Answers the new record, or undefined when the compare failed or there was nothing to delete.
 */
export function transact(
  store: Store,
  key: string,
  ifRevision: number,
  value: EtcdKeyValue['value'] | undefined,
  authorship: Authorship,
): EtcdRecord | undefined {
  const previous = store.kvs.get(key);
  if ((previous?.modRevision ?? 0) !== ifRevision) return undefined;
  const revision = currentRevision(store) + 1;
  if (value === undefined) {
    if (!previous) return undefined;
    store.meta.set('revision', revision);
    return remove(store, previous, revision, 0, authorship);
  }
  store.meta.set('revision', revision);
  const kv: EtcdKeyValue = Object.freeze({
    key,
    value,
    createRevision: previous ? previous.createRevision : revision,
    modRevision: revision,
    version: previous ? previous.version + 1 : 1,
  });
  store.kvs.set(key, kv);
  const { at, writer, because, cause, thread } = authorship;
  return note(store, { revision, type: 'PUT', key, kv, previous, at, writer, because, cause, thread }, 0);
}

/** Deletes several keys in one transaction, as an expired lease does: all share one revision. */
export function removeAll(store: Store, keys: readonly string[], authorship: Authorship): readonly EtcdRecord[] {
  const present = keys.map((key) => store.kvs.get(key)).filter((kv) => kv !== undefined);
  if (present.length === 0) return [];
  const revision = currentRevision(store) + 1;
  store.meta.set('revision', revision);
  return present.map((kv, sub) => remove(store, kv, revision, sub, authorship));
}

/** Keys that begin with `prefix` and come after `after`, in key order, as they were at `atRevision` (0: now). */
export function range(store: Store, prefix: string, atRevision = 0, limit = 0, after = ''): Ranged {
  const error = unreadable(store, atRevision);
  if (error) return { error };
  const present = atRevision === 0 || atRevision === currentRevision(store);
  const all = present ? store.kvs.values(prefix) : past(store, prefix, atRevision);
  const rest = after === '' ? all : all.filter((kv) => kv.key > after);
  return { kvs: limit > 0 ? rest.slice(0, limit) : rest, count: rest.length };
}

/** One key as it was at `atRevision` (0: now). */
export function get(store: Store, key: string, atRevision = 0): Ranged {
  const error = unreadable(store, atRevision);
  if (error) return { error };
  const kv = atRevision === 0 ? store.kvs.get(key) : past(store, key, atRevision).find((each) => each.key === key);
  return { kvs: kv ? [kv] : [], count: kv ? 1 : 0 };
}

/** Every record of a revision ≥ `fromRevision` whose key begins with `prefix`; undefined when compaction took some of them. */
export function replay(store: Store, prefix: string, fromRevision: number): readonly EtcdRecord[] | undefined {
  if (fromRevision < compactedRevision(store)) return undefined;
  return recordsAfter(store, fromRevision - 1).filter((record) => record.key.startsWith(prefix));
}

/** Forgets what no reader of `revision` or later needs. Answers an error text for what is compacted already or not yet written. */
export function compact(store: Store, revision: number): string | undefined {
  if (revision <= compactedRevision(store)) return compactedError;
  if (revision > currentRevision(store)) return futureError;
  const end = historyKey(revision);
  const dropped: string[] = [];
  store.history.scan((_, key) => key < end && dropped.push(key) > 0);
  for (const key of dropped) store.history.delete(key);
  store.meta.set('compacted', revision);
  return undefined;
}

export function eventOf(record: EtcdRecord): EtcdEvent {
  const { type, key, kv, previous, revision } = record;
  return type === 'PUT' ? { type, key, kv, previous, revision } : { type, key, previous, revision };
}

/** Zero-padded, so that key order is revision order; the rows of one revision follow each other. */
export function historyKey(revision: number, sub = 0): string {
  const main = String(revision).padStart(12, '0');
  return sub === 0 ? main : `${main}_${String(sub).padStart(4, '0')}`;
}

function remove(store: Store, previous: EtcdKeyValue, revision: number, sub: number, by: Authorship): EtcdRecord {
  store.kvs.delete(previous.key);
  return note(store, { revision, type: 'DELETE', key: previous.key, previous, ...by }, sub);
}

function note(store: Store, record: EtcdRecord, sub: number): EtcdRecord {
  store.history.set(historyKey(record.revision, sub), Object.freeze(record));
  return record;
}

function unreadable(store: Store, atRevision: number): string | undefined {
  if (atRevision > currentRevision(store)) return futureError;
  if (atRevision !== 0 && atRevision < compactedRevision(store)) return compactedError;
  return undefined;
}

/** Rows of revisions > `revision`, oldest first. */
function recordsAfter(store: Store, revision: number): EtcdRecord[] {
  const records: EtcdRecord[] = [];
  let at = `${historyKey(revision)}~`; // '~' sorts behind every digit and '_'
  for (let row = store.history.next(at); row; row = store.history.next(at)) {
    records.push(row[1]);
    at = row[0];
  }
  return records;
}

/** The state at a past revision: of each key that was written since, what its first later record replaced. */
function past(store: Store, prefix: string, revision: number): EtcdKeyValue[] {
  const before = new Map<string, EtcdKeyValue | undefined>();
  for (const { key, previous } of recordsAfter(store, revision)) {
    if (key.startsWith(prefix) && !before.has(key)) before.set(key, previous);
  }
  const kvs = store.kvs.values(prefix).filter((kv) => !before.has(kv.key));
  for (const kv of before.values()) if (kv) kvs.push(kv);
  return kvs.sort((a, b) => (a.key < b.key ? -1 : 1));
}
