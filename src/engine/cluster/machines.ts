// Which processes a machine runs and what each is told at its start: addresses, ranges, the files that kubeadm would have written.

import { parseTime } from '../api/time.ts';
import type { ProcessSpec } from '../kernel/parts.ts';
import type { NodeSpec } from './action.ts';
import type { ClusterSpec } from './cluster-spec.ts';

export const MASTER = 'master-1';
export const LAPTOP = 'laptop';
export const KUBECTL = `kubectl/${LAPTOP}`;
export const API_SERVER = `kube-apiserver/${MASTER}`;
export const SCHEDULER = `kube-scheduler/${MASTER}`;
export const ETCD = `etcd/${MASTER}`;

/** Of the machine with the control plane; workers have those behind it. */
export const CONTROL_PLANE_ADDRESS = '172.30.0.10';

/** What a worker runs. `index` gives it its address and its range of pod addresses; the recorded cluster counted the same way. */
export function nodeProcesses(spec: ClusterSpec, node: NodeSpec, index: number): readonly ProcessSpec[] {
  // Without a registered control plane the first worker has the first range, as in the recordings.
  const range = spec.controlPlane.registered ? index : index - 1;
  const config = {
    ...sharedConfig(spec),
    node,
    podCIDR: `10.244.${range}.0/24`,
    address: `172.30.0.${10 + index}`,
    ...(spec.registry ? { registry: spec.registry } : {}),
    ...(spec.behaviours ? { behaviours: spec.behaviours } : {}),
  };
  // systemd starts both again: containerd after 5 s, the kubelet after 10 s (kubeadm's unit files).
  return [process('containerd', config, 100, 5_000), process('kubelet', config, 300, 10_000)];
}

export function sharedConfig(spec: ClusterSpec): Readonly<Record<string, unknown>> {
  return { apiserver: API_SERVER, epochMs: parseTime(spec.epoch) };
}

export function process(
  component: string,
  config: Readonly<Record<string, unknown>>,
  bootDelay: number,
  restartDelay?: number,
): ProcessSpec {
  return Object.freeze({
    component,
    config: Object.freeze(config),
    bootDelay,
    ...(restartDelay === undefined ? {} : { restartDelay }),
  });
}
