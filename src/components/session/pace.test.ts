// Which messages of a healing are the story and which are bookkeeping, on labels as the engine writes them.
import { expect, test } from 'vitest';
import type { ViewMessage } from '../../engine/index.ts';
import { bookkeepingMs, shortestMs, storeMs, storyMs } from './pace.ts';

const plain: ViewMessage = {
  id: 1,
  from: 'kube-controller-manager/master-1',
  to: 'kube-apiserver/master-1',
  shape: 'request',
  label: 'POST pods',
  sign: '',
  sentAt: 1,
  dueAt: 2,
  cause: 0,
  thread: -1,
  because: '',
  object: 'Pod/default/web-x',
  lost: false,
};

test.each<[Partial<ViewMessage>, number]>([
  [{}, storyMs],
  [{ label: 'POST events', object: 'Event/default/web-x.1' }, bookkeepingMs],
  [{ label: 'GET pods' }, bookkeepingMs],
  [{ label: 'PUT replicasets/status', object: 'ReplicaSet/default/web' }, bookkeepingMs],
  [{ label: 'POST deployments', object: 'Deployment/default/web' }, storyMs],
  [{ shape: 'watch', label: 'MODIFIED pod', to: 'kube-controller-manager/master-1' }, storyMs],
  [{ shape: 'watch', label: 'MODIFIED pod', to: 'kube-scheduler/master-1' }, bookkeepingMs],
  [{ shape: 'watch', label: 'ADDED pod', to: 'kube-scheduler/master-1' }, storyMs],
  [{ shape: 'response', label: '201 Created' }, storyMs],
  [{ shape: 'response', label: '200 OK' }, bookkeepingMs],
  [{ shape: 'response', label: '409 Conflict', object: '' }, storyMs],
  [{ label: 'txn put', from: 'kube-apiserver/master-1', to: 'etcd/master-1' }, storeMs],
  [{ shape: 'cri', label: 'RunPodSandbox', object: '' }, storyMs],
  [{ shape: 'cri', label: 'PodSandboxStatus', object: '' }, bookkeepingMs],
  [{ shape: 'cni', label: 'CNI ADD: 10.244.3.3' }, storyMs],
])('%o', (change, ms) => {
  expect(shortestMs({ ...plain, ...change })).toBe(ms);
});
