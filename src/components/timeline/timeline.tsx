// The bottom of the page: play controls, the clock with the tempo in words, and the run as a line that can be walked.
// The line's length is playing time; what was shortened is hatched and says by how much.
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { nextUndone, undoesFrom } from '../session/undo.ts';
import { panels } from '../ui/text/panels.ts';
import { actionInFull } from './action-words.ts';
import { BranchBox } from './branch-box.tsx';
import styles from './timeline.module.css';
import { Track } from './track.tsx';
import { Clock, Transport } from './transport.tsx';

export function Timeline() {
  const ready = useSession((s) => s.ready);
  if (!ready) return null;
  return (
    <section className={styles.timeline} aria-label={panels.timeline.name}>
      <div className={styles.controls}>
        <Transport />
        <Clock />
      </div>
      <Track />
      <Undone />
      <BranchBox />
    </section>
  );
}

/** Said, not shown: on screen the flag of what was undone is hollow, and the playhead's pill names it. */
function Undone() {
  const undone = useSession((s) => nextUndone(s, undoesFrom(session())));
  const justBefore = useSession((s) => s.tick + 1 === undone?.tick);
  return (
    <p role="status" className="visually-hidden">
      {undone && justBefore ? panels.timeline.undone(actionInFull(undone.action)) : ''}
    </p>
  );
}
