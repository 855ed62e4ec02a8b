// The one place that knows all processes: which of them a cluster file puts on which machine, and how each is told where the others are.
// It is what kubeadm and a machine image would have done before the first process starts.

import { apiserver } from '../apiserver/apiserver.ts';
import { controllerManager } from '../controllers/manager.ts';
import { etcd } from '../etcd/etcd.ts';
import type { Store } from '../etcd/store.ts';
import type { Tick } from '../kernel/message.ts';
import type { ProcessSpec } from '../kernel/parts.ts';
import type { ProcessDefinition } from '../kernel/process.ts';
import { Simulation } from '../kernel/simulation.ts';
import { kubectl } from '../kubectl/kubectl.ts';
import { kubelet } from '../kubelet/kubelet.ts';
import type { MachineSpec } from '../kubelet/state.ts';
import { metricsServer } from '../metrics/metrics-server.ts';
import { kubeProxy } from '../network/kube-proxy.ts';
import { netfilter } from '../network/netfilter.ts';
import { traffic } from '../network/traffic.ts';
import { containerd } from '../runtime/containerd.ts';
import { podsProcess } from '../runtime/pods.ts';
import { scheduler } from '../scheduler/scheduler.ts';
import { act } from './act.ts';
import type { ClusterSpec } from './cluster-spec.ts';
import { masterNames, memberNames, routeToMaster } from './control-plane.ts';
import { latency } from './latency.ts';
import {
  API_SERVER,
  addressesOf,
  addressOf,
  ETCD,
  LAPTOP,
  MASTER,
  nodeProcesses,
  OUTSIDE,
  OUTSIDE_ADDRESS,
  process,
  sharedConfig,
  trafficFrom,
} from './machines.ts';
import { backendsOf } from './metrics-components.ts';

const CONTROL_PLANE_ROLE = 'node-role.kubernetes.io/control-plane';

const definitions: ReadonlyMap<string, ProcessDefinition> = new Map(
  [
    ...[etcd, apiserver, controllerManager, scheduler],
    ...[kubelet, containerd, podsProcess, kubeProxy, netfilter, traffic, kubectl, metricsServer],
  ].map((definition) => [definition.component, definition as ProcessDefinition]),
);

/** Machines, switched on at tick 0. Nothing has happened yet. */
export function buildSimulation(spec: ClusterSpec, seed: number): Simulation {
  const simulation = new Simulation({
    seed,
    definitions,
    latency,
    ...(spec.controlPlane.nodes > 1 ? { route: routeToMaster } : {}),
    onInput: (input, world, cause) => act(input, world, cause, spec),
  });
  const masters = masterNames(spec.controlPlane.nodes);
  for (const name of masters) addMaster(simulation, spec, name);
  const shared = sharedConfig(spec);
  const members = memberNames(spec.controlPlane);
  for (const name of members) {
    if (!masters.includes(name)) simulation.addMachine(name, [etcdProcess(members, shared)]);
  }
  spec.nodes.forEach((node, i) => {
    const processes = nodeProcesses(spec, node, i + 1);
    simulation.addMachine(node.name, processes, addressesOf(processes));
  });
  simulation.addMachine(LAPTOP, [process('kubectl', { ...shared, user: 'admin' }, 1)]);
  const users = trafficFrom(spec, OUTSIDE, OUTSIDE_ADDRESS);
  if (users.length > 0) simulation.addMachine(OUTSIDE, users);
  return simulation;
}

/** A machine with one of everything that makes a control plane. Each of its parts talks to the ones beside it, as kubeadm has it. */
function addMaster(simulation: Simulation, spec: ClusterSpec, name: string): void {
  const names = masterNames(spec.controlPlane.nodes);
  const members = memberNames(spec.controlPlane);
  const shared = sharedConfig(spec, `kube-apiserver/${name}`);
  const planeNode: MachineSpec = {
    name,
    cpu: 4,
    memory: '8Gi',
    labels: { [CONTROL_PLANE_ROLE]: '' },
    taints: [`${CONTROL_PLANE_ROLE}:NoSchedule`],
  };
  const index = names.indexOf(name);
  const onPlane = spec.controlPlane.registered ? nodeProcesses(spec, planeNode, -index, shared) : [];
  const backends = backendsOf(spec);
  const addresses = names.length > 1 ? { addresses: names.map((_, i) => addressOf(-i)) } : {};
  const etcd = (names.length > 1 ? [name] : members).map((each) => `etcd/${each}`);
  const own = { etcd, notices: true, address: addressOf(-index), backends };
  const serverConfig = { ...shared, ...own, ...addresses };
  const plane = [
    etcdProcess(members, shared),
    process('kube-apiserver', serverConfig, 60, 1_000),
    process('kube-controller-manager', shared, 200, 1_000),
    process('kube-scheduler', shared, 200, 1_000),
    ...(spec.metricsServer && index === 0 ? [process('metrics-server', shared, 1_500, 5_000)] : []),
    ...onPlane,
  ];
  simulation.addMachine(name, plane, addressesOf(onPlane));
}

/** One of the members, or the only one. */
function etcdProcess(members: readonly string[], shared: ProcessSpec['config']): ProcessSpec {
  return process('etcd', members.length > 1 ? { ...shared, members } : shared, 20, 1_000);
}

/**
 * A small world beside the cluster, made to read a store as it once was: an etcd that holds it, an API server that never writes
 * and a laptop. `at` is the time on its clocks.
 */
export function buildReader(spec: ClusterSpec, store: Store, at: Tick): Simulation {
  const simulation = new Simulation({ seed: 1, definitions, latency, onInput: () => {} });
  simulation.now = at;
  const shared = sharedConfig(spec, API_SERVER);
  simulation.addMachine(MASTER, [
    process('etcd', shared, 1),
    process('kube-apiserver', { ...shared, etcd: [ETCD], notices: false, readOnly: true }, 2),
  ]);
  const { disk } = simulation.machine(MASTER);
  disk['etcd/kvs'] = store.kvs;
  disk['etcd/history'] = store.history;
  disk['etcd/meta'] = store.meta;
  simulation.addMachine(LAPTOP, [process('kubectl', { ...shared, user: 'admin' }, 1)]);
  return simulation;
}
