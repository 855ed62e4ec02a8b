// The sentence does not lie over what it speaks of, nor over what is lit, and it does not wander.
import { expect, test } from 'vitest';
import { spotFor } from './narration-spot.ts';

const pane = { width: 800, height: 600 };
const size = { width: 300, height: 100 };
const object = { left: 350, top: 250, right: 450, bottom: 290 };
const overlaps = (a: { x: number; y: number }, b: { left: number; top: number; right: number; bottom: number }) =>
  a.x < b.right && a.x + size.width > b.left && a.y < b.bottom && a.y + size.height > b.top;

test('it stands below its object, where nothing else is', () => {
  expect(spotFor(object, size, pane, [])).toMatchObject({ side: 'below', x: 250, y: 302 });
});

test('it gives way to what is lit, and to pods before the inside of a machine', () => {
  const lit = { left: 300, top: 300, right: 500, bottom: 420, weight: 6 };
  const spot = spotFor(object, size, pane, [lit]);
  expect(overlaps(spot, lit)).toBe(false);
  const machine = { left: 0, top: 0, right: 800, bottom: 600, weight: 0.2 };
  const pod = { left: 250, top: 180, right: 330, bottom: 230, weight: 4 };
  expect(overlaps(spotFor(object, size, pane, [machine, pod, lit]), pod)).toBe(false);
});

test('at the edge of the pane it stays inside, and beside its object', () => {
  const corner = { left: 0, top: 560, right: 90, bottom: 600 };
  const spot = spotFor(corner, size, pane, []);
  expect(overlaps(spot, corner)).toBe(false);
  expect(spot.x).toBeGreaterThanOrEqual(0);
  expect(spot.y + size.height).toBeLessThanOrEqual(pane.height);
});

test('it stays where it is unless another place is clearly better', () => {
  const little = { left: 350, top: 300, right: 370, bottom: 320, weight: 1 };
  expect(spotFor(object, size, pane, [little], 'below middle').place).toBe('below middle');
  expect(spotFor(object, size, pane, [{ ...little, weight: 9 }], 'below middle').place).not.toBe('below middle');
});

test('a small name is not hidden, even where a card has to be covered instead', () => {
  const name = { left: 200, top: 6, right: 300, bottom: 24 };
  const card = { left: 200, top: 40, right: 800, bottom: 300, weight: 1 };
  const spot = spotFor(name, size, pane, [card]);
  expect(overlaps(spot, name)).toBe(false);
});
