// Why a request went where it went, hop by hop in the order of time: the rule was there before the request, and what the store came to
// know in between is what makes a rule old. Pressing a row goes to that moment. And the last lost requests of a source, as rows.
import type { ViewRequest } from '../../engine/index.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { select } from '../session/view-state.ts';
import { clockTime, offset } from '../ui/clock.ts';
import { network as words } from '../ui/text/network.ts';
import styles from './inspector.module.css';
import { inWords, wayRows } from './network-facts.ts';
import { partsOf } from './references.ts';

const { question } = words.request;

export function RequestWay({ request }: { readonly request: ViewRequest }) {
  const start = useSession((s) => s.lessonStart);
  const now = useSession((s) => s.tick);
  const rows = wayRows(request, start);
  const isLost = request.outcome !== 'ok' && request.outcome !== 'under way';
  return (
    <>
      <h3 className={styles.question}>{isLost ? question.lost : question.ok}</h3>
      <ol className={styles.chain} data-plain="">
        {rows.map(({ tick, sentence, evidence }, i) => (
          <li key={sentence} className={styles.hop} data-future={tick > now ? '' : undefined}>
            <button
              type="button"
              className={styles.row}
              onClick={() => {
                session().pause();
                session().seek(tick);
              }}
            >
              <span className={styles.badge} data-kind="plain" aria-hidden="true">
                {i + 1}
              </span>
              <span className={styles.sentence}>{sentence}</span>
              <span className={styles.offset}>{offset(tick - request.sentAt)}</span>
              <span className={styles.evidence}>{evidence}</span>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

/** What a source lost last, newest first. */
export function LostRequests({ source }: { readonly source: string }) {
  const lost = useSession((s) => s.traffic[partsOf(source).name]?.recentLost);
  const start = useSession((s) => s.lessonStart);
  if (!lost || lost.length === 0) return <p className={styles.note}>{words.noneLost}</p>;
  return (
    <>
      <h3 className={styles.question}>{words.lostRows}</h3>
      <ol className={styles.chain} data-plain="">
        {lost.toReversed().map((request) => (
          <li key={request.id} className={styles.hop}>
            <button type="button" className={styles.row} onClick={() => select(`Request//${request.id}`)}>
              <span className={styles.badge} data-kind="lost" aria-hidden="true">
                ×
              </span>
              <span className={styles.sentence}>
                {request.id} {words.lostWord(request)}
              </span>
              <span className={styles.offset}>{clockTime(request.endedAt - start)}</span>
              <span className={styles.evidence}>{inWords(request.reason, start)}</span>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
