// Puts a lesson on the page: its cluster into the session, its runner between the session and the panel. The runner looks whenever
// the cluster has lived on, and acts through the session, so everything it does is seen and can be taken back.

import {
  type Attempt,
  type Hands,
  LessonRun,
  type LoadedLesson,
  lessonCluster,
  loadLesson,
  resumeRun,
} from '../../scenarios/index.ts';
import { type Session, startSession } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { setView } from '../session/view-state.ts';
import { leaveLesson, showLesson, useLesson } from './lesson-store.ts';
import type { LessonCallbacks } from './lesson-view.ts';

/** Starts a lesson of the course; undefined when there is none of that name. */
export function startLesson(id: string, seed?: number): Session | undefined {
  const loaded = loadLesson(id);
  return loaded && begin(loaded, seed ?? loaded.lesson.seed);
}

/** Takes an attempt up where it was left; says why not, or ''. */
export function resumeAttempt(attempt: Attempt): string {
  const loaded = loadLesson(String(attempt.lesson));
  if (!loaded) return `There is no lesson ${attempt.lesson} here.`;
  if (attempt.hash !== loaded.hash) {
    return `This was done in version ${attempt.version} of the lesson; here is version ${loaded.lesson.version}, which may go otherwise.`;
  }
  begin(loaded, attempt.seed, attempt).play();
  return '';
}

function begin(loaded: LoadedLesson, seed: number, attempt?: Attempt): Session {
  const session = startSession(lessonCluster(loaded, seed), seed);
  session.branching = false;
  const hands: Hands = {
    submit: (action) => void session.submit(action),
    seek: (tick) => session.seek(tick),
    finish: () => stop(),
  };
  const run = attempt
    ? resumeRun(loaded, attempt, session.host, hands)
    : new LessonRun(loaded, session.host, seed, hands);
  useLesson.setState({ attempt: () => run.attempt() });
  let shown = '';
  let looking = false;
  const show = () => {
    const view = run.view();
    const text = JSON.stringify(view);
    if (text === shown) return;
    shown = text;
    setView({ pointedAt: view.pointAt });
    showLesson(view, callbacks);
  };
  const look = () => {
    // What the runner does is told to whoever listens to the session, so to the runner itself, too.
    if (looking) return;
    looking = true;
    run.sync();
    looking = false;
    show();
  };
  const asked = (what: () => void) => {
    looking = true;
    what();
    looking = false;
    look();
  };
  const callbacks: LessonCallbacks = {
    onPrimary: (action) => asked(() => run.primary(action)),
    onChoose: (option) => asked(() => run.choose(Number(option))),
    onConfidence: (confidence) => asked(() => run.sure(confidence)),
    onSkip: () => asked(() => run.skip()),
    onBack: () => asked(() => run.back()),
    onHint: () => asked(() => run.hint()),
  };
  const listening = useSession.subscribe(look);
  const stop = () => {
    listening();
    setView({ pointedAt: '' });
    leaveLesson();
    shown = '';
  };
  show();
  return session;
}
