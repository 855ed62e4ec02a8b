// Everything on the track at one moment, as plain positions: flags, shapes, revision ticks, labels and the step line.
// What would lie on top of something else is left out here, so that the drawing itself has nothing to decide.

import type { PodState, Tick, ViewMessage } from '../../engine/index.ts';
import type { DoneAction } from '../session/store.ts';
import { panels } from '../ui/text/panels.ts';
import { actionWords, changesSomething } from './action-words.ts';
import { type Axis, type AxisView, type Pace, pxOf } from './axis.ts';
import type { Mark, Step } from './record.ts';

export interface Flag {
  readonly id: number;
  readonly tick: Tick;
  readonly px: number;
  readonly words: string;
  /** Where the words fit: behind the flag, before it, or nowhere. */
  readonly side: 'right' | 'left' | 'none';
  readonly room: number;
  readonly byLesson: boolean;
  /** It lies in the future that is kept: undone, or not come to again yet. */
  readonly ahead: boolean;
}

export interface Shape {
  readonly px: number;
  readonly state: PodState;
  readonly count: number;
}

export interface RevisionTick {
  readonly px: number;
  readonly yours: boolean;
}

export interface Block {
  readonly px: number;
  readonly width: number;
  readonly pace: Pace;
}

const shapeEvery = 13;
/** Average width of a letter, half of the playhead's pill, words worth showing, and a flag without words. */
const glyph = 6.3;
const pillHalf = 34;
const readable = 84;
const flagWidth = 24;

export function blocksOf(axis: Axis, view: AxisView, width: number): readonly Block[] {
  const blocks: Block[] = [];
  let left = -view.leftMs * view.pxPerMs;
  for (const stretch of axis.stretches) {
    const wide = stretch.playMs * view.pxPerMs;
    const right = left + wide;
    if (right > 0 && left < width) {
      const px = Math.max(0, left);
      blocks.push({ px, width: Math.min(width, right) - px, pace: stretch.pace });
    }
    left = right;
  }
  return blocks;
}

/** `now` is the moment on screen; `headPx` is the playhead, whose pill must stay free. */
export function flagsOf(
  actions: readonly DoneAction[],
  axis: Axis,
  view: AxisView,
  width: number,
  now: Tick,
  headPx: number,
): readonly Flag[] {
  const placed: Omit<Flag, 'side' | 'room'>[] = [];
  for (const { id, tick, action, byLesson = false } of actions) {
    if (!changesSomething(action)) continue;
    const px = pxOf(axis, view, tick);
    const words = panels.timeline[byLesson ? 'lessonFlag' : 'flag'](actionWords(action));
    if (px >= -4 && px <= width) placed.push({ id, tick, px, words, byLesson, ahead: tick > now });
  }
  let taken = 0;
  return placed.map((flag, index) => {
    const needed = flag.words.length * glyph + 20;
    const next = placed[index + 1]?.px ?? width;
    const end = headPx > flag.px - pillHalf ? Math.min(next, headPx - pillHalf) : next;
    const right = end - flag.px;
    const left = flag.px - taken;
    const side = right >= Math.min(needed, readable) ? 'right' : left >= needed ? 'left' : 'none';
    const room = side === 'right' ? Math.min(needed, right) : side === 'left' ? needed : flagWidth;
    taken = side === 'right' ? flag.px + room : flag.px + flagWidth;
    return { ...flag, side, room };
  });
}

/** Changes of pods; those that fall together are one shape, the newest, with their number. */
export function shapesOf(marks: readonly Mark[], axis: Axis, view: AxisView, width: number): readonly Shape[] {
  const shapes: { px: number; state: PodState; count: number }[] = [];
  for (const mark of marks) {
    const px = pxOf(axis, view, mark.tick);
    if (px < 0 || px > width) continue;
    const last = shapes.at(-1);
    if (last && px - last.px < shapeEvery) {
      last.count++;
      last.state = mark.state;
    } else shapes.push({ px, state: mark.state, count: 1 });
  }
  return shapes;
}

/** Where revisions were written; those of the background only as dense as can be told apart. */
export function revisionTicks(
  messages: readonly ViewMessage[],
  axis: Axis,
  view: AxisView,
  width: number,
): readonly RevisionTick[] {
  const ticks: RevisionTick[] = [];
  let free = 0;
  for (const message of messages) {
    if (message.shape !== 'etcd' || !message.label.startsWith('rev')) continue;
    const px = pxOf(axis, view, message.dueAt);
    if (px < 0 || px > Math.min(width, view.endPx)) continue;
    const yours = message.thread !== 0;
    if (px < free && !yours) continue;
    ticks.push({ px, yours });
    free = px + 4;
  }
  return ticks;
}

/** The step line as points of an SVG polyline, `bottom` for none ready and `top` for all. */
export function stepLine(steps: readonly Step[], axis: Axis, view: AxisView, top: number, bottom: number): string {
  const most = Math.max(1, ...steps.map((step) => Math.max(step.ready, step.wanted)));
  const points: string[] = [];
  let y: number | undefined;
  for (const step of steps) {
    const px = Math.max(0, pxOf(axis, view, step.tick));
    const next = bottom - ((bottom - top) * step.ready) / most;
    if (y !== undefined) points.push(`${px.toFixed(1)},${y.toFixed(1)}`);
    points.push(`${px.toFixed(1)},${next.toFixed(1)}`);
    y = next;
  }
  if (y !== undefined) points.push(`${Math.max(0, view.endPx).toFixed(1)},${y.toFixed(1)}`);
  return points.join(' ');
}
