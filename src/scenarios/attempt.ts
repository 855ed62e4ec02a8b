// What a learner did in a lesson, small enough for a link or a learning platform: the exact lesson, the seed, every action with its
// time, and every answer. The cluster itself is not in it, because the same actions make the same cluster.

import type { Action, Tick } from '../engine/index.ts';
import type { Confidence } from './lesson-view.ts';

export interface Answer {
  readonly step: string;
  /** Index of the chosen option; -1 when skipped. */
  readonly chosen: number;
  readonly confidence?: Confidence;
  /** Of a sketch: the values that were drawn. */
  readonly drawn?: readonly number[];
  /** Index of the right option, once known. */
  readonly right?: number;
  /** Since the lesson's start. */
  readonly at: Tick;
}

export interface StepRecord {
  readonly step: string;
  readonly hints: number;
  readonly solvedBy: 'learner' | 'hint' | 'solution';
  readonly actions: number;
  /** Since the lesson's start. */
  readonly at: Tick;
  /** Since the step's beginning. */
  readonly took: Tick;
  /** Requests that users lost meanwhile, where the lesson has a par for them. */
  readonly lost?: number;
}

/** An input with its time since the lesson's start; third, when the lesson gave it: '' or the fault it belongs to. */
export type AttemptInput = readonly [Tick, Action] | readonly [Tick, Action, string];

export interface Attempt {
  readonly format: 'attempt/1';
  readonly lesson: string;
  readonly version: number;
  /** Of the lesson's content. */
  readonly hash: string;
  readonly seed: number;
  /** Index of the step the learner is at, when it began, when what counts began, and the time now; since the lesson's start. */
  readonly step: number;
  readonly entered: readonly Tick[];
  readonly began: Tick;
  /** Inputs that had been given by then. */
  readonly before: number;
  readonly now: Tick;
  readonly beat: number;
  readonly hints: number;
  readonly solvedBy: StepRecord['solvedBy'];
  readonly inputs: readonly AttemptInput[];
  readonly answers: readonly Answer[];
  readonly done: readonly StepRecord[];
  /** Names that were given to other futures, with where they begin. */
  readonly branches: readonly (readonly [name: string, at: Tick])[];
}

/** An attempt has to fit what learning platforms keep (SCORM 1.2 suspend data). */
export const MOST_ATTEMPT_CHARACTERS = 4_096;

/** Texts of the lesson's own files are told by their name: `@manifests/web.yaml`. */
export function shortened(action: Action, files: Readonly<Record<string, string>>): Action {
  return mapped(action, (text) => {
    const name = text.includes('\n') ? Object.keys(files).find((file) => files[file] === text) : undefined;
    return name === undefined ? text : `@${name}`;
  });
}

export function lengthened(action: Action, files: Readonly<Record<string, string>>): Action {
  return mapped(action, (text) =>
    text.startsWith('@') && Object.hasOwn(files, text.slice(1)) ? files[text.slice(1)] : text,
  );
}

function mapped(action: Action, change: (text: string) => string): Action {
  const entries = Object.entries(action).map(([key, value]) => [
    key,
    typeof value === 'string' ? change(value) : value,
  ]);
  return Object.fromEntries(entries) as Action;
}
