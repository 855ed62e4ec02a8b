// Users' requests on the canvas beside the tokens themselves: the ways that were just taken, fading, because at the pace of real time
// a request is over before a frame is drawn; and a cross where one was lost, with the word for how. Crosses of one place are one,
// with their number.
import type { ViewMessage, ViewRequest } from '../../engine/index.ts';
import { text } from '../ui/text/en.ts';
import type { Lanes } from './lanes.ts';
import type { Palette } from './palette.ts';
import { type Path, tracePath } from './path.ts';
import { cross } from './token-shapes.ts';

/** Playing milliseconds for which a way stays lit, and for which a cross stays where it is. */
const litMs = 320;
const longestLit = 1500;
const crossMs = 2500;
const longestCross = 60_000;
const labels = 3;

/** Simulated time that is so long at the present pace. */
export const litTicks = (rate: number): number => Math.min(longestLit, Math.max(10, litMs * rate));
export const crossTicks = (rate: number): number => Math.min(longestCross, crossMs * Math.max(1, rate));

/** Lost requests whose cross still stands at a moment, newest first. */
export function recentlyLost(requests: readonly ViewRequest[], now: number, ticks: number): ViewRequest[] {
  return requests
    .filter(({ endedAt }) => endedAt <= now && now - endedAt < ticks)
    .sort((a, b) => b.endedAt - a.endedAt || (a.id < b.id ? 1 : -1));
}

export interface UserScene {
  readonly now: number;
  /** Hops of requests that set out within the last `ticks`. */
  readonly hops: readonly ViewMessage[];
  readonly ticks: number;
  readonly lost: readonly ViewRequest[];
  /** The way of the selected request, as the hops it would take now. */
  readonly chosenWay: readonly ViewMessage[];
  /** Id of the selected request. */
  readonly chosen: string;
  readonly reducedMotion: boolean;
}

export interface Cross {
  readonly x: number;
  readonly y: number;
  /** The newest that was lost here. */
  readonly id: string;
  readonly word: string;
  readonly side: 'left' | 'right';
  readonly count: number;
}

/** The ways just taken, each as bright as its newest hop is young. */
export function drawHops(
  c: CanvasRenderingContext2D,
  scene: UserScene,
  lanes: Lanes,
  palette: Palette,
  size: number,
): void {
  const newest = new Map<Path, ViewMessage>();
  for (const hop of scene.hops) {
    const path = hop.thread === 0 ? lanes.pathOf(hop) : undefined;
    if (path) newest.set(path, hop);
  }
  if (newest.size === 0) return;
  c.lineCap = 'round';
  c.lineJoin = 'round';
  c.lineWidth = 1.5 * size;
  for (const [path, hop] of newest) {
    const share = Math.min(1, (scene.now - hop.sentAt) / Math.max(1, hop.dueAt - hop.sentAt));
    c.globalAlpha = scene.reducedMotion ? 0.6 : 0.8 * (1 - Math.max(0, scene.now - hop.sentAt) / scene.ticks);
    c.strokeStyle = hop.shape === 'lost' ? palette.fail : palette.ghost;
    c.beginPath();
    tracePath(c, path, scene.reducedMotion ? 1 : share);
    c.stroke();
  }
  c.globalAlpha = 1;
}

/** The way of the selected request, in ink, whether or not anything of it is still to be seen. */
export function drawChosen(
  c: CanvasRenderingContext2D,
  scene: UserScene,
  lanes: Lanes,
  palette: Palette,
  size: number,
): void {
  c.beginPath();
  for (const hop of scene.chosenWay) {
    const path = lanes.pathOf(hop);
    if (path) tracePath(c, path, 1);
  }
  c.lineWidth = 1.6 * size;
  c.strokeStyle = palette.ink;
  c.setLineDash([5 * size, 4 * size]);
  c.stroke();
  c.setLineDash([]);
}

/** One cross for each place where requests were lost. */
export function crossesOf(lost: readonly ViewRequest[], lanes: Lanes): readonly Cross[] {
  const places = new Map<string, Cross>();
  for (const request of lost) {
    const place = lanes.deathPlace(request);
    if (!place) continue;
    const { at, words: side } = place;
    const key = `${Math.round(at[0])} ${Math.round(at[1])}`;
    const known = places.get(key);
    if (known) places.set(key, { ...known, count: known.count + 1 });
    else places.set(key, { x: at[0], y: at[1], id: request.id, word: text.network.lostWord(request), side, count: 1 });
  }
  return [...places.values()];
}

export function drawCrosses(
  c: CanvasRenderingContext2D,
  crosses: readonly Cross[],
  chosen: string,
  palette: Palette,
  size: number,
): void {
  if (crosses.length === 0) return;
  c.lineCap = 'round';
  c.beginPath();
  for (const { x, y } of crosses) cross(c, x, y, 12 * size, 0);
  c.strokeStyle = palette.canvas;
  c.lineWidth = 5 * size;
  c.stroke();
  c.strokeStyle = palette.fail;
  c.lineWidth = 2.6 * size;
  c.stroke();
  c.font = `600 ${10.5 * size}px "JetBrains Mono Variable", ui-monospace`;
  c.textBaseline = 'middle';
  c.textAlign = 'left';
  for (const { x, y, id, word, side, count } of crosses.slice(0, labels)) {
    const words = count > 1 ? `${word} ${count}` : word;
    const width = c.measureText(words).width + 10 * size;
    const at = side === 'right' ? x + 10 * size : x - 10 * size - width;
    // Beside the street there is room; at a pod's corner the word hangs below, so that the pod's name can still be read.
    const middle = side === 'right' ? y : y + 11 * size;
    c.beginPath();
    c.roundRect(at, middle - 8.5 * size, width, 17 * size, 4 * size);
    c.fillStyle = palette.card;
    c.fill();
    c.lineWidth = (id === chosen ? 2 : 1) * size;
    c.strokeStyle = id === chosen ? palette.ink : palette.fail;
    c.stroke();
    c.fillStyle = palette['fail-ink'];
    c.fillText(words, at + 5 * size, middle + 0.5 * size);
  }
}
