// Where Services, users and kube-proxy stand, as tables: below the machines, none over another, and nothing where there is nothing.
import { describe, expect, test } from 'vitest';
import type { ViewMachine, ViewService, ViewTraffic } from '../../engine/index.ts';
import { type Box, type Form, layoutOf } from './layout.ts';
import { entryOf, mostBars, networkNeed, shownServices, streetBelow } from './layout-network.ts';

const machine = (name: string, role: ViewMachine['role']): ViewMachine => ({
  ...{ name, role, up: true, cutSince: undefined, node: undefined, images: [] },
  processes: role === 'worker' ? [`kubelet/${name}`, `kube-proxy/${name}`] : [`kubelet/${name}`],
});
const machines = (workers: number) => [
  machine('master-1', 'control-plane'),
  ...Array.from({ length: workers }, (_, i) => machine(`node-${i + 1}`, 'worker')),
];
const service = (namespace: string, name: string): ViewService => ({
  ...{ ref: `Service/${namespace}/${name}`, namespace, name, type: 'ClusterIP', clusterIP: '10.96.0.9' },
  ...{ ports: [], selector: '', endpoints: [] },
});
const users = (to: string) => ({ to: `Service/default/${to}` }) as ViewTraffic;

const meet = (a: Box, b: Box): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe('a bar', () => {
  test.each<[string, string[], string[], string[], number]>([
    ['nothing of its own', ['default/kubernetes'], [], [], 1],
    ['one', ['default/kubernetes', 'default/web'], [], ['web'], 1],
    ['the system is folded', ['default/web', 'kube-system/kube-dns'], [], ['web'], 1],
    ['whom users ask first', ['default/a', 'default/web'], ['web'], ['web', 'a'], 0],
    ['more than fit', ['default/a', 'default/b', 'default/c', 'default/d'], ['d'], ['d', 'a', 'b'], 1],
  ])('%s', (_, names, asked, bars, folded) => {
    const services = names.map((name) => service(...(name.split('/') as [string, string])));
    const shown = shownServices(services, asked.map(users));
    expect(shown.bars.map(({ name }) => name)).toEqual(bars);
    expect(shown.folded).toHaveLength(folded);
  });

  test('is not made for the system alone, and words about folded ones stand only beside bars', () => {
    const need = networkNeed([service('default', 'kubernetes')], [], []);
    expect(need).toEqual({ bars: 0, line: false, sources: 0 });
  });
});

describe('the row below the machines', () => {
  const forms: [Form, number, number][] = [
    ['full', 3, 1],
    ['full', 9, mostBars],
    ['projector', 3, 1],
    ['scale', 30, 2],
  ];
  test.each(forms)(
    '%s with %i nodes and %i bars: nothing covers anything, all is in the world',
    (form, nodes, bars) => {
      const layout = layoutOf(form, machines(nodes), 0.6, { bars, line: true, sources: 2 });
      const { network, world } = layout;
      const below = [...(network?.bars ?? []), network?.line, network?.traffic].filter((box) => box !== undefined);
      expect(below).toHaveLength(bars + 2);
      const boxes = [...Object.values(layout.nodes), ...below, layout.tray, layout.legend].filter(
        (box) => box !== undefined,
      );
      for (const [i, a] of boxes.entries()) for (const b of boxes.slice(i + 1)) expect(meet(a, b)).toBe(false);
      for (const box of below) expect(box.y + box.h).toBeLessThanOrEqual(world.h);
    },
  );

  test('takes no room where there is neither Service nor user', () => {
    const bare = layoutOf('full', machines(3));
    expect(bare.network).toBeUndefined();
    expect(layoutOf('full', machines(3), 0.6, { bars: 1, line: true, sources: 1 }).nodes).toEqual(bare.nodes);
  });

  test.each([
    [0.5, 0],
    [0.6, 1],
    [1.2, 1],
  ])('is one line on a narrow page of %d, if there is a line to spare', (aspect, bars) => {
    const layout = layoutOf('compact', machines(3), aspect, { bars: 2, line: true, sources: 1 });
    expect(layout.network?.bars).toHaveLength(bars);
    for (const bar of layout.network?.bars ?? []) expect(bar.y + bar.h).toBeLessThanOrEqual(layout.world.h);
  });

  test.each([0.8, 1.2])('leaves pods that wait a line of their own on a narrow page of %d', (aspect) => {
    const layout = layoutOf('compact', machines(3), aspect, { bars: 1, line: false, sources: 0 });
    const { tray } = layout;
    if (!tray) throw new Error('no line');
    for (const box of [...Object.values(layout.nodes), ...(layout.network?.bars ?? [])])
      expect(meet(tray, box)).toBe(false);
    expect(tray.y + tray.h).toBeLessThanOrEqual(layout.world.h);
  });
});

test('kube-proxy has its door in the lower border; requests enter there from the street between machine and bars', () => {
  const layout = layoutOf('full', machines(9), 0.6, { bars: 1, line: false, sources: 1 });
  for (const name in layout.nodes) {
    const box = layout.nodes[name];
    const door = layout.doors[`kube-proxy/${name}`];
    expect(door.y).toBe(box.y + box.h);
    expect(door.gutter?.x).toBeGreaterThan(box.x + box.w);
    // Below the chip, which is 22 high.
    expect(entryOf(layout, name)?.[1]).toBe(box.y + box.h + 11);
    expect(streetBelow(layout, box)).toBeGreaterThan(box.y + box.h);
    expect(streetBelow(layout, box)).toBeLessThan(layout.network?.bars[0].y ?? 0);
  }
  expect(entryOf(layout, 'nobody')).toBeUndefined();
});
