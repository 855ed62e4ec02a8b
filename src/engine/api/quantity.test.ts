// Quantities, against upstream's golden values: parsing, rounding, canonical forms.
import { describe, expect, test } from 'vitest';
import { scaledValue } from './int-or-string.ts';
import * as q from './quantity.ts';

// Asserted by upstream's TestQuantityParse, TestQuantityString and TestQuantityParseEmit (v1.36).
const canonical: [string, string][] = [
  ['1024Mi', '1Gi'],
  ['0.5', '500m'],
  ['307200Ki', '300Mi'],
  ['1.08', '1080m'],
  ['1025024Mi', '1001Gi'],
  ['5000m', '5'],
  ['1000M', '1G'],
  ['0.001T', '1G'],
  ['.001Ki', '1024m'],
  ['.000000000001Ki', '2n'],
  ['1e3', '1e3'],
  ['.001e12', '1e9'],
  ['1000', '1k'],
  ['1234567M', '1234567M'],
  ['1.5Gi', '1536Mi'],
  ['0', '0'],
  ['0Gi', '0'],
  ['1Ki', '1Ki'],
  ['8Ki', '8Ki'],
  ['7Mi', '7Mi'],
  ['0n', '0'],
  ['0.1n', '1n'],
  ['-1', '-1'],
  ['-1500m', '-1500m'],
  ['10E', '9223372036854775807'],
  ['0.0000000001', '1n'],
  ['1E3', '1e3'],
  ['1E', '1E'],
  ['+5', '5'],
  ['100000000', '100M'],
  ['1.', '1'],
  ['.5', '500m'],
  ['1023', '1023'],
  ['100Ki', '100Ki'],
  ['0.25Ki', '256'],
  ['2e-3', '2e-3'],
  ['0.1', '100m'],
  ['64k', '64k'],
];

describe('quantities', () => {
  test.each(canonical)('%s is %s', (text, expected) => {
    expect(q.canonicalQuantity(text)).toBe(expected);
  });

  test.each([
    ['1K', "unable to parse quantity's suffix"],
    ['1Kii', "unable to parse quantity's suffix"],
    ['', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['lots', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['1.1.1', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['1 Gi', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['.', 'unable to parse numeric part of quantity'],
  ])('%j is refused', (text, message) => {
    expect(q.parseQuantity(text)).toEqual({ ok: false, message });
  });

  test('rounds up, away from zero', () => {
    expect(q.milliValue('1n')).toBe(1);
    expect(q.milliValue('100.5m')).toBe(101);
    expect(q.milliValue('-1.5m')).toBe(-2);
    expect(q.value('1m')).toBe(1);
    expect(q.value('1.5Gi')).toBe(1610612736);
    expect(q.roundUpToMilli('1u')).toBe('1m');
  });

  test('compares and adds numbers, not texts', () => {
    expect(q.compareQuantities('1024Mi', '1Gi')).toBe(0);
    expect(q.compareQuantities('1G', '1Gi')).toBe(-1);
    expect(q.addQuantities('100m', '0.9')).toBe('1');
    expect(q.addQuantities('0', '1Mi')).toBe('1Mi');
    expect(q.addQuantities('512Mi', '512Mi')).toBe('1Gi');
    expect(q.subtractQuantities('1', '250m')).toBe('750m');
    expect(q.unitText(1073741824, 'BinarySI')).toBe('1Gi');
    expect(q.milliText(1500)).toBe('1500m');
  });
});

describe('int or percent', () => {
  // Upstream's TestResolveFenceposts and 25 %/25 % worked out.
  test.each([
    ['39%', 10, true, 4],
    ['39%', 10, false, 3],
    ['25%', 1, true, 1],
    ['25%', 1, false, 0],
    ['25%', 4, true, 1],
    ['25%', 5, true, 2],
    ['25%', 7, false, 1],
    ['25%', 10, true, 3],
    ['25%', 10, false, 2],
    [3, 10, true, 3],
    ['0%', 0, true, 0],
  ])('%s of %i', (amount, total, up, expected) => {
    expect(scaledValue(amount, total, up)).toEqual({ ok: true, value: expected });
  });

  test('a string that is no percentage', () => {
    expect(scaledValue('25', 4, true)).toEqual({
      ok: false,
      message: 'invalid value for IntOrString: invalid type: string is not a percentage',
    });
  });
});
