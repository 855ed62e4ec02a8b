// What the scheduler knows of the cluster: every node with the sum of what its pods ask for, and the pods it has just
// placed but that the API server has not confirmed yet. A node's entry is never changed, only replaced, so a decision
// can keep looking at the cluster as it was when it began.

import { type HostPort, hostPortsOf } from '../api/host-ports.ts';
import type { Selector } from '../api/labels.ts';
import { keyOf } from '../api/object.ts';
import type { Node, Pod, Taint } from '../api/types.ts';
import { Table } from '../kernel/table.ts';
import { type GroupCount, groupOf, type PodGroup, withGroup } from './pod-groups.ts';
import { NO_RESOURCES, type PodRequests, plus, podRequests, type Resources, toResources, toSums } from './requests.ts';
import { withNodeInZone, withoutNodeInZones, type Zone, zoneOf } from './zones.ts';

export interface SchedulerCache {
  readonly nodes: Table<NodeInfo>;
  /** Where every placed pod is counted, by `namespace/name`. */
  readonly pods: Table<PodPlace>;
  /** Pods on nodes that are not known (yet, or any more), by `node|namespace/name`. */
  readonly strays: Table<PodInfo>;
  /** Pods that wait for victims to leave: they are counted on their nominated node for pods of no higher priority. */
  readonly nominated: Table<Nomination>;
  readonly images: Table<ImageState>;
  /** Selectors of Services and workloads, by `Kind|namespace|name`: their pods are spread even if they don't ask for it. */
  readonly selectors: Table<Selector>;
  /** Labels of namespaces, for wishes about company in namespaces of some kind. */
  readonly namespaces: Table<Readonly<Record<string, string>>>;
  /** Nodes of each zone in the order they appeared; zones in the order of their first node. */
  zones: readonly Zone[];
}

export interface NodeInfo {
  readonly name: string;
  readonly node: Node;
  readonly zone: string;
  readonly allocatable: Resources;
  readonly allowedPods: number;
  readonly requested: Resources;
  /** Requests with the assumed minimum for containers that name none: see PodRequests. */
  readonly scored: { readonly cpuMillis: number; readonly memoryBytes: number };
  readonly pods: readonly PodInfo[];
  /** The same pods, counted by what they look like to others. */
  readonly groups: readonly GroupCount[];
  readonly hostPorts: readonly HostPort[];
  readonly images: Readonly<Record<string, true>>;
  /** NoSchedule and NoExecute keep pods away, PreferNoSchedule only costs points. */
  readonly hardTaints: readonly Taint[];
  readonly softTaints: readonly Taint[];
}

export interface PodInfo {
  readonly pod: Pod;
  readonly key: string;
  readonly priority: number;
  readonly requests: PodRequests;
  readonly hostPorts: readonly HostPort[];
  readonly group: PodGroup;
}

export interface PodPlace {
  readonly info: PodInfo;
  readonly node: string;
  /** Placed by this scheduler, not yet seen as bound in the API server. */
  readonly assumed: boolean;
}

export interface Nomination {
  readonly info: PodInfo;
  readonly node: string;
}

export interface ImageState {
  readonly sizeBytes: number;
  /** Number of nodes that have it. */
  readonly nodes: number;
}

export function createCache(): SchedulerCache {
  return {
    nodes: new Table(),
    pods: new Table(),
    strays: new Table(),
    nominated: new Table(),
    images: new Table(),
    selectors: new Table(),
    namespaces: new Table(),
    zones: Object.freeze([]),
  };
}

/**
 * Counts a pod on a node, or takes over its new version. Pods that have ended must not come here but be dropped: upstream's
 * watch leaves them out (`status.phase!=Succeeded,status.phase!=Failed`), so a phase that turns Succeeded is a deletion.
 */
export function putPod(cache: SchedulerCache, pod: Pod, nodeName: string, assumed = false): void {
  const key = keyOf(pod);
  const before = cache.pods.get(key);
  const info = before === undefined ? podInfo(pod) : renewed(before.info, pod);
  if (before !== undefined && before.node === nodeName) {
    const node = cache.nodes.get(nodeName);
    if (node !== undefined) cache.nodes.set(nodeName, withReplaced(node, before.info, info));
    else cache.strays.set(strayKey(nodeName, key), info);
  } else {
    if (before !== undefined) dropPod(cache, key);
    const node = cache.nodes.get(nodeName);
    if (node !== undefined) cache.nodes.set(nodeName, withPods(node, [info]));
    else cache.strays.set(strayKey(nodeName, key), info);
  }
  cache.pods.set(key, Object.freeze({ info, node: nodeName, assumed }));
  cache.nominated.delete(key);
}

/** The next decision must already see this one: the pod is counted before its binding is even sent. */
export function assumePod(cache: SchedulerCache, pod: Pod, nodeName: string): void {
  putPod(cache, pod, nodeName, true);
}

/** Takes an assumed pod back after its binding failed; a pod confirmed meanwhile stays. */
export function forgetPod(cache: SchedulerCache, key: string): void {
  if (cache.pods.get(key)?.assumed === true) dropPod(cache, key);
}

export function dropPod(cache: SchedulerCache, key: string): void {
  const place = cache.pods.get(key);
  cache.nominated.delete(key);
  if (place === undefined) return;
  const node = cache.nodes.get(place.node);
  if (node !== undefined) cache.nodes.set(place.node, withoutPods(node, [place.info]));
  cache.strays.delete(strayKey(place.node, key));
  cache.pods.delete(key);
}

export function nominate(cache: SchedulerCache, pod: Pod, nodeName: string): void {
  const info = podInfo(pod);
  cache.nominated.set(info.key, Object.freeze({ info, node: nodeName }));
}

export function clearNomination(cache: SchedulerCache, key: string): void {
  cache.nominated.delete(key);
}

/** Adds a node or takes over its new version; pods counted on it stay, pods that waited for it come in. */
export function putNode(cache: SchedulerCache, node: Node): void {
  const name = node.metadata.name ?? '';
  const before = cache.nodes.get(name);
  const info = nodeInfo(node, before);
  moveImages(cache, before?.images, node, info.images);
  if (before === undefined) {
    const waiting = cache.strays.entries(`${name}|`);
    for (const [key] of waiting) cache.strays.delete(key);
    cache.nodes.set(
      name,
      waiting.length === 0
        ? info
        : withPods(
            info,
            waiting.map(([, pod]) => pod),
          ),
    );
  } else {
    cache.nodes.set(name, info);
  }
  if (before === undefined || before.zone !== info.zone) {
    const others = before === undefined ? cache.zones : withoutNodeInZones(cache.zones, name);
    cache.zones = withNodeInZone(others, info.zone, name);
  }
}

export function dropNode(cache: SchedulerCache, name: string): void {
  const info = cache.nodes.get(name);
  if (info === undefined) return;
  moveImages(cache, info.images, undefined, {});
  for (const pod of info.pods) cache.strays.set(strayKey(name, pod.key), pod);
  cache.nodes.delete(name);
  cache.zones = withoutNodeInZones(cache.zones, name);
}

export function podInfo(pod: Pod): PodInfo {
  return Object.freeze({
    pod,
    key: keyOf(pod),
    priority: pod.spec?.priority ?? 0,
    requests: podRequests(pod),
    hostPorts: hostPortsOf(pod),
    group: groupOf(pod),
  });
}

/** A pod's new version; nearly always only its status is new, and what follows from its spec stays. */
function renewed(before: PodInfo, pod: Pod): PodInfo {
  if (before.pod === pod) return before;
  if (before.pod.spec !== pod.spec) return podInfo(pod);
  return Object.freeze({
    pod,
    key: before.key,
    priority: before.priority,
    requests: podRequests(pod),
    hostPorts: before.hostPorts,
    group: groupOf(pod),
  });
}

/** The node's entry with more pods on it. */
export function withPods(node: NodeInfo, pods: readonly PodInfo[]): NodeInfo {
  return recount(node, Object.freeze([...node.pods, ...pods]), pods, 1);
}

/** The node's entry without some pods (compared by name): how preemption asks "and if they were gone?". */
export function withoutPods(node: NodeInfo, pods: readonly PodInfo[]): NodeInfo {
  const gone = pods.filter((pod) => node.pods.some((other) => other.key === pod.key));
  if (gone.length === 0) return node;
  const left = node.pods.filter((pod) => !gone.some((other) => other.key === pod.key));
  return recount(node, Object.freeze(left), gone, -1);
}

function withReplaced(node: NodeInfo, before: PodInfo, after: PodInfo): NodeInfo {
  if (before.requests !== after.requests || before.hostPorts.length > 0 || after.hostPorts.length > 0) {
    return withPods(withoutPods(node, [before]), [after]);
  }
  const place = node.pods.indexOf(before);
  if (place < 0 || before === after) return node;
  const pods = node.pods.slice();
  pods[place] = after;
  const same = before.group === after.group || before.group.key === after.group.key;
  const groups = same ? node.groups : withGroup(withGroup(node.groups, before.group, -1), after.group, 1);
  return entryOf(node, node.requested, node.scored, Object.freeze(pods), groups, node.hostPorts);
}

/** The same node with other pods on it. */
function entryOf(
  node: NodeInfo,
  requested: Resources,
  scored: NodeInfo['scored'],
  pods: readonly PodInfo[],
  groups: readonly GroupCount[],
  hostPorts: readonly HostPort[],
): NodeInfo {
  return Object.freeze({
    name: node.name,
    node: node.node,
    zone: node.zone,
    allocatable: node.allocatable,
    allowedPods: node.allowedPods,
    requested,
    scored,
    pods,
    groups,
    hostPorts,
    images: node.images,
    hardTaints: node.hardTaints,
    softTaints: node.softTaints,
  });
}

function recount(node: NodeInfo, pods: readonly PodInfo[], moved: readonly PodInfo[], sign: 1 | -1): NodeInfo {
  let { requested, groups, hostPorts } = node;
  let { cpuMillis, memoryBytes } = node.scored;
  for (const pod of moved) {
    requested = plus(requested, pod.requests.actual, sign);
    cpuMillis += sign * pod.requests.scored.cpuMillis;
    memoryBytes += sign * pod.requests.scored.memoryBytes;
    groups = withGroup(groups, pod.group, sign);
    if (pod.hostPorts.length > 0) hostPorts = Object.freeze(pods.flatMap((other) => other.hostPorts));
  }
  return entryOf(node, requested, Object.freeze({ cpuMillis, memoryBytes }), pods, groups, hostPorts);
}

function nodeInfo(node: Node, before: NodeInfo | undefined): NodeInfo {
  const sums = toSums(node.status?.allocatable);
  const taints = node.spec?.taints ?? [];
  return Object.freeze({
    name: node.metadata.name ?? '',
    node,
    zone: zoneOf(node),
    allocatable: toResources(sums),
    allowedPods: sums.pods ?? 0,
    requested: before?.requested ?? NO_RESOURCES,
    scored: before?.scored ?? Object.freeze({ cpuMillis: 0, memoryBytes: 0 }),
    pods: before?.pods ?? Object.freeze([]),
    groups: before?.groups ?? Object.freeze([]),
    hostPorts: before?.hostPorts ?? Object.freeze([]),
    images: imageNames(node),
    hardTaints: Object.freeze(taints.filter((taint) => taint.effect === 'NoSchedule' || taint.effect === 'NoExecute')),
    softTaints: Object.freeze(taints.filter((taint) => taint.effect === 'PreferNoSchedule')),
  });
}

function imageNames(node: Node): Readonly<Record<string, true>> {
  const names: Record<string, true> = {};
  for (const image of node.status?.images ?? []) for (const name of image.names ?? []) names[name] = true;
  return Object.freeze(names);
}

function moveImages(
  cache: SchedulerCache,
  before: Readonly<Record<string, true>> | undefined,
  node: Node | undefined,
  after: Readonly<Record<string, true>>,
): void {
  for (const name in before) {
    if (after[name] === true) continue;
    const state = cache.images.get(name);
    if (state === undefined) continue;
    if (state.nodes === 1) cache.images.delete(name);
    else cache.images.set(name, Object.freeze({ sizeBytes: state.sizeBytes, nodes: state.nodes - 1 }));
  }
  for (const image of node?.status?.images ?? []) {
    for (const name of image.names ?? []) {
      if (before?.[name] === true) continue;
      const state = cache.images.get(name);
      // The first node that reports an image says how large it is for all.
      const sizeBytes = state?.sizeBytes ?? image.sizeBytes ?? 0;
      cache.images.set(name, Object.freeze({ sizeBytes, nodes: (state?.nodes ?? 0) + 1 }));
    }
  }
}

/** True for pods that hold nothing any more. */
export function hasEnded(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

function strayKey(node: string, pod: string): string {
  return `${node}|${pod}`;
}
