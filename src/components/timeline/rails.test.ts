// Where two lives of one cluster part, whichever of them one stands in.
import { expect, test } from 'vitest';
import type { ViewBranch } from '../session/branches.ts';
import { partedAt } from './rails.tsx';

const branch = (id: number, parent: number | undefined, forkedAt: number): ViewBranch => ({
  id,
  name: `${id}`,
  parent,
  forkedAt,
  horizon: 100,
  unnamed: false,
});
/** The second leaves the first at 40, the third the second at 60, the fourth the first at 20. */
const all = [branch(1, undefined, 0), branch(2, 1, 40), branch(3, 2, 60), branch(4, 1, 20)];

test.each([
  [1, 2, 40],
  [2, 1, 40],
  [3, 1, 40],
  [3, 2, 60],
  [1, 3, 40],
  [3, 4, 20],
  [4, 3, 20],
])('the branches %i and %i part at %i', (one, other, tick) => {
  expect(partedAt(all, one, other)).toBe(tick);
});
