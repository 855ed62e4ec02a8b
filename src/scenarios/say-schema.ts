// What is said in a lesson, one sentence at a time: at an object, a connection, a region of the page or a moment of the run, what the picture
// does meanwhile, and what must be so when it is said, so that a sentence that has become untrue is found by the contract and not by the
// hall. A demonstration also acts at its sentences.

import * as v from 'valibot';
import { clause } from './clause-schema.ts';
import { actions, duration, id, text } from './fields.ts';

/** What the page looks at: objects by reference. `follow` keeps one in view while it changes, `hold` leaves the picture as it is. */
export const camera = v.strictObject({
  fit: v.optional(v.pipe(v.array(text(120)), v.maxLength(12))),
  follow: v.optional(text(120)),
  hold: v.optional(v.literal(true)),
});

export const references = v.pipe(v.array(text(120)), v.maxLength(12));

/** A moment of the learner's own run: when something happened first or last, or when an earlier step began. */
export const past = v.union([
  v.strictObject({ first: clause, before: v.optional(duration) }),
  v.strictObject({ last: clause, before: v.optional(duration) }),
  v.strictObject({ step: id, plus: v.optional(duration) }),
]);

/** What goes with a sentence. */
const shown = {
  /** `pod/web-1`, `kubelet/node-1`, `kubelet/node-1 > kube-apiserver/master-1` (a connection), `region:timeline`, or a moment. */
  at: v.optional(v.union([text(160), past])),
  /** For those who use the list. */
  list: v.optional(text(240)),
  highlight: v.optional(references),
  dim: v.optional(references),
  camera: v.optional(camera),
  /** All of it holds when the sentence is said, its script done; the contract tries it. */
  expect: v.optional(v.pipe(v.array(clause), v.minLength(1), v.maxLength(6))),
  /** For who presents: never shown to the learner. */
  notes: v.optional(text(600)),
};

/** An object in words, at most two short sentences, where it is spoken of. */
const beat = v.strictObject({ ...shown, text: text(240) });

export const say = v.pipe(v.array(beat), v.minLength(1), v.maxLength(12));

/** Said once a question or a task is done: one text, or several sentences one after another. */
export const after = v.pipe(
  v.strictObject({ title: v.optional(text(60)), text: v.optional(text(400)), ...shown, say: v.optional(say) }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { title: _, say: sentences, ...one } = dataset.value;
    const own = Object.keys(one).filter((key) => one[key as keyof typeof one] !== undefined);
    if (sentences ? own.length > 0 : one.text === undefined)
      addIssue({ message: 'has either text (with at, highlight …) or say: a list of sentences' });
  }),
);

const actingBeat = v.strictObject({
  ...beat.entries,
  /** What is done while the sentence is said. */
  do: v.optional(actions),
  /** The cluster refuses something of it, and that is what is shown. */
  refused: v.optional(v.literal(true)),
});

/** Sentences of a demonstration. */
export const acting = v.pipe(v.array(actingBeat), v.minLength(1), v.maxLength(12));

/** An answer to a question that somebody in the hall may ask: played on a copy of the cluster, and left as if it had never been. */
export const branches = v.pipe(
  v.array(
    v.strictObject({
      id,
      /** The question in their words. */
      ask: text(100),
      say: acting,
      notes: v.optional(text(600)),
    }),
  ),
  v.minLength(1),
  // As many as there are keys for: Q, W and E.
  v.maxLength(3),
);

export type Beat = v.InferOutput<typeof beat>;
export type ActingBeat = v.InferOutput<typeof actingBeat>;
export type PreparedBranch = v.InferOutput<typeof branches>[number];
export type Camera = v.InferOutput<typeof camera>;
export type Past = v.InferOutput<typeof past>;
export type After = v.InferOutput<typeof after>;
