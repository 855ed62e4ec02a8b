// Rules 3 and 4 at one task: nothing is done, wrong things are done, the solution is spoiled, and none of it may pass. Every path is
// lived once; weaker goals are watched beside the real one, so one life tells which clauses matter.

import type { Note } from './contract.ts';
import { countsAll, mutations, weakened, withBystander, withDecoy } from './mutations.ts';
import type { Player } from './play.ts';
import type { LessonAction, TaskStep } from './schema.ts';
import type { Sliced } from './sliced.ts';

export interface Tally {
  nothings: number;
  wrongs: number;
  mutants: number;
  /** Spoiled solutions that failed. */
  killed: number;
  clauses: number;
  /** Clauses without which a wrong path would pass. */
  needed: number;
  readonly survivors: string[];
}

export interface MutationScore {
  readonly mutants: number;
  readonly killed: number;
  readonly clauses: number;
  readonly needed: number;
  /** Killed and needed, of all. */
  readonly score: number;
  readonly survivors: readonly string[];
}

export function* tryPaths(player: Player, step: TaskStep, note: Note, tally: Tally, mutate: boolean): Sliced<void> {
  const variants = mutate ? weakened(step.goal) : [];
  const open = new Set(variants.map((_, i) => i));
  /** Lives a path; true when it passes. */
  const lives = function* (copy: Player, actions: readonly LessonAction[]): Sliced<boolean> {
    copy.run.shadow(variants.map(({ goal }) => goal));
    yield* copy.performing(actions, copy.run.budget());
    if (!copy.run.passed)
      copy.run.shadows.forEach((shadow, i) => {
        if (shadow.passedAt !== undefined) open.delete(i);
      });
    return copy.run.passed;
  };
  tally.nothings++;
  if (yield* lives(player.fork(), []))
    note(3, `${step.id}: passed after ${player.run.budget() / 1000} s of doing nothing`);
  if (!countsAll(step.goal)) {
    const copy = withBystander(player);
    yield* copy.performing(step.solution, copy.run.budget());
    if (!copy.run.passed)
      note(
        2,
        `${step.id}: the solution does not pass any more once there is a Deployment that has nothing to do with it`,
      );
  }
  for (const path of step.wrong ?? []) {
    tally.wrongs++;
    const copy = player.fork();
    if (yield* lives(copy, path.do)) note(4, `${step.id}: passes although somebody ${path.name}`);
    const { message } = path.expect;
    const expected = message === undefined ? undefined : step.onFail?.[message]?.say;
    if (!copy.run.passed && expected !== undefined && copy.run.feedback !== expected)
      note(
        4,
        `${step.id}: who ${path.name} hears ${copy.run.feedback ? `"${copy.run.feedback}"` : 'nothing'} instead of "${expected}"`,
      );
  }
  const nodes = (player.host.list('nodes') as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
  for (const { name, actions, decoy } of mutations(step.solution, nodes)) {
    tally.mutants++;
    if (!(yield* lives(decoy ? withDecoy(player) : player.fork(), actions))) tally.killed++;
    else {
      note(4, `${step.id}: passes although the solution ${name}`);
      tally.survivors.push(`${step.id}: passes although the solution ${name}`);
    }
  }
  // A solution that is broken off is a wrong path too: a clause matters if without it the task would be done earlier.
  if (mutate) {
    const copy = player.fork();
    yield* lives(copy, step.solution);
    const at = copy.run.watch?.passedAt ?? Number.POSITIVE_INFINITY;
    copy.run.shadows.forEach((shadow, i) => {
      if (shadow.passedAt !== undefined && shadow.passedAt < at) open.delete(i);
    });
  }
  tally.clauses += variants.length;
  tally.needed += variants.length - open.size;
  for (const i of open) tally.survivors.push(`${step.id}: no path that is tried passes without ${variants[i].name}`);
}
