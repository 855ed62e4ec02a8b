// How much of a pod can be shown: a cell, a chip, a tile or a card, by how near the camera is. Each limit has a band of 0.05
// so that a camera resting on it does not flicker.
import { create } from 'zustand';

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

/** The camera's level, and how many tiles a machine of the compact form has room for. */
export const useLevel = create<{ readonly level: Level; readonly compactTiles: number }>(() => ({
  level: 'tile',
  compactTiles: 1,
}));
