// Labels and selectors, as apimachinery matches, parses and prints them.
import { describe, expect, test } from 'vitest';
import { matchesFields, parseFieldSelector, printFieldSelector } from './field-selector.ts';
import {
  formatLabelSelector,
  matchesLabels,
  matchesSelector,
  parseSelector,
  printLabels,
  printSelector,
} from './labels.ts';

const value64 = 'x'.repeat(64);

describe('selector texts', () => {
  test.each([
    ['', ''],
    ['a=a', 'a=a'],
    ['a==b', 'a==b'],
    ['a!=b', 'a!=b'],
    ['x in (b,a)', 'x in (a,b)'],
    ['x notin (a)', 'x notin (a)'],
    ['x', 'x'],
    ['!x', '!x'],
    ['z<5,x>1', 'x>1,z<5'],
    ['a in (b), !c', 'a in (b),!c'],
    ['x in ()', 'x in ()'],
    ['a=', 'a='],
    ['example.com/role=web', 'example.com/role=web'],
  ])('%j prints as %j', (text, printed) => {
    const parsed = parseSelector(text);
    expect(parsed.ok && printSelector(parsed.value)).toBe(printed);
  });

  // Recorded from a v1.36.3 server, but for the last four, which upstream's TestSelectorParse only refuses.
  test.each([
    ['=1', "found '=', expected: !, identifier, or 'end of string'"],
    ['a b=c', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['bad key!=x', "unable to parse requirement: found 'key', expected: in, notin, =, ==, !=, gt, lt"],
    ['a=(b', "unable to parse requirement: found '(', expected: identifier"],
    [
      `i=${value64}`,
      `unable to parse requirement: values[0][i]: Invalid value: "${value64}": must be no more than 63 bytes`,
    ],
    ['x=a||y=b', expect.any(String)],
    ['x,', expect.any(String)],
    ['!x=a', expect.any(String)],
    ['x>a', expect.any(String)],
  ])('%j is refused', (text, message) => {
    expect(parseSelector(text)).toEqual({ ok: false, message });
  });

  test.each([
    ['a!=b', {}, true],
    ['a notin (b)', {}, true],
    ['!a', {}, true],
    ['a', {}, false],
    ['a in ()', { a: '' }, true],
    ['a in ()', { a: 'b' }, false],
    ['a>1', { a: '10' }, true],
    ['a<1', { a: 'x' }, false],
    ['a=1,b!=2', { a: '1', b: '3' }, true],
    ['a', { toString: 'x' }, false],
    ['toString', {}, false],
  ] as [string, { [key: string]: string }, boolean][])('%j on %j is %s', (text, labels, expected) => {
    const parsed = parseSelector(text);
    expect(parsed.ok && matchesSelector(parsed.value, labels)).toBe(expected);
  });
});

describe('LabelSelector', () => {
  test('null selects nothing, {} everything', () => {
    expect(matchesLabels(null, { a: 'b' })).toBe(false);
    expect(matchesLabels({}, undefined)).toBe(true);
  });

  test('labels and expressions must all hold', () => {
    const selector = { matchLabels: { a: '1' }, matchExpressions: [{ key: 'b', operator: 'NotIn', values: ['x'] }] };
    expect(matchesLabels(selector, { a: '1' })).toBe(true);
    expect(matchesLabels(selector, { a: '1', b: 'x' })).toBe(false);
    expect(formatLabelSelector(selector)).toBe('a=1,b notin (x)');
    expect(formatLabelSelector({})).toBe('<none>');
  });

  test('a frozen selector keeps its compiled form', () => {
    const selector = Object.freeze({ matchLabels: { a: '1' } });
    expect([matchesLabels(selector, { a: '1' }), matchesLabels(selector, { a: '2' })]).toEqual([true, false]);
  });

  test('labels print sorted', () => {
    expect(printLabels({ b: '2', a: '1' })).toBe('a=1,b=2');
    expect(printLabels(undefined)).toBe('<none>');
  });
});

describe('field selectors', () => {
  test('all terms must hold', () => {
    const parsed = parseFieldSelector('metadata.name=a,status.phase!=Running');
    if (!parsed.ok) throw new Error(parsed.message);
    expect(matchesFields(parsed.value, { 'metadata.name': 'a', 'status.phase': 'Pending' })).toBe(true);
    expect(matchesFields(parsed.value, { 'metadata.name': 'a', 'status.phase': 'Running' })).toBe(false);
    expect(printFieldSelector(parsed.value)).toBe('metadata.name=a,status.phase!=Running');
  });

  test('a term without operator is refused, as recorded', () => {
    expect(parseFieldSelector('metadata.name')).toEqual({
      ok: false,
      message: "invalid selector: 'metadata.name'; can't understand 'metadata.name'",
    });
  });
});
