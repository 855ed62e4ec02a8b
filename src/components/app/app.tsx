// The whole page: top bar, lesson, canvas or list, dock, inspector, timeline. It decides where a region stands at each width
// and nothing else; every region reads its own part of the store.
import { lazy, Suspense, useMemo } from 'react';
import { Canvas } from '../canvas/canvas.tsx';
import { regionOf, useLesson } from '../lesson/lesson-store.ts';
import { AsOfBanner } from '../memory/as-of-banner.tsx';
import { useHidden, usePageOptions } from '../session/page-options.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { setView, useView } from '../session/view-state.ts';
import { Button } from '../ui/controls.tsx';
import { text } from '../ui/text/en.ts';
import { Home } from '../welcome/home.tsx';
import styles from './app.module.css';
import { DockFrame } from './dock-frame.tsx';
import { FirstMinute } from './first-minute.tsx';
import { useFirstMinute } from './first-minute-state.ts';
import { useKeys } from './keys.ts';
import { slots } from './slots.tsx';
import { TopBar } from './top-bar.tsx';

const KeysDialog = lazy(() => import('./keys-dialog.tsx'));
const Hall = lazy(() => import('../present/hall.tsx'));
const CompareView = lazy(() => import('../compare/compare-view.tsx'));
const ShareDialog = lazy(() => import('../share/share-dialog.tsx'));
const Workshop = lazy(() => import('../own/workshop.tsx'));
const FindDialog = lazy(() => import('./find-dialog.tsx'));
const SummaryNote = lazy(() => import('./summary-note.tsx'));

export function App() {
  useKeys();
  const run = useRunNumber();
  const place = useView((s) => s.place);
  const workshopOpen = useView((s) => s.workshopOpen);
  return (
    <>
      {place === 'home' ? (
        <Home />
      ) : place === 'hall' ? (
        <Suspense>
          <Hall />
        </Suspense>
      ) : (
        <Panels key={run} />
      )}
      {workshopOpen && (
        <Suspense>
          <Workshop />
        </Suspense>
      )}
    </>
  );
}

let runs = 0;

/** Another session has another map of pods: panels that listen to a session begin anew with the next. */
function useRunNumber(): number {
  const pods = useSession((s) => s.pods);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the map is the sign
  return useMemo(() => ++runs, [pods]);
}

function Panels() {
  const surface = useView((s) => s.surface);
  const selected = useView((s) => s.selection !== undefined);
  const helpOpen = useView((s) => s.helpOpen);
  const comparing = useView((s) => s.comparing);
  const shareOpen = useView((s) => s.shareOpen);
  const findOpen = useView((s) => s.findOpen);
  const summaryOpen = useView((s) => s.summaryOpen && s.surface === 'canvas');
  const projector = useView((s) => s.theme === 'projector');
  const firstMinute = useFirstMinute((s) => s.stage !== 'gone');
  const Outline = slots.outline;
  const Inspector = slots.inspector;
  const Timeline = slots.timeline;
  const Decision = slots.decision;
  const deciding = useView((s) => s.decisionFor !== '');
  const Lesson = slots.lesson;
  const timelineShown = useLesson((s) => s.view?.panels.timeline !== false);
  const lessonRuns = useLesson((s) => s.view !== undefined);
  const saidAt = useLesson((s) => regionOf(s.view?.beat));
  const [noBar, noLesson, noDock] = [useHidden('bar'), useHidden('lesson'), useHidden('dock')];
  const embedded = usePageOptions((s) => s.embedded);
  const [noInspector, noTimeline] = [useHidden('inspector'), useHidden('timeline')];
  const left = noLesson ? undefined : Lesson && lessonRuns ? <Lesson /> : firstMinute ? <FirstMinute /> : undefined;
  return (
    <div
      className={styles.shell}
      data-shell=""
      data-embedded={embedded || undefined}
      data-projector={projector || undefined}
      data-said-at={saidAt || undefined}
      data-no-inspector={noInspector || undefined}
    >
      <a className={styles.skip} href="#surface">
        {text.app.skip}
      </a>
      {!noBar && <TopBar />}
      {left && (
        <aside className={styles.lesson} data-testid="lesson" aria-label={text.app.lesson}>
          {left}
        </aside>
      )}
      <main className={styles.centre} inert={deciding}>
        <Trouble />
        <AsOfBanner />
        {summaryOpen && (
          <Suspense>
            <SummaryNote />
          </Suspense>
        )}
        <div className={styles.surface} id="surface">
          {comparing ? (
            <Suspense>
              <CompareView />
            </Suspense>
          ) : surface === 'list' && Outline ? (
            <Suspense>
              <Outline />
            </Suspense>
          ) : (
            <Canvas />
          )}
        </div>
        {slots.dock && !noDock && !projector && <DockFrame Dock={slots.dock} />}
      </main>
      {Decision && deciding && (
        <div className={styles.decision}>
          <Suspense>
            <Decision />
          </Suspense>
        </div>
      )}
      {Inspector && !noInspector && selected && !projector && !deciding && (
        <aside className={styles.inspector} data-testid="inspector" aria-label={text.app.inspector}>
          <Suspense>
            <Inspector />
          </Suspense>
        </aside>
      )}
      {Timeline && !noTimeline && timelineShown && !projector && (
        <section className={styles.timeline} data-testid="timeline">
          <Suspense>
            <Timeline />
          </Suspense>
        </section>
      )}
      {shareOpen && (
        <Suspense>
          <ShareDialog />
        </Suspense>
      )}
      {findOpen && (
        <Suspense>
          <FindDialog />
        </Suspense>
      )}
      {helpOpen && (
        <Suspense>
          <KeysDialog />
        </Suspense>
      )}
    </div>
  );
}

/** What the page has to say about itself: that the engine is behind, or that it broke a rule of its own. */
function Trouble() {
  const fault = useSession((s) => s.fault);
  const note = useView((s) => s.runNote);
  const refusal = useSession((s) => s.refusal);
  const behind = useSession((s) => s.behindMs > 400);
  const behindMs = useSession((s) => (s.behindMs > 400 ? s.behindMs : 0));
  if (fault) {
    return (
      <div className={styles.fault} role="alert">
        <span>{text.app.fault}</span> <code>{fault}</code>
        <Button onClick={() => session().stepBack()}>{text.app.goBack}</Button>
      </div>
    );
  }
  if (note) {
    return (
      <div className={styles.differs} role="status">
        <span>{note}</span>
        <Button weight="quiet" onClick={() => setView({ runNote: '' })}>
          {text.app.close}
        </Button>
      </div>
    );
  }
  if (refusal) {
    return (
      <div className={styles.differs} role="status">
        <span>{refusal}</span>
        <Button weight="quiet" onClick={() => useSession.setState({ refusal: '' })}>
          {text.app.close}
        </Button>
      </div>
    );
  }
  return behind ? <div className={styles.busy}>{text.app.behind(behindMs / 1000)}</div> : null;
}
