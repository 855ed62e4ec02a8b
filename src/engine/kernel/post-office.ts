// The post office carries messages: on streams that keep their order, past cables that may be cut, to processes that may be gone.
// A message is delivered once, or lost with a reason; who waits in vain is told by a reset or by the silence that a fault left behind.

import { aimedAt, aimFor, nth } from './dice.ts';
import { EventQueue } from './event-queue.ts';
import { invariant } from './invariant.ts';
import type { Address, Body, Cause, LinkBody, Message, ResetBody, Tick, TimerClass } from './message.ts';
import { background, componentOf, machineOf } from './message.ts';
import {
  type Connection,
  type Cut,
  type Link,
  type Machine,
  type Observer,
  OPERATOR,
  type Process,
  type SimulationOptions,
  type Stream,
} from './parts.ts';
import type { SendOptions } from './process.ts';

/** The kernel's note to itself: nothing has come through this connection for as long as TCP and HTTP/2 wait. */
export interface SilenceBody extends Body {
  readonly kind: 'silence';
  readonly stream: string;
}

/** HTTP/2 pings a connection that was silent for 30 s and gives it up 15 s later (client-go's defaults). */
const SILENCE_TIMEOUT: Tick = 45_000;

export abstract class PostOffice {
  now: Tick = 0;
  readonly machines: Map<string, Machine> = new Map();
  readonly processes: Map<Address, Process> = new Map();
  readonly streams: Map<string, Stream> = new Map();
  /** The machine behind each address, and behind each beginning of addresses that a machine gives out itself. */
  protected routes: Map<string, string> = new Map();
  cuts: Cut[] = [];
  links: readonly Link[] = [];
  /** Connections that a load balancer has made, by client. */
  readonly connections: Map<Address, Connection> = new Map();
  observer: Observer = {};
  protected queue = new EventQueue();
  protected timers: Map<number, TimerClass> = new Map();
  protected lastId = 0;
  protected workInFlight = 0;
  protected current: Cause = background;
  /** The part of a stream's share in the dice that all streams have in common. */
  private readonly aimed: number;

  constructor(readonly options: SimulationOptions) {
    this.aimed = aimFor(options.seed, 'latency');
  }

  /** Whether a message on a stream gets through; if not, it is lost or answered by a reset. */
  protected arrives(message: Message, process: Process | undefined): boolean {
    const stream = this.streams.get(message.stream);
    if (message.body.kind === 'reset') return process !== undefined;
    if (!stream) {
      this.observer.lost?.(message, undefined);
      return false;
    }
    const fault =
      stream.cut ??
      (this.cuts.length > 0 ? this.cutBetween(message.from, message.to) : undefined) ??
      this.darkMachine(process ? process.machine : machineOf(message.to));
    if (fault) {
      if (!stream.cut) this.suspect(message.stream);
      stream.cut = fault;
      this.observer.lost?.(message, fault);
      return false;
    }
    if (
      !process ||
      process.life === 'down' ||
      process.life === 'starting' ||
      message.incarnation !== process.incarnation
    ) {
      this.observer.lost?.(message, process?.blame);
      this.reset(message.stream, process ? 'connection refused' : 'no route to host');
      return false;
    }
    return true;
  }

  protected cutBetween(a: Address, b: Address): Cause | undefined {
    for (const cut of this.cuts) {
      if ((touches(cut.a, a) && touches(cut.b, b)) || (touches(cut.a, b) && touches(cut.b, a))) {
        if (machineOf(a) !== machineOf(b)) return cut.cause;
      }
    }
    return undefined;
  }

  protected darkMachine(name: string): Cause | undefined {
    const machine = this.machines.get(name);
    return machine && !machine.up ? (machine.blame ?? background) : undefined;
  }

  /** Pings are elided while a link is healthy; a fault that touches it starts the clock after which both ends give up. */
  protected suspect(id: string): void {
    const body: SilenceBody = Object.freeze({ kind: 'silence', stream: id });
    this.enqueue({
      id: ++this.lastId,
      from: OPERATOR,
      to: OPERATOR,
      stream: '',
      body,
      sentAt: this.now,
      dueAt: this.now + SILENCE_TIMEOUT,
      cause: this.current.id,
      because: '',
      thread: this.current.thread,
      class: 'deadline',
      isTimer: true,
      incarnation: 0,
      order: this.lastId,
      ends: false,
    });
  }

  protected giveUp(id: string): void {
    const stream = this.streams.get(id);
    if (!stream) return;
    if (stream.cut || this.cutBetween(stream.a, stream.b)) this.reset(id, 'http2: client connection lost');
  }

  /** Ends a stream and tells the ends that are alive, but not the one that closed it. */
  protected reset(id: string, reason: ResetBody['reason'], closer: Address = ''): void {
    const stream = this.streams.get(id);
    if (!stream) return;
    this.streams.delete(id);
    const cause = stream.cut ?? this.current;
    if (closer === '' && this.connections.size > 0) {
      // The streams of a client to one server share a connection.
      if (this.connections.get(stream.a)?.server === stream.b) this.connections.delete(stream.a);
    }
    const body: ResetBody = Object.freeze({ kind: 'reset', stream: id, reason });
    if (closer !== stream.a) this.tellReset(stream.a, stream.b, stream.aIncarnation, body, cause);
    if (closer !== stream.b) this.tellReset(stream.b, stream.a, stream.bIncarnation, body, cause);
  }

  protected tellReset(to: Address, from: Address, incarnation: number, body: ResetBody, cause: Cause): void {
    const process = this.processes.get(to);
    if (!process || process.life === 'down' || process.incarnation !== incarnation || this.darkMachine(process.machine))
      return;
    this.post(from, to, body, body.stream, 1, cause, '', false);
  }

  // ---- sending ---------------------------------------------------------------------------------------------------

  protected post(
    from: Address,
    to: Address,
    body: Body,
    stream: string,
    delay: Tick,
    cause: Cause,
    because: string,
    ends: boolean,
  ): number {
    if (!Number.isInteger(delay) || delay < 1) invariant(false, `a message takes at least one tick, not ${delay}`);
    const id = ++this.lastId;
    const message: Message = {
      id,
      from,
      to,
      stream,
      body: Object.freeze(body),
      sentAt: this.now,
      dueAt: this.now + delay,
      cause: cause.id,
      because,
      thread: cause.thread,
      class: cause.periodic ? 'periodic' : 'work',
      isTimer: false,
      incarnation: this.processes.get(to)?.incarnation ?? 0,
      order: id,
      ends,
    };
    this.enqueue(message);
    this.observer.sent?.(message);
    return id;
  }

  protected enqueue(message: Message): void {
    if (message.class === 'work') this.workInFlight++;
    this.queue.push(message);
  }

  protected sendOn(process: Process, to: Address, body: Body, options: SendOptions): number {
    if (process.life !== 'up') return 0; // it has just ended itself
    const { address } = process;
    const name = options.stream;
    let stream = this.streams.get(name);
    if (stream === undefined) {
      if (options.ends) return 0; // the other end is gone: a reply into a closed connection
      if (this.options.route !== undefined) to = this.options.route(to, address, name, this);
      stream = {
        a: address,
        b: to,
        aIncarnation: process.incarnation,
        bIncarnation: this.processes.get(to)?.incarnation ?? 0,
        aim: aimedAt(this.aimed, name),
        sent: 0,
        dueAtA: 0,
        dueAtB: 0,
        cut: undefined,
      };
      this.streams.set(name, stream);
    } else if (this.options.route !== undefined) {
      to = stream.a === address ? stream.b : stream.a;
    }
    const throwValue = nth(stream.aim, stream.sent++);
    let due = this.now + this.options.latency(address, to, body, throwValue) + (options.delay ?? 0);
    if (to === stream.a) {
      if (due < stream.dueAtA) due = stream.dueAtA;
      stream.dueAtA = due;
    } else {
      if (due < stream.dueAtB) due = stream.dueAtB;
      stream.dueAtB = due;
    }
    const cause = options.cause ?? this.current;
    return this.post(address, to, body, name, due - this.now, cause, options.because ?? '', options.ends === true);
  }

  protected setTimer(process: Process, delay: Tick, timerClass: TimerClass, body: Body, cause: Cause): number {
    if (process.life !== 'up') return 0;
    if (!Number.isInteger(delay) || delay < 1) invariant(false, `a timer takes at least one tick, not ${delay}`);
    const id = ++this.lastId;
    this.enqueue({
      id,
      from: process.address,
      to: process.address,
      stream: '',
      body: Object.freeze(body),
      sentAt: this.now,
      dueAt: this.now + delay,
      cause: cause.id,
      because: '',
      thread: timerClass === 'periodic' ? 0 : cause.thread,
      class: timerClass,
      isTimer: true,
      incarnation: process.incarnation,
      order: id,
      ends: false,
    });
    this.timers.set(id, timerClass);
    return id;
  }

  protected cancelTimer(id: number, process: Process): void {
    const timerClass = this.timers.get(id);
    if (timerClass) {
      this.timers.delete(id);
      this.queue.cancel(id);
      if (timerClass === 'work') this.workInFlight--;
    } else {
      process.held = process.held.filter((message) => message.id !== id);
    }
  }

  protected closeFrom(id: string, closer: Address): void {
    const stream = this.streams.get(id);
    if (!stream) return;
    if (stream.cut || this.cutBetween(stream.a, stream.b)) this.streams.delete(id);
    else this.reset(id, 'connection reset by peer', closer);
  }

  /** The machine to which the network carries what is sent to this IP address. */
  machineAt(ip: string): string | undefined {
    return this.routes.get(ip) ?? this.routes.get(ip.slice(0, ip.lastIndexOf('.') + 1));
  }

  machine(name: string): Machine {
    const machine = this.machines.get(name);
    if (!machine) invariant(false, `no machine ${name}`);
    return machine;
  }

  process(address: Address): Process {
    const process = this.processes.get(address);
    if (!process) invariant(false, `no process ${address}`);
    return process;
  }

  /** What a load balancer finds when it looks at a process: it is there, can be reached and says that it can serve. */
  accepts(address: Address, from: Address): boolean {
    const process = this.processes.get(address);
    if (process?.life !== 'up' || this.darkMachine(process.machine) || this.cutBetween(from, address)) return false;
    return process.definition.accepts?.(process.state) ?? true;
  }

  isWhole(id: string): boolean {
    const stream = this.streams.get(id);
    return stream !== undefined && stream.cut === undefined;
  }

  // ---- links -----------------------------------------------------------------------------------------------------

  protected keepLink(x: Address, y: Address): void {
    const [a, b] = x < y ? [x, y] : [y, x];
    if (!this.links.some((link) => link.a === a && link.b === b)) this.links = [...this.links, Object.freeze({ a, b })];
  }

  /** Tells both ends of the links of a process, or of the one to a peer, that something has touched them. */
  protected touch(address: Address, peer?: Address): void {
    for (const { a, b } of this.links) {
      if ((a !== address && b !== address) || (peer !== undefined && a !== peer && b !== peer)) continue;
      this.tellLink(a, b);
      this.tellLink(b, a);
    }
  }

  protected cutLinks(): readonly Link[] {
    return this.links.filter(({ a, b }) => this.cutBetween(a, b) !== undefined);
  }

  private tellLink(to: Address, peer: Address): void {
    const process = this.processes.get(to);
    if (!process || (process.life !== 'up' && process.life !== 'paused') || this.darkMachine(process.machine)) return;
    const body: LinkBody = Object.freeze({ kind: 'link', peer });
    const id = ++this.lastId;
    this.enqueue({
      id,
      from: to,
      to,
      stream: '',
      body,
      sentAt: this.now,
      dueAt: this.now + 1,
      cause: this.current.id,
      because: '',
      thread: this.current.thread,
      class: 'work',
      isTimer: true,
      incarnation: process.incarnation,
      order: id,
      ends: false,
    });
  }

  /** An address behind which several servers stand means the one that `asker` is connected to. */
  protected blameOf(address: string, asker: Address): Cause | undefined {
    const several = address.includes('/') && !this.processes.has(address);
    const name = several ? (this.connections.get(asker)?.server ?? address) : address;
    const machine = this.machines.get(name.includes('/') ? machineOf(name) : name);
    return this.processes.get(name)?.blame ?? machine?.blame;
  }
}

/** Whether a side of a cut (`*`, a machine, a component or an address) names this address. */
function touches(side: string, address: Address): boolean {
  return side === '*' || side === address || side === machineOf(address) || side === componentOf(address);
}
