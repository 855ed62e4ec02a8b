// A run of a lesson that has changed since: what may differ is said before anything is opened, and the choice is the reader's.
import type { Misfit } from '../../scenarios/index.ts';
import { Button } from '../ui/controls.tsx';
import { runs } from '../ui/text/runs.ts';
import styles from './share.module.css';

const words = runs.otherLesson;

interface Props {
  readonly other: Misfit;
  readonly theirs: number;
  readonly ours: number;
  readonly onOpen: () => void;
  readonly onLeave: () => void;
}

export function OtherLesson({ other, theirs, ours, onOpen, onLeave }: Props) {
  return (
    <main className={styles.open} data-testid="open-run">
      <div role="alert">
        <h1>{words.title}</h1>
        <p>{words.versions(theirs, ours)}</p>
        {misfits(other).map((line) => (
          <p key={line}>{line}</p>
        ))}
        <p>{words.again}</p>
      </div>
      <Button weight="primary" onClick={onOpen}>
        {words.open}
      </Button>
      <Button onClick={onLeave}>{runs.share.goHome}</Button>
    </main>
  );
}

function misfits({ goneSteps, goneAnswers, goneFiles, shorter }: Misfit): readonly string[] {
  return [
    goneSteps.length > 0 ? words.goneSteps(goneSteps) : '',
    goneAnswers > 0 ? words.goneAnswers(goneAnswers) : '',
    goneFiles.length > 0 ? words.goneFiles(goneFiles) : '',
    shorter ? words.shorter : '',
  ].filter((line) => line !== '');
}
