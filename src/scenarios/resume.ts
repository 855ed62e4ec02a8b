// An attempt taken up where it was left, on any machine: the same seed and the same actions make the same cluster, so nothing of it
// has to be kept. What the lesson itself did is among the inputs and is not done again.

import type { Host, Tick } from '../engine/index.ts';
import { type Attempt, lengthened } from './attempt.ts';
import { compareWays } from './comparison.ts';
import { isDemonstration } from './demonstration.ts';
import { prepared } from './future.ts';
import { type Hands, lessonCluster } from './hands.ts';
import type { LoadedLesson } from './loader.ts';
import { momentOf } from './replay.ts';
import { LessonRun } from './runner.ts';
import { atOnce } from './sliced.ts';

const LOOK: Tick = 50;
/** An attempt of more messages than this was not made by a learner. */
const MOST_MESSAGES = 5_000_000;

/** An attempt on a cluster of its own. */
export function resumeLesson(loaded: LoadedLesson, attempt: Attempt): { readonly host: Host; readonly run: LessonRun } {
  const host = lessonCluster(loaded, attempt.seed);
  return { host, run: resumeRun(loaded, attempt, host) };
}

/** Lives to a tick with at most so many of the attempt's inputs, and calls back whenever there may be something to see. */
type Live = (until: Tick, inputs: number, look: () => void) => void;

/** Lives an attempt again on a fresh cluster; the run then stands where the learner left it. */
export function resumeRun(loaded: LoadedLesson, attempt: Attempt, host: Host, hands?: Hands): LessonRun {
  const run = new LessonRun(loaded, host, attempt.seed, hands, -1);
  const live = liver(attempt, host, run);
  run.reliving = true;
  run.branches.push(...attempt.branches);
  attempt.entered.forEach((tick, k) => {
    live(host.lessonStart + tick, attempt.before, () => run.chronicle.sync());
    run.entered[k] = host.now();
    run.given[k] = host.recording().inputs.filter(({ tick: at }) => at < host.now()).length;
    if (k < attempt.step) standAgain(run, k, attempt);
  });
  run.answers.push(...attempt.answers);
  run.done.push(...attempt.done);
  // A demonstration goes on where its step began: what it does, it does again.
  if (isDemonstration(run.lesson)) run.reliving = false;
  run.enter(attempt.step);
  if (!run.atEnd && run.reliving) takeUp(run, attempt, live);
  run.reliving = false;
  return run;
}

function liver({ inputs }: Attempt, host: Host, run: LessonRun): Live {
  let given = 0;
  let messages = 0;
  const dueAt = (most: number): Tick =>
    given < Math.min(most, inputs.length) ? host.lessonStart + inputs[given][0] : Number.POSITIVE_INFINITY;
  return (until, most, look) => {
    for (;;) {
      for (; dueAt(most) <= host.now(); given++) {
        const [, action, fault] = inputs[given];
        const input = lengthened(action, run.files);
        host.submit(input);
        if (fault !== undefined) run.ledger.put(given, host.now(), input, fault);
      }
      look();
      if (host.now() >= until) return;
      messages += host.advance(Math.min(until, host.now() + LOOK, dueAt(most)), MOST_MESSAGES);
      if (messages > MOST_MESSAGES) throw new Error('it has more messages than an attempt can have');
    }
  };
}

/** A prediction that is not settled yet stands again, with its key found anew. */
function standAgain(run: LessonRun, k: number, { answers }: Attempt): void {
  const given = run.lesson.steps[k];
  const answer = answers.find(({ step, right, chosen }) => step === given.id && right === undefined && chosen >= 0);
  if (!answer || given.kind !== 'predict') return;
  const { step } = prepared(given, run.host, run.variants, run.language);
  const { chosen, confidence, drawn = [] } = answer;
  run.standings = [
    ...run.standings,
    { step, chosen, confidence, drawn, key: atOnce(run.computingKey(step)), settled: false },
  ];
}

/** From the beginning of the step the learner is at to where they left it. */
function takeUp(run: LessonRun, attempt: Attempt, live: Live): void {
  const { step, host } = run;
  const answer = attempt.answers.find((each) => each.step === step.id);
  if (answer && step.kind === 'predict') run.key = atOnce(run.computingKey(step));
  if (step.kind === 'quiz' && answer) run.key = { right: answer.right ?? -1, fitting: [], measured: '', at: undefined };
  run.watch = undefined;
  live(host.lessonStart + attempt.began, attempt.before, () => run.sync());
  run.observe();
  // A task that had been done is done again on the way.
  run.done.splice(0, run.done.length, ...run.done.filter((record) => record.step !== step.id));
  run.hintsShown = attempt.hints;
  run.solvedBy = attempt.solvedBy;
  live(host.lessonStart + attempt.now, Number.POSITIVE_INFINITY, () => run.sync());
  run.beat = attempt.beat;
  if (answer && 'options' in step) {
    run.chosen = answer.chosen < 0 ? undefined : answer.chosen;
    run.drawn = answer.drawn ?? run.drawn;
    run.confidence = answer.confidence;
    run.phase = 'revealed';
  }
  if (step.kind === 'compare') run.comparison = compareWays(step, run.situation(), run.language);
  if (step.kind === 'replay') run.lookBack(momentOf(step.seek, run.chronicle.scene, run.entered, run.lesson));
}
