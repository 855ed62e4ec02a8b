// The chain of causes as rows: badges with the same numbers as on the canvas, middle hops folded, times from the first hop on,
// and where "now" stands between what happened and what is still under way.

import type { Tick, WhyHop } from '../../engine/index.ts';
import { shownHops } from '../canvas/thread.ts';
import { offset } from '../ui/clock.ts';

export interface HopRow {
  readonly hop: WhyHop;
  readonly badge: string;
  readonly offset: string;
  readonly happened: boolean;
}

export interface FoldRow {
  readonly folded: readonly WhyHop[];
}

export type ChainRow = HopRow | FoldRow;

/** `open`: whether the middle is shown although it is long. */
export function chainRows(hops: readonly WhyHop[], now: Tick, open: boolean): readonly ChainRow[] {
  const start = hops[0]?.tick ?? 0;
  const row = (index: number): ChainRow[] => {
    const hop = hops[index];
    if (!hop) return [];
    return [{ hop, badge: String(index + 1), offset: offset(hop.tick - start), happened: hop.tick <= now }];
  };
  if (open) return hops.flatMap((_, index) => row(index));
  const shown = shownHops(hops.length);
  return shown.flatMap((index, at) => {
    if (index !== 'fold') return row(index);
    const next = shown[at + 1];
    const from = at;
    const to = typeof next === 'number' ? next : hops.length;
    return [{ folded: hops.slice(from, to) }];
  });
}
