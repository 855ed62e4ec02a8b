// A run that arrives: lived again in slices, with how far it is and a way out. What cannot be read is told with its place, and the page
// goes on as a fresh one; nothing of it ever runs without an end.
import { useEffect, useState } from 'react';
import { type Opened, type Rebuilt, rebuild, type SharedRun } from '../../share/index.ts';
import { Button } from '../ui/controls.tsx';
import { runs } from '../ui/text/runs.ts';
import styles from './share.module.css';

const words = runs.share;
/** A slice leaves the page time to draw and to hear a click. */
const sliceMs = 12;

export interface OpenRunProps {
  readonly opened: Opened;
  readonly onReady: (rebuilt: Rebuilt, run: SharedRun) => void;
  readonly onLeave: () => void;
}

export function OpenRun({ opened, onReady, onLeave }: OpenRunProps) {
  const [share, setShare] = useState(0);
  const [trouble, setTrouble] = useState('');
  const run = 'run' in opened ? opened.run : undefined;
  useEffect(() => {
    if (!run) return;
    const living = rebuild(run);
    let timer = 0;
    const live = () => {
      const until = performance.now() + sliceMs;
      try {
        while (performance.now() < until) {
          const { done, value } = living.next();
          if (!done) {
            setShare(value);
            continue;
          }
          if ('tooLong' in value) setTrouble(words.tooLong);
          else onReady(value, run);
          return;
        }
      } catch (error) {
        // Our own mistake, met on the way of somebody else's run.
        return setTrouble(words.broke(error instanceof Error ? error.message : String(error)));
      }
      timer = window.setTimeout(live, 0);
    };
    timer = window.setTimeout(live, 0);
    return () => window.clearTimeout(timer);
  }, [run, onReady]);
  const problem = 'problem' in opened ? opened.problem : trouble ? { path: '', message: trouble } : undefined;
  return (
    <main className={styles.open} data-testid="open-run">
      {problem ? (
        <div role="alert">
          <h1>{words.cannotOpen}</h1>
          <p>{problem.message}</p>
          {problem.path !== '' && <code>{problem.path}</code>}
          <p>{words.nothingLost}</p>
        </div>
      ) : (
        <div>
          <h1>{words.opening}</h1>
          <progress value={share} max={1} aria-label={words.opening} />
        </div>
      )}
      <Button weight="primary" onClick={onLeave}>
        {problem ? words.goHome : words.stop}
      </Button>
    </main>
  );
}
