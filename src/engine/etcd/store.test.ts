// Revisions, ranges, compaction and leases of the store, in single cases and in histories that a generator thinks of.
// The model in the properties is a list of maps: one whole state a revision, nothing clever.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import type { Disk } from '../kernel/process.ts';
import { Table } from '../kernel/table.ts';
import { attach, expire, nextExpiry, openLeases } from './leases.ts';
import {
  compact,
  compactedError,
  compactedRevision,
  currentRevision,
  futureError,
  get,
  openStore,
  range,
  removeAll,
  replay,
  type Store,
  transact,
} from './store.ts';

function emptyDisk(): Disk {
  const tables: Record<string, Table<unknown>> = {};
  return {
    table<V>(name: string): Table<V> {
      tables[name] ??= new Table<unknown>();
      return tables[name] as Table<V>;
    },
  };
}

const by = { at: 0, writer: 'test', because: 'a test', cause: 1, thread: 1 };
const value = (n: number): KubeObject => Object.freeze({ apiVersion: 'v1', kind: 'ConfigMap', metadata: {}, n });

function put(store: Store, key: string, n: number): void {
  transact(store, key, store.kvs.get(key)?.modRevision ?? 0, value(n), by);
}

describe('revisions', () => {
  test('an empty store stands at 1, the first write is 2, a failed compare costs nothing', () => {
    const store = openStore(emptyDisk());
    expect(currentRevision(store)).toBe(1);
    expect(transact(store, '/a', 0, value(1), by)?.revision).toBe(2);
    expect(transact(store, '/a', 0, value(2), by)).toBeUndefined();
    expect(transact(store, '/b', 7, undefined, by)).toBeUndefined();
    expect(currentRevision(store)).toBe(2);
  });

  test('create revision, mod revision and version; a key that comes back begins anew', () => {
    const store = openStore(emptyDisk());
    put(store, '/a', 1);
    put(store, '/a', 2);
    expect(store.kvs.get('/a')).toMatchObject({ createRevision: 2, modRevision: 3, version: 2 });
    transact(store, '/a', 3, undefined, by);
    put(store, '/a', 3);
    expect(store.kvs.get('/a')).toMatchObject({ createRevision: 5, modRevision: 5, version: 1 });
  });

  test('several keys of one expired lease share a revision', () => {
    const store = openStore(emptyDisk());
    put(store, '/a', 1);
    put(store, '/b', 1);
    expect(removeAll(store, ['/a', '/b', '/c'], by).map(({ revision }) => revision)).toEqual([4, 4]);
    expect(replay(store, '/', 4)?.map(({ key }) => key)).toEqual(['/a', '/b']);
  });
});

describe('ranges', () => {
  test('limit and after page through a prefix, count tells what is left', () => {
    const store = openStore(emptyDisk());
    for (const key of ['/p/a', '/p/b', '/p/c', '/q/a']) put(store, key, 1);
    const first = range(store, '/p/', 0, 2);
    expect(first).toMatchObject({ count: 3, kvs: [{ key: '/p/a' }, { key: '/p/b' }] });
    expect(range(store, '/p/', 0, 2, '/p/b')).toMatchObject({ count: 1, kvs: [{ key: '/p/c' }] });
  });

  test('before compaction and beyond the present nothing can be read', () => {
    const store = openStore(emptyDisk());
    for (let n = 0; n < 5; n++) put(store, '/a', n);
    expect(compact(store, 4)).toBeUndefined();
    expect(range(store, '/', 3)).toEqual({ error: compactedError });
    expect(get(store, '/a', 4)).toMatchObject({ kvs: [{ modRevision: 4 }] });
    expect(range(store, '/', 99)).toEqual({ error: futureError });
    expect(replay(store, '/', 3)).toBeUndefined();
    expect(compact(store, 4)).toBe(compactedError);
    expect(compact(store, 99)).toBe(futureError);
  });
});

// Any history: puts and deletes of a few keys, with compactions in between.
const keys = ['/r/a', '/r/ab', '/r/b', '/s/a'];
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), key: fc.constantFrom(...keys) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), key: fc.constantFrom(...keys) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('compact' as const), back: fc.nat(5) }) },
  ),
  { maxLength: 60 },
);

test('the state at any revision that is left is what replaying the writes up to it gives', () => {
  fc.assert(
    fc.property(steps, fc.constantFrom('/', '/r/', '/r/a', '/s/'), (all, prefix) => {
      const store = openStore(emptyDisk());
      const model: Map<string, number>[] = [new Map(), new Map()];
      all.forEach((step, n) => {
        if (step.do === 'compact') {
          compact(store, Math.max(1, currentRevision(store) - step.back));
          return;
        }
        const now = new Map(model[currentRevision(store)]);
        if (step.do === 'delete' && !now.has(step.key)) return;
        if (step.do === 'put') now.set(step.key, n);
        else now.delete(step.key);
        const revision = store.kvs.get(step.key)?.modRevision ?? 0;
        transact(store, step.key, revision, step.do === 'put' ? value(n) : undefined, by);
        model[currentRevision(store)] = now;
      });
      for (let at = Math.max(1, compactedRevision(store)); at <= currentRevision(store); at++) {
        const found = range(store, prefix, at);
        if (found.error !== undefined) throw new Error(`revision ${at}: ${found.error}`);
        const expected = [...model[at]].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
        expect(found.kvs.map(({ key, value }) => [key, value.n])).toEqual(expected);
      }
    }),
  );
});

test('a watch that replays from any revision that is left sees what the states differ by', () => {
  fc.assert(
    fc.property(steps, fc.nat(60), (all, from) => {
      const store = openStore(emptyDisk());
      all.forEach((step, n) => {
        if (step.do === 'compact') compact(store, Math.max(1, currentRevision(store) - step.back));
        else {
          const revision = store.kvs.get(step.key)?.modRevision ?? 0;
          transact(store, step.key, revision, step.do === 'put' ? value(n) : undefined, by);
        }
      });
      const start = Math.max(1, compactedRevision(store)) + (from % (currentRevision(store) + 1));
      if (start > currentRevision(store)) return;
      const before = range(store, '/', start);
      if (before.error !== undefined) throw new Error(before.error);
      const state = new Map(before.kvs.map((kv) => [kv.key, kv.modRevision]));
      for (const { type, key, revision } of replay(store, '/', start + 1) ?? []) {
        if (type === 'PUT') state.set(key, revision);
        else state.delete(key);
      }
      expect([...state].sort()).toEqual(
        store.kvs
          .values()
          .map((kv) => [kv.key, kv.modRevision])
          .sort(),
      );
    }),
  );
});

describe('leases', () => {
  test('keys share a lease that lasts long enough, and go together', () => {
    const leases = openLeases(emptyDisk());
    attach(leases, '/e/1', 3600, 0);
    attach(leases, '/e/2', 3600, 30_000);
    attach(leases, '/e/3', 3600, 61_000); // the first lease has less than an hour left by now
    expect(nextExpiry(leases)).toBe(3_660_000);
    expect(expire(leases, 3_659_999)).toEqual([]);
    expect(expire(leases, 3_660_000)).toEqual([['/e/1', '/e/2']]);
    expect(nextExpiry(leases)).toBe(3_721_000);
  });

  test('a key that is written again moves to the newest lease', () => {
    const leases = openLeases(emptyDisk());
    attach(leases, '/e/1', 3600, 0);
    attach(leases, '/e/1', 3600, 100_000);
    expect(expire(leases, 3_660_000)).toEqual([[]]);
    expect(expire(leases, 3_760_000)).toEqual([['/e/1']]);
  });

  test('a lease is full at a thousand keys', () => {
    const leases = openLeases(emptyDisk());
    for (let n = 0; n < 1001; n++) attach(leases, `/e/${n}`, 3600, 0);
    expect(leases.byId.size).toBe(2);
  });
});
