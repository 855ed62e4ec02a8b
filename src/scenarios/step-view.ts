// What a panel shows of a running lesson, made anew from where it stands: one sentence at a time, goals with what is observed, the
// question with its answer once it is known. Plain data; nothing here changes anything.

import { judge } from './assertions/evaluate.ts';
import type { GoalPart } from './assertions/goal.ts';
import type {
  GoalView,
  LessonView,
  OptionView,
  PredictionView,
  PrimaryAction,
  StandingPrediction,
} from './lesson-view.ts';
import type { Key } from './prediction.ts';
import type { LessonRun } from './runner.ts';
import type { PredictStep, Step } from './schema.ts';
import { substitute } from './text.ts';
import { words } from './words.ts';

export interface Standing {
  readonly step: PredictStep;
  readonly chosen: number;
  readonly confidence: StandingPrediction['confidence'];
  readonly key: Key;
  readonly settled: boolean;
}

export function viewOf(run: LessonRun): LessonView {
  const { lesson } = run;
  const frame = {
    lessonId: lesson.id,
    lessonTitle: lesson.title,
    step: run.index + 1,
    steps: lesson.steps.length + 1,
    minutesLeft: minutesLeft(run),
    canGoBack: run.index > 0 || run.beat > 0,
  };
  if (run.atEnd) return { ...blank, ...frame, ...debrief(run) };
  const { step } = run;
  return { ...blank, ...frame, title: step.title, hints: hints(run), feedback: run.feedback, ...partOf(run, step) };
}

type Rest = Omit<LessonView, 'lessonId' | 'lessonTitle' | 'step' | 'steps' | 'minutesLeft' | 'canGoBack'>;

const blank: Rest = {
  kind: 'watch',
  title: '',
  narration: '',
  narrationForList: '',
  prediction: undefined,
  standing: undefined,
  goals: [],
  hints: { shown: [], total: 0 },
  feedback: '',
  debrief: undefined,
  primary: undefined,
  canSkip: false,
  simplified: '',
  pointAt: '',
};

function partOf(run: LessonRun, step: Step): Partial<Rest> {
  switch (step.kind) {
    case 'narrate':
    case 'demo':
    case 'free':
      return {
        ...spoken(run, step.say),
        kind: step.kind === 'free' ? 'free' : 'watch',
        primary: primary('next', words.next),
      };
    case 'predict':
      return question(run, step);
    case 'quiz': {
      const revealed = run.phase === 'revealed';
      const options = step.options.map((option) => ({ text: option.value, ...option }));
      return {
        kind: 'predict',
        ...(revealed ? said(step.then) : { narration: words.recall }),
        prediction: predictionView(run, step.ask, options, run.chosen, run.key, revealed),
        primary: revealed ? primary('next', words.next) : primary('check', words.answer, run.chosen !== undefined),
      };
    }
    case 'act':
    case 'challenge':
      return task(run, step);
  }
}

function question(run: LessonRun, step: PredictStep): Partial<Rest> {
  const revealed = run.phase === 'revealed';
  const prediction = {
    ...predictionView(run, step.ask, step.options, run.chosen, run.key, revealed),
    askConfidence: step.confidence === true,
    confidence: run.confidence,
    locked: run.phase !== 'open',
  };
  const open = run.phase === 'open';
  const label = step.reveal === 'run' ? words.lockAndRun : words.lock;
  return {
    kind: 'predict',
    ...(revealed ? said(step.then) : spoken(run, step.say)),
    ...(run.phase === 'running' ? { narration: step.watchFor ?? '' } : {}),
    prediction,
    primary: open
      ? primary('lock', label, run.chosen !== undefined)
      : revealed
        ? primary('next', words.next)
        : undefined,
    canSkip: open,
  };
}

function task(run: LessonRun, step: Extract<Step, { kind: 'act' | 'challenge' }>): Partial<Rest> {
  const goals = run.watch?.parts().map(goalView) ?? [];
  const { standing } = run;
  if (!run.passed)
    return { kind: 'act', ...spoken(run, step.say), goals, ...(standing ? { standing: standingView(standing) } : {}) };
  const next = primary('next', words.next);
  if (standing?.settled) {
    const { step: asked, chosen, confidence, key } = standing;
    const prediction = {
      ...predictionView(run, asked.ask, asked.options, chosen, key, true),
      confidence,
      locked: true,
    };
    return { kind: 'act', ...said(asked.then), goals, prediction, primary: next };
  }
  return { kind: 'act', ...said(step.then ?? { title: words.done, text: step.goal.text }), goals, primary: next };
}

function debrief(run: LessonRun): Partial<Rest> {
  const { text, docs, real, questions = [], simplified } = run.lesson.debrief;
  return {
    kind: 'debrief',
    title: words.debrief,
    debrief: { text, docs, commands: real, questions },
    primary: primary('finish', words.finish),
    simplified: simplified.join(' '),
  };
}

/** The beat that is on; its object is pointed at. */
function spoken(run: LessonRun, say: Extract<Step, { kind: 'narrate' }>['say'] | undefined): Partial<Rest> {
  const beat = say?.[run.beat];
  if (!beat) return {};
  const at = beat.at === undefined ? undefined : run.host.resolve(beat.at);
  return { narration: beat.text, narrationForList: beat.list ?? '', pointAt: at?.ok ? at.value : '' };
}

function said({ title, text }: { readonly title: string; readonly text: string }): Partial<Rest> {
  return { title, narration: text };
}

type AnyOption = {
  readonly text: string;
  readonly detail?: string | undefined;
  readonly misconception?: string | undefined;
};

function predictionView(
  run: LessonRun,
  asked: string,
  options: readonly AnyOption[],
  chosen: number | undefined,
  key: Key | undefined,
  revealed: boolean,
): PredictionView {
  const views = options.map((option, i): OptionView => {
    const right = revealed && key?.right === i;
    const verdict = right ? 'right' : revealed && chosen === i ? 'your guess' : '';
    return {
      id: String(i),
      text: option.text,
      detail: option.detail ?? '',
      verdict,
      measured: right ? (key?.measured ?? '') : '',
    };
  });
  const wrong = revealed && chosen !== undefined && chosen !== key?.right ? options[chosen]?.misconception : undefined;
  const idea = run.lesson.misconceptions.find(({ id }) => id === wrong);
  return {
    question: asked,
    options: views,
    chosen: chosen === undefined ? undefined : String(chosen),
    askConfidence: false,
    confidence: undefined,
    locked: revealed,
    revealed,
    belief: idea && { text: idea.belief, refutation: idea.refutation },
  };
}

function standingView({ step, chosen, confidence }: Standing): StandingPrediction {
  return { text: step.options[chosen]?.text ?? '', confidence, watchFor: step.watchFor ?? '' };
}

function goalView({ must, clause, state, verdict }: GoalPart, index: number): GoalView {
  const never = must === 'never' && state === 'open';
  const text = clause.text ?? (must === 'never' ? words.never(verdict.sentence) : verdict.sentence);
  return { id: String(index), text, state, observed: never ? words.soFar : verdict.observed };
}

function hints(run: LessonRun): LessonView['hints'] {
  if (!('hints' in run.step) || run.passed) return { shown: [], total: 0 };
  const shown = run.step.hints
    .slice(0, run.hintsShown)
    .map((hint) => (typeof hint === 'string' ? hint : (hint.text ?? words.doneForYou)));
  return { shown, total: run.step.hints.length };
}

function minutesLeft({ lesson, index }: LessonRun): number | undefined {
  const left = lesson.steps.slice(index).reduce((sum, { minutes = 1 }) => sum + minutes, 0);
  return left === 0 ? undefined : Math.ceil(left);
}

function primary(id: PrimaryAction['id'], label: string, enabled = true): PrimaryAction {
  return { id, label, enabled, key: undefined };
}

/** What is said when a `never` was broken and no message of the lesson fits. */
export function brokenSentence(run: LessonRun): string {
  const { watch, scene } = run;
  if (!watch?.broken) return '';
  return substitute(words.broken, { value: judge(watch.broken, scene).sentence });
}
