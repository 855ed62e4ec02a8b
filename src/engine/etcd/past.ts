// The past of the store, while it is remembered: every record of one revision, every version of one key, and the whole store as
// it stood at a revision. Nothing is kept for this; the records that watches are replayed from are enough.

import type { EtcdKeyValue, EtcdRecord } from '../api/wire.ts';
import { Table } from '../kernel/table.ts';
import { compactedRevision, currentRevision, historyKey, range, type Store } from './store.ts';

/**
 * The store as it was right after `revision`, as tables of its own: the same keys, the records up to then, the same compaction.
 * Answers etcd's own error for what is compacted or has not happened.
 */
export function storeAt(store: Store, revision: number): Store | { readonly error: string } {
  // etcd takes 0 for "now"; whoever names a revision means that revision.
  const read = range(store, '', Math.max(1, revision));
  if (read.error !== undefined) return { error: read.error };
  const kvs = new Table<EtcdKeyValue>();
  for (const kv of read.kvs) kvs.set(kv.key, kv);
  const history = store.history.fork();
  for (let row = history.next(behind(revision)); row; row = history.next(row[0])) history.delete(row[0]);
  const meta = new Table<number>();
  meta.set('revision', revision);
  const compacted = compactedRevision(store);
  if (compacted > 0) meta.set('compacted', compacted);
  return { kvs, history, meta };
}

/** What one revision changed: one record, or several when a lease took its keys along. */
export function recordsOf(store: Store, revision: number): readonly EtcdRecord[] {
  return store.history.values(historyKey(revision));
}

/** Every remembered change of a key, oldest first, over all its lives. */
export function recordsOfKey(store: Store, key: string): readonly EtcdRecord[] {
  const records: EtcdRecord[] = [];
  store.history.scan((record) => {
    if (record.key === key) records.push(record);
  });
  return records;
}

/** Remembered changes below `before`, newest first, at most `limit` that pass the test. */
export function recordsBefore(
  store: Store,
  before: number,
  limit: number,
  wanted: (record: EtcdRecord) => boolean,
): readonly EtcdRecord[] {
  const records: EtcdRecord[] = [];
  for (let revision = Math.min(before, currentRevision(store) + 1) - 1; revision > 0; revision--) {
    const of = recordsOf(store, revision);
    // Revisions have no gaps: the first that has no record is the end of memory.
    if (of.length === 0) break;
    for (let i = of.length - 1; i >= 0; i--) {
      if (records.length >= limit) return records;
      if (wanted(of[i])) records.push(of[i]);
    }
  }
  return records;
}

/** When the newest revision up to `revision` was written; 0 when that is not remembered. */
export function writtenAt(store: Store, revision: number): number {
  return recordsOf(store, revision)[0]?.at ?? 0;
}

/** Sorts behind every row of the revision and before the next. */
function behind(revision: number): string {
  return `${historyKey(revision)}~`;
}
