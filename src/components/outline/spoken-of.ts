// What the lesson's sentence speaks of, as rows of the list: the object or the program itself, of a connection both its ends. What has no
// row of its own is shown where it lives, as in the picture: a lease at its node, a slice at its Service.
import { useMemo } from 'react';
import { useLesson } from '../lesson/lesson-store.ts';
import { type Anchor, hasRow, onPicture, standInFor } from '../lesson/places.ts';
import type { Row } from './row.ts';

export interface SpokenOf {
  /** Where the sentence is said. */
  readonly pointed: ReadonlySet<string>;
  /** What else it names. */
  readonly lit: ReadonlySet<string>;
}

/** The same until something else is spoken of, however often the lesson is drawn. */
export function useSpokenOf(): SpokenOf {
  const now = useLesson((s) => JSON.stringify([s.view?.beat?.anchor ?? null, s.view?.scene.highlight ?? []]));
  return useMemo(() => {
    const [anchor, highlight] = JSON.parse(now) as [Anchor | null, readonly string[]];
    return spokenOf(anchor ?? undefined, highlight);
  }, [now]);
}

export function spokenOf(anchor: Anchor, highlight: readonly string[]): SpokenOf {
  const at = anchor && anchor.kind !== 'region' && anchor.kind !== 'moment' ? [anchor.ref, anchor.to] : [];
  const pointed = new Set(at.filter((ref) => ref !== '').map(rowOf));
  const lit = new Set(highlight.flatMap((ref) => ref.split(' > ')).map(rowOf));
  return { pointed, lit };
}

const rowOf = (ref: string): string => (hasRow(onPicture(ref)) ? onPicture(ref) : standInFor(ref));

/** How a row is marked: by itself, or for what is folded away in it. */
export function markOf(row: Row, open: boolean, { pointed, lit }: SpokenOf): 'pointed' | 'lit' | undefined {
  const inside = (set: ReadonlySet<string>) => holds(row, set, !open);
  return inside(pointed) ? 'pointed' : inside(lit) ? 'lit' : undefined;
}

function holds(row: Row, set: ReadonlySet<string>, within: boolean): boolean {
  if (set.size === 0) return false;
  // A container and an endpoint are rows that select their pod: the pod has a row of its own.
  if (set.has(row.ref) && row.id === row.ref) return true;
  return within && row.children.some((child) => holds(child, set, true));
}

/** Whether a message is under way on the connection that is spoken of. */
export function onConnection(anchor: Anchor, from: string, to: string): boolean {
  if (anchor?.kind !== 'edge') return false;
  return (from === anchor.ref && to === anchor.to) || (from === anchor.to && to === anchor.ref);
}
