// The lesson format, lesson/1, in one place: a lesson is who wrote it, the wrong ideas it breaks, a cluster, steps, and what is said
// at the end. An unknown field is an error, because a misspelled goal that is silently ignored passes everybody.

import * as v from 'valibot';
import { clause } from './clause-schema.ts';
import { id, text, tools } from './fields.ts';
import { step } from './step-schema.ts';

export type { LessonAction } from './fields.ts';
export * from './step-schema.ts';

const panel = v.union([v.boolean(), v.literal('optional')]);

export const lesson = v.strictObject({
  format: v.literal('lesson/1'),
  id,
  /** The author's revision. */
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Whose timings and rules apply. */
  kubernetes: v.literal('1.36', 'must be "1.36": that is the version this engine knows'),
  /** Of the texts in this file; translations stand in text/LANGUAGE.yaml. */
  language: v.optional(
    v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language like en or pt-BR')),
  ),
  title: text(60),
  summary: text(200),
  authors: v.pipe(
    v.array(v.strictObject({ name: text(80), url: v.optional(v.pipe(text(200), v.startsWith('https://'))) })),
    v.minLength(1),
    v.maxLength(20),
  ),
  license: text(40),
  minutes: v.pipe(v.number(), v.minValue(1), v.maxValue(90)),
  level: v.picklist(['beginner', 'intermediate', 'advanced']),
  requires: v.optional(v.pipe(v.array(id), v.maxLength(12))),
  teaches: v.pipe(v.array(id), v.maxLength(20)),
  misconceptions: v.pipe(
    v.array(v.strictObject({ id, belief: text(160), refutation: text(240) })),
    v.minLength(1, 'a lesson names at least one wrong idea that it breaks'),
    v.maxLength(12),
  ),
  seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff)),
  /** One of each list is picked from the seed. */
  variants: v.optional(
    v.record(
      v.pipe(v.string(), v.maxLength(40), v.regex(/^[a-zA-Z]\w*$/, 'must be a name like unluckyNode')),
      v.pipe(v.array(v.union([text(120), v.number()])), v.minLength(1), v.maxLength(12)),
    ),
  ),
  /** A cluster file; `apply` names manifests beside the lesson, or holds the text of one. */
  cluster: v.looseObject({
    apply: v.optional(v.pipe(v.array(text(60_000)), v.maxLength(20))),
    /** Lesson time begins when all of it is at rest; there is no other way. */
    warmup: v.optional(v.strictObject({ until: v.literal('settled') })),
  }),
  interface: v.optional(
    v.strictObject({
      tools: v.optional(tools),
      /** Panels of the page: shown, hidden, or as the learner likes. */
      panels: v.optional(
        v.strictObject({
          timeline: v.optional(panel),
          yaml: v.optional(panel),
          terminal: v.optional(panel),
          inspector: v.optional(panel),
          outline: v.optional(panel),
        }),
      ),
    }),
  ),
  /** What holds at every moment of the lesson, whatever is done in it. */
  checks: v.optional(v.pipe(v.array(clause), v.minLength(1), v.maxLength(12))),
  steps: v.pipe(v.array(step), v.minLength(1), v.maxLength(40)),
  debrief: v.strictObject({
    text: text(600),
    /** The same on a real cluster. */
    real: v.pipe(v.array(text(160)), v.maxLength(12)),
    /** Pages of the Kubernetes documentation: a topic like `nodes`, or a title and an address. */
    docs: v.pipe(
      v.array(
        v.union([text(80), v.strictObject({ title: text(80), url: v.pipe(text(200), v.startsWith('https://')) })]),
      ),
      v.maxLength(12),
    ),
    questions: v.optional(v.pipe(v.array(v.strictObject({ question: text(200), answer: text(300) })), v.maxLength(6))),
    /** What reality does differently. */
    simplified: v.pipe(v.array(text(240)), v.maxLength(12)),
  }),
  /** The cluster stays for free play. */
  sandbox: v.optional(v.boolean()),
  scoring: v.optional(
    v.strictObject({
      /** Share of the tasks' weight that counts as success. */
      pass: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
      /** `participation`: any answer earns them; `correct`: the right one does; `none`: not counted. */
      predictions: v.optional(v.picklist(['participation', 'correct', 'none'])),
    }),
  ),
});

export type Lesson = v.InferOutput<typeof lesson>;
