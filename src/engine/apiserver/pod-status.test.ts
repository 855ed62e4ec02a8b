// The short way of a status patch has to end where the long way ends, or has to be refused; so each patch takes both.
import { expect, test } from 'vitest';
import { freezeDeep, type KubeObject } from '../api/object.ts';
import type { Pod } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import { ApiRig } from '../testing/api-rig.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'c', image: 'i' }] },
};
const types = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];
const order = types.map((type) => ({ type }));
const now = '2026-01-01T00:00:05Z';
const condition = (type: string, status: string, more = {}) => ({ type, status, lastTransitionTime: now, ...more });
const container = { name: 'c', image: 'i', imageID: '', ready: false, restartCount: 0, started: false, lastState: {} };
const waiting = { ...container, state: { waiting: { reason: 'ContainerCreating' } } };
const running = { ...container, ready: true, started: true, state: { running: { startedAt: now } } };
const first = {
  '$setElementOrder/conditions': order,
  '$setElementOrder/hostIPs': [{ ip: '10.0.0.2' }],
  hostIP: '10.0.0.2',
  hostIPs: [{ ip: '10.0.0.2' }],
  observedGeneration: 1,
  startTime: now,
  containerStatuses: [waiting],
  resources: {},
  conditions: [
    condition('PodReadyToStartContainers', 'False', { lastProbeTime: null }),
    condition('Initialized', 'True', { observedGeneration: 1 }),
    condition('Ready', 'False', { reason: 'ContainersNotReady', message: 'containers with unready status: [c]' }),
    condition('ContainersReady', 'False', { reason: 'ContainersNotReady' }),
    { type: 'PodScheduled', observedGeneration: 1 },
  ],
};
const ready = {
  '$setElementOrder/conditions': order,
  '$setElementOrder/podIPs': [{ ip: '10.244.1.2' }],
  phase: 'Running',
  podIP: '10.244.1.2',
  podIPs: [{ ip: '10.244.1.2' }],
  containerStatuses: [running],
  conditions: [
    { type: 'PodReadyToStartContainers', status: 'True' },
    { type: 'Ready', status: 'True', reason: null, message: null },
    { type: 'ContainersReady', status: 'True', reason: null },
  ],
};
const conditions = (changed: unknown, names: unknown = order) => ({
  '$setElementOrder/conditions': names,
  conditions: changed,
});

/** Each list of patches is sent one after the other. */
const stories: { readonly [what: string]: readonly unknown[] } = {
  'a life': [first, ready, { ...ready, phase: 'Succeeded', containerStatuses: [waiting] }, ready],
  'resources of several kinds': [
    { ...first, resources: { requests: { cpu: '100m', memory: '1Gi' } } },
    {
      ...ready,
      containerStatuses: [{ ...running, allocatedResources: { cpu: '0.1' }, resources: { limits: { cpu: 1 } } }],
    },
    { phase: 'Failed', resources: { limits: { cpu: 'much' } } },
    { phase: 'Failed', containerStatuses: [{ ...running, allocatedResources: { cpu: '100m' } }] },
  ],
  'the same twice': [first, first],
  'the phase back and forth': ['Running', 'Pending', 'Running', 'Pending', 'Running', 'Failed', 'Running'].map(
    (phase) => ({
      phase,
    }),
  ),
  'only conditions': [
    first,
    conditions([{ type: 'Ready', status: 'True' }]),
    conditions([{ type: 'Ready', reason: 'R' }]),
  ],
  'another order': [
    first,
    conditions([], [...order].reverse()),
    conditions([{ type: 'Ready', status: 'True' }], [...order].reverse()),
  ],
  'order without a list': [first, { '$setElementOrder/conditions': order, phase: 'Running' }],
  'a condition left out': [first, conditions([{ type: 'Ready', status: 'True' }], order.slice(1))],
  'changes out of order': [
    first,
    conditions([
      { type: 'PodScheduled', status: 'False' },
      { type: 'Ready', status: 'True' },
    ]),
  ],
  'a condition twice': [first, conditions([{ type: 'Ready', status: 'True' }], [...order, { type: 'Ready' }])],
  'an unknown field of a condition': [first, conditions([{ type: 'Ready', status: 'True', color: 'red' }])],
  'a bad time': [
    conditions(
      [{ type: 'Ready', status: 'True', lastTransitionTime: 'now' }],
      [{ type: 'Ready' }, { type: 'PodScheduled' }],
    ),
  ],
  'a wrong type': [{ phase: 3 }, { containerStatuses: {} }, { podIPs: [{ ip: 4 }] }],
  'an unknown field': [{ phase: 'Running', color: 'red' }],
  'fields removed': [first, { hostIP: null, startTime: null }, { containerStatuses: null, phase: 'Running' }],
  'empty words': [first, { phase: '', hostIP: '' }, conditions([{ type: 'Ready', status: 'True', reason: '' }])],
  'other addresses': [
    first,
    ready,
    { podIP: '1.1.1.1', podIPs: [{ ip: '1.1.1.1' }], '$setElementOrder/podIPs': [{ ip: '1.1.1.1' }] },
  ],
  'a directive': [first, { $patch: 'replace', phase: 'Running' }, conditions([{ type: 'Ready', $patch: 'delete' }])],
  nothing: [{}, null, 'text', []],
};

test.each(Object.keys(stories))('%s', (what) => {
  const [short, long] = [live(stories[what], false), live(stories[what], true)];
  expect(short).toEqual(long);
});

test('nothing stored is changed by what follows, and an entry reads like any other object', () => {
  const stored = life([first, ready], false);
  expect(stored.map((each) => each.metadata.managedFields?.length)).toEqual([1, 2, 2]);
  const entry = stored[2].metadata.managedFields?.find(({ manager }) => manager === 'kubelet');
  expect(Object.keys(entry ?? {}).sort()).toEqual(
    ['apiVersion', 'fieldsType', 'fieldsV1', 'manager', 'operation', 'subresource', 'time'].sort(),
  );
  expect({ ...entry }).toEqual(JSON.parse(JSON.stringify(entry)));
  expect(Object.isFrozen(entry)).toBe(true);
});

function live(patches: readonly unknown[], long: boolean): unknown {
  return JSON.parse(JSON.stringify(life(patches, long)));
}

/** The pod, the answers, and the pod as it is stored in the end. A patch that also names the apiVersion goes the long way. */
function life(patches: readonly unknown[], long: boolean): Pod[] {
  const rig = new ApiRig().withAccount();
  const place = { namespace: 'default', name: 'web' };
  const made = rig.ask({ verb: 'create', namespace: 'default', body: freezeDeep({ ...pod }) }).body as KubeObject;
  const answers: unknown[] = [made];
  for (const status of patches) {
    const also = long ? { apiVersion: 'v1' } : {};
    const request: Pick<ApiRequest, 'verb' | 'subresource' | 'patchType' | 'body'> = {
      verb: 'patch',
      subresource: 'status',
      patchType: 'application/strategic-merge-patch+json',
      body: freezeDeep({ ...also, metadata: { uid: made.metadata.uid }, status }),
    };
    const answer = rig.ask({ ...place, ...request, user: 'system:node:node-1', agent: 'kubelet' });
    answers.push(
      answer.code < 300 ? answer.body : [answer.code, (answer.body as { message?: string }).message?.slice(0, 40)],
    );
  }
  return answers as Pod[];
}
