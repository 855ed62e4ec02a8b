// What must be so at every moment of a lesson, whatever step it is at and whoever acts: the lesson's own invariants. The first moment at
// which one does not hold is kept and told with the clause; the contract wants none on the way by the solutions.

import type { Tick } from '../engine/index.ts';
import { holds, judge } from './assertions/evaluate.ts';
import type { Scene } from './assertions/scene.ts';
import type { Clause } from './clause-schema.ts';

export interface Violation {
  readonly at: Tick;
  /** The lesson's words for it, or what was seen. */
  readonly sentence: string;
}

export class Checks {
  readonly violations: Violation[] = [];
  private open: readonly Clause[] = [];

  constructor(
    private readonly clauses: readonly Clause[],
    private scene: Scene,
  ) {
    this.restart(scene);
  }

  /** From the beginning of a run that is told again. */
  restart(scene: Scene): void {
    this.scene = scene;
    this.open = this.clauses;
    this.violations.length = 0;
    scene.follow(this.clauses);
  }

  /** To be called after the scene has taken a moment in. */
  take(at: Tick): void {
    if (this.open.length === 0) return;
    const broken = this.open.filter((clause) => !holds(clause, this.scene));
    if (broken.length === 0) return;
    for (const clause of broken)
      this.violations.push({ at, sentence: clause.text ?? judge(clause, this.scene).sentence });
    this.open = this.open.filter((clause) => !broken.includes(clause));
  }
}

/** What is wrong with a clause as a check, if anything. */
export function checkMistake(clause: Clause): string | undefined {
  for (const key of ['event', 'action', 'fault'] as const)
    if (clause[key] !== undefined)
      return `a check is about what is so all the time; what must not happen is {none: [{${key}: …}]}`;
  const timed = (['after', 'until', 'for', 'within', 'weight'] as const).find((key) => clause[key] !== undefined);
  return timed && `${timed} has no place here: a check holds at every moment of the lesson`;
}
