// Each refusal with a simple cure gets exactly the command that cures it; what is offered is tried on paper first.
import { expect, it } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import type { Pod } from '../api/types.ts';
import { chosenNode } from './decision.ts';
import { decideWith, remediesFor } from './remedies.ts';

const MEMORY_LEFT = '1536Mi';

function node(name: string, labels: Record<string, string>, spec: object = {}, memory = '16Gi'): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    spec,
    status: { allocatable: { cpu: '4', memory, pods: '110' } },
  } as unknown as KubeObject;
}

const set = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name: 'report-1',
    namespace: 'default',
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'report', uid: '1', controller: true }],
  },
} as unknown as KubeObject;

const pod = {
  kind: 'Pod',
  metadata: {
    name: 'report-1-a',
    namespace: 'default',
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'report-1', uid: '2', controller: true }],
  },
  spec: {
    nodeSelector: { disktype: 'ssd' },
    containers: [{ name: 'main', resources: { requests: { cpu: '500m', memory: '2Gi' } } }],
  },
} as unknown as Pod;

const cluster = [
  node('full', { disktype: 'ssd' }, {}, MEMORY_LEFT),
  node('tainted', { disktype: 'ssd' }, { taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }] }),
  node('slow', { disktype: 'hdd' }),
  node('closed', { disktype: 'ssd' }, { unschedulable: true }),
  set,
];

it('names the command that cures each refusal, and the cure cures', () => {
  const remedies = remediesFor(cluster, pod, []);
  expect(remedies.map(({ edit, command }) => [edit.node, command])).toEqual([
    ['full', 'kubectl set resources deployment/report --requests=memory=1536Mi'],
    ['tainted', 'kubectl taint nodes tainted dedicated=gpu:NoSchedule-'],
    ['slow', 'kubectl label node slow disktype=ssd --overwrite'],
    ['closed', 'kubectl uncordon closed'],
  ]);
  for (const { edit } of remedies) expect(chosenNode(decideWith(cluster, pod, [edit]))).toBe(edit.node);
});

it('offers the next cure when one is not enough', () => {
  const twice = [node('n', { disktype: 'hdd' }, { unschedulable: true })];
  const [first] = remediesFor(twice, pod, []);
  expect(chosenNode(decideWith(twice, pod, [first.edit]))).toBeUndefined();
  const [second] = remediesFor(twice, pod, [first.edit]);
  expect(second.command).toBe('kubectl label node n disktype=ssd --overwrite');
  expect(chosenNode(decideWith(twice, pod, [first.edit, second.edit]))).toBe('n');
});

it('offers nothing where nothing simple helps: taints that the cluster sets itself, requests of a bare pod', () => {
  const silent = node('silent', {}, { taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' }] });
  const bare = { ...pod, metadata: { name: 'bare', namespace: 'default' }, spec: { ...pod.spec, nodeSelector: {} } };
  expect(remediesFor([silent, node('small', {}, {}, '1Gi')], bare as unknown as Pod, [])).toEqual([]);
});
