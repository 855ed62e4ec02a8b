// Runs a lesson over a cluster: which step, which question, what was done and seen. It decides from the cluster's state and history
// only, never from which button was pressed, and it has no clock: whoever shows the cluster tells it when to look.

import type { Host, Tick } from '../engine/index.ts';
import { GoalWatch } from './assertions/goal.ts';
import { kindsIn } from './assertions/kinds.ts';
import { Observer } from './assertions/observer.ts';
import type { Moment } from './assertions/scene.ts';
import { Checks } from './checks.ts';
import { compareWays } from './comparison.ts';
import { actsInBeats, isDemonstration, scriptOf, sentencesOf } from './demonstration.ts';
import { feedbackOf } from './feedback.ts';
import { futureOf, prepared, worded } from './future.ts';
import { type Hands, handsOf } from './hands.ts';
import { Ledger } from './ledger.ts';
import type { Confidence, LessonView, PrimaryAction } from './lesson-view.ts';
import type { LessonFiles, LoadedLesson } from './loader.ts';
import { foreseeing, type Key, keyFrom } from './prediction.ts';
import { momentOf } from './replay.ts';
import { inputsSoFar, RunState } from './run-state.ts';
import { goesOn } from './said.ts';
import type { Goal, PredictStep } from './schema.ts';
import { paperFor, redrawn } from './sketch.ts';
import { atOnce, type Sliced } from './sliced.ts';
import { Stage } from './stage.ts';
import { settleStandings } from './standings.ts';
import { viewOf } from './step-view.ts';
import { pickVariants, substitute, type Variables } from './text.ts';

export class LessonRun extends RunState {
  readonly ledger: Ledger;
  /** The lesson's files with this seed's variants in them. */
  readonly files: LessonFiles;
  readonly variants: Variables;
  /** The whole run, for steps that look back. */
  readonly chronicle: Observer;
  readonly checks: Checks;
  /** An attempt is being lived again: what the lesson did is in it already. */
  reliving = false;
  /** The last hidden run, and where it began: asking twice costs nothing. */
  private foreseen: { readonly from: string; readonly key: Key } | undefined;
  private shadowGoals: readonly Goal[] = [];
  shadows: readonly GoalWatch[] = [];
  private readonly kinds: readonly string[];
  private readonly hands: Hands;

  constructor(
    loaded: LoadedLesson,
    host: Host,
    seed: number = loaded.lesson.seed,
    hands?: Hands,
    /** The step to begin at; -1 for an attempt that is taken up. */
    from = 0,
    ledger?: Ledger,
  ) {
    super(loaded, host, seed);
    this.hands = hands ?? handsOf(host);
    this.kinds = kindsIn(loaded.lesson);
    this.variants = pickVariants(loaded.lesson.variants ?? {}, seed);
    this.files = substitute(loaded.files, this.variants);
    this.ledger = ledger?.copy(host) ?? new Ledger(host);
    this.chronicle = new Observer(host, this.kinds, host.now(), this.ledger, ({ at }) => this.checks.take(at));
    this.checks = new Checks(worded(this.lesson.checks ?? [], this.variants, this.language), this.chronicle.scene);
    if (from >= 0) this.enter(from);
  }

  /** To be called whenever the cluster has lived on, or was taken back: judges, speaks, goes on with a script. */
  sync(): void {
    if (this.atEnd) return;
    // Who has played on to where they looked back from is back.
    if (this.present !== undefined && this.inTask && this.host.now() >= this.present) this.present = undefined;
    if (this.present !== undefined) return;
    if (this.chronicle.wentBack) this.chronicle.rewind(() => this.checks.restart(this.chronicle.scene));
    this.chronicle.sync();
    const { observer } = this.stage;
    if (observer.outrun) return;
    if (observer.wentBack) this.rewind();
    if (this.reliving) observer.sync();
    else this.stage.sync();
    this.goOn();
    if (this.step.kind === 'predict' && this.phase === 'running' && !this.stage.playing) this.reveal();
    if (this.watch && this.phase === 'open' && !this.arranging) this.judgeTask();
  }

  view(): LessonView {
    return viewOf(this);
  }

  primary(id: PrimaryAction['id']): void {
    if (this.catchUp()) return;
    if (id === 'finish') this.hands.finish?.();
    else if (id === 'restart') this.restart();
    else if (id === 'lock' || id === 'check') this.lock();
    else if (id === 'next') this.next();
  }

  choose(option: number): void {
    if (this.phase === 'open' && 'options' in this.step && this.step.options[option]) this.chosen = option;
  }

  /** Draws one value of a sketch. */
  draw(column: number, value: number): void {
    if (this.phase === 'open') this.drawn = redrawn(this.step, this.drawn, column, value);
  }

  sure(confidence: Confidence): void {
    if (this.phase === 'open') this.confidence = confidence;
  }

  /** A question may be left out; what its script does is part of the run all the same, and is shown. */
  skip(): void {
    const { step } = this;
    if (step.kind !== 'predict' || this.phase !== 'open') return;
    this.catchUp();
    Object.assign(this, { chosen: undefined, confidence: undefined, drawn: [] });
    if (step.reveal === 'run') return this.show(step);
    this.answer(step.id, undefined);
    this.enter(this.index + 1);
  }

  /** The learner's button of a fault. */
  trigger(id: string): void {
    this.catchUp();
    if (!this.arranging && this.present === undefined) this.stage.trigger(id);
  }

  back(): void {
    this.catchUp();
    if (this.atEnd || this.beat === 0) this.backToStep(Math.max(0, this.index - 1));
    else if (actsInBeats(this.step)) this.backToBeat(this.beat - 1);
    else this.beat--;
  }

  /** The present sentence once more, with the world as it was before it. */
  again(): void {
    if (!this.atEnd) this.backToBeat(this.beat);
  }

  /** To an earlier sentence of the step, or this one, with the world as it was before it. */
  backToBeat(beat: number): void {
    const mark = this.said[beat];
    if (beat === 0 || !mark) return this.backToStep(this.index);
    this.hands.backTo(mark.tick, mark.inputs);
    this.chronicle.rewind(() => this.checks.restart(this.chronicle.scene));
    this.rewind();
    this.speak(beat);
  }

  /** To the beginning of an earlier step, or of this one. */
  backToStep(to: number): void {
    this.present = undefined;
    this.hands.backTo(this.entered[to], this.given[to] ?? 0);
    this.forgetFrom(to);
    this.enter(to);
  }

  /** The next hint; the last one acts. */
  hint(): void {
    if (!('hints' in this.step) || !this.step.hints || this.hintsShown >= this.step.hints.length) return;
    this.catchUp();
    const hint = this.step.hints[this.hintsShown++];
    if (typeof hint === 'string') return;
    this.solvedBy = 'hint';
    this.stage.play(hint.do, false);
  }

  /** Does the task for the learner; it is recorded as that. */
  solve(): void {
    this.catchUp();
    if (!('solution' in this.step) || this.phase !== 'open' || this.arranging) return;
    const { hintsShown, watch } = this;
    // The solution is the way from the step's beginning, and whatever was done since may be in its way.
    if (watch?.broken || watch?.late || this.ledger.learnersSince(this.stage.observer.start) > 0)
      this.backToStep(this.index);
    Object.assign(this, { hintsShown, solvedBy: 'solution' });
    this.toSolve = true;
    this.goOn();
  }

  /** Back to where the lesson began, with the same seed. */
  restart(): void {
    this.present = undefined;
    this.hands.backTo(this.host.lessonStart, 0);
    this.answers.length = 0;
    this.done.length = 0;
    this.standings = [];
    this.enter(0);
  }

  /** The answer to a question as it would be found from here; nothing is changed by it. */
  *computingKey(step: PredictStep): Sliced<Key> {
    const from = `${step.id}@${this.host.now()}/${this.host.revision()}/${this.host.recording().inputs.length}`;
    if (this.foreseen?.from !== from) {
      const future = futureOf(this.lesson, this.placeOf(step.id), step, this.host, this.variants);
      const scene = yield* foreseeing(future, this.situation());
      this.foreseen = { from, key: keyFrom(step, scene, future.during, this.language) };
    }
    return this.foreseen.key;
  }

  /** Watches other goals beside the step's own, for whoever wants to know which clauses matter. */
  shadow(goals: readonly Goal[]): void {
    this.shadowGoals = goals;
    this.shadows = goals.map((goal) => new GoalWatch(goal, this.scene));
  }

  /** From before the step back to where it stands; false when the run is not there. */
  private catchUp(): boolean {
    if (!this.outrun) return false;
    this.hands.seek(this.stage.observer.seen);
    this.sync();
    return true;
  }

  // ---- steps -------------------------------------------------------------------------------------------------------

  enter(index: number): void {
    this.index = index;
    this.entered[index] = this.host.now();
    this.entered.length = index + 1;
    this.given[index] = inputsSoFar(this.host);
    this.beginStep();
    if (this.atEnd) return;
    const { step, names, blanks } = prepared(this.lesson.steps[index], this.host, this.variants, this.language);
    this.step = step;
    this.names = names;
    this.blanks = blanks;
    this.observe();
    Object.assign(this, paperFor(step, this.scene));
    if (this.reliving) return;
    this.speak(0);
    if (step.kind === 'compare') this.comparison = compareWays(step, this.situation(), this.language);
    if (step.kind === 'replay') this.lookBack(momentOf(step.seek, this.chronicle.scene, this.entered, this.lesson));
  }

  /** Says a sentence of the step, and does what is done with it. */
  private speak(beat: number): void {
    this.beat = beat;
    this.said.length = beat;
    this.said[beat] = { tick: this.host.now(), inputs: inputsSoFar(this.host) };
    const script = scriptOf(this.step, beat, isDemonstration(this.lesson));
    this.arranging = script.length > 0;
    this.stage.play(script, true);
  }

  lookBack(tick: Tick | undefined): void {
    if (tick === undefined) return;
    this.present ??= this.host.now();
    this.hands.seek(Math.max(tick, this.host.lessonStart));
  }

  /** From now on, what happens counts. */
  observe(): void {
    this.stage = new Stage({
      ...this.situation(),
      faults: this.step.faults ?? [],
      follow: sentencesOf(this.step).flatMap(({ expect = [] }) => expect),
      listen: (moment) => this.tell(moment),
      submit: (action) => this.hands.submit(action),
      seek: (tick) => this.hands.seek(tick),
      answer: (option) => this.answered(option - 1),
      fork: (name) => void this.branches.push([name, this.sinceStart()]),
    });
    this.watch = this.newWatch();
    this.shadow(this.shadowGoals);
  }

  /** Once the case is arranged, what counts begins; and what was to be done for the learner. */
  private goOn(): void {
    if (this.arranging && !this.stage.playing) {
      this.arranging = false;
      // What a demonstration does is part of what its step shows; elsewhere it only arranged the case.
      if (this.step.kind !== 'demo') this.observe();
    }
    if (!this.toSolve || this.arranging) return;
    this.toSolve = false;
    if ('solution' in this.step) this.stage.play(this.step.solution, false);
  }

  private tell(moment: Moment): void {
    this.watch?.take(moment);
    for (const shadow of this.shadows) shadow.take(moment);
  }

  situation() {
    const { host, ledger, kinds, files } = this;
    return { host, ledger, kinds, files };
  }

  private next(): void {
    if (this.arranging && goesOn(this.step)) return;
    if (this.present !== undefined && this.inTask) {
      this.hands.seek(this.present);
      this.present = undefined;
      return;
    }
    if (this.moreToSay) {
      if (goesOn(this.step)) this.speak(this.beat + 1);
      else this.beat++;
      return;
    }
    if (this.phase === 'passed' && this.shownStanding + 1 < this.standings.length) {
      this.shownStanding++;
      this.beat = 0;
      return;
    }
    if (this.phase !== 'passed' && this.phase !== 'revealed' && !goesOn(this.step)) return;
    if (this.phase === 'passed') this.standings = [];
    if (this.present !== undefined) {
      this.hands.seek(this.present);
      this.present = undefined;
    }
    this.enter(this.index + 1);
  }

  private answered(option: number): void {
    this.choose(option);
    this.lock();
  }

  private lock(): void {
    const { step } = this;
    if (this.drawn.length > 0) this.chosen = 0;
    if (this.chosen === undefined || this.phase !== 'open') return;
    if (step.kind === 'quiz') {
      const right = step.options.findIndex((option) => option.correct);
      this.key = { right, fitting: [right], measured: '', at: undefined };
      return this.revealed();
    }
    if (step.kind !== 'predict') return;
    if (step.reveal === 'run') return this.show(step);
    this.key = atOnce(this.computingKey(step));
    if (step.reveal === 'step') {
      // It was measured on a copy: the moment is none of this run.
      this.key = { ...this.key, at: undefined };
      this.revealed();
    } else {
      this.answer(step.id, undefined);
      const { chosen, confidence, drawn, key } = this;
      this.standings = [...this.standings, { step, chosen, confidence, drawn, key, settled: false }];
      this.enter(this.index + 1);
    }
  }

  private show(step: PredictStep): void {
    this.key = atOnce(this.computingKey(step));
    this.phase = 'running';
    this.beat = 0;
    this.observe();
    this.stage.play(step.answer.during ?? [], true);
  }

  /** The script was done before the learner's eyes: what they saw is measured, and shows the moment. */
  private reveal(): void {
    const { step } = this;
    if (step.kind === 'predict') {
      const own = keyFrom(step, this.scene, step.answer.during ?? [], this.language);
      if (own.right >= 0 && own.right === this.key?.right) this.key = own;
      else if (this.key) this.key = { ...this.key, at: undefined };
    }
    this.revealed();
  }

  private revealed(): void {
    this.phase = 'revealed';
    this.beat = 0;
    this.answer(this.step.id, this.key?.right);
  }

  private judgeTask(): void {
    const { step, watch } = this;
    if (!watch || !('goal' in step)) return;
    if (watch.passedAt !== undefined) {
      Object.assign(this, { phase: 'passed', beat: 0, feedback: '', feedbackIdea: '', feedbackAt: undefined });
      this.done.push(this.recordOf(watch.passedAt));
      settleStandings(this);
      return;
    }
    Object.assign(this, feedbackOf(this, step, watch));
  }

  private rewind(): void {
    if (this.phase === 'passed') {
      this.phase = 'open';
      this.beat = 0;
      this.done.pop();
      this.standings = this.standings.map((standing) => ({ ...standing, settled: false }));
    }
    this.stage.observer.rewind(() => {
      this.stage.follow();
      this.watch = this.newWatch();
    });
  }

  private newWatch(): GoalWatch | undefined {
    if (!('goal' in this.step)) return undefined;
    this.scene.follow((this.step.onFail ?? []).map(({ when }) => when));
    return new GoalWatch(this.step.goal, this.scene);
  }
}
