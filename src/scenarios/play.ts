// Plays a lesson without a screen, as a learner who knows what to do: it looks several times in a second of simulated time, answers
// questions, and does what it is told in a step. Tests and the command line use it; a page has its own clock.

import type { Host, Tick } from '../engine/index.ts';
import { Script, type Stagehand } from './actions.ts';
import { lessonCluster } from './hands.ts';
import type { Ledger } from './ledger.ts';
import type { LoadedLesson } from './loader.ts';
import { Pace } from './pace.ts';
import { LessonRun } from './runner.ts';
import type { LessonAction } from './schema.ts';
import { atOnce, type Sliced } from './sliced.ts';

/** Sentences of a step, before, and after each question that it settles. */
export const MOST_BEATS = 60;
/** How long a script may take, waits and all. */
const LONGEST_SCRIPT: Tick = 2 * 3_600_000;

export class Player {
  readonly run: LessonRun;
  /** What the lesson has said of wrong paths since this was last emptied. */
  readonly heard = new Set<string>();
  /** Called with every sentence that is shown on the way, before it goes on. */
  shown: (() => void) | undefined;

  constructor(
    loaded: LoadedLesson,
    readonly host: Host,
    readonly seed: number,
    from = 0,
    ledger?: Ledger,
  ) {
    this.run = new LessonRun(loaded, host, seed, undefined, from, ledger);
  }

  /** A fresh cluster, a little older than it has to be when asked. */
  static fresh(loaded: LoadedLesson, seed = loaded.lesson.seed, delay: Tick = 0): Player {
    const host = lessonCluster(loaded, seed);
    if (delay > 0) host.advance(host.now() + delay, Number.POSITIVE_INFINITY);
    return new Player(loaded, host, seed);
  }

  /** Another player at the beginning of the same step, on a copy of the cluster. */
  fork(): Player {
    return new Player(this.run.loaded, this.host.fork(), this.seed, this.run.index, this.run.ledger);
  }

  /** Lives on for so long, or until the test says stop. */
  live(ticks: Tick, stop?: () => boolean): void {
    atOnce(this.living(ticks, stop));
  }

  private *living(ticks: Tick, stop: () => boolean = () => false): Sliced<void> {
    const end = this.host.now() + ticks;
    const pace = new Pace(this.host, () => this.run.dueAt());
    while (this.host.now() < end && !stop()) {
      this.host.advance(Math.min(end, pace.next()), Number.POSITIVE_INFINITY);
      this.run.sync();
      if (this.run.feedback !== '') this.heard.add(this.run.feedback);
      yield;
    }
  }

  perform(actions: readonly LessonAction[], budget: Tick): void {
    atOnce(this.performing(actions, budget));
  }

  /** Does what a script says, to its end, and then waits until the step is passed or its budget is used up. */
  *performing(actions: readonly LessonAction[], budget: Tick): Sliced<void> {
    yield* this.arranging();
    const script = new Script(actions);
    const pump = (): boolean => {
      script.pump(this.hands());
      this.run.sync();
      return script.done;
    };
    if (!pump()) yield* this.living(LONGEST_SCRIPT, pump);
    yield* this.living(budget, () => this.run.passed);
  }

  arrange(): void {
    atOnce(this.arranging());
  }

  /** Lives until the step's case is arranged. */
  *arranging(): Sliced<void> {
    yield* this.living(LONGEST_SCRIPT, () => !this.run.arranging);
  }

  /** A script is played as the learner would: what it does is theirs. */
  private hands(): Stagehand {
    const { run, host } = this;
    return {
      host,
      files: run.files,
      submit: (action) => void host.submit(action),
      holds: (clause) => run.stage.holds(clause),
      trigger: (id) => run.trigger(id),
      answer: (option) => run.stage.answer(option),
      seek: (since) => run.stage.seek(since),
      fork: (name) => run.stage.fork(name),
    };
  }

  solve(): void {
    atOnce(this.solving());
  }

  /** Goes through the present step as it is meant, with the right answers. */
  *solving(): Sliced<void> {
    const { run } = this;
    const index = run.index;
    const { step } = run;
    yield* this.arranging();
    if (step.kind === 'predict' || step.kind === 'quiz') {
      run.choose(yield* this.rightOption());
      run.sure('certain');
      run.primary(step.kind === 'quiz' ? 'check' : 'lock');
      yield* this.living(LONGEST_SCRIPT, () => run.index !== index || run.phase === 'revealed');
    } else if ('goal' in step) yield* this.performing(step.solution, run.budget());
    yield* this.goingOn(index);
  }

  /** Leaves the present question out; what its script does is lived through. */
  leaveOut(): void {
    const { index } = this.run;
    this.arrange();
    this.run.skip();
    this.live(LONGEST_SCRIPT, () => this.run.index !== index || this.run.phase === 'revealed');
    atOnce(this.goingOn(index));
  }

  private *goingOn(index: number): Sliced<void> {
    const { run } = this;
    for (let beats = 0; beats < MOST_BEATS && run.index === index; beats++) {
      this.shown?.();
      run.primary('next');
      if (run.index === index) yield* this.arranging();
    }
  }

  private *rightOption(): Sliced<number> {
    const { step } = this.run;
    if (step.kind === 'quiz') return step.options.findIndex((option) => option.correct);
    return step.kind === 'predict' ? Math.max(0, (yield* this.run.computingKey(step)).right) : 0;
  }
}
