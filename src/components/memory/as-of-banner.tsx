// The page shows an older revision: this says so, steps from revision to revision, and leads back. What the learner tries to change
// meanwhile is refused here, in words.
import { ChevronLeft, ChevronRight, History } from 'lucide-react';
import { useState } from 'react';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { clockTime } from '../ui/clock.ts';
import { Button, KeyCap } from '../ui/controls.tsx';
import { memory } from '../ui/text/memory.ts';
import { seeAsOf } from './log-store.ts';
import styles from './memory.module.css';

const words = memory.asOf;

export function AsOfBanner() {
  const asOf = useSession((s) => s.asOf);
  return asOf ? <Banner key="as-of" revision={asOf.revision} at={asOf.at} /> : null;
}

function Banner({ revision, at }: { readonly revision: number; readonly at: number }) {
  const start = useSession((s) => s.lessonStart);
  const refused = useSession((s) => s.refused);
  const [error, setError] = useState('');
  const step = (to: number) => setError(seeAsOf(to));
  return (
    <section className={styles.banner} aria-label={words.name} data-testid="as-of">
      <History size={16} aria-hidden="true" />
      <p className={styles.bannerText} role="status">
        <b>{words.title(revision)}</b> <span className={styles.clock}>{clockTime(at - start)}</span>{' '}
        <span className={styles.bannerNote}>{words.note}</span>
      </p>
      <div className={styles.bannerButtons}>
        <Button weight="icon" aria-label={words.earlier} title={words.earlier} onClick={() => step(revision - 1)}>
          <ChevronLeft size={16} aria-hidden="true" />
        </Button>
        <Button weight="icon" aria-label={words.later} title={words.later} onClick={() => step(revision + 1)}>
          <ChevronRight size={16} aria-hidden="true" />
        </Button>
        <Button onClick={() => session().showPast()}>
          {words.leave} <KeyCap>Esc</KeyCap>
        </Button>
      </div>
      <p className={styles.bannerError} role="alert">
        {error ? <code>{error}</code> : refused > 0 ? words.refused : ''}
      </p>
    </section>
  );
}
