// Marks on an object's text are exactly what is new in it.
import { describe, expect, it } from 'vitest';
import { changedLines, withoutManaged } from './yaml-text.ts';

describe('changedLines', () => {
  it.each([
    ['a\nb\nc', 'a\nx\nc', [1]],
    ['a\nb', 'a\nb\nc', [2]],
    ['a\nb\nc', 'a\nc', []],
    ['a\nb\nc\nd', 'x\nb\ny\nd', [0, 2]],
    ['a', 'a', []],
  ])('%j → %j', (before, after, lines) => {
    expect([...changedLines(before, after)]).toEqual(lines);
  });
});

it('leaves the bookkeeping out, also inside lists and message bodies', () => {
  const pod = { metadata: { name: 'a', managedFields: [{}] } };
  expect(withoutManaged({ object: pod, items: [pod] })).toEqual({
    object: { metadata: { name: 'a' } },
    items: [{ metadata: { name: 'a' } }],
  });
});
