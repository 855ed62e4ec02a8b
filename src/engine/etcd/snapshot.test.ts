// Snapshots of any history: what is restored is what was saved, as a copy of its own, by way of a file or not.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { hashOf } from '../kernel/hash.ts';
import { Table } from '../kernel/table.ts';
import { attach, openLeases } from './leases.ts';
import { readSnapshot, restoreSnapshot, saveSnapshot, snapshots, snapshotText } from './snapshot.ts';
import {
  compact,
  compactedError,
  compactedRevision,
  currentRevision,
  openStore,
  range,
  replay,
  type Store,
  transact,
} from './store.ts';

type Tables = Record<string, Table<unknown>>;

const by = { at: 7, writer: 'test', because: 'a test', cause: 1, thread: 1 };
const value = (n: number): KubeObject => Object.freeze({ apiVersion: 'v1', kind: 'ConfigMap', metadata: {}, n });

function diskOf(tables: Tables) {
  return {
    table<V>(name: string): Table<V> {
      tables[name] ??= new Table<unknown>();
      return tables[name] as Table<V>;
    },
  };
}

function write(store: Store, key: string, n: number | undefined): void {
  transact(store, key, store.kvs.get(key)?.modRevision ?? 0, n === undefined ? undefined : value(n), by);
}

function content(tables: Tables): unknown {
  return Object.keys(tables)
    .filter((name) => name.startsWith('etcd/') && tables[name].size > 0)
    .sort()
    .map((name) => [name, tables[name].entries()]);
}

const steps = fc.array(
  fc.record({ key: fc.constantFrom('/a', '/b', '/c'), n: fc.option(fc.nat(9), { nil: undefined }), back: fc.nat(12) }),
  { maxLength: 40 },
);

test('saved, written to a file, read from it and restored: the same store, whatever happened to it', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const member: Tables = {};
      const store = openStore(diskOf(member));
      for (const { key, n, back } of all) {
        write(store, key, n);
        if (n === 3) attach(openLeases(diskOf(member)), key, 3600, 100);
        if (back > 10) compact(store, currentRevision(store) - 1);
      }
      const laptop: Tables = {};
      saveSnapshot(member, laptop, 'one');
      const before = content(member);
      const text = snapshotText(laptop, 'one');
      const elsewhere: Tables = {};
      expect(readSnapshot(text, elsewhere, 'two')).toBeUndefined();
      expect(snapshotText(elsewhere, 'two')).toBe(text);
      write(store, '/late', 1);
      restoreSnapshot(elsewhere, 'two', member, { bump: 0, at: 9 });
      const meta = member['etcd/meta'];
      expect(meta.get('restoredAt')).toBe(9);
      meta.delete('restored');
      meta.delete('restoredAt');
      expect(content(member)).toEqual(before);
      expect(hashOf(elsewhere['etcd-snapshots/two/kvs'])).toEqual(hashOf(laptop['etcd-snapshots/one/kvs']));
    }),
  );
});

test('a plain restore gives revisions out again; with a leap everything before it is compacted', () => {
  const member: Tables = {};
  const laptop: Tables = {};
  const store = openStore(diskOf(member));
  for (let n = 0; n < 4; n++) write(store, '/a', n);
  expect(saveSnapshot(member, laptop, 'four')).toEqual({ name: 'four', revision: 5, keys: 1 });
  write(store, '/b', 1);
  member['etcd/raft'] = new Table();

  restoreSnapshot(laptop, 'four', member, { bump: 0, at: 0 });
  expect(member['etcd/raft']).toBeUndefined();
  const plain = openStore(diskOf(member));
  expect(currentRevision(plain)).toBe(5);
  write(plain, '/c', 1);
  expect(plain.kvs.get('/c')).toMatchObject({ modRevision: 6 });
  expect(replay(plain, '/', 3)).toHaveLength(4);

  restoreSnapshot(laptop, 'four', member, { bump: 1_000_000_000, at: 0 });
  const leapt = openStore(diskOf(member));
  expect([currentRevision(leapt), compactedRevision(leapt)]).toEqual([1_000_000_005, 1_000_000_005]);
  expect(replay(leapt, '/', 6)).toBeUndefined();
  expect(range(leapt, '/', 5)).toEqual({ error: compactedError });
  expect(leapt.kvs.get('/a')).toMatchObject({ modRevision: 5, version: 4 });
  expect(leapt.kvs.has('/c')).toBe(false);
  expect(snapshots(laptop).map(({ name }) => name)).toEqual(['four']);
});

test.each([
  ['no JSON', 'hello'],
  ['another file', '{"format":"recording/1"}'],
  [
    'a part is missing',
    '{"format":"etcd-snapshot/1","meta":{"revision":3},"values":[],"present":[0],"records":[],"leases":{}}',
  ],
])('a file that is none changes nothing: %s', (_, text) => {
  const disk: Tables = {};
  expect(readSnapshot(text, disk, 'x')).toMatch(/^this (file|snapshot) /);
  expect(disk).toEqual({});
});
