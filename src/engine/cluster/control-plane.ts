// Of several masters: which there are, which member's disk knows most, and how one address leads to all API servers. A kubeadm
// cluster has a load balancer for that (controlPlaneEndpoint); here it is a rule, not a process, so no message takes a detour.

import { draw } from '../kernel/dice.ts';
import type { Address } from '../kernel/message.ts';
import { componentOf } from '../kernel/message.ts';
import type { PostOffice } from '../kernel/post-office.ts';
import type { Disk } from '../kernel/process.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Table } from '../kernel/table.ts';

/** The address that kubelets of workers, kubectl and whatever else runs in the cluster are given. */
export const ENDPOINT: Address = 'kube-apiserver/control-plane-endpoint';

const MOST_MASTERS = 5;

export function masterNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `master-${i + 1}`);
}

/** What a cluster file says of the control plane. */
export interface ControlPlane {
  /** Masters: machines with an API server, a controller-manager and a scheduler. */
  readonly nodes: 1 | 3 | 5;
  readonly registered: boolean;
  /** Members of etcd, when there are more than masters: the others have machines of their own. */
  readonly etcd?: 3 | 5;
}

/** The machines with a member of etcd: the masters, and behind a single one `etcd-2`, `etcd-3` …, as many as are wanted. */
export function memberNames({ nodes, etcd }: ControlPlane): readonly string[] {
  return etcd !== undefined && etcd > nodes ? ['master-1', ...apart.slice(0, etcd - 1)] : masterNames(nodes);
}

const masters = masterNames(MOST_MASTERS);
const apart = Array.from({ length: MOST_MASTERS - 1 }, (_, i) => `etcd-${i + 2}`);
const names = [...masters, ...apart];

/** The machines with a member of etcd that a world has now. */
export function membersIn(world: Simulation): readonly string[] {
  return names.filter((name) => world.processes.has(`etcd/${name}`));
}

/** The machine whose store has the newest revision: what the cluster knows, as far as one disk can tell. */
export function storeMachine(world: Simulation): string | undefined {
  let newest: string | undefined;
  let best = -1;
  for (const name of names) {
    const meta = world.machines.get(name)?.disk['etcd/meta'] as Table<number> | undefined;
    if (!meta) continue;
    const revision = meta.get('revision') ?? 1;
    if (revision <= best) continue;
    best = revision;
    newest = name;
  }
  return newest;
}

/** Its tables, as a process on that machine sees them; undefined before any etcd has started. */
export function storeDisk(world: Simulation): Disk | undefined {
  const name = storeMachine(world);
  if (name === undefined) return undefined;
  const { disk } = world.machine(name);
  return { table: <V>(table: string): Table<V> => disk[table] as Table<V> };
}

export function storeTable<V>(world: Simulation, table: string): Table<V> | undefined {
  const name = storeMachine(world);
  return name === undefined ? undefined : (world.machine(name).disk[table] as Table<V> | undefined);
}

/** Of a component that runs on every master, the process that answers `wanted`, else the first. */
export function amongMasters(world: Simulation, component: string, wanted: (state: unknown) => boolean): unknown {
  const states = masters.map((name) => world.processes.get(`${component}/${name}`)?.state);
  return states.find((state) => state !== undefined && wanted(state)) ?? states.find((state) => state !== undefined);
}

/**
 * A new connection to the endpoint goes to an API server that can be reached and says that it is ready; a client that has a
 * connection keeps it until it breaks. Every kubectl command is a program of its own and connects anew.
 */
export function routeToMaster(to: Address, from: Address, stream: string, office: PostOffice): Address {
  if (to !== ENDPOINT) return to;
  const lasting = componentOf(from) !== 'kubectl';
  const made = lasting ? office.connections.get(from) : undefined;
  if (made !== undefined) {
    const process = office.processes.get(made.server);
    if (process && process.incarnation === made.incarnation) return made.server;
  }
  const all = masters.map((name) => `kube-apiserver/${name}`).filter((address) => office.processes.has(address));
  const ready = all.filter((address) => office.accepts(address, from));
  const pool = ready.length > 0 ? ready : all;
  if (pool.length === 0) return to;
  const subject = lasting ? `${from} ${office.now}` : stream.slice(0, stream.lastIndexOf('#'));
  const server = pool[draw(office.options.seed, 'load-balancer', subject, 0) % pool.length];
  const process = office.processes.get(server);
  if (lasting && process) office.connections.set(from, Object.freeze({ server, incarnation: process.incarnation }));
  return server;
}
