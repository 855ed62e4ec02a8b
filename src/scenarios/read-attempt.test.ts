// An attempt from outside is read within limits: what would never end, or is none, is told with its field.
import { expect, it } from 'vitest';
import type { Attempt } from './attempt.ts';
import { readAttempt } from './read-attempt.ts';

const good: Attempt = {
  format: 'attempt/1',
  lesson: 'self-healing',
  version: 1,
  hash: 'abc',
  seed: 7,
  step: 1,
  entered: [0, 500],
  began: 500,
  before: 0,
  now: 900,
  beat: 0,
  hints: 1,
  solvedBy: 'learner',
  inputs: [
    [600, { apply: '@manifests/web.yaml' }],
    [700, { unplug: 'node/node-1' }, 'cable'],
  ],
  answers: [{ step: 'guess', chosen: -1, at: 20, confidence: 'fairly' }],
  done: [{ step: 'wish', hints: 0, solvedBy: 'solution', actions: 2, at: 400, took: 100 }],
  branches: [['what if', 300]],
};

it('reads an attempt', () => {
  expect(readAttempt(good)).toEqual({ attempt: good });
});

it.each<[string, Record<string, unknown>, string]>([
  ['a run without end', { now: 1e15 }, 'now'],
  ['a step that never began', { entered: [0] }, 'entered'],
  ['time that runs back', { entered: [500, 0] }, 'entered'],
  ['inputs that run back', { inputs: [...good.inputs].reverse() }, 'inputs'],
  ['an unknown action', { inputs: [[1, { hack: 1 }]] }, 'inputs'],
  ['an action called as JavaScript calls things', { inputs: [[1, { constructor: 'x' }]] }, 'inputs'],
  ['a million actions', { inputs: Array(20_000).fill(good.inputs[0]) }, 'inputs'],
  ['a choice that is none', { answers: [{ step: 'guess', chosen: 1.5, at: 20 }] }, 'answers'],
  ['a record without its time', { done: [{ step: 'wish' }] }, 'done'],
  ['somebody else who solved it', { solvedBy: 'magic' }, 'solvedBy'],
  ['another format', { format: 'attempt/2' }, 'format'],
  ['branches that are none', { branches: [1] }, 'branches'],
])('refuses %s', (_, change, path) => {
  expect(readAttempt({ ...good, ...change })).toMatchObject({ problem: { path } });
});

it('refuses what is no map', () => {
  for (const data of [null, 3, 'x', []]) expect(readAttempt(data)).toHaveProperty('problem');
});
