// A kubelet has the last word on what runs on its machine: the scheduler decided with an older view, or somebody wrote the node's name by hand.
// A pod it refuses is Failed for good; whoever wants one must make another.
// Source: `pkg/kubelet/lifecycle/predicate.go`, `pkg/scheduler/schedule_one.go` AdmissionCheck.

import { collide, hostPortsOf } from '../api/host-ports.ts';
import { matchesRequired, tolerated } from '../api/node-choice.ts';
import { milliValue, value } from '../api/quantity.ts';
import type { Node, Pod } from '../api/types.ts';
import type { Kubelet } from './state.ts';
import type { Reason, Requests, Worker } from './worker.ts';

/** Why a pod is refused, or undefined: the first that does not hold. Requests of the pods here are kept as sums. */
export function admit(kubelet: Kubelet, worker: Worker): Reason | undefined {
  const { pod } = worker;
  const node = self(kubelet);
  const little = tooLittle(kubelet, worker);
  if (little) return little;
  if (!matchesRequired(pod.spec, node)) return predicate('NodeAffinity', "didn't match Pod's node affinity/selector");
  if (portTaken(kubelet, worker)) return predicate('NodePorts', "didn't have free ports for the requested pod ports");
  const taints = node.spec.taints?.filter(({ effect }) => effect === 'NoExecute') ?? [];
  const tolerations = pod.spec.tolerations ?? [];
  if (taints.some((taint) => !tolerated(taint, tolerations))) {
    return predicate('TaintToleration', 'had untolerated taint(s)');
  }
  return undefined;
}

function predicate(reason: string, text: string): Reason {
  return { reason, message: `Predicate ${reason} failed: node(s) ${text}` };
}

/** The node as it is stored, or as it will be registered. */
function self({ self: store, config, node }: Kubelet): Node {
  const known = store.store.get(node);
  if (known) return known as unknown as Node;
  const { labels } = config.node;
  const own = { 'kubernetes.io/hostname': node, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', ...labels };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: node, labels: own }, spec: {} };
}

function portTaken(kubelet: Kubelet, { pod, uid }: Worker): boolean {
  const wanted = hostPortsOf(pod);
  if (wanted.length === 0) return false;
  const taken = kubelet.workers
    .values()
    .flatMap((other) => (other.admitted && other.uid !== uid ? hostPortsOf(other.pod) : []));
  return taken.some((port) => wanted.some((one) => collide(one, port)));
}

function tooLittle(kubelet: Kubelet, candidate: Worker): Reason | undefined {
  const limit = kubelet.config.node.pods ?? 110;
  const wanted = candidate.requests;
  if (kubelet.held.pods < limit && wanted.cpu === 0 && wanted.memory === 0) return undefined;
  const capacity = allocatable(kubelet);
  const { held } = kubelet;
  if (held.pods + 1 > limit) return refuse('pods', 1, held.pods, limit);
  if (wanted.cpu > 0 && held.cpu + wanted.cpu > capacity.cpu) return refuse('cpu', wanted.cpu, held.cpu, capacity.cpu);
  if (wanted.memory > 0 && held.memory + wanted.memory > capacity.memory) {
    return refuse('memory', wanted.memory, held.memory, capacity.memory);
  }
  return undefined;
}

/** What its machine has for pods. */
export function allocatable({ config: { node } }: Kubelet): Requests {
  return { cpu: milliValue(String(node.cpu ?? 4)), memory: value(node.memory ?? '8Gi') - 104_857_600 };
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
