// A table must be indistinguishable from a sorted map, whatever was forked from it and whatever happened to the fork.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashHex, hashTable } from './hash.ts';
import { Table } from './table.ts';

type Model = Map<string, number>;

const key = fc.stringMatching(/^[a-c]{1,3}$/);
const operation = fc.oneof(
  fc.record({ do: fc.constant('set' as const), key, value: fc.integer() }),
  fc.record({ do: fc.constant('delete' as const), key }),
  fc.record({ do: fc.constant('fork' as const) }),
  fc.record({ do: fc.constant('switch' as const), to: fc.nat(5) }),
);

function sorted(model: Model): [string, number][] {
  return [...model].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe('Table', () => {
  it('behaves like a sorted map through sets, deletes and forks', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const worlds: { table: Table<number>; model: Model }[] = [{ table: new Table<number>(), model: new Map() }];
        let current = worlds[0];
        for (const op of operations) {
          if (op.do === 'set') {
            current.table.set(op.key, op.value);
            current.model.set(op.key, op.value);
          } else if (op.do === 'delete') {
            expect(current.table.delete(op.key)).toBe(current.model.delete(op.key));
          } else if (op.do === 'fork') {
            worlds.push({ table: current.table.fork(), model: new Map(current.model) });
          } else {
            current = worlds[op.to % worlds.length];
          }
        }
        for (const { table, model } of worlds) {
          expect(table.entries()).toEqual(sorted(model));
          expect(table.size).toBe(model.size);
          expect(table.entries('b')).toEqual(sorted(model).filter(([k]) => k.startsWith('b')));
          expect(table.sample() === undefined).toBe(model.size === 0);
          expect(table.last(3)).toEqual(sorted(model).reverse().slice(0, 3));
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('hashes by content: equal for equal tables, however they came about', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.integer()), { maxLength: 60 }), (entries) => {
        const grown = new Table<number>();
        for (const [k, v] of entries) {
          grown.set(k, -v - 1);
          hashTable(grown);
          grown.set(k, v);
        }
        const fresh = new Table<number>();
        for (const [k, v] of new Map(entries.slice().reverse())) if (!fresh.has(k)) fresh.set(k, v);
        for (const [k, v] of new Map(entries)) fresh.set(k, v);
        expect(hashHex(hashTable(grown))).toBe(hashHex(hashTable(fresh)));
        fresh.set('zz', 1);
        expect(hashHex(hashTable(grown))).not.toBe(hashHex(hashTable(fresh)));
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  it('stays small while keys come and go for ever', () => {
    const table = new Table<number>();
    for (let i = 0; i < 50_000; i++) {
      table.set(`pod-${i}`, i);
      if (i >= 10) table.delete(`pod-${i - 10}`);
    }
    expect(table.size).toBe(10);
    const { keys } = (table as unknown as { index: { keys: string[] } }).index;
    expect(keys.length).toBeLessThan(2_000);
  });

  it('tells which keys were written since a position, until that is forgotten', () => {
    const table = new Table<number>();
    table.set('a', 1);
    const { position } = table;
    table.set('b', 2);
    table.delete('a');
    expect(table.changedSince(position)).toEqual(['b', 'a']);
    for (let i = 0; i < 10_000; i++) table.set('b', i);
    expect(table.changedSince(position)).toBeUndefined();
  });

  it('lets a draft be changed in place, and no copy sees the change', () => {
    const table = new Table<{ n: number }>(true);
    table.set('a', { n: 1 });
    table.set('b', { n: 10 });
    const first = table.edit('a');
    expect(table.edit('a')).toBe(first);
    const copy = table.fork();
    Object.assign(table.edit('a') ?? {}, { n: 2 });
    Object.assign(copy.edit('b') ?? {}, { n: 20 });
    expect(table.entries()).toEqual([
      ['a', { n: 2 }],
      ['b', { n: 10 }],
    ]);
    expect(copy.entries()).toEqual([
      ['a', { n: 1 }],
      ['b', { n: 20 }],
    ]);
    expect(table.edit('c')).toBeUndefined();
  });

  it('hashes drafts as they are now', () => {
    const table = new Table<{ n: number }>(true);
    table.set('a', { n: 1 });
    const before = hashHex(hashTable(table));
    Object.assign(table.edit('a') ?? {}, { n: 2 });
    expect(hashHex(hashTable(table))).not.toBe(before);
  });
});
