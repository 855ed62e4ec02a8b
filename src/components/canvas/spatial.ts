// Moving over the canvas with arrow keys: from one object to the nearest one in that direction, judged by where they stand on
// screen, so that the same rule works in every form of the picture.

export type Direction = 'up' | 'down' | 'left' | 'right';

export interface Spot {
  readonly ref: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const middle = (s: Spot): [number, number] => [(s.left + s.right) / 2, (s.top + s.bottom) / 2];

/** The nearest spot in a direction; objects off to the side count three times as far. Undefined at the edge. */
export function nextSpot(spots: readonly Spot[], from: string, direction: Direction): string | undefined {
  const here = spots.find((spot) => spot.ref === from);
  if (!here) return spots[0]?.ref;
  const [x, y] = middle(here);
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const spot of spots) {
    if (spot.ref === from) continue;
    const [sx, sy] = middle(spot);
    const [dx, dy] = [sx - x, sy - y];
    const along = direction === 'left' ? -dx : direction === 'right' ? dx : direction === 'up' ? -dy : dy;
    const aside = Math.abs(direction === 'left' || direction === 'right' ? dy : dx);
    if (along < 4) continue;
    const cost = along + aside * 3;
    if (cost < least) {
      least = cost;
      best = spot.ref;
    }
  }
  return best;
}
