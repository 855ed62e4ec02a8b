// Where the sentence stands in the picture: beside what it speaks of, over as little as can be of what it may be about. Each of a dozen
// places is weighed by what it would cover; the one it already has wins unless another is clearly better, so that it does not jump.

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Something in the picture, and how bad it is to cover it. */
export interface Obstacle extends Box {
  readonly weight: number;
}

export type Side = 'below' | 'above' | 'right' | 'left';

export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly side: Side;
  /** Which of the places it is. */
  readonly place: string;
}

const gap = 12;
const margin = 8;
/** Square pixels of something ordinary that another place has to spare before the sentence moves there. */
const worthMoving = 1500;
/** What it costs to lie over the whole of a small object, such as a machine's name. */
const hidesSmall = 120_000;
/** A place further from the eye's way costs a little, so that nothing moves for nothing. */
const taste: Readonly<Record<Side, number>> = { below: 0, above: 300, right: 500, left: 600 };
const alignments = ['middle', 'start', 'end'] as const;

/** The best place of `width` by `height` beside `at` in a pane, all relative to the pane. */
export function spotFor(
  at: Box,
  size: { readonly width: number; readonly height: number },
  pane: { readonly width: number; readonly height: number },
  obstacles: readonly Obstacle[],
  before?: string,
): Spot {
  let best: Spot | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const side of ['below', 'above', 'right', 'left'] as const)
    for (const alignment of alignments) {
      const spot = place(side, alignment, at, size, pane);
      const cost = coverage(spot, size, obstacles, at) + taste[side] - (spot.place === before ? worthMoving : 0);
      if (cost >= least) continue;
      best = spot;
      least = cost;
    }
  return best as Spot;
}

function place(
  side: Side,
  alignment: (typeof alignments)[number],
  at: Box,
  { width, height }: { readonly width: number; readonly height: number },
  pane: { readonly width: number; readonly height: number },
): Spot {
  const along = (from: number, to: number, length: number): number =>
    alignment === 'middle' ? (from + to - length) / 2 : alignment === 'start' ? to - length : from;
  const upright = side === 'below' || side === 'above';
  const x = upright ? along(at.left, at.right, width) : side === 'right' ? at.right + gap : at.left - gap - width;
  const y = upright ? (side === 'below' ? at.bottom + gap : at.top - gap - height) : along(at.top, at.bottom, height);
  return {
    x: Math.max(margin, Math.min(pane.width - width - margin, x)),
    y: Math.max(margin, Math.min(pane.height - height - margin, y)),
    side,
    place: `${side} ${alignment}`,
  };
}

/** What a sentence would cover there; its own object above all. */
function coverage(
  { x, y }: Spot,
  { width, height }: { readonly width: number; readonly height: number },
  obstacles: readonly Obstacle[],
  at: Box,
): number {
  const mine = { left: x, top: y, right: x + width, bottom: y + height };
  // A small thing is hidden by little, a large one is not.
  const size = (at.right - at.left) * (at.bottom - at.top);
  let sum = size > 0 ? overlap(mine, at) * (12 + hidesSmall / size) : 0;
  for (const obstacle of obstacles) sum += overlap(mine, obstacle) * obstacle.weight;
  return sum;
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}
