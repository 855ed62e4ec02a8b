// What stands in the terminal: one entry per command, with the lines it printed, in the order they came.
// Output is found by its thread, so two commands that run at once never mix, and a running watch can be told from a finished one.

import type { ViewOutput } from '../../engine/index.ts';

export interface ConsoleLine {
  readonly stream: 'stdout' | 'stderr' | 'note';
  readonly text: string;
}

export interface ConsoleEntry {
  readonly key: string;
  /** The input that runs it; undefined for words the page answers itself. */
  readonly thread: number | undefined;
  readonly command: string;
  readonly lines: readonly ConsoleLine[];
  /** An unfinished last line: text that came without its line break yet. */
  readonly open: boolean;
  readonly running: boolean;
  readonly exitCode: number | undefined;
  /** Tick at which it was entered. */
  readonly at: number;
}

export interface Console {
  readonly entries: readonly ConsoleEntry[];
  readonly nextKey: number;
  /** Lines that were let go at the top. */
  readonly dropped: number;
}

/** Lines kept in all; older entries are let go whole. */
export const consoleBound = 2000;

export const emptyConsole: Console = { entries: [], nextKey: 1, dropped: 0 };

/** A command that was just sent to the cluster. */
export function beginCommand(console: Console, command: string, thread: number, at: number): Console {
  return add(console, {
    thread,
    command,
    lines: [],
    open: false,
    running: true,
    exitCode: undefined,
    at,
  });
}

/** Something the page answers itself. */
export function answer(
  console: Console,
  command: string,
  lines: readonly ConsoleLine[],
  at: number,
  exitCode?: number,
): Console {
  return add(console, {
    thread: undefined,
    command,
    lines,
    open: false,
    running: false,
    exitCode,
    at,
  });
}

/** Takes what the cluster printed since the last frame. */
export function takeOutput(console: Console, output: readonly ViewOutput[], at: number): Console {
  let next = console;
  for (const piece of output) {
    const index = next.entries.findLastIndex((entry) => entry.thread === piece.thread);
    const known = next.entries[index];
    if (!known) {
      // A click's command arrives here for the first time; output of a command that was cleared away is dropped.
      if (piece.stream === 'command') next = beginCommand(next, piece.text, piece.thread, at);
      continue;
    }
    if (piece.stream === 'command') continue;
    const changed =
      piece.stream === 'exit' ? finish(known, Number(piece.text)) : print(known, piece.stream, piece.text);
    next = { ...next, entries: next.entries.with(index, changed) };
  }
  return next === console ? console : bound(next);
}

/** The learner stopped it with Ctrl-C. */
export function interrupt(console: Console, thread: number): Console {
  return {
    ...console,
    entries: console.entries.map((entry) =>
      entry.thread === thread && entry.running
        ? { ...entry, running: false, open: false, lines: [...entry.lines, { stream: 'note', text: '^C' }] }
        : entry,
    ),
  };
}

/**
 * Goes to another moment of the run: `output` is everything printed up to it, from the start. Commands that were not entered yet
 * are gone, the page's own answers stay, and a command whose output is no longer remembered keeps what it shows.
 */
export function replayOutput(console: Console, output: readonly ViewOutput[], tick: number): Console {
  const printed = new Set(output.map((piece) => piece.thread));
  const entries = console.entries.flatMap((entry) => {
    if (entry.thread === undefined) return [entry];
    if (printed.has(entry.thread)) {
      return [{ ...entry, lines: [], open: false, running: true, exitCode: undefined, at: Math.min(entry.at, tick) }];
    }
    return entry.at < tick ? [entry] : [];
  });
  return takeOutput({ ...console, entries }, output, tick);
}

/** Another cluster begins: nothing that still runs here will ever get an answer. */
export function detach(console: Console): Console {
  return {
    ...console,
    entries: console.entries.map((entry) => ({ ...entry, thread: undefined, running: false, open: false })),
  };
}

export function clear(console: Console): Console {
  return { ...console, entries: console.entries.filter((entry) => entry.running), dropped: 0 };
}

/** The command that Ctrl-C would stop: the last one still running. */
export function runningEntry(console: Console): ConsoleEntry | undefined {
  return console.entries.findLast((entry) => entry.running);
}

/** The whole entry as text, as it would be copied from a terminal. */
export function entryText(entry: ConsoleEntry): string {
  return [`$ ${entry.command}`, ...entry.lines.map((line) => line.text)].join('\n');
}

function add(console: Console, entry: Omit<ConsoleEntry, 'key'>): Console {
  const keyed = { ...entry, key: `c${console.nextKey}` };
  return bound({ ...console, entries: [...console.entries, keyed], nextKey: console.nextKey + 1 });
}

function finish(entry: ConsoleEntry, exitCode: number): ConsoleEntry {
  if (!entry.running) return entry;
  return { ...entry, running: false, open: false, exitCode: Number.isInteger(exitCode) ? exitCode : 1 };
}

function print(entry: ConsoleEntry, stream: 'stdout' | 'stderr', text: string): ConsoleEntry {
  // After Ctrl-C nothing more is heard of a command.
  if (text === '' || !entry.running) return entry;
  const parts = text.split('\n');
  const open = parts.at(-1) !== '';
  if (!open) parts.pop();
  const lines = [...entry.lines];
  const last = lines.at(-1);
  if (entry.open && last && last.stream === stream) {
    lines[lines.length - 1] = { stream, text: last.text + parts.shift() };
  }
  for (const part of parts) lines.push({ stream, text: part });
  return { ...entry, lines, open };
}

function bound(console: Console): Console {
  let total = console.entries.reduce((sum, entry) => sum + entry.lines.length + 1, 0);
  if (total <= consoleBound) return console;
  const entries = [...console.entries];
  let dropped = console.dropped;
  while (entries.length > 1 && total > consoleBound) {
    const gone = entries.shift();
    const size = (gone?.lines.length ?? 0) + 1;
    total -= size;
    dropped += size;
  }
  const only = entries[0];
  if (only && entries.length === 1 && only.lines.length > consoleBound) {
    dropped += only.lines.length - consoleBound;
    entries[0] = { ...only, lines: only.lines.slice(-consoleBound) };
  }
  return { ...console, entries, dropped };
}
