// The first page: one sentence, one thing to do, the living cluster beside it, and the lessons below. The cluster is the same that
// the page with every panel shows; a question asked here is answered there.
import { lazy, Suspense, useEffect } from 'react';
import { FirstMinute } from '../app/first-minute.tsx';
import { chooseTheme } from '../app/preferences.ts';
import { Canvas } from '../canvas/canvas.tsx';
import { setView, useView } from '../session/view-state.ts';
import { Logo } from '../ui/logo.tsx';
import { text } from '../ui/text/en.ts';
import styles from './home.module.css';
import { enterPage } from './place.ts';

const Course = lazy(() => import('./course-list.tsx'));
const DropTarget = lazy(() => import('../editor/drop-target.tsx').then(({ DropTarget }) => ({ default: DropTarget })));
const words = text.home;

export function Home() {
  useAnswerSelection();
  const theme = useView((s) => s.theme);
  const next = theme === 'dark' ? 'light' : 'dark';
  return (
    <div className={styles.home} data-testid="home">
      <div className={styles.page}>
        <header className={styles.head}>
          <Logo size={26} />
          <strong>{text.app.name}</strong>
          <span>{words.tagline}</span>
          <nav aria-label={words.nav}>
            <a
              href="?mode=sandbox"
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                enterPage();
              }}
            >
              {text.app.place}
            </a>
            <a href="fidelity.html">{words.fidelity}</a>
            <button type="button" onClick={() => chooseTheme(next)}>
              {text.app.themes[next]}
            </button>
          </nav>
        </header>
        <main>
          <section className={styles.hero} aria-label={words.firstMinute}>
            <div className={styles.say} data-testid="lesson">
              <FirstMinute onType={() => enterPage({ dockOpen: true, dockTab: 'terminal' })} />
            </div>
            <div className={styles.picture}>
              <Canvas plain />
            </div>
          </section>
          <Suspense fallback={<p className={styles.wait}>{words.loading}</p>}>
            <Course />
          </Suspense>
        </main>
        <footer className={styles.foot}>
          <span>{words.promises}</span>
          <span>
            {words.behaves} <a href="fidelity.html">{words.simplified}</a> {words.notAffiliated}
          </span>
        </footer>
      </div>
      <Suspense>
        <DropTarget />
      </Suspense>
    </div>
  );
}

/** Here is no inspector: a pod that is picked offers what can be done to it, anything else is shown where it can be explained. */
function useAnswerSelection(): void {
  useEffect(
    () =>
      useView.subscribe(({ selection, place }, before) => {
        if (place !== 'home' || !selection || selection === before.selection) return;
        if (!('ref' in selection) || !selection.ref.startsWith('Pod/')) return enterPage();
        const box = document.querySelector(`[data-object="${CSS.escape(selection.ref)}"]`)?.getBoundingClientRect();
        setView({ selection: undefined, menu: { ref: selection.ref, x: box?.left ?? 0, y: box?.bottom ?? 0 } });
      }),
    [],
  );
}
