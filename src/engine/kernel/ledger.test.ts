// What is awaited survives a copy of the world and is not shared with it: each of the two strikes out for itself. For the world's
// hash a ledger is what a plain record of the same entries would be.
import { expect, test } from 'vitest';
import { hashOf } from './hash.ts';
import { Ledger } from './ledger.ts';
import { copyState } from './snapshot.ts';

function asked(...names: string[]): Ledger<{ readonly about: string }> {
  const ledger = new Ledger<{ readonly about: string }>();
  for (const name of names) ledger.set(name, { about: name });
  return ledger;
}

test('a copy of a state strikes out for itself', () => {
  const state = { open: asked('b#10', 'b#9') };
  const copy = copyState(state);
  expect(copy.open.take('b#10')).toBe(state.open.get('b#10'));
  expect(copy.open.names()).toEqual(['b#9']);
  expect(state.open.names()).toEqual(['b#10', 'b#9']);
});

test('what is struck out is gone, and what is entered can no longer change', () => {
  const open = asked('a#1');
  expect(Object.isFrozen(open.get('a#1'))).toBe(true);
  expect(open.take('a#1')?.about).toBe('a#1');
  expect(open.take('a#1')).toBeUndefined();
  expect(open.size).toBe(0);
});

test('it is hashed by its entries, in whatever order they came', () => {
  const record = { 'a#1': { about: 'a#1' }, 'a#2': { about: 'a#2' } };
  expect(hashOf(asked('a#2', 'a#1'))).toEqual(hashOf(record));
  expect(hashOf(asked('a#2'))).not.toEqual(hashOf(record));
});
