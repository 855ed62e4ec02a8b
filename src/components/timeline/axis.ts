// The timeline's axis is playing time: a slow second is wide, a quiet minute that passed in a blink is narrow.
// It is remembered as stretches of even pace, so a tick and its place on screen can be told from each other both ways.

import type { Tick } from '../../engine/index.ts';
import type { Segment } from '../session/store.ts';

/** `played`: about as fast as the cluster's own clock. `slow`: slow motion. `compressed`: faster, drawn hatched. */
export type Pace = 'played' | 'slow' | 'compressed';

export interface Stretch {
  readonly fromTick: Tick;
  readonly toTick: Tick;
  /** How long it took on screen, in milliseconds of playing time. */
  readonly playMs: number;
  readonly pace: Pace;
}

export interface Axis {
  readonly startTick: Tick;
  readonly stretches: readonly Stretch[];
}

/** A jump (one event forward, a seek ahead) took no time on screen; it gets this width, so that it can be seen. */
export const jumpPlayMs = 400;

const paces = { slow: 'slow', real: 'played', fast: 'compressed' } as const;

/** Segments remembered; beyond that the oldest are let go and their time is shown as one jump. */
const segmentBound = 400;

/**
 * Adds what was played since, and keeps what was played before: the session forgets the part after the playhead when a stretch is
 * played again, the axis does not, so that nothing moves under the learner's hand.
 */
export function keepSegments(kept: readonly Segment[], segments: readonly Segment[]): readonly Segment[] {
  let next: Segment[] | undefined;
  for (const segment of segments.slice(-8)) {
    const list = next ?? kept;
    const last = list.at(-1);
    const isSame = last?.fromTick === segment.fromTick && last.kind === segment.kind;
    if (last && segment.toTick <= last.toTick) continue;
    next ??= [...kept];
    if (isSame) next[next.length - 1] = segment;
    else next.push(segment);
  }
  return next ? next.slice(-segmentBound) : kept;
}

/** Forgets what came after a tick: something else was done there, and that future did not happen. */
export function cutSegments(kept: readonly Segment[], tick: Tick): readonly Segment[] {
  const list = kept.filter((segment) => segment.fromTick < tick);
  const last = list.at(-1);
  if (!last || last.toTick <= tick) return list;
  const share = (tick - last.fromTick) / (last.toTick - last.fromTick);
  return [...list.slice(0, -1), { ...last, toTick: tick, playingMs: last.playingMs * share }];
}

/** The axis of what was played, up to the latest tick that is known. Gaps are jumps; overlaps keep the place they had first. */
export function axisOf(segments: readonly Segment[], startTick: Tick, horizon: Tick): Axis {
  const stretches: Stretch[] = [];
  let end = startTick;
  const push = (toTick: Tick, playMs: number, pace: Pace) => {
    stretches.push({ fromTick: end, toTick, playMs, pace });
    end = toTick;
  };
  const jumpTo = (tick: Tick) => {
    if (tick - end >= 1) push(tick, jumpPlayMs, tick - end > jumpPlayMs ? 'compressed' : 'slow');
  };
  for (const segment of segments) {
    jumpTo(segment.fromTick);
    if (segment.toTick <= end) continue;
    const share = Math.min(1, (segment.toTick - end) / (segment.toTick - segment.fromTick));
    push(segment.toTick, Math.max(1, segment.playingMs * share), paces[segment.kind]);
  }
  jumpTo(horizon);
  return { startTick, stretches };
}

export function endTick(axis: Axis): Tick {
  return axis.stretches.at(-1)?.toTick ?? axis.startTick;
}

export function totalPlayMs(axis: Axis): number {
  let total = 0;
  for (const stretch of axis.stretches) total += stretch.playMs;
  return total;
}

/** Tick → milliseconds of playing time from the start. Before the start 0, after the end the end. */
export function playAt(axis: Axis, tick: Tick): number {
  let play = 0;
  for (const stretch of axis.stretches) {
    if (tick >= stretch.toTick) play += stretch.playMs;
    else {
      const into = Math.max(0, tick - stretch.fromTick);
      return play + (stretch.playMs * into) / (stretch.toTick - stretch.fromTick);
    }
  }
  return play;
}

/** Milliseconds of playing time → tick, whole and within what was played. */
export function tickAt(axis: Axis, play: number): Tick {
  let from = 0;
  for (const stretch of axis.stretches) {
    if (play < from + stretch.playMs) {
      const share = Math.max(0, play - from) / stretch.playMs;
      return Math.round(stretch.fromTick + share * (stretch.toTick - stretch.fromTick));
    }
    from += stretch.playMs;
  }
  return endTick(axis);
}

/** Which part of the axis is on screen: pixels per millisecond of playing time, and the playing time at the left edge. */
export interface AxisView {
  readonly pxPerMs: number;
  readonly leftMs: number;
  /** Where what has been played ends, in pixels. */
  readonly endPx: number;
}

const widestPxPerMs = 0.05;
const narrowestPxPerMs = 0.008;
/** Part of the track that what has been played may fill; the rest shows that there is a future. */
const playedShare = 0.8;

/** Shows everything while it fits, then follows the playhead. */
export function viewOf(axis: Axis, cursor: Tick, width: number): AxisView {
  const total = totalPlayMs(axis);
  const room = width * playedShare;
  const pxPerMs = Math.min(widestPxPerMs, Math.max(narrowestPxPerMs, room / Math.max(total, 1)));
  const head = playAt(axis, cursor) * pxPerMs;
  const overhang = Math.max(0, total * pxPerMs - room);
  const left = Math.min(overhang, Math.max(0, head - room * 0.75));
  return { pxPerMs, leftMs: left / pxPerMs, endPx: total * pxPerMs - left };
}

export function pxOf(axis: Axis, view: AxisView, tick: Tick): number {
  return (playAt(axis, tick) - view.leftMs) * view.pxPerMs;
}

export function tickAtPx(axis: Axis, view: AxisView, px: number): Tick {
  return tickAt(axis, view.leftMs + px / view.pxPerMs);
}

export interface AxisLabel {
  readonly px: number;
  readonly text: string;
  /** `tempo` labels stand between times and say how time went: "2 min in 3 s". */
  readonly kind: 'time' | 'tempo';
  readonly pace: Pace;
}

/** Times at the ends of stretches and tempo words between them, as many as fit; `words` says a compressed stretch. */
export function axisLabels(
  axis: Axis,
  view: AxisView,
  width: number,
  clock: (tick: Tick) => string,
  words: (stretch: Stretch) => string,
): readonly AxisLabel[] {
  const glyph = 6.4;
  const gap = 10;
  const labels: AxisLabel[] = [];
  let free = 0;
  let left = -view.leftMs * view.pxPerMs;
  const put = (px: number, text: string, kind: AxisLabel['kind'], pace: Pace) => {
    const size = text.length * glyph;
    if (px < free || px + size > width) return;
    labels.push({ px, text, kind, pace });
    free = px + size + gap;
  };
  for (const stretch of axis.stretches) {
    const wide = stretch.playMs * view.pxPerMs;
    const right = left + wide;
    if (right > 0 && left < width) {
      if (left >= 0) put(left, clock(stretch.fromTick), 'time', stretch.pace);
      const text = stretch.pace === 'played' ? '' : words(stretch);
      const size = text.length * glyph;
      const from = Math.max(free, left + (wide - size) / 2);
      if (text !== '' && from + size <= right) put(from, text, 'tempo', stretch.pace);
    }
    left = right;
  }
  return labels;
}
