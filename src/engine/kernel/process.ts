// A process is plain-data state and one function that receives messages. It has no other way to learn or to act.
// IO is all that the world offers it: the time, its machine's disk, dice, sending, and timers, which are messages to oneself.

import type { Address, Body, Cause, Message, Tick, TimerClass } from './message.ts';
import type { Table } from './table.ts';

export interface SendOptions {
  /** Name of the stream; a name not yet open opens it. Required, since every message belongs to a connection. */
  readonly stream: string;
  /** The message that ends the stream: a reply to a request, the close of a watch. */
  readonly ends?: boolean;
  /** Defaults to the message being handled; a work item passes its own. */
  readonly cause?: Cause;
  /** The reason in words, shown to learners. */
  readonly because?: string;
  /** Extra time before the message leaves, in ticks: the sender's own work on it. */
  readonly delay?: Tick;
}

/** What a machine keeps when its processes crash and its power fails. Tables by name, created when first asked for. */
export interface Disk {
  table<V>(name: string): Table<V>;
}

export interface IO {
  readonly now: Tick;
  readonly self: Address;
  readonly machine: string;
  readonly incarnation: number;
  /** How often the machine was switched on, from 1. */
  readonly boot: number;
  /** What the cluster file or kubeadm would have put into flags and config files; frozen plain data. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly disk: Disk;
  /** The message being handled, as a cause. */
  readonly cause: Cause;
  /** A stateless throw: the same seed, purpose, subject and ordinal always give the same number in 0 … 2³²−1. */
  draw(purpose: string, subject: string, ordinal?: number): number;
  /** Sends on a stream and returns the message's id. It arrives in a later tick, or is lost by a fault. */
  send(to: Address, body: Body, options: SendOptions): number;
  /** Whether nothing that was sent on this stream was lost: the other end's TCP stack has acknowledged it. */
  acknowledged(stream: string): boolean;
  /** Ends a stream without a word; the other end is told by a reset. */
  close(stream: string): void;
  /** A message to oneself after `delay` ≥ 1 ticks. Returns an id for `cancel`. */
  after(delay: Tick, timerClass: TimerClass, body: Body, cause?: Cause): number;
  cancel(timer: number): void;
  /** The process ends itself (a lost leader lease); its machine starts it again as its restart policy says. */
  exit(because: string): void;
  /** The machine to which the network carries what is sent to this IP address, whether or not anything there has it. */
  machineAt(ip: string): string | undefined;
  /**
   * Keeps up a link to another process whose heartbeats are not sent while nothing disturbs it. Both ends get a `link` body when
   * a fault touches the way between them or is taken away, or when the other one stops, starts, freezes or thaws; from then
   * on they know only what messages tell them.
   */
  keepLink(peer: Address): void;
  /** The unseen heartbeats of this process to a peer end here: the link is touched. */
  fallSilent(peer: Address): void;
  /** The fault that last silenced this process or machine, for verdicts about silence ("no lease for 50 s"). */
  blame(addressOrMachine: string): Cause | undefined;
}

export interface ProcessDefinition<S = unknown> {
  readonly component: string;
  start(io: IO): S;
  receive(state: S, message: Message, io: IO): void;
  /** What a load balancer's look would find: whether new connections may be sent here. Absent: always. */
  accepts?(state: S): boolean;
}
