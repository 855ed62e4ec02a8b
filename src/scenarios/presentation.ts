// A lesson before a hall, driven by a clicker. Time runs only while something is shown and then stands, so the hall sees each sentence at the
// tick that was rehearsed; a question is answered on a copy of the cluster and the script goes on exactly where it was left.

import type { Host, Tick } from '../engine/index.ts';
import { sentencesOf } from './demonstration.ts';
import type { Hands } from './hands.ts';
import type { LoadedLesson } from './loader.ts';
import { Pace } from './pace.ts';
import { branchesOf, branchLesson } from './prepared-branch.ts';
import { LessonRun } from './runner.ts';
import { atOnce } from './sliced.ts';

/** Whoever shows it: has the hands, can leave the script's run for a copy of it, and can live through a stretch in one go. */
export interface Screen {
  /** Hands on the cluster that is shown, the script's or a copy. */
  handsOn(host: Host): Hands;
  /** Leaves the script's run for a copy, which is shown from now on; undefined when that cannot be. */
  leave(name: string): Host | undefined;
  /** Back to the script's run, as it was left. The copy is put away. */
  comeBack(): void;
  atOnce(work: () => void): void;
}

/** So long a sentence may take at most, waits and all. */
const LONGEST: Tick = 2 * 3_600_000;

/** A run and when it has to be looked at: at the same ticks whoever shows it, so that the same world comes out. */
class Line {
  private pace: Pace | undefined;
  due: Tick = 0;

  constructor(readonly run: LessonRun) {
    this.start();
  }

  /** Whether something is being shown for which time has to run. */
  get busy(): boolean {
    const { run } = this;
    if (run.atEnd) return false;
    const solving = 'goal' in run.step && run.phase === 'open' && run.solvedBy === 'solution';
    return run.arranging || run.phase === 'running' || solving;
  }

  /** Something has been begun. */
  start(): void {
    this.pace = new Pace(this.run.host, () => this.run.dueAt());
    this.due = this.pace.next();
  }

  look(): void {
    this.run.sync();
    this.due = this.pace?.next() ?? this.due;
  }

  /** Lives through the rest of what is being shown; no message is left out. */
  finish(): void {
    const { host } = this.run;
    const end = host.now() + LONGEST;
    while (this.busy && host.now() < end) {
      host.advance(this.due, Number.POSITIVE_INFINITY);
      this.look();
    }
  }
}

export class Presentation {
  /** Where the script is; it stays there while a question is answered. */
  private readonly script: Line;
  private answer: Line | undefined;
  /** A question that nobody prepared: the copy of the cluster is the presenter's own. */
  free = false;

  constructor(
    private readonly loaded: LoadedLesson,
    private readonly host: Host,
    private readonly screen: Screen,
    private readonly seed: number = loaded.lesson.seed,
  ) {
    this.script = new Line(new LessonRun(loaded, host, seed, screen.handsOn(host)));
  }

  /** What the hall sees: the script, or an answer. */
  get run(): LessonRun {
    return this.line.run;
  }

  get scriptRun(): LessonRun {
    return this.script.run;
  }

  get answering(): boolean {
    return this.answer !== undefined;
  }

  get busy(): boolean {
    return !this.free && this.line.busy;
  }

  private get line(): Line {
    return this.answer ?? this.script;
  }

  /** Time may run until then, and then wants a `look`; undefined when the presenter has the clock. */
  lookAt(): Tick | undefined {
    if (this.free) return undefined;
    return this.line.busy ? this.line.due : this.run.host.now();
  }

  look(): void {
    if (this.busy) this.line.look();
  }

  // ---- what the clicker does ---------------------------------------------------------------------------------------

  /** On: to the end of what is being shown, or else to the next sentence. */
  next(): void {
    if (this.free) this.comeBack();
    else if (this.line.busy) this.finish();
    else this.goOn(this.line);
    if (this.answer?.run.atEnd) this.comeBack();
  }

  /** Back to the sentence before, with the world as it was when that was begun. */
  previous(): void {
    const { line } = this;
    const { run } = line;
    if (this.free || (this.answer && run.beat === 0)) this.comeBack();
    else if (run.atEnd) this.backToEndOf(run.index - 1);
    else if (run.phase !== 'open') this.again();
    else if (run.beat > 0) {
      run.backToBeat(run.beat - 1);
      line.start();
    } else if (run.index > 0) this.backToEndOf(run.index - 1);
    else this.again();
  }

  /** The same sentence once more, from its beginning. */
  again(): void {
    if (this.free) return;
    this.run.again();
    this.line.start();
  }

  /** To a step of the script, by living through what lies between. */
  goTo(index: number): void {
    if (this.free || this.answer) this.comeBack();
    const { run } = this.script;
    if (!run.lesson.steps[index]) return;
    if (index <= run.index) {
      run.backToStep(index);
      this.script.start();
      return;
    }
    this.screen.atOnce(() => {
      for (let i = 0; i < 1_000 && run.index < index && !run.atEnd; i++) {
        this.script.finish();
        this.goOn(this.script);
      }
    });
  }

  /** Answers a prepared question, from the end of what is being shown; false when there is none of that number. */
  ask(which: number): boolean {
    if (this.free || this.answer) this.comeBack();
    const { run } = this.script;
    const branch = branchesOf(run)[which];
    if (!branch) return false;
    this.finish();
    const lesson = branchLesson(run, which);
    const host = this.screen.leave(branch.ask);
    if (!host) return false;
    this.answer = new Line(new LessonRun(lesson, host, this.seed, this.screen.handsOn(host), 0, run.ledger));
    return true;
  }

  /** A question that nobody prepared: from this very tick, with everything open. */
  askFreely(name: string): boolean {
    if (this.free) return true;
    if (this.answer) this.comeBack();
    this.free = this.screen.leave(name) !== undefined;
    return this.free;
  }

  /** Back to the script, exactly where it was left. */
  comeBack(): void {
    if (!this.free && !this.answer) return;
    this.free = false;
    this.answer = undefined;
    this.screen.comeBack();
  }

  private finish(): void {
    if (this.line.busy) this.screen.atOnce(() => this.line.finish());
  }

  /** What was shown is over: the next sentence, the answer to a question, the solution of a task. */
  private goOn(line: Line): void {
    const { run } = line;
    if (run.atEnd) return;
    const { step } = run;
    if (run.phase === 'open' && step.kind === 'predict') {
      run.choose(Math.max(0, atOnce(run.computingKey(step)).right));
      run.primary('lock');
    } else if (run.phase === 'open' && step.kind === 'quiz') {
      run.choose(step.options.findIndex(({ correct }) => correct));
      run.primary('check');
    } else if (run.phase === 'open' && 'goal' in step) run.solve();
    else run.primary('next');
    line.start();
  }

  /** To the last sentence of an earlier step. */
  private backToEndOf(index: number): void {
    const { line } = this;
    const { run } = line;
    run.backToStep(index);
    line.start();
    const last = sentencesOf(run.step).length - 1;
    if ('goal' in run.step || run.step.kind === 'predict' || last < 1) return;
    this.screen.atOnce(() => {
      while (run.beat < last) {
        line.finish();
        this.goOn(line);
      }
    });
  }

  /** Of the script's own cluster, for tests: the same whatever was asked. */
  hash(): string {
    return this.host.hash();
  }

  get lesson(): LoadedLesson['lesson'] {
    return this.loaded.lesson;
  }
}
