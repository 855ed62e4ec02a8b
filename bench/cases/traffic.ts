// Users and rules: a thousand requests a second through three nodes, and a Service whose endpoints change on a hundred nodes.
// A request is four messages: to the node, to the pod, and back the same way.

import { createCluster, defaultCluster, readClusterSpec, workers } from '../../src/engine/index.ts';
import { cpuOf, IMAGE, type Measurement } from './measure.ts';

const SECONDS = 10;

export function trafficBench(): Measurement[] {
  const host = clusterWith(3, 6, [
    { name: 'users', to: 'service/web', from: 'outside', rate: '1000/s', keepAlive: false },
  ]);
  host.advance(host.now() + 3_000, Number.POSITIVE_INFINITY);
  host.drain();
  let messages = 0;
  const cpu = cpuOf(() => {
    for (let n = 0; n < SECONDS; n++) {
      messages += host.advance(host.now() + 1_000, Number.POSITIVE_INFINITY);
      host.drain();
    }
  });
  return [
    { name: 'traffic-1000: CPU of a simulated second', value: cpu / SECONDS, unit: 'ms', n: SECONDS },
    { name: 'traffic-1000: CPU of a message', value: (cpu * 1000) / messages, unit: 'µs', n: messages },
  ];
}

export function endpointsBench(): Measurement[] {
  const host = clusterWith(100, 100, []);
  host.advance(host.now() + 5_000, Number.POSITIVE_INFINITY);
  host.drain();
  const cpu = cpuOf(() => {
    host.submit({ delete: 'pod[app=web]#1' });
    host.advance(host.now() + 10_000, Number.POSITIVE_INFINITY);
  });
  const drawn = cpuOf(() => host.drain());
  return [
    { name: 'endpoints-100-nodes: CPU of one of 100 endpoints replaced', value: cpu, unit: 'ms', n: 1 },
    { name: 'endpoints-100-nodes: CPU of the frame after it', value: drawn, unit: 'ms', n: 1 },
  ];
}

function clusterWith(nodes: number, replicas: number, traffic: readonly object[]): ReturnType<typeof createCluster> {
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'main', image: IMAGE }] },
  };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas, selector: { matchLabels: { app: 'web' } }, template },
  };
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80 }] },
  };
  const read = readClusterSpec({ traffic });
  if ('errors' in read) throw new Error(read.errors.map(({ message }) => message).join('\n'));
  const apply = [JSON.stringify(deployment), JSON.stringify(service)];
  return createCluster({
    cluster: { ...defaultCluster, nodes: workers(nodes, [IMAGE]), traffic: read.spec.traffic, apply },
  });
}
