// The lesson panel: where the learner is, what to look at or do, what they predicted, when the step is done, and one amber button.
// It draws what the runner tells it and reports what is pressed; it decides nothing.

import { ArrowLeft, ArrowRight, Check, Dices, FastForward, Info, Lightbulb, Lock, Play, Wand } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import type {
  Confidence,
  DebriefView,
  GoalView,
  LessonCallbacks,
  LessonView,
  PrimaryAction,
} from '../../scenarios/index.ts';
import { useLocked } from '../session/page-options.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { useView } from '../session/view-state.ts';
import { Button, KeyCap } from '../ui/controls.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { StateShape } from '../ui/state-shape.tsx';
import { lesson as words } from '../ui/text/lesson.ts';
import extras from './extras.module.css';
import { Compare, Outcome, Triggers } from './extras.tsx';
import styles from './lesson.module.css';
import { lessonBranch, useLesson } from './lesson-store.ts';
import { Inline, Markdown } from './markdown.tsx';
import { Prediction } from './prediction.tsx';

const Recall = lazy(() => import('./recall.tsx'));

/** The lesson that runs, or nothing. */
export function Lesson() {
  const { view, callbacks } = useLesson();
  const branch = useSession((s) => s.branches.find(({ id }) => id === s.branch));
  if (!view || !callbacks) return null;
  return branch && branch.id !== lessonBranch ? (
    <Away lesson={view.lessonTitle} branch={branch.name} />
  ) : (
    <LessonPanel view={view} callbacks={callbacks} />
  );
}

/** A branch left the lesson: an unplanned question, with the lesson waiting where it was. */
function Away({ lesson, branch }: { readonly lesson: string; readonly branch: string }) {
  return (
    <section className={styles.lesson} aria-label={`${words.name}: ${lesson}`}>
      <h1 className={styles.title}>{branch}</h1>
      <p className={styles.narration}>{words.away(lesson)}</p>
      <footer className={styles.foot}>
        <Button weight="act" onClick={() => session().goToBranch(lessonBranch)}>
          {words.backToLesson} <KeyCap>Esc</KeyCap>
        </Button>
      </footer>
    </section>
  );
}

interface Props {
  readonly view: LessonView;
  readonly callbacks: LessonCallbacks;
}

export function LessonPanel({ view, callbacks }: Props) {
  const surface = useView((s) => s.surface);
  const narration = surface === 'list' && view.narrationForList ? view.narrationForList : view.narration;
  // Said at its place in the picture, the sentence is not repeated here for the eye.
  const said = useView((s) => s.saidOnCanvas) && surface === 'canvas';
  const resumed = useLesson((s) => s.resumed);
  const loaded = useLesson((s) => s.loaded);
  const seed = useSession((s) => s.seed);
  const noReset = useLocked('reset');
  const title = useRef<HTMLHeadingElement>(null);
  const before = useRef(view.step);
  useEffect(() => {
    // A new step begins at its title, for those who listen as for those who look.
    if (before.current !== view.step) title.current?.focus({ preventScroll: true });
    before.current = view.step;
  }, [view.step]);
  const scroller = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text is the sign
  useEffect(() => {
    // New words are read from their beginning.
    scroller.current?.scrollTo({ top: 0 });
  }, [narration]);
  useStepKeys(view, callbacks);
  return (
    <section className={styles.lesson} aria-label={`${words.name}: ${view.lessonTitle}`}>
      <Progress view={view} />
      <div
        className={styles.scroll}
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        data-grows=""
        data-asks={view.prediction?.locked === false ? '' : undefined}
      >
        <h1 className={styles.title} ref={title} tabIndex={-1}>
          <Inline text={view.title} />
        </h1>
        {resumed && !noReset && (
          <p className={extras.resumed}>
            {words.resumed}{' '}
            <Button weight="quiet" onClick={callbacks.onRestart}>
              {words.restart}
            </Button>
          </p>
        )}
        <Markdown text={narration} className={said ? 'visually-hidden' : styles.narration} />
        {view.beat && (said || view.beat.count > 1 || view.beat.anchor?.at !== undefined) && (
          <p className={extras.beat}>
            {words.sentence(view.beat.index, view.beat.count)}
            {said && `, ${words.onPicture}`}
            {view.beat.anchor?.at !== undefined && `, ${words.onTimeline}`}
          </p>
        )}
        {view.beat?.anchor?.at !== undefined && (
          <Button onClick={() => callbacks.onMoment(view.beat?.anchor?.at ?? 0)}>{words.moment}</Button>
        )}
        {view.prediction && <Prediction key={view.stepId} prediction={view.prediction} callbacks={callbacks} />}
        {view.compare && <Compare compare={view.compare} />}
        {view.standing && <Standing standing={view.standing} />}
        {view.goals.length > 0 && <Goals goals={view.goals} />}
        {view.triggers.length > 0 && <Triggers triggers={view.triggers} onTrigger={callbacks.onTrigger} />}
        {view.violated.length > 0 && (
          <div className={styles.feedback} role="status">
            {view.violated.map((sentence) => (
              <Markdown key={sentence} text={sentence} />
            ))}
          </div>
        )}
        {view.feedback && (
          <div className={styles.feedback} role="status">
            <Markdown text={view.feedback} />
            {view.feedbackBelief && (
              <Markdown text={`**${words.belief}** “${view.feedbackBelief.text}” ${view.feedbackBelief.refutation}`} />
            )}
            {view.feedbackMoment !== undefined && (
              <Button weight="quiet" onClick={() => callbacks.onMoment(view.feedbackMoment ?? 0)}>
                {words.moment}
              </Button>
            )}
          </div>
        )}
        {view.hints.shown.map((hint, index) => (
          <div key={hint} className={styles.card}>
            <p className={styles.caption}>{words.hintTitle(index + 1)}</p>
            <Markdown text={hint} />
          </div>
        ))}
        {view.step === 1 && loaded && (loaded.lesson.requires?.length ?? 0) > 0 && (
          <Suspense fallback={null}>
            <Recall loaded={loaded} seed={seed} />
          </Suspense>
        )}
        {view.debrief && <Debrief debrief={view.debrief} />}
        {view.debrief && <Outcome progress={view.progress} />}
        {view.debrief && !noReset && (
          <Button weight="quiet" onClick={callbacks.onAnew}>
            <Dices size={15} aria-hidden="true" /> {words.anew}
          </Button>
        )}
      </div>
      <Foot view={view} callbacks={callbacks} />
    </section>
  );
}

/** Digits choose an answer while nothing is being typed. */
function useStepKeys(view: LessonView, callbacks: LessonCallbacks): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!useView.getState().letterKeys || isTyping(event.target)) return;
      const option = view.prediction?.locked === false ? view.prediction.options[Number(event.key) - 1] : undefined;
      if (!option) return;
      callbacks.onChoose(option.id);
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [view, callbacks]);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input:not([type="radio"]), textarea, select, [contenteditable="true"]') !== null;

function Progress({ view }: { readonly view: LessonView }) {
  const kind = view.prediction?.revealed ? words.revealed : words.kinds[view.kind];
  const left = view.minutesLeft;
  return (
    <header className={styles.progress}>
      <div
        className={styles.segments}
        role="progressbar"
        aria-label={words.name}
        aria-valuemin={1}
        aria-valuemax={view.steps}
        aria-valuenow={view.step}
        aria-valuetext={words.progress(view.step, view.steps)}
      >
        {Array.from({ length: view.steps }, (_, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no other name here
            key={index}
            data-is={index + 1 < view.step ? 'done' : index + 1 === view.step ? 'now' : 'rest'}
          />
        ))}
      </div>
      <p className={styles.where}>
        <span>
          {words.step(view.step, view.steps)} · {kind}
        </span>
        <span>{left === undefined ? words.noLimit : words.minutes(left)}</span>
      </p>
    </header>
  );
}

function Standing({ standing }: { readonly standing: NonNullable<LessonView['standing']> }) {
  return (
    <div className={`${styles.card} ${styles.standing}`}>
      <p className={styles.caption}>
        <span>{words.yourPrediction}</span>
        {standing.confidence && <span>{words.sure[standing.confidence as Confidence]}</span>}
      </p>
      <p className={styles.quote}>
        “<Inline text={standing.text} />”
      </p>
      {standing.watchFor && <Markdown text={standing.watchFor} className={styles.small} />}
    </div>
  );
}

const goalShapes = { done: 'Completed', open: 'Pending', broken: 'Failing' } as const;

function Goals({ goals }: { readonly goals: readonly GoalView[] }) {
  return (
    <section className={styles.goals} aria-label={words.doneWhen}>
      <h2 className={styles.caption}>{words.doneWhen}</h2>
      <ul>
        {goals.map((goal) => (
          <li key={goal.id} data-goal={goal.state}>
            <StateShape state={goalShapes[goal.state]} size={14} />
            <span>
              <Inline text={goal.text} />
              <span className="visually-hidden">, {words.states[goal.state]}</span>
            </span>
            <span className={styles.observed}>{goal.observed}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Debrief({ debrief }: { readonly debrief: DebriefView }) {
  return (
    <div className={styles.debrief}>
      <Markdown text={debrief.text} />
      {debrief.commands.length > 0 && (
        <section aria-label={words.commands}>
          <h2 className={styles.caption}>{words.commands}</h2>
          {debrief.commands.map((command) => (
            <p key={command} className={extras.command}>
              <code>
                {command.split(/(?<=\s)/).map((word, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, and none ever moves
                  <span key={at}>{word}</span>
                ))}
              </code>
              <CopyButton text={command} />
            </p>
          ))}
        </section>
      )}
      {debrief.questions.length > 0 && (
        <section aria-label={words.recall}>
          <h2 className={styles.caption}>{words.recall}</h2>
          {debrief.questions.map(({ question, answer }) => (
            <details key={question} className={styles.question}>
              <summary>
                <Inline text={question} />
              </summary>
              <Markdown text={answer} />
            </details>
          ))}
        </section>
      )}
      {debrief.docs.length > 0 && (
        <section aria-label={words.docs}>
          <h2 className={styles.caption}>{words.docs}</h2>
          <ul className={styles.docs}>
            {debrief.docs.map(({ title, url }) => (
              <li key={url}>
                <a href={url} target="_blank" rel="noreferrer">
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

const icons: Readonly<Record<PrimaryAction['id'], typeof Play>> = {
  next: ArrowRight,
  lock: Lock,
  run: Play,
  check: Check,
  finish: Check,
  restart: ArrowLeft,
};

function Foot({ view, callbacks }: Props) {
  const { primary, hints } = view;
  const [noHint, noSolve] = [useLocked('hint'), useLocked('solve')];
  const Icon = primary ? icons[primary.id] : ArrowRight;
  // Once there are no more hints, their place is the solution's.
  const solves = view.canSolve && !noSolve && hints.shown.length >= hints.total;
  return (
    <footer className={styles.foot}>
      <div className={styles.row}>
        <Button
          weight="quiet"
          className={styles.back}
          disabled={!view.canGoBack}
          onClick={callbacks.onBack}
          aria-label={words.back}
        >
          <ArrowLeft size={15} aria-hidden="true" /> <span>{words.back}</span>
        </Button>
        {primary && (
          <Button
            weight="act"
            className={styles.primary}
            disabled={!primary.enabled}
            onClick={() => callbacks.onPrimary(primary.id)}
          >
            {primary.label} <Icon size={15} aria-hidden="true" />
            {primary.key && <KeyCap>{primary.key}</KeyCap>}
          </Button>
        )}
        {view.canSkip ? (
          <Button weight="quiet" className={styles.side} onClick={callbacks.onSkip}>
            <FastForward size={15} aria-hidden="true" />
            {words.skip}
          </Button>
        ) : (
          hints.total > 0 &&
          !noHint &&
          !solves && (
            <Button
              weight="quiet"
              className={styles.side}
              disabled={hints.shown.length >= hints.total}
              onClick={callbacks.onHint}
            >
              <Lightbulb size={15} aria-hidden="true" />
              {hints.shown.length >= hints.total ? words.noMoreHints : words.hint(hints.shown.length, hints.total)}
            </Button>
          )
        )}
        {solves && !view.canSkip && (
          <Button weight="quiet" className={styles.side} onClick={callbacks.onSolve}>
            <Wand size={15} aria-hidden="true" />
            {words.solve}
          </Button>
        )}
      </div>
      {view.simplified && (
        <div className={styles.simplified}>
          <Info size={14} aria-hidden="true" /> <Markdown text={view.simplified} />
        </div>
      )}
    </footer>
  );
}
