// The ways of requests over a small cluster: in at the node where they enter, from its rules to the pod, and back the same way.
import { describe, expect, test } from 'vitest';
import type { ViewMachine, ViewMessage, ViewRequest } from '../../engine/index.ts';
import { Lanes, type Surroundings, wayOf } from './lanes.ts';
import { type Box, layoutOf } from './layout.ts';
import { entryOf, streetBelow } from './layout-network.ts';
import { recentlyLost } from './user-tokens.ts';
import { deathPlace, userWay } from './user-ways.ts';

const machines = ['master-1', 'node-1', 'node-2', 'node-3', 'node-4', 'node-5', 'node-6', 'node-7'].map(
  (name): ViewMachine => ({
    ...{ name, up: true, cutSince: undefined, node: undefined, images: [], processes: [] },
    role: name === 'master-1' ? 'control-plane' : 'worker',
  }),
);
const layout = layoutOf('full', machines, 0.6, { bars: 1, line: false, sources: 1 });
const tile: Box = { x: layout.nodes['node-2'].x + 9, y: layout.nodes['node-2'].y + 80, w: 92, h: 48 };
const pod = 'Pod/default/web-a';
const hop = (from: string, to: string, object = '', more: Partial<ViewMessage> = {}): ViewMessage => ({
  ...{ id: 1, from, to, shape: 'user', label: '', sign: '', sentAt: 0, dueAt: 2, cause: 0, thread: 0, because: '' },
  ...{ object, lost: false, ...more },
});
const asked = hop('netfilter/node-1', 'pods/node-2', pod, { id: 7 });
const around: Surroundings = {
  causeOf: ({ cause }) => (cause === 7 ? asked : undefined),
  podBox: (ref) => (ref === pod ? tile : undefined),
};
const ends = (way: ReturnType<typeof userWay>) => [way?.[0], way?.at(-1)];

describe('a hop', () => {
  const gate = (name: string) => entryOf(layout, name);
  const users = [(layout.network?.traffic?.x ?? 0) + 18, layout.network?.traffic?.y];
  const door = [tile.x + 2, tile.y + tile.h * 0.62];
  test.each([
    ['in', hop('traffic/outside', 'netfilter/node-1'), users, gate('node-1')],
    ['to another node', asked, gate('node-1'), door],
    ['to its own node', hop('netfilter/node-2', 'pods/node-2', pod), gate('node-2'), door],
    [
      'back from the pod, which the answer does not name',
      hop('pods/node-2', 'netfilter/node-1', '', { cause: 7 }),
      door,
      gate('node-1'),
    ],
    ['out', hop('netfilter/node-1', 'traffic/outside', pod), gate('node-1'), users],
  ])('%s', (_, message, from, to) => {
    expect(ends(userWay(message, layout, around))).toEqual([from, to]);
  });

  test('leaves the words of a kube-proxy alone', () => {
    const { x, y, w, h } = layout.nodes['node-2'];
    for (const from of ['node-2', 'node-3'])
      for (const [i, [toX, toY]] of (
        userWay(hop(`netfilter/${from}`, 'pods/node-2', pod), layout, around) ?? []
      ).entries()) {
        // The chip is 22 high, at the right end of the lower border.
        const inside = toX > x + w / 2 && toX < x + w - 12 && Math.abs(toY - (y + h)) < 11;
        expect([i, inside]).toEqual([i, false]);
      }
  });

  test('between nodes keeps to the streets: it crosses no third machine', () => {
    const far = hop('netfilter/node-7', 'pods/node-2', pod);
    const way = userWay(far, layout, around) ?? [];
    const streets = ['node-7', 'node-2'].map((name) => streetBelow(layout, layout.nodes[name]));
    for (const [i, [x, y]] of way.slice(1).entries()) expect(x === way[i][0] || y === way[i][1]).toBe(true);
    const level = way.slice(1).filter(([, y], i) => y === way[i][1] && way[i][0] !== way[i + 1][0]);
    for (const [, y] of level.slice(0, -1)) expect(streets).toContain(y);
  });

  test('to a machine that is not there has no way', () => {
    expect(userWay(hop('traffic/outside', 'netfilter/gone'), layout, around)).toBeUndefined();
  });

  test('takes the way of its ends, however many hops there are', () => {
    const lanes = new Lanes(layout, around);
    expect(lanes.pathOf(hop('netfilter/node-1', 'pods/node-2', pod, { id: 11 }))).toBe(lanes.pathOf(asked));
  });
});

test.each([
  ['at the pod it was sent to', pod, 'node-1', [tile.x + tile.w - 7, tile.y + tile.h]],
  [
    'before the node, when the pod is gone',
    'Pod/default/gone',
    'node-1',
    [entryOf(layout, 'node-1')?.[0], streetBelow(layout, layout.nodes['node-1'])],
  ],
  ['nowhere, when nobody is there', '', 'gone', undefined],
])('a lost request ends %s', (_, ref, entry, at) => {
  expect(deathPlace({ pod: ref, entry }, layout, around)?.at).toEqual(at);
});

test('a cross stands for a while after the end, the newest first', () => {
  const lost = [1, 5, 9, 20].map((endedAt) => ({ id: `u#${endedAt}`, endedAt }) as ViewRequest);
  expect(recentlyLost(lost, 10, 6).map(({ id }) => id)).toEqual(['u#9', 'u#5']);
});

test.each(['node-1', 'node-7'])('the metrics server asks the kubelet of %s at its door, past all machines', (name) => {
  const ask = hop('metrics-server/master-1', `kubelet/${name}`);
  const way = wayOf(ask, layout, around) ?? [];
  const box = layout.nodes[name];
  const end = way.at(-1) ?? [0, 0];
  expect(end[0]).toBeGreaterThan(box.x);
  expect(end[0]).toBeLessThan(box.x + box.w);
  expect(end[1]).toBeLessThan(box.y);
  for (const [x, y] of way) {
    for (const { x: left, y: top, w, h } of Object.values(layout.nodes)) {
      expect(x > left && x < left + w && y > top && y < top + h).toBe(false);
    }
  }
  const back = wayOf({ ...ask, from: ask.to, to: ask.from }, layout, around);
  expect(back).toEqual(way.toReversed());
});
