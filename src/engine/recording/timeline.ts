// A timeline is one run that can be watched at any moment: it keeps what the learner did and some copies of the world along the way.
// Going back is taking the nearest copy before that moment and living from there again; the same inputs give the same life.
// Copies are made by work done, not by time passed, so an idle hour costs nothing and a busy second can still be stepped through.

import type { Action } from '../cluster/action.ts';
import type { Message, Tick } from '../kernel/message.ts';
import type { Observer } from '../kernel/parts.ts';
import type { Simulation } from '../kernel/simulation.ts';

export interface RecordedInput {
  readonly tick: Tick;
  readonly input: Action;
}

interface Checkpoint {
  readonly tick: Tick;
  readonly delivered: number;
  /** Inputs that had been submitted. */
  readonly inputs: number;
  readonly world: Simulation;
}

/** About one copy every so many messages; the first step back lays a dense ladder in its segment. */
const SPACING = 1_500;
const LADDER = 150;
const KEPT = 120;

export class Timeline {
  /** The world at the cursor. */
  world: Simulation;
  readonly inputs: RecordedInput[] = [];
  /** How many of the inputs the world at the cursor has had. */
  private submitted = 0;
  private checkpoints: Checkpoint[];
  private reached: Tick;

  constructor(
    start: Simulation,
    private readonly observer: Observer,
  ) {
    this.world = start;
    this.world.observer = observer;
    this.reached = start.now;
    this.checkpoints = [{ tick: start.now, delivered: start.delivered, inputs: 0, world: start.fork() }];
  }

  get now(): Tick {
    return this.world.now;
  }

  /** The latest tick this run has been lived to. */
  get horizon(): Tick {
    return this.reached;
  }

  /** Records an action at the cursor. Inputs that come later belong to another future and are dropped. */
  submit(input: Action): number {
    if (this.submitted < this.inputs.length) {
      this.inputs.length = this.submitted;
      this.checkpoints = this.checkpoints.filter((c) => c.delivered <= this.world.delivered);
    }
    this.reached = this.world.now;
    this.inputs.push({ tick: this.world.now, input });
    this.submitted++;
    return this.world.submit(input);
  }

  advance(toTick: Tick, maxMessages: number): number {
    return this.live(this.world, toTick, maxMessages);
  }

  /** Delivers messages until one passes the test; returns it. Bounded by ticks, for a world that has become quiet. */
  stepUntil(wanted: (message: Message) => boolean, limit: Tick): Message | undefined {
    let found: Message | undefined;
    const { world, observer } = this;
    world.observer = {
      ...observer,
      delivered(message) {
        observer.delivered?.(message);
        if (wanted(message)) found = message;
      },
    };
    const until = world.now + limit;
    while (!found && world.nextDue() <= until) {
      this.feed(world, world.nextDue());
      world.step();
      this.note(world);
    }
    world.observer = observer;
    return found;
  }

  seek(tick: Tick): void {
    const target = Math.max(tick, this.checkpoints[0].tick);
    const from = this.before((c) => c.tick < target || c === this.checkpoints[0]);
    // Forward of the cursor it is cheaper to go on from here, unless a copy lies between.
    if (target >= this.world.now && from.delivered <= this.world.delivered) {
      this.live(this.world, target, Number.POSITIVE_INFINITY);
      return;
    }
    this.resume(from);
    this.live(this.world, target, Number.POSITIVE_INFINITY);
  }

  /** To a tick as it was when only so many inputs had been given; those after it are dropped, also the ones of that very tick. */
  backTo(tick: Tick, inputs: number): void {
    this.inputs.length = Math.min(inputs, this.inputs.length);
    this.checkpoints = this.checkpoints.filter((c, i) => i === 0 || (c.inputs <= inputs && c.tick <= tick));
    this.resume(this.before(() => true));
    this.live(this.world, Math.max(tick, this.world.now), Number.POSITIVE_INFINITY);
    this.reached = this.world.now;
  }

  /** Goes to the state before the last delivered message that passes the test; false at the beginning. */
  stepBack(wanted: (message: Message) => boolean): boolean {
    const here = this.world.delivered;
    for (let i = this.checkpoints.length - 1; i >= 0; i--) {
      const checkpoint = this.checkpoints[i];
      if (checkpoint.delivered >= here) continue;
      const target = this.lastBefore(checkpoint, here, wanted);
      if (target === undefined) continue;
      this.resume(this.before((c) => c.delivered <= target));
      this.liveTo(target);
      return true;
    }
    return false;
  }

  /** A copy with the same past that goes its own way. */
  fork(observer: Observer): Timeline {
    const copy = new Timeline(this.world.fork(), observer);
    copy.checkpoints = this.checkpoints.filter((c) => c.delivered <= this.world.delivered);
    copy.inputs.push(...this.inputs.slice(0, this.submitted));
    copy.submitted = this.submitted;
    return copy;
  }

  /** Lives a window of the past again on a copy, for its messages and for the world at its end; the cursor stays. */
  recall(fromTick: Tick, toTick: Tick, observer: Observer): Simulation {
    const from = this.before((c) => c.tick <= fromTick);
    const world = from.world.fork();
    world.observer = observer;
    let inputs = from.inputs;
    while (world.nextDue() <= toTick || (this.inputs[inputs]?.tick ?? Number.POSITIVE_INFINITY) <= toTick) {
      inputs = this.feedFrom(world, Math.min(world.nextDue(), toTick), inputs);
      if (world.nextDue() > toTick) break;
      world.step();
    }
    return world;
  }

  // ---- living ------------------------------------------------------------------------------------------------------

  private live(world: Simulation, toTick: Tick, maxMessages: number): number {
    const before = world.delivered;
    while (world.delivered - before < maxMessages) {
      const next = this.inputs[this.submitted];
      const until = next && next.tick < toTick ? next.tick : toTick;
      const left = maxMessages - (world.delivered - before);
      const toCheckpoint = SPACING - (world.delivered - this.lastCheckpoint(world).delivered);
      world.advance(until, Math.max(1, Math.min(left, toCheckpoint)));
      this.note(world);
      if (world.nextDue() > until && world.now >= until) {
        if (next && next.tick <= until && world.now === next.tick) {
          world.submit(next.input);
          this.submitted++;
        } else if (until === toTick) {
          break;
        }
      }
    }
    return world.delivered - before;
  }

  private liveTo(delivered: number): void {
    const { world } = this;
    while (world.delivered < delivered && world.nextDue() < Number.POSITIVE_INFINITY) {
      this.feed(world, world.nextDue());
      world.step();
    }
  }

  /** Submits the recorded inputs that lie before the next message. */
  private feed(world: Simulation, nextDue: Tick): void {
    this.submitted = this.feedFrom(world, nextDue, this.submitted);
  }

  private feedFrom(world: Simulation, nextDue: Tick, inputs: number): number {
    let given = inputs;
    // Each input is delivered a tick later: one that lies beyond that delivery must wait for it.
    while (given < this.inputs.length && this.inputs[given].tick < Math.min(nextDue, world.nextDue())) {
      world.now = Math.max(world.now, this.inputs[given].tick);
      world.submit(this.inputs[given].input);
      given++;
    }
    return given;
  }

  private note(world: Simulation): void {
    if (world.now > this.reached) this.reached = world.now;
    if (world.delivered - this.lastCheckpoint(world).delivered >= SPACING) this.keep(world);
  }

  private lastCheckpoint(world: Simulation): Checkpoint {
    return this.before((c) => c.delivered <= world.delivered);
  }

  private keep(world: Simulation): void {
    const { now: tick, delivered } = world;
    this.checkpoints.push({ tick, delivered, inputs: this.submitted, world: world.fork() });
    this.checkpoints.sort((a, b) => a.delivered - b.delivered);
    if (this.checkpoints.length > KEPT) this.thin();
  }

  /** Drops every other copy of the older half: the past stays reachable, further back with more work. */
  private thin(): void {
    const half = this.checkpoints.length >> 1;
    this.checkpoints = this.checkpoints.filter((_, i) => i === 0 || i >= half || i % 2 === 0);
  }

  private before(test: (checkpoint: Checkpoint) => boolean): Checkpoint {
    for (let i = this.checkpoints.length - 1; i > 0; i--) if (test(this.checkpoints[i])) return this.checkpoints[i];
    return this.checkpoints[0];
  }

  private resume(checkpoint: Checkpoint): void {
    this.world.observer = {};
    this.world = checkpoint.world.fork();
    this.world.observer = this.observer;
    this.submitted = checkpoint.inputs;
  }

  /** Lives from a copy up to here, laying a ladder of copies; returns the count before the last message that was wanted. */
  private lastBefore(from: Checkpoint, here: number, wanted: (message: Message) => boolean): number | undefined {
    const world = from.world.fork();
    let inputs = from.inputs;
    let target: number | undefined;
    world.observer = {
      delivered: (message) => {
        if (wanted(message)) target = world.delivered - 1;
      },
    };
    let rung = from.delivered;
    while (world.delivered < here) {
      inputs = this.feedFrom(world, world.nextDue(), inputs);
      if (!world.step()) break;
      if (world.delivered - rung < LADDER || world.delivered >= here) continue;
      rung = world.delivered;
      if (this.checkpoints.some((c) => Math.abs(c.delivered - rung) < LADDER / 2)) continue;
      this.checkpoints.push({ tick: world.now, delivered: rung, inputs, world: world.fork() });
    }
    this.checkpoints.sort((a, b) => a.delivered - b.delivered);
    return target;
  }
}
