// What every case needs: a manifest, a cluster with room, the CPU time of a piece of work, and a wait for readiness.

import { type ClusterSpec, createCluster, defaultCluster, type Host, workers } from '../../src/engine/index.ts';

export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly n: number;
  readonly detail?: string;
}

export const IMAGE = 'nginx:1.14.2';

export function deployment(name: string, replicas: number, image = IMAGE): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers: [{name: nginx, image: "${image}"}]
`;
}

/** So many large workers that already hold the images. */
export function roomyCluster(nodes: number): ClusterSpec {
  const list = workers(nodes, [IMAGE, 'nginx:1.16.1']).map((node) => ({
    ...node,
    cpu: 64,
    memory: '256Gi',
    pods: 250,
  }));
  // What is measured is the way of a pod, as it was before there were Services; the network has cases of its own.
  return { ...defaultCluster, nodes: list, kubeProxy: 'none' };
}

export function newCluster(nodes: number): Host {
  const host = createCluster({ seed: 1, cluster: roomyCluster(nodes) });
  host.drain();
  return host;
}

/** CPU milliseconds of this process that `work` costs. */
export function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Runs until so many pods of the Deployment are available and updated, or fails after ten simulated minutes. */
export function untilAvailable(host: Host, name: string, replicas: number): void {
  const limit = host.now() + 600_000;
  for (;;) {
    const { status, metadata } = (host.get(`Deployment/default/${name}`) ?? {}) as {
      status?: { availableReplicas?: number; updatedReplicas?: number; replicas?: number; observedGeneration?: number };
      metadata?: { generation?: number };
    };
    const current = status?.observedGeneration === metadata?.generation;
    if (
      current &&
      status?.availableReplicas === replicas &&
      status.updatedReplicas === replicas &&
      status.replicas === replicas
    )
      return;
    if (host.now() > limit)
      throw new Error(`${name} has ${status?.availableReplicas ?? 0} of ${replicas} pods after ten minutes`);
    host.advance(host.now() + 100, Number.POSITIVE_INFINITY);
  }
}

export function heapMegabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}
