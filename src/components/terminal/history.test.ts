// History keeps order, forgets repetitions, and gives a draft back.
import { describe, expect, it } from 'vitest';
import { emptyHistory, historyBound, historyOf, newer, older, remember, shown } from './history.ts';

describe('history', () => {
  it('walks back and forth and keeps the draft', () => {
    let history = remember(remember(emptyHistory, 'get pods'), 'get nodes');
    history = older(history, 'delete po');
    expect(shown(history)).toBe('get nodes');
    history = older(history, shown(history));
    expect(shown(history)).toBe('get pods');
    history = older(history, shown(history));
    expect(shown(history)).toBe('get pods');
    history = newer(newer(history, 'x'), 'x');
    expect(shown(history)).toBe('delete po');
  });

  it('keeps neither blank lines nor immediate repetitions', () => {
    const history = remember(remember(remember(emptyHistory, 'a'), '  '), 'a ');
    expect(history.lines).toEqual(['a']);
  });

  it('is bounded', () => {
    const history = historyOf(Array.from({ length: historyBound + 5 }, (_, index) => String(index)));
    expect(history.lines).toHaveLength(historyBound);
    expect(history.lines[0]).toBe('5');
  });
});
