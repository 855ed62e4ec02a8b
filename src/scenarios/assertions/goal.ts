// A goal is followed through a step: each moment is taken in as it happens, so "one after the other", "at some time" and "never"
// mean what they say. In a lesson about recovery the good end is also the beginning; only the way there can pass.

import { parseDuration, type Tick } from '../../engine/index.ts';
import type { Clause } from '../clause-schema.ts';
import type { Goal } from '../schema.ts';
import { happens, judge, type Verdict } from './evaluate.ts';
import type { Moment, Scene } from './scene.ts';

export interface GoalPart {
  readonly clause: Clause;
  readonly must: 'order' | 'eventually' | 'all' | 'any' | 'none' | 'never';
  readonly state: 'open' | 'done' | 'broken';
  readonly verdict: Verdict;
}

export class GoalWatch {
  /** Ticks at which the clauses of `order` and `eventually` came true. */
  private readonly ordered: Tick[] = [];
  private readonly seen: (Tick | undefined)[];
  private readonly since = new Map<Clause, Tick>();
  /** The clause of `never` that held, or undefined. */
  broken: Clause | undefined;
  late = false;
  passedAt: Tick | undefined;

  constructor(
    readonly goal: Goal,
    private readonly scene: Scene,
  ) {
    this.seen = (goal.eventually ?? []).map(() => undefined);
  }

  /** To be called after the scene has taken the moment in. */
  take(moment: Moment): void {
    if (this.passedAt !== undefined) return;
    const { goal, scene } = this;
    this.broken ??= goal.never?.find((clause) => this.is(clause, moment));
    const next = goal.order?.[this.ordered.length];
    if (next && this.is(next, moment)) this.ordered.push(moment.at);
    goal.eventually?.forEach((clause, i) => {
      if (this.seen[i] === undefined && this.is(clause, moment)) this.seen[i] = moment.at;
    });
    this.late = goal.within !== undefined && moment.at - scene.start > (parseDuration(goal.within) ?? 0);
    if (this.passes(moment)) this.passedAt = moment.at;
  }

  /** Each clause with where it stands and what is observed, for the panel. */
  parts(): readonly GoalPart[] {
    const { goal, scene } = this;
    const over = this.passedAt !== undefined;
    const part = (must: GoalPart['must'], clause: Clause, state: GoalPart['state'], at?: Tick): GoalPart => {
      const verdict = judge(clause, scene);
      return { must, clause, state, verdict: at === undefined ? verdict : { ...verdict, observed: this.offset(at) } };
    };
    const now = (clause: Clause): GoalPart['state'] => (over || judge(clause, scene).holds ? 'done' : 'open');
    return [
      ...(goal.order ?? []).map((clause, i) =>
        part('order', clause, this.ordered[i] === undefined ? 'open' : 'done', this.ordered[i]),
      ),
      ...(goal.eventually ?? []).map((clause, i) =>
        part('eventually', clause, this.seen[i] === undefined ? 'open' : 'done', this.seen[i]),
      ),
      ...(goal.all ?? []).map((clause) => part('all', clause, now(clause))),
      ...(goal.any ?? []).map((clause) => part('any', clause, now(clause))),
      ...(goal.none ?? []).map((clause) => part('none', clause, over || !judge(clause, scene).holds ? 'done' : 'open')),
      ...(goal.never ?? []).map((clause) =>
        part('never', clause, this.broken === clause ? 'broken' : over ? 'done' : 'open'),
      ),
    ];
  }

  private passes(moment: Moment): boolean {
    const { all = [], any = [], none = [], order = [] } = this.goal;
    return (
      this.broken === undefined &&
      !this.late &&
      this.ordered.length === order.length &&
      this.seen.every((at) => at !== undefined) &&
      all.every((clause) => this.isNow(clause, moment.at)) &&
      (any.length === 0 || any.some((clause) => this.isNow(clause, moment.at))) &&
      !none.some((clause) => judge(clause, this.scene).holds)
    );
  }

  /** `is` of this moment, after its `after` and for as long as its `for`. */
  private is(clause: Clause, moment: Moment): boolean {
    return this.lasts(clause, moment.at, happens(clause, moment, this.scene));
  }

  private isNow(clause: Clause, at: Tick): boolean {
    return this.lasts(clause, at, judge(clause, this.scene).holds);
  }

  private lasts(clause: Clause, at: Tick, holds: boolean): boolean {
    if (clause.after !== undefined && at - this.scene.start < (parseDuration(clause.after) ?? 0)) return false;
    if (clause.for === undefined) return holds;
    if (!holds) {
      this.since.delete(clause);
      return false;
    }
    const since = this.since.get(clause) ?? at;
    this.since.set(clause, since);
    return at - since >= (parseDuration(clause.for) ?? 0);
  }

  private offset(at: Tick): string {
    return `+${((at - this.scene.start) / 1000).toFixed(1)} s`;
  }
}
