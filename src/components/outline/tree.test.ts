// The list says what the picture shows: owners, nodes, states in words, and what changed.
import { describe, expect, it } from 'vitest';
import type { ViewMachine, ViewPod, ViewWorkload } from '../../engine/index.ts';
import { panels } from '../ui/text/panels.ts';
import { changesBetween, hear } from './announce.ts';
import { summary } from './summary.ts';
import { byNode, byOwner, type Cluster, flatten, machineState } from './tree.ts';

const words = panels.outline.words;

const pod = (name: string, node: string, more: Partial<ViewPod> = {}): ViewPod => ({
  ref: `Pod/default/${name}`,
  namespace: 'default',
  name,
  uid: name,
  node,
  ip: '',
  owner: 'ReplicaSet/default/web-1',
  label: 'web',
  suffix: name.slice(-5),
  state: node ? 'Running' : 'Pending',
  status: node ? 'Running' : 'Pending',
  readyContainers: node ? 1 : 0,
  containers: [
    {
      name: 'app',
      state: node ? 'running' : 'waiting',
      reason: '',
      ready: true,
      restarts: 0,
      exitCode: undefined,
      backoffUntil: undefined,
    },
  ],
  restarts: 0,
  createdAt: 0,
  goneBy: undefined,
  cpuMillis: 0,
  memoryBytes: 0,
  ...more,
});

const workload = (kind: string, name: string, owner: string, ready: number): ViewWorkload => ({
  ref: `${kind}/default/${name}`,
  kind,
  namespace: 'default',
  name,
  owner,
  wanted: 3,
  ready,
  available: ready,
  createdAt: 0,
  image: 'nginx',
});

const machine = (name: string, ready: 'True' | 'Unknown' = 'True'): ViewMachine => ({
  name,
  role: 'worker',
  up: true,
  cutSince: undefined,
  node: {
    ref: `Node//${name}`,
    ready,
    unschedulable: false,
    taints: [],
    labels: {},
    allocatableCpuMillis: 0,
    allocatableMemoryBytes: 0,
    allocatablePods: 0,
    conditions: [],
  },
  processes: [],
  images: [],
});

const cluster: Cluster = {
  pods: [
    pod('web-1-aaaaa', 'node-1'),
    pod('web-1-bbbbb', ''),
    pod('solo', 'node-2', { owner: '', suffix: '', label: 'solo' }),
  ],
  workloads: [workload('Deployment', 'web', '', 1), workload('ReplicaSet', 'web-1', 'Deployment/default/web', 1)],
  machines: [machine('node-2'), machine('node-1')],
};

const names = (rows: ReturnType<typeof byOwner>) =>
  flatten(rows, () => true).map(({ row, depth }) => `${depth} ${row.kind} ${row.name} ${row.status}`);

describe('services', () => {
  it("stand behind the workloads, with the state of every address; the server's own is left out", () => {
    const endpoint = (name: string, ready: boolean, terminating = false) => ({
      ...{ ref: `Pod/default/${name}`, ip: `10.244.0.${name.length}`, node: 'node-1' },
      ...{ ready, serving: true, terminating },
    });
    const service = (name: string) => ({
      ...{ ref: `Service/default/${name}`, namespace: 'default', name, type: 'NodePort', clusterIP: '10.96.4.4' },
      ports: [{ name: '', port: 80, targetPort: 'http', protocol: 'TCP', nodePort: 30080 }],
      ...{ selector: 'app=web', endpoints: [endpoint('a', true), endpoint('bb', false), endpoint('ccc', false, true)] },
    });
    const rows = byOwner({ ...cluster, services: [service('web'), service('kubernetes')] }, words);
    const [row] = rows.slice(-1);
    expect([row.kind, row.status, row.note]).toEqual(['Service', '1 of 3', '10.96.4.4 80:30080']);
    expect(row.children.map(({ status }) => status)).toEqual(['ready', 'not ready', 'ending, still serves']);
    expect(rows.filter(({ kind }) => kind === 'Service')).toHaveLength(1);
  });
});

describe('tree', () => {
  it('by owner', () => {
    expect(names(byOwner(cluster, words))).toEqual([
      '1 Deployment web 1 of 3',
      '2 ReplicaSet web-1 1 of 3',
      '3 Pod web-1-aaaaa Running',
      '4 container app Running',
      '3 Pod web-1-bbbbb Pending',
      '4 container app Waiting',
      '1 Pod solo Running',
      '2 container app Running',
    ]);
  });

  it('by node, waiting pods first', () => {
    expect(byNode(cluster, words).map((row) => [row.name, row.children.length])).toEqual([
      [words.waiting, 1],
      ['node-1', 1],
      ['node-2', 1],
    ]);
  });

  it('keeps places among the open rows', () => {
    const flat = flatten(byOwner(cluster, words), (row) => row.kind === 'Deployment');
    expect(flat.map(({ position, siblings }) => [position, siblings])).toEqual([
      [1, 2],
      [1, 1],
      [2, 2],
    ]);
  });

  it('tells what the API believes from what is so', () => {
    const cut = { ...machine('n'), cutSince: 5 };
    expect(machineState(cut, words)).toEqual({ state: 'Running', status: `Ready, ${words.cut}` });
    expect(machineState({ ...cut, up: false }, words).state).toBe('Unknown');
    expect(machineState(machine('n', 'Unknown'), words)).toEqual({ state: 'NotReady', status: 'NotReady' });
  });
});

describe('sentences', () => {
  it('sum the cluster up', () => {
    expect(summary(cluster, { words: 'delete x', ago: '52 ms' })).toBe(
      '2 nodes, all ready. web: 3 wanted, 1 ready, 1 pod waiting for a node. Your last action: delete x, 52 ms ago.',
    );
    const whole = { ...cluster, workloads: [workload('Deployment', 'web', '', 3)], pods: [cluster.pods[0]!] };
    expect(summary(whole, undefined)).toBe('2 nodes, all ready. web is as it should be.');
  });

  it('say what changed, at three levels', () => {
    const later: Cluster = {
      ...cluster,
      pods: [cluster.pods[0]!, pod('web-1-bbbbb', 'node-2')],
      workloads: [workload('Deployment', 'web', '', 2), cluster.workloads[1]!],
      machines: [machine('node-1'), machine('node-2', 'Unknown')],
    };
    const say = (level: 'results' | 'changes') => changesBetween(hear(cluster), hear(later), [], level, (a) => a);
    expect(say('results')).toBe('node-2 is NotReady.');
    expect(say('changes')).toBe('web bbbbb is Running on node-2. solo is gone. web: 2 of 3 ready. 1 more change.');
    expect(changesBetween(hear(later), hear(later), [], 'changes', (a) => a)).toBe('');
  });
});
