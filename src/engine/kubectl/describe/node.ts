// `kubectl describe node`: its health, what it offers, and how much of that the pods on it have asked for.
// Source: kubectl `pkg/describe/describe.go`, describeNode, describeNodeResource.

import { since } from '../../api/kinds/duration.ts';
import { addQuantities, compareQuantities, milliValue } from '../../api/quantity.ts';
import type { Lease, Node, Pod } from '../../api/types.ts';
import type { Describer } from './describer.ts';
import { annotations, longTime, multiline, taintsText } from './parts.ts';

type Amounts = Readonly<Record<string, string>>;

export const node: Describer = {
  extras: ({ metadata: { name = '' } }) => [
    { as: 'leases', resource: 'leases.coordination.k8s.io', namespace: 'kube-node-lease', name },
    {
      as: 'pods',
      resource: 'pods',
      fieldSelector: `spec.nodeName=${name},status.phase!=Failed,status.phase!=Succeeded`,
    },
  ],
  text: (object, { leases = [], pods = [] }, nowMs) =>
    nodeText(object as unknown as Node, leases[0] as unknown as Lease | undefined, pods as unknown as Pod[], nowMs),
};

const ROLE = 'node-role.kubernetes.io/';

function nodeText(node: Node, lease: Lease | undefined, pods: readonly Pod[], nowMs: number): string {
  const { metadata, spec, status = {} } = node;
  const roles = Object.keys(metadata.labels ?? {})
    .filter((key) => key.startsWith(ROLE))
    .map((key) => key.slice(ROLE.length));
  let text = `Name:\t${metadata.name}\nRoles:\t${roles.sort().join(',') || '<none>'}\n`;
  text += multiline('Labels', metadata.labels) + annotations('Annotations', metadata.annotations);
  text += `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}\n`;
  text += `${taintsText('Taints', spec?.taints)}Unschedulable:\t${spec?.unschedulable ?? false}\n${leaseText(lease, metadata.name)}`;
  const conditions = (status.conditions ?? []).map(
    (each) =>
      `  ${each.type} \t${each.status} \t${longTime(each.lastHeartbeatTime)} \t${longTime(each.lastTransitionTime)} \t${each.reason ?? ''} \t${each.message ?? ''}\n`,
  );
  if (conditions.length > 0) {
    text += 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n';
    text += `  ----\t------\t-----------------\t------------------\t------\t-------\n${conditions.join('')}`;
  }
  text += `Addresses:\n${(status.addresses ?? []).map(({ type, address }) => `  ${type}:\t${address}\n`).join('')}`;
  text += amounts('Capacity', status.capacity) + amounts('Allocatable', status.allocatable);
  const info = (status.nodeInfo ?? {}) as Readonly<Record<string, string | undefined>>;
  text += `System Info:\n${systemInfo.map(([title, field]) => `  ${title}:\t${info[field] ?? ''}\n`).join('')}`;
  if (spec?.podCIDR) text += `PodCIDR:\t${spec.podCIDR}\n`;
  if (spec?.podCIDRs?.length) text += `PodCIDRs:\t${spec.podCIDRs.join(',')}\n`;
  if (spec?.providerID) text += `ProviderID:\t${spec.providerID}\n`;
  return text + podsText(status.allocatable ?? status.capacity ?? {}, pods, nowMs);
}

const systemInfo = [
  ['Machine ID', 'machineID'],
  ['System UUID', 'systemUUID'],
  ['Boot ID', 'bootID'],
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
  ['Kube-Proxy Version', 'kubeProxyVersion'],
] as const;

function leaseText(lease: Lease | undefined, name: string | undefined): string {
  if (!lease) return `Lease:\tFailed to get lease: leases.coordination.k8s.io "${name}" not found\n`;
  const { holderIdentity, acquireTime, renewTime } = lease.spec ?? {};
  return `Lease:\n  HolderIdentity:\t${holderIdentity ?? '<unset>'}\n  AcquireTime:\t${longTime(acquireTime)}\n  RenewTime:\t${longTime(renewTime)}\n`;
}

function amounts(title: string, list: Amounts | undefined): string {
  const names = Object.keys(list ?? {}).sort();
  return names.length === 0 ? '' : `${title}:\n${names.map((name) => `  ${name}:\t${list?.[name]}\n`).join('')}`;
}

function podsText(allocatable: Amounts, pods: readonly Pod[], nowMs: number): string {
  const percent = (amount: string, name: string): string => {
    const all = milliValue(allocatable[name]);
    return `${amount} (${all === 0 ? 0 : Math.trunc((milliValue(amount) / all) * 100)}%)`;
  };
  let text = `Non-terminated Pods:\t(${pods.length} in total)\n`;
  text += '  Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge\n';
  text += '  ---------\t----\t\t------------\t----------\t---------------\t-------------\t---\n';
  const requests: Record<string, string> = {};
  const limits: Record<string, string> = {};
  for (const pod of pods) {
    const [own, most] = [podAmounts(pod, 'requests'), podAmounts(pod, 'limits')];
    const cell = (list: Amounts, name: string): string => percent(list[name] ?? '0', name);
    const cells = [cell(own, 'cpu'), cell(most, 'cpu'), cell(own, 'memory'), cell(most, 'memory')];
    const { namespace, name, creationTimestamp } = pod.metadata;
    text += `  ${namespace}\t${name}\t\t${cells.join('\t')}\t${since(creationTimestamp, nowMs)}\n`;
    for (const resource in own) requests[resource] = addQuantities(requests[resource] ?? '0', own[resource]);
    for (const resource in most) limits[resource] = addQuantities(limits[resource] ?? '0', most[resource]);
  }
  text += 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n';
  text += '  Resource\tRequests\tLimits\n  --------\t--------\t------\n';
  const row = (name: string): string =>
    `  ${name}\t${percent(requests[name] ?? '0', name)}\t${percent(limits[name] ?? '0', name)}\n`;
  const pages = Object.keys(allocatable)
    .filter((name) => name.startsWith('hugepages-'))
    .sort();
  return text + ['cpu', 'memory', 'ephemeral-storage', ...pages].map(row).join('');
}

/** What a pod asks for: its containers together, or the largest init container if that is more. */
function podAmounts({ spec }: Pod, which: 'requests' | 'limits'): Amounts {
  const sum: Record<string, string> = {};
  for (const { resources } of spec?.containers ?? []) {
    for (const [name, amount] of Object.entries(resources?.[which] ?? {}))
      sum[name] = addQuantities(sum[name] ?? '0', amount);
  }
  for (const { resources } of spec?.initContainers ?? []) {
    for (const [name, amount] of Object.entries(resources?.[which] ?? {})) {
      if (compareQuantities(amount, sum[name] ?? '0') > 0) sum[name] = amount;
    }
  }
  return sum;
}
