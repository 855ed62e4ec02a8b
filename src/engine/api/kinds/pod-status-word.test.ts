// One line of `kubectl get pods` for every state a pod can be caught in. A case is a name, a status as a kubelet writes it,
// and the READY, STATUS and RESTARTS cells a real server shows for it.
import { expect, test } from 'vitest';
import type { ContainerState, ContainerStatus, Pod, PodStatus } from '../types.ts';
import { podKind } from './pod.ts';
import { podStatusLine, podStatusWord, restartsText } from './pod-status-word.ts';

const now = 1_000_000_000_000; // 2001-09-09T01:46:40Z

function pod(
  status: PodStatus,
  extra: { init?: string[]; sidecars?: string[]; deleting?: boolean; apps?: number } = {},
): Pod {
  const initContainers = [
    ...(extra.init ?? []).map((name) => ({ name })),
    ...(extra.sidecars ?? []).map((name) => ({ name, restartPolicy: 'Always' })),
  ];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', ...(extra.deleting ? { deletionTimestamp: '2001-09-09T01:46:40Z' } : {}) },
    spec: {
      containers: Array.from({ length: extra.apps ?? 1 }, (_, index) => ({ name: `c${index}` })),
      ...(initContainers.length > 0 ? { initContainers } : {}),
    },
    status,
  };
}

function container(state: ContainerState, rest: Partial<ContainerStatus> = {}): ContainerStatus {
  return { name: 'c0', image: 'i', imageID: '', ready: false, restartCount: 0, state, ...rest };
}

const waiting = (reason: string): ContainerState => ({ waiting: { reason } });
const ended = (exitCode: number, reason?: string, signal?: number): ContainerState => ({
  terminated: { exitCode, ...(reason ? { reason } : {}), ...(signal ? { signal } : {}) },
});
const running: ContainerState = { running: {} };
const isTrue = (type: string) => ({ type, status: 'True' });

test.each<[string, Pod, string]>([
  ['nothing yet', pod({ phase: 'Pending' }), '0/1 Pending 0'],
  [
    'gated',
    pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }),
    '0/1 SchedulingGated 0',
  ],
  [
    'being created',
    pod({ phase: 'Pending', containerStatuses: [container(waiting('ContainerCreating'))] }),
    '0/1 ContainerCreating 0',
  ],
  [
    'running',
    pod({ phase: 'Running', conditions: [isTrue('Ready')], containerStatuses: [container(running, { ready: true })] }),
    '1/1 Running 0',
  ],
  [
    'crash loop',
    pod({
      phase: 'Running',
      containerStatuses: [
        container(waiting('CrashLoopBackOff'), {
          restartCount: 3,
          lastState: { terminated: { exitCode: 1, finishedAt: '2001-09-09T01:45:55Z' } },
        }),
      ],
    }),
    '0/1 CrashLoopBackOff 3 (45s ago)',
  ],
  ['between crashes', pod({ phase: 'Running', containerStatuses: [container(ended(1, 'Error'))] }), '0/1 Error 0'],
  [
    'ended by a signal',
    pod({ phase: 'Failed', containerStatuses: [container(ended(137, undefined, 9))] }),
    '0/1 Signal:9 0',
  ],
  ['ended with a code', pod({ phase: 'Failed', containerStatuses: [container(ended(3))] }), '0/1 ExitCode:3 0'],
  ['done', pod({ phase: 'Succeeded', containerStatuses: [container(ended(0, 'Completed'))] }), '0/1 Completed 0'],
  [
    'one of two done, not ready',
    pod(
      {
        phase: 'Running',
        containerStatuses: [container(ended(0, 'Completed')), container(running, { name: 'c1', ready: true })],
      },
      { apps: 2 },
    ),
    '1/2 NotReady 0',
  ],
  [
    'the first container speaks',
    pod(
      { phase: 'Running', containerStatuses: [container(waiting('ErrImagePull')), container(ended(1, 'Error'))] },
      { apps: 2 },
    ),
    '0/2 ErrImagePull 0',
  ],
  [
    'the first init container of two',
    pod(
      {
        phase: 'Pending',
        initContainerStatuses: [
          container(running, { name: 'a' }),
          container(waiting('PodInitializing'), { name: 'b' }),
        ],
        containerStatuses: [container(waiting('PodInitializing'))],
      },
      { init: ['a', 'b'] },
    ),
    '0/1 Init:0/2 0',
  ],
  [
    'the second init container of two',
    pod(
      {
        phase: 'Pending',
        initContainerStatuses: [
          container(ended(0, 'Completed'), { name: 'a' }),
          container(waiting('PodInitializing'), { name: 'b' }),
        ],
      },
      { init: ['a', 'b'] },
    ),
    '0/1 Init:1/2 0',
  ],
  [
    'init fails',
    pod({ phase: 'Pending', initContainerStatuses: [container(ended(1, 'Error'), { name: 'a' })] }, { init: ['a'] }),
    '0/1 Init:Error 0',
  ],
  [
    'init waits to try again',
    pod(
      {
        phase: 'Pending',
        initContainerStatuses: [container(waiting('CrashLoopBackOff'), { name: 'a', restartCount: 2 })],
      },
      { init: ['a'] },
    ),
    '0/1 Init:CrashLoopBackOff 2',
  ],
  [
    'a sidecar counts as a container',
    pod(
      {
        phase: 'Running',
        conditions: [isTrue('Initialized'), isTrue('Ready')],
        initContainerStatuses: [container(running, { name: 's', ready: true, started: true, restartCount: 1 })],
        containerStatuses: [container(running, { ready: true })],
      },
      { sidecars: ['s'] },
    ),
    '2/2 Running 1',
  ],
  [
    'being deleted',
    pod({ phase: 'Running', containerStatuses: [container(running, { ready: true })] }, { deleting: true }),
    '1/1 Terminating 0',
  ],
  [
    'being deleted, but over',
    pod({ phase: 'Failed', containerStatuses: [container(ended(137, 'Error'))] }, { deleting: true }),
    '0/1 Error 0',
  ],
  ['on a lost node', pod({ phase: 'Running', reason: 'NodeLost' }, { deleting: true }), '0/1 Unknown 0'],
  ['evicted', pod({ phase: 'Failed', reason: 'Evicted' }), '0/1 Evicted 0'],
])('%s', (_name, object, text) => {
  const line = podStatusLine(object);
  expect(`${line.readyContainers}/${line.totalContainers} ${line.word} ${restartsText(line, now)}`).toBe(text);
  expect(podStatusWord(object)).toBe(line.word);
});

test('the table shows the same words', () => {
  const object = pod({ phase: 'Running', podIPs: [{ ip: '10.244.1.2' }] });
  const cells = podKind.columns.map((column) => column.cell({ ...object, metadata: { ...object.metadata } }, now));
  expect(cells).toEqual(['p', '0/1', 'Running', '0', '<unknown>', '10.244.1.2', '<none>', '<none>', '<none>']);
});
