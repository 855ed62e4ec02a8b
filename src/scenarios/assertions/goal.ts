// A goal is followed through a step: each moment is taken in as it happens, so "one after the other", "at some time" and "never"
// mean what they say. In a lesson about recovery the good end is also the beginning; only the way there can pass.

import type { Tick } from '../../engine/index.ts';
import type { Clause } from '../clause-schema.ts';
import type { Goal } from '../schema.ts';
import { happens, holds, isMomentClause, judge, type Verdict } from './evaluate.ts';
import { ticks } from './memory.ts';
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
  /** Count of the moments there had been when the last one of `order` came; the first must come after the beginning. */
  private reached: number;
  /** The clause of `never` that held, or undefined. */
  broken: Clause | undefined;
  late = false;
  passedAt: Tick | undefined;

  constructor(
    readonly goal: Goal,
    private readonly scene: Scene,
  ) {
    this.reached = scene.moments.length + 1;
    this.seen = (goal.eventually ?? []).map(() => undefined);
    scene.follow(goal.order ?? [], true);
    for (const key of ['all', 'any', 'none', 'eventually', 'never'] as const) scene.follow(goal[key] ?? []);
  }

  /** To be called after the scene has taken the moment in. */
  take(moment: Moment): void {
    if (this.passedAt !== undefined) return;
    const { goal, scene } = this;
    this.broken ??= goal.never?.find((clause) => happens(clause, moment, scene));
    this.takeOrder(moment);
    goal.eventually?.forEach((clause, i) => {
      if (this.seen[i] === undefined && happens(clause, moment, scene)) this.seen[i] = moment.at;
    });
    if (goal.within !== undefined && moment.at - scene.start > ticks(goal.within)) this.late = true;
    if (this.passes()) this.passedAt = moment.at;
  }

  /** Each clause with where it stands and what is observed, for the panel. */
  parts(): readonly GoalPart[] {
    const { goal, scene } = this;
    const over = this.passedAt !== undefined;
    const part = (must: GoalPart['must'], clause: Clause, state: GoalPart['state'], at?: Tick): GoalPart => {
      const verdict = judge(clause, scene);
      return { must, clause, state, verdict: at === undefined ? verdict : { ...verdict, observed: this.offset(at) } };
    };
    const now = (clause: Clause): GoalPart['state'] => (over || holds(clause, scene) ? 'done' : 'open');
    return [
      ...(goal.order ?? []).map((clause, i) =>
        part('order', clause, this.ordered[i] === undefined ? 'open' : 'done', this.ordered[i]),
      ),
      ...(goal.eventually ?? []).map((clause, i) =>
        part('eventually', clause, this.seen[i] === undefined ? 'open' : 'done', this.seen[i]),
      ),
      ...(goal.all ?? []).map((clause) => part('all', clause, now(clause))),
      ...(goal.any ?? []).map((clause) => part('any', clause, now(clause))),
      ...(goal.none ?? []).map((clause) => part('none', clause, over || !holds(clause, scene) ? 'done' : 'open')),
      ...(goal.never ?? []).map((clause) =>
        part('never', clause, this.broken === clause ? 'broken' : over ? 'done' : 'open'),
      ),
    ];
  }

  /** The next moment of `order`: it has to come true with or after the one before; what held all along is no moment. */
  private takeOrder(moment: Moment): void {
    const next = this.goal.order?.[this.ordered.length];
    if (!next) return;
    const { scene } = this;
    const before = this.ordered.at(-1) ?? scene.start;
    if (next.within !== undefined && moment.at - before > ticks(next.within)) return;
    if (isMomentClause(next) || next.any) {
      if (!happens(next, moment, scene)) return;
    } else {
      const trace = scene.memory.of(next);
      if (!trace?.raw || trace.since === undefined || trace.rose < this.reached) return;
      if (next.for !== undefined && moment.at - Math.max(trace.since, before) < ticks(next.for)) return;
    }
    this.ordered.push(moment.at);
    this.reached = scene.moments.length;
  }

  private passes(): boolean {
    const { all = [], any = [], none = [], order = [] } = this.goal;
    const is = (clause: Clause): boolean => holds(clause, this.scene);
    return (
      this.broken === undefined &&
      !this.late &&
      this.ordered.length === order.length &&
      this.seen.every((at) => at !== undefined) &&
      all.every(is) &&
      (any.length === 0 || any.some(is)) &&
      !none.some(is)
    );
  }

  private offset(at: Tick): string {
    return `+${((at - this.scene.start) / 1000).toFixed(1)} s`;
  }
}
