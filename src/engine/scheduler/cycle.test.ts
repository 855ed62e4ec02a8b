// What a decision does beyond the recorded cases: stopping early, ties, nominated nodes, preemption that is not allowed, and
// upstream's own examples of scores and messages.
import { describe, expect, it } from 'vitest';
import type { Node, Pod, PodStatus } from '../api/types.ts';
import { type DecideOptions, decide } from './cycle.ts';
import { chosenNode, decisionToJson, fitErrorMessage } from './decision.ts';
import { balancedAllocation } from './plugins/balanced-allocation.ts';
import { imageLocality } from './plugins/image-locality.ts';
import { nodeResourcesFit } from './plugins/node-resources-fit.ts';
import type { Plugin } from './plugins/plugin.ts';
import { createCache, nominate, podInfo, putNode, putPod, type SchedulerCache } from './snapshot.ts';

const draw = () => 0;

function node(name: string, allocatable: Record<string, string>, more: Partial<Node> = {}): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: {},
    status: { allocatable: { pods: '110', ...allocatable } },
    ...more,
  } as Node;
}

function pod(name: string, requests: Record<string, string>, spec: Partial<Pod['spec']> = {}, status?: PodStatus): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'x', resources: { requests } }], ...spec },
    status,
  } as Pod;
}

function cacheOf(...nodes: Node[]): SchedulerCache {
  const cache = createCache();
  for (const each of nodes) putNode(cache, each);
  return cache;
}

const sameSize = (count: number) => Array.from({ length: count }, (_, n) => node(`n${n}`, { cpu: '4', memory: '8Gi' }));

describe('the search', () => {
  it('stops when enough nodes fit, and begins there the next time', () => {
    const cache = cacheOf(...sameSize(150));
    const first = decide(cache, pod('a', { cpu: '1' }), { draw });
    expect(first.feasible).toHaveLength(100);
    expect(first.nextStartNodeIndex).toBe(100);
    const second = decide(cache, pod('b', { cpu: '1' }), { draw, startNodeIndex: 100 });
    expect([second.nodes[0], second.nodes[50]]).toEqual(['n100', 'n0']);
    expect(second.nextStartNodeIndex).toBe(50);
  });

  it('tries the nominated node alone first, and all nodes when that fails', () => {
    const cache = cacheOf(...sameSize(3));
    const waiting = pod('a', { cpu: '4' }, {}, { nominatedNodeName: 'n2' });
    expect(decide(cache, waiting, { draw }).nodes).toEqual(['n2']);
    putPod(cache, pod('busy', { cpu: '1' }), 'n2');
    expect(chosenNode(decide(cache, waiting, { draw }))).toBe('n0');
  });

  it('keeps room for pods of no lower priority that are promised the node', () => {
    const cache = cacheOf(...sameSize(1));
    nominate(cache, pod('promised', { cpu: '3' }, { priority: 5 }), 'n0');
    expect(chosenNode(decide(cache, pod('a', { cpu: '2' }, { priority: 5 }), { draw }))).toBeUndefined();
    expect(chosenNode(decide(cache, pod('a', { cpu: '2' }, { priority: 6 }), { draw }))).toBe('n0');
  });

  it('breaks ties by the dice and by nothing else', () => {
    const cache = cacheOf(...sameSize(4));
    const taken = [0, 1, 2, 3, 7].map((throwValue) =>
      chosenNode(decide(cache, pod('a', { cpu: '1' }), { draw: () => throwValue })),
    );
    expect(taken).toEqual(['n0', 'n1', 'n2', 'n3', 'n3']);
  });

  it('gives no points when there is nothing to compare, unless asked', () => {
    const cache = cacheOf(...sameSize(1));
    expect(decide(cache, pod('a', { cpu: '1' }), { draw }).scores).toEqual([]);
    expect(decide(cache, pod('a', { cpu: '1' }), { draw, scoreSingle: true }).totals).toHaveLength(1);
  });
});

describe('messages', () => {
  const failing = (cache: SchedulerCache, asking: Pod, options: Partial<DecideOptions> = {}) =>
    decide(cache, asking, { draw, ...options }).fitError;

  it('no nodes', () => expect(failing(createCache(), pod('a', {}))).toBe('no nodes available to schedule pods'));

  it('counts are sorted as text', () => {
    const counts = new Map([
      ['b', 2],
      ['a', 10],
      ['c', 1],
    ]);
    expect(fitErrorMessage(13, counts, 'more')).toBe('0/13 nodes are available: 1 c, 10 a, 2 b. more');
  });

  it('terms that exclude each other', () => {
    const named = (name: string) => ({ key: 'metadata.name', operator: 'In' as const, values: [name] });
    const affinity = {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchFields: [named('n0'), named('n1')] }],
        },
      },
    };
    const decision = decide(cacheOf(...sameSize(2)), pod('a', {}, { affinity }), { draw });
    expect(decision.fitError).toBe('0/2 nodes are available: pod affinity terms conflict. not found');
    expect(decisionToJson(decision).preFilter).toEqual({
      plugin: 'NodeAffinity',
      code: 'UnschedulableAndUnresolvable',
      reasons: ['pod affinity terms conflict'],
    });
  });

  it('a victim is still leaving the nominated node', () => {
    const cache = cacheOf(...sameSize(1));
    const victim = pod('victim', { cpu: '4' }, { priority: 0 }, {
      conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler' }],
    } as PodStatus);
    putPod(cache, { ...victim, metadata: { ...victim.metadata, deletionTimestamp: '2026-01-01T00:00:30Z' } }, 'n0');
    const waiting = pod('a', { cpu: '4' }, { priority: 10 }, { nominatedNodeName: 'n0' });
    expect(failing(cache, waiting)).toBe(
      '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to a terminating pod on the nominated node.',
    );
  });

  it('nothing is added when victims are found', () => {
    const cache = cacheOf(...sameSize(2));
    putPod(cache, pod('low', { cpu: '3' }, { priority: 1 }), 'n0');
    putPod(cache, pod('middle', { cpu: '3' }, { priority: 5 }), 'n1');
    const decision = decide(cache, pod('a', { cpu: '2' }, { priority: 10 }), { draw });
    expect(decision.fitError).toBe('0/2 nodes are available: 2 Insufficient cpu.');
    expect(decision.preemption).toEqual({ node: 'n0', victims: ['default/low'] });
  });
});

/** Points of one plugin for each node. */
function points(plugin: Plugin, cache: SchedulerCache, asking: Pod): number[] {
  const infos = cache.nodes.values();
  const scorer = plugin.preScore?.({ pod: asking, info: podInfo(asking), cache, nodeCount: infos.length }, infos);
  return scorer === undefined ? [] : infos.map((info) => scorer.score(info));
}

describe("upstream's examples", () => {
  const nodes = cacheOf(node('n1', { cpu: '4', memory: '10000' }), node('n2', { cpu: '6', memory: '10000' }));
  const asking = pod('a', { cpu: '3', memory: '5000' });
  it('LeastAllocated', () => expect(points(nodeResourcesFit, nodes, asking)).toEqual([37, 50]));
  it('BalancedAllocation', () => expect(points(balancedAllocation, nodes, asking)).toEqual([68, 75]));
  it('BalancedAllocation skips pods that ask for nothing', () => {
    expect(points(balancedAllocation, nodes, pod('a', {}))).toEqual([]);
  });

  const MB = 1024 * 1024;
  const holding = (name: string, images: [string, number][]) =>
    node(
      name,
      { cpu: '4' },
      { status: { images: images.map(([image, mb]) => ({ names: [image], sizeBytes: mb * MB })) } },
    );
  const two = (first: string, second: string) => {
    const made = pod('a', {});
    const containers = [first, second].map((image, index) => ({ name: `c${index}`, image }));
    return { ...made, spec: { ...made.spec, containers } } as Pod;
  };
  const both = cacheOf(
    holding('n1', [
      ['gcr.io/40:latest', 40],
      ['gcr.io/300:latest', 300],
    ]),
    holding('n2', [
      ['gcr.io/250:latest', 250],
      ['gcr.io/10:latest', 10],
    ]),
  );
  it('ImageLocality', () => {
    expect(points(imageLocality, both, two('gcr.io/40', 'gcr.io/250'))).toEqual([0, 5]);
    expect(points(imageLocality, both, two('gcr.io/40', 'gcr.io/300'))).toEqual([7, 0]);
  });
  it('ImageLocality counts an image less that few nodes have', () => {
    const huge = [holding('n1', [['huge:1', 4000]]), holding('n2', [])];
    expect(points(imageLocality, cacheOf(...huge), two('huge:1', 'y'))).toEqual([100, 0]);
    expect(points(imageLocality, cacheOf(...huge, holding('n3', [])), two('huge:1', 'y'))).toEqual([66, 0, 0]);
  });
});
