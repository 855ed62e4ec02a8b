// The picture of a decision, before anything is drawn: who passes which gate, what was not asked, and who shares a column.
import { expect, it } from 'vitest';
import { decideWith, type KubeObject } from '../../engine/index.ts';
import { cellOf, columnsOf, isSkipped, messageParts, scoresOf } from './model.ts';
import type { Pod } from './use-decision.ts';

const node = (name: string, labels: object = {}, spec: object = {}) =>
  ({
    kind: 'Node',
    metadata: { name, labels },
    spec,
    status: { allocatable: { cpu: '2', memory: '4Gi', pods: '110' } },
  }) as unknown as KubeObject;

const pod = {
  kind: 'Pod',
  metadata: { name: 'report', namespace: 'default' },
  spec: {
    nodeSelector: { disktype: 'ssd' },
    containers: [{ name: 'main', resources: { requests: { cpu: '1', memory: '1Gi' } } }],
  },
} as unknown as Pod;

const tainted = { taints: [{ key: 'dedicated', effect: 'NoSchedule' }] };

it('ends each line at the first refusal; below it nothing was asked', () => {
  const decision = decideWith([node('node-10', { disktype: 'ssd' }, tainted), node('node-9')], pod, []);
  const [nine, ten] = columnsOf(decision, undefined);
  expect([nine.node, ten.node]).toEqual(['node-9', 'node-10']);
  const cells = ['NodeUnschedulable', 'TaintToleration', 'NodeAffinity', 'NodeResourcesFit'];
  expect(cells.map((plugin) => cellOf(ten.now, plugin))).toEqual(['passes', 'refuses', 'not asked', 'not asked']);
  expect(cells.map((plugin) => cellOf(nine.now, plugin))).toEqual(['passes', 'passes', 'refuses', 'not asked']);
  expect(isSkipped(decision, 'NodePorts')).toBe(true);
  expect(ten.postFilter).toBe('Preemption is not helpful for scheduling');
});

it('marks the reasons in the message and leaves the rest as it is', () => {
  const decision = decideWith([node('a'), node('b', {}, { unschedulable: true })], pod, []);
  const parts = messageParts(decision);
  expect(parts.map(({ text }) => text).join('')).toBe(decision.fitError);
  expect(parts.filter(({ isReason }) => isReason).map(({ text }) => text)).toEqual([
    "1 node(s) didn't match Pod's node affinity/selector",
    '1 node(s) were unschedulable',
  ]);
});

it('lets many nodes with the same verdict share a column, and the winner stand alone', () => {
  const many = Array.from({ length: 20 }, (_, n) => node(`node-${n}`, n < 3 ? { disktype: 'ssd' } : {}));
  const decision = decideWith(many, pod, []);
  const columns = columnsOf(decision, undefined);
  expect(columns.map(({ nodes }) => nodes.length)).toEqual([1, 2, 17]);
  expect(columns[0].now).toMatchObject({ fits: true, wins: true });
  const table = scoresOf(decision, 2);
  expect(table).toMatchObject({ wins: 0, hidden: 1, tied: [1] });
  expect(table?.skipped).toEqual(['NodeAffinity', 'PodTopologySpread', 'InterPodAffinity', 'DynamicResources']);
});

it('shows beside the decision what some edits would change', () => {
  const cluster = [node('a', { disktype: 'ssd' }, tainted), node('b')];
  const edit = { kind: 'untaint', node: 'a', taints: tainted.taints } as const;
  const [a, b] = columnsOf(decideWith(cluster, pod, []), decideWith(cluster, pod, [edit as never]));
  expect(a).toMatchObject({ now: { fits: false }, then: { fits: true, wins: true } });
  expect(b.then).toMatchObject({ fits: false, plugin: 'NodeAffinity' });
});
