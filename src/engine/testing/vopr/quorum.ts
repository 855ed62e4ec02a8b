// A random life of nothing but etcd: three or five members, clients that write and read, crashes, freezes, cut cables and dark machines
// at random. What raft promises is checked after every message that committed something; in the end all stores are equal and
// nothing that was acknowledged is missing. One seed reproduces everything.

import type { EtcdOp, EtcdRecord, EtcdResponse } from '../../api/wire.ts';
import { etcd } from '../../etcd/etcd.ts';
import { commitOf, entryAt, type Log, lastIndex, termAt, termOf } from '../../etcd/raft/log.ts';
import type { Raft } from '../../etcd/raft/state.ts';
import { between, draw } from '../../kernel/dice.ts';
import { hashHex, hashOf } from '../../kernel/hash.ts';
import type { Address, Message } from '../../kernel/message.ts';
import type { IO, ProcessDefinition } from '../../kernel/process.ts';
import { Simulation } from '../../kernel/simulation.ts';
import type { Table } from '../../kernel/table.ts';

export interface QuorumLife {
  readonly seed: number;
  readonly members: number;
  readonly problems: readonly string[];
  readonly acknowledged: number;
  readonly elections: number;
  readonly hash: string;
}

interface Asked {
  readonly op: EtcdOp;
  /** The newest revision that anybody had been told when this was asked. */
  readonly newest: number;
  readonly at: number;
}

export interface ClientState {
  readonly pending: Record<string, Asked>;
  asked: number;
  /** What was answered: key and revision of each write. */
  readonly acknowledged: { readonly key: string; readonly revision: number }[];
  readonly stale: string[];
}

/** Told to all clients at once, as no real client could know it: the newest revision that was acknowledged. */
const told = new WeakMap<Simulation, { newest: number }>();
let current: Simulation;

const client: ProcessDefinition<ClientState> = {
  component: 'client',
  start(io) {
    io.after(800, 'periodic', { kind: 'next' });
    return { pending: {}, asked: 0, acknowledged: [], stale: [] };
  },
  receive(state, message, io) {
    if (message.body.kind === 'next') askNext(state, io);
    else if (message.body.kind === 'etcd-response') answered(state, message, message.body as EtcdResponse);
    else if (message.body.kind === 'reset')
      delete state.pending[(message.body as unknown as { stream: string }).stream];
  },
};

function askNext(state: ClientState, io: IO): void {
  const n = ++state.asked;
  const throwValue = io.draw('ask', io.self, n);
  io.after(between(throwValue, 20, 900), 'periodic', { kind: 'next' });
  for (const stream in state.pending) {
    if (io.now - state.pending[stream].at < 9_000) continue;
    delete state.pending[stream];
    io.close(stream);
  }
  const value = { apiVersion: 'v1', kind: 'ConfigMap', metadata: {}, n };
  const key = `/k/${io.machine}-${n}`;
  const op: EtcdOp =
    throwValue % 3 === 0
      ? { verb: 'range', prefix: '/k/', limit: 1 }
      : { verb: 'txn', key, ifRevision: 0, value, writer: io.self, because: 'a test' };
  const stream = `${io.self}#${n}`;
  state.pending[stream] = { op, newest: told.get(current)?.newest ?? 0, at: io.now };
  io.send(io.config.server as Address, { kind: 'etcd-request', op } as never, { stream });
}

function answered(state: ClientState, { stream }: Message, { error, succeeded, revision }: EtcdResponse): void {
  const asked = state.pending[stream];
  if (!asked) return;
  delete state.pending[stream];
  if (error !== undefined) return;
  if (revision < asked.newest)
    state.stale.push(`${stream} answered at revision ${revision}, ${asked.newest} was known`);
  if (asked.op.verb !== 'txn' || !succeeded) return;
  state.acknowledged.push({ key: asked.op.key, revision });
  const known = told.get(current);
  if (known) known.newest = Math.max(known.newest, revision);
}

const definitions = new Map<string, ProcessDefinition>([
  ['etcd', etcd as ProcessDefinition],
  ['client', client as ProcessDefinition],
]);

/** Machines `master-1` … with a member each, and a client beside every one. */
export function quorumWorld(members: number, seed: number, config: object = {}): Simulation {
  const latency = (from: Address, to: Address, _: unknown, throwValue: number) =>
    from.startsWith('client/') || to.startsWith('client/') ? 1 : 1 + (throwValue % 3);
  const world = new Simulation({ seed, definitions, latency, onInput: () => {} });
  const names = Array.from({ length: members }, (_, i) => `master-${i + 1}`);
  for (const name of names)
    world.addMachine(name, [
      { component: 'etcd', config: Object.freeze({ members: names, ...config }), bootDelay: 20, restartDelay: 1_000 },
    ]);
  names.forEach((name, i) => {
    world.addMachine(`client-${i + 1}`, [
      { component: 'client', config: Object.freeze({ server: `etcd/${name}` }), bootDelay: 1 },
    ]);
  });
  told.set(world, { newest: 0 });
  return world;
}

export const raftOf = (world: Simulation, member: string): Raft | undefined =>
  (world.processes.get(`etcd/${member}`)?.state as { member?: { raft: Raft } } | undefined)?.member?.raft;

export function logOf(world: Simulation, member: string): Log | undefined {
  const { disk } = world.machine(member);
  if (!disk['etcd/raft']) return undefined;
  return { entries: disk['etcd/raft-log'] as Log['entries'], promises: disk['etcd/raft'] as Log['promises'] };
}

/** Remembers what was decided, and finds whoever decided otherwise. */
export class Referee {
  readonly problems: string[] = [];
  elections = 0;
  private readonly decided: string[] = [];
  private readonly leaders = new Map<number, string>();
  private readonly seen = new Map<string, { commit: number; revision: number; term: number }>();
  private readonly entries = new Map<string, string>();

  constructor(private readonly members: readonly string[]) {}

  look(world: Simulation, member: string): void {
    const raft = raftOf(world, member);
    const log = logOf(world, member);
    if (!raft || !log) return;
    const seen = this.seen.get(member) ?? { commit: 0, revision: 0, term: 0 };
    this.seen.set(member, seen);
    const term = termOf(log);
    if (term < seen.term) this.problems.push(`${member}: its term went back from ${seen.term} to ${term}`);
    seen.term = term;
    if (raft.role === 'leader') this.leads(member, term, log);
    const commit = commitOf(log);
    if (commit === seen.commit) return;
    if (commit < seen.commit)
      this.problems.push(`${member}: its commit index went back from ${seen.commit} to ${commit}`);
    for (let index = seen.commit + 1; index <= commit; index++) this.decide(member, index, log);
    for (let index = commit + 1; index <= lastIndex(log); index++) this.matches(member, index, log);
    seen.commit = commit;
    const meta = world.machine(member).disk['etcd/meta'] as Table<number> | undefined;
    const revision = meta?.get('revision') ?? 0;
    if (revision < seen.revision)
      this.problems.push(`${member}: its revision went back from ${seen.revision} to ${revision}`);
    seen.revision = revision;
  }

  /** Election safety and leader completeness: one leader a term, and he has everything that was ever committed. */
  private leads(member: string, term: number, log: Log): void {
    const known = this.leaders.get(term);
    if (known === member) return;
    if (known) this.problems.push(`term ${term} has two leaders, ${known} and ${member}`);
    this.leaders.set(term, member);
    this.elections++;
    for (let index = 1; index < this.decided.length; index++) {
      const own = entryAt(log, index);
      if (own && this.decided[index] !== nameOf(own)) this.problems.push(`${member} leads without entry ${index}`);
      if (!own && termAt(log, index) === undefined && index > lastIndex(log))
        this.problems.push(`${member} leads and lacks the committed entry ${index}`);
    }
  }

  /** State machine safety: nobody carries out another entry at an index. */
  private decide(member: string, index: number, log: Log): void {
    const entry = entryAt(log, index);
    if (!entry) return; // it came with a snapshot
    const name = nameOf(entry);
    this.decided[index] ??= name;
    if (this.decided[index] !== name)
      this.problems.push(`${member} committed ${name} as entry ${index}, another ${this.decided[index]}`);
  }

  /** Log matching: the same index and term is the same entry. */
  private matches(member: string, index: number, log: Log): void {
    const entry = entryAt(log, index);
    if (!entry) return;
    const place = `${index}@${entry.term}`;
    const known = this.entries.get(place);
    if (known !== undefined && known !== nameOf(entry)) this.problems.push(`${member}: entry ${place} differs`);
    this.entries.set(place, nameOf(entry));
  }

  finish(world: Simulation, acknowledged: readonly { readonly key: string; readonly revision: number }[]): void {
    const hashes = new Map<string, string>();
    for (const member of this.members) {
      const { disk } = world.machine(member);
      const tables = ['etcd/kvs', 'etcd/history', 'etcd/meta'].map((name) => hashHex(hashOf(disk[name])));
      hashes.set(member, tables.join(' '));
    }
    if (new Set(hashes.values()).size !== 1) this.problems.push('the stores of the members differ in the end');
    const records = new Map<number, EtcdRecord>();
    (world.machine(this.members[0]).disk['etcd/history'] as Table<EtcdRecord> | undefined)?.scan((record) =>
      records.set(record.revision, record),
    );
    for (const { key, revision } of acknowledged) {
      if (records.get(revision)?.key !== key)
        this.problems.push(`revision ${revision} of ${key} was acknowledged and is lost`);
    }
  }
}

function nameOf(entry: { readonly term: number; readonly command?: object }): string {
  return `${entry.term}:${(entry.command as { id?: string } | undefined)?.id ?? 'a new leader'}`;
}

/** Lives one life of `members` (by default three or five, as the seed has it) and says what was wrong with it. */
export function liveAsQuorum(seed: number, members?: number): QuorumLife {
  const throwOf = (purpose: string, n = 0) => draw(seed, `quorum-${purpose}`, 'life', n);
  const count = members ?? (throwOf('members') % 3 === 0 ? 5 : 3);
  const world = quorumWorld(count, seed, { snapshotCount: 40, catchUp: 10 });
  current = world;
  const names = Array.from({ length: count }, (_, i) => `master-${i + 1}`);
  const referee = new Referee(names);
  const clients = () => names.map((_, i) => world.process(`client/client-${i + 1}`).state as ClientState);
  world.observer = {};
  const live = (ticks: number) => {
    const until = world.now + ticks;
    while (world.nextDue() <= until && referee.problems.length === 0) {
      const next = world.peek();
      world.step();
      if (next?.to.startsWith('etcd/')) referee.look(world, next.to.slice(5));
    }
    world.advance(until);
  };
  const cures: (() => void)[] = [];
  for (let n = 0; n < 10 && referee.problems.length === 0; n++) {
    live(between(throwOf('wait', n), 100, 2_000));
    harm(world, names, throwOf('deed', n), throwOf('whom', n), cures);
    if (throwOf('cure', n) % 2 === 0) cures.shift()?.();
  }
  for (const cure of cures) cure();
  live(6_000);
  const acknowledged = clients().flatMap((state) => state.acknowledged);
  for (const state of clients()) referee.problems.push(...state.stale);
  if (referee.problems.length === 0) {
    const before = acknowledged.length;
    live(2_000);
    const now = clients().flatMap((state) => state.acknowledged);
    if (now.length <= before) referee.problems.push('everything is mended and nothing can be written');
    for (let i = 1; i <= count; i++) world.stop(`client/client-${i}`);
    live(500);
    referee.finish(world, now);
  }
  const { problems, elections } = referee;
  return {
    seed,
    members: count,
    problems,
    acknowledged: acknowledged.length,
    elections,
    hash: hashHex(hashOf(world.world())),
  };
}

function harm(world: Simulation, names: readonly string[], deed: number, whom: number, cures: (() => void)[]): void {
  const name = names[whom % names.length];
  const other = names[(whom + 1 + (Math.floor(whom / 7) % (names.length - 1))) % names.length];
  const address = `etcd/${name}`;
  switch (deed % 6) {
    case 0:
      return world.crash(address);
    case 1:
      world.pause(address);
      cures.push(() => world.resume(address));
      return;
    case 2:
      world.powerOff(name);
      cures.push(() => world.powerOn(name));
      return;
    case 3:
      world.cut(name, other);
      cures.push(() => world.heal(name, other));
      return;
    case 4:
      world.cut(name, '*');
      cures.push(() => world.heal(name, '*'));
      return;
    default:
      world.stop(address);
      cures.push(() => world.start(address));
  }
}
