// What a page shows of a running lesson, made anew from where it stands: one sentence at a time at its place, goals with what is
// observed, the question with its answer once it is known. Plain data; nothing here changes anything.

import { humanDuration } from '../engine/index.ts';
import { type AnchorView, anchorOf, endsOf, refsOf } from './anchors.ts';
import type { GoalPart } from './assertions/goal.ts';
import { isDemonstration } from './demonstration.ts';
import { docsPage } from './docs-topics.ts';
import { saidOfDeed, solvedInVain } from './done-for-you.ts';
import type {
  GoalView,
  LessonView,
  OptionView,
  PredictionView,
  PrimaryAction,
  SceneView,
  SketchView,
  StandingPrediction,
} from './lesson-view.ts';
import { guessed, type Key } from './prediction.ts';
import { progressOf } from './progress.ts';
import type { RunState, Standing } from './run-state.ts';
import { saidNow } from './said.ts';
import type { Beat } from './say-schema.ts';
import type { PredictStep, Step, TaskStep } from './schema.ts';
import { axisOf } from './sketch.ts';
import { words } from './words.ts';

export function viewOf(run: RunState): LessonView {
  const { lesson } = run;
  const frame = {
    lessonId: lesson.id,
    lessonTitle: lesson.title,
    step: run.index + 1,
    steps: lesson.steps.length + 1,
    minutesLeft: minutesLeft(run),
    canGoBack: run.index > 0 || run.beat > 0,
    tools: run.tools,
    panels: panelsOf(run),
    progress: progressOf(run),
    violated: run.checks.violations.map(({ at, sentence }) =>
      words.violated(sentence, humanDuration(at - run.host.lessonStart)),
    ),
  };
  if (run.atEnd) return { ...blank, ...frame, stepId: '', ...debrief(run) };
  const { step } = run;
  const open = run.phase === 'open' && !run.arranging && !run.outrun;
  const idea = run.whole.misconceptions.find(({ id }) => id === run.feedbackIdea);
  const common = {
    stepId: step.id,
    title: step.title ?? words.titles[step.kind],
    scene: sceneOf(run, step, undefined),
    triggers: open ? triggersOf(run) : [],
    futureLocked: run.futureLocked,
    standsStill: run.standsStill,
    unhurried: run.unhurried,
    hints: hints(run),
    canSolve: open && 'solution' in step,
    feedback: run.feedback || solvedInVain(run),
    feedbackMoment: run.present === undefined ? run.feedbackAt : undefined,
    feedbackBelief: idea && { text: idea.belief, refutation: idea.refutation },
    notes: step.notes ?? '',
  };
  const part = partOf(run, step);
  // What a sentence speaks of is there once the lesson's own script is done; until then there is something to watch, and nothing in its way.
  // What a demonstration says, it says while it happens.
  const wait = run.arranging && !isDemonstration(lesson) ? words.arranging[step.kind === 'demo' ? 'demo' : 'case'] : '';
  const whole = { ...blank, ...frame, ...common, ...part, ...(wait === '' ? {} : { ...silent, narration: wait }) };
  if (!run.outrun) return whole;
  return { ...whole, ...silent, narration: words.before, primary: primary('next', words.toStep), canSkip: false };
}

/** A step that says nothing at an object now. */
const silent = { beat: undefined, pointAt: '', narrationForList: '' };

type Framed =
  | 'lessonId'
  | 'lessonTitle'
  | 'step'
  | 'steps'
  | 'minutesLeft'
  | 'canGoBack'
  | 'tools'
  | 'panels'
  | 'progress'
  | 'violated'
  | 'stepId';
type Rest = Omit<LessonView, Framed>;

const nothing: SceneView = { fit: [], follow: '', hold: false, highlight: [], dim: [] };

const blank: Rest = {
  kind: 'watch',
  title: '',
  narration: '',
  narrationForList: '',
  beat: undefined,
  scene: nothing,
  triggers: [],
  prediction: undefined,
  futureLocked: false,
  standsStill: false,
  unhurried: true,
  standing: undefined,
  compare: undefined,
  goals: [],
  hints: { shown: [], total: 0 },
  canSolve: false,
  feedback: '',
  feedbackMoment: undefined,
  feedbackBelief: undefined,
  debrief: undefined,
  primary: undefined,
  canSkip: false,
  simplified: '',
  pointAt: '',
  notes: '',
};

function partOf(run: RunState, step: Step): Partial<Rest> {
  switch (step.kind) {
    case 'narrate':
    case 'demo':
    case 'free':
    case 'replay': {
      const kind = step.kind === 'free' ? 'free' : step.kind === 'replay' ? 'replay' : 'watch';
      return { ...spoken(run, step), kind, primary: primary('next', words.next, !run.arranging) };
    }
    case 'compare':
      return {
        ...spoken(run, step),
        kind: 'compare',
        compare: run.comparison,
        primary: primary('next', words.next),
      };
    case 'predict':
      return question(run, step);
    case 'quiz': {
      const revealed = run.phase === 'revealed';
      const options = step.options.map((option) => ({ text: option.value, ...option }));
      return {
        kind: 'predict',
        ...spoken(run, step),
        prediction: predictionView(run, step.ask, options, run, revealed),
        primary: revealed ? primary('next', words.next) : primary('check', words.answer, run.chosen !== undefined),
      };
    }
    case 'act':
    case 'challenge':
      return task(run, step);
  }
}

function question(run: RunState, step: PredictStep): Partial<Rest> {
  const revealed = run.phase === 'revealed';
  const open = run.phase === 'open';
  const prediction = {
    ...predictionView(run, step.ask, step.options, run, revealed),
    askConfidence: step.confidence === true,
    confidence: run.confidence,
    locked: !open,
    sketch: sketchView(step, run.start, run.drawn, revealed ? run.key : undefined),
    explain: revealed ? (step.explain ?? '') : '',
    askExplain: step.explain !== undefined && !revealed,
  };
  const label = step.reveal === 'run' ? words.lockAndRun : words.lock;
  return {
    kind: 'predict',
    ...(run.phase === 'running' ? { ...silent, narration: step.watchFor ?? '' } : spoken(run, step)),
    prediction,
    primary:
      open && !run.moreToSay
        ? primary('lock', label, (run.chosen !== undefined || run.drawn.length > 0) && !run.arranging)
        : open || revealed
          ? primary('next', words.next)
          : undefined,
    canSkip: open,
  };
}

function task(run: RunState, step: TaskStep): Partial<Rest> {
  const goals = run.watch?.parts().map(goalView) ?? [];
  const standing = run.standings[run.shownStanding];
  if (!run.passed)
    return {
      kind: 'act',
      ...spoken(run, step),
      goals,
      ...(run.present !== undefined
        ? { primary: primary('next', words.toStep) }
        : run.moreToSay
          ? { primary: primary('next', words.next) }
          : {}),
      ...(standing ? { standing: standingView(standing) } : {}),
    };
  const next = primary('next', words.next);
  if (standing?.settled) {
    const { step: asked, confidence } = standing;
    const prediction = {
      ...predictionView(run, asked.ask, asked.options, standing, true),
      confidence,
      locked: true,
      sketch: sketchView(asked, standing.key.curve?.[0] ?? 0, standing.drawn, standing.key),
      explain: asked.explain ?? '',
    };
    return { kind: 'act', ...spoken(run, step), goals, prediction, primary: next };
  }
  return { kind: 'act', ...spoken(run, step), goals, primary: next };
}

function debrief(run: RunState): Partial<Rest> {
  const { text, docs, real, questions = [], simplified } = run.whole.debrief;
  return {
    kind: 'debrief',
    title: words.debrief,
    debrief: { text, docs: docs.map(docsPage), commands: real, questions },
    primary: primary('finish', words.finish),
    simplified: simplified.join(' '),
  };
}

/** The beat that is on; its object, or the program it speaks of, is pointed at. */
function spoken(run: RunState, step: Step): Partial<Rest> {
  const { title, beats } = saidNow(run);
  const titled = title === undefined ? {} : { title };
  const beat = beats[run.beat];
  if (!beat) return titled;
  const anchor = anchorNow(beat, run);
  const list = beat.list ?? '';
  return {
    ...titled,
    narration: beat.text,
    narrationForList: list,
    beat: { text: beat.text, list, anchor, index: run.beat, count: beats.length },
    pointAt: anchor?.kind === 'object' || anchor?.kind === 'component' ? anchor.ref : '',
    scene: sceneOf(run, step, beat),
  };
}

function anchorNow({ at }: Beat, run: RunState): AnchorView | undefined {
  if (at === undefined) return undefined;
  if (typeof at === 'string') return anchorOf(at, run.host);
  const tick = run.tickOf(at);
  return tick === undefined ? undefined : { kind: 'moment', ref: '', to: '', at: tick };
}

/** What a step says about the picture, and over it what its present sentence says. */
function sceneOf({ host }: RunState, step: Step, beat: Beat | undefined): SceneView {
  const camera = beat?.camera ?? step.camera ?? {};
  return {
    fit: endsOf(camera.fit ?? [], host),
    follow: endsOf(camera.follow === undefined ? [] : [camera.follow], host)[0] ?? '',
    hold: camera.hold === true,
    highlight: refsOf(beat?.highlight ?? step.highlight ?? [], host),
    dim: refsOf(beat?.dim ?? step.dim ?? [], host),
  };
}

function triggersOf(run: RunState): LessonView['triggers'] {
  const faults = run.stage.faults.triggers(run.stage.observer.start);
  return faults.map(({ id, label }) => ({ id, label: label ?? words.start }));
}

function panelsOf({ lesson }: RunState): LessonView['panels'] {
  const given = Object.entries(lesson.interface?.panels ?? {}).filter(([, shown]) => shown !== undefined);
  return Object.fromEntries(given) as LessonView['panels'];
}

type AnyOption = {
  readonly text: string;
  readonly detail?: string | undefined;
  readonly misconception?: string | undefined;
};

function predictionView(
  run: RunState,
  asked: string,
  options: readonly AnyOption[],
  { chosen, key }: { readonly chosen?: number | undefined; readonly key?: Key | undefined },
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
  const idea = run.whole.misconceptions.find(({ id }) => id === wrong);
  const guess = revealed && chosen !== undefined ? guessed(options[chosen] ?? {}, key) : undefined;
  return {
    ...(guess && { guess }),
    question: asked,
    sketch: undefined,
    options: views,
    chosen: chosen === undefined ? undefined : String(chosen),
    askConfidence: false,
    confidence: undefined,
    locked: revealed,
    revealed,
    belief: idea && { text: idea.belief, refutation: idea.refutation },
    moment: revealed ? key?.at : undefined,
    explain: '',
    askExplain: false,
  };
}

function sketchView(
  { answer }: PredictStep,
  start: number,
  drawn: readonly number[],
  key: Key | undefined,
): SketchView | undefined {
  const axis = axisOf(answer);
  if (!axis) return undefined;
  const { columns: _, ...paper } = axis;
  return { ...paper, start, drawn, measured: key?.curve };
}

function standingView({ step, chosen, confidence, drawn }: Standing): StandingPrediction {
  return {
    text: drawn.length > 0 ? drawn.join(' · ') : (step.options[chosen]?.text ?? ''),
    confidence,
    watchFor: step.watchFor ?? '',
  };
}

function goalView({ must, clause, state, verdict }: GoalPart, index: number): GoalView {
  const never = must === 'never' && state !== 'broken';
  const text = clause.text ?? (must === 'never' ? words.never(verdict.sentence) : verdict.sentence);
  return {
    id: String(index),
    text,
    state,
    observed: never ? (state === 'open' ? words.soFar : words.atNoTime) : verdict.observed,
  };
}

function hints(run: RunState): LessonView['hints'] {
  if (!('hints' in run.step) || !run.step.hints || run.passed) return { shown: [], total: 0 };
  const shown = run.step.hints
    .slice(0, run.hintsShown)
    .map((hint) => (typeof hint === 'string' ? hint : saidOfDeed(hint.text ?? words.doneForYou, hint.do, run)));
  return { shown, total: run.step.hints.length };
}

function minutesLeft({ lesson, index }: RunState): number | undefined {
  const left = lesson.steps.slice(index).reduce((sum, { minutes = 1 }) => sum + minutes, 0);
  return left === 0 ? undefined : Math.ceil(left);
}

function primary(id: PrimaryAction['id'], label: string, enabled = true): PrimaryAction {
  return { id, label, enabled, key: undefined };
}
