// What a step says, one sentence at a time: where it is said, what the picture does meanwhile, and what must be so when it is said, so that
// a sentence that has become untrue is found by the contract and not by the hall. A demonstration also acts at its sentences.

import * as v from 'valibot';
import { clause } from './clause-schema.ts';
import { actions, camera, id, references, text } from './fields.ts';

/** An object in words, at most two short sentences, where it is spoken of. */
const beat = v.strictObject({
  /** `pod/web-1`, `kubelet/node-1`, `kubelet/node-1 > apiserver/master-1` (a connection), or `region:timeline`. */
  at: v.optional(text(160)),
  text: text(240),
  /** For those who use the list. */
  list: v.optional(text(240)),
  highlight: v.optional(references),
  dim: v.optional(references),
  camera: v.optional(camera),
  /** All of it holds when the sentence is said, its script done; the contract tries it. */
  expect: v.optional(v.pipe(v.array(clause), v.minLength(1), v.maxLength(6))),
  /** For who presents: never shown to the learner. */
  notes: v.optional(text(600)),
});

export const say = v.pipe(v.array(beat), v.minLength(1), v.maxLength(12));

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
