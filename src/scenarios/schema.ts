// The lesson format, lesson/1, in one place: every field with its type, its bound and its meaning. An unknown field is an error,
// because a misspelled goal that is silently ignored passes everybody. Nothing in a lesson is code.

import * as v from 'valibot';
import { clause } from './clause-schema.ts';

const text = (most: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(most));
const id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case words joined by -, like delete-one'));
const duration = v.pipe(
  v.string(),
  v.regex(/^(0|(\d+(\.\d+)?(ms|s|m|h))+)$/, 'must be a duration like 10s, 7m or 250ms'),
);

/** An action of the engine, or `{wait: 10s}`, `{wait: settled}`. The engine checks the rest. */
const action = v.union([v.looseObject({}), v.string()]);
const actions = v.pipe(v.array(action), v.maxLength(40));

/** Names for objects of the moment the step begins, `{victim: pod[app=web]#1}`; then `$victim`, `$victim.name`, `$victim.node`. */
const bind = v.record(v.pipe(v.string(), v.regex(/^[a-zA-Z]\w*$/)), v.string());

const goal = v.strictObject({
  text: text(200),
  /** All hold at one moment, the last. */
  all: v.optional(v.array(clause)),
  /** At least one holds. */
  any: v.optional(v.array(clause)),
  /** None holds at the last moment. */
  none: v.optional(v.array(clause)),
  /** Each held at some moment of the step. */
  eventually: v.optional(v.array(clause)),
  /** Moments one after another. */
  order: v.optional(v.array(clause)),
  /** Must not hold at any moment of the step. */
  never: v.optional(v.array(clause)),
  /** Since the step began. */
  within: v.optional(duration),
});

const shared = {
  id,
  title: text(60),
  minutes: v.optional(v.pipe(v.number(), v.minValue(0.25), v.maxValue(60))),
  bind: v.optional(bind),
  /** What the learner may do; all when absent. */
  tools: v.optional(v.array(v.string())),
  /** Actions that arrange the case, done when the step begins. */
  begin: v.optional(actions),
  camera: v.optional(v.strictObject({ fit: v.array(v.string()) })),
};

/** One sentence, or two short ones, at an object. */
const beat = v.strictObject({
  at: v.optional(v.string()),
  text: text(240),
  /** For those who use the list. */
  list: v.optional(text(240)),
  highlight: v.optional(v.array(v.string())),
});

const say = v.pipe(v.array(beat), v.minLength(1), v.maxLength(12));
const hint = v.union([text(240), v.strictObject({ text: v.optional(text(240)), do: actions })]);
const feedback = v.strictObject({ when: clause, say: text(400), misconception: v.optional(id) });
const wrong = v.strictObject({
  name: text(80),
  misconception: v.optional(id),
  do: actions,
  /** The message that is heard, by its place in `onFail`. */
  expect: v.strictObject({ message: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
});

const narrate = v.strictObject({ ...shared, kind: v.literal('narrate'), say });
const demo = v.strictObject({ ...shared, kind: v.literal('demo'), do: actions, say });

const option = v.strictObject({
  text: text(120),
  detail: v.optional(text(120)),
  value: v.optional(v.union([v.number(), v.string(), v.boolean()])),
  /** From (inclusive) to (exclusive). */
  range: v.optional(v.tuple([duration, duration])),
  /** It never happens. */
  none: v.optional(v.literal(true)),
  /** Holds at the end of the hidden run. */
  when: v.optional(clause),
  misconception: v.optional(id),
});

const predict = v.strictObject({
  ...shared,
  kind: v.literal('predict'),
  say: v.optional(say),
  ask: text(240),
  answer: v.strictObject({
    measure: v.picklist(['time', 'count', 'value', 'holds']),
    of: v.optional(clause),
    /** The script of the hidden run, or of the learner's own with `reveal: run`. */
    during: actions,
    /** How the measured value is shown: `$value pods`. */
    show: v.optional(text(60)),
  }),
  options: v.pipe(v.array(option), v.minLength(2), v.maxLength(4)),
  confidence: v.optional(v.boolean()),
  /** `now`: from the hidden run; `run`: the script is done before the learner's eyes; `later`: their own next step settles it. */
  reveal: v.picklist(['now', 'run', 'later']),
  watchFor: v.optional(text(160)),
  /** Said after the reveal. */
  then: v.strictObject({ title: text(60), text: text(400) }),
});

const task = {
  ...shared,
  say: v.optional(say),
  goal,
  onFail: v.optional(v.array(feedback)),
  hints: v.pipe(v.array(hint), v.maxLength(6)),
  solution: v.pipe(actions, v.minLength(1)),
  wrong: v.optional(v.array(wrong)),
  /** Fewest actions a good learner needs. */
  score: v.optional(
    v.strictObject({
      weight: v.optional(v.number()),
      par: v.strictObject({ actions: v.pipe(v.number(), v.integer()) }),
    }),
  ),
  /** How long the solution and doing nothing are watched. */
  budget: v.optional(duration),
  /** Said when it is done. */
  then: v.optional(v.strictObject({ title: text(60), text: text(400) })),
};

const act = v.strictObject({ ...task, kind: v.literal('act') });
const challenge = v.strictObject({ ...task, kind: v.literal('challenge') });

const quiz = v.strictObject({
  ...shared,
  kind: v.literal('quiz'),
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
    v.maxLength(4),
  ),
  then: v.strictObject({ title: text(60), text: text(400) }),
});

const free = v.strictObject({ ...shared, kind: v.literal('free'), say });

export const step = v.variant('kind', [narrate, demo, predict, act, challenge, quiz, free]);

export const lesson = v.strictObject({
  format: v.literal('lesson/1'),
  id,
  /** The author's revision. */
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Whose timings and rules apply. */
  kubernetes: v.literal('1.36', 'must be "1.36": that is the version this engine knows'),
  title: text(60),
  summary: text(200),
  authors: v.pipe(v.array(v.strictObject({ name: text(80), url: v.optional(v.string()) })), v.minLength(1)),
  license: text(40),
  minutes: v.pipe(v.number(), v.minValue(1), v.maxValue(90)),
  level: v.picklist(['beginner', 'intermediate', 'advanced']),
  requires: v.optional(v.array(id)),
  teaches: v.array(id),
  misconceptions: v.pipe(
    v.array(v.strictObject({ id, belief: text(160), refutation: text(240) })),
    v.minLength(1, 'a lesson names at least one wrong idea that it breaks'),
  ),
  seed: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** One of each list is picked from the seed. */
  variants: v.optional(v.record(v.string(), v.pipe(v.array(v.string()), v.minLength(1)))),
  /** A cluster file; `apply` names manifests beside the lesson. */
  cluster: v.looseObject({ apply: v.optional(v.array(v.string())) }),
  interface: v.optional(v.strictObject({ tools: v.optional(v.array(v.string())) })),
  steps: v.pipe(v.array(step), v.minLength(1), v.maxLength(40)),
  debrief: v.strictObject({
    text: text(600),
    /** The same on a real cluster. */
    real: v.array(text(160)),
    docs: v.array(v.strictObject({ title: text(80), url: v.pipe(v.string(), v.startsWith('https://')) })),
    questions: v.optional(v.array(v.strictObject({ question: text(200), answer: text(300) }))),
    /** What reality does differently. */
    simplified: v.array(text(240)),
  }),
});

export type Lesson = v.InferOutput<typeof lesson>;
export type Step = v.InferOutput<typeof step>;
export type Goal = v.InferOutput<typeof goal>;
export type PredictStep = v.InferOutput<typeof predict>;
export type TaskStep = v.InferOutput<typeof act> | v.InferOutput<typeof challenge>;
export type QuizStep = v.InferOutput<typeof quiz>;
export type LessonAction = v.InferOutput<typeof action>;
