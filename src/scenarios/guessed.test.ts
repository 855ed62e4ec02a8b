// Where a guess at a time lies on the line: from when the clock started, and only where the learner's own run shows it.
import { expect, it } from 'vitest';
import { guessed } from './prediction.ts';

const key = { right: 0, fitting: [0], measured: '5m53s', at: 400_000, from: 47_000 };

it('counts from when the clock started', () => {
  expect(guessed({ range: ['20s', '60s'] }, key)).toEqual({ from: 67_000, to: 107_000 });
});

it('is none of other questions, nor of what was measured on a copy', () => {
  expect(guessed({}, key)).toBeUndefined();
  expect(guessed({ range: [1, 36] }, { ...key, from: undefined } as never)).toBeUndefined();
  expect(guessed({ range: ['20s', '60s'] }, { ...key, at: undefined })).toBeUndefined();
});
