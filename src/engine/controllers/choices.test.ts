// Whom it hits: the order in which surplus pods go, how long a pod may stay on a tainted node, and how fast nodes are given up.
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { Taint, Toleration } from '../api/types.ts';
import { nodeLifecycleController } from './node-lifecycle.ts';
import { EPOCH, PerfectWorld } from './perfect-world.ts';
import { scaleDownOrder } from './scale-down-order.ts';
import { toleratedFor } from './taint-eviction.ts';

const NOW = 600_000;

interface Traits {
  readonly node?: string;
  readonly phase?: string;
  readonly ready?: number;
  readonly cost?: string;
  readonly restarts?: number;
  readonly age?: number;
}

function pod(name: string, { node, phase = 'Running', ready, cost, restarts = 0, age = 100 }: Traits): KubeObject {
  const at = (seconds: number) => rfc3339(EPOCH, NOW - seconds * 1000);
  const conditions = ready === undefined ? [] : [{ type: 'Ready', status: 'True', lastTransitionTime: at(ready) }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      uid: name,
      creationTimestamp: at(age),
      ...(cost ? { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } } : {}),
    },
    spec: { containers: [], ...(node ? { nodeName: node } : {}) },
    status: { phase, conditions, containerStatuses: [{ name: 'app', restartCount: restarts }] },
  };
}

describe('which pods go first', () => {
  const here = { node: 'n', ready: 50 };
  test.each<[string, Traits, Traits]>([
    ['not placed', {}, here],
    ['pending before running', { node: 'n', phase: 'Pending' }, { node: 'n' }],
    ['unknown before running', { node: 'n', phase: 'Unknown' }, { node: 'n' }],
    ['not ready', { node: 'n' }, here],
    ['cheap', { ...here, cost: '-1' }, here],
    ['crowded', { ...here, node: 'crowd' }, here],
    ['ready for a shorter time', { ...here, ready: 20 }, here],
    ['restarted more often', { ...here, restarts: 2 }, here],
    ['younger', { ...here, age: 60 }, { ...here, age: 200 }],
    // 33 s and 60 s are not in the same power of two of nanoseconds, 40 s and 60 s are: then the UID decides.
    ['ready for 33 s against 60 s', { ...here, ready: 33 }, { ...here, ready: 60 }],
    ['lower UID in the same step of ages', { ...here, ready: 60 }, { ...here, ready: 40 }],
  ])('%s', (_name, first, second) => {
    const crowd = (node: string) => (node === 'crowd' ? 2 : 1);
    const order = scaleDownOrder([pod('b', second), pod('a', first)], crowd, EPOCH + NOW);
    expect(order.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
  });
});

describe('how long a pod may stay', () => {
  const unreachable: Taint = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' };
  const mine: Taint = { key: 'mine', value: 'yes', effect: 'NoExecute' };
  test.each<[string, Taint[], Toleration[], number]>([
    ['not at all', [mine], [], 0],
    ['for ever', [mine], [{ operator: 'Exists' }], Number.POSITIVE_INFINITY],
    [
      'five minutes',
      [unreachable],
      [{ key: unreachable.key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }],
      300_000,
    ],
    [
      'the shortest counts',
      [mine],
      [
        { key: 'mine', operator: 'Exists', tolerationSeconds: 60 },
        { operator: 'Exists', tolerationSeconds: 8 },
      ],
      8_000,
    ],
    ['another value', [mine], [{ key: 'mine', operator: 'Equal', value: 'no' }], 0],
    ['another effect', [mine], [{ key: 'mine', operator: 'Exists', effect: 'NoSchedule' }], 0],
    ['one of two taints', [mine, unreachable], [{ key: 'mine', operator: 'Exists' }], 0],
    ['less than nothing is nothing', [mine], [{ operator: 'Exists', tolerationSeconds: -5 }], 0],
    ['no taint', [], [], Number.POSITIVE_INFINITY],
  ])('%s', (_name, taints, tolerations, ticks) => {
    expect(toleratedFor(taints, tolerations)).toBe(ticks);
  });
});

describe('how fast silent nodes are given up', () => {
  /** Ticks from the first look at which each node gets its NoExecute taint. */
  function given(up: number, away: number): number[] {
    const node = (name: string, status: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, uid: name },
      spec: {},
      status: { conditions: [{ type: 'Ready', status }] },
    });
    const names = (count: number, letter: string) => Array.from({ length: count }, (_, i) => `${letter}${i}`);
    const world = new PerfectWorld([
      ...names(up, 'u').map((name) => node(name, 'True')),
      ...names(away, 'a').map((name) => node(name, 'Unknown')),
    ]);
    const begin = world.now;
    const times: number[] = [];
    for (; world.now < begin + 120_000; world.now += 5_000) {
      const plan = nodeLifecycleController.reconcile('monitor', world.observed());
      for (const key of world.carryOut(nodeLifecycleController, 'monitor', plan)) {
        if (!key.startsWith('no-execute/')) continue;
        world.carryOut(nodeLifecycleController, key, nodeLifecycleController.reconcile(key, world.observed()));
        times.push(world.now - begin);
      }
    }
    return times;
  }

  test.each([
    ['one in ten seconds', 3, 2, [0, 10_000]],
    ['three of four in a small zone: none', 1, 3, []],
    ['all of them: none, for it may be the watcher who is cut off', 0, 3, []],
    ['thirty of fifty-two: one in a hundred seconds', 22, 30, [0, 100_000]],
  ])('%s', (_name, up, away, times) => {
    expect(given(up, away)).toEqual(times);
  });

  /** Ticks from the look that heard it last to the look that gives it up. */
  function patience(conditions: readonly object[]): number | undefined {
    const status = { conditions };
    const node: KubeObject = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', uid: 'n' }, spec: {}, status };
    const world = new PerfectWorld([node]);
    const begin = world.now;
    for (; world.now < begin + 120_000; world.now += 5_000) {
      const plan = nodeLifecycleController.reconcile('monitor', world.observed());
      if (world.carryOut(nodeLifecycleController, 'monitor', plan).includes('silent/n')) return world.now - begin;
    }
    return undefined;
  }

  test('a node is given up on the look fifty seconds after its last sign of life, one that never gave any after sixty', () => {
    expect(patience([{ type: 'Ready', status: 'True', lastHeartbeatTime: '2026-01-01T09:00:00Z' }])).toBe(50_000);
    expect(patience([{ type: 'Ready', status: 'True' }])).toBe(60_000);
  });

  test('a node that is deleted is struck off, and that is told', () => {
    const node: KubeObject = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', uid: 'of-n' }, spec: {} };
    const world = new PerfectWorld([node]);
    const look = () => {
      const plan = nodeLifecycleController.reconcile('monitor', world.observed());
      world.carryOut(nodeLifecycleController, 'monitor', plan);
      return plan.steps.flatMap(({ intents }) => intents).filter(({ verb }) => verb === 'event');
    };
    look();
    delete world.objects.nodes.n;
    expect(look()).toMatchObject([
      {
        about: { kind: 'Node', metadata: { name: 'n', uid: 'of-n' } },
        reason: 'RemovingNode',
        message: 'Node n event: Removing Node n from Controller',
      },
    ]);
    expect(look()).toEqual([]);
  });
});
