// An attempt of another version of its lesson, fitted to the lesson that is here: actions are kept with their times, for they are the
// learner's own; answers and steps are kept where the lesson still has them. What was left out is told, so that nobody is surprised.
import type { Attempt } from './attempt.ts';
import type { LoadedLesson } from './loader.ts';

/** Why an attempt of another version may go otherwise here. */
export interface Misfit {
  /** Steps that were gone through and that this lesson does not have. */
  readonly goneSteps: readonly string[];
  /** Answers to questions that are not here, or that have fewer options here. */
  readonly goneAnswers: number;
  /** Files of the lesson that were applied and are not here. */
  readonly goneFiles: readonly string[];
  /** The learner was farther than this lesson goes. */
  readonly shorter: boolean;
}

export function fitted(attempt: Attempt, { lesson, files }: LoadedLesson): { attempt: Attempt; misfit: Misfit } {
  const steps = new Map(lesson.steps.map((step) => [step.id, step]));
  const answers = attempt.answers.filter(({ step: id, chosen }) => {
    const step = steps.get(id);
    // A course that was drawn is answer 0 of a question without options.
    return step !== undefined && 'options' in step && chosen < Math.max(1, step.options.length);
  });
  const done = attempt.done.filter(({ step }) => steps.has(step));
  const seen = new Set([...attempt.answers, ...attempt.done].map(({ step }) => step));
  const step = Math.min(attempt.step, lesson.steps.length);
  const texts = attempt.inputs.flatMap(([, action]) => Object.values(action));
  const named = texts.flatMap((text) => (typeof text === 'string' && text.startsWith('@') ? [text.slice(1)] : []));
  return {
    attempt: { ...attempt, step, entered: attempt.entered.slice(0, step + 1), answers, done },
    misfit: {
      goneSteps: [...seen].filter((id) => !steps.has(id)),
      goneAnswers: attempt.answers.length - answers.length,
      goneFiles: [...new Set(named)].filter((name) => !Object.hasOwn(files, name)),
      shorter: step < attempt.step,
    },
  };
}
