// The bottom of the page: play controls, the clock with the tempo in words, and the run as a line that can be walked.
// The line's length is playing time; what was shortened is hatched and says by how much.
import { useSession } from '../session/store.ts';
import { panels } from '../ui/text/panels.ts';
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
      <BranchBox />
    </section>
  );
}
