// From a dot on the screen to the request it belongs to: any of its messages will do, on its way and when it is over.
import { expect, test } from 'vitest';
import { createCluster, readClusterSpec, type ViewRequest } from '../index.ts';
import type { ClusterHost } from '../recording/cluster-host.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] },
};
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, nodePort: 30_080 }] },
};

/** Two nodes, one pod, and users from outside, twenty requests a second. */
function served(keepAlive: boolean): ClusterHost {
  const nodes = ['node-1', 'node-2'].map((name) => ({ name, cpu: 4, memory: '8Gi', images: ['nginx:1.27'] }));
  const users = { name: 'users', to: 'service/web', from: 'outside', rate: '20/s', keepAlive };
  const read = readClusterSpec({ nodes, traffic: [users], apply: [JSON.stringify(pod), JSON.stringify(service)] });
  if ('errors' in read) throw new Error(JSON.stringify(read.errors));
  const host = createCluster({ cluster: read.spec });
  host.advance(host.now() + 5000, Number.POSITIVE_INFINITY);
  return host;
}

test.each([false, true])(
  'each message of a request leads to it, on its way and afterwards (connection kept: %s)',
  (keepAlive) => {
    const host = served(keepAlive);
    host.drain();
    let seen = 0;
    for (let tick = 0; tick < 400; tick++) {
      host.advance(host.now() + 1, Number.POSITIVE_INFINITY);
      for (const { from, shape, id, sentAt } of host.drain().messages) {
        if (shape !== 'user') continue;
        const request = host.request(id);
        if (from.startsWith('traffic/'))
          expect(request).toMatchObject({ outcome: 'under way', message: id, endedAt: 0 });
        if (from.startsWith('netfilter/node') && request?.outcome === 'under way')
          expect(request.endpoint).toMatch(/^10\.244/);
        expect(request?.sentAt).toBeLessThanOrEqual(sentAt);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(20);
    const last = host.request(`users#${(host.traffic()[0]?.sent ?? 0) - 1}`) as ViewRequest;
    expect(host.request(last.message)).toEqual(last);
    expect(last.outcome).toBe('ok');
  },
);

test('the API server shows a request with its own passage and its own end, never with another one’s', () => {
  const read = readClusterSpec({ nodes: [{ name: 'node-1', cpu: 4, memory: '8Gi', images: ['nginx:1.27'] }] });
  if ('errors' in read) throw new Error(JSON.stringify(read.errors));
  const host = createCluster({ cluster: read.spec });
  host.drain();
  host.submit({ apply: JSON.stringify(pod) });
  const shown = new Set<string>();
  for (let tick = 0; tick < 300; tick++) {
    host.advance(host.now() + 1, Number.POSITIVE_INFINITY);
    for (const { apiserver } of host.drain().processes?.changed ?? [])
      if (apiserver?.thread)
        shown.add(
          `${apiserver.request} ${apiserver.stages.map(({ ok }) => (ok ? '+' : '-')).join('')} ${apiserver.outcome}`,
        );
  }
  // kubectl asks first whether there is one; the pod is stored before anybody is answered.
  expect([...shown]).toEqual(
    expect.arrayContaining(['GET pods ++- 404', 'POST pods ++++++ ', 'POST pods +++++++ 201']),
  );
  expect([...shown].filter((each) => /^POST.*404|^GET.*201/.test(each))).toEqual([]);
});
