// What a class did in one lesson, counted: each question with how often which answer was given and how sure people were, each task with
// how it was solved, where those who did not come to the end are, and which wrong ideas are the most frequent. Nobody is told apart.
import { type Attempt, type LoadedLesson, titleOf, worthOf } from '../scenarios/index.ts';

type Step = LoadedLesson['lesson']['steps'][number];

export interface OptionCount {
  readonly text: string;
  readonly misconception: string | undefined;
  readonly chosen: number;
  /** Of those who chose it, how many were certain. */
  readonly certain: number;
  /** What the cluster did in so many of the runs. */
  readonly right: number;
}

export interface QuestionCount {
  readonly step: string;
  readonly kind: 'predict' | 'quiz';
  readonly title: string;
  readonly ask: string;
  readonly asked: number;
  readonly leftOut: number;
  /** Of a sketch: how many drew one. */
  readonly drawn: number;
  readonly options: readonly OptionCount[];
}

export interface TaskCount {
  readonly step: string;
  readonly title: string;
  readonly done: number;
  readonly alone: number;
  readonly byHint: number;
  readonly shown: number;
  /** Hints that were asked for, by all together. */
  readonly hints: number;
  /** Medians over those who did it themselves; seconds of cluster time. */
  readonly actions: number | undefined;
  readonly seconds: number | undefined;
}

export interface ClassCounts {
  readonly lesson: string;
  readonly version: number;
  readonly title: string;
  readonly attempts: number;
  readonly toTheEnd: number;
  readonly passed: number;
  /** Mean score of all, 0 to 1. */
  readonly score: number;
  readonly questions: readonly QuestionCount[];
  readonly tasks: readonly TaskCount[];
  readonly stoppedAt: readonly { readonly step: string; readonly title: string; readonly count: number }[];
  readonly misconceptions: readonly {
    readonly id: string;
    readonly belief: string;
    readonly count: number;
    readonly certain: number;
  }[];
}

/** All attempts are of this very edition of the lesson. */
export function classCounts({ lesson }: LoadedLesson, attempts: readonly Attempt[]): ClassCounts {
  const worth = attempts.map((attempt) => worthOf(attempt, lesson));
  const questions = lesson.steps.flatMap((step) => questionOf(step, attempts) ?? []);
  return {
    lesson: lesson.id,
    version: lesson.version,
    title: lesson.title,
    attempts: attempts.length,
    toTheEnd: worth.filter(({ passed }) => passed !== undefined).length,
    passed: worth.filter(({ passed }) => passed).length,
    score: worth.reduce((sum, { score }) => sum + score, 0) / Math.max(1, worth.length),
    questions,
    tasks: lesson.steps.flatMap((step) => taskOf(step, attempts) ?? []),
    stoppedAt: lesson.steps.flatMap((step, i) => {
      const count = attempts.filter((attempt) => attempt.step === i).length;
      return count === 0 ? [] : [{ step: step.id, title: titleOf(step), count }];
    }),
    misconceptions: lesson.misconceptions
      .map(({ id, belief }) => {
        const held = questions.flatMap(({ options }) => options).filter((option) => option.misconception === id);
        const sum = (of: (option: OptionCount) => number) => held.reduce((all, option) => all + of(option), 0);
        return { id, belief, count: sum(({ chosen }) => chosen), certain: sum(({ certain }) => certain) };
      })
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count),
  };
}

function questionOf(step: Step, attempts: readonly Attempt[]): QuestionCount | undefined {
  if (step.kind !== 'predict' && step.kind !== 'quiz') return undefined;
  const answers = attempts.flatMap(({ answers: all }) => all.filter((answer) => answer.step === step.id));
  if (answers.length === 0) return undefined;
  const options = step.options.map((option, i): OptionCount => {
    const these = answers.filter(({ chosen }) => chosen === i);
    return {
      text: 'text' in option ? option.text : option.value,
      misconception: option.misconception,
      chosen: these.length,
      certain: these.filter(({ confidence }) => confidence === 'certain').length,
      right: answers.filter(({ right }) => right === i).length,
    };
  });
  return {
    step: step.id,
    kind: step.kind,
    title: step.title ?? '',
    ask: step.ask,
    asked: answers.length,
    leftOut: answers.filter(({ chosen }) => chosen < 0).length,
    drawn: answers.filter(({ chosen, drawn = [] }) => chosen >= 0 && drawn.length > 0).length,
    options,
  };
}

function taskOf(step: Step, attempts: readonly Attempt[]): TaskCount | undefined {
  if (!('goal' in step)) return undefined;
  const records = attempts.flatMap(({ done }) => done.filter((record) => record.step === step.id));
  if (records.length === 0) return undefined;
  const by = (who: string) => records.filter(({ solvedBy }) => solvedBy === who);
  const own = by('learner');
  const took = median(own.map((record) => record.took));
  return {
    step: step.id,
    title: titleOf(step),
    done: records.length,
    alone: own.length,
    byHint: by('hint').length,
    shown: by('solution').length,
    hints: records.reduce((sum, { hints }) => sum + hints, 0),
    actions: median(own.map(({ actions }) => actions)),
    seconds: took === undefined ? undefined : took / 1000,
  };
}

export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
