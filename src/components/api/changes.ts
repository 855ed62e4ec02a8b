// Reads events off the page's own state: a step that became another, an answer that was given or settled, goals that turned, what was
// done. Each is told once; going back and doing it again tells it again.
import type { Answer, GoalView, LessonView } from '../../scenarios/index.ts';
import type { EventName, PodariumEvents } from '../../share/sdk.ts';
import { useLesson } from '../lesson/lesson-store.ts';
import { usePageOptions } from '../session/page-options.ts';
import { useSession } from '../session/store.ts';
import { useView } from '../session/view-state.ts';
import { actionWords } from '../timeline/action-words.ts';
import { heightWanted } from './height.ts';

type Emit = <N extends EventName>(name: N, data: PodariumEvents[N], step?: string) => void;

/** A run as a text is wanted by few pages, and by none before it is there. */
const stateTexts = () => import('./state-text.ts');
const stateAfterMs = 500;
const heightAfterMs = 120;

export function subscribeToStores(emit: Emit, isHeard: (name: EventName) => boolean): void {
  let answers = readAnswers();
  const asked = new Map<string, Asked>();
  const state = later(stateAfterMs, async () => {
    if (!isHeard('state')) return;
    const { stateText } = await stateTexts();
    emit('state', { state: await stateText() });
  });
  const height = followHeight(emit);
  useLesson.subscribe(({ view }, { view: before }) => {
    if (view === before) return;
    height();
    if (!view) return;
    if (view.stepId !== before?.stepId || view.step !== before?.step) {
      emit('step', { index: view.step - 1, of: view.steps, title: view.title });
      state();
    }
    noteQuestion(view, asked);
    const now = readAnswers();
    tellAnswers(now, answers, asked, emit);
    if (now.length !== answers.length) state();
    answers = now;
    tellGoals(view, before, emit);
    tellProgress(view, before, emit);
  });
  useSession.subscribe((now, before) => {
    if (now.actions !== before.actions) {
      const known = new Set(before.actions.map(({ id }) => id));
      for (const { id, action } of now.actions)
        if (!known.has(id)) emit('action', { id, action, words: actionWords(action) });
      state();
    }
    if (now.fault && now.fault !== before.fault) emit('error', { code: 'failed', message: now.fault });
  });
  useView.subscribe((now, before) => {
    if (!now.shareOpen || before.shareOpen) return;
    void stateTexts().then(async ({ linkHere }) => emit('link', { link: await linkHere(false) }));
  });
}

/** What is on the page as a verdict: every goal of the step with what is observed. */
export function verdictOf(view: LessonView | undefined): PodariumEvents['verdict'] {
  const goals = view?.goals ?? [];
  return {
    passed: goals.length > 0 && goals.every((goal) => goal.state === 'done'),
    clauses: goals.map(({ text, state, observed }) => ({ text, state, observed })),
  };
}

export const scoreOf = (view: LessonView): PodariumEvents['score'] => {
  const scaled = Math.round(view.progress.score * 1000) / 1000;
  return { scaled, raw: Math.round(scaled * 100), max: 100 };
};

const readAnswers = (): readonly Answer[] => useLesson.getState().attempt?.().answers ?? [];

type Asked = Pick<PodariumEvents['prediction'], 'question' | 'options'>;

/** The question that is on, with its names filled in; one that is only shown again, beside a later step, is known already. */
function noteQuestion({ stepId, prediction }: LessonView, asked: Map<string, Asked>): void {
  const step = useLesson.getState().loaded?.lesson.steps.find(({ id }) => id === stepId);
  if (!prediction || !step || !('ask' in step)) return;
  asked.set(stepId, { question: prediction.question, options: prediction.options.map(({ text }) => text) });
}

function tellAnswers(
  now: readonly Answer[],
  before: readonly Answer[],
  asked: ReadonlyMap<string, Asked>,
  emit: Emit,
): void {
  const { loaded } = useLesson.getState();
  for (const { step, chosen, confidence, right, drawn } of now) {
    const known = before.find((answer) => answer.step === step);
    if (known?.chosen === chosen && known.right === right) continue;
    const of = loaded?.lesson.steps.find(({ id }) => id === step);
    const option = of && 'options' in of ? of.options[chosen] : undefined;
    const correct = right === undefined || chosen < 0 || drawn ? undefined : chosen === right;
    const misconception = correct === false && option && 'misconception' in option ? option.misconception : undefined;
    const words = asked.get(step) ?? { question: '', options: [] };
    emit('prediction', { answer: chosen, correct, confidence, misconception, ...words, right, drawn }, step);
  }
}

function tellGoals(view: LessonView, before: LessonView | undefined, emit: Emit): void {
  const states = (goals: readonly GoalView[]) => goals.map(({ id, state }) => `${id} ${state}`).join();
  if (view.goals.length === 0 || states(view.goals) === states(before?.goals ?? [])) return;
  emit('verdict', verdictOf(view));
}

function tellProgress(view: LessonView, before: LessonView | undefined, emit: Emit): void {
  const shown = view.hints.shown;
  if (view.stepId === before?.stepId)
    for (let i = before.hints.shown.length; i < shown.length; i++) emit('hint', { number: i + 1, text: shown[i] });
  if (view.progress.score !== before?.progress.score) emit('score', scoreOf(view));
  const { passed } = view.progress;
  if (passed !== undefined && before?.progress.passed === undefined)
    emit('complete', { passed, scaled: scoreOf(view).scaled });
}

/** The height that the page would like to have, told when it changes. */
function followHeight(emit: Emit): () => void {
  let last = 0;
  const look: () => void = later(heightAfterMs, () => {
    const height = heightWanted();
    // A frame that was just loaded may be heard before it is drawn.
    if (height === 0 && usePageOptions.getState().embedded) return look();
    if (height === last || height === 0) return;
    last = height;
    emit('resize', { height });
  });
  new ResizeObserver(look).observe(document.documentElement);
  look();
  return look;
}

/** Runs it so long after the last call. */
function later(ms: number, run: () => void): () => void {
  let timer = 0;
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(run, ms);
  };
}
