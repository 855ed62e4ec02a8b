// Why: the chain of causes from the learner's action down to the present. Pressing a row goes to that moment and shows what
// the message carried. While a row is held, the chain stays as it was, so that going back in time does not take it away.
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Why as WhyAnswer } from '../../engine/index.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { inspector as inspectorWords } from '../ui/text/inspector.ts';
import { type ChainRow, chainRows, type HopRow } from './chain.ts';
import styles from './inspector.module.css';
import { MessageBody } from './object-yaml.tsx';

const words = inspectorWords;
const askEveryMs = 250;
const noAnswer: WhyAnswer = { question: '', hops: [], kubectl: '' };

/** The answer to "why?", asked again a few times a second while time runs. */
export function useWhy(subject: string | number): WhyAnswer {
  const [answer, setAnswer] = useState(() => ask(subject));
  useEffect(() => {
    setAnswer(ask(subject));
    const timer = setInterval(() => setAnswer((before) => sameOr(before, ask(subject))), askEveryMs);
    return () => clearInterval(timer);
  }, [subject]);
  return answer;
}

function ask(subject: string | number): WhyAnswer {
  try {
    const answer = session().host.why(subject);
    const { asOf } = useSession.getState();
    return asOf ? { ...answer, hops: answer.hops.filter((hop) => hop.tick <= asOf.at) } : answer;
  } catch {
    return noAnswer;
  }
}

function sameOr(before: WhyAnswer, now: WhyAnswer): WhyAnswer {
  const same =
    before.question === now.question &&
    before.kubectl === now.kubectl &&
    before.hops.length === now.hops.length &&
    before.hops.at(-1)?.message === now.hops.at(-1)?.message;
  return same ? before : now;
}

export function Why({ subject }: { readonly subject: string | number }) {
  const live = useWhy(subject);
  const [held, setHeld] = useState<{ answer: WhyAnswer; message: number; until: number }>();
  const [open, setOpen] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  const now = useSession((s) => s.tick);
  const isHeld = held !== undefined && now <= held.until;
  const answer = isHeld ? held.answer : live;
  const rows = useMemo(() => chainRows(answer.hops, now, open), [answer, now, open]);
  const next = useNext(subject);
  const chosen = held && rows.find((row): row is HopRow => 'hop' in row && row.hop.message === held.message);
  const go = (row: HopRow) => {
    setHeld({ answer, message: row.hop.message, until: answer.hops.at(-1)?.tick ?? now });
    session().pause();
    session().seek(row.hop.tick);
  };
  const onKey = (event: KeyboardEvent<HTMLOListElement>) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[Math.min(buttons.length - 1, Math.max(0, at + step))]?.focus();
    event.preventDefault();
  };
  if (answer.hops.length === 0) {
    return (
      <>
        <h3 className={styles.question}>{answer.question}</h3>
        <p className={styles.note}>{words.noWhy}</p>
      </>
    );
  }
  return (
    <>
      <h3 className={styles.question}>{answer.question}</h3>
      <ol className={styles.chain} ref={list} onKeyDown={onKey}>
        {rows.map((row) => (
          <Row
            isNow={!isHeld && 'hop' in row && !row.happened}
            key={'hop' in row ? row.hop.message : 'fold'}
            row={row}
            chosen={chosen}
            go={go}
            unfold={() => setOpen(true)}
          />
        ))}
        {next && (
          <li className={styles.hop} data-next="">
            <span className={styles.badge} data-kind="next" aria-hidden="true">
              ?
            </span>
            <span className={styles.sentence}>{words.next(next)}</span>
            <span className={styles.evidence}>{words.nextHint}</span>
          </li>
        )}
      </ol>
      {chosen && (
        <section aria-label={words.payload(chosen.badge)}>
          <h3 className={styles.question}>
            {words.payload('')}
            <span className={styles.badge} data-kind={chosen.happened ? 'done' : 'flying'}>
              {chosen.badge}
            </span>
          </h3>
          {chosen.hop.because && <p className={styles.because}>{chosen.hop.because}</p>}
          <MessageBody id={chosen.hop.message} />
        </section>
      )}
    </>
  );
}

interface RowProps {
  readonly row: ChainRow;
  /** The one under way now, in a chain that still grows. */
  readonly isNow: boolean;
  readonly chosen: HopRow | undefined;
  readonly go: (row: HopRow) => void;
  readonly unfold: () => void;
}

function Row({ row, isNow, chosen, go, unfold }: RowProps) {
  if ('folded' in row) {
    return (
      <li className={styles.hop}>
        <button type="button" className={styles.row} onClick={unfold}>
          <span className={styles.badge} data-kind="done" aria-hidden="true">
            ⋯
          </span>
          <span className={styles.sentence}>{words.folded(row.folded.length)}</span>
        </button>
      </li>
    );
  }
  const { hop, badge, offset, happened } = row;
  return (
    <li className={styles.hop} data-future={happened ? undefined : ''}>
      <button
        type="button"
        className={styles.row}
        aria-pressed={chosen?.hop.message === hop.message}
        aria-label={words.hop(badge, hop.sentence, isNow ? words.now : offset)}
        onClick={() => go(row)}
      >
        <span className={styles.badge} data-kind={happened ? 'done' : 'flying'} aria-hidden="true">
          {badge}
        </span>
        <span className={styles.sentence}>{hop.sentence}</span>
        <span className={styles.offset}>{isNow ? words.now : offset}</span>
        <span className={styles.evidence}>{hop.evidence}</span>
      </button>
    </li>
  );
}

/** What will happen to a pod next, without saying how: something to guess before looking. */
function useNext(subject: string | number): string {
  return useSession((s) => {
    const pod = typeof subject === 'string' ? s.pods.get(subject) : undefined;
    if (pod?.state === 'Pending') return pod.node === '' ? words.nextNode : words.nextStart;
    return pod?.state === 'Terminating' ? words.nextGone : '';
  });
}
