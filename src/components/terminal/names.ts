// Finds the names of existing objects in a line of text, so that a name in the terminal is as good as a tile on the canvas.
// Only whole words count: `web` in `web-7d4b9c6f5` is not a link to web.

import type { ObjectRef } from '../../engine/index.ts';

export interface Piece {
  readonly text: string;
  /** The object this word names, or undefined for plain text. */
  readonly ref: ObjectRef | undefined;
}

const word = /[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/g;

/** Splits a line into plain text and names; `refOf` answers for a word, or undefined. */
export function splitNames(line: string, refOf: (name: string) => ObjectRef | undefined): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of line.matchAll(word)) {
    const before = line[match.index - 1] ?? '';
    const after = line[match.index + match[0].length] ?? '';
    if (/[A-Za-z0-9_]/.test(before) || /[A-Za-z0-9_]/.test(after)) continue;
    const ref = refOf(match[0]);
    if (ref === undefined) continue;
    if (match.index > from) pieces.push({ text: line.slice(from, match.index), ref: undefined });
    pieces.push({ text: match[0], ref });
    from = match.index + match[0].length;
  }
  if (from < line.length || pieces.length === 0) pieces.push({ text: line.slice(from), ref: undefined });
  return pieces;
}

/** Name → reference. A name that occurs twice belongs to the namespace `default`, else to whoever came first. */
export function nameIndex(refs: Iterable<ObjectRef>): ReadonlyMap<string, ObjectRef> {
  const index = new Map<string, ObjectRef>();
  for (const ref of refs) {
    const [, namespace, name] = ref.split('/');
    if (!name) continue;
    if (!index.has(name) || namespace === 'default') index.set(name, ref);
  }
  return index;
}
