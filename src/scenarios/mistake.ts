// A mistake in a lesson file, as its author needs it: which file, which line, which field, what is wrong, what would be right.
// The place comes from the parsed text itself, so it is right after any edit.

import { type Document, isMap, isNode, isPair, isScalar, type LineCounter, type Node } from 'yaml';

export interface Mistake {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `steps[2].goal.order`. */
  readonly field: string;
  readonly message: string;
}

export type Path = readonly (string | number)[];

/** `lesson.yaml:12:5 steps[2].goal.ordr: unknown field; did you mean order?` */
export function formatMistake({ file, line, column, field, message }: Mistake): string {
  return `${file}:${line}:${column}${field ? ` ${field}` : ''}: ${message}`;
}

export function fieldOf(path: Path): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}

/** `steps[2].goal` back into its keys; for messages that come with a written path. */
export function pathOf(field: string): Path {
  return [...field.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) =>
    index === undefined ? key : Number(index),
  );
}

/** Where a field stands: its key if it has one, else its value, else the nearest thing around it. */
export function placeOf(document: Document, lines: LineCounter, path: Path): { line: number; column: number } {
  for (let length = path.length; length >= 0; length--) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset === undefined) continue;
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  }
  return { line: 1, column: 1 };
}

function offsetOf(document: Document, path: Path): number | undefined {
  if (path.length === 0) return document.contents?.range?.[0] ?? 0;
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === path.at(-1));
    return (pair?.key as Node | undefined)?.range?.[0];
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}
