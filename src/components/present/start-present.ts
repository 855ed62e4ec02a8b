// Puts a lesson before a hall: the cluster into the session, the presentation between the session and the keys. Time runs while something is
// shown, the session asks for a look at the very ticks that were rehearsed, and an answer is a branch that is put away again.
import type { LessonCallbacks } from '../../scenarios/index.ts';
import {
  type Hands,
  inLanguage,
  type LoadedLesson,
  languagesOf,
  lessonCluster,
  loadExpressions,
  usesExpressions,
} from '../../scenarios/index.ts';
import { Presentation, type Screen } from '../../scenarios/presentation.ts';
import { hallView } from '../../scenarios/presentation-view.ts';
import { lessonBranch, showLesson, useLesson } from '../lesson/lesson-store.ts';
import { pointedOn } from '../lesson/places.ts';
import { usePageOptions } from '../session/page-options.ts';
import { type Session, startSession } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { clearSelection, setView } from '../session/view-state.ts';
import { present as words } from '../ui/text/present.ts';
import { openNotes, tellNotes } from './notes-link.ts';
import { type Command, useHall } from './present-store.ts';

export interface Opening {
  readonly seed?: number;
  /** The step to begin at. */
  readonly step?: string;
  readonly language?: string;
}

/** Undefined when the lesson has no such step. */
export async function startPresentation(own: LoadedLesson, opening: Opening = {}): Promise<Session | undefined> {
  const { seed = own.lesson.seed, step, language } = opening;
  const loaded = language && languagesOf(own.files).includes(language) ? inLanguage(own, language) : own;
  const first = step === undefined ? 0 : loaded.lesson.steps.findIndex(({ id }) => id === step);
  if (first < 0) return undefined;
  // A presenter waits for nothing later on: conditions in CEL are there before the first sentence.
  if (usesExpressions(loaded.lesson)) await loadExpressions();
  const host = lessonCluster(loaded, seed);
  useLesson.getState().end?.();
  const live = startSession(host, seed);
  live.branching = false;
  const show = new Presentation(loaded, host, screenOf(live), seed);
  live.rules = {
    refuses: () => (show.free ? '' : words.onlyKeys),
    locked: () => !show.free && !show.busy,
    // On a copy of their own, presenters undo what they did on it.
    since: () => (show.free ? forkedAt() : live.host.now()),
    unhurried: () => false,
    awaits: () => show.busy,
    lookAt: () => show.lookAt(),
    look: () => {
      show.look();
      settle();
    },
  };
  const forkedAt = () => {
    const { branch, branches } = useSession.getState();
    return branches.find(({ id }) => id === branch)?.forkedAt ?? 0;
  };
  let shown = '';
  const refresh = () => {
    const view = hallView(show);
    const text = JSON.stringify(view);
    if (text === shown) return;
    shown = text;
    remember(loaded.lesson.steps[view.step - 1]?.id);
    setView({ pointedAt: pointedOn(view.lesson.beat?.anchor) });
    showLesson(view.lesson, callbacks);
    useHall.setState({ view });
    tellNotes();
  };
  /** Time runs while something is shown. */
  const settle = () => {
    if (show.busy) live.play();
    else if (!show.free) live.pause();
    refresh();
  };
  const act = (what: () => void) => {
    what();
    clearSelection();
    setView({ menu: undefined });
    settle();
  };
  const press = (command: Command) => {
    const { blank, keysOpen, startedAt } = useHall.getState();
    const [verb, number] = command.split(' ');
    // Whoever goes on wants to be seen again.
    if (blank && verb !== 'blank' && verb !== 'notes') {
      useHall.setState({ blank: false });
      if (verb === 'next' || verb === 'return') return;
    }
    if (keysOpen) useHall.setState({ keysOpen: false });
    if (verb === 'next' && startedAt === undefined) useHall.setState({ startedAt: Date.now() });
    if (verb === 'next') act(() => show.next());
    else if (verb === 'back') act(() => show.previous());
    else if (verb === 'reset') act(() => show.again());
    else if (verb === 'return') act(() => show.comeBack());
    else if (verb === 'step') act(() => show.goTo(Number(number)));
    else if (verb === 'ask') act(() => show.ask(Number(number)));
    else if (verb === 'free') act(() => show.askFreely(words.whatIf));
    else if (verb === 'blank') useHall.setState({ blank: !blank });
    else if (verb === 'keys') useHall.setState({ keysOpen: !keysOpen });
    else if (verb === 'notes') openNotes();
    else if (verb === 'tone') setTone(!useHall.getState().dark);
    tellNotes();
  };
  const nothing = () => {};
  const callbacks: LessonCallbacks = {
    onPrimary: () => press('next'),
    onBack: () => press('back'),
    onRestart: () => press('step 0'),
    onAnew: () => press('step 0'),
    onSolve: () => press('next'),
    onMoment: (tick) => live.seek(tick),
    onChoose: nothing,
    onConfidence: nothing,
    onSkip: nothing,
    onHint: nothing,
    onDraw: nothing,
    onTrigger: nothing,
  };
  const stop = useSession.subscribe(refresh);
  useLesson.setState({ loaded, attempt: () => show.scriptRun.attempt(), end: stop });
  useHall.setState({ press, lessonTitle: loaded.lesson.title });
  setView({ place: 'hall', surface: 'canvas', selection: undefined });
  if (first > 0) show.goTo(first);
  settle();
  return live;
}

/** Who reloads the page by mistake is at the same step again. */
function remember(step: string | undefined): void {
  const address = new URL(location.href);
  if (step === undefined || usePageOptions.getState().embedded || address.searchParams.get('step') === step) return;
  address.searchParams.set('step', step);
  history.replaceState(null, '', address);
}

function screenOf(live: Session): Screen {
  const hands: Hands = {
    submit: (action) => void live.submit(action, true),
    seek: (tick) => live.seek(tick),
    backTo: (tick, inputs) => live.backTo(tick, inputs),
  };
  return {
    handsOn: () => hands,
    leave: (name) => {
      const { rules } = live;
      // A script that stands still may be left all the same.
      live.rules = undefined;
      const left = live.fork(name);
      live.rules = rules;
      return left ? live.host : undefined;
    },
    comeBack: () => {
      const away = useSession.getState().branch;
      live.goToBranch(lessonBranch);
      if (away !== lessonBranch) live.removeBranch(away);
    },
    atOnce: (work) => live.atOnce(work),
  };
}

/** A dark hall or a light one; both are the projector's colours. */
export function setTone(dark: boolean): void {
  document.documentElement.dataset.tone = dark ? 'dark' : '';
  useHall.setState({ dark });
}
