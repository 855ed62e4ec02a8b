// What a learner did in a lesson, small enough for a link or a learning platform: the exact lesson, the seed, every action with its
// time, and every answer. The cluster itself is not in it, because the same actions make the same cluster.

import type { Action, Tick } from '../engine/index.ts';
import type { Confidence } from './lesson-view.ts';

export interface Answer {
  readonly step: string;
  /** Index of the chosen option; -1 when skipped. */
  readonly chosen: number;
  readonly confidence?: Confidence;
  /** Index of the right option, once known. */
  readonly right?: number;
  /** Since the lesson's start. */
  readonly at: Tick;
}

export interface StepRecord {
  readonly step: string;
  readonly hints: number;
  readonly solvedBy: 'learner' | 'hint';
  readonly actions: number;
  readonly at: Tick;
}

export interface Attempt {
  readonly format: 'attempt/1';
  readonly lesson: string;
  readonly version: number;
  /** Of the lesson's content. */
  readonly hash: string;
  readonly seed: number;
  /** Index of the step the learner is at. */
  readonly step: number;
  /** Times since the lesson's start. */
  readonly inputs: readonly (readonly [Tick, Action])[];
  readonly answers: readonly Answer[];
  readonly done: readonly StepRecord[];
}

/** An attempt has to fit what learning platforms keep (SCORM 1.2 suspend data). */
export const MOST_ATTEMPT_CHARACTERS = 4_096;
