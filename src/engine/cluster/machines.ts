// Which processes a machine runs and what each is told at its start: addresses, ranges, the files that kubeadm would have written.

import { parseTime } from '../api/time.ts';
import type { ProcessSpec } from '../kernel/parts.ts';
import type { MachineSpec } from '../kubelet/state.ts';
import type { TrafficSpec } from '../network/traffic-source.ts';
import { type ClusterSpec, proxyMode } from './cluster-spec.ts';
import { ENDPOINT } from './control-plane.ts';
import { KUBE_PROXY_IMAGE } from './kube-proxy-manifest.ts';

export const MASTER = 'master-1';
export const LAPTOP = 'laptop';
/** Everybody who is no part of the cluster and asks for its Services. */
export const OUTSIDE = 'outside';
/** An address of those set apart for examples (RFC 5737). */
export const OUTSIDE_ADDRESS = '203.0.113.10';
export const KUBECTL = `kubectl/${LAPTOP}`;
export const API_SERVER = `kube-apiserver/${MASTER}`;
export const ETCD = `etcd/${MASTER}`;

/** What a worker runs. `index` gives it its address and its range of pod addresses; the recorded cluster counted the same way. */
export function nodeProcesses(
  spec: ClusterSpec,
  node: MachineSpec,
  index: number,
  shared = sharedConfig(spec),
): readonly ProcessSpec[] {
  // Without a registered control plane the first worker has the first range, as in the recordings.
  const counted = spec.controlPlane.registered ? index : index - 1;
  // Further masters count downwards, so that workers have the same numbers however many there are.
  const range = counted < 0 ? 256 + counted : counted;
  const config = {
    ...shared,
    node: proxyMode(spec) === 'daemonset' ? { ...node, images: [...(node.images ?? []), KUBE_PROXY_IMAGE] } : node,
    podCIDR: `10.244.${range}.0/24`,
    address: addressOf(index),
    ...(spec.registry ? { registry: [...spec.registry, { image: KUBE_PROXY_IMAGE }] } : {}),
    ...(spec.behaviours ? { behaviours: spec.behaviours } : {}),
  };
  // systemd starts both again: containerd after 5 s, the kubelet after 10 s (kubeadm's unit files).
  return [
    process('netfilter', shared, 1),
    process('pods', config, 1),
    process('containerd', config, 100, 5_000),
    process('kubelet', config, 300, 10_000),
    ...proxyOf(spec, shared),
    ...trafficFrom(spec, node.name, config.address),
  ];
}

/** By itself, or waiting for the container in which it lives. */
function proxyOf(spec: ClusterSpec, shared: ProcessSpec['config']): readonly ProcessSpec[] {
  if (proxyMode(spec) === 'none') return [];
  if (proxyMode(spec) !== 'daemonset') return [process('kube-proxy', shared, 350, 1_000)];
  return [process('kube-proxy', { ...shared, hosted: true }, 1, 1_000)];
}

/** Where the network leads to a machine: its own address, and all that it gives to its pods. */
export function addressesOf(processes: readonly ProcessSpec[]): readonly string[] {
  const { address, podCIDR } = (processes.find(({ component }) => component === 'containerd')?.config ?? {}) as {
    readonly address?: string;
    readonly podCIDR?: string;
  };
  return address === undefined || podCIDR === undefined
    ? []
    : [address, podCIDR.slice(0, podCIDR.lastIndexOf('.') + 1)];
}

/** The process for the sources that the cluster file puts on a machine, if it puts any there. */
export function trafficFrom(spec: ClusterSpec, machine: string, source: string): readonly ProcessSpec[] {
  const sources = (spec.traffic ?? []).filter(({ from }) => (from === '' ? firstNode(spec) : from) === machine);
  return sources.length === 0 ? [] : [trafficProcess(sources, workersOf(spec), source)];
}

export function trafficProcess(
  sources: readonly TrafficSpec[],
  entries: readonly string[],
  source: string,
): ProcessSpec {
  return process('traffic', { sources, entries, source }, 1);
}

/** Where a client stands of whom nothing else is said. */
export function firstNode(spec: ClusterSpec): string {
  return spec.controlPlane.registered ? MASTER : (spec.nodes[0]?.name ?? OUTSIDE);
}

export function workersOf(spec: ClusterSpec): readonly string[] {
  return spec.nodes.map(({ name }) => name);
}

/** The address of the machine with this number: 0 is the first master, workers come behind it, further masters before it. */
export function addressOf(index: number): string {
  return `172.30.0.${10 + index}`;
}

export function sharedConfig(
  spec: ClusterSpec,
  apiserver = spec.controlPlane.nodes > 1 ? ENDPOINT : API_SERVER,
): Readonly<Record<string, unknown>> {
  return { apiserver, epochMs: parseTime(spec.epoch) };
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
