// The tempo as a table, and its one law: whatever happens, simulated time does not run backwards.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gapPlayingMs, nextTempo, restingTempo, type Situation, tempoWords, timeAfter } from './tempo.ts';

const calm: Situation = {
  now: 1000,
  lastForeground: 0,
  nextForeground: undefined,
  worthMs: 240,
  crowd: 0,
  settled: true,
  waiting: false,
};

test.each([
  [1, 1, 240, 240],
  [15, 1, 240, 300],
  [4000, 1, 240, 700],
  [6, 16, 240, 120],
  [1, 1, 48, 48],
  [20, 1, 48, 400],
])('a gap of %i ticks with %i in flight that is worth %i ms plays %i ms', (ticks, crowd, worth, ms) => {
  expect(gapPlayingMs(ticks, crowd, worth)).toBe(ms);
});

test('a foreground message slows time at once, and its landing is never passed', () => {
  const flying = { ...calm, now: 1000, lastForeground: 1000, nextForeground: 1006, crowd: 1, settled: false };
  const tempo = nextTempo(restingTempo, flying, 'auto', 16);
  expect(tempo.kind).toBe('slow');
  expect(tempo.rate).toBeCloseTo(6 / 240);
  expect(timeAfter(flying, tempo, 5000)).toBe(1006);
});

test('an unfinished wait speeds up to sixtyfold, a healthy rest returns to real time', () => {
  let tempo = nextTempo(restingTempo, { ...calm, nextForeground: 1006, lastForeground: 1000, crowd: 1 }, 'auto', 16);
  for (let i = 0; i < 200; i++) tempo = nextTempo(tempo, { ...calm, settled: false }, 'auto', 16);
  expect(tempo.rate).toBe(60);
  for (let i = 0; i < 200; i++) tempo = nextTempo(tempo, calm, 'auto', 16);
  expect(tempo).toMatchObject({ kind: 'real', rate: 1 });
});

test("the learner's own speed overrides", () => {
  const tempo = nextTempo(restingTempo, { ...calm, nextForeground: 1001, crowd: 1 }, 300, 16);
  expect(tempo).toMatchObject({ kind: 'fast', rate: 300 });
});

test('simulated time is monotone', () => {
  const step = fc.record({
    dt: fc.integer({ min: 0, max: 200 }),
    ahead: fc.option(fc.integer({ min: 0, max: 5000 }), { nil: undefined }),
    crowd: fc.integer({ min: 0, max: 400 }),
    settled: fc.boolean(),
    waiting: fc.boolean(),
    speed: fc.constantFrom<'auto' | number>('auto', 'auto', 1, 60, 1000),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let tempo = restingTempo;
      let now = 0;
      let lastForeground = 0;
      for (const s of steps) {
        const nextForeground = s.ahead === undefined ? undefined : now + s.ahead;
        const situation = { ...calm, ...s, now, lastForeground, nextForeground };
        tempo = nextTempo(tempo, situation, s.speed, s.dt);
        const after = timeAfter(situation, tempo, s.dt);
        if (!(after >= now)) return false;
        if (nextForeground !== undefined && after >= nextForeground) lastForeground = nextForeground;
        now = after;
      }
      return true;
    }),
  );
});

test.each([
  [0.02, '1 s shows 20 ms'],
  [0.0041, '1 s shows 4.1 ms'],
  [1, '1 s shows 1 s'],
  [60, '1 s shows 1 min'],
  [1000, '1 s shows 16.7 min'],
])('rate %f is called %s', (rate, words) => {
  expect(tempoWords(rate)).toBe(words);
});
