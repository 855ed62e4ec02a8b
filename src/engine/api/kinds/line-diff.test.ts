// Unified differences: where hunks begin, when two of them join, and what is counted. The texts are small enough to check
// by eye against what diff -u prints.
import { expect, test } from 'vitest';
import { unifiedDiff } from './line-diff.ts';

const lines = (...parts: string[]): string => parts.join('\n');
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

test('equal texts differ nowhere', () => {
  expect(unifiedDiff('a\nb', 'a\nb')).toBe('');
});

test('a change shows three lines around it', () => {
  const before = numbered(20);
  const after = before.map((line) => (line === 'line 10' ? 'changed' : line));
  expect(unifiedDiff(lines(...before), lines(...after))).toBe(
    '@@ -7,7 +7,7 @@\n line 7\n line 8\n line 9\n-line 10\n+changed\n line 11\n line 12\n line 13\n',
  );
});

test('changes far apart are two hunks, near ones are one', () => {
  const before = numbered(30);
  const change = (...which: number[]) =>
    before.map((line, index) => (which.includes(index + 1) ? `new ${index + 1}` : line));
  const hunks = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('@@'));
  expect(hunks(unifiedDiff(lines(...before), lines(...change(5, 25))))).toEqual([
    '@@ -2,7 +2,7 @@',
    '@@ -22,7 +22,7 @@',
  ]);
  expect(hunks(unifiedDiff(lines(...before), lines(...change(5, 11))))).toEqual(['@@ -2,13 +2,13 @@']);
});

test('added lines move what follows', () => {
  expect(unifiedDiff('a\nb', 'a\nx\ny\nb')).toBe('@@ -1,2 +1,4 @@\n a\n+x\n+y\n b\n');
});
