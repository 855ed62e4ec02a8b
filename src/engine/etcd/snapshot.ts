// A snapshot of etcd is its whole database, history and leases included, as it stood at one revision, in a file that lies
// elsewhere. Restoring it makes a new store that begins there: it gives revisions out a second time, unless it is told to leap
// over all that may have been given out and to forget what came before, so that every client has to list anew.
// Source: etcd `etcdutl/snapshot/v3_snapshot.go`.

import type { EtcdKeyValue, EtcdRecord } from '../api/wire.ts';
import type { Tick } from '../kernel/message.ts';
import { Table } from '../kernel/table.ts';
import { historyKey } from './store.ts';

/** Tables by name, as on a machine's disk. */
type Tables = Record<string, Table<unknown>>;

/** etcd's tables, and where a named snapshot of each lies. */
const PARTS = ['kvs', 'history', 'meta', 'leases', 'lease-keys', 'key-leases'] as const;
const FOLDER = 'etcd-snapshots';
/** What `etcdutl snapshot restore --bump-revision` is usually given. */
export const USUAL_BUMP = 1_000_000_000;

export interface SnapshotInfo {
  readonly name: string;
  readonly revision: number;
  readonly keys: number;
}

/** Copies etcd's tables of one disk into a named snapshot on another; a snapshot of that name is replaced. */
export function saveSnapshot(from: Tables, to: Tables, name: string): SnapshotInfo {
  for (const part of PARTS) to[place(name, part)] = (from[`etcd/${part}`] ?? new Table<unknown>()).fork();
  return snapshotInfo(to, name) as SnapshotInfo;
}

export function snapshotInfo(disk: Tables, name: string): SnapshotInfo | undefined {
  const kvs = disk[place(name, 'kvs')];
  if (!kvs) return undefined;
  const meta = disk[place(name, 'meta')] as Table<number>;
  return { name, revision: meta.get('revision') ?? 1, keys: kvs.size };
}

/** All snapshots on a disk, by name. */
export function snapshots(disk: Tables): readonly SnapshotInfo[] {
  const found: SnapshotInfo[] = [];
  for (const table of Object.keys(disk).sort()) {
    const match = /^etcd-snapshots\/(.+)\/kvs$/.exec(table);
    const info = match && snapshotInfo(disk, match[1]);
    if (info) found.push(info);
  }
  return found;
}

/**
 * Puts a snapshot where a member's data lay. What the member knew of its group goes with the old data: a restored store is
 * another one. With `bump` the revision leaps by so many and everything before counts as compacted.
 */
export function restoreSnapshot(
  backups: Tables,
  name: string,
  to: Tables,
  { bump, at }: { readonly bump: number; readonly at: Tick },
): void {
  for (const table of Object.keys(to)) if (table.startsWith('etcd/')) delete to[table];
  for (const part of PARTS) to[`etcd/${part}`] = backups[place(name, part)].fork();
  const meta = to['etcd/meta'] as Table<number>;
  const revision = (meta.get('revision') ?? 1) + bump;
  meta.set('restored', revision);
  meta.set('restoredAt', at);
  if (bump === 0) return;
  meta.set('revision', revision);
  meta.set('compacted', revision);
  to['etcd/history'] = new Table<EtcdRecord>();
}

function place(name: string, part: (typeof PARTS)[number]): string {
  return `${FOLDER}/${name}/${part}`;
}

// ---- as a file --------------------------------------------------------------------------------------------------------

interface SnapshotFile {
  readonly format: 'etcd-snapshot/1';
  readonly meta: Readonly<Record<string, number>>;
  /** Every value once; records and keys name them by their place in this list. */
  readonly values: readonly EtcdKeyValue[];
  readonly present: readonly number[];
  readonly records: readonly (Omit<EtcdRecord, 'kv' | 'previous'> & { kv?: number; previous?: number; row: string })[];
  readonly leases: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const LEASES = ['leases', 'lease-keys', 'key-leases'] as const;

/** A snapshot as text, for a file that is kept outside. The same snapshot always gives the same text. */
export function snapshotText(disk: Tables, name: string): string {
  const values: EtcdKeyValue[] = [];
  const places = new Map<EtcdKeyValue, number>();
  const placeOf = (kv: EtcdKeyValue): number => {
    let at = places.get(kv);
    if (at === undefined) {
      at = values.push(kv) - 1;
      places.set(kv, at);
    }
    return at;
  };
  const records = (disk[place(name, 'history')] as Table<EtcdRecord>).entries().map(([row, record]) => {
    const { kv, previous, ...rest } = record;
    return {
      row,
      ...rest,
      ...(kv ? { kv: placeOf(kv) } : {}),
      ...(previous ? { previous: placeOf(previous) } : {}),
    };
  });
  const present = (disk[place(name, 'kvs')] as Table<EtcdKeyValue>).values().map(placeOf);
  const meta = Object.fromEntries((disk[place(name, 'meta')] as Table<number>).entries());
  const leases = Object.fromEntries(
    LEASES.map((part) => [part, Object.fromEntries(disk[place(name, part)].entries())]),
  );
  const file: SnapshotFile = { format: 'etcd-snapshot/1', meta, values, present, records, leases };
  return JSON.stringify(file);
}

/** Puts a file's snapshot on a disk, or says what is wrong with the file and leaves the disk as it is. */
export function readSnapshot(text: string, disk: Tables, name: string): string | undefined {
  const file = parsed(text);
  if (typeof file === 'string') return file;
  const values = file.values.map((kv) => deepFreeze(kv));
  const kvs = new Table<EtcdKeyValue>();
  for (const at of file.present) kvs.set(values[at].key, values[at]);
  const history = new Table<EtcdRecord>();
  for (const { row, kv, previous, ...rest } of file.records) {
    const record: EtcdRecord = {
      ...rest,
      ...(kv === undefined ? {} : { kv: values[kv] }),
      ...(previous === undefined ? {} : { previous: values[previous] }),
    };
    history.set(row, Object.freeze(record));
  }
  disk[place(name, 'kvs')] = kvs;
  disk[place(name, 'history')] = history;
  disk[place(name, 'meta')] = tableOf(file.meta);
  for (const part of LEASES) disk[place(name, part)] = tableOf(file.leases[part]);
  return undefined;
}

function tableOf(rows: Readonly<Record<string, unknown>>): Table<unknown> {
  const table = new Table<unknown>();
  for (const key of Object.keys(rows)) table.set(key, deepFreeze(rows[key]));
  return table;
}

function parsed(text: string): SnapshotFile | string {
  const notOne = 'this file is no snapshot of etcd that was saved here';
  let file: Partial<SnapshotFile>;
  try {
    file = JSON.parse(text) as Partial<SnapshotFile>;
  } catch {
    return notOne;
  }
  if (file?.format !== 'etcd-snapshot/1') return notOne;
  const { meta, values, present, records, leases } = file;
  const whole =
    typeof meta === 'object' &&
    meta !== null &&
    Object.values(meta).every((each) => typeof each === 'number') &&
    Array.isArray(values) &&
    values.every((kv) => typeof kv?.key === 'string' && typeof kv.value?.metadata === 'object') &&
    [present, records?.map(({ kv, previous }) => kv ?? previous)].every(
      (places) => Array.isArray(places) && places.every((at) => at !== undefined && values[at] !== undefined),
    ) &&
    records?.every(({ row, revision }) => typeof row === 'string' && row.startsWith(historyKey(revision))) &&
    LEASES.every((part) => typeof leases?.[part] === 'object');
  return whole ? (file as SnapshotFile) : 'this snapshot of etcd is damaged: parts of it are missing';
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const each of Object.values(value)) deepFreeze(each);
    Object.freeze(value);
  }
  return value;
}
