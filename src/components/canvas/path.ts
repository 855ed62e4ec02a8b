// A lane as numbers: a polyline with rounded corners, sampled once into 65 points at equal distances, so that drawing a token
// on it is a look-up. Positions are world units.

const points = 65;
const corner = 6;

export interface Path {
  /** x, y, x, y …: 65 points. */
  readonly samples: Float32Array;
  /** The corners themselves, for drawing the lane, and how far along it each of them is. */
  readonly line: readonly Point[];
  readonly lengths: readonly number[];
  readonly length: number;
}

export type Point = readonly [x: number, y: number];

export function samplePath(polyline: readonly Point[]): Path {
  const line = rounded(polyline);
  const lengths = [0];
  for (let i = 1; i < line.length; i++) {
    const dx = line[i][0] - line[i - 1][0];
    const dy = line[i][1] - line[i - 1][1];
    lengths.push(lengths[i - 1] + Math.sqrt(dx * dx + dy * dy));
  }
  const length = lengths[lengths.length - 1];
  const samples = new Float32Array(points * 2);
  let segment = 1;
  for (let i = 0; i < points; i++) {
    const at = (length * i) / (points - 1);
    while (segment < line.length - 1 && lengths[segment] < at) segment++;
    const span = lengths[segment] - lengths[segment - 1] || 1;
    const share = Math.min(1, Math.max(0, (at - lengths[segment - 1]) / span));
    samples[i * 2] = line[segment - 1][0] + (line[segment][0] - line[segment - 1][0]) * share;
    samples[i * 2 + 1] = line[segment - 1][1] + (line[segment][1] - line[segment - 1][1]) * share;
  }
  return { samples, line, lengths, length };
}

/** The point at a share 0–1 of the way. */
export function pointAt(path: Path, share: number): [number, number] {
  const at = Math.min(1, Math.max(0, share)) * (points - 1);
  const i = Math.min(points - 2, Math.floor(at));
  const rest = at - i;
  const s = path.samples;
  return [s[i * 2] + (s[i * 2 + 2] - s[i * 2]) * rest, s[i * 2 + 1] + (s[i * 2 + 3] - s[i * 2 + 1]) * rest];
}

/** Angle of travel at a share of the way, in radians. */
export function directionAt(path: Path, share: number): number {
  const i = Math.min(points - 2, Math.max(0, Math.floor(share * (points - 1))));
  const s = path.samples;
  return Math.atan2(s[i * 2 + 3] - s[i * 2 + 1], s[i * 2 + 2] - s[i * 2]);
}

/** Adds the way from the start up to a share to a canvas path. */
export function tracePath(context: CanvasRenderingContext2D, path: Path, share: number): void {
  const end = Math.min(1, Math.max(0, share)) * path.length;
  context.moveTo(path.line[0][0], path.line[0][1]);
  for (let i = 1; i < path.line.length && path.lengths[i] <= end; i++) context.lineTo(path.line[i][0], path.line[i][1]);
  if (share >= 1) return;
  const [x, y] = pointAt(path, share);
  context.lineTo(x, y);
}

export function svgPath(polyline: readonly Point[]): string {
  return rounded(polyline)
    .map(([x, y], i) => `${i ? 'L' : 'M'}${round(x)} ${round(y)}`)
    .join('');
}

const round = (n: number): number => Math.round(n * 10) / 10;

/** Corners become short arcs of four chords. */
function rounded(polyline: readonly Point[]): Point[] {
  const out: Point[] = [polyline[0]];
  for (let i = 1; i < polyline.length - 1; i++) {
    const [a, b, c] = [polyline[i - 1], polyline[i], polyline[i + 1]];
    const before = towards(b, a);
    const after = towards(b, c);
    for (let k = 0; k <= 4; k++) {
      const t = k / 4;
      const u = 1 - t;
      out.push([
        u * u * before[0] + 2 * u * t * b[0] + t * t * after[0],
        u * u * before[1] + 2 * u * t * b[1] + t * t * after[1],
      ]);
    }
  }
  out.push(polyline[polyline.length - 1]);
  return out;
}

/** The point `corner` px from a towards b, or half way if they are near. */
function towards(a: Point, b: Point): Point {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const length = Math.sqrt(dx * dx + dy * dy) || 1;
  const share = Math.min(0.5, corner / length);
  return [a[0] + dx * share, a[1] + dy * share];
}
