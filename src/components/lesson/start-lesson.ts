// Puts a lesson on the page: its cluster into the session, its runner between the session and the panel. The runner looks whenever
// the cluster has lived on, and acts through the session, so everything it does is seen and can be taken back. Where the learner is
// is kept after every step, and taken up again when the lesson is opened.

import type { LessonCallbacks } from '../../scenarios/index.ts';
import {
  type Attempt,
  arriveAt,
  fitted,
  type Hands,
  inLanguage,
  LessonRun,
  type LoadedLesson,
  languagesOf,
  lessonCluster,
  lessons,
  loadExpressions,
  loadLesson,
  type Misfit,
  readAttempt,
  resumeRun,
  usesExpressions,
} from '../../scenarios/index.ts';
import { type Session, startSession } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { setView } from '../session/view-state.ts';
import { lesson as words } from '../ui/text/lesson.ts';
import { noteProgress, useProgress } from '../welcome/progress.ts';
import { leaveLesson, showLesson, useLesson } from './lesson-store.ts';
import { pointedOn } from './places.ts';

/** How a lesson is begun. */
export interface Beginning {
  /** Another luck than the lesson's own; what was kept of an earlier visit is then not taken up. */
  readonly seed?: number;
  /** The step to begin at, with the steps before it gone through. */
  readonly step?: string;
  /** Language of its texts, where the lesson brings it. */
  readonly language?: string;
}

/** A lesson from elsewhere, so that a kept state of it can be taken up. */
let given: LoadedLesson | undefined;

/** Starts a lesson and plays it, or goes on with it; undefined when the course has none of that name, or the lesson no such step. */
export function startLesson(
  what: string | LoadedLesson,
  { seed, step, language }: Beginning = {},
): Session | undefined {
  const own = typeof what === 'string' ? loadLesson(what) : what;
  if (!own) return undefined;
  given = own;
  const loaded = language && languagesOf(own.files).includes(language) ? inLanguage(own, language) : own;
  if (step !== undefined) {
    const attempt = arriveAt(loaded, step, seed);
    return attempt && begin(loaded, attempt.seed, attempt, false);
  }
  const attempt = seed === undefined ? keptAttempt(loaded) : undefined;
  if (attempt) {
    try {
      return begin(loaded, attempt.seed, attempt);
    } catch {
      // What was kept is not an attempt any more; the lesson begins anew, and its progress with it.
    }
  }
  return begin(loaded, seed ?? loaded.lesson.seed);
}

/** Makes a lesson known that is not of the course. */
export function offerLesson(loaded: LoadedLesson): void {
  given = loaded;
}

export type Resumed =
  | { readonly session: Session }
  | { readonly problem: string }
  /** It is of another version: what does not fit, and whoever opens it is asked. */
  | { readonly other: Misfit; readonly theirs: number; readonly ours: number };

/** Takes an attempt up where it was left; one of another version of its lesson only when that is wanted. */
export function resumeAttempt(attempt: Attempt, alsoOther = false): Resumed {
  const id = String(attempt.lesson);
  const loaded = given?.lesson.id === id ? given : loadLesson(id);
  if (!loaded) return { problem: words.noSuchLesson(id) };
  const same = attempt.hash === loaded.hash;
  const { attempt: fitting, misfit } = fitted(attempt, loaded);
  if (!same && !alsoOther) return { other: misfit, theirs: attempt.version, ours: loaded.lesson.version };
  try {
    return { session: begin(loaded, attempt.seed, same ? attempt : fitting) };
  } catch (error) {
    return { problem: words.notAnAttempt(error instanceof Error ? error.message : String(error)) };
  }
}

/** A lesson from elsewhere may be called like one of the course: then what it holds decides. */
const isOfCourse = ({ lesson, files, hash }: LoadedLesson): boolean =>
  lessons[lesson.id] === files || loadLesson(lesson.id)?.hash === hash;

function keptAttempt(loaded: LoadedLesson): Attempt | undefined {
  const kept = useProgress.getState()[isOfCourse(loaded) ? 'lessons' : 'own'][loaded.lesson.id];
  if (!kept?.attempt || kept.step <= 1 || kept.step > loaded.lesson.steps.length) return undefined;
  try {
    const read = readAttempt(JSON.parse(kept.attempt));
    return 'attempt' in read && read.attempt.hash === loaded.hash ? read.attempt : undefined;
  } catch {
    return undefined;
  }
}

/** `left`: whether the attempt is what the learner left, and not the way to a step that was asked for. */
function begin(loaded: LoadedLesson, seed: number, attempt?: Attempt, left = true): Session {
  const host = lessonCluster(loaded, seed);
  let session: Session | undefined;
  const hands: Hands = {
    submit: (action) => void (session ? session.submit(action, true) : host.submit(action)),
    seek: (tick) => (session ?? host).seek(tick),
    backTo: (tick, inputs) => (session ?? host).backTo(tick, inputs),
    finish: () => stop(),
  };
  // An attempt that is taken up is lived on the bare cluster first: nothing of it is played before anybody's eyes.
  const taken = attempt && resumeRun(loaded, attempt, host, hands);
  useLesson.getState().end?.();
  const live = startSession(host, seed);
  session = live;
  live.branching = false;
  const run = taken ?? new LessonRun(loaded, host, seed, hands);
  const ofCourse = isOfCourse(loaded);
  // In a branch that leaves the lesson ("what if …") everything is open, and the lesson waits.
  const isHere = () => live.host === host;
  live.rules = {
    refuses: (action) => {
      if (!isHere() || run.allows(action)) return '';
      return run.inPast ? words.notHere : run.futureLocked ? words.lockedNow : words.notYet;
    },
    limit: () => (isHere() ? run.limit : Number.POSITIVE_INFINITY),
    locked: () => isHere() && run.futureLocked,
    unhurried: () => isHere() && unhurried,
    since: () => (isHere() ? run.began : 0),
    awaits: () => isHere() && run.arranging,
    // A script that waits for so long goes on, and a fault that has its time strikes, on the very tick, however fast time runs.
    lookAt: (closely) => {
      const due = isHere() && run.present === undefined && !run.outrun ? run.dueAt(closely) : undefined;
      return due !== undefined && due >= host.now() ? due : undefined;
    },
    look: () => look(),
  };
  useLesson.setState({ loaded, attempt: () => run.attempt(), resumed: taken !== undefined && left });
  let shown = '';
  let looking = false;
  let unhurried = false;
  const show = () => {
    const view = run.view();
    unhurried = view.unhurried;
    const text = JSON.stringify(view);
    if (text === shown) return;
    const before = useLesson.getState().view;
    shown = text;
    setView({ pointedAt: pointedOn(view.beat?.anchor) });
    showLesson(view, callbacks);
    if (view.futureLocked || view.standsStill) {
      if (!before?.standsStill || view.futureLocked) live.pause();
    } else if (before?.futureLocked || before?.standsStill) live.play();
    if (before && before.step !== view.step) useLesson.setState({ resumed: false });
    if (before?.step !== view.step || before?.beat?.index !== view.beat?.index) keep();
  };
  let kept = 0;
  const keep = () => {
    kept = host.recording().inputs.length;
    const { step, steps } = run.view();
    const state = step >= steps ? 'done' : 'begun';
    const { id, version } = loaded.lesson;
    noteProgress(id, { version, state, step, steps, attempt: JSON.stringify(run.attempt()) }, !ofCourse);
  };
  const look = () => {
    // What the runner does is told to whoever listens to the session, so to the runner itself, too.
    if (looking || !isHere()) return;
    looking = true;
    run.sync();
    looking = false;
    show();
    // What was done is kept at once: who comes back in the middle of a task finds it done.
    if (useLesson.getState().loaded === loaded && host.recording().inputs.length !== kept) keep();
  };
  const asked = (what: () => void) => {
    if (!isHere()) return;
    looking = true;
    what();
    looking = false;
    look();
  };
  const callbacks: LessonCallbacks = {
    onPrimary: (action) => asked(() => run.primary(action)),
    onChoose: (option) => asked(() => run.choose(Number(option))),
    onDraw: (column, value) => asked(() => run.draw(column, value)),
    onConfidence: (confidence) => asked(() => run.sure(confidence)),
    onSkip: () => asked(() => run.skip()),
    onBack: () => asked(() => run.back()),
    onHint: () => asked(() => run.hint()),
    onSolve: () => asked(() => run.solve()),
    onTrigger: (id) => asked(() => run.trigger(id)),
    onMoment: (tick) => {
      live.pause();
      asked(() => run.lookBack(tick));
    },
    onRestart: () =>
      asked(() => {
        useLesson.setState({ resumed: false });
        run.restart();
      }),
    onAnew: () => void startLesson(loaded, { seed: seed + 1 }),
  };
  const listening = useSession.subscribe(look);
  window.addEventListener('pagehide', keep);
  const stop = () => {
    listening();
    window.removeEventListener('pagehide', keep);
    live.rules = undefined;
    // The cluster stays, without rules: from here on it is a sandbox.
    live.branching = true;
    setView({ pointedAt: '' });
    leaveLesson();
    shown = '';
  };
  useLesson.setState({ end: stop });
  // Until the interpreter is there, a condition in CEL does not hold; then everything is looked at anew.
  if (usesExpressions(loaded.lesson)) void loadExpressions().then(look);
  show();
  if (!run.standsStill) live.play();
  return live;
}
