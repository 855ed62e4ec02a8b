// The parts a simulated world is made of: machines with disks, processes with lives, streams between them, cables that can be cut.
// Plain data only; what happens to it is in post-office.ts and simulation.ts.

import type { Address, Body, Cause, Message, Tick } from './message.ts';
import type { PostOffice } from './post-office.ts';
import type { IO, ProcessDefinition } from './process.ts';
import type { Simulation } from './simulation.ts';
import type { Table } from './table.ts';

export interface ProcessSpec {
  readonly component: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Ticks from power-on or `start` to its first instruction. */
  readonly bootDelay: Tick;
  /** Ticks until the machine starts it again after it crashed or exited; absent: it stays down. */
  readonly restartDelay?: Tick;
}

export interface Machine {
  readonly name: string;
  up: boolean;
  /** How often it was switched on, from 1: the boot id by which programs see that the machine has lost power. */
  boots: number;
  readonly processes: string[];
  /** Where the wires lead to it: whole addresses (`172.30.0.11`), and beginnings of them that end with a dot (`10.244.1.`). */
  readonly addresses: readonly string[];
  disk: Record<string, Table<unknown>>;
  blame: Cause | undefined;
}

export type Life = 'down' | 'starting' | 'up' | 'paused';

export interface Process {
  readonly address: Address;
  /** Name of the machine it runs on. */
  readonly machine: string;
  readonly spec: ProcessSpec;
  readonly definition: ProcessDefinition;
  life: Life;
  incarnation: number;
  state: unknown;
  /** Deliveries that arrive while it is paused, as a socket buffer keeps them. */
  held: Message[];
  blame: Cause | undefined;
  /** Its way to act in this world and no copy of it; made when it is first needed. */
  desk: IO | undefined;
}

/** One connection. Each direction delivers in order; a fault that swallowed a message has cut it for good. */
export interface Stream {
  readonly a: Address;
  readonly b: Address;
  readonly aIncarnation: number;
  bIncarnation: number;
  /** Its share in the dice, from its name. */
  readonly aim: number;
  sent: number;
  dueAtA: Tick;
  dueAtB: Tick;
  cut: Cause | undefined;
}

export interface Cut {
  readonly a: string;
  readonly b: string;
  readonly cause: Cause;
  readonly since: Tick;
}

/** Two processes whose heartbeats are elided while nothing disturbs them; `a` < `b`. */
export interface Link {
  readonly a: Address;
  readonly b: Address;
}

/** Where the connection of a client to an address behind which several servers stand leads. */
export interface Connection {
  readonly server: Address;
  /** The server's incarnation when the connection was made. */
  readonly incarnation: number;
}

/** Hop time in ticks (≥ 1) of a message; `throwValue` is a draw for its jitter. */
export type Latency = (from: Address, to: Address, body: Body, throwValue: number) => Tick;

export interface SimulationOptions {
  readonly seed: number;
  readonly definitions: ReadonlyMap<string, ProcessDefinition>;
  readonly latency: Latency;
  /** Which process a new connection to this address reaches; most addresses are a process's own. */
  readonly route?: (to: Address, from: Address, stream: string, office: PostOffice) => Address;
  /** Interprets what learners, lessons and scripts do. Runs inside the simulation, with all its powers. */
  readonly onInput: (input: unknown, simulation: Simulation, cause: Cause) => void;
}

/** Sees each delivery and each loss; diagnostics only, so it must not act on the simulation. */
export interface Observer {
  sent?(message: Message): void;
  delivered?(message: Message): void;
  lost?(message: Message, fault: Cause | undefined): void;
}

/** Whoever stands outside of the cluster: learners, scripts, the kernel itself. */
export const OPERATOR: Address = 'operator/outside';
