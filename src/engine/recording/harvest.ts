// Whoever compares runs wants every stored change, also those that etcd has forgotten by the end. So the history is read often
// enough, and where the store was set back (restored from a snapshot, or its disk lost) that is told as changes as well: what
// the store has lost is deleted, what it has again is added, what went back is changed.

import type { EtcdKeyValue, EtcdRecord } from '../api/wire.ts';
import { storeAt } from '../etcd/past.ts';
import { currentRevision, historyKey, type Store } from '../etcd/store.ts';
import type { Tick } from '../kernel/message.ts';
import type { Table } from '../kernel/table.ts';

export class Harvest {
  readonly records: EtcdRecord[] = [];
  /** Row of the last record that was read, and the revision and the objects at that time. */
  private row = '';
  private revision = 0;
  private known: Table<EtcdKeyValue> | undefined;
  private restoredAt = -1;

  /** Takes in what is new; call it at least as often as etcd is compacted. */
  take(store: Store | undefined, now: Tick): void {
    if (!store) return;
    const restoredAt = store.meta.get('restoredAt') ?? -1;
    const isOther = restoredAt !== this.restoredAt || currentRevision(store) < this.revision;
    if (this.known && isOther) this.setBack(this.known, store, restoredAt < 0 ? now : restoredAt);
    this.restoredAt = restoredAt;
    for (let next = store.history.next(this.row); next; next = store.history.next(this.row)) {
      this.records.push(next[1]);
      this.row = next[0];
    }
    this.revision = currentRevision(store);
    this.known = store.kvs.fork();
  }

  private setBack(before: Table<EtcdKeyValue>, store: Store, at: Tick): void {
    const restored = store.meta.get('restored') ?? 1;
    const began = storeAt(store, restored);
    const now = 'error' in began ? new Map<string, EtcdKeyValue>() : new Map(began.kvs.entries());
    const told = { revision: restored, at, writer: 'etcd', because: 'the store was set back', cause: 0, thread: 0 };
    for (const [key, previous] of before.entries()) {
      const kv = now.get(key);
      if (!kv) this.records.push({ ...told, type: 'DELETE', key, previous });
      else if (kv.value !== previous.value) this.records.push({ ...told, type: 'PUT', key, kv, previous });
    }
    for (const [key, kv] of now) if (!before.has(key)) this.records.push({ ...told, type: 'PUT', key, kv });
    // Rows sort by revision: reading goes on behind the one at which the store began.
    this.row = `${historyKey(restored)}~`;
  }
}
