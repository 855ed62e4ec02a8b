// How much of a pod can be shown: a cell, a chip, a tile or a card, by how near the camera is. Each limit has a band of 0.05
// so that a camera resting on it does not flicker.
import { create } from 'zustand';
import type { ViewPod } from '../../engine/index.ts';
import type { Form } from './layout.ts';

export type Level = 'cell' | 'chip' | 'tile' | 'card';

const limits: readonly (readonly [Level, number])[] = [
  ['chip', 0.4],
  ['tile', 0.75],
  ['card', 1.5],
];
const band = 0.05;
const order: readonly Level[] = ['cell', 'chip', 'tile', 'card'];

/** The level at a zoom, given the level before. */
export function levelAt(zoom: number, before: Level): Level {
  let level: Level = 'cell';
  for (const [next, limit] of limits) {
    const had = order.indexOf(before) >= order.indexOf(next);
    if (zoom >= limit + (had ? -band : band)) level = next;
  }
  return level;
}

/** The camera's level, and how many tiles a machine has room for. */
export const useLevel = create<{ readonly level: Level; readonly tiles: number }>(() => ({
  level: 'tile',
  tiles: 4,
}));

/** Room for tiles: one below the other on a narrow page, else in pairs; in a hall a low machine has one pair. */
export function tilesIn(form: Form, height: number): number {
  if (form === 'compact') return Math.max(1, Math.floor((height - 28) / 42));
  return height < 120 ? 2 : 4;
}

/** The pods that get a tile where not all do: first what is spoken of, then what does not run as it should; in their order. */
export function mostTelling(
  pods: readonly ViewPod[],
  room: number,
  named: (ref: string) => boolean,
): readonly ViewPod[] {
  if (pods.length <= room) return pods;
  const rank = ({ ref, state }: ViewPod): number => (named(ref) ? 2 : state === 'Running' ? 0 : 1);
  const kept = new Set([...pods].sort((a, b) => rank(b) - rank(a)).slice(0, room));
  return pods.filter((pod) => kept.has(pod));
}
