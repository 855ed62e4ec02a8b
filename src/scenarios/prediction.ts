// The answer key of a prediction is never typed in: the script is run on a hidden copy of the cluster, something is measured, and
// the option that fits is the right one. A lesson whose question has no single right answer fails its tests.

import { type Action, type Host, parseDuration, type Tick } from '../engine/index.ts';
import { holds } from './assertions/evaluate.ts';
import { GoalWatch } from './assertions/goal.ts';
import type { Scene } from './assertions/scene.ts';
import type { LessonAction } from './fields.ts';
import type { Ledger } from './ledger.ts';
import type { GuessedSpan } from './lesson-view.ts';
import type { LessonFiles } from './loader.ts';
import { type Measurement, measure, retold } from './measure.ts';
import { Pace } from './pace.ts';
import { type Fault, type Goal, measured, type PredictOption, type PredictStep } from './schema.ts';
import { axisOf, curveIn } from './sketch.ts';
import type { Sliced } from './sliced.ts';
import { Stage } from './stage.ts';

export interface Key {
  /** Index of the right option; -1 when not exactly one fits. */
  readonly right: number;
  readonly fitting: readonly number[];
  /** What was measured, in words. */
  readonly measured: string;
  /** The moment that shows it, in ticks of the run it was measured on. */
  readonly at: Tick | undefined;
  /** Of a time: when its clock started, in ticks of the same run. */
  readonly from?: Tick;
  /** Of a sketch: the course that was measured. */
  readonly curve?: readonly number[];
}

/** What is run hiddenly: a script, the faults that may strike in it, and the goal that ends it early. */
export interface Future {
  /** Done first, and not measured. */
  readonly begin: readonly LessonAction[];
  readonly during: readonly LessonAction[];
  readonly faults: readonly Fault[];
  readonly goal?: Goal;
  /** How long it is watched after the script. */
  readonly budget: Tick;
}

export interface Present {
  readonly host: Host;
  readonly ledger: Ledger;
  readonly files: LessonFiles;
  readonly kinds: readonly string[];
}

/** A hidden run is cut off here, in ticks and in messages. */
const LONGEST: Tick = 2 * 3_600_000;
const MOST_MESSAGES = 1_000_000;

/** Lives a future on a copy of the cluster and returns what there is to measure; the host itself stays as it is. */
export function* foreseeing(future: Future, { host, ledger, files, kinds }: Present): Sliced<Scene> {
  const copy = host.fork();
  const own = { host: copy, ledger: ledger.copy(copy), files, kinds };
  const submit = (action: Action): void => void copy.submit(action);
  if (future.begin.length > 0) {
    const before = new Stage({ ...own, submit });
    before.play(future.begin, true);
    yield* living(before, 0, () => false);
  }
  let goal: GoalWatch | undefined;
  const stage = new Stage({ ...own, submit, faults: future.faults, listen: (moment) => goal?.take(moment) });
  if (future.goal) goal = new GoalWatch(future.goal, stage.scene);
  stage.play(future.during, false);
  yield* living(stage, future.budget, () => goal?.passedAt !== undefined);
  return stage.scene;
}

/** Lives on to the end of the stage's script, and so long after it. */
function* living(stage: Stage, budget: Tick, enough: () => boolean): Sliced<void> {
  const { host } = stage;
  const end = host.now() + LONGEST;
  let over = stage.playing ? end : host.now() + budget;
  const pace = new Pace(host, () => stage.dueAt());
  let messages = 0;
  while (host.now() < Math.min(end, over) && messages < MOST_MESSAGES && !enough()) {
    messages += host.advance(Math.min(over, pace.next()), MOST_MESSAGES - messages);
    stage.sync();
    if (over === end && !stage.playing) over = host.now() + budget;
    yield;
  }
  stage.sync();
}

/** Reads the key off what happened in a scene: the hidden run's, or the learner's own. */
export function keyFrom(step: PredictStep, scene: Scene, during: readonly LessonAction[], language: string): Key {
  const { answer, options } = step;
  const axis = axisOf(answer);
  if (axis) {
    const curve = curveIn(answer, axis, scene, during);
    if (typeof curve === 'string') return { right: -1, fitting: [], measured: curve, at: undefined };
    return { right: 0, fitting: [0], measured: curve.join(' '), at: undefined, curve };
  }
  if (answer.measure === 'holds' && !measured(answer.of)) {
    const told = retold(
      scene,
      options.flatMap(({ when }) => when ?? []),
    );
    const holding = options.map(({ when }) => when !== undefined && holds(when, told));
    const any = holding.includes(true);
    return keyOf(options, (option, i) => (option.none ? !any : holding[i]), {
      value: undefined,
      words: '',
      at: scene.now,
    });
  }
  const found = measure(answer, scene, during, language);
  return keyOf(options, (option) => fits(option, found, scene), found);
}

function fits(option: PredictOption, { value }: Measurement, scene: Scene): boolean {
  const { range, order, none, value: wanted } = option;
  if (none) return value === undefined || value === 0 || (Array.isArray(value) && value.length === 0);
  if (value === undefined) return false;
  if (order) return Array.isArray(value) && value.join(' ') === order.join(' ');
  if (range) {
    const [from, to] = endsOf(range);
    return typeof value === 'number' && value >= from && value < to;
  }
  if (typeof wanted === 'string' && typeof value === 'string') return wanted === value || scene.ref(wanted) === value;
  return wanted === value;
}

type Range = NonNullable<PredictOption['range']>;

/** From and to, in ticks or as numbers. */
export const endsOf = (range: Range): number[] =>
  range.map((end) => (typeof end === 'string' ? (parseDuration(end) ?? 0) : end));

/** Where on the line the chosen answer to "when?" lies; undefined of other questions, and where it was measured on a copy only. */
export function guessed({ range }: Partial<PredictOption>, key: Key | undefined): GuessedSpan | undefined {
  if (!range || key?.from === undefined || key.at === undefined) return undefined;
  const [from, to] = endsOf(range);
  return { from: key.from + from, to: key.from + to };
}

function keyOf(
  options: readonly PredictOption[],
  test: (option: PredictOption, index: number) => boolean,
  { words, at, from }: Measurement,
): Key {
  const fitting = options.flatMap((option, i) => (test(option, i) ? [i] : []));
  const key = { right: fitting.length === 1 ? fitting[0] : -1, fitting, measured: words, at };
  return from === undefined ? key : { ...key, from };
}
