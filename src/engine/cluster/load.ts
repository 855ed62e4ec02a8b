// The action `load`: a source of requests gets another rate, or is made where it stands by default. The process that sends them may
// not be there yet; then it is started, on its machine or outside of the cluster.

import type { Tick } from '../kernel/message.ts';
import type { Simulation } from '../kernel/simulation.ts';
import { Table } from '../kernel/table.ts';
import type { BeginBody, EntriesBody, LoadBody, TrafficState } from '../network/traffic.ts';
import type { TrafficSpec } from '../network/traffic-source.ts';
import type { ClusterSpec } from './cluster-spec.ts';
import { firstNode, OUTSIDE, OUTSIDE_ADDRESS, trafficProcess } from './machines.ts';
import { rateOf, serviceOf, sourceOf } from './read-traffic.ts';

/** A sentence that says why, when it cannot be done. */
export function load(name: string, rate: string, simulation: Simulation, spec: ClusterSpec): string | undefined {
  const perThousand = rateOf(rate);
  if (perThousand === undefined) return `a load has a rate like 5/s; ${rate} is none`;
  const standing = sources(simulation);
  const service = serviceOf(name);
  const known =
    standing.find((source) => source.name === name) ??
    (service === undefined ? undefined : standing.find(({ to }) => to === service));
  const source = known ? { ...known, rate: perThousand } : sourceOf(name, perThousand);
  if (!source) {
    const names = standing.map((one) => one.name).join(', ');
    return `there is no source ${name}; write service/web${names ? `, or one of ${names}` : ''}`;
  }
  const machine = source.from === '' ? firstNode(spec) : source.from;
  const address = `traffic/${machine}`;
  const process = simulation.processes.get(address);
  if (!process) {
    start({ ...source, start: 0 }, machine, simulation);
    return undefined;
  }
  if (process.life !== 'up') return `${machine} is not running, and neither is what sends from there`;
  const body: LoadBody = { kind: 'load', spec: source };
  simulation.deliverFromOutside(address, body);
  return undefined;
}

/** The cluster is ready: from now on its users ask for its Services. */
export function beginTraffic(simulation: Simulation): void {
  const body: BeginBody = { kind: 'begin' };
  for (const { address, spec } of simulation.processes.values()) {
    if (spec.component === 'traffic') simulation.deliverFromOutside(address, body);
  }
}

/** After a machine has come or gone: those outside hear through which machines they can enter. */
export function tellEntries(simulation: Simulation): void {
  if (!simulation.processes.has(`traffic/${OUTSIDE}`)) return;
  const body: EntriesBody = { kind: 'entries', entries: entriesOf(simulation) };
  simulation.deliverFromOutside(`traffic/${OUTSIDE}`, body);
}

function start(source: TrafficSpec, machine: string, simulation: Simulation): void {
  if (machine === OUTSIDE) {
    simulation.addMachine(OUTSIDE, [trafficProcess([source], entriesOf(simulation), OUTSIDE_ADDRESS)]);
  } else {
    const { address } = simulation.process(`pods/${machine}`).spec.config as { readonly address: string };
    simulation.addProcess(machine, trafficProcess([source], entriesOf(simulation), address));
  }
  simulation.machine(machine).disk['traffic/meta'] = began(simulation.now);
}

/** A source that is made later begins at once. */
function began(now: Tick): Table<unknown> {
  const table = new Table<unknown>();
  table.set('began', now);
  return table;
}

function entriesOf(simulation: Simulation): readonly string[] {
  return [...simulation.machines.keys()].filter(
    (name) => !simulation.processes.has(`etcd/${name}`) && simulation.processes.has(`netfilter/${name}`),
  );
}

function sources(simulation: Simulation): readonly TrafficSpec[] {
  const all: TrafficSpec[] = [];
  for (const process of simulation.processes.values()) {
    if (process.spec.component !== 'traffic') continue;
    const state = process.state as TrafficState | undefined;
    const known = state
      ? Object.values(state.sources).map(({ spec }) => spec)
      : (process.spec.config.sources as readonly TrafficSpec[]);
    all.push(...known);
  }
  return all;
}
