// The kinds of steps of a lesson with all their fields. A step is a worked example, a question about the future, a task, or a look
// back; what it asks is always decided by the cluster's state and history.

import * as v from 'valibot';
import { type Clause, clause } from './clause-schema.ts';
import { actions, bind, duration, id, moment, text, tools, weight } from './fields.ts';
import { acting, after, branches, camera, past, references, say } from './say-schema.ts';

const clauses = v.optional(v.pipe(v.array(clause), v.minLength(1), v.maxLength(12)));

const goal = v.strictObject({
  text: text(200),
  /** All hold at one moment, the last. */
  all: clauses,
  /** At least one holds. */
  any: clauses,
  /** None holds at the last moment. */
  none: clauses,
  /** Each held at some moment of the step. */
  eventually: clauses,
  /** Moments one after another. */
  order: clauses,
  /** Must not hold at any moment of the step. */
  never: clauses,
  /** Since the step began. */
  within: v.optional(duration),
});

/** Something that goes wrong (or changes) by itself: an action beside the fields here, or several in `do`. */
const fault = v.looseObject({
  id,
  /** `+30s` since the step began, or `{after: CLAUSE}` (and `plus: 10s`). */
  at: v.optional(v.union([moment, v.strictObject({ after: clause, plus: v.optional(duration) })])),
  /** Strikes when this comes true; `trigger`: when the learner presses its button. */
  when: v.optional(v.union([v.literal('trigger'), clause])),
  /** The words on the button. */
  label: v.optional(text(60)),
  do: v.optional(actions),
});

const shared = {
  id,
  title: v.optional(text(60)),
  minutes: v.optional(v.pipe(v.number(), v.minValue(0.25), v.maxValue(60))),
  bind: v.optional(bind),
  /** What the learner may do; the lesson's own when absent. */
  tools: v.optional(tools),
  /** Actions that arrange the case, done when the step begins. */
  begin: v.optional(actions),
  faults: v.optional(v.pipe(v.array(fault), v.maxLength(10))),
  camera: v.optional(camera),
  highlight: v.optional(references),
  dim: v.optional(references),
  /** For who presents: never shown to the learner. */
  notes: v.optional(text(600)),
};

const hint = v.union([text(240), v.strictObject({ text: v.optional(text(240)), do: actions })]);
const feedback = v.strictObject({ when: clause, say: text(400), misconception: v.optional(id) });

const wrong = v.strictObject({
  name: text(80),
  misconception: v.optional(id),
  do: actions,
  expect: v.strictObject({
    /** The step that is not passed by it: this one. */
    fail: v.optional(id),
    /** The message that is heard, by its place in `onFail`, counted from 0. */
    message: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
});

/** Time stands still while the step is read: its sentences are said at the very tick that they speak of. */
const still = v.optional(v.literal(true));

/** Answers to questions from the hall, by the keys Q, W and E. */
const asked = { branches: v.optional(branches) };

const narrate = v.strictObject({ ...shared, ...asked, kind: v.literal('narrate'), still, say });
/** `do` is done as the step begins, `do` of a sentence when it is said. */
const demo = v.strictObject({
  ...shared,
  ...asked,
  kind: v.literal('demo'),
  still,
  do: v.optional(actions),
  say: acting,
});

const scalar = v.union([v.number(), text(120), v.boolean()]);

const option = v.strictObject({
  text: text(120),
  detail: v.optional(text(120)),
  /** Of count, value, which (a reference) and holds (true or false). */
  value: v.optional(scalar),
  /** From (inclusive) to (exclusive): durations for time, numbers for count and value. */
  range: v.optional(
    v.union(
      [v.strictTuple([duration, duration]), v.strictTuple([v.number(), v.number()])],
      'must be its two ends, like [10s, 1m] or [2, 5]',
    ),
  ),
  /** Names of `of`, in the sequence in which they happen. */
  order: v.optional(v.pipe(v.array(id), v.minLength(2), v.maxLength(6))),
  /** It never happens, or nothing else fits. */
  none: v.optional(v.literal(true)),
  /** Holds at the end of the hidden run. */
  when: v.optional(clause),
  misconception: v.optional(id),
});

const answer = v.strictObject({
  measure: v.picklist(['time', 'count', 'value', 'order', 'which', 'holds', 'sketch']),
  /** What is measured: a clause; for order, clauses by name. */
  of: v.optional(v.union([clause, v.record(id, clause)])),
  /** Times are counted from here: the id of an action in `during`, `fault.ID`, or a clause. The step's beginning when absent. */
  from: v.optional(v.union([text(60), clause])),
  /** Of a value that changes: the last when absent. */
  pick: v.optional(v.picklist(['first', 'last', 'least', 'most'])),
  /** The script of the hidden run, or of the learner's own with `reveal: run`; with `later` the next task's solution when absent. */
  during: v.optional(actions),
  /** Of a sketch: how long it is, how often it has a value, and from where to where the values go. */
  axis: v.optional(
    v.strictObject({
      over: duration,
      every: duration,
      least: v.optional(v.pipe(v.number(), v.integer())),
      most: v.pipe(v.number(), v.integer()),
      unit: text(24),
    }),
  ),
  /** How the measured value is shown: `$value pods`. */
  show: v.optional(text(60)),
});

const predict = v.strictObject({
  ...shared,
  kind: v.literal('predict'),
  say: v.optional(say),
  ask: text(240),
  answer,
  /** Two at least; only a sketch has none. */
  options: v.optional(v.pipe(v.array(option), v.maxLength(6)), []),
  confidence: v.optional(v.boolean()),
  /** `step`: at once, from the hidden run; `run`: the script is done before the learner's eyes; `later`: their own next task settles it. */
  reveal: v.picklist(['run', 'step', 'later']),
  still,
  watchFor: v.optional(text(160)),
  /** A model answer in one sentence: learners write theirs and compare. */
  explain: v.optional(text(300)),
  /** Said after the reveal. */
  then: v.optional(after),
});

const task = {
  ...shared,
  say: v.optional(say),
  goal,
  onFail: v.optional(v.pipe(v.array(feedback), v.maxLength(12))),
  solution: v.pipe(actions, v.minLength(1)),
  wrong: v.optional(v.pipe(v.array(wrong), v.maxLength(12))),
  score: v.optional(
    v.strictObject({
      weight: v.optional(weight),
      /** What a good learner needs at most. */
      par: v.optional(
        v.strictObject({
          actions: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
          time: v.optional(duration),
          /** Requests that users lose meanwhile. */
          lost: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
        }),
      ),
    }),
  ),
  /** How long the solution and doing nothing are watched: 1m, or `within` of the goal, when absent. */
  budget: v.optional(duration),
  /** Said when it is done. */
  then: v.optional(after),
};

const hints = v.pipe(v.array(hint), v.maxLength(6));

const act = v.strictObject({ ...task, kind: v.literal('act'), hints });
/** A task to be done alone: help is up to the author. */
const challenge = v.strictObject({ ...task, kind: v.literal('challenge'), hints: v.optional(hints) });

/** Back into the learner's own run. */
const replay = v.strictObject({
  ...shared,
  kind: v.literal('replay'),
  seek: past,
  say,
});

/** Two ways side by side, each on its own hidden copy, and what is measured of them. */
const compare = v.strictObject({
  ...shared,
  kind: v.literal('compare'),
  say: v.optional(say),
  ways: v.pipe(v.array(v.strictObject({ name: text(60), do: actions })), v.minLength(2), v.maxLength(3)),
  measures: v.pipe(v.array(v.strictObject({ ...answer.entries, text: text(80) })), v.minLength(1), v.maxLength(5)),
  then: v.optional(after),
});

const quiz = v.strictObject({
  ...shared,
  kind: v.literal('quiz'),
  /** The lesson that taught it, when it is an earlier one. */
  recalls: v.optional(id),
  ask: text(240),
  options: v.pipe(
    v.array(
      v.strictObject({
        value: text(120),
        correct: v.optional(v.literal(true)),
        misconception: v.optional(id),
      }),
    ),
    v.minLength(2),
    v.maxLength(6),
  ),
  then: v.optional(after),
});

const free = v.strictObject({ ...shared, kind: v.literal('free'), say });

export const step = v.variant('kind', [narrate, demo, predict, act, challenge, replay, compare, quiz, free]);

export type Step = v.InferOutput<typeof step>;
export type Goal = v.InferOutput<typeof goal>;
export type Fault = v.InferOutput<typeof fault>;
export type Measure = v.InferOutput<typeof answer>;
export type PredictStep = v.InferOutput<typeof predict>;
export type PredictOption = v.InferOutput<typeof option>;
export type TaskStep = v.InferOutput<typeof act> | v.InferOutput<typeof challenge>;
export type CompareStep = v.InferOutput<typeof compare>;

/** The one clause that is measured; of `order`, none. */
export function measured(of: Measure['of']): Clause | undefined {
  return of && !isNamed(of) ? (of as Clause) : undefined;
}

/** The clauses of `order` by name. */
export function named(of: Measure['of']): Readonly<Record<string, Clause>> {
  return of && isNamed(of) ? (of as Record<string, Clause>) : {};
}

function isNamed(of: object): boolean {
  const values = Object.values(of);
  return values.length > 0 && values.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each));
}
