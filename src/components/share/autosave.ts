// The run on screen is kept in this browser when the page is left, so that it can be gone on with. Nothing is opened unasked: home offers
// it. Storage may be forbidden or full; then the run is what the page's own dialog saves.
import { fromText, type SharedRun, toText } from '../../share/index.ts';
import { useLesson } from '../lesson/lesson-store.ts';
import { isWorthKeeping, runOnScreen } from './share-run.ts';

const key = 'podarium.run';

export function keepOnLeaving(): void {
  const save = () => {
    // A lesson's attempt is kept with its progress.
    if (document.visibilityState !== 'hidden' || useLesson.getState().view || !isWorthKeeping()) return;
    try {
      localStorage.setItem(key, toText(runOnScreen()));
    } catch {
      // Forbidden or full.
    }
  };
  document.addEventListener('visibilitychange', save);
}

export function keptRun(): SharedRun | undefined {
  try {
    const opened = fromText(localStorage.getItem(key) ?? '');
    return 'run' in opened ? opened.run : undefined;
  } catch {
    return undefined;
  }
}
