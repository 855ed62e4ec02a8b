// The axis maps ticks to playing time and back, whatever the pace was.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Segment } from '../session/store.ts';
import {
  axisLabels,
  axisOf,
  cutSegments,
  endTick,
  jumpPlayMs,
  keepSegments,
  playAt,
  pxOf,
  tickAt,
  tickAtPx,
  totalPlayMs,
  viewOf,
} from './axis.ts';

function segments(...steps: [ticks: number, playMs: number][]): Segment[] {
  let from = 0;
  return steps.map(([ticks, playingMs]) => {
    const rate = ticks / playingMs;
    const segment: Segment = {
      kind: rate < 0.9 ? 'slow' : rate > 1.5 ? 'fast' : 'real',
      fromTick: from,
      toTick: from + ticks,
      playingMs,
    };
    from += ticks;
    return segment;
  });
}

const played = (...steps: [ticks: number, playMs: number][]) => axisOf(segments(...steps), 0, 0);

describe('axis', () => {
  it('makes slow motion wide and quiet minutes narrow', () => {
    const axis = played([1000, 1000], [20, 1000], [120_000, 1000]);
    expect(axis.stretches.map((stretch) => stretch.pace)).toEqual(['played', 'slow', 'compressed']);
    expect(playAt(axis, 1010)).toBe(1500);
    expect(playAt(axis, 61_020)).toBe(2500);
    expect(tickAt(axis, 1500)).toBe(1010);
  });

  it('gives a jump a width that can be seen', () => {
    const [a, b] = segments([100, 100], [100, 100]);
    const axis = axisOf([a!, { ...b!, fromTick: 500, toTick: 600 }], 0, 650);
    expect(axis.stretches.map((stretch) => stretch.pace)).toEqual(['played', 'slow', 'played', 'slow']);
    expect(totalPlayMs(axis)).toBe(200 + 2 * jumpPlayMs);
    expect(endTick(axis)).toBe(650);
  });

  it('keeps the place of what was played before', () => {
    const [first] = segments([1000, 1000]);
    const again: Segment = { kind: 'slow', fromTick: 400, toTick: 1200, playingMs: 8000 };
    const axis = axisOf([first!, again], 0, 1200);
    expect(playAt(axis, 400)).toBe(400);
    expect(totalPlayMs(axis)).toBe(1000 + 2000);
  });

  it('remembers what the session forgot, and grows with it', () => {
    const [a, b] = segments([1000, 1000], [20, 1000]);
    const kept = keepSegments([], [a!, b!]);
    const replayed: Segment = { kind: 'real', fromTick: 500, toTick: 900, playingMs: 400 };
    expect(keepSegments(kept, [a!, replayed])).toBe(kept);
    const grown = { ...replayed, toTick: 1500, playingMs: 1000 };
    const longer = { ...replayed, toTick: 1600, playingMs: 1100 };
    const later = keepSegments(keepSegments(kept, [a!, grown]), [a!, longer]);
    expect(later).toEqual([a, b, longer]);
    expect(endTick(axisOf(later, 0, 1600))).toBe(1600);
  });

  it('forgets a future that did not happen', () => {
    const kept = cutSegments(segments([1000, 1000], [20, 1000]), 1010);
    expect(totalPlayMs(axisOf(kept, 0, 1010))).toBe(1500);
    expect(cutSegments(kept, 0)).toEqual([]);
  });

  it('is empty before anything was played', () => {
    expect(endTick(axisOf([], 42, 42))).toBe(42);
    expect(tickAt(axisOf([], 42, 42), 10)).toBe(42);
  });

  it('there and back again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 5000 })), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (steps, share) => {
          const axis = played(...steps);
          const tick = Math.round(endTick(axis) * share);
          expect(Math.abs(tickAt(axis, playAt(axis, tick)) - tick)).toBeLessThanOrEqual(1);
          const later = Math.min(endTick(axis), tick + 1);
          expect(playAt(axis, later)).toBeGreaterThanOrEqual(playAt(axis, tick));
        },
      ),
    );
  });
});

describe('view', () => {
  it('leaves room for the future and maps pixels to ticks', () => {
    const axis = played([10_000, 10_000]);
    const view = viewOf(axis, 10_000, 1000);
    expect(view.endPx).toBeLessThanOrEqual(800);
    expect(tickAtPx(axis, view, pxOf(axis, view, 5000))).toBe(5000);
  });

  it('follows the playhead when not everything fits', () => {
    const axis = played([600_000, 600_000]);
    const view = viewOf(axis, 600_000, 500);
    const px = pxOf(axis, view, 600_000);
    expect(px).toBeGreaterThan(0);
    expect(px).toBeLessThanOrEqual(500);
    expect(pxOf(axis, viewOf(axis, 0, 500), 0)).toBe(0);
  });

  it('labels never overlap', () => {
    const axis = played([4000, 4000], [120_000, 3000], [20, 1000], [20, 1000], [9000, 9000]);
    const view = viewOf(axis, 0, 900);
    const labels = axisLabels(
      axis,
      view,
      900,
      (tick) => `${tick}`,
      (stretch) => `${stretch.pace}`,
    );
    expect(labels.map((label) => label.text)).toContain('compressed');
    for (const [index, label] of labels.entries()) {
      const next = labels[index + 1];
      if (next) expect(next.px).toBeGreaterThanOrEqual(label.px + label.text.length * 6.4);
    }
  });
});
