// A pod calls a Service by name: real requests through the rules of its machine, answers in its log, work for those who answer.
import { expect, test } from 'vitest';
import { createCluster, readClusterSpec } from '../index.ts';
import type { ClusterHost } from '../recording/cluster-host.ts';
import { served } from '../runtime/served.ts';

const pod = (name: string, image: string, command?: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: {
      terminationGracePeriodSeconds: 1,
      containers: [{ name: 'main', image, ...(command ? { command: ['sh', '-c', command] } : {}) }],
    },
  });

const service = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
});

function world(...apply: readonly string[]): ClusterHost {
  const nodes = ['node-1', 'node-2'].map((name) => ({
    name,
    cpu: 4,
    memory: '8Gi',
    images: ['nginx:1.27', 'busybox:1.36'],
  }));
  const read = readClusterSpec({ nodes, apply });
  if ('errors' in read) throw new Error(JSON.stringify(read.errors));
  return createCluster({ cluster: read.spec });
}

function live(host: ClusterHost, ticks: number): void {
  host.advance(host.now() + ticks, Number.POSITIVE_INFINITY);
}

function logs(host: ClusterHost, name: string): readonly string[] {
  host.drain();
  host.submit({ kubectl: `logs ${name} --tail=3` });
  live(host, 400);
  return host
    .drain()
    .output.filter(({ stream }) => stream === 'stdout')
    .flatMap(({ text }) => text.trim().split('\n'));
}

function answers(host: ClusterHost): number {
  let sum = 0;
  for (const { disk } of host.world.machines.values()) {
    for (const id of disk['pods/served']?.keys() ?? []) {
      sum += served({ table: <V>(name: string) => disk[name] as import('../kernel/table.ts').Table<V> }, id);
    }
  }
  return sum;
}

const loop = 'while true; do wget -q -O- http://web; sleep 0.5; done';

test('calls are answered, shown in the log, counted where they are served, and stop with the caller', () => {
  const host = world(pod('web', 'nginx:1.27'), service, pod('caller', 'busybox:1.36', loop));
  live(host, 10_000);
  expect(logs(host, 'caller')).toEqual(Array(3).fill('Welcome to nginx!'));
  const before = answers(host);
  live(host, 10_000);
  expect(answers(host) - before).toBeGreaterThan(15);
  expect(answers(host) - before).toBeLessThan(21);
  expect(host.settled()).toBe(true);
  host.submit({ kubectl: 'delete pod caller --wait=false' });
  live(host, 4_000);
  const after = answers(host);
  live(host, 5_000);
  expect(answers(host)).toBe(after);
});

test('without endpoints calls are refused, and a name nobody has is a bad address', () => {
  const other = loop.replace('web', 'wbe');
  const host = world(service, pod('caller', 'busybox:1.36', loop), pod('mistyped', 'busybox:1.36', other));
  live(host, 5_000);
  expect(logs(host, 'caller')[0]).toMatch(
    /^wget: can't connect to remote host \(10\.\d+\.\d+\.\d+\): Connection refused$/,
  );
  expect(logs(host, 'mistyped')[0]).toBe("wget: bad address 'wbe'");
});

test('a port that the Service does not have is refused by its address, too', () => {
  const other = loop.replace('http://web', 'http://web:81');
  const host = world(pod('web', 'nginx:1.27'), service, pod('caller', 'busybox:1.36', other));
  live(host, 8_000);
  expect(logs(host, 'caller')[0]).toMatch(/^wget: can't connect to remote host \(10\.\S+\): Connection refused$/);
});

test('an address that no pod has: after three seconds the kernel says that no route leads there', () => {
  const nobody = loop.replace('http://web', 'http://10.244.1.99');
  const host = world(pod('caller', 'busybox:1.36', nobody));
  live(host, 5_000);
  const said = "wget: can't connect to remote host (10.244.1.99): No route to host";
  expect(logs(host, 'caller')).toEqual([said]);
  live(host, 3_500);
  expect(logs(host, 'caller')).toEqual([said, said]);
});
