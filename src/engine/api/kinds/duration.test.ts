// Ages at their boundaries, where the unit or the precision changes. The values are those of a real kubectl.
// A table is all it takes, since the functions know no clock.
import { describe, expect, test } from 'vitest';
import { humanDuration, shortHumanDuration, since } from './duration.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('the age kubectl prints', () => {
  test.each([
    [-5 * second, '<invalid>'],
    [-1 * second, '0s'],
    [0, '0s'],
    [119 * second, '119s'],
    [120 * second, '2m'],
    [121 * second, '2m1s'],
    [599 * second, '9m59s'],
    [600 * second, '10m'],
    [179 * minute, '179m'],
    [180 * minute, '3h'],
    [7 * hour + 59 * minute, '7h59m'],
    [8 * hour, '8h'],
    [47 * hour, '47h'],
    [48 * hour, '2d'],
    [7 * day + 23 * hour, '7d23h'],
    [8 * day, '8d'],
    [729 * day, '729d'],
    [730 * day, '2y'],
    [3 * 365 * day + 5 * day, '3y5d'],
    [8 * 365 * day, '8y'],
  ])('%d ms is %s', (span, text) => {
    expect(humanDuration(span)).toBe(text);
  });

  test('the short form keeps one unit', () => {
    expect([59 * second, 61 * second, 25 * hour, 400 * day].map(shortHumanDuration)).toEqual(['59s', '1m', '1d', '1y']);
  });

  test('a missing timestamp is unknown', () => {
    expect(since(undefined, 0)).toBe('<unknown>');
    expect(since(null, 0)).toBe('<unknown>');
    expect(since('1970-01-01T00:00:10Z', 15_000)).toBe('5s');
  });
});
