// The story that every course tells of three masters, lived: one etcd member down and all goes on, two down and nothing is written,
// back up and nothing that was acknowledged is lost. What reads and writes say meanwhile is recorded (T36).
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultCluster, readClusterSpec, workers } from '../cluster/cluster-spec.ts';
import { masterNames } from '../cluster/control-plane.ts';
import type { Raft } from '../etcd/raft/state.ts';
import type { ClusterHost } from '../recording/cluster-host.ts';
import { createCluster } from '../recording/cluster-host.ts';

const masters = masterNames(3);
let host: ClusterHost;

const raftOf = (name: string): Raft | undefined =>
  (host.world.processes.get(`etcd/${name}`)?.state as { member?: { raft: Raft } } | undefined)?.member?.raft;
const leader = () => masters.find((name) => raftOf(name)?.role === 'leader');
const wait = (ticks: number) => host.advance(host.now() + ticks, Number.POSITIVE_INFINITY);
const configMaps = () =>
  (host.list('configmaps') as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);

/** Runs a command and answers what it printed, and how long it took. */
function run(command: string, limit = 70_000): { readonly text: string; readonly ticks: number } {
  host.drain();
  const began = host.now();
  const id = host.submit({ kubectl: command });
  let text = '';
  while (host.now() - began < limit) {
    wait(100);
    for (const line of host.drain().output) {
      if (line.thread === id && (line.stream === 'stdout' || line.stream === 'stderr')) text += line.text;
    }
    if (text !== '') break;
  }
  return { text, ticks: host.now() - began };
}

beforeAll(() => {
  host = createCluster({
    seed: 3,
    cluster: { ...defaultCluster, controlPlane: { nodes: 3, registered: false }, nodes: workers(1) },
  });
});

describe('three masters', () => {
  test('one leader, equal stores, one address for all API servers', () => {
    expect(masters.filter((name) => raftOf(name)?.role === 'leader')).toHaveLength(1);
    expect(run('create configmap all-up --from-literal=a=b').text).toContain('configmap/all-up created');
    wait(50);
    const revisions = masters.map((name) => host.world.machine(name).disk['etcd/meta'].get('revision'));
    expect(new Set(revisions).size).toBe(1);
  });

  test('while nothing disturbs them no heartbeat is sent of its own accord', () => {
    const sent: string[] = [];
    const { sent: before } = host.world.observer;
    host.world.observer.sent = (message) => {
      const said = (message.body as { message?: { type: string; read?: number } }).message;
      if (said?.type === 'heartbeat' && said.read === undefined) sent.push(message.from);
    };
    wait(3_000);
    host.world.observer.sent = before;
    expect(sent).toEqual([]);
  });

  test('the leader goes: another leads within 2.1 s, and writes go on', () => {
    const first = leader();
    host.submit({ stop: `etcd/${first}` });
    wait(2_100);
    expect(leader()).toBeDefined();
    expect(leader()).not.toBe(first);
    expect(run('create configmap one-down --from-literal=a=b').text).toContain('configmap/one-down created');
  });

  test('a second goes: writes end with 504 after 34 s', () => {
    host.submit({ stop: `etcd/${leader()}` });
    wait(3_000);
    expect(leader()).toBeUndefined();
    const { text, ticks } = run('create configmap lost --from-literal=a=b');
    expect(text).toContain('Timeout: request did not complete within requested timeout - context deadline exceeded');
    expect(ticks).toBeGreaterThan(33_900);
    expect(ticks).toBeLessThan(34_700);
  });

  test('both back: what was acknowledged is there, what was refused is not, and what is asked is answered', () => {
    for (const name of masters) host.submit({ start: `etcd/${name}` });
    wait(20_000);
    expect(leader()).toBeDefined();
    expect(configMaps()).toEqual(expect.arrayContaining(['all-up', 'one-down']));
    expect(configMaps()).not.toContain('lost');
    expect(run('create configmap back --from-literal=a=b').text).toContain('configmap/back created');
  });
});

/** The machine whose process holds a lease. */
const holder = (name: string): string =>
  (host.list('leases') as { metadata: { name: string }; spec: { holderIdentity: string } }[])
    .filter(({ metadata }) => metadata.name === name)
    .map(({ spec }) => spec.holderIdentity.split('_')[0])
    .join();
const behindKubernetes = (): readonly string[] => {
  const slices = host.list('endpointslices') as { metadata: { name: string }; endpoints: { addresses: string[] }[] }[];
  const slice = slices.find(({ metadata }) => metadata.name === 'kubernetes');
  return (slice?.endpoints ?? []).map(({ addresses }) => addresses[0]).sort();
};

test('a master dies: who led elsewhere leads on, what led there is led from another master after its lease of 15 s', () => {
  const led = ['kube-controller-manager', 'kube-scheduler'];
  const all = behindKubernetes();
  expect(all).toHaveLength(3);
  const victim = holder(led[0]);
  host.submit({ stop: `node/${victim}` });
  wait(8_000);
  expect(holder(led[0])).toBe(victim);
  wait(22_000);
  for (const name of led) expect(masters.filter((master) => master !== victim)).toContain(holder(name));
  expect(behindKubernetes()).toHaveLength(2);
  expect(all).toEqual(expect.arrayContaining([...behindKubernetes()]));
  host.submit({ start: `node/${victim}` });
  wait(15_000);
  expect(behindKubernetes()).toEqual(all);
});

test('a restored snapshot gives all members the same data and a log of their own', () => {
  host.submit({ backup: 'before' });
  wait(100);
  run('create configmap after-the-snapshot --from-literal=a=b');
  host.submit({ restore: 'before', bumpRevision: true });
  wait(20_000);
  expect(configMaps()).not.toContain('after-the-snapshot');
  expect(run('create configmap anew --from-literal=a=b').text).toContain('configmap/anew created');
  wait(100);
  const revisions = masters.map((name) => host.world.machine(name).disk['etcd/meta'].get('revision'));
  expect(new Set(revisions).size).toBe(1);
});

test('an even number of masters is refused with the reason', () => {
  expect(readClusterSpec({ controlPlane: { nodes: 2 } })).toEqual({
    errors: [{ field: 'controlPlane.nodes', message: 'must be 1, 3 or 5: an even number tolerates no more failures' }],
  });
});
