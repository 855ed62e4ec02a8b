// How a page begins, whether it is the site, a frame of another page or a file that holds one lesson: theme first, then a cluster, then
// React takes over the one empty element. The engine is a chunk of its own; it is asked for before anything else, so that it arrives
// beside the shell.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { LoadedLesson } from '../../scenarios/index.ts';
import { type Parameters, readParameters } from '../../share/parameters.ts';
import { PodariumError } from '../../share/sdk.ts';
import { useLesson } from '../lesson/lesson-store.ts';
import { followVisibility } from '../session/frames.ts';
import { takeParameters } from '../session/page-options.ts';
import { type Session, session, startSession } from '../session/session.ts';
import { setView, useView } from '../session/view-state.ts';
import { text } from '../ui/text/en.ts';
import { followPlace } from '../welcome/place.ts';
import '../ui/theme/base.css';
import '../ui/theme/fonts.css';
import '../ui/theme/tokens.css';
import { App } from './app.tsx';
import { holdLinks } from './links.ts';
import { Notice, sayBroken, showPoster } from './notice.tsx';
import type { PageApi } from './page-api.ts';
import { readPreferences } from './preferences.ts';

export interface Boot {
  /** In another page's frame, or a file by itself: it never writes its address, and waits before it plays. */
  readonly embedded: boolean;
  /** Parameters and a lesson that the page brings along; the address says the rest. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly lesson?: unknown;
  /** The picture with its button is there, and nothing else yet; `press` presses the button. */
  readonly onPicture?: (press: () => void) => void;
}

/** Resolves with the page's SDK when a cluster is on it. */
export async function boot({ embedded, parameters: own = {}, lesson, onPicture }: Boot): Promise<PageApi> {
  const element = document.getElementById('root');
  if (!element) throw new Error('the page has no element #root');
  const given = readGiven(own);
  takeParameters(given, embedded);
  readPreferences(given);
  if (given.mode === 'notes') return (await import('../present/notes-window.tsx')).showNotes(element);
  // Whoever only sees the picture loads no engine.
  if (given.mode === 'poster') await showPoster(element, given.lesson, onPicture);
  const engine = import('../session/start-cluster.ts');
  const api = import('./page-api.ts');
  if (!(given.links ?? !embedded)) holdLinks();
  if (embedded) setView({ place: 'page' });
  else followPlace();
  const { readStartOptions, startCluster } = await engine;
  const options = readStartOptions(location.search);
  let problem: PageApi['problem'];
  if (!(await openFragment(embedded, lesson))) {
    const started = await startAsked(given, lesson, embedded).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      problem = { code: error instanceof PodariumError ? error.code : 'failed', message };
      return undefined;
    });
    const run = started ?? startSession(startCluster(options), options.seed);
    // In a hall the presenter has the clock.
    if (useView.getState().place !== 'hall') arrive(run, given, embedded);
  } else if (embedded && given.autoplay !== true) wait(session());
  const sdk = (await api).offerPageApi(problem);
  if (embedded) followVisibility(element);
  createRoot(element, { onUncaughtError: sayBroken(element) }).render(
    <StrictMode>
      {problem && <Notice words={problem.message} />}
      <App />
    </StrictMode>,
  );
  if (!embedded) void import('../share/autosave.ts').then(({ keepOnLeaving }) => keepOnLeaving());
  return sdk;
}

function readGiven(own: Readonly<Record<string, string>>): Parameters {
  const asked = new Map([...Object.entries(own), ...new URLSearchParams(location.search)]);
  const { parameters, notes } = readParameters(asked);
  for (const note of notes) console.info(`Podarium: ${note}`);
  return parameters;
}

/** The lesson that the page brings or the address names; undefined when neither does. */
async function startAsked(given: Parameters, brought: unknown, embedded: boolean): Promise<Session | undefined> {
  const { lesson: name, step, seed, lang, mode } = given;
  if (brought === undefined && (name === undefined || mode === 'sandbox')) return undefined;
  const [{ startLesson }, { findLesson, lessonFrom, placeOf }, { languagesOf }, { keepOwn }] = await Promise.all([
    import('../lesson/start-lesson.ts'),
    import('../lesson/fetch-lesson.ts'),
    import('../../scenarios/index.ts'),
    import('../own/own-lessons.ts'),
  ]);
  const loaded: LoadedLesson = brought === undefined ? await findLesson(name ?? '') : lessonFrom(brought);
  if (lang !== undefined && lang !== 'en' && !languagesOf(loaded.files).includes(lang))
    console.info(`Podarium: ${loaded.lesson.id} has no texts in ${lang}; the page itself is in English only, so far.`);
  const beginning = {
    ...(seed === undefined ? {} : { seed }),
    ...(step === undefined ? {} : { step }),
    ...(lang === undefined ? {} : { language: lang }),
  };
  const started =
    mode === 'present'
      ? await (await import('../present/start-present.ts')).startPresentation(loaded, beginning)
      : startLesson(loaded, beginning);
  if (!started) throw new PodariumError('unknown-step', text.app.noSuchStep(step ?? ''));
  // What was fetched from elsewhere is at hand the next time, too.
  if (!embedded && brought === undefined && placeOf(name ?? '')) keepOwn(loaded);
  return started;
}

function arrive(run: Session, { t, speed, autoplay = true, autoplay: asked }: Parameters, embedded: boolean): void {
  if (speed !== undefined) run.setSpeed(speed);
  if (t !== undefined) run.seek(run.host.lessonStart + Math.round(t * 1000));
  // A moment that was asked for is looked at before it passes. A lesson plays by itself, unless its step holds time.
  if (embedded ? asked !== true : !autoplay || t !== undefined) wait(run);
  else if (!useLesson.getState().view) run.play();
}

/** Time stands until the learner does something: a frame that plays by itself talks over its page. */
function wait(run: Session): void {
  run.pause();
  const controller = new AbortController();
  const begin = (event: Event) => {
    if (event instanceof KeyboardEvent && (event.key === 'Tab' || event.key === 'Shift')) return;
    controller.abort();
    // What was pressed may itself be about time.
    if (event.target instanceof Element && event.target.closest('[data-testid="timeline"]')) return;
    if (!useLesson.getState().view?.standsStill) session().play();
  };
  for (const name of ['pointerdown', 'keydown']) window.addEventListener(name, begin, { signal: controller.signal });
}

/** A run that the address holds. A link that is opened while the page is there is a new page. */
async function openFragment(embedded: boolean, lesson: unknown): Promise<boolean> {
  if (!embedded) window.addEventListener('hashchange', () => location.hash.startsWith('#s=') && location.reload());
  if (!location.hash.startsWith('#s=')) return false;
  if (lesson !== undefined) {
    const [{ offerLesson }, { lessonFrom }] = await Promise.all([
      import('../lesson/start-lesson.ts'),
      import('../lesson/fetch-lesson.ts'),
    ]);
    offerLesson(lessonFrom(lesson));
  }
  const [{ openShared }, { fromFragment }] = await Promise.all([
    import('../share/open-shared.tsx'),
    import('../../share/index.ts'),
  ]);
  const opened = await fromFragment(location.hash);
  return opened !== undefined && openShared(opened);
}
