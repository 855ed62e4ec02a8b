// The twin lanes: a quiet time is cut short, times are written where they have room, and a life is read off the store of its branch.
import { describe, expect, it } from 'vitest';
import { createCluster, readClusterSpec, workers } from '../../engine/index.ts';
import { axisOf, lifeOf, marksOf, placeOf, troubledMachines, workloadOf } from './lanes.ts';

describe('the axis', () => {
  it('is even while something happens', () => {
    const axis = axisOf([2_000, 5_000], 0, 10_000);
    expect(axis).toHaveLength(1);
    expect([0, 2_500, 10_000].map((tick) => placeOf(axis, tick))).toEqual([0, 0.25, 1]);
  });

  it('cuts five quiet minutes short and keeps the order of everything', () => {
    const axis = axisOf([1_000, 50_000, 350_000], 0, 360_000);
    expect(axis.map(({ short }) => short)).toEqual([false, true, false]);
    expect(axis[1].right - axis[1].left).toBeCloseTo(0.12);
    const places = [0, 1_000, 50_000, 200_000, 350_000, 360_000].map((tick) => placeOf(axis, tick));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect([places[0], places.at(-1)]).toEqual([0, expect.closeTo(1)]);
  });

  it('writes round times, none over another and none over a cut', () => {
    const axis = axisOf([1_000, 50_000, 350_000], 0, 360_000);
    const marks = marksOf(axis, 0);
    expect(marks).toContain(10_000);
    const places = marks.map((tick) => placeOf(axis, tick));
    for (const [i, place] of places.entries()) if (i > 0) expect(place - places[i - 1]).toBeGreaterThanOrEqual(0.1);
    const cut = (axis[1].left + axis[1].right) / 2;
    for (const place of places) expect(Math.abs(place - cut)).toBeGreaterThan(0.08);
  });
});

it('shows in one life a machine that fell silent, and in the other that nothing happened', () => {
  const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: nginx, image: 'nginx:1.27'}]
`;
  const read = readClusterSpec({ nodes: workers(3), apply: [web] });
  if ('errors' in read) throw new Error('the cluster cannot be read');
  const a = createCluster({ seed: 3, cluster: read.spec });
  const start = a.now();
  const b = a.fork();
  a.submit({ unplug: 'node/node-2' });
  for (const host of [a, b]) host.advance(start + 60_000, Number.POSITIVE_INFINITY);
  expect(troubledMachines([a, b], start)).toEqual(['node-2']);
  expect(workloadOf(['Pod/default/x', 'Deployment/default/web'], a)).toBe('Deployment/default/web');
  expect(workloadOf([], a)).toBe('Deployment/default/web');
  const [silent, well] = [a, b].map((host) => lifeOf(host, 'Deployment/default/web', ['node-2'], start));
  expect(silent.machines[0].spans.map(({ ready }) => ready)).toEqual(['True', 'Unknown']);
  expect(silent.machines[0].spans[1].from - start).toBeGreaterThan(40_000);
  expect(silent.machines[0].beats).toEqual([]);
  expect(silent.steps.map(({ ready, wanted }) => [ready, wanted])).toEqual([
    [3, 3],
    [2, 3],
  ]);
  expect(well.machines[0].spans.map(({ ready }) => ready)).toEqual(['True']);
  expect(well.machines[0].beats.length).toBeGreaterThan(4);
  expect(well.steps).toEqual([{ at: start, ready: 3, wanted: 3 }]);
});
