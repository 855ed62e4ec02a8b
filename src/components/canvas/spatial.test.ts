// Arrow keys over a small picture: two rows, one tile inside a card.
import { expect, test } from 'vitest';
import { type Direction, nextSpot, type Spot } from './spatial.ts';

const box = (ref: string, left: number, top: number, w = 80, h = 40): Spot => ({
  ref,
  left,
  top,
  right: left + w,
  bottom: top + h,
});
const spots = [box('a', 0, 0), box('b', 100, 0), box('c', 0, 100), box('d', 100, 100), box('pod', 110, 130, 40, 20)];

test.each<[string, Direction, string | undefined]>([
  ['a', 'right', 'b'],
  ['a', 'down', 'c'],
  ['b', 'down', 'd'],
  ['d', 'down', 'pod'],
  ['pod', 'up', 'd'],
  ['a', 'left', undefined],
  ['nowhere', 'left', 'a'],
])('from %s %s is %s', (from, direction, to) => {
  expect(nextSpot(spots, from, direction)).toBe(to);
});
