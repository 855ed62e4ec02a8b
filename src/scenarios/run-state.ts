// Where a learner stands in a lesson, and what can be read from it: the step and its phase, answers and records, what may be done now,
// the attempt as a small piece of data. The runner changes it; the view, the progress and the page only read.

import type { Action, Host, Tick } from '../engine/index.ts';
import type { GoalWatch } from './assertions/goal.ts';
import { lostSince } from './assertions/metrics.ts';
import type { Observer } from './assertions/observer.ts';
import type { Scene } from './assertions/scene.ts';
import { type Answer, type Attempt, type StepRecord, shortened } from './attempt.ts';
import type { Checks } from './checks.ts';
import type { Comparison } from './comparison.ts';
import { isDemonstration } from './demonstration.ts';
import { budgetOf, parOf, worded } from './future.ts';
import type { Ledger } from './ledger.ts';
import type { Confidence } from './lesson-view.ts';
import type { LessonFiles, LoadedLesson } from './loader.ts';
import type { Key } from './prediction.ts';
import { momentOf } from './replay.ts';
import { saidNow } from './said.ts';
import type { Past } from './say-schema.ts';
import type { Lesson, PredictStep, Step } from './schema.ts';
import type { Stage } from './stage.ts';
import type { Variables } from './text.ts';
import { mayDo, toolsFor } from './tools.ts';

/** Where the learner is within a step. */
export type Phase = 'open' | 'running' | 'revealed' | 'passed';

/** A prediction that the learner's own next task settles. */
export interface Standing {
  readonly step: PredictStep;
  readonly chosen: number;
  readonly confidence: Confidence | undefined;
  readonly drawn: readonly number[];
  readonly key: Key;
  readonly settled: boolean;
}

export abstract class RunState {
  index = 0;
  step!: Step;
  phase: Phase = 'open';
  beat = 0;
  hintsShown = 0;
  feedback = '';
  /** The misconception that the feedback is about, or ''. */
  feedbackIdea = '';
  /** The moment of the run that it is about. */
  feedbackAt: Tick | undefined;
  /** Names that the step's `bind` has found objects for. */
  names: readonly string[] = [];
  /** What the step says of them and cannot fill in: `$pod.ip` of a pod that has none. */
  blanks: readonly string[] = [];
  chosen: number | undefined;
  confidence: Confidence | undefined;
  /** Of a sketch: where it begins, and the values that are drawn. */
  start = 0;
  drawn: readonly number[] = [];
  key: Key | undefined;
  /** Predictions that the learner's own next task settles, and which of them is shown once it is done. */
  standings: readonly Standing[] = [];
  shownStanding = 0;
  watch: GoalWatch | undefined;
  stage!: Stage;
  comparison: Comparison | undefined;
  readonly answers: Answer[] = [];
  readonly done: StepRecord[] = [];
  readonly branches: (readonly [string, Tick])[] = [];
  /** The tick at which each step began, for going back. */
  readonly entered: Tick[] = [];
  /** How many inputs had been given when each step began. */
  readonly given: number[] = [];
  /** When each sentence of the step was said, as far as it has come. */
  readonly said: { readonly tick: Tick; readonly inputs: number }[] = [];
  abstract readonly ledger: Ledger;
  abstract readonly variants: Variables;
  /** What must be so all through the lesson. */
  abstract readonly checks: Checks;
  /** The whole run, for what looks back. */
  abstract readonly chronicle: Observer;
  /** The lesson's files with this seed's variants in them. */
  abstract readonly files: LessonFiles;
  /** What arranges the step's case is still being done. */
  arranging = false;
  /** The present that a look into the past comes back to. */
  present: Tick | undefined;
  solvedBy: StepRecord['solvedBy'] = 'learner';
  /** The solution is played as soon as the step's case is arranged. */
  protected toSolve = false;
  private wordedWhole: Pick<Lesson, 'debrief' | 'misconceptions'> | undefined;
  /** The moment that was looked up last: it is asked for with every picture. */
  private told: { readonly of: Past; readonly tick: Tick | undefined; readonly after: number } | undefined;

  constructor(
    readonly loaded: LoadedLesson,
    readonly host: Host,
    readonly seed: number,
  ) {}

  get lesson(): LoadedLesson['lesson'] {
    return this.loaded.lesson;
  }

  /** Of the texts that are shown. */
  get language(): string {
    return this.lesson.language ?? 'en';
  }

  /** What belongs to no step, with this seed's variants in it. */
  get whole(): Pick<Lesson, 'debrief' | 'misconceptions'> {
    const { debrief, misconceptions } = this.lesson;
    this.wordedWhole ??= worded({ debrief, misconceptions }, this.variants, this.language);
    return this.wordedWhole;
  }

  /** All steps are done and the debrief is shown. */
  get atEnd(): boolean {
    return this.index >= this.lesson.steps.length;
  }

  /** What the present step is judged from. */
  get scene(): Scene {
    return this.stage.scene;
  }

  get passed(): boolean {
    return this.phase === 'passed';
  }

  /** A task is being done, and is not done yet. */
  get inTask(): boolean {
    return !this.atEnd && this.phase === 'open' && 'goal' in this.step;
  }

  /** Another sentence follows the one that is on. */
  get moreToSay(): boolean {
    return this.beat + 1 < saidNow(this).beats.length;
  }

  /** When a moment that a sentence speaks of was, in this run; undefined as long as it has not come. */
  tickOf(past: Past): Tick | undefined {
    const told = this.chronicle.told.length;
    if (this.told?.of !== past || (this.told.tick === undefined && this.told.after !== told))
      this.told = { of: past, tick: momentOf(past, this.chronicle.scene, this.entered, this.lesson), after: told };
    return this.told.tick;
  }

  /** The learner has gone back to before the step began. It waits; nothing can be done there, for it would undo what led here. */
  get outrun(): boolean {
    return !this.atEnd && this.present === undefined && this.stage.observer.outrun;
  }

  /** As far as time may go: to where a question about the future is open. */
  get limit(): Tick {
    return this.asks ? this.stage.observer.start : Number.POSITIVE_INFINITY;
  }

  private get asks(): boolean {
    return !this.atEnd && this.step.kind === 'predict' && this.phase === 'open' && !this.arranging;
  }

  /** Time stands still: a question about the future is open. Whoever has the clock holds it while this is true. */
  get futureLocked(): boolean {
    return this.asks && !this.outrun;
  }

  /**
   * Time is held while the learner reads: a step that stands still speaks of this very tick, an answer of the moment that gave it, a look
   * back of the past. Whoever has the clock holds it, and lets it be moved by hand.
   */
  get standsStill(): boolean {
    if (this.outrun) return true;
    if (this.atEnd || this.phase === 'running' || this.arranging) return false;
    if (this.present !== undefined || (this.step.kind === 'predict' && this.phase === 'revealed')) return true;
    return ('still' in this.step && this.step.still === true) || isDemonstration(this.lesson);
  }

  /** Nobody waits for anything: a sentence is read, or a task that nobody has touched. Whoever has the clock shortens no wait now. */
  get unhurried(): boolean {
    if (this.atEnd) return true;
    if (this.phase === 'running' || this.arranging || this.step.kind === 'free') return false;
    if (this.phase !== 'open' || !('goal' in this.step)) return true;
    return this.host.recording().inputs.length === this.stage.observer.inputsBefore;
  }

  /** What the learner may do now; undefined when everything is open. */
  get tools(): readonly string[] | undefined {
    if (this.atEnd || this.step.kind === 'free') return this.atEnd ? undefined : toolsFor(undefined, this.step.tools);
    if (this.asks || this.inPast) return toolsFor([], undefined);
    return toolsFor(this.lesson.interface?.tools, this.step.tools);
  }

  /** What is on screen is past: to do anything there, even to ask, would leave out all that has happened since. */
  get inPast(): boolean {
    return this.outrun || (this.present !== undefined && this.host.now() < this.present);
  }

  /** Whether the step leaves an action to the learner now. */
  allows(action: Action): boolean {
    return !this.inPast && mayDo(this.tools, action);
  }

  /** The next time that is known at which the lesson itself does something: do not live past it without a `sync`. */
  dueAt(closely = false): Tick | undefined {
    return this.atEnd ? undefined : this.stage.dueAt(closely);
  }

  /** When what counts now began: the step, or what is free after the last one. A run that is taken up at its end has no step. */
  get began(): Tick {
    return this.atEnd ? this.entered[this.index] : this.stage.observer.start;
  }

  /** How long the present step is watched before it counts as not done. */
  budget(): Tick {
    return budgetOf(this.step);
  }

  attempt(): Attempt {
    const { lesson, hash } = this.loaded;
    const { lessonStart } = this.host;
    const since = (tick: Tick): Tick => tick - lessonStart;
    return {
      format: 'attempt/1',
      lesson: lesson.id,
      version: lesson.version,
      hash,
      seed: this.seed,
      step: this.index,
      entered: this.entered.map(since),
      began: since(this.atEnd ? this.host.now() : this.began),
      before: this.atEnd ? this.host.recording().inputs.length : this.stage.observer.inputsBefore,
      now: since(this.present ?? Math.max(this.host.now(), this.outrun ? this.stage.observer.seen : 0)),
      beat: this.beat,
      hints: this.hintsShown,
      solvedBy: this.solvedBy,
      inputs: this.host.recording().inputs.map(({ tick, input }, i) => {
        const mark = this.ledger.of(i);
        const action = shortened(input, this.files);
        return mark ? ([since(tick), action, mark.fault] as const) : ([since(tick), action] as const);
      }),
      answers:
        this.phase === 'running' ? [...this.answers, this.answerNow(this.step.id, this.key?.right)] : [...this.answers],
      done: [...this.done],
      branches: [...this.branches],
    };
  }

  protected answer(step: string, right: number | undefined): void {
    this.answers.push(this.answerNow(step, right));
  }

  protected answerNow(step: string, right: number | undefined): Answer {
    const { chosen = -1, confidence, drawn } = this;
    const base = { step, chosen, ...(drawn.length > 0 ? { drawn } : {}), at: this.sinceStart() };
    return { ...base, ...(confidence ? { confidence } : {}), ...(right === undefined ? {} : { right }) };
  }

  /** What was answered and done in a step and after it. */
  protected forgetFrom(to: number): void {
    this.done.splice(0, this.done.length, ...this.done.filter(({ step }) => this.placeOf(step) < to));
    this.answers.splice(0, this.answers.length, ...this.answers.filter(({ step }) => this.placeOf(step) < to));
    this.standings = this.standings
      .filter(({ step }) => this.placeOf(step.id) < to)
      .map((each) => ({ ...each, settled: false }));
  }

  /** Nothing of the step has been said, chosen or done yet. */
  protected beginStep(): void {
    this.phase = 'open';
    this.beat = 0;
    this.hintsShown = 0;
    this.feedback = '';
    this.feedbackIdea = '';
    this.feedbackAt = undefined;
    this.chosen = undefined;
    this.confidence = undefined;
    this.key = undefined;
    this.watch = undefined;
    this.comparison = undefined;
    this.shownStanding = 0;
    this.solvedBy = 'learner';
    this.toSolve = false;
  }

  protected recordOf(passedAt: Tick): StepRecord {
    const { start } = this.stage.observer;
    const { hintsShown: hints, solvedBy } = this;
    const actions = this.ledger.learnersSince(start);
    const record = { step: this.step.id, hints, solvedBy, actions, at: this.sinceStart(), took: passedAt - start };
    return parOf(this.step)?.lost === undefined ? record : { ...record, lost: lostSince(this.scene) };
  }

  protected placeOf(step: string): number {
    return this.lesson.steps.findIndex(({ id }) => id === step);
  }

  protected sinceStart(): Tick {
    return this.host.now() - this.host.lessonStart;
  }
}

/** Inputs that the run on screen has had; a future that is kept has more. */
export function inputsSoFar(host: Host): number {
  const { inputs } = host.recording();
  const next = inputs.findIndex(({ tick }) => tick > host.now());
  return next < 0 ? inputs.length : next;
}
