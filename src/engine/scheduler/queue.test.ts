// The queue as a table of what happens and who comes next; times in milliseconds.
import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '../api/types.ts';
import { copyState } from '../kernel/snapshot.ts';
import {
  addPod,
  backoffDuration,
  createQueue,
  failPod,
  flushUnschedulable,
  hasWork,
  moveOnEvent,
  nextBackoffEnd,
  pop,
  removePod,
  type SchedulingQueue,
  updatePod,
} from './queue.ts';
import type { ClusterEvent } from './queue-hints.ts';

function pod(name: string, spec: Partial<Pod['spec']> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'x', resources: { requests: { cpu: '1' } } }], ...spec },
  } as Pod;
}

function node(name: string, cpu: string, spec: Node['spec'] = {}, labels: Record<string, string> = {}): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    spec,
    status: { allocatable: { cpu, memory: '4Gi', pods: '110' } },
  } as Node;
}

const nodeAdded = (object: Node): ClusterEvent => ({ on: 'Node', action: 'Add', object });
const nodeUpdated = (before: Node, object: Node): ClusterEvent => ({ on: 'Node', action: 'Update', before, object });
const podGone = (object: Pod): ClusterEvent => ({ on: 'AssignedPod', action: 'Delete', object });

function popAll(queue: SchedulingQueue, now: number): string[] {
  const names: string[] = [];
  for (let next = pop(queue, now); next !== undefined; next = pop(queue, now))
    names.push(next.key.replace('default/', ''));
  return names;
}

function refused(rejectedBy: string[], at = 0, spec: Partial<Pod['spec']> = {}): SchedulingQueue {
  const queue = createQueue();
  addPod(queue, pod('a', spec), at);
  pop(queue, at);
  failPod(queue, 'default/a', rejectedBy, at);
  return queue;
}

describe('order', () => {
  it('is by priority, then by time, then by name', () => {
    const queue = createQueue();
    addPod(queue, pod('late'), 2);
    addPod(queue, pod('z'), 1);
    addPod(queue, pod('b'), 1);
    addPod(queue, pod('high', { priority: 10 }), 3);
    addPod(queue, pod('low', { priority: -1 }), 0);
    expect(popAll(queue, 3)).toEqual(['high', 'b', 'z', 'late', 'low']);
  });

  it('holds for many pods that come and go', () => {
    const queue = createQueue();
    for (let n = 0; n < 200; n++) addPod(queue, pod(`p${n}`, { priority: (n * 37) % 11 }), n % 17);
    for (let n = 0; n < 200; n += 3) removePod(queue, `default/p${n}`);
    const left = [...Array(200).keys()].filter((n) => n % 3 !== 0);
    const key = (n: number) => `p${n}`;
    left.sort((a, b) => ((b * 37) % 11) - ((a * 37) % 11) || (a % 17) - (b % 17) || (key(a) < key(b) ? -1 : 1));
    expect(popAll(queue, 100)).toEqual(left.map(key));
  });
});

describe('back-off', () => {
  it.each([
    [0, 0],
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [4, 8_000],
    [5, 10_000],
    [60, 10_000],
  ])('after %i failures is %i ms', (failures, duration) => expect(backoffDuration(failures)).toBe(duration));

  it('lets a pod come early when nothing else is active', () => {
    const queue = refused(['NodeResourcesFit'], 500);
    moveOnEvent(queue, nodeAdded(node('n', '4')), 600);
    expect(queue.pods.get('default/a')?.place).toBe('backoff');
    expect(nextBackoffEnd(queue)).toBe(2_000);
    expect(pop(queue, 616)?.attempts).toBe(2);
  });

  it('keeps it behind an active pod of lower priority until it is over', () => {
    const queue = refused(['NodeResourcesFit'], 500, { priority: 9 });
    moveOnEvent(queue, nodeAdded(node('n', '4')), 600);
    addPod(queue, pod('b'), 700);
    expect(pop(queue, 700)?.key).toBe('default/b');
    addPod(queue, pod('c'), 1_999);
    expect(pop(queue, 2_000)?.key).toBe('default/a');
  });

  it('is never cut short after an error', () => {
    const queue = createQueue();
    addPod(queue, pod('a'), 0);
    pop(queue, 0);
    failPod(queue, 'default/a', [], 0);
    expect(hasWork(queue, 1_999)).toBe(false);
    expect(pop(queue, 2_000)?.key).toBe('default/a');
  });
});

describe('a refused pod', () => {
  const tainted = { taints: [{ key: 'gpu', effect: 'NoSchedule' as const }] };
  it.each<[string, string[], ClusterEvent, boolean]>([
    ['new node with room', ['NodeResourcesFit'], nodeAdded(node('n', '4')), true],
    ['new node too small', ['NodeResourcesFit'], nodeAdded(node('n', '500m')), false],
    ['pod gone', ['NodeResourcesFit'], podGone(pod('x')), true],
    [
      'node label for a pod refused for resources',
      ['NodeResourcesFit'],
      nodeUpdated(node('n', '4'), node('n', '4', {}, { a: 'b' })),
      false,
    ],
    ['node grew', ['NodeResourcesFit'], nodeUpdated(node('n', '500m'), node('n', '4')), true],
    ['pod gone for a pod refused for taints', ['TaintToleration'], podGone(pod('x')), false],
    ['taint taken away', ['TaintToleration'], nodeUpdated(node('n', '4', tainted), node('n', '4')), true],
    ['new node, tainted too', ['TaintToleration'], nodeAdded(node('n', '4', tainted)), false],
    ['uncordoned', ['NodeUnschedulable'], nodeUpdated(node('n', '4', { unschedulable: true }), node('n', '4')), true],
    ['cordoned', ['NodeUnschedulable'], nodeUpdated(node('n', '4'), node('n', '4', { unschedulable: true })), false],
    ['one of two plugins has hope', ['TaintToleration', 'NodeResourcesFit'], podGone(pod('x')), true],
    ['a plugin without hints', ['SomethingElse'], podGone(pod('x')), true],
  ])('%s', (_, rejectedBy, event, moved) => {
    const queue = refused(rejectedBy);
    expect(moveOnEvent(queue, event, 5_000)).toEqual(moved ? ['default/a'] : []);
    expect(hasWork(queue, 5_000)).toBe(moved);
  });

  it('does not wait for what happened during its try', () => {
    const queue = createQueue();
    addPod(queue, pod('a'), 0);
    addPod(queue, pod('b'), 0);
    pop(queue, 0);
    moveOnEvent(queue, podGone(pod('x')), 1);
    pop(queue, 1);
    failPod(queue, 'default/b', ['NodeResourcesFit'], 2);
    failPod(queue, 'default/a', ['NodeResourcesFit'], 2);
    expect(queue.pods.get('default/a')?.place).toBe('backoff');
    expect(queue.pods.get('default/b')?.place).toBe('unschedulable');
    expect(queue.events).toEqual([]);
  });

  it('is tried again after five minutes', () => {
    const queue = refused(['NodeResourcesFit'], 1_000);
    expect(flushUnschedulable(queue, 301_000)).toEqual([]);
    expect(flushUnschedulable(queue, 301_001)).toEqual(['default/a']);
    expect(pop(queue, 301_001)?.key).toBe('default/a');
  });

  it('is tried again when it tolerates more, not when only its status changes', () => {
    const queue = refused(['TaintToleration']);
    updatePod(queue, { ...pod('a'), status: { phase: 'Pending' } }, 5_000);
    expect(hasWork(queue, 5_000)).toBe(false);
    updatePod(queue, pod('a', { tolerations: [{ operator: 'Exists' }] }), 6_000);
    expect(hasWork(queue, 6_000)).toBe(true);
  });
});

it('a gated pod is not tried before its gates are gone, and then at once', () => {
  const queue = createQueue();
  addPod(queue, pod('a', { schedulingGates: [{ name: 'wait' }] }), 0);
  moveOnEvent(queue, nodeAdded(node('n', '4')), 10);
  flushUnschedulable(queue, 900_000);
  expect(hasWork(queue, 900_000)).toBe(false);
  updatePod(queue, pod('a'), 900_001);
  expect(pop(queue, 900_001)).toMatchObject({ key: 'default/a', attempts: 1, rejectedBy: [] });
});

it('a copy of the queue lives on alone', () => {
  const queue = createQueue();
  addPod(queue, pod('a'), 0);
  addPod(queue, pod('b'), 1);
  const copy = copyState(queue);
  expect(popAll(copy, 2)).toEqual(['a', 'b']);
  expect(popAll(queue, 2)).toEqual(['a', 'b']);
});
