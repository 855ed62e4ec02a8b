// What a recording says of etcd's members, done to a simulated cluster. Which member leads is luck there as here, so the recorded
// numbers are roles: the first is the one that leads when it is killed, the third the one that leads afterwards.

import type { Action } from '../../cluster/action.ts';
import { membersIn } from '../../cluster/control-plane.ts';
import type { Raft } from '../../etcd/raft/state.ts';
import type { Simulation } from '../../kernel/simulation.ts';

/** What is to be done, once it is known who leads. */
export type ForMembers = (world: Simulation) => readonly Action[];

const lines: readonly (readonly [RegExp, ForMembers])[] = [
  [/^member 1 of etcd, the leader, is killed/, (world) => stop(up(world).filter((name) => leads(world, name)))],
  [/^member 2 is killed too/, (world) => stop(up(world).filter((name) => !leads(world, name)))],
  [
    /^members 1 and 2 are started again/,
    (world) =>
      membersIn(world)
        .filter((name) => !up(world).includes(name))
        .map((name) => ({ start: `etcd/${name}` })),
  ],
];

export function forMembers(what: string): ForMembers | undefined {
  return lines.find(([pattern]) => pattern.test(what))?.[1];
}

function stop(names: readonly string[]): readonly Action[] {
  return names.map((name) => ({ stop: `etcd/${name}` }));
}

function up(world: Simulation): readonly string[] {
  return membersIn(world).filter((name) => world.process(`etcd/${name}`).life === 'up');
}

function leads(world: Simulation, name: string): boolean {
  const { member } = world.process(`etcd/${name}`).state as { readonly member?: { readonly raft: Raft } };
  return member?.raft.role === 'leader';
}
