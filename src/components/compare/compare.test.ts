// Comparing branches: they part at the first input that differs; what is the same at the same moment is one row.
import { expect, it } from 'vitest';
import { createCluster } from '../../engine/index.ts';
import { compareRuns, differingFields, firstDifferent, type Happening, pair } from './compare.ts';

const one = (at: number, text: string): Happening => ({ at, text, ref: '', yours: false });

it('puts what is the same at the same moment into one row', () => {
  const rows = pair([one(5, 'x'), one(5, 'y'), one(9, 'z')], [one(5, 'y'), one(7, 'w'), one(9, 'z')]);
  expect(rows.map(({ at, a, b }) => [at, a?.text, b?.text])).toEqual([
    [5, 'x', undefined],
    [5, 'y', 'y'],
    [7, undefined, 'w'],
    [9, 'z', 'z'],
  ]);
});

it('finds where inputs part', () => {
  const shared = { tick: 10, input: { cordon: 'node/node-1' } };
  expect(firstDifferent([shared], [shared])).toBeUndefined();
  expect(firstDifferent([shared, { tick: 30, input: { uncordon: 'node/node-1' } }], [shared])).toBe(30);
  expect(
    firstDifferent([{ tick: 20, input: { cordon: 'node/node-1' } }], [{ tick: 15, input: { cordon: 'node/node-1' } }]),
  ).toBe(15);
});

it('shows a node that was cordoned in one branch only', () => {
  const a = createCluster({ seed: 3 });
  const start = a.now();
  const b = a.fork();
  b.advance(start + 1_000, Number.POSITIVE_INFINITY);
  b.submit({ cordon: 'node/node-2' });
  for (const host of [a, b]) host.advance(start + 5_000, Number.POSITIVE_INFINITY);
  const { firstDifference, rows, objects } = compareRuns(a, b, () => 'you: cordon');
  expect(firstDifference).toBe(start + 1_000);
  expect(rows[0]).toMatchObject({ at: start + 1_000, a: undefined, b: { text: 'you: cordon', yours: true } });
  expect(rows.filter((row) => row.a?.ref !== row.b?.ref).map((row) => row.b?.ref)).toContain('Node//node-2');
  expect(objects).toContain('Node//node-2');
});

it('says in words which fields of an object differ, without what changes with every writing', () => {
  const web = (replicas: number, extra = {}) => ({
    metadata: { resourceVersion: String(replicas) },
    spec: { replicas, ...extra },
  });
  expect(differingFields(web(1), web(5, { paused: true }))).toEqual(['spec.replicas 1 · 5', 'spec.paused – · true']);
  expect(differingFields(web(2), web(2))).toEqual([]);
});
