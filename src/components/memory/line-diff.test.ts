// Two versions as one list: putting the kept and the new lines together gives the new text, the kept and the old ones the old text.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DiffLine, lineDiff } from './line-diff.ts';

const text = fc
  .array(fc.constantFrom('a: 1', 'b: 2', '- c', 'd:'), { minLength: 1, maxLength: 12 })
  .map((l) => l.join('\n'));
const side = (diff: readonly DiffLine[], own: '+' | '-'): string =>
  diff.flatMap((line) => ('sign' in line && (line.sign === ' ' || line.sign === own) ? [line.text] : [])).join('\n');

test('nothing is lost and nothing is made up', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = lineDiff(before, after, 99);
      if (before === after) {
        expect(diff).toEqual([]);
        return;
      }
      expect(side(diff, '+')).toBe(after);
      expect(side(diff, '-')).toBe(before);
    }),
  );
});

test('what stayed far from a change is folded', () => {
  const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].join('\n');
  expect(lineDiff(before, before.replace('d', 'D'), 1)).toEqual([
    { folded: 2 },
    { sign: ' ', text: 'c' },
    { sign: '-', text: 'd' },
    { sign: '+', text: 'D' },
    { sign: ' ', text: 'e' },
    { folded: 2 },
  ]);
});
