// The cache adds and subtracts as pods come and go; whatever the order, it must hold what counting anew would give.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '../api/types.ts';
import { copyState } from '../kernel/snapshot.ts';
import { numFeasibleNodesToFind } from './cycle.ts';
import {
  assumePod,
  createCache,
  dropNode,
  dropPod,
  forgetPod,
  putNode,
  putPod,
  type SchedulerCache,
} from './snapshot.ts';
import { nodeOrder } from './zones.ts';

function node(name: string, zone = '', images: string[] = []): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: zone === '' ? {} : { 'topology.kubernetes.io/zone': zone } },
    spec: {},
    status: {
      allocatable: { cpu: '4', memory: '8Gi', pods: '10' },
      images: images.map((image) => ({ names: [image], sizeBytes: 1000 })),
    },
  } as Node;
}

function pod(name: string, cpu = '100m', hostPort?: number): Pod {
  const ports = hostPort === undefined ? undefined : [{ containerPort: 80, hostPort }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: {
      containers: [{ name: 'main', image: 'x', ports, resources: { requests: { cpu, 'example.com/gpu': '1' } } }],
    },
  } as Pod;
}

/** What matters of a node, in an order of its own. */
function sums(cache: SchedulerCache, name: string): unknown {
  const info = cache.nodes.get(name);
  if (info === undefined) return undefined;
  const { requested, scored, hostPorts } = info;
  const scalars = Object.fromEntries(Object.entries(requested.scalars).filter(([, amount]) => amount !== 0));
  const pods = info.pods.map(({ key }) => key).sort();
  return { requested: { ...requested, scalars }, scored, pods, ports: hostPorts.map(({ port }) => port).sort() };
}

it('counts the same in any order of coming and going', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const nodeName = fc.constantFrom('n0', 'n1', 'n2');
  const step = fc.oneof(
    fc.record({ do: fc.constant('put' as const), name, nodeName, cpu: fc.constantFrom('100m', '1', '250m') }),
    fc.record({ do: fc.constant('drop' as const), name }),
    fc.record({ do: fc.constant('node' as const), nodeName }),
    fc.record({ do: fc.constant('no node' as const), nodeName }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const cache = createCache();
      const placed = new Map<string, [Pod, string]>();
      const nodes = new Set<string>();
      for (const each of steps) {
        if (each.do === 'put') {
          const made = pod(each.name, each.cpu, each.cpu === '1' ? 80 : undefined);
          putPod(cache, made, each.nodeName);
          placed.set(each.name, [made, each.nodeName]);
        } else if (each.do === 'drop') {
          dropPod(cache, `default/${each.name}`);
          placed.delete(each.name);
        } else if (each.do === 'node') {
          putNode(cache, node(each.nodeName));
          nodes.add(each.nodeName);
        } else {
          dropNode(cache, each.nodeName);
          nodes.delete(each.nodeName);
        }
      }
      const anew = createCache();
      for (const each of nodes) putNode(anew, node(each));
      for (const [made, where] of placed.values()) putPod(anew, made, where);
      for (const each of ['n0', 'n1', 'n2']) expect(sums(cache, each)).toEqual(sums(anew, each));
      expect(cache.pods.keys()).toEqual(anew.pods.keys());
      expect(cache.strays.keys()).toEqual(anew.strays.keys());
    }),
    { seed: 20261125, numRuns: 300 },
  );
});

describe('assumed pods', () => {
  it('count at once, and are taken back when binding failed', () => {
    const cache = createCache();
    putNode(cache, node('n'));
    assumePod(cache, pod('a'), 'n');
    expect(cache.nodes.get('n')?.requested.cpuMillis).toBe(100);
    forgetPod(cache, 'default/a');
    expect(cache.nodes.get('n')?.requested.cpuMillis).toBe(0);
  });

  it('stay once the API server has confirmed them', () => {
    const cache = createCache();
    putNode(cache, node('n'));
    assumePod(cache, pod('a'), 'n');
    putPod(cache, pod('a'), 'n');
    forgetPod(cache, 'default/a');
    expect(cache.nodes.get('n')?.pods).toHaveLength(1);
  });
});

it('replaces entries instead of changing them, so a copy lives on alone', () => {
  const cache = createCache();
  putNode(cache, node('n'));
  const before = cache.nodes.get('n');
  const copy = copyState(cache);
  assumePod(cache, pod('a'), 'n');
  expect(copy.nodes.get('n')).toBe(before);
  expect(Object.isFrozen(cache.nodes.get('n'))).toBe(true);
  expect(copy.pods.size).toBe(0);
});

it('lists nodes of all zones in turn', () => {
  const cache = createCache();
  for (const [name, zone] of [
    ['a1', 'a'],
    ['a2', 'a'],
    ['a3', 'a'],
    ['b1', 'b'],
    ['x', ''],
  ]) {
    putNode(cache, node(name, zone));
  }
  expect(nodeOrder(cache)).toEqual(['a1', 'b1', 'x', 'a2', 'a3']);
  dropNode(cache, 'b1');
  expect(nodeOrder(cache)).toEqual(['a1', 'x', 'a2', 'a3']);
  putNode(cache, node('a1', 'c'));
  expect(nodeOrder(cache)).toEqual(['a2', 'x', 'a1', 'a3']);
});

it('knows how many nodes have an image', () => {
  const cache = createCache();
  putNode(cache, node('n0', '', ['x:1', 'y:1']));
  putNode(cache, node('n1', '', ['x:1']));
  putNode(cache, node('n1', '', ['x:1', 'y:1']));
  dropNode(cache, 'n0');
  expect(cache.images.entries().map(([name, { nodes }]) => [name, nodes])).toEqual([
    ['x:1', 1],
    ['y:1', 1],
  ]);
});

// Upstream's TestNumFeasibleNodesToFind.
it.each([
  [10, 0, 10],
  [100, 0, 100],
  [1000, 0, 420],
  [1000, 40, 400],
  [5000, 0, 500],
  [6000, 0, 300],
  [6000, 40, 2400],
  [50, 10, 50],
])('of %i nodes at %i %% it looks for %i that fit', (nodes, percentage, enough) => {
  expect(numFeasibleNodesToFind(nodes, percentage)).toBe(enough);
});
