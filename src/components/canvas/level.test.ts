// The four levels and the hysteresis around each limit.
import { expect, test } from 'vitest';
import { type Level, levelAt } from './level.ts';

test.each<[number, Level, Level]>([
  [0.3, 'tile', 'cell'],
  [0.38, 'chip', 'chip'],
  [0.38, 'cell', 'cell'],
  [0.5, 'tile', 'chip'],
  [0.72, 'tile', 'tile'],
  [0.78, 'chip', 'chip'],
  [1, 'cell', 'tile'],
  [1.46, 'card', 'card'],
  [1.54, 'tile', 'tile'],
  [1.6, 'tile', 'card'],
])('zoom %f after %s is %s', (zoom, before, level) => {
  expect(levelAt(zoom, before)).toBe(level);
});
