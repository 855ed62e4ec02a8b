// A short sample of `npm run vopr`, and the seeds that once failed, each with a line of its history.
import { describe, expect, it } from 'vitest';
import { liveRandomly } from './vopr.ts';

describe('random lives', () => {
  it.each([1, 2, 3])('seed %d: nothing wrong at any time, and healed in the end', (seed) => {
    expect(liveRandomly(seed).problems).toEqual([]);
  });
});
