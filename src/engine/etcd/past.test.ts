// The store as of a revision, in histories that a generator thinks of: it is what replaying the writes up to there gives, it can be
// read and watched like any store, and what lies before the compaction or in the future is refused in etcd's own words.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { Table } from '../kernel/table.ts';
import { recordsBefore, recordsOf, recordsOfKey, storeAt } from './past.ts';
import {
  compact,
  compactedError,
  compactedRevision,
  currentRevision,
  futureError,
  get,
  range,
  removeAll,
  type Store,
  transact,
} from './store.ts';

const by = { at: 7, writer: 'test', because: 'a test', cause: 1, thread: 1 };
const value = (n: number): KubeObject => Object.freeze({ apiVersion: 'v1', kind: 'ConfigMap', metadata: {}, n });
const empty = (): Store => ({ kvs: new Table(), history: new Table(), meta: new Table() });

function put(store: Store, key: string, n: number): void {
  transact(store, key, store.kvs.get(key)?.modRevision ?? 0, value(n), by);
}

const keys = ['/r/a', '/r/ab', '/r/b', '/s/a'];
const step = fc.record({
  do: fc.constantFrom('put', 'put', 'put', 'delete', 'expire', 'compact'),
  key: fc.constantFrom(...keys),
  back: fc.nat(6),
});

test('as of any revision that is left, the store is what replaying its records gives, and so it can be asked again', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      const store = empty();
      const model: Map<string, number>[] = [new Map(), new Map()];
      steps.forEach(({ do: what, key, back }, n) => {
        const now = new Map(model[currentRevision(store)]);
        const revision = store.kvs.get(key)?.modRevision ?? 0;
        if (what === 'compact') {
          compact(store, Math.max(1, currentRevision(store) - back));
          return;
        }
        if (what === 'put') transact(store, key, revision, value(n), by);
        else if (what === 'delete') transact(store, key, revision, undefined, by);
        else removeAll(store, keys.slice(0, 2), by);
        for (const each of keys) {
          const kv = store.kvs.get(each);
          if (kv) now.set(each, kv.value.n as number);
          else now.delete(each);
        }
        model[currentRevision(store)] = now;
      });
      const first = Math.max(1, compactedRevision(store));
      for (let at = first; at <= currentRevision(store); at++) {
        const past = storeAt(store, at);
        if ('error' in past) throw new Error(`revision ${at}: ${past.error}`);
        expect(currentRevision(past)).toBe(at);
        expect(past.kvs.values().map((kv) => [kv.key, kv.value.n])).toEqual(
          [...model[at]].sort(([a], [b]) => (a < b ? -1 : 1)),
        );
        for (let before = first; before <= at; before++)
          expect(range(past, '/', before)).toEqual(range(store, '/', before));
      }
      if (first > 1) expect(storeAt(store, first - 1)).toEqual({ error: compactedError });
      expect(storeAt(store, currentRevision(store) + 1)).toEqual({ error: futureError });
    }),
  );
});

test('a view of the past is a world of its own: what happens to it or to the store later does not meet', () => {
  const store = empty();
  for (let n = 0; n < 4; n++) put(store, '/a', n);
  const past = storeAt(store, 3);
  if ('error' in past) throw new Error(past.error);
  put(store, '/a', 9);
  put(past, '/b', 1);
  compact(store, 5);
  expect(get(past, '/a')).toMatchObject({ kvs: [{ modRevision: 3 }] });
  expect(past.kvs.get('/b')).toMatchObject({ modRevision: 4 });
  expect(store.kvs.has('/b')).toBe(false);
  expect(recordsOfKey(past, '/a')).toHaveLength(2);
});

test('one revision, one key, and the log from its newest end', () => {
  const store = empty();
  put(store, '/a', 1);
  put(store, '/b', 1);
  put(store, '/a', 2);
  removeAll(store, ['/a', '/b'], by);
  put(store, '/a', 3);
  expect(recordsOf(store, 5).map(({ key }) => key)).toEqual(['/a', '/b']);
  expect(recordsOfKey(store, '/a').map(({ revision, type }) => `${revision} ${type}`)).toEqual([
    '2 PUT',
    '4 PUT',
    '5 DELETE',
    '6 PUT',
  ]);
  const log = (before: number, limit: number, key = '/'): readonly string[] =>
    recordsBefore(store, before, limit, (record) => record.key.startsWith(key)).map((r) => `${r.revision} ${r.key}`);
  expect(log(99, 3)).toEqual(['6 /a', '5 /b', '5 /a']);
  expect(log(5, 9)).toEqual(['4 /a', '3 /b', '2 /a']);
  expect(log(99, 9, '/b')).toEqual(['5 /b', '3 /b']);
  compact(store, 5);
  expect(log(99, 9)).toEqual(['6 /a', '5 /b', '5 /a']);
  expect(log(4, 9)).toEqual([]);
});
