// Puts a lesson on the page: its cluster into the session, its runner between the session and the panel. The runner looks whenever
// the cluster has lived on, and acts through the session, so everything it does is seen and can be taken back.

import { LessonRun, lessonCluster, loadLesson } from '../../scenarios/index.ts';
import { type Session, startSession } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { setView } from '../session/view-state.ts';
import { leaveLesson, showLesson } from './lesson-store.ts';
import type { LessonCallbacks } from './lesson-view.ts';

/** Starts a lesson of the course; undefined when there is none of that name. */
export function startLesson(id: string, seed?: number): Session | undefined {
  const loaded = loadLesson(id);
  if (!loaded) return undefined;
  const chosen = seed ?? loaded.lesson.seed;
  const session = startSession(lessonCluster(loaded, chosen), chosen);
  session.branching = false;
  const run = new LessonRun(loaded, session.host, chosen, {
    submit: (action) => void session.submit(action),
    seek: (tick) => session.seek(tick),
    finish: () => stop(),
  });
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
