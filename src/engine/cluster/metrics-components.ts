// What `kubectl apply` of the metrics server's components would have made. The server itself is a process beside the control plane
// and no pod here, so its Deployment and its Service are left out; what is left is the object that puts it behind the API server.
// Source: metrics-server 0.9.0 `components.yaml`.

import type { Address } from '../kernel/message.ts';
import type { ClusterSpec } from './cluster-spec.ts';
import { MASTER } from './machines.ts';

export const METRICS_SERVER: Address = `metrics-server/${MASTER}`;

/** Which process is behind which Service that an APIService may name. */
export function backendsOf({ metricsServer }: ClusterSpec): Readonly<Record<string, Address>> {
  return metricsServer ? { 'kube-system/metrics-server': METRICS_SERVER } : {};
}

/** Manifests that come before those of the cluster file. */
export function componentsOf({ metricsServer }: Pick<ClusterSpec, 'metricsServer'>): readonly string[] {
  return metricsServer ? [apiService] : [];
}

const apiService = `apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1beta1.metrics.k8s.io
  labels: {k8s-app: metrics-server}
spec:
  group: metrics.k8s.io
  version: v1beta1
  service: {name: metrics-server, namespace: kube-system}
  groupPriorityMinimum: 100
  versionPriority: 100
  insecureSkipTLSVerify: true
`;
