// What a clicker and a keyboard mean to a presentation, the same in the hall's window and in the presenter's. Every letter is taken, so that
// none of the page's own shortcuts happens before an audience; keys with Ctrl, Alt or Command are the browser's.
import type { Command } from './present-store.ts';

const plain: Readonly<Record<string, Command>> = {
  ArrowRight: 'next',
  ArrowDown: 'next',
  PageDown: 'next',
  ' ': 'next',
  Enter: 'next',
  ArrowLeft: 'back',
  ArrowUp: 'back',
  PageUp: 'back',
  Backspace: 'back',
  b: 'blank',
  '.': 'blank',
  r: 'reset',
  q: 'ask 0',
  w: 'ask 1',
  e: 'ask 2',
  f: 'free',
  n: 'notes',
  d: 'tone',
  '?': 'keys',
  Escape: 'return',
};

/** The command of a key; '' for one that must do nothing here; undefined for one that is not ours. */
export function commandOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
): Command | '' | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const { key } = event;
  if (/^[1-9]$/.test(key)) return `step ${Number(key) - 1}`;
  const known = plain[key.length === 1 ? key.toLowerCase() : key];
  if (known) return known;
  // Many clickers have a button that sends F5: a reload would end the show.
  return key.length === 1 || key === 'F5' || key === 'Home' || key === 'End' ? '' : undefined;
}
