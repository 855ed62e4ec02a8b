// The run on screen is kept in this browser when the page is left, so that it can be gone on with. Nothing is opened unasked: home offers
// it. Storage may be forbidden or full; then the run is what the page's own dialog saves.
import { fromText, type Opened, toText } from '../../share/index.ts';
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

/** What was kept; undefined when nothing was. */
export function keptRun(): Opened | undefined {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : fromText(text);
  } catch {
    return undefined;
  }
}

/** Puts away what was kept: it cannot be read, and would be told of at every visit. */
export function dropKept(): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Forbidden: then nothing was read either.
  }
}
