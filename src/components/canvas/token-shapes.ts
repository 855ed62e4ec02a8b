// The shapes of messages: a pentagon asks, a hollow one answers, a diamond is a watch event, a sheet is written to etcd.
// Each adds itself to the current canvas path around (0, 0), pointing right, so that many can be filled at once.
import type { TokenShape } from '../../engine/index.ts';

type Draw = (c: CanvasRenderingContext2D, x: number, y: number, size: number, angle: number) => void;

const pentagon: Draw = (c, x, y, size, angle) => {
  const r = size / 2;
  polygon(c, x, y, angle, [
    [-r, -r * 0.78],
    [r * 0.3, -r * 0.78],
    [r * 1.1, 0],
    [r * 0.3, r * 0.78],
    [-r, r * 0.78],
  ]);
};

const diamond: Draw = (c, x, y, size) => {
  const r = size * 0.64;
  polygon(c, x, y, 0, [
    [0, -r],
    [r, 0],
    [0, r],
    [-r, 0],
  ]);
};

const sheet: Draw = (c, x, y, size) => {
  const r = size * 0.46;
  polygon(c, x, y, 0, [
    [-r * 0.85, -r],
    [r * 0.3, -r],
    [r * 0.85, -r * 0.45],
    [r * 0.85, r],
    [-r * 0.85, r],
  ]);
};

const square: Draw = (c, x, y, size) => {
  const r = size * 0.46;
  c.roundRect(x - r, y - r, r * 2, r * 2, size * 0.22);
};

const hexagon: Draw = (c, x, y, size) => {
  const r = size * 0.54;
  const h = r * 0.87;
  polygon(c, x, y, 0, [
    [-r / 2, -h],
    [r / 2, -h],
    [r, 0],
    [r / 2, h],
    [-r / 2, h],
    [-r, 0],
  ]);
};

const circle: Draw = (c, x, y, size) => {
  c.moveTo(x + size * 0.36, y);
  c.arc(x, y, size * 0.36, 0, Math.PI * 2);
};

/** Drawn as a line, never filled. */
export const pulse: Draw = (c, x, y, size) => {
  const r = size * 0.7;
  c.moveTo(x - r, y);
  c.lineTo(x - r * 0.35, y);
  c.lineTo(x, y - r * 0.8);
  c.lineTo(x + r * 0.35, y);
  c.lineTo(x + r, y);
};

/** Drawn as a line: where a message died. */
export const cross: Draw = (c, x, y, size) => {
  const r = size * 0.45;
  c.moveTo(x - r, y - r);
  c.lineTo(x + r, y + r);
  c.moveTo(x + r, y - r);
  c.lineTo(x - r, y + r);
};

/** The four ticks around a probe's circle. */
export const ticks: Draw = (c, x, y, size) => {
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ]) {
    c.moveTo(x + dx * size * 0.36, y + dy * size * 0.36);
    c.lineTo(x + dx * size * 0.6, y + dy * size * 0.6);
  }
};

const dot: Draw = (c, x, y, size) => {
  c.moveTo(x + size * 0.25, y);
  c.arc(x, y, size * 0.25, 0, Math.PI * 2);
};

export const outlines: Record<TokenShape, Draw> = {
  request: pentagon,
  response: pentagon,
  watch: diamond,
  etcd: sheet,
  cri: square,
  cni: hexagon,
  probe: circle,
  heartbeat: pulse,
  reset: cross,
  user: dot,
  lost: cross,
};

/** Whether a shape is a line and has no inside. */
export const isLine = (shape: TokenShape): boolean => shape === 'heartbeat' || shape === 'reset' || shape === 'lost';
/** Whether only its outline is coloured. */
export const isHollow = (shape: TokenShape): boolean => shape === 'response' || shape === 'probe';

/** The sign inside a watch event's diamond. */
export function drawSign(c: CanvasRenderingContext2D, sign: string, x: number, y: number, size: number): void {
  const r = size * 0.24;
  if (sign === '+') {
    c.moveTo(x - r, y);
    c.lineTo(x + r, y);
    c.moveTo(x, y - r);
    c.lineTo(x, y + r);
  } else if (sign === '−') {
    c.moveTo(x - r, y);
    c.lineTo(x + r, y);
  } else {
    c.moveTo(x - r, y + r * 0.35);
    c.lineTo(x - r * 0.25, y - r * 0.4);
    c.lineTo(x + r * 0.25, y + r * 0.4);
    c.lineTo(x + r, y - r * 0.35);
  }
}

function polygon(
  c: CanvasRenderingContext2D,
  x: number,
  y: number,
  angle: number,
  corners: readonly (readonly [number, number])[],
): void {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  corners.forEach(([px, py], i) => {
    const at = [x + px * cos - py * sin, y + px * sin + py * cos] as const;
    if (i) c.lineTo(...at);
    else c.moveTo(...at);
  });
  c.closePath();
}
