// Saving etcd and bringing it back, as an administrator does it on the control plane: the snapshot is carried off to the laptop;
// for a restore the API servers and etcd are stopped, every member gets the same old data, and they are started again.
// Nobody else is told: how kubelets, controllers and the scheduler find out is the lesson.

import { readSnapshot, restoreSnapshot, saveSnapshot, snapshotInfo, snapshots, USUAL_BUMP } from '../etcd/snapshot.ts';
import { componentOf, machineOf } from '../kernel/message.ts';
import type { Machine, Process } from '../kernel/parts.ts';
import type { Simulation } from '../kernel/simulation.ts';
import { Table } from '../kernel/table.ts';
import { controlPlane } from '../timings.ts';
import { LAPTOP } from './machines.ts';

const NAME = /^[A-Za-z0-9][\w.-]*$/;

/** Saves etcd under a name on the laptop; returns a sentence when it could not be done. */
export function backUp(name: string, simulation: Simulation): string | undefined {
  const wrong = badName(name);
  if (wrong) return wrong;
  const member = members(simulation, 'etcd').find(({ life }) => life === 'up');
  if (!member) return 'etcd does not run, so etcdctl gets no answer and there is nothing to save; start it first';
  const from = simulation.machine(machineOf(member.address)).disk;
  if (!from['etcd/meta']) return 'etcd has stored nothing yet';
  saveSnapshot(from, laptop(simulation), name);
  return undefined;
}

/** Puts a snapshot from a file on the laptop. */
export function addBackup(name: string, file: string, simulation: Simulation): string | undefined {
  return badName(name) ?? readSnapshot(file, laptop(simulation), name);
}

/** Stops the API servers and etcd, replaces etcd's data by the snapshot's, and starts them again. */
export function restore(
  { restore: name, bumpRevision = false }: { readonly restore: string; readonly bumpRevision?: boolean | number },
  simulation: Simulation,
): string | undefined {
  const info = snapshotInfo(laptop(simulation), name);
  if (!info) {
    const names = snapshots(laptop(simulation)).map((each) => each.name);
    return `there is no snapshot ${name}; ${names.length > 0 ? `there are ${names.join(', ')}` : 'none has been saved yet'}`;
  }
  const stores = members(simulation, 'etcd');
  const off = stores.find(({ address }) => !simulation.machine(machineOf(address)).up);
  if (off)
    return `${machineOf(off.address)} is off, and every member of etcd needs the restored data; switch it on first`;
  const servers = members(simulation, 'kube-apiserver');
  for (const { address } of [...servers, ...stores]) simulation.stop(address);
  const bump = bumpRevision === true ? USUAL_BUMP : bumpRevision === false ? 0 : bumpRevision;
  for (const { address } of stores) {
    const { disk } = simulation.machine(machineOf(address));
    restoreSnapshot(laptop(simulation), name, disk, { bump, at: simulation.now });
    if (stores.length > 1) beginLog(disk, machineOf(address));
    simulation.start(address);
  }
  for (const { address } of servers) simulation.start(address, controlPlane.serverStart);
  return undefined;
}

/** The machine gets an empty disk in place of its own. It has to be switched off for that, so everything on it starts anew. */
export function loseDisk(machine: string, simulation: Simulation): void {
  const { up } = simulation.machine(machine);
  if (up) simulation.powerOff(machine);
  simulation.loseDisk(machine);
  if (up) simulation.powerOn(machine);
}

/** A restore makes a new cluster of the members: their log begins anew, behind the same data. */
function beginLog(disk: Machine['disk'], member: string): void {
  const promises = new Table<unknown>();
  promises.set('member', member);
  disk['etcd/raft'] = promises;
  disk['etcd/raft-log'] = new Table<unknown>();
}

function members(simulation: Simulation, component: string): readonly Process[] {
  return [...simulation.processes.values()].filter(({ address }) => componentOf(address) === component);
}

function laptop(simulation: Simulation): Machine['disk'] {
  return simulation.machine(LAPTOP).disk;
}

function badName(name: string): string | undefined {
  return NAME.test(name) ? undefined : `a snapshot is called like before-upgrade or monday.db, not "${name}"`;
}
