// A kubelet has the last word on what runs on its machine: the scheduler decided with an older view, or somebody wrote the node's name by hand.
// A pod it refuses is Failed for good; whoever wants one must make another.
// Source: `pkg/kubelet/lifecycle/predicate.go`.

import { milliValue, value } from '../api/quantity.ts';
import type { Pod } from '../api/types.ts';
import type { Kubelet } from './state.ts';
import type { Reason, Requests, Worker } from './worker.ts';

/** Why a pod is refused, or undefined. Requests of the pods here are kept as sums. */
export function admit(kubelet: Kubelet, worker: Worker): Reason | undefined {
  return wrongNode(kubelet, worker.pod) ?? tooLittle(kubelet, worker);
}

function wrongNode(kubelet: Kubelet, { spec }: Pod): Reason | undefined {
  const { nodeSelector } = spec;
  if (!nodeSelector) return undefined;
  const labels = nodeLabels(kubelet);
  for (const key in nodeSelector) {
    if (labels[key] === nodeSelector[key]) continue;
    const message = "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector";
    return { reason: 'NodeAffinity', message };
  }
  return undefined;
}

function nodeLabels({ self, config, node }: Kubelet): Readonly<Record<string, string>> {
  const known = self.store.get(node)?.metadata.labels;
  if (known) return known;
  return {
    'kubernetes.io/hostname': node,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    ...config.node.labels,
  };
}

function tooLittle(kubelet: Kubelet, candidate: Worker): Reason | undefined {
  const { node } = kubelet.config;
  const limit = node.pods ?? 110;
  const wanted = candidate.requests;
  if (kubelet.held.pods < limit && wanted.cpu === 0 && wanted.memory === 0) return undefined;
  const capacity = { cpu: milliValue(String(node.cpu ?? 4)), memory: value(node.memory ?? '8Gi') - 104_857_600 };
  const { held } = kubelet;
  if (held.pods + 1 > limit) return refuse('pods', 1, held.pods, limit);
  if (wanted.cpu > 0 && held.cpu + wanted.cpu > capacity.cpu) return refuse('cpu', wanted.cpu, held.cpu, capacity.cpu);
  if (wanted.memory > 0 && held.memory + wanted.memory > capacity.memory) {
    return refuse('memory', wanted.memory, held.memory, capacity.memory);
  }
  return undefined;
}

/** An admitted pod holds its requests until all of it has ended. */
export function hold(kubelet: Kubelet, { requests }: Worker, sign: 1 | -1): void {
  const { held } = kubelet;
  held.pods += sign;
  held.cpu += sign * requests.cpu;
  held.memory += sign * requests.memory;
}

function refuse(resource: string, requested: number, used: number, capacity: number): Reason {
  const message = `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`;
  return { reason: `OutOf${resource}`, message };
}

/** Thousandths of a CPU and bytes that a pod asks for: its containers' sum, or its largest init container. */
export function requestsOf(spec: Pod['spec']): Requests {
  const sum = { cpu: 0, memory: 0 };
  for (const { resources } of spec.containers) {
    if (!resources?.requests) continue;
    sum.cpu += milliValue(resources?.requests?.cpu);
    sum.memory += value(resources?.requests?.memory);
  }
  for (const { resources, restartPolicy } of spec.initContainers ?? []) {
    const cpu = milliValue(resources?.requests?.cpu);
    const memory = value(resources?.requests?.memory);
    sum.cpu = restartPolicy === 'Always' ? sum.cpu + cpu : Math.max(sum.cpu, cpu);
    sum.memory = restartPolicy === 'Always' ? sum.memory + memory : Math.max(sum.memory, memory);
  }
  return sum;
}
