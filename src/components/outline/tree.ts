// The cluster as a tree: workloads with the pods they own, or nodes with the pods they run.
// Rows are plain data with stable ids, so what is open stays open while everything underneath changes.

import type {
  ObjectRef,
  PodState,
  ViewAutoscaler,
  ViewMachine,
  ViewPod,
  ViewProcess,
  ViewRules,
  ViewService,
  ViewWorkload,
} from '../../engine/index.ts';
import { endpointState, endpointWord } from '../inspector/service-facts.ts';
import { network } from '../ui/text/network.ts';
import { heading, type Row } from './row.ts';
import { ruleRows } from './traffic-rows.ts';

export type { Row } from './row.ts';

export interface Cluster {
  readonly pods: readonly ViewPod[];
  readonly workloads: readonly ViewWorkload[];
  readonly machines: readonly ViewMachine[];
  readonly services?: readonly ViewService[];
  readonly autoscalers?: readonly ViewAutoscaler[];
  readonly rules?: readonly ViewRules[];
}

/** Words that rows need and that are not Kubernetes' own. */
export interface TreeWords {
  readonly of: (ready: number, wanted: number) => string;
  readonly noNode: string;
  readonly waiting: string;
  readonly off: string;
  readonly cut: string;
  readonly lives: Readonly<Record<ViewProcess['life'], string>>;
}

/** Workloads, then pods without one; the namespace `default` first, every other namespace folded into a row of its own. */
export function byOwner(cluster: Cluster, words: TreeWords): readonly Row[] {
  const spaces = new Set<string>();
  for (const item of [...cluster.workloads, ...cluster.pods, ...servicesOf(cluster)]) spaces.add(item.namespace);
  const rows: Row[] = [...ownerRows(cluster, 'default', words)];
  for (const namespace of [...spaces].filter((space) => space !== 'default').sort()) {
    const children = ownerRows(cluster, namespace, words);
    rows.push({ ...heading(`Namespace//${namespace}`, 'Namespace', namespace), children });
  }
  return rows;
}

/** Machines with the pods that are bound to them, and the pods that wait. */
export function byNode(cluster: Cluster, words: TreeWords): readonly Row[] {
  const rows: Row[] = [];
  const waiting = cluster.pods.filter((pod) => pod.node === '').sort(byName);
  if (waiting.length) {
    const children = waiting.map((pod) => podRow(pod, words));
    rows.push({
      ...heading('waiting', '', words.waiting),
      ref: '',
      children,
      state: 'Pending',
      status: `${waiting.length}`,
    });
  }
  for (const machine of [...cluster.machines].filter((one) => one.role !== 'laptop').sort(byName)) {
    const pods = cluster.pods.filter((pod) => pod.node === machine.name).sort(byName);
    const { state, status } = machineState(machine, words);
    rows.push({
      ...heading(machine.node?.ref ?? `Machine//${machine.name}`, machine.node ? 'Node' : 'Machine', machine.name),
      state,
      status,
      note: machine.node?.taints.join(' ') ?? '',
      children: pods.map((pod) => podRow(pod, words)),
    });
  }
  return rows;
}

const lives = { up: 'Running', starting: 'Pending', paused: 'NotReady', down: 'Unknown' } as const;

/** Machines with the processes that run on them. */
export function machineRows(
  machines: readonly ViewMachine[],
  processes: Readonly<Record<string, ViewProcess>>,
  words: TreeWords,
): readonly Row[] {
  return [...machines].sort(byName).map((machine) => {
    const { state, status } = machineState(machine, words);
    return {
      ...heading(machine.node?.ref ?? `Machine//${machine.name}`, machine.node ? 'Node' : 'Machine', machine.name),
      state: machine.role === 'laptop' ? undefined : state,
      status: machine.role === 'laptop' ? '' : status,
      note: machine.role,
      children: machine.processes.map((address) => {
        const life = processes[address]?.life ?? 'down';
        return {
          ...heading(`Process//${address}`, 'process', address.split('/')[0] ?? address),
          state: lives[life],
          status: words.lives[life],
          note: processNote(processes[address]),
        };
      }),
    };
  });
}

/** Who leads, and what an etcd member says of itself. */
function processNote(process: ViewProcess | undefined): string {
  const { etcd, leader } = process ?? {};
  if (etcd?.role !== undefined) return `${etcd.role}, term ${etcd.term ?? 0}, index ${etcd.applied ?? 0}`;
  return leader?.isLeader ? 'leader' : '';
}

/** Rows in the order they stand on screen, with their depth, given which are open. */
export function flatten(
  rows: readonly Row[],
  isOpen: (row: Row) => boolean,
  depth = 1,
): readonly { readonly row: Row; readonly depth: number; readonly position: number; readonly siblings: number }[] {
  return rows.flatMap((row, index) => [
    { row, depth, position: index + 1, siblings: rows.length },
    ...(isOpen(row) ? flatten(row.children, isOpen, depth + 1) : []),
  ]);
}

/** What a machine's state word is: power and cable are real, Ready is what the API says. */
export function machineState(machine: ViewMachine, words: TreeWords): { state: PodState; status: string } {
  if (!machine.up) return { state: 'Unknown', status: words.off };
  const node = machine.node;
  const cable = machine.cutSince === undefined ? '' : `, ${words.cut}`;
  if (!node)
    return {
      state: machine.cutSince === undefined ? 'Running' : 'Unknown',
      status: machine.cutSince === undefined ? '' : words.cut,
    };
  const word = node.ready === 'True' ? 'Ready' : 'NotReady';
  const cordon = node.unschedulable ? ',SchedulingDisabled' : '';
  return { state: node.ready === 'True' ? 'Running' : 'NotReady', status: `${word}${cordon}${cable}` };
}

function ownerRows(cluster: Cluster, namespace: string, words: TreeWords): readonly Row[] {
  const workloads = cluster.workloads.filter((workload) => workload.namespace === namespace);
  const pods = cluster.pods.filter((pod) => pod.namespace === namespace);
  const known = new Set(workloads.map((workload) => workload.ref));
  const rowOf = (workload: ViewWorkload): Row => {
    const owned = workloads.filter((child) => child.owner === workload.ref).sort(newestFirst);
    return {
      ...heading(workload.ref, workload.kind, workload.name),
      ...workloadState(workload, words),
      ready: `${workload.ready}/${workload.wanted}`,
      createdAt: workload.createdAt,
      note: [workload.image, ...scaledBy(workload.ref, cluster)].filter((text) => text !== '').join(' · '),
      children: [
        ...owned.map(rowOf),
        ...pods
          .filter((pod) => pod.owner === workload.ref)
          .sort(byName)
          .map((pod) => podRow(pod, words)),
      ],
    };
  };
  const roots = workloads.filter((workload) => workload.owner === '' || !known.has(workload.owner)).sort(byName);
  const bare = pods.filter((pod) => pod.owner === '' || !known.has(pod.owner)).sort(byName);
  const services = servicesOf(cluster).filter((service) => service.namespace === namespace);
  const autoscalers = (cluster.autoscalers ?? []).filter((one) => one.namespace === namespace);
  return [
    ...roots.map(rowOf),
    ...bare.map((pod) => podRow(pod, words)),
    ...services.sort(byName).map((service) => {
      const row = serviceRow(service, words);
      return { ...row, children: [...row.children, ...ruleRows(service, cluster.rules ?? [])] };
    }),
    ...autoscalers.sort(byName).map(autoscalerRow),
  ];
}

/** What an autoscaler says of a workload: `HPA 46% of 50% · 3 → 3`. */
function scaledBy(ref: ObjectRef, { autoscalers = [] }: Cluster): readonly string[] {
  return autoscalers.filter(({ target }) => target === ref).map((one) => `HPA ${network.autoscaler(one)}`);
}

function autoscalerRow({ ref, name, current, desired, metrics, createdAt }: ViewAutoscaler): Row {
  const note = metrics.map((one) => `${one.name} ${one.current || '<unknown>'}/${one.target}`).join(', ');
  return { ...heading(ref, 'HorizontalPodAutoscaler', name), status: `${current} → ${desired}`, note, createdAt };
}

/** Without the API server's own, which is always there and tells nothing about what one has made. */
function servicesOf({ services = [] }: Cluster): ViewService[] {
  return services.filter(({ namespace, name }) => namespace !== 'default' || name !== 'kubernetes');
}

function serviceRow(service: ViewService, words: TreeWords): Row {
  const { ref, name, clusterIP, type, ports, endpoints } = service;
  const ready = endpoints.filter((one) => one.ready).length;
  const numbers = ports.map(({ port, nodePort }) => (nodePort ? `${port}:${nodePort}` : String(port)));
  return {
    ...heading(ref, 'Service', name),
    state: ready > 0 ? 'Running' : 'NotReady',
    status: words.of(ready, endpoints.length),
    ready: `${ready}/${endpoints.length}`,
    note: [clusterIP || type, numbers.join(',')].filter((text) => text !== '').join(' '),
    children: endpoints.map((endpoint) => ({
      ...heading(endpoint.ref || ref, 'endpoint', endpoint.ip),
      id: `${ref}/${endpoint.ip}`,
      state: endpointState(endpoint),
      status: endpointWord(endpoint),
      note: endpoint.node,
    })),
  };
}

function workloadState(workload: ViewWorkload, words: TreeWords): { state: PodState; status: string } {
  const status = words.of(workload.ready, workload.wanted);
  if (workload.wanted === 0) return { state: 'Completed', status };
  return { state: workload.ready >= workload.wanted ? 'Running' : 'Pending', status };
}

function podRow(pod: ViewPod, words: TreeWords): Row {
  return {
    ...heading(pod.ref, 'Pod', pod.name),
    state: pod.state,
    status: pod.status,
    ready: `${pod.readyContainers}/${pod.containers.length}`,
    restarts: pod.restarts,
    createdAt: pod.createdAt,
    note: pod.node || words.noNode,
    children: pod.containers.map((container) => ({
      ...heading(pod.ref, 'container', container.name),
      id: `${pod.ref}/${container.name}`,
      state: containerState(container.state, container.exitCode, container.backoffUntil),
      status: container.reason || { running: 'Running', waiting: 'Waiting', terminated: 'Terminated' }[container.state],
      restarts: container.restarts,
    })),
  };
}

function containerState(state: string, exitCode: number | undefined, backoff: number | undefined): PodState {
  if (state === 'running') return 'Running';
  if (state === 'waiting') return backoff === undefined ? 'Pending' : 'Failing';
  return exitCode === 0 ? 'Completed' : 'Failing';
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function newestFirst(a: ViewWorkload, b: ViewWorkload): number {
  return b.createdAt - a.createdAt || byName(a, b);
}
