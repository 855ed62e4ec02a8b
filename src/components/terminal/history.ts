// The memory of a command line: what was typed, in order, and where the arrow keys are in it.
// A line that was begun and left is a draft: going back through history never loses it.

export interface History {
  /** Oldest first. */
  readonly lines: readonly string[];
  /** Index in `lines` that is shown; `lines.length` is the draft. */
  readonly at: number;
  readonly draft: string;
}

/** Lines that are remembered, here and in storage. */
export const historyBound = 200;

export const emptyHistory: History = { lines: [], at: 0, draft: '' };

export function historyOf(lines: readonly string[]): History {
  const kept = lines.slice(-historyBound);
  return { lines: kept, at: kept.length, draft: '' };
}

/** Remembers a line that was sent. Blank lines and an immediate repetition are not kept. */
export function remember(history: History, line: string): History {
  const text = line.trim();
  if (text === '' || history.lines.at(-1) === text) return historyOf(history.lines);
  return historyOf([...history.lines, text]);
}

/** What the input line should show. */
export function shown(history: History): string {
  return history.at === history.lines.length ? history.draft : (history.lines[history.at] ?? '');
}

/** ↑: one older. `typed` is what stands in the input now; as a draft it is kept. */
export function older(history: History, typed: string): History {
  const draft = history.at === history.lines.length ? typed : history.draft;
  return { ...history, draft, at: Math.max(0, history.at - 1) };
}

/** ↓: one newer, at last the draft. */
export function newer(history: History, typed: string): History {
  const draft = history.at === history.lines.length ? typed : history.draft;
  return { ...history, draft, at: Math.min(history.lines.length, history.at + 1) };
}
