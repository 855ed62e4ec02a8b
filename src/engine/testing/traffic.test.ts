// Users ask a Service: where their requests go, what is lost when rules are old, and that nobody's request keeps the world awake.
import { describe, expect, test } from 'vitest';
import { createCluster, readClusterSpec, type ViewRequest, type ViewRules, type ViewTraffic } from '../index.ts';
import { ruleTables } from '../network/tables.ts';
import { type ClusterHost, replay } from '../recording/cluster-host.ts';

const image = 'nginx:1.27';
const pod = (name: string, node: string, more: object = {}) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: 'web' } },
    spec: {
      nodeName: node,
      terminationGracePeriodSeconds: 5,
      containers: [{ name: 'main', image }],
      ...more,
    },
  });

/** Without a selector: what it leads to is what these tests write. */
const service = (more: object = {}) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }], ...more },
  });

interface Given {
  readonly traffic?: readonly object[];
  readonly service?: object;
  readonly pods?: readonly string[];
  readonly behaviours?: readonly object[];
  readonly kubeProxy?: string;
}

/** Two workers, a pod on each, a Service that leads to both, and users. */
function world({ traffic = [], service: more = {}, pods = [pod('a', 'node-1'), pod('b', 'node-2')], ...rest }: Given) {
  const nodes = ['node-1', 'node-2'].map((name) => ({ name, cpu: 4, memory: '8Gi', images: [image] }));
  const read = readClusterSpec({ nodes, traffic, apply: [...pods, service(more)], ...rest });
  if ('errors' in read) throw new Error(read.errors.map(({ field, message }) => `${field}: ${message}`).join('\n'));
  const host = createCluster({ cluster: read.spec });
  live(host, 1_000);
  leadTo(host, pods.length === 0 ? [] : ['a', 'b']);
  live(host, 1_500);
  return host;
}

function live(host: ClusterHost, ticks: number): void {
  host.advance(host.now() + ticks, Number.POSITIVE_INFINITY);
}

/** Writes the Service's one EndpointSlice: these pods, ready. */
function leadTo(host: ClusterHost, names: readonly string[]): void {
  const pods = host.list('pods') as {
    metadata: { name: string };
    spec: { nodeName: string };
    status: { podIP: string };
  }[];
  const endpoints = pods
    .filter(({ metadata }) => names.includes(metadata.name))
    .map(({ metadata, spec, status }) => ({
      addresses: [status.podIP],
      conditions: { ready: true },
      nodeName: spec.nodeName,
      targetRef: { kind: 'Pod', name: metadata.name, namespace: 'default' },
    }));
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-1', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    ports: [{ name: '', port: 80, protocol: 'TCP' }],
    endpoints,
  };
  host.submit({ apply: JSON.stringify(slice) });
}

/** What the screen knows of a source. */
function users(host: ClusterHost, id = 'users'): ViewTraffic {
  host.seek(host.now());
  const found = host.drain().traffic.changed.find((one) => one.id === id);
  if (!found) throw new Error(`no source ${id}`);
  return found;
}

function rulesOn(host: ClusterHost, machine: string): ViewRules['services'][number] {
  host.seek(host.now());
  const found = host.drain().rules.changed.find((one) => one.machine === machine);
  const web = found?.services.find(({ ref }) => ref === 'Service/default/web');
  if (!web) throw new Error(`no rules for web on ${machine}`);
  return web;
}

/** Who answered the last requests. */
function answeredBy(host: ClusterHost, id: string, count: number): readonly string[] {
  const { sent } = users(host, id);
  const last = Array.from({ length: count }, (_, n) => host.request(`${id}#${sent - 1 - n}`));
  return [...new Set(last.map((one) => (one as ViewRequest).pod))].sort();
}

const from = (name: string, more: object = {}) => ({
  name: 'users',
  to: 'service/web',
  rate: '20/s',
  from: name,
  ...more,
});

describe('users', () => {
  test('each connection goes to any endpoint, and the world is at rest while they ask', () => {
    const host = world({ traffic: [from('node-1', { keepAlive: false })] });
    live(host, 3_000);
    expect(answeredBy(host, 'users', 15)).toEqual(['Pod/default/a', 'Pod/default/b']);
    const before = users(host);
    live(host, 2_000);
    const after = users(host);
    expect([after.sent - before.sent, after.ok - before.ok]).toEqual([40, 40]);
    expect(after.lastLatency).toBeGreaterThan(3);
    const counts = Object.entries(after.answeredBy).sort(([a], [b]) => (a < b ? -1 : 1));
    expect(counts.map(([pod]) => pod)).toEqual(['default/a', 'default/b']);
    expect(counts[0][1] + counts[1][1]).toBe(after.ok);
    expect(host.settled()).toBe(true);
  });

  test('a connection that is kept keeps its pod', () => {
    const host = world({ traffic: [from('node-1')] });
    live(host, 2_000);
    expect(answeredBy(host, 'users', 15)).toHaveLength(1);
    expect(Object.values(users(host).answeredBy)).toEqual([users(host).ok]);
  });

  test('with session affinity new connections come back to the same pod', () => {
    const host = world({ traffic: [from('node-1', { keepAlive: false })], service: { sessionAffinity: 'ClientIP' } });
    live(host, 2_000);
    expect(answeredBy(host, 'users', 15)).toHaveLength(1);
  });

  test('from outside only a node port leads in, through one node after the other', () => {
    const outside = { traffic: [from('outside', { keepAlive: false })] };
    const open = world(outside);
    live(open, 1_000);
    const { sent } = users(open);
    const entries = [sent - 1, sent - 2].map((n) => open.request(`users#${n}`)?.entry);
    expect(entries.sort()).toEqual(['node-1', 'node-2']);
    const closed = world({ ...outside, service: { type: 'ClusterIP', ports: [{ port: 80 }] } });
    expect(users(closed).recentLost.at(-1)).toMatchObject({
      outcome: 'unresolved',
      reason: 'Service default/web has no node port: from outside the cluster its ClusterIP leads nowhere',
    });
  });

  test('no endpoints: refused at the node where it enters', () => {
    const host = world({ traffic: [from('node-1')], pods: [] });
    expect(users(host).recentLost.at(-1)).toMatchObject({
      outcome: 'refused',
      reason: 'connection refused: rule on node-1: default/web has no endpoints',
    });
  });

  test('a Local policy drops what enters where no pod is', () => {
    const host = world({
      traffic: [from('outside', { keepAlive: false, timeout: '500ms' })],
      service: { externalTrafficPolicy: 'Local' },
    });
    leadTo(host, ['a']);
    live(host, 2_000);
    const before = users(host);
    live(host, 2_000);
    const after = users(host);
    expect([after.ok - before.ok, after.timedOut - before.timedOut]).toEqual([20, 20]);
    expect(after.recentLost.at(-1)?.reason).toMatch(
      /^no answer within 500 ms: rule on node-2: default\/web has no endpoint on node-2/,
    );
  });

  test('their load is set by an action, and made where none is', () => {
    const host = world({ traffic: [from('node-1', { rate: '0/s' })] });
    expect(users(host).sent).toBe(0);
    host.submit({ load: 'service/web', rate: '100/s' });
    live(host, 1_001);
    expect(users(host).sent).toBe(99);
    host.submit({ load: 'users', rate: '0/s' });
    live(host, 1_000);
    expect(users(host).sent).toBeLessThan(102);
    const bare = world({});
    bare.submit({ load: 'service/web', rate: '10/s' });
    live(bare, 1_050);
    expect(users(bare, 'service/web')).toMatchObject({ from: 'master-1', sent: 10, ok: 10 });
  });
});

describe('rules that are old', () => {
  test('with kube-proxy stopped the rules stay, and requests are lost to a pod that is gone', () => {
    const host = world({ traffic: [from('node-1', { keepAlive: false, timeout: '500ms' })] });
    host.submit({ stop: 'kube-proxy/node-1' });
    live(host, 100);
    host.submit({ kubectl: 'delete pod b --wait=false' });
    leadTo(host, ['a']);
    live(host, 6_000);
    expect(rulesOn(host, 'node-1').stale).toBe(true);
    expect(rulesOn(host, 'node-2').stale).toBe(false);
    const { timedOut, recentLost } = users(host);
    expect(timedOut).toBeGreaterThan(10);
    const lost = recentLost.at(-1) as ViewRequest;
    expect(lost).toMatchObject({ outcome: 'timed out', entry: 'node-1', pod: 'Pod/default/b' });
    expect(lost.knownBetterSince).toBeGreaterThan(lost.ruleSince);
    expect(lost.reason).toMatch(
      /^no answer within 500 ms: node-1 sent it to b; its rule was from tick \d+, and since tick \d+ the store knew better$/,
    );
    expect(host.why(lost.message).hops.map(({ sentence }) => sentence)).toContain('172.30.0.11 asked for default/web');
    host.submit({ start: 'kube-proxy/node-1' });
    live(host, 3_000);
    expect(rulesOn(host, 'node-1').stale).toBe(false);
    const before = users(host).timedOut;
    live(host, 2_000);
    expect(users(host).timedOut).toBe(before);
  });

  test('changes within a second are written together', () => {
    const host = world({});
    const syncs: number[] = [];
    for (const names of [['a'], ['b'], ['a', 'b']]) {
      leadTo(host, names);
      live(host, 300);
    }
    for (let n = 0; n < 30; n++) {
      live(host, 100);
      const at = host.world.machine('node-1').disk[ruleTables.meta]?.get('syncedAt') as number;
      if (at !== syncs.at(-1)) syncs.push(at);
    }
    expect(syncs.length).toBe(2);
    expect(syncs[1] - syncs[0]).toBeGreaterThan(1_000);
    expect(syncs[1] - syncs[0]).toBeLessThan(1_100);
  });

  test('a Service that goes while kube-proxy is down leaves no rules behind when it is back', () => {
    const host = world({});
    host.submit({ stop: 'kube-proxy/node-1' });
    live(host, 100);
    host.submit({ kubectl: 'delete service web' });
    live(host, 1_000);
    const rules = () => host.world.machine('node-1').disk[ruleTables.services].keys();
    expect(rules()).toContain('default/web');
    host.submit({ start: 'kube-proxy/node-1' });
    live(host, 3_000);
    expect(rules()).toEqual(['default/kubernetes']);
  });
});

describe('kube-proxy in a pod of its DaemonSet', () => {
  const active = (host: ClusterHost) =>
    (host.world.process('kube-proxy/node-1').state as { active: unknown }).active !== undefined;
  const homeless = (host: ClusterHost) =>
    (host.list('pods') as { spec: { nodeName: string }; metadata: { name: string } }[]).find(
      ({ metadata, spec }) => metadata.name.startsWith('kube-proxy-') && spec.nodeName === 'node-1',
    )?.metadata.name;

  test('acts only while its container runs; what it wrote stays', () => {
    const host = world({ kubeProxy: 'daemonset' });
    expect(active(host)).toBe(true);
    host.submit({ kill: `pod/kube-system/${homeless(host)}` });
    live(host, 50);
    expect(active(host)).toBe(false);
    expect(rulesOn(host, 'node-1').rules[0].endpoints).toHaveLength(2);
    live(host, 3_000);
    expect(active(host)).toBe(true);
  });

  test('a deleted pod is replaced, and only then a change is heard of', () => {
    const host = world({ kubeProxy: 'daemonset' });
    const old = homeless(host);
    host.submit({ kubectl: `delete pod ${old} -n kube-system --wait=false` });
    live(host, 400);
    expect(active(host)).toBe(false);
    leadTo(host, ['a']);
    live(host, 100);
    expect(rulesOn(host, 'node-1')).toMatchObject({ stale: true });
    live(host, 5_000);
    expect(homeless(host)).not.toBe(old);
    expect(rulesOn(host, 'node-1')).toMatchObject({ stale: false });
    expect(rulesOn(host, 'node-1').rules[0].endpoints).toHaveLength(1);
  });

  test('it comes back with its machine', () => {
    const host = world({ kubeProxy: 'daemonset' });
    host.submit({ stop: 'node-1' });
    live(host, 1_000);
    host.submit({ start: 'node-1' });
    live(host, 200);
    expect(active(host)).toBe(false);
    live(host, 20_000);
    expect(active(host)).toBe(true);
  });
});

describe('programs', () => {
  test('a connection ends with the container at its other end; the next one finds another pod', () => {
    const host = world({ traffic: [from('node-1')] });
    live(host, 500);
    const [served] = answeredBy(host, 'users', 3);
    host.submit({ kill: served.replace('Pod/default/', 'pod/') });
    leadTo(host, served.endsWith('/a') ? ['b'] : ['a']);
    live(host, 3_000);
    expect(answeredBy(host, 'users', 10)).not.toContain(served);
  });

  test('containerd gone: programs go on answering', () => {
    const host = world({ traffic: [from('node-1', { keepAlive: false })] });
    host.submit({ stop: 'containerd/node-1' });
    host.submit({ stop: 'containerd/node-2' });
    host.submit({ stop: 'kubelet/node-2' });
    live(host, 500);
    const before = users(host);
    live(host, 1_000);
    const after = users(host);
    expect(after.ok - before.ok).toBe(20);
  });

  test('an answer that takes its time is lost when its container ends meanwhile', () => {
    const host = world({
      traffic: [from('node-1', { keepAlive: false, rate: '1/s' })],
      behaviours: [{ image, do: { latency: '600ms', serves: 'http' } }],
    });
    live(host, 2_000);
    expect(users(host)).toMatchObject({ reset: 0 });
    expect(users(host).lastLatency).toBeGreaterThan(599);
    for (const name of ['a', 'b']) host.submit({ kill: `pod/${name}` });
    const { sent } = users(host);
    while (users(host).sent === sent) live(host, 10);
    live(host, 900);
    for (let n = 0; n < 4 && users(host).reset === 0; n++) {
      live(host, 1_000);
      const now = users(host).sent;
      while (users(host).sent === now) live(host, 10);
      for (const name of ['a', 'b']) host.submit({ kill: `pod/${name}` });
      live(host, 500);
    }
    expect(users(host).reset).toBeGreaterThan(0);
  });

  test('of two containers that want one port the second ends, says so and is started again', () => {
    const containers = ['first', 'second'].map((name) => ({ name, image }));
    const host = world({ pods: [pod('both', 'node-1', { containers })] });
    live(host, 10_000);
    const [both] = host.list('pods') as { status: { containerStatuses: { name: string; restartCount: number }[] } }[];
    const second = both.status.containerStatuses.find(({ name }) => name === 'second');
    expect(second).toMatchObject({ restartCount: 2, lastState: { terminated: { exitCode: 1, reason: 'Error' } } });
    host.drain();
    host.submit({ kubectl: 'logs both -c second --previous' });
    live(host, 500);
    const text = host
      .drain()
      .output.filter(({ stream }) => stream === 'stdout')
      .map((one) => one.text)
      .join('');
    const line = 'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)';
    expect(text.trim().split('\n')).toEqual([line, line, line, line, line, 'nginx: [emerg] still could not bind()']);
  });
});

test('a life with users is the same whether it is played, sought or lived again', () => {
  const host = world({ traffic: [from('outside', { keepAlive: false }), { ...from('node-1'), name: 'inside' }] });
  host.submit({ kubectl: 'delete pod b --wait=false' });
  leadTo(host, ['a']);
  live(host, 5_000);
  const hash = host.hash();
  const end = host.now();
  host.seek(end - 4_000);
  host.seek(end);
  expect(host.hash()).toBe(hash);
  expect(replay(host.recording(), end).hash()).toBe(hash);
  const other = host.fork();
  other.advance(end + 1_000, Number.POSITIVE_INFINITY);
  live(host, 1_000);
  expect(other.hash()).toBe(host.hash());
});

test.each([
  ['traffic[0].to', [{ to: 'web' }], /must be a Service like service\/web/],
  ['traffic[0].rate', [{ to: 'service/web', rate: 5 }], /must be a rate like 5\/s/],
  ['traffic[0].from', [{ to: 'service/web', from: 'node-9' }], /must be outside, or one of master-1, node-1/],
  ['traffic[0].keepalive', [{ to: 'service/web', keepalive: true }], /Did you mean keepAlive\?/],
  ['traffic[1].name', [{ to: 'service/web' }, { to: 'service/web' }], /another source is called service\/web/],
])('a mistake in %s', (field, traffic, message) => {
  const read = readClusterSpec({ traffic });
  expect(read).toEqual({ errors: [{ field, message: expect.stringMatching(message) as string }] });
});
