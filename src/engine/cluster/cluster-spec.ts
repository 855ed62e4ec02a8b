// A cluster file says which machines there are, what lies on their disks, and what the images in it do. Everything has a default,
// so an empty file is a cluster too: one control plane, registered and tainted as kubeadm does it, and three workers.
// Mistakes are answered with the field, what is wrong and what would be right, never ignored.

import { parseQuantity } from '../api/quantity.ts';
import { parseTime } from '../api/time.ts';
import type { MachineSpec } from '../kubelet/state.ts';
import type { TrafficSpec } from '../network/traffic-source.ts';
import type { Behaviour } from '../runtime/programs.ts';
import { type ControlPlane, masterNames, memberNames } from './control-plane.ts';
import { nearest } from './nearest.ts';
import { readBehaviours } from './read-behaviours.ts';
import { readTraffic, writtenSource } from './read-traffic.ts';

export type KubeProxyMode = 'process' | 'daemonset' | 'none';
const KUBE_PROXY: readonly KubeProxyMode[] = ['process', 'daemonset', 'none'];

export interface ClusterSpec {
  /** RFC 3339 time of tick 0. */
  readonly epoch: string;
  readonly controlPlane: ControlPlane;
  readonly nodes: readonly MachineSpec[];
  /** If given, only these images can be pulled. */
  readonly registry?: readonly { readonly image: string; readonly size?: string | number }[];
  /** What images (with a command) do, as data for the container runtime. */
  readonly behaviours?: readonly Behaviour[];
  /** Who asks for what, how often. */
  readonly traffic?: readonly TrafficSpec[];
  /**
   * `process`: each machine runs it beside the kubelet; `daemonset`: as kubeadm does, in a pod on every node, which is usual where the
   * control plane is registered; `none`: no rules are written, and Services lead nowhere.
   */
  readonly kubeProxy?: KubeProxyMode;
  /** Whether there is a metrics server; without one nobody can say how busy pods are. */
  readonly metricsServer?: boolean;
  /** Manifests that are applied before the lesson begins. */
  readonly apply: readonly string[];
  /** What the file said, before it was read: what is passed on is read again elsewhere. */
  readonly file?: unknown;
}

/** How kube-proxy runs where nobody says: in pods where the control plane is kubeadm's, else beside the kubelet. */
export function proxyMode(spec: ClusterSpec): KubeProxyMode {
  return spec.kubeProxy ?? (spec.controlPlane.registered ? 'daemonset' : 'process');
}

export interface SpecError {
  readonly field: string;
  readonly message: string;
}

export const DEFAULT_EPOCH = '2026-01-01T09:00:00Z';

const FIELDS = [
  'epoch',
  'controlPlane',
  'nodes',
  'registry',
  'behaviours',
  'traffic',
  'kubeProxy',
  'metricsServer',
  'apply',
];
const PLANE_FIELDS = ['nodes', 'registered', 'etcd'];
const NODE_FIELDS = ['name', 'cpu', 'memory', 'zone', 'labels', 'taints', 'images', 'pods'];

export const defaultCluster: ClusterSpec = {
  epoch: DEFAULT_EPOCH,
  controlPlane: { nodes: 1, registered: true },
  nodes: workers(3),
  apply: [],
};

/** `node-1` … `node-n` of 4 CPU and 8Gi. */
export function workers(count: number, images: readonly string[] = []): readonly MachineSpec[] {
  return Array.from({ length: count }, (_, i) => ({ name: `node-${i + 1}`, cpu: 4, memory: '8Gi', images }));
}

/** Reads a cluster file's data. Unknown fields and wrong values are errors, with the field and what to write instead. */
export function readClusterSpec(
  data: unknown,
): { readonly spec: ClusterSpec } | { readonly errors: readonly SpecError[] } {
  const errors: SpecError[] = [];
  const wrong = (field: string, message: string): void => void errors.push({ field, message });
  if (data === null || data === undefined) return { spec: defaultCluster };
  if (typeof data !== 'object' || Array.isArray(data))
    return { errors: [{ field: '', message: 'a cluster is a map of fields, like nodes: [{name: node-1}]' }] };
  const given = data as Record<string, unknown>;
  for (const field in given) if (!FIELDS.includes(field)) wrong(field, unknownField(field, FIELDS));
  const {
    epoch = DEFAULT_EPOCH,
    controlPlane = {},
    nodes,
    registry,
    behaviours,
    traffic,
    kubeProxy,
    metricsServer,
    apply = [],
  } = given;
  if (typeof epoch !== 'string' || Number.isNaN(parseTime(epoch)))
    wrong('epoch', 'must be an RFC 3339 time, like 2026-01-01T09:00:00Z');
  const plane = readControlPlane(controlPlane, wrong);
  const list = nodes === undefined ? defaultCluster.nodes : readNodes(nodes, plane, wrong);
  if (registry !== undefined) checkRegistry(registry, wrong);
  const programs = behaviours === undefined ? undefined : readBehaviours(behaviours, wrong);
  const machines = [...(plane.registered ? masterNames(plane.nodes) : []), ...list.map(({ name }) => name)];
  const sources = traffic === undefined ? undefined : readTraffic(traffic, machines, wrong);
  if (kubeProxy !== undefined && !KUBE_PROXY.includes(kubeProxy as KubeProxyMode))
    wrong('kubeProxy', `must be one of ${KUBE_PROXY.join(', ')}`);
  if (metricsServer !== undefined && typeof metricsServer !== 'boolean')
    wrong('metricsServer', 'must be true or false');
  if (!Array.isArray(apply) || !apply.every((text) => typeof text === 'string'))
    wrong('apply', 'must be a list of manifests');
  if (errors.length > 0) return { errors };
  const spec: ClusterSpec = {
    epoch: epoch as string,
    controlPlane: plane,
    nodes: list,
    apply: apply as string[],
    ...(registry ? { registry: registry as ClusterSpec['registry'] } : {}),
    ...(programs ? { behaviours: programs } : {}),
    ...(sources ? { traffic: sources } : {}),
    ...(kubeProxy === undefined ? {} : { kubeProxy: kubeProxy as KubeProxyMode }),
    ...(metricsServer === true ? { metricsServer: true } : {}),
    file: data,
  };
  return { spec };
}

/** A cluster as a file would give it, so that it can be read again. */
export function writtenCluster(spec: ClusterSpec): unknown {
  return spec.traffic ? { ...spec, traffic: spec.traffic.map(writtenSource) } : spec;
}

/** A node as a cluster file or an action gives it; errors name `path`. */
export function checkNode(
  data: unknown,
  path: string,
  wrong: (field: string, message: string) => void,
): data is MachineSpec {
  if (typeof data !== 'object' || data === null) {
    wrong(path, 'must be a map like {name: node-1, cpu: 4, memory: 8Gi}');
    return false;
  }
  const node = data as Record<string, unknown>;
  for (const field in node)
    if (!NODE_FIELDS.includes(field)) wrong(`${path}.${field}`, unknownField(field, NODE_FIELDS));
  if (typeof node.name !== 'string' || !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(node.name)) {
    wrong(`${path}.name`, 'must be a lower-case name like node-1');
  }
  for (const field of ['cpu', 'memory']) {
    const value = node[field];
    if (value !== undefined && !parseQuantity(String(value)).ok)
      wrong(`${path}.${field}`, `must be a quantity like ${field === 'cpu' ? '4 or 500m' : '8Gi'}`);
  }
  if (node.zone !== undefined && typeof node.zone !== 'string') wrong(`${path}.zone`, 'must be a text like a');
  if (node.pods !== undefined && !(Number.isInteger(node.pods) && (node.pods as number) > 0))
    wrong(`${path}.pods`, 'must be a whole number like 110');
  const { labels } = node;
  if (labels !== undefined && !(typeof labels === 'object' && labels !== null && Object.values(labels).every(isText)))
    wrong(`${path}.labels`, 'must be texts by name, like {disk: ssd}');
  for (const field of ['taints', 'images']) {
    const value = node[field];
    if (value !== undefined && !(Array.isArray(value) && value.every((v) => typeof v === 'string')))
      wrong(`${path}.${field}`, 'must be a list of texts');
  }
  return true;
}

function readControlPlane(data: unknown, wrong: (field: string, message: string) => void): ClusterSpec['controlPlane'] {
  const plane = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  for (const field in plane) {
    if (!PLANE_FIELDS.includes(field)) wrong(`controlPlane.${field}`, unknownField(field, PLANE_FIELDS));
  }
  const { nodes = 1, registered = true, etcd } = plane;
  const count = nodes === 3 || nodes === 5 ? nodes : 1;
  if (nodes !== count) wrong('controlPlane.nodes', 'must be 1, 3 or 5: an even number tolerates no more failures');
  if (typeof registered !== 'boolean') wrong('controlPlane.registered', 'must be true or false');
  if (etcd !== undefined && etcd !== 1 && etcd !== 3 && etcd !== 5)
    wrong('controlPlane.etcd', 'must be 1, 3 or 5: an even number tolerates no more failures');
  else if (etcd !== undefined && count > 1 && etcd !== count)
    wrong('controlPlane.etcd', `must be ${count} or left out: each of ${count} masters has a member of its own`);
  const apart = count === 1 && (etcd === 3 || etcd === 5) ? { etcd } : {};
  return { nodes: count, registered: registered === true, ...apart } as ControlPlane;
}

function readNodes(
  data: unknown,
  plane: ControlPlane,
  wrong: (field: string, message: string) => void,
): readonly MachineSpec[] {
  if (!Array.isArray(data)) {
    wrong('nodes', 'must be a list like [{name: node-1, cpu: 4, memory: 8Gi}]');
    return [];
  }
  const names = new Set<string>(['laptop', ...masterNames(plane.nodes), ...memberNames(plane), 'outside']);
  data.forEach((node, i) => {
    if (!checkNode(node, `nodes[${i}]`, wrong)) return;
    if (names.has(node.name)) wrong(`nodes[${i}].name`, `another machine is called ${node.name}`);
    names.add(node.name);
  });
  return data as MachineSpec[];
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function checkRegistry(data: unknown, wrong: (field: string, message: string) => void): void {
  if (!Array.isArray(data)) {
    wrong('registry', 'must be a list like [{image: "nginx:1.27", size: 3.6M}]');
    return;
  }
  data.forEach((entry: unknown, i) => {
    const path = `registry[${i}]`;
    if (typeof entry !== 'object' || entry === null || typeof (entry as { image?: unknown }).image !== 'string') {
      wrong(path, 'must be a map like {image: "nginx:1.27", size: 3.6M}');
      return;
    }
    const { size, ...rest } = entry as { image: string; size?: unknown };
    for (const field in rest) if (field !== 'image') wrong(`${path}.${field}`, unknownField(field, ['image', 'size']));
    if (size !== undefined && typeof size !== 'number' && !/^[\d.]+\s*[KMG]?i?B?$/.test(String(size)))
      wrong(`${path}.size`, 'must be a size like 3.6M or 800K');
  });
}

function unknownField(field: string, known: readonly string[]): string {
  const near = nearest(field, known);
  return `unknown field; known are ${known.join(', ')}${near ? `. Did you mean ${near}?` : ''}`;
}
