// etcd is saved and brought back under a living cluster. What happens then is what was recorded of a real one: after a plain
// restore the kubelets wait for revisions of a lost future and go on with pods that nobody else knows; with a leap of the
// revision everybody has to list anew, and the cluster mends itself.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import type { Deployment, Pod } from '../api/types.ts';
import { type ClusterHost, createCluster } from '../recording/cluster-host.ts';
import type { Action } from './action.ts';
import { defaultCluster, workers } from './cluster-spec.ts';
import { readAction } from './read-action.ts';

const images = ['nginx:1.27'];

function cluster(seed = 5, nodes = 3): ClusterHost {
  return createCluster({
    cluster: { ...defaultCluster, kubeProxy: 'process', nodes: workers(nodes, images), apply: [] },
    seed,
  });
}

function go(host: ClusterHost, ms: number): void {
  host.advance(host.now() + ms, 1e7);
}

function act(host: ClusterHost, action: Action, ms: number): void {
  host.submit(action);
  go(host, ms);
}

const make = (name: string, replicas: number): Action => ({
  kubectl: `create deployment ${name} --image=nginx:1.27 --replicas=${replicas}`,
});

function own(host: ClusterHost): readonly Pod[] {
  return (host.list('pods') as KubeObject[]).filter(
    ({ metadata }) => metadata.namespace === 'default',
  ) as unknown as Pod[];
}

const running = (host: ClusterHost): number => own(host).filter(({ status }) => status?.phase === 'Running').length;

/** Pods of the API that a kubelet should run, and pods that the machines do run. */
function onMachines(host: ClusterHost): number {
  let pods = 0;
  for (const machine of host.world.machines.values()) pods += machine.disk['containerd/pods']?.size ?? 0;
  return pods;
}

function said(host: ClusterHost): string {
  return host
    .drain()
    .output.filter(({ stream }) => stream === 'stderr')
    .map(({ text }) => text)
    .join('');
}

/** `web` of three is saved; then it grows to five, and `late` comes. */
function lostFuture(): ClusterHost {
  const host = cluster();
  act(host, make('web', 3), 5_000);
  act(host, { backup: 'first' }, 1_000);
  act(host, { kubectl: 'scale deployment/web --replicas=5' }, 800);
  act(host, make('late', 2), 13_000);
  expect([running(host), onMachines(host)]).toEqual([7, 7]);
  return host;
}

test('after a plain restore kubelets go on with pods that are gone, and miss a new one, until they are started again', () => {
  const host = lostFuture();
  const before = host.revision();
  act(host, { restore: 'first' }, 15_000);
  expect(host.revision()).toBeLessThan(before);
  expect([running(host), onMachines(host)]).toEqual([3, 7]);
  // The controllers were refused while the roles were read, listed anew, and know the truth.
  act(host, make('after', 2), 3_000);
  expect(own(host).filter(({ spec }) => spec.nodeName)).toHaveLength(5);
  go(host, 77_000);
  // One or two nodes still wait for the future that is lost: their new pods have a node and do not start.
  const waiting = own(host).filter(({ status }) => status?.phase === 'Pending');
  expect(waiting.length).toBeGreaterThan(0);
  expect(waiting.every(({ spec }) => spec.nodeName !== undefined)).toBe(true);
  expect(host.revision()).toBeGreaterThan(before);
  for (const { name } of host.world.machines.values()) if (name !== 'laptop') host.submit({ crash: `kubelet/${name}` });
  go(host, 40_000);
  expect([running(host), onMachines(host)]).toEqual([5, 5]);
});

test('with a leap of the revision everybody lists anew and the cluster mends itself', () => {
  const host = lostFuture();
  act(host, { restore: 'first', bumpRevision: true, markCompacted: true }, 15_000);
  expect(host.revision()).toBeGreaterThan(1_000_000_000);
  expect([running(host), onMachines(host)]).toEqual([3, 3]);
  act(host, make('after', 2), 10_000);
  expect([running(host), onMachines(host)]).toEqual([5, 5]);
});

test('any cluster, whatever was done after its backup, comes back to what was saved', () => {
  const change = fc.constantFrom<Action>(
    { kubectl: 'scale deployment/web --replicas=1' },
    { kubectl: 'scale deployment/web --replicas=6' },
    { kubectl: 'delete deployment web' },
    { kubectl: 'set image deployment/web nginx=nginx:1.28' },
    { crash: 'kubelet/node-1' },
    { stop: 'kube-scheduler/master-1' },
    make('more', 3),
  );
  const run = fc.record({
    seed: fc.nat(1_000),
    replicas: fc.integer({ min: 1, max: 4 }),
    changes: fc.array(fc.record({ change, ms: fc.integer({ min: 50, max: 4_000 }) }), { minLength: 1, maxLength: 4 }),
  });
  fc.assert(
    fc.property(run, ({ seed, replicas, changes }) => {
      const host = cluster(seed, 2);
      act(host, make('web', replicas), 6_000);
      act(host, { backup: 'x' }, 10);
      for (const { change, ms } of changes) act(host, change, ms);
      host.submit({ start: 'kube-scheduler/master-1' });
      act(host, { restore: 'x', bumpRevision: true, markCompacted: true }, 120_000);
      const deployments = host.list('deployments') as unknown as Deployment[];
      expect(deployments.map(({ metadata, status }) => [metadata.name, status?.availableReplicas])).toEqual([
        ['web', replicas],
      ]);
      expect([running(host), onMachines(host)]).toEqual([replicas, replicas]);
    }),
    { numRuns: 3 },
  );
});

test('a lost disk without a backup: the API begins anew, and nodes come back only with their kubelets', () => {
  const host = cluster();
  act(host, make('web', 3), 8_000);
  act(host, { loseDisk: 'master-1' }, 400_000);
  expect(host.list('deployments')).toEqual([]);
  expect((host.list('namespaces') as KubeObject[]).map(({ metadata }) => metadata.name)).toEqual([
    'default',
    'kube-node-lease',
    'kube-public',
    'kube-system',
  ]);
  const nodes = (): readonly unknown[] => (host.list('nodes') as KubeObject[]).map(({ metadata }) => metadata.name);
  expect(nodes()).toEqual(['master-1']);
  // The containers do not know that nobody wants them any more.
  expect(onMachines(host)).toBe(3);
  for (const n of [1, 2, 3]) host.submit({ crash: `kubelet/node-${n}` });
  go(host, 60_000);
  expect(nodes()).toEqual(['master-1', 'node-1', 'node-2', 'node-3']);
  expect(onMachines(host)).toBe(0);
});

describe('what cannot be done is said', () => {
  test('no snapshot of that name, no etcd to ask, a name that is none', () => {
    const host = cluster(5, 1);
    act(host, { restore: 'x' }, 10);
    expect(said(host)).toBe('there is no snapshot x; none has been saved yet\n');
    act(host, { backup: '../x' }, 10);
    expect(said(host)).toMatch(/^a snapshot is called like before-upgrade/);
    act(host, { backup: 'one' }, 10);
    act(host, { restore: 'two' }, 10);
    expect(said(host)).toBe('there is no snapshot two; there are one\n');
    act(host, { stop: 'etcd/master-1' }, 10);
    act(host, { backup: 'two' }, 10);
    expect(said(host)).toMatch(/^etcd does not run/);
    act(host, { addBackup: 'two', file: 'hello' }, 10);
    expect(said(host)).toMatch(/^this file is no snapshot/);
    expect(host.snapshots().map(({ name }) => name)).toEqual(['one']);
  });

  test('a snapshot goes out as a file and comes back as one', () => {
    const host = cluster(5, 1);
    act(host, make('web', 2), 8_000);
    act(host, { backup: 'one' }, 10);
    const file = host.snapshotFile('one') ?? '';
    const other = cluster(6, 1);
    act(other, { addBackup: 'brought', file }, 10);
    expect(other.snapshots()).toEqual([{ ...host.snapshots()[0], name: 'brought' }]);
    expect(host.snapshotFile('none')).toBeUndefined();
  });

  test.each([
    [{ restore: 'x', bumpRevision: true }, 'markCompacted: --mark-compacted required if --bump-revision'],
    [{ restore: 'x', markCompacted: true }, 'markCompacted: --mark-compacted required if --bump-revision'],
    [
      { restore: 'x', bumpRevision: -1, markCompacted: true },
      'bumpRevision: must be true or a whole number like 1000000000',
    ],
    [{ restore: 'x', bumpRevision: 5, markCompacted: true }, ''],
    [{ backup: 'x' }, ''],
  ])('%j', (action, message) => {
    const wrong: string[] = [];
    readAction(action, '', (field, text) => wrong.push(`${field}: ${text}`));
    expect(wrong.join()).toBe(message);
  });
});
