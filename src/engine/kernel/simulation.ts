// The whole kernel: machines, the processes on them, one queue of messages, and a clock that jumps to the next message that is due.
// Nothing here knows Kubernetes. Delivery is the only seam: crashes, restarts and cut cables act where a message would arrive.
// A simulation can be forked at any time; a fork that gets the same inputs lives the same life.

import { draw } from './dice.ts';
import { invariant } from './invariant.ts';
import type { Address, Body, Cause, InputBody, Message, StartBody, Tick } from './message.ts';
import { machineOf } from './message.ts';
import { OPERATOR, type Process, type ProcessSpec } from './parts.ts';
import { PostOffice, type SilenceBody } from './post-office.ts';
import type { Disk, IO } from './process.ts';
import { copyState } from './snapshot.ts';
import { Table } from './table.ts';

export class Simulation extends PostOffice {
  /** Messages delivered so far: the unit in which work is counted. */
  delivered = 0;
  private inputs = 0;

  // ---- running -------------------------------------------------------------------------------------------------

  /** Delivers what is due up to `toTick` (at most `maxMessages`), moves the clock, and returns how many were delivered. */
  advance(toTick: Tick, maxMessages = Number.POSITIVE_INFINITY): number {
    const before = this.delivered;
    while (this.delivered - before < maxMessages) {
      if (this.queue.nextDue() > toTick) {
        if (this.now < toTick) this.now = toTick;
        break;
      }
      this.step();
    }
    return this.delivered - before;
  }

  /** Delivers exactly one message; false when nothing is left. */
  step(): boolean {
    const message = this.queue.pop();
    if (!message) return false;
    if (message.dueAt < this.now) invariant(false, `message ${message.id} is due in the past`);
    this.now = message.dueAt;
    if (message.class === 'work') this.workInFlight--;
    if (message.isTimer) this.timers.delete(message.id);
    this.delivered++;
    this.deliver(message);
    return true;
  }

  nextDue(): Tick {
    return this.queue.nextDue();
  }

  peek(): Message | undefined {
    return this.queue.peek();
  }

  /** No message in flight but periodic ones, no `work` timer pending, no `backoff` timer due within 5 s. */
  settled(): boolean {
    return this.workInFlight === 0 && !this.queue.some((m) => m.class === 'backoff' && m.dueAt <= this.now + 5000);
  }

  /** What the learner does on the screen of tick T happens first in tick T + 1. Returns the input's message id. */
  submit(input: unknown): number {
    const id = -++this.inputs;
    const body: InputBody = Object.freeze({ kind: 'input', input });
    this.enqueue({
      id,
      from: OPERATOR,
      to: OPERATOR,
      stream: '',
      body,
      sentAt: this.now,
      dueAt: this.now + 1,
      cause: 0,
      because: '',
      thread: id,
      class: 'work',
      isTimer: false,
      incarnation: 0,
      order: this.inputs - 2 ** 40,
      ends: false,
    });
    return id;
  }

  fork(): Simulation {
    const copy = new Simulation(this.options);
    copy.now = this.now;
    for (const [name, machine] of this.machines) {
      const disk: Record<string, Table<unknown>> = {};
      for (const table in machine.disk) disk[table] = copyState(machine.disk[table]);
      copy.machines.set(name, { ...machine, processes: machine.processes.slice(), disk });
    }
    for (const [address, process] of this.processes) {
      const state = copyState(process.state);
      copy.processes.set(address, { ...process, state, held: process.held.slice(), desk: undefined });
    }
    for (const [id, stream] of this.streams) copy.streams.set(id, { ...stream });
    copy.routes = new Map(this.routes);
    copy.cuts = this.cuts.slice();
    copy.links = this.links;
    for (const [client, made] of this.connections) copy.connections.set(client, made);
    copy.delivered = this.delivered;
    copy.queue = this.queue.fork();
    copy.timers = new Map(this.timers);
    copy.lastId = this.lastId;
    copy.inputs = this.inputs;
    copy.workInFlight = this.workInFlight;
    return copy;
  }

  /** The parts of the world that influence what comes, for the world hash. */
  world(): unknown {
    return {
      now: this.now,
      lastId: this.lastId,
      inputs: this.inputs,
      cuts: this.cuts.map(({ a, b }) => ({ a, b })),
      ...(this.links.length > 0 ? { links: this.links } : {}),
      ...(this.connections.size > 0 ? { connections: [...this.connections] } : {}),
      machines: [...this.machines.values()].map(({ name, up, boots, disk, processes }) => ({
        name,
        up,
        boots,
        disk,
        processes,
      })),
      processes: [...this.processes.values()].map(({ address, spec, life, incarnation, state, held }) => ({
        address,
        config: spec.config,
        life,
        incarnation,
        state,
        held: held.map((m) => m.id),
      })),
      streams: [...this.streams].map(([id, s]) => ({
        id,
        sent: s.sent,
        a: s.dueAtA,
        b: s.dueAtB,
        cut: s.cut !== undefined,
      })),
      queue: this.queue.inOrder().map((m) => ({ id: m.id, to: m.to, dueAt: m.dueAt, stream: m.stream, body: m.body })),
    };
  }

  // ---- powers: used by the wiring and by faults ------------------------------------------------------------------

  /** Adds a machine that is switched on at once, reached at these addresses. Throws on a name that exists. */
  addMachine(name: string, specs: readonly ProcessSpec[], addresses: readonly string[] = []): void {
    invariant(!this.machines.has(name), `machine ${name} exists`);
    this.machines.set(name, { name, up: true, boots: 1, processes: [], addresses, disk: {}, blame: undefined });
    for (const address of addresses) this.routes.set(address, name);
    for (const spec of specs) this.addProcess(name, spec);
  }

  addProcess(machine: string, spec: ProcessSpec): void {
    const definition = this.options.definitions.get(spec.component);
    invariant(definition, `no process definition for ${spec.component}`);
    const address = `${spec.component}/${machine}`;
    this.machine(machine).processes.push(address);
    const process: Process = {
      address,
      machine,
      spec,
      definition,
      life: 'down',
      incarnation: 0,
      state: undefined,
      held: [],
      blame: undefined,
      desk: undefined,
    };
    this.processes.set(address, process);
    this.start(address);
  }

  /** Switches the machine off and forgets it, disk and all. */
  removeMachine(name: string): void {
    const machine = this.machine(name);
    this.powerOff(name);
    for (const address of machine.processes) this.processes.delete(address);
    for (const address of machine.addresses) this.routes.delete(address);
    this.machines.delete(name);
  }

  /** The processes end without a word: peers hear nothing, only their time-outs tell. The disk stays. */
  powerOff(name: string): void {
    const machine = this.machine(name);
    machine.up = false;
    machine.blame = this.current;
    for (const address of machine.processes) this.end(address, 'silent');
  }

  powerOn(name: string): void {
    const machine = this.machine(name);
    if (machine.up) return;
    machine.up = true;
    machine.boots++;
    for (const [id, stream] of [...this.streams]) {
      if (machineOf(stream.a) === name || machineOf(stream.b) === name) this.reset(id, 'connection reset by peer');
    }
    for (const address of machine.processes) this.start(address);
  }

  /** Ends a process; the machine's TCP stack resets its connections. It is started again if its machine does that. */
  crash(address: Address): void {
    const process = this.process(address);
    if (process.life === 'down') return;
    this.end(address, 'reset');
    if (process.spec.restartDelay !== undefined) this.boot(process, process.spec.restartDelay);
  }

  /** Ends a process until `start`. */
  stop(address: Address): void {
    this.end(address, 'reset');
  }

  /** Starts a process that is down; `delay` stands for its usual time to its first instruction. */
  start(address: Address, delay?: Tick): void {
    const process = this.process(address);
    if (process.life !== 'down' || !this.machine(machineOf(address)).up) return;
    this.boot(process, delay ?? process.spec.bootDelay);
  }

  /** SIGSTOP: it stands still, its connections stay open, what arrives waits. */
  pause(address: Address): void {
    const process = this.process(address);
    if (process.life !== 'up') return;
    process.life = 'paused';
    process.blame = this.current;
    this.touch(address);
  }

  /** SIGCONT: everything that waited is delivered now, in its order. */
  resume(address: Address): void {
    const process = this.process(address);
    if (process.life !== 'paused') return;
    process.life = 'up';
    for (const message of process.held.splice(0)) {
      if (message.isTimer) this.timers.set(message.id, message.class);
      this.enqueue({ ...message, dueAt: this.now + 1, order: ++this.lastId });
    }
    this.touch(address);
  }

  /** Cuts the cable between two machines or processes; `*` is everybody else. What flies over it is lost. */
  cut(a: string, b: string): void {
    this.cuts.push({ a, b, cause: this.current, since: this.now });
    for (const side of [a, b]) {
      const machine = this.machines.get(side);
      if (machine) machine.blame = this.current;
    }
    for (const [id, stream] of this.streams) {
      if (this.cutBetween(stream.a, stream.b)) this.suspect(id);
    }
    for (const link of this.cutLinks()) this.touch(link.a, link.b);
  }

  /** Mends a cable. Connections that lost something are reset: one missing message inside a live stream never happens. */
  heal(a: string, b: string): void {
    const wasCut = this.cutLinks();
    this.cuts = this.cuts.filter((cut) => !((cut.a === a && cut.b === b) || (cut.a === b && cut.b === a)));
    for (const [id, stream] of [...this.streams]) {
      if (stream.cut && !this.cutBetween(stream.a, stream.b)) this.reset(id, 'connection reset by peer');
    }
    for (const { a, b } of wasCut) if (!this.cutBetween(a, b)) this.touch(a, b);
  }

  loseDisk(machine: string, table?: string): void {
    const { disk } = this.machine(machine);
    for (const name of table ? [table] : Object.keys(disk)) delete disk[name];
  }

  /** Hands a message to a process from outside the cluster (a keystroke, a signal). */
  deliverFromOutside(to: Address, body: Body): void {
    this.post(OPERATOR, to, body, '', 1, this.current, '', false);
  }

  get cause(): Cause {
    return this.current;
  }

  // ---- delivery --------------------------------------------------------------------------------------------------

  private deliver(message: Message): void {
    const periodic = message.class === 'periodic';
    this.current = { id: message.id, thread: periodic && message.isTimer ? 0 : message.thread, periodic };
    if (message.to === OPERATOR) {
      this.observer.delivered?.(message);
      if (message.body.kind === 'input') this.options.onInput((message.body as InputBody).input, this, this.current);
      else this.giveUp((message.body as SilenceBody).stream);
      return;
    }
    const process = this.processes.get(message.to);
    if (message.stream !== '' && !this.arrives(message, process)) return;
    if (!process || process.life === 'down' || message.incarnation !== process.incarnation) {
      if (!message.isTimer) this.observer.lost?.(message, process?.blame);
      return;
    }
    if (process.life === 'paused') {
      process.held.push(message);
      return;
    }
    const { definition } = process;
    this.observer.delivered?.(message);
    if (message.ends) this.streams.delete(message.stream);
    if (message.body.kind === 'start') {
      process.life = 'up';
      process.state = definition.start(this.desk(process));
      this.touch(process.address);
    } else if (process.life === 'up') {
      definition.receive(process.state, message, this.desk(process));
    }
  }

  private boot(process: Process, delay: Tick): void {
    process.life = 'starting';
    process.incarnation++;
    process.blame = undefined;
    this.post(
      OPERATOR,
      process.address,
      Object.freeze({ kind: 'start' } satisfies StartBody),
      '',
      Math.max(1, delay),
      this.current,
      '',
      false,
    );
  }

  private end(address: Address, how: 'silent' | 'reset'): void {
    const process = this.process(address);
    if (process.life === 'down') return;
    process.life = 'down';
    process.state = undefined;
    process.held = [];
    process.blame = this.current;
    this.touch(address);
    for (const [id, stream] of [...this.streams]) {
      if (stream.a !== address && stream.b !== address) continue;
      if (how === 'silent') {
        stream.cut ??= this.current;
        this.suspect(id);
      } else if (this.cutBetween(stream.a, stream.b)) {
        stream.cut ??= this.current;
        this.suspect(id);
      } else {
        this.reset(id, 'connection reset by peer');
      }
    }
  }

  private desk(process: Process): IO {
    if (process.desk) return process.desk;
    const simulation = this;
    const { address } = process;
    const machine = this.machine(process.machine);
    const disk: Disk = {
      table<V>(name: string): Table<V> {
        machine.disk[name] ??= new Table<unknown>();
        return machine.disk[name] as Table<V>;
      },
    };
    const io: IO = {
      get now() {
        return simulation.now;
      },
      self: address,
      machine: machine.name,
      get boot() {
        return machine.boots;
      },
      get incarnation() {
        return process.incarnation;
      },
      config: process.spec.config,
      disk,
      get cause() {
        return simulation.current;
      },
      draw: (purpose, subject, ordinal = 0) => draw(simulation.options.seed, purpose, subject, ordinal),
      send: (to, body, options) => simulation.sendOn(process, to, body, options),
      acknowledged: (stream) => simulation.isWhole(stream),
      close: (stream) => simulation.closeFrom(stream, address),
      after: (delay, timerClass, body, cause) =>
        simulation.setTimer(process, delay, timerClass, body, cause ?? simulation.current),
      cancel: (timer) => simulation.cancelTimer(timer, process),
      exit: () => simulation.crash(address),
      machineAt: (ip) => simulation.machineAt(ip),
      keepLink: (peer) => simulation.keepLink(address, peer),
      fallSilent: (peer) => simulation.touch(address, peer),
      blame: (name) => simulation.blameOf(name, address),
    };
    process.desk = io;
    return io;
  }
}
