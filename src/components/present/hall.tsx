// What a lecture hall looks at: the cluster, one sentence that can be read from the last row, and a thin line of time. Everything is done by
// keys; there is nothing to click on, and nothing of the page's other panels.
import { Turtle } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import type { LessonView } from '../../scenarios/index.ts';
import { DockFrame } from '../app/dock-frame.tsx';
import { slots } from '../app/slots.tsx';
import { Canvas } from '../canvas/canvas.tsx';
import { Compare } from '../lesson/extras.tsx';
import { useLesson } from '../lesson/lesson-store.ts';
import { Markdown } from '../lesson/markdown.tsx';
import { Prediction } from '../lesson/prediction.tsx';
import { useSession } from '../session/store.ts';
import { tempoWords } from '../session/tempo.ts';
import { setView, useView } from '../session/view-state.ts';
import { clockTime } from '../ui/clock.ts';
import { KeyCap } from '../ui/controls.tsx';
import { Logo } from '../ui/logo.tsx';
import { text } from '../ui/text/en.ts';
import { present as words } from '../ui/text/present.ts';
import styles from './hall.module.css';
import { useHallKeys } from './hall-keys.ts';
import { hearNotes } from './notes-link.ts';
import { NotesPanel } from './notes-panel.tsx';
import { useHall } from './present-store.ts';
import { ScriptLine } from './script-line.tsx';

const KeysTable = lazy(() => import('./keys-table.tsx'));

export default function Hall() {
  const { view, blank, keysOpen, strip, startedAt } = useHall();
  const list = useView((s) => s.surface === 'list');
  const fault = useSession((s) => s.fault);
  useHallKeys();
  useEffect(hearNotes, []);
  useEffect(() => {
    // What was opened on a copy of the cluster is not there on the script's.
    if (!view?.free)
      setView({ surface: 'canvas', comparing: false, decisionFor: '', helpOpen: false, findOpen: false });
  }, [view?.free]);
  if (!view) return null;
  const Outline = slots.outline;
  return (
    <div className={styles.hall} data-testid="hall" data-shell="" data-busy={view.busy || undefined}>
      <header className={styles.head}>
        <Logo size={44} />
        <h1>{view.free ? words.freely : view.lesson.title}</h1>
        <Clock />
      </header>
      <main className={styles.picture} aria-label={words.picture}>
        {fault && (
          <p className={styles.fault} role="alert">
            {text.app.fault} <code>{fault}</code>
          </p>
        )}
        {list && Outline ? (
          <Suspense>
            <Outline />
          </Suspense>
        ) : (
          <Canvas />
        )}
      </main>
      <section
        className={styles.words}
        aria-live="polite"
        data-testid="sentence"
        data-away={view.asked !== '' || view.free || undefined}
      >
        {view.free ? <Freely /> : <Words lesson={view.lesson} />}
      </section>
      <footer className={styles.foot}>
        <ScriptLine view={view} />
        {startedAt === undefined && <Hints />}
      </footer>
      {strip && <Strip />}
      {keysOpen && (
        <Suspense>
          <KeysTable />
        </Suspense>
      )}
      {blank && (
        <p className={styles.blank} data-testid="blank">
          <span className="visually-hidden">{words.blank}</span>
        </p>
      )}
    </div>
  );
}

/** The sentence; of a question its answers, of a comparison its table, at the end what it was all about. */
function Words({ lesson }: { readonly lesson: LessonView }) {
  const callbacks = useLesson((s) => s.callbacks);
  const { narration, prediction, compare, goals, debrief } = lesson;
  return (
    <>
      {narration && <Markdown text={narration} className={styles.sentence} />}
      {prediction && callbacks && (
        <div className={styles.question}>
          <Prediction
            prediction={{ ...prediction, askConfidence: false, askExplain: false, moment: undefined }}
            callbacks={callbacks}
          />
        </div>
      )}
      {!narration && !prediction && goals.length > 0 && (
        <p className={styles.sentence}>{goals.map((goal) => goal.text).join(' · ')}</p>
      )}
      {compare && <Compare compare={compare} />}
      {debrief && <Markdown text={debrief.text} className={styles.sentence} />}
    </>
  );
}

/** A copy of the cluster for a question that nobody prepared: the terminal, and everything that the picture's menu can do. */
function Freely() {
  return (
    <>
      <p className="visually-hidden">{words.freelyNote}</p>
      {slots.dock && (
        <div className={styles.dock}>
          <DockFrame Dock={slots.dock} />
        </div>
      )}
    </>
  );
}

/** The cluster's time, and how much faster or slower it passes here; nothing of it while it stands. */
function Clock() {
  const now = useSession((s) => clockTime(s.tick - s.lessonStart));
  const kind = useSession((s) => (s.playing ? s.tempo.kind : undefined));
  const rate = useSession((s) => tempoWords(s.tempo.rate));
  return (
    <p className={styles.clock}>
      {kind && (
        <span data-slow={kind === 'slow' || undefined}>
          {kind === 'slow' && <Turtle size={28} aria-hidden="true" />}
          {text.time[kind]}: {rate}
        </span>
      )}
      <time>{now}</time>
    </p>
  );
}

/** Until the first press; whoever presents knows them then, and the hall never needs them. */
function Hints() {
  return (
    <p className={styles.hints}>
      <KeyCap>←</KeyCap>
      <KeyCap>→</KeyCap> {words.clicker}
      <KeyCap>B</KeyCap> {words.blankShort}
      <KeyCap>N</KeyCap> {words.notes.say}
      <KeyCap>?</KeyCap> {words.keysShort}
    </p>
  );
}

/** Where no second window may be opened. The hall reads it too, and it says so. */
function Strip() {
  const told = useHall();
  return (
    <aside className={styles.strip} data-testid="notes-strip" aria-label={words.notes.title}>
      <p className={styles.warning} role="alert">
        {told.warning} <KeyCap>N</KeyCap> {words.notes.hide}
      </p>
      <NotesPanel told={told} press={told.press} />
    </aside>
  );
}
