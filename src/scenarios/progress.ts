// How far a learner is and what it is worth: tasks by their weight, questions as the lesson counts them. Help is counted, never
// punished; only a task that was solved for the learner earns nothing.

import { parseDuration } from '../engine/index.ts';
import { holds } from './assertions/evaluate.ts';
import type { Answer, Attempt, StepRecord } from './attempt.ts';
import { parOf } from './future.ts';
import type { ProgressView } from './lesson-view.ts';
import type { RunState } from './run-state.ts';
import type { Lesson, Step } from './schema.ts';

const USUAL_PASS = 0.7;

export function progressOf(run: RunState): ProgressView {
  const { lesson, index, done } = run;
  const score = scoreOf(run);
  return {
    done: Math.min(index, lesson.steps.length),
    of: lesson.steps.length,
    score,
    passed: run.atEnd ? isEnough(score, lesson) : undefined,
    tasks: done.map(({ step: id, solvedBy, hints, actions, took, lost }) => {
      const step = lesson.steps.find((each) => each.id === id);
      const par = parOf(step);
      const times = { time: took, parTime: par?.time === undefined ? undefined : parseDuration(par.time) };
      const counts = { actions, par: par?.actions, lost, parLost: par?.lost };
      return { step: id, title: titleOf(step), solvedBy, hints, ...counts, ...times };
    }),
  };
}

/** Whether a task was done with no more actions, time and requests lost than its par. */
export function isWithinPar(step: Step, { actions, took, lost = 0 }: StepRecord): boolean {
  const most = Number.POSITIVE_INFINITY;
  const par = parOf(step);
  const time = par?.time === undefined ? most : (parseDuration(par.time) ?? 0);
  return actions <= (par?.actions ?? most) && took <= time && lost <= (par?.lost ?? most);
}

export function titleOf(step: Step | undefined): string {
  if (!step) return '';
  if (step.title) return step.title;
  if ('goal' in step) return step.goal.text;
  return 'ask' in step ? step.ask : step.id;
}

const isEnough = (score: number, { scoring }: Lesson): boolean => score >= (scoring?.pass ?? USUAL_PASS);

/** What an attempt is worth as it was written down, without living it again: the task it was left in earns nothing yet. */
export function worthOf(
  { answers, done, step }: Attempt,
  lesson: Lesson,
): { readonly score: number; readonly passed: boolean | undefined } {
  const score = earned({ answers, done }, lesson, () => 0);
  return { score, passed: step >= lesson.steps.length ? isEnough(score, lesson) : undefined };
}

const scoreOf = (run: RunState): number =>
  earned(run, run.lesson, (step) => (!run.atEnd && run.step.id === step.id ? partial(run) : 0));

type Records = Pick<Attempt, 'answers' | 'done'>;

/** The share of all weights; `begun` says what a task that is not done is worth. */
function earned(records: Records, lesson: Lesson, begun: (step: Step) => number): number {
  let sum = 0;
  let total = 0;
  for (const step of lesson.steps) {
    const weight = weightOf(step, lesson);
    if (weight === 0) continue;
    total += weight;
    sum += weight * creditOf(step, lesson, records, begun);
  }
  return total === 0 ? 1 : sum / total;
}

function weightOf(step: Step, lesson: Lesson): number {
  if ('goal' in step) return step.score?.weight ?? 1;
  if (step.kind === 'quiz') return 1;
  return step.kind === 'predict' && lesson.scoring?.predictions !== 'none' ? 1 : 0;
}

function creditOf(step: Step, { scoring }: Lesson, { answers, done }: Records, begun: (step: Step) => number): number {
  if ('goal' in step) {
    const record = done.find((each) => each.step === step.id);
    return record ? Number(record.solvedBy !== 'solution') : begun(step);
  }
  const answer = answers.find((each) => each.step === step.id);
  if (!answer || answer.chosen < 0) return 0;
  const anyCounts = step.kind === 'predict' && (scoring?.predictions ?? 'participation') === 'participation';
  return anyCounts || isRight(answer) ? 1 : 0;
}

const isRight = ({ chosen, right }: Answer): boolean => chosen === right;

/** The share of an unfinished goal's clauses that stand, by their weights; what must never happen earns nothing by not happening. */
function partial(run: RunState): number {
  const parts = run.watch?.parts().filter(({ must }) => must !== 'never') ?? [];
  if (run.watch?.broken || parts.length === 0) return 0;
  const weigh = ({ clause }: (typeof parts)[number]): number => clause.weight ?? 1;
  const total = parts.reduce((sum, part) => sum + weigh(part), 0);
  // What held from the beginning is no step on the way.
  const stands = parts.filter(
    (part) => part.state === 'done' && !(part.must === 'all' && heldFromStart(part.clause, run)),
  );
  return total === 0 ? 0 : stands.reduce((sum, part) => sum + weigh(part), 0) / total;
}

function heldFromStart(clause: Parameters<typeof holds>[0], run: RunState): boolean {
  const trace = run.scene.memory.of(clause);
  return trace?.met === run.scene.start && holds(clause, run.scene);
}
