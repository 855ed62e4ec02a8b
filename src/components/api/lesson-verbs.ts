// The lesson as a program moves through it: what the buttons do, under the same rules, with an answer for each call. Whatever the page's
// address locks is refused by name. The lessons themselves are fetched by who asks for one: a page is there before them.
import type { LoadedLesson } from '../../scenarios/index.ts';
import { type LessonInfo, type Podarium, PodariumError } from '../../share/sdk.ts';
import { useLesson } from '../lesson/lesson-store.ts';
import { usePageOptions } from '../session/page-options.ts';
import { useSession } from '../session/store.ts';
import { setView } from '../session/view-state.ts';
import { verdictOf } from './changes.ts';
import { unlessLocked } from './locks.ts';

const mostSteps = 400;
const revealMs = 60_000;

export const lessonVerbs: Podarium['lesson'] = {
  info: async () => info(),
  load: async (lesson, options = {}) => {
    unlessLocked('load');
    const isName = typeof lesson === 'string' && !lesson.includes('\n') && !lesson.trimStart().startsWith('{');
    const { findLesson, lessonFrom } = await import('../lesson/fetch-lesson.ts');
    await begin(isName ? await findLesson(lesson) : lessonFrom(lesson), options);
    return info();
  },
  goto: async (step) => {
    unlessLocked('goto');
    const { loaded } = running();
    const to = loaded.lesson.steps.findIndex(({ id }) => id === step);
    if (to < 0) throw new PodariumError('unknown-step', `${loaded.lesson.id} has no step ${step.slice(0, 60)}.`);
    for (let i = 0; i < mostSteps && running().view.step > to + 1 && running().view.canGoBack; i++)
      running().callbacks.onBack();
    if (running().view.stepId !== step) await begin(loaded, { step, seed: useSession.getState().seed });
    return info();
  },
  next: async () => {
    const { view, callbacks } = running();
    const { primary } = view;
    if (!primary?.enabled) return false;
    if (primary.id === 'restart') unlessLocked('reset');
    callbacks.onPrimary(primary.id);
    return true;
  },
  answer: async (option, confidence) => {
    const { view, callbacks } = running();
    const question = view.prediction;
    if (!question || question.locked) throw new PodariumError('bad-request', 'No question is open in this step.');
    // A sketch is locked in as it is drawn.
    if (!question.options[option] && !question.sketch)
      throw new PodariumError('bad-request', `There are answers 0 to ${question.options.length - 1}.`);
    // What is said before the question is gone through first.
    for (let i = 0; i < mostSteps && running().view.primary?.id === 'next'; i++) callbacks.onPrimary('next');
    if (!question.sketch) callbacks.onChoose(question.options[option].id);
    if (confidence) callbacks.onConfidence(confidence);
    const { primary } = running().view;
    if (primary?.enabled) callbacks.onPrimary(primary.id);
    await until(() => useLesson.getState().view?.prediction?.locked !== false);
  },
  check: async () => verdictOf(running().view),
  hint: async () => {
    unlessLocked('hint');
    const { view, callbacks } = running();
    if (view.hints.shown.length >= view.hints.total) throw new PodariumError('limit', 'There are no more hints here.');
    callbacks.onHint();
    return running().view.hints.shown.at(-1) ?? '';
  },
  solve: async () => {
    unlessLocked('solve');
    const { view, callbacks } = running();
    if (!view.canSolve) throw new PodariumError('bad-request', 'There is nothing to solve in this step.');
    callbacks.onSolve();
  },
  reset: async () => {
    unlessLocked('reset');
    running().callbacks.onRestart();
  },
};

interface Beginning {
  readonly step?: string;
  readonly seed?: number;
}

async function begin(loaded: LoadedLesson, { step, seed }: Beginning): Promise<void> {
  const { startLesson } = await import('../lesson/start-lesson.ts');
  const { lang } = usePageOptions.getState().given;
  const session = startLesson(loaded, {
    ...(step === undefined ? {} : { step }),
    ...(seed === undefined ? {} : { seed }),
    ...(lang === undefined ? {} : { language: lang }),
  });
  if (!session) throw new PodariumError('unknown-step', `${loaded.lesson.id} has no step ${step}.`);
  setView({ place: 'page', selection: undefined });
}

function running() {
  const { view, callbacks, loaded } = useLesson.getState();
  if (!view || !callbacks || !loaded) throw new PodariumError('no-lesson', 'No lesson runs on this page.');
  return { view, callbacks, loaded };
}

function info(): LessonInfo {
  const { view, loaded } = running();
  return {
    id: loaded.lesson.id,
    title: loaded.lesson.title,
    step: view.stepId,
    index: view.step - 1,
    steps: loaded.lesson.steps.map(({ id }) => id),
    passed: view.progress.passed,
    score: view.progress.score,
  };
}

/** Waits for the page to say so; gives up quietly after a while, for the cluster may stand still. */
function until(isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stop();
      window.clearTimeout(timer);
      resolve();
    };
    const timer = window.setTimeout(done, revealMs);
    const stop = useLesson.subscribe(() => isSo() && done());
    if (isSo()) done();
  });
}
