// A rolling update under load. Between the moment at which a pod is told to stop and the moment at which the last machine has heard
// that it is gone, requests are still sent to it: without a pause before the signal they are lost, with one they are answered.
import { expect, test } from 'vitest';
import { createCluster, readClusterSpec, type ViewTraffic } from '../index.ts';

const images = ['nginx:1.27', 'nginx:1.28'];

/** A rollout of three replicas under so many requests a second through every node in turn, and what became of them. */
function roll(lifecycle: object): ViewTraffic {
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: {
      containers: [
        { name: 'app', image: images[0], readinessProbe: { httpGet: { port: 80 }, periodSeconds: 1 }, ...lifecycle },
      ],
    },
  };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template },
  };
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80 }] },
  };
  const read = readClusterSpec({
    nodes: ['node-1', 'node-2', 'node-3'].map((name) => ({ name, cpu: 4, memory: '8Gi', images })),
    traffic: [
      { name: 'users', to: 'service/web', from: 'outside', rate: '50/s', keepAlive: false, timeout: '1s', start: '3s' },
    ],
    apply: [JSON.stringify(deployment), JSON.stringify(service)],
  });
  if ('errors' in read) throw new Error(JSON.stringify(read.errors));
  const host = createCluster({ cluster: read.spec });
  host.advance(host.now() + 5_000, Number.POSITIVE_INFINITY);
  host.submit({ kubectl: `set image deployment/web app=${images[1]}` });
  host.advance(host.now() + 30_000, Number.POSITIVE_INFINITY);
  host.drain();
  host.seek(host.now());
  return host.drain().traffic.changed[0];
}

const lost = ({ sent, ok }: ViewTraffic, underWay = 1) => Math.max(0, sent - ok - underWay);

test('without a pause before the signal requests are lost, each to the old rule of a machine that is named', () => {
  const users = roll({});
  expect(users.sent).toBeGreaterThan(1_500);
  expect(lost(users)).toBeGreaterThan(0);
  let stale = 0;
  for (const { outcome, entry, reason, knownBetterSince, sentAt } of users.recentLost) {
    expect(['refused', 'timed out', 'reset']).toContain(outcome);
    expect(reason).toContain(`${entry} sent it to web-`);
    // Without a readiness probe a pod also has its turn before its program listens, and then nobody knew better.
    if (outcome === 'refused' && knownBetterSince === undefined) continue;
    expect(reason).toContain('the store knew better');
    expect(knownBetterSince).toBeLessThanOrEqual(sentAt);
    stale++;
  }
  expect(stale).toBeGreaterThan(0);
});

test('with a preStop pause none is', () => {
  const users = roll({ lifecycle: { preStop: { sleep: { seconds: 5 } } } });
  expect(users.sent).toBeGreaterThan(1_500);
  expect(lost(users)).toBe(0);
  expect(users.recentLost).toEqual([]);
});
