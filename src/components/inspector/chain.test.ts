// Rows of the chain agree with the badges on the canvas.
import { describe, expect, it } from 'vitest';
import type { WhyHop } from '../../engine/index.ts';
import { chainRows } from './chain.ts';

const hops = (count: number): WhyHop[] =>
  Array.from({ length: count }, (_, index) => ({
    message: index + 1,
    tick: 100 + index * 10,
    sentence: '',
    evidence: '',
    because: '',
    object: '',
  }));

describe('chainRows', () => {
  it('counts from 1 and from the first hop', () => {
    const rows = chainRows(hops(3), 110, false);
    expect(rows).toMatchObject([
      { badge: '1', offset: '+0 ms', happened: true },
      { badge: '2', offset: '+10 ms', happened: true },
      { badge: '3', offset: '+20 ms', happened: false },
    ]);
  });

  it('folds the middle of a long chain, and loses nothing', () => {
    const rows = chainRows(hops(14), 1000, false);
    const fold = rows.find((row) => 'folded' in row);
    expect(rows).toHaveLength(9);
    expect(fold?.folded.map((hop) => hop.message)).toEqual([4, 5, 6, 7, 8, 9]);
    expect(rows.at(-1)).toMatchObject({ badge: '14' });
    expect(chainRows(hops(14), 1000, true)).toHaveLength(14);
  });
});
