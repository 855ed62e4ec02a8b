// Runs a lesson over a cluster: which step, which question, what was done and seen. It decides from the cluster's state and history
// only, never from which button was pressed, and it has no clock: whoever shows the cluster tells it when to look.

import { type Action, createCluster, type Host, parseDuration, readClusterSpec, type Tick } from '../engine/index.ts';
import { Script } from './actions.ts';
import { judge } from './assertions/evaluate.ts';
import { GoalWatch } from './assertions/goal.ts';
import { kindsIn } from './assertions/kinds.ts';
import { Observer } from './assertions/observer.ts';
import type { Scene } from './assertions/scene.ts';
import type { Answer, Attempt, StepRecord } from './attempt.ts';
import type { Confidence, LessonView, PrimaryAction } from './lesson-view.ts';
import { clusterData } from './lint.ts';
import type { LoadedLesson } from './loader.ts';
import { hiddenKey, type Key, keyFrom } from './prediction.ts';
import type { LessonAction, PredictStep, Step } from './schema.ts';
import { brokenSentence, type Standing, viewOf } from './step-view.ts';
import { pickVariants, substitute, type Variables } from './text.ts';

/** How the runner acts: on a page through the session, so that everything is seen; in a test on the host itself. */
export interface Hands {
  submit(action: Action): void;
  seek(tick: Tick): void;
  /** The lesson is over; the cluster stays. */
  finish?(): void;
}

const USUAL_BUDGET: Tick = 60_000;

/** Where the learner is within a step. */
export type Phase = 'open' | 'running' | 'revealed' | 'passed';

export function lessonCluster({ lesson, files }: LoadedLesson, seed = lesson.seed): Host {
  const read = readClusterSpec(clusterData(lesson, files));
  if ('errors' in read) throw new Error(read.errors.map(({ field, message }) => `${field}: ${message}`).join('\n'));
  return createCluster({ cluster: read.spec, seed });
}

export class LessonRun {
  index = 0;
  step!: Step;
  phase: Phase = 'open';
  beat = 0;
  hintsShown = 0;
  feedback = '';
  /** Names that the step's `bind` has found objects for. */
  names: readonly string[] = [];
  chosen: number | undefined;
  confidence: Confidence | undefined;
  key: Key | undefined;
  /** A prediction that the learner's own next step settles. */
  standing: Standing | undefined;
  watch: GoalWatch | undefined;
  readonly answers: Answer[] = [];
  readonly done: StepRecord[] = [];
  /** The step at which each step began, for going back. */
  private readonly entered: Tick[] = [];
  private script: Script | undefined;
  /** What arranges the step's case is still being done. */
  arranging = false;
  private solvedBy: StepRecord['solvedBy'] = 'learner';
  private observer!: Observer;
  private readonly kinds: readonly string[];
  private readonly variants: Variables;
  private readonly hands: Hands;

  constructor(
    readonly loaded: LoadedLesson,
    readonly host: Host,
    readonly seed: number = loaded.lesson.seed,
    hands?: Hands,
    from = 0,
  ) {
    this.hands = hands ?? { submit: (action) => void host.submit(action), seek: (tick) => host.seek(tick) };
    this.kinds = kindsIn(loaded.lesson);
    this.variants = pickVariants(loaded.lesson.variants ?? {}, seed);
    this.enter(from);
  }

  get lesson(): LoadedLesson['lesson'] {
    return this.loaded.lesson;
  }

  /** All steps are done and the debrief is shown. */
  get atEnd(): boolean {
    return this.index >= this.lesson.steps.length;
  }

  /** What the present step is judged from. */
  get scene(): Scene {
    return this.observer.scene;
  }

  get passed(): boolean {
    return this.phase === 'passed';
  }

  /** To be called whenever the cluster has lived on, or was taken back: judges, speaks, goes on with a script. */
  sync(): void {
    if (this.atEnd) return;
    if (this.observer.outrun) {
      this.enter(this.index);
      return;
    }
    if (this.observer.wentBack) this.rewind();
    this.observer.sync();
    const running = this.script;
    running?.pump(this.host, (action) => this.hands.submit(action));
    if (running?.done) this.script = undefined;
    if (this.arranging && !this.script) {
      this.arranging = false;
      this.observe();
    }
    if (this.step.kind === 'predict' && this.phase === 'running' && !this.script) this.reveal();
    if (this.watch && this.phase === 'open' && !this.arranging) this.judgeTask();
  }

  view(): LessonView {
    return viewOf(this);
  }

  primary(id: PrimaryAction['id']): void {
    if (id === 'finish') this.hands.finish?.();
    else if (id === 'restart') this.restart();
    else if (id === 'lock' || id === 'check') this.lock();
    else if (id === 'next') this.next();
  }

  choose(option: number): void {
    if (this.phase === 'open') this.chosen = option;
  }

  sure(confidence: Confidence): void {
    if (this.phase === 'open') this.confidence = confidence;
  }

  /** A question may be left out; the run goes on without an answer. */
  skip(): void {
    if (this.step.kind !== 'predict' || this.phase !== 'open') return;
    this.answers.push({ step: this.step.id, chosen: -1, at: this.sinceStart() });
    this.enter(this.index + 1);
  }

  back(): void {
    if (!this.atEnd && this.beat > 0) {
      this.beat--;
      return;
    }
    const to = Math.max(0, this.index - 1);
    this.hands.seek(this.entered[to]);
    this.done.splice(0, this.done.length, ...this.done.filter(({ step }) => this.placeOf(step) < to));
    this.answers.splice(0, this.answers.length, ...this.answers.filter(({ step }) => this.placeOf(step) < to));
    this.standing = undefined;
    this.enter(to);
  }

  /** The next hint; the last one acts. */
  hint(): void {
    if (!('hints' in this.step) || this.hintsShown >= this.step.hints.length) return;
    const hint = this.step.hints[this.hintsShown++];
    if (typeof hint === 'string') return;
    this.solvedBy = 'hint';
    this.play(hint.do);
  }

  /** Back to where the lesson began, with the same seed. */
  restart(): void {
    this.hands.seek(this.host.lessonStart);
    this.answers.length = 0;
    this.done.length = 0;
    this.standing = undefined;
    this.enter(0);
  }

  /** The answer to a question as it would be found from here; nothing is changed by it. */
  computeKey(step: PredictStep): Key {
    return hiddenKey(step, this.host, this.kinds);
  }

  /** How long the present step is watched before it counts as not done. */
  budget(): Tick {
    return ('goal' in this.step && parseDuration(this.step.budget ?? '')) || USUAL_BUDGET;
  }

  attempt(): Attempt {
    const { lesson, hash } = this.loaded;
    const { inputs } = this.host.recording();
    return {
      format: 'attempt/1',
      lesson: lesson.id,
      version: lesson.version,
      hash,
      seed: this.seed,
      step: this.index,
      inputs: inputs.map(({ tick, input }) => [tick - this.host.lessonStart, input] as const),
      answers: [...this.answers],
      done: [...this.done],
    };
  }

  // ---- steps -------------------------------------------------------------------------------------------------------

  private enter(index: number): void {
    this.index = index;
    this.entered[index] = this.host.now();
    this.phase = 'open';
    this.beat = 0;
    this.hintsShown = 0;
    this.feedback = '';
    this.chosen = undefined;
    this.confidence = undefined;
    this.key = undefined;
    this.watch = undefined;
    this.script = undefined;
    this.solvedBy = 'learner';
    if (this.atEnd) return;
    const step = this.lesson.steps[index];
    const bound = this.bound(step.bind ?? {});
    this.names = Object.keys(bound);
    this.step = substitute(step, { ...this.variants, ...bound });
    this.observe();
    const begin = [...(this.step.begin ?? []), ...(this.step.kind === 'demo' ? this.step.do : [])];
    this.arranging = begin.length > 0;
    if (this.arranging) this.play(begin);
  }

  /** From now on, what happens counts. */
  private observe(): void {
    this.observer = new Observer(this.host, this.kinds, this.host.now(), (moment) => this.watch?.take(moment));
    this.watch = this.newWatch();
  }

  private next(): void {
    if (this.step.kind === 'narrate' || this.step.kind === 'demo' || this.step.kind === 'free') {
      if (this.beat + 1 < this.step.say.length) {
        this.beat++;
        return;
      }
    } else if (this.phase !== 'passed' && this.phase !== 'revealed') return;
    if (this.phase === 'passed') this.standing = undefined;
    this.enter(this.index + 1);
  }

  private lock(): void {
    const { step } = this;
    if (this.chosen === undefined || this.phase !== 'open') return;
    if (step.kind === 'quiz') {
      const right = step.options.findIndex((option) => option.correct);
      this.key = { right, fitting: [right], measured: '' };
      this.answer(step.id, right);
      this.phase = 'revealed';
      return;
    }
    if (step.kind !== 'predict') return;
    this.key = this.computeKey(step);
    if (step.reveal === 'now') this.reveal();
    else if (step.reveal === 'run') {
      this.phase = 'running';
      this.play(step.answer.during);
    } else {
      this.answer(step.id, undefined);
      this.standing = { step, chosen: this.chosen, confidence: this.confidence, key: this.key, settled: false };
      this.enter(this.index + 1);
    }
  }

  private reveal(): void {
    this.phase = 'revealed';
    this.answer(this.step.id, this.key?.right);
  }

  private answer(step: string, right: number | undefined): void {
    const { chosen = -1, confidence } = this;
    this.answers.push({
      step,
      chosen,
      at: this.sinceStart(),
      ...(confidence ? { confidence } : {}),
      ...(right === undefined ? {} : { right }),
    });
  }

  private judgeTask(): void {
    const { step, watch } = this;
    if (!watch || !('goal' in step)) return;
    if (watch.passedAt !== undefined) {
      this.phase = 'passed';
      this.feedback = '';
      const actions = this.host.recording().inputs.filter(({ tick }) => tick >= this.observer.start).length;
      this.done.push({
        step: step.id,
        hints: this.hintsShown,
        solvedBy: this.solvedBy,
        actions,
        at: this.sinceStart(),
      });
      this.settleStanding();
      return;
    }
    const heard = step.onFail?.find(({ when }) => judge(when, this.observer.scene).holds);
    if (heard) this.feedback = heard.say;
    else if (watch.broken === undefined) this.feedback = '';
    else this.feedback ||= brokenSentence(this);
  }

  /** The prediction is read off the learner's own run; where that fits no option, off the hidden one. */
  private settleStanding(): void {
    const { standing } = this;
    if (!standing) return;
    const own = keyFrom(standing.step, this.observer.scene);
    const key = own.right >= 0 ? own : standing.key;
    this.standing = { ...standing, key, settled: true };
    const at = this.answers.findIndex((answer) => answer.step === standing.step.id);
    if (at >= 0) this.answers[at] = { ...this.answers[at], right: key.right };
  }

  private rewind(): void {
    this.script = undefined;
    if (this.phase === 'running' && this.step.kind === 'predict') this.play(this.step.answer.during);
    if (this.phase === 'passed') {
      this.phase = 'open';
      this.done.pop();
      if (this.standing) this.standing = { ...this.standing, settled: false };
    }
    this.observer.rewind(() => {
      this.watch = this.newWatch();
    });
  }

  private newWatch(): GoalWatch | undefined {
    return 'goal' in this.step ? new GoalWatch(this.step.goal, this.observer.scene) : undefined;
  }

  private play(actions: readonly LessonAction[]): void {
    this.script = new Script(actions);
    this.script.pump(this.host, (action) => this.hands.submit(action));
    if (this.script.done) this.script = undefined;
  }

  /** `$victim`, `$victim.name`, `$victim.node`, `$victim.uid` of the objects that the step names at its beginning. */
  private bound(bind: Readonly<Record<string, string>>): Variables {
    const variables: Record<string, string> = {};
    for (const [name, text] of Object.entries(bind)) {
      const found = this.host.resolve(String(substitute(text, this.variants)));
      if (!found.ok) continue;
      const [kind, namespace, own] = found.value.split('/');
      const object = this.host.get(found.value) as
        | { metadata?: { uid?: string }; spec?: { nodeName?: string } }
        | undefined;
      variables[name] = `${kind.toLowerCase()}/${namespace ? `${namespace}/` : ''}${own}`;
      variables[`${name}.name`] = own;
      variables[`${name}.node`] = object?.spec?.nodeName ?? '';
      variables[`${name}.uid`] = object?.metadata?.uid ?? '';
    }
    return variables;
  }

  private placeOf(step: string): number {
    return this.lesson.steps.findIndex(({ id }) => id === step);
  }

  private sinceStart(): Tick {
    return this.host.now() - this.host.lessonStart;
  }
}
