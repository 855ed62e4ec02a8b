// A goal is followed through a step: each moment is taken in as it happens, so "one after the other", "at some time" and "never"
// mean what they say. In a lesson about recovery the good end is also the beginning; only the way there can pass.

import type { Tick } from '../../engine/index.ts';
import type { Clause } from '../clause-schema.ts';
import type { Goal } from '../schema.ts';
import { happens, holds, isMomentClause, joinsMoments, judge, type Verdict } from './evaluate.ts';
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
  brokenAt: Tick | undefined;
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
    if (this.broken) this.brokenAt ??= moment.at;
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

  /** The next moments of `order`, one after another; what becomes true together may follow one another at once. */
  private takeOrder(moment: Moment): void {
    const { scene, ordered, goal } = this;
    for (let taken = 0; ; taken++) {
      const next = goal.order?.[ordered.length];
      if (!next || (taken > 0 && (isMomentClause(next) || joinsMoments(next)))) return;
      const before = ordered.at(-1) ?? scene.start;
      if (next.within !== undefined && moment.at - before > ticks(next.within)) return;
      if (!this.comes(next, moment, before)) return;
      ordered.push(moment.at);
      this.reached = scene.moments.length;
    }
  }

  /** Whether a clause comes true with or after the moment before; what held all along is no moment. */
  private comes(clause: Clause, moment: Moment, before: Tick): boolean {
    if (isMomentClause(clause)) return happens(clause, moment, this.scene);
    const trace = this.scene.memory.of(clause);
    if (joinsMoments(clause))
      return trace?.open === true && clause.any?.some((each) => this.comes(each, moment, before)) === true;
    return trace?.holds === true && trace.since !== undefined && trace.since >= before && trace.rose >= this.reached;
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
