// What a clause remembers: since when it holds, how often its moment came, when it first came true. A goal that says "for five
// seconds" or "until the node is back" is judged from this, so every clause means the same wherever it stands.

import { parseDuration, type Tick } from '../../engine/index.ts';
import { type Clause, clausesWithin } from '../clause-schema.ts';
import { isMoment, isMomentClause, truth } from './evaluate.ts';
import type { Moment, Scene } from './scene.ts';

export interface Trace {
  /** Holds now, with all that it says about time. */
  holds: boolean;
  /** Looked at now: after its `after`, before its `until`. */
  open: boolean;
  /** What it says holds now, whatever it says about how long. */
  raw: boolean;
  since: Tick | undefined;
  /** Count of the moments there had been when it last began to hold; 0 when it held from the start. */
  rose: number;
  /** When it first held. */
  met: Tick | undefined;
  /** Of a moment: how often, and when last. */
  times: number;
  lastAt: Tick | undefined;
  /** The time-out of `within`; a part of an `order` has its own. */
  readonly deadline: boolean;
}

export class Memory {
  private readonly traces = new Map<Clause, Trace>();
  /** Clauses that time alone makes true, with how long it takes. */
  private readonly timed: { readonly trace: Trace; readonly after: Tick; readonly lasting: Tick | undefined }[] = [];
  /** Inner clauses before those they are in. */
  private readonly sequence: Clause[] = [];

  constructor(private readonly scene: Scene) {}

  /** From now on these clauses are followed. `ordered`: somebody else watches their `within` and `for`. */
  follow(clauses: readonly Clause[], ordered = false): void {
    for (const root of clauses) {
      for (const clause of clausesWithin(root)) {
        if (this.traces.has(clause)) continue;
        const deadline = !(ordered && clause === root);
        const trace: Trace = {
          holds: false,
          open: false,
          raw: false,
          since: undefined,
          rose: 0,
          met: undefined,
          times: 0,
          lastAt: undefined,
          deadline,
        };
        this.traces.set(clause, trace);
        this.sequence.push(clause);
        const after = typeof clause.after === 'string' ? ticks(clause.after) : 0;
        const lasting = clause.for === undefined ? undefined : ticks(clause.for);
        if (after > 0 || lasting !== undefined) this.timed.push({ trace, after, lasting });
        this.update(clause, { kind: 'time', at: this.scene.now });
      }
    }
  }

  of(clause: Clause): Trace | undefined {
    return this.traces.get(clause);
  }

  /** Takes a moment in, after the scene has. */
  take(moment: Moment): void {
    for (const clause of this.sequence) this.update(clause, moment);
  }

  /** The next tick after this one at which a clause becomes true although nothing happens; undefined when that cannot be said yet. */
  dueAfter(now: Tick): Tick | undefined {
    let next = Number.POSITIVE_INFINITY;
    for (const { trace, after, lasting } of this.timed) {
      const opens = this.scene.start + after;
      if (opens > now && opens < next) next = opens;
      const lasted = lasting === undefined || trace.since === undefined ? now : trace.since + lasting;
      if (lasted > now && lasted < next) next = lasted;
    }
    return Number.isFinite(next) ? next : undefined;
  }

  private update(clause: Clause, moment: Moment): void {
    const trace = this.traces.get(clause) as Trace;
    const now = moment.at;
    if (this.isOver(clause.until, now)) {
      trace.open = false;
      return; // what held then stays
    }
    trace.open = clause.after === undefined || this.isOver(clause.after, now);
    if (isMomentClause(clause)) {
      if (trace.open && isMoment(clause, moment, this.scene)) {
        trace.times++;
        trace.lastAt = now;
      }
      trace.raw = truth(clause, this.scene);
      trace.holds = this.inTime(clause, trace, now, trace.raw);
      return;
    }
    trace.raw = trace.open && truth(clause, this.scene);
    if (!trace.raw) trace.since = undefined;
    else if (trace.since === undefined) {
      trace.since = now;
      trace.rose = this.scene.moments.length;
    }
    const lasts = clause.for === undefined || (trace.since !== undefined && now - trace.since >= ticks(clause.for));
    trace.holds = this.inTime(clause, trace, now, trace.raw && lasts);
  }

  private inTime(clause: Clause, trace: Trace, now: Tick, holds: boolean): boolean {
    if (holds && trace.met === undefined) trace.met = now;
    if (!holds || clause.within === undefined || !trace.deadline) return holds;
    return trace.met !== undefined && trace.met - this.scene.start <= ticks(clause.within);
  }

  /** Whether a point in time has come: so long after the step began, or once a clause has held. */
  private isOver(time: string | Clause | undefined, now: Tick): boolean {
    if (time === undefined) return false;
    if (typeof time === 'string') return now - this.scene.start >= ticks(time);
    return this.traces.get(time)?.met !== undefined;
  }
}

/**
 * Moments as a scene has to be told of them: with a look at every tick between two of them at which time alone makes a clause true. Without it
 * a verdict would depend on how often somebody looks. Each moment has to be taken in before the next is asked for.
 */
export function* withDues(scene: Scene, moments: readonly Moment[]): Generator<Moment> {
  for (const moment of moments) {
    for (;;) {
      const due = scene.memory.dueAfter(scene.now);
      if (due === undefined || due > moment.at) break;
      yield { kind: 'time', at: due };
    }
    yield moment;
  }
}

/** The moment that made a clause true as it is now: when it last happened, or since when it holds. */
export function cameTrue(clause: Clause, { memory }: Scene): Tick | undefined {
  const trace = memory.of(clause);
  return trace?.lastAt ?? trace?.since ?? trace?.met;
}

export function ticks(duration: string): Tick {
  return parseDuration(duration) ?? 0;
}
