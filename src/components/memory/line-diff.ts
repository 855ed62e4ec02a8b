// Two versions of a text as one list of lines: what stayed, what went, what came. Long stretches that stayed are folded.
import { changedLines } from '../inspector/yaml-text.ts';

export type DiffLine =
  | { readonly sign: ' ' | '+' | '-'; readonly text: string }
  /** So many unchanged lines are left out. */
  | { readonly folded: number };

/** `around` unchanged lines are kept on each side of a change. */
export function lineDiff(before: string, after: string, around = 2): readonly DiffLine[] {
  const lines = whole(before, after);
  const keep = new Set<number>();
  lines.forEach((line, at) => {
    if (line.sign === ' ') return;
    for (let near = at - around; near <= at + around; near++) keep.add(near);
  });
  const diff: DiffLine[] = [];
  let folded = 0;
  lines.forEach((line, at) => {
    if (!keep.has(at)) {
      folded++;
      return;
    }
    if (folded > 0) diff.push({ folded });
    folded = 0;
    diff.push(line);
  });
  if (folded > 0 && diff.length > 0) diff.push({ folded });
  return diff;
}

function whole(before: string, after: string): readonly { readonly sign: ' ' | '+' | '-'; readonly text: string }[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const come = changedLines(before, after);
  const lines: { sign: ' ' | '+' | '-'; text: string }[] = [];
  let i = 0;
  // What is not new is in the old text as well, in the same order: what lies before it there has gone.
  const goneBefore = (kept: string | undefined): void => {
    while (i < old.length && old[i] !== kept) lines.push({ sign: '-', text: old[i++] });
  };
  now.forEach((text, j) => {
    if (come.has(j)) {
      if (!come.has(j - 1)) goneBefore(now.find((_, at) => at > j && !come.has(at)));
      lines.push({ sign: '+', text });
      return;
    }
    goneBefore(text);
    lines.push({ sign: ' ', text });
    i++;
  });
  goneBefore(undefined);
  return lines;
}
