// The four levels and the hysteresis around each limit.
import { expect, test } from 'vitest';
import type { ViewPod } from '../../engine/index.ts';
import { type Level, levelAt, mostTelling } from './level.ts';

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

test('where not every pod has a tile: what is spoken of, then what does not run, in their order', () => {
  const pod = (name: string, state: ViewPod['state']) => ({ ref: `Pod/default/${name}`, name, state }) as ViewPod;
  const pods = [pod('a', 'Running'), pod('b', 'Failing'), pod('c', 'Running'), pod('d', 'Running')];
  const shown = (room: number, spoken = '') =>
    mostTelling(pods, room, (ref) => ref === `Pod/default/${spoken}`).map(({ name }) => name);
  expect(shown(4, 'd')).toEqual(['a', 'b', 'c', 'd']);
  expect(shown(1)).toEqual(['b']);
  expect(shown(2)).toEqual(['a', 'b']);
  expect(shown(1, 'd')).toEqual(['d']);
  expect(shown(2, 'd')).toEqual(['b', 'd']);
});
