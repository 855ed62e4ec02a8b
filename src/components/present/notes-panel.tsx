// What the presenter reads: their notes for this beat, the sentence the hall reads and the one after it, the questions that answers are ready
// for, and the clock by the wall beside the minutes that were planned. The same in a window of its own and, at worst, in the picture.
import { ArrowLeft, ArrowRight, CornerUpLeft, GitFork, RotateCcw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Markdown } from '../lesson/markdown.tsx';
import { Button, KeyCap } from '../ui/controls.tsx';
import { present } from '../ui/text/present.ts';
import styles from './notes.module.css';
import type { Told } from './notes-link.ts';
import type { Command } from './present-store.ts';

const words = present.notes;
const letters = ['Q', 'W', 'E'];
/** Within this much of the plan one is on time. */
const onTimeMinutes = 0.75;

interface Props {
  readonly told: Told;
  readonly press: (command: Command) => void;
}

export function NotesPanel({ told, press }: Props) {
  const { view, lessonTitle, blank } = told;
  if (!view) return null;
  const { beat, beats, asked, free, notes, following, questions, atEnd, busy, lesson } = view;
  const away = asked !== '' || free;
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <Clock told={told} />
        <Button onClick={() => press('reset')} disabled={free}>
          <RotateCcw size={15} aria-hidden="true" /> {words.reset(beat)} <KeyCap>R</KeyCap>
        </Button>
      </header>
      {blank && <p className={styles.state}>{words.blanked}</p>}
      {away && <p className={styles.state}>{free ? words.answeringFreely : words.answering(asked)}</p>}
      <div className={styles.scroll}>
        <section aria-label={words.say}>
          <h2>{words.say}</h2>
          <Markdown text={notes || `*${words.none}*`} className={notes ? styles.notes : styles.faint} />
        </section>
        <section aria-label={words.now}>
          <h2>
            {words.now} <span>{view.lesson.title || lessonTitle}</span>
          </h2>
          <Markdown text={lesson.narration || lesson.prediction?.question || lesson.debrief?.text || ''} />
        </section>
        <section aria-label={words.next}>
          <h2>{words.next}</h2>
          {following ? <Markdown text={following} /> : <p>{words.nothingNext}</p>}
        </section>
        <section aria-label={words.ask}>
          <h2>{words.ask}</h2>
          {questions.map((question, i) => (
            <Button key={question} className={styles.question} onClick={() => press(`ask ${i}`)}>
              <GitFork size={15} aria-hidden="true" /> <span>{question}</span> <KeyCap>{letters[i]}</KeyCap>
            </Button>
          ))}
          <p className={styles.faint}>{questions.length > 0 ? words.askNote : words.noQuestions}</p>
        </section>
      </div>
      <footer className={styles.foot}>
        {away ? (
          <Button onClick={() => press('return')}>
            <CornerUpLeft size={15} aria-hidden="true" /> {words.returnTo(beat)} <KeyCap>Esc</KeyCap>
          </Button>
        ) : (
          <Button onClick={() => press('back')} disabled={beat === 1 && !busy}>
            <ArrowLeft size={15} aria-hidden="true" /> {words.backward(Math.max(1, beat - 1))}
          </Button>
        )}
        <Button weight="act" onClick={() => press('next')} disabled={atEnd && !away}>
          {nextWords(view)} <ArrowRight size={15} aria-hidden="true" />
        </Button>
      </footer>
      <p className={styles.where}>
        {present.beat(beat, beats)} · {present.line(Math.min(view.step, view.steps.length), view.steps.length)}
      </p>
    </div>
  );
}

function nextWords({ busy, free, asked, beat, beats }: NonNullable<Told['view']>): string {
  if (free) return words.returnTo(beat);
  if (busy) return words.finish;
  if (asked !== '') return words.next;
  return beat < beats ? words.forward(beat + 1) : words.toEnd;
}

/** Minutes by the wall, and how they compare with the plan. */
function Clock({ told }: { readonly told: Told }) {
  const { view, startedAt } = told;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 500);
    return () => window.clearInterval(timer);
  }, []);
  const seconds = startedAt === undefined ? 0 : Math.max(0, Math.floor((now - startedAt) / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const off = (view?.plannedSoFar ?? 0) - seconds / 60;
  const minutes = Math.max(1, Math.round(Math.abs(off)));
  const pace =
    startedAt === undefined
      ? words.notYet
      : Math.abs(off) < onTimeMinutes
        ? words.onTime
        : off > 0
          ? words.ahead(minutes)
          : words.behind(minutes);
  return (
    <div className={styles.clock}>
      <time>
        {two(Math.floor(seconds / 60))}:{two(seconds % 60)}
      </time>
      <span>
        {words.of(Math.round(view?.planned ?? 0))}
        <br />
        {pace}
      </span>
    </div>
  );
}
