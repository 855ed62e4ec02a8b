// The Node object that a kubelet registers for its machine: what it can hold, how it fares, what it is called.
// A kubelet speaks for its own machine only; that it has fallen silent is told by others, who set these conditions to Unknown.
// Source: `pkg/kubelet/nodestatus/setters.go`, `pkg/kubelet/kubelet_node_status.go`.

import { formatQuantity, quantityOf, unitText, value } from '../api/quantity.ts';
import { rfc3339 } from '../api/time.ts';
import type { Node, NodeCondition, NodeStatus, Taint } from '../api/types.ts';
import type { Tick } from '../kernel/message.ts';
import type { StoredImage } from '../runtime/cri.ts';
import { hex64 } from '../runtime/images.ts';
import type { KubeletConfig } from './state.ts';

/** Kept free for the machine before pods are evicted (`memory.available<100Mi`). */
const EVICTION_RESERVE = 100 * 1024 * 1024;
const MAX_IMAGES = 50;

/** '' when the node is ready, else why not. */
export function nodeConditions(
  config: KubeletConfig,
  now: Tick,
  notReady: string,
  old: readonly NodeCondition[],
): NodeCondition[] {
  const at = rfc3339(config.epochMs, now);
  const condition = (type: string, status: string, reason: string, message: string): NodeCondition => {
    const before = old.find((one) => one.type === type);
    const lastTransitionTime = before && before.status === status ? before.lastTransitionTime : at;
    return { type, status, lastHeartbeatTime: at, lastTransitionTime, reason, message };
  };
  return [
    condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    notReady === ''
      ? condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status')
      : condition('Ready', 'False', 'KubeletNotReady', notReady),
  ];
}

/** Another one after each start of the machine. */
export function bootIdOf(node: string, boot: number): string {
  return uuid(hex64(`boot-id/${node}#${boot}`).slice(0, 32));
}

export function nodeObject(config: KubeletConfig, now: Tick, notReady: string, boot: number): Node {
  const { node, podCIDR } = config;
  const zone: Record<string, string> = node.zone === undefined ? {} : { 'topology.kubernetes.io/zone': node.zone };
  const taints = (node.taints ?? []).map(parseTaint);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        ...zone,
        ...node.labels,
      },
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: { podCIDR, podCIDRs: [podCIDR], ...(taints.length > 0 ? { taints } : {}) },
    status: nodeStatus(config, nodeConditions(config, now, notReady, []), [], boot),
  };
}

export function nodeStatus(
  config: KubeletConfig,
  conditions: NodeCondition[],
  images: readonly StoredImage[],
  boot: number,
): NodeStatus {
  const { node, address } = config;
  const cpu = formatQuantity(quantityOf(node.cpu ?? '4'));
  const bytes = value(node.memory ?? '8Gi');
  const pods = String(node.pods ?? 110);
  const machineID = hex64(`machine-id/${node.name}`);
  const memory = (amount: number) => `${Math.floor(amount / 1024)}Ki`;
  const disk = 100 * 1024 * 1024 * 1024;
  const fixed = { 'hugepages-1Gi': '0', 'hugepages-2Mi': '0' };
  return {
    capacity: { cpu, 'ephemeral-storage': memory(disk), ...fixed, memory: memory(bytes), pods },
    allocatable: {
      cpu,
      'ephemeral-storage': unitText(Math.floor(disk * 0.9)),
      ...fixed,
      memory: memory(Math.max(0, bytes - EVICTION_RESERVE)),
      pods,
    },
    conditions,
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: node.name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      machineID: machineID.slice(0, 32),
      systemUUID: uuid(machineID.slice(0, 32)),
      bootID: bootIdOf(node.name, boot),
      kernelVersion: '6.12.0',
      osImage: 'Debian GNU/Linux 13 (trixie)',
      containerRuntimeVersion: 'containerd://1.7.28',
      kubeletVersion: 'v1.36.3',
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
    images: images.slice(0, MAX_IMAGES).map(({ name, digest, size }) => {
      const repository = name.slice(0, name.lastIndexOf(':'));
      return { names: [`${repository}@${digest}`, name], sizeBytes: size };
    }),
  };
}

/** `key=value:Effect` or `key:Effect`. */
export function parseTaint(text: string): Taint {
  const match = /^([^=:]+)(?:=([^:]*))?:(\w+)$/.exec(text);
  const [, key = text, taintValue, effect = 'NoSchedule'] = match ?? [];
  return { key, ...(taintValue ? { value: taintValue } : {}), effect: effect as Taint['effect'] };
}

function uuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
