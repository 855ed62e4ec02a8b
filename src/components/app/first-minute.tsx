// The card on the left when no lesson runs: kill this pod, watch who notices, ask why. It goes when it was done.
import { Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { setView } from '../session/view-state.ts';
import { Button } from '../ui/controls.tsx';
import { text } from '../ui/text/en.ts';
import { enterPage } from '../welcome/place.ts';
import styles from './first-minute.module.css';
import { kindOf, leaveFirstMinute, nextFirstMinute, useFirstMinute } from './first-minute-state.ts';

const words = text.first;

/** `onType`: what leads to a terminal, where there is none beside this. */
export function FirstMinute({ onType }: { readonly onType?: () => void }) {
  useEffect(() => {
    const look = () => {
      const before = useFirstMinute.getState();
      const now = nextFirstMinute(before, useSession.getState());
      if (now === before) return;
      useFirstMinute.setState(now);
      setView({ pointedAt: now.stage === 'ask' ? (now.victim?.ref ?? '') : '' });
    };
    look();
    return useSession.subscribe(look);
  }, []);
  const { stage, victim, born } = useFirstMinute();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The button that was pressed has gone; whoever uses the keyboard goes on from what is said instead.
    if ((stage === 'watch' || stage === 'done') && document.activeElement === document.body)
      title.current?.focus({ preventScroll: true });
  }, [stage]);
  const copies = useSession((s) => (victim ? (s.workloads[victim.owner]?.wanted ?? 0) : 0));
  if (stage === 'waiting' || !victim) return <p className={styles.text}>{text.app.starting}</p>;
  const short = victim.suffix || victim.name;
  const bornShort = born ? born.suffix || born.name : '';
  const leave = () => {
    setView({ pointedAt: '' });
    leaveFirstMinute();
  };
  const said =
    stage === 'ask'
      ? [words.title, words.text(words.numbers[copies] ?? String(copies), victim.label)]
      : stage === 'done' && born
        ? [words.doneTitle(bornShort), words.doneText(words.ownerLoop(kindOf(born.owner)), short, bornShort, born.node)]
        : [words.watching, words.watchingText(short)];
  return (
    <>
      <div role="status">
        <h1 ref={title} tabIndex={-1} className={styles.title}>
          {said[0]}
        </h1>
        <p className={styles.text}>{said[1]}</p>
      </div>
      {stage === 'ask' && (
        <div className={styles.act}>
          <Button weight="act" onClick={() => session().submit({ delete: `pod/${victim.namespace}/${victim.name}` })}>
            <Trash2 size={15} aria-hidden="true" /> {words.act(short)}
          </Button>
          <p className={styles.or}>
            {words.or}
            {onType ? (
              <button type="button" className={styles.type} onClick={onType} title={text.home.typeIt('kubectl')}>
                <code>kubectl delete pod {victim.name}</code>
              </button>
            ) : (
              <code>kubectl delete pod {victim.name}</code>
            )}
          </p>
        </div>
      )}
      {stage === 'done' && born && (
        <div className={styles.act}>
          <Button
            weight="act"
            onClick={() => {
              leave();
              enterPage({ selection: { ref: born.ref }, inspectorTab: 'why' });
            }}
          >
            {words.ask(bornShort)}
          </Button>
          <Button
            weight="quiet"
            onClick={() => {
              leave();
              enterPage();
            }}
          >
            {words.leave}
          </Button>
        </div>
      )}
      <ol className={styles.steps}>
        {words.steps.map((step, i) => {
          const at = { ask: 0, watch: 1, done: 2, waiting: 0, gone: 3 }[stage];
          return (
            <li
              key={step}
              aria-current={i === at ? 'step' : undefined}
              data-now={i === at || undefined}
              data-done={i < at || undefined}
            >
              <span>{i + 1}</span>
              {step}
            </li>
          );
        })}
      </ol>
      <p className={styles.lesson}>
        {words.lessonLead} <a href="?lesson=self-healing">{words.lesson}</a>
      </p>
    </>
  );
}
