// Where machines and the components of several masters stand: rows as even as they go, and no lane over a card that is not its own.
import { describe, expect, test } from 'vitest';
import type { ViewMachine } from '../../engine/index.ts';
import { type Box, type Form, layoutOf } from './layout.ts';

const machine = (name: string, processes: readonly string[] = []): ViewMachine => ({
  ...{
    name,
    up: true,
    cutSince: undefined,
    node: undefined,
    images: [],
    processes: processes.map((p) => `${p}/${name}`),
  },
  role: name.startsWith('master') ? 'control-plane' : 'worker',
});
const several = (count: number, stem: string, processes?: readonly string[]) =>
  Array.from({ length: count }, (_, i) => machine(`${stem}-${i + 1}`, processes));

test.each([
  [1, [1]],
  [3, [3]],
  [6, [6]],
  [8, [4, 4]],
  [13, [7, 6]],
  [20, [7, 7, 6]],
])('%i machines stand in rows of %j', (count, rows) => {
  const { nodes } = layoutOf('full', several(count, 'node'));
  const byRow = new Map<number, number>();
  for (const { y } of Object.values(nodes)) byRow.set(y, (byRow.get(y) ?? 0) + 1);
  expect([...byRow.values()]).toEqual(rows);
});

test('the name on a narrow bar stands between its rails', () => {
  const letters = 13;
  for (const aspect of [0.55, 0.9, 1.4]) {
    const { rails } = layoutOf('compact', several(3, 'node'), aspect);
    expect(rails.watch - rails.request).toBeGreaterThan(letters);
  }
});

describe.each<[Form, number]>([
  ['full', 3],
  ['full', 5],
  ['projector', 3],
  ['scale', 3],
])('in the form %s the components of %i masters', (form, count) => {
  const processes = ['kube-controller-manager', 'kube-scheduler', 'etcd'];
  const { planes = {}, doors, bar } = layoutOf(form, [...several(count, 'master', processes), ...several(30, 'node')]);

  test('have lanes that go past the cards below their own', () => {
    const crossed: string[] = [];
    for (const [master, plane] of Object.entries(planes)) {
      const cards: Record<string, Box> = {
        'kube-controller-manager': plane.controllerManager,
        'kube-scheduler': plane.scheduler,
        etcd: plane.etcd,
      };
      for (const component of processes) {
        const { request, watch, y } = doors[`${component}/${master}`];
        for (const x of [request, watch ?? request])
          for (const [other, box] of Object.entries(cards))
            if (box.y >= y && box.y < bar.y && x > box.x && x < box.x + box.w) crossed.push(`${component} ${other}`);
      }
    }
    expect(crossed).toEqual([]);
  });

  test('stand within the frame of their master', () => {
    for (const plane of Object.values(planes)) {
      const right = Math.max(...plane.frame.map(([x]) => x));
      for (const box of [plane.controllerManager, plane.scheduler, plane.etcd]) {
        expect(box.w).toBeGreaterThan(40);
        expect(box.x + box.w).toBeLessThan(right);
      }
    }
  });
});
