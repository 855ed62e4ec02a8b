// The ways into the decision panel from the inspector: of a pod its own decision, of the scheduler its latest ones.
import { Scale } from 'lucide-react';
import { session } from '../session/session.ts';
import { useSlowTick } from '../session/store.ts';
import { Button } from '../ui/controls.tsx';
import { decisionWords as words } from '../ui/text/decision.ts';
import styles from './decision-links.module.css';
import { openDecision } from './open-decision.ts';

const SHOWN = 6;

export function DecisionLinks({ target }: { readonly target: string }) {
  useSlowTick();
  if (target.startsWith('Pod/')) {
    const attempts = session().host.attempts(target);
    if (attempts.length === 0) return null;
    return (
      <Button className={styles.open} onClick={() => openDecision(target)}>
        <Scale size={14} aria-hidden="true" /> {words.open}
      </Button>
    );
  }
  if (!target.startsWith('Process/') || !target.includes('kube-scheduler')) return null;
  const decided = session().host.decided().slice(0, SHOWN);
  if (decided.length === 0) return null;
  return (
    <section className={styles.recent}>
      <h3>{words.recent}</h3>
      <ul>
        {decided.map(({ ref, node }) => (
          <li key={ref}>
            <button type="button" onClick={() => openDecision(ref)}>
              <code>{ref.slice(ref.lastIndexOf('/') + 1)}</code>
              <span data-none={node === undefined || undefined}>{node ?? words.noNode}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
