// The stored history, change by change, for whoever judges a run: goals of a lesson, graders, tests. Every revision is told with
// the object before and after it, so that what held only for a moment is seen as well as what lasted.

import { kinds } from '../api/kinds/index.ts';
import type { KubeObject } from '../api/object.ts';
import type { EtcdRecord } from '../api/wire.ts';
import { historyKey } from '../etcd/store.ts';
import type { Tick } from '../kernel/message.ts';
import type { Table } from '../kernel/table.ts';
import type { ObjectRef } from './frame.ts';

export interface StoredChange {
  readonly revision: number;
  /** Tick at which it was stored. */
  readonly at: Tick;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `Pod/default/web-7d4b9c6f5-x2x7q`. */
  readonly ref: ObjectRef;
  /** As stored after the change; of a deletion, as it was last. */
  readonly object: KubeObject;
  readonly previous: KubeObject | undefined;
  /** The root action that led to it, or 0. */
  readonly thread: number;
}

/** What was stored after a revision, oldest first. What etcd has compacted (after five minutes) is no longer told. */
export function changesAfter(history: Table<EtcdRecord> | undefined, revision: number): readonly StoredChange[] {
  const changes: StoredChange[] = [];
  if (!history) return changes;
  let row = history.next(`${historyKey(revision)}~`); // '~' sorts behind every digit and '_'
  for (; row; row = history.next(row[0])) {
    const change = storedChange(row[1]);
    if (change) changes.push(change);
  }
  return changes;
}

function storedChange({ revision, at, type, key, kv, previous, thread }: EtcdRecord): StoredChange | undefined {
  const object = (kv ?? previous)?.value;
  if (!object) return undefined;
  const [, , ...path] = key.split('/');
  const kind = object.kind ?? kinds.find(({ storagePrefix }) => key.startsWith(`/registry/${storagePrefix}/`))?.kind;
  if (kind === undefined) return undefined;
  const ref = `${kind}/${object.metadata.namespace ?? ''}/${object.metadata.name ?? path.at(-1)}`;
  const change = type === 'DELETE' ? 'DELETED' : previous ? 'MODIFIED' : 'ADDED';
  return { revision, at, type: change, ref, object, previous: previous?.value, thread };
}
