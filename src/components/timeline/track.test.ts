// Positions on the track, and what is left out when it would not fit.
import { describe, expect, it } from 'vitest';
import type { ViewMessage } from '../../engine/index.ts';
import { axisOf, viewOf } from './axis.ts';
import { blocksOf, flagsOf, revisionTicks, shapesOf, stepLine } from './track.ts';

const axis = axisOf(
  [
    { kind: 'real', fromTick: 0, toTick: 10_000, playingMs: 10_000 },
    { kind: 'slow', fromTick: 10_000, toTick: 10_100, playingMs: 5000 },
  ],
  0,
  10_100,
);
const view = viewOf(axis, 10_100, 1000);

describe('track', () => {
  it('draws a block per pace, without gaps', () => {
    const [played, slow] = blocksOf(axis, view, 1000);
    expect(played).toMatchObject({ px: 0, pace: 'played' });
    expect(slow?.px).toBeCloseTo(played!.width);
    expect(slow?.pace).toBe('slow');
  });

  const done = [
    { id: -1, tick: 2000, action: { kubectl: 'get pods' } },
    { id: -2, tick: 4000, action: { delete: 'pod/web-1' } },
    { id: -3, tick: 9500, action: { delete: 'pod/web-2' } },
  ];

  it('gives flags their words where there is room, and no flag to what only looks', () => {
    const flags = flagsOf(done, axis, view, 1000, 10_100, 900);
    expect(flags.map(({ id, side }) => [id, side])).toEqual([
      [-2, 'right'],
      [-3, 'right'],
    ]);
  });

  it('writes before the flag when the playhead stands behind it', () => {
    const [, last] = flagsOf(done, axis, view, 1000, 10_100, flagsOf(done, axis, view, 1000, 10_100, 900)[1]!.px + 20);
    expect(last?.side).toBe('left');
  });

  it('tells whose hand it was, and what is still ahead', () => {
    const lesson = { id: -4, tick: 9000, action: { unplug: 'node/node-2' }, byLesson: true } as const;
    const flags = flagsOf([...done, lesson], axis, view, 1000, 8000, 900);
    expect(flags.map(({ words, ahead }) => [words, ahead])).toEqual([
      ['you: delete web-1', false],
      ['you: delete web-2', true],
      ['lesson: unplug node-2', true],
    ]);
  });

  it('joins shapes that would cover each other', () => {
    const mark = (tick: number, state: 'Pending' | 'Running') => ({ tick, ref: 'x', state });
    expect(
      shapesOf([mark(1000, 'Pending'), mark(1010, 'Running'), mark(9000, 'Running')], axis, view, 1000),
    ).toMatchObject([
      { state: 'Running', count: 2 },
      { state: 'Running', count: 1 },
    ]);
  });

  it('thins revisions of the background but never those of the learner', () => {
    const commit = (dueAt: number, thread: number) => ({ shape: 'etcd', label: 'rev 5', dueAt, thread }) as ViewMessage;
    const ticks = revisionTicks([commit(1000, 0), commit(1001, 0), commit(1002, -1)], axis, view, 1000);
    expect(ticks.map((tick) => tick.yours)).toEqual([false, true]);
  });

  it('draws the line in steps', () => {
    const steps = [
      { tick: 0, ready: 0, wanted: 2 },
      { tick: 10_000, ready: 2, wanted: 2 },
    ];
    const points = stepLine(steps, axis, view, 80, 94).split(' ');
    expect(points[0]).toBe('0.0,94.0');
    expect(points.at(-1)).toMatch(/,80\.0$/);
    expect(points).toHaveLength(4);
  });
});
