// An attempt from outside (a link, a file, a learning platform), read field by field and within limits before anything of it is lived:
// whoever opens one waits for it, so it may be long but never without an end.

import { readAction, type Tick } from '../engine/index.ts';
import type { Attempt } from './attempt.ts';

export interface AttemptProblem {
  readonly path: string;
  readonly message: string;
}

export const attemptLimits = Object.freeze({
  /** A day of cluster time. */
  ticks: 86_400_000,
  inputs: 5_000,
  /** Steps, answers, records and branches, each. */
  list: 200,
});

type Check = (value: unknown) => string;

const whole =
  (most: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most
      ? ''
      : `must be a whole number up to ${most}`;
const tick = whole(attemptLimits.ticks);
const small = whole(1_000);
const shortText: Check = (value) => (typeof value === 'string' && value.length <= 120 ? '' : 'must be a short text');
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    words.includes(value as string) ? '' : `must be one of ${words.join(', ')}`;
const listOf =
  (each: Check, most: number = attemptLimits.list): Check =>
  (value) => {
    if (!Array.isArray(value) || value.length > most) return `must be a list of at most ${most}`;
    for (const [i, one] of value.entries()) {
      const problem = each(one);
      if (problem !== '') return `[${i}] ${problem}`;
    }
    return '';
  };
const shape =
  (needs: Readonly<Record<string, Check>>, may: Readonly<Record<string, Check>> = {}): Check =>
  (value) => {
    if (!isRecord(value)) return 'must be a map';
    for (const field in needs) if (needs[field](value[field]) !== '') return `${field} ${needs[field](value[field])}`;
    for (const field in may)
      if (value[field] !== undefined && may[field](value[field]) !== '') return `${field} ${may[field](value[field])}`;
    return '';
  };

const chosen: Check = (value) => (value === -1 ? '' : small(value));
const solvedBy = oneOf('learner', 'hint', 'solution');

const fields: Readonly<Record<keyof Attempt, Check>> = {
  format: oneOf('attempt/1'),
  lesson: shortText,
  version: whole(1_000_000),
  hash: shortText,
  seed: whole(0xffff_ffff),
  step: whole(attemptLimits.list),
  entered: listOf(tick),
  began: tick,
  before: whole(attemptLimits.inputs),
  now: tick,
  beat: small,
  hints: small,
  solvedBy,
  inputs: listOf(input, attemptLimits.inputs),
  answers: listOf(
    shape({ step: shortText, chosen, at: tick }, { right: chosen, confidence: oneOf('guessing', 'fairly', 'certain') }),
  ),
  done: listOf(
    shape(
      { step: shortText, hints: small, solvedBy, actions: whole(attemptLimits.inputs), at: tick, took: tick },
      { lost: whole(1e9) },
    ),
  ),
  branches: listOf(pair(shortText, tick)),
};

/** Reads data as an attempt, or says which field is wrong. Whether the lesson is this one, and the same, is asked later. */
export function readAttempt(data: unknown): { readonly attempt: Attempt } | { readonly problem: AttemptProblem } {
  if (!isRecord(data)) return { problem: { path: '', message: 'must be an attempt' } };
  for (const [field, check] of Object.entries(fields)) {
    const message = check(data[field]);
    if (message !== '') return { problem: { path: field, message } };
  }
  const attempt = data as unknown as Attempt;
  const late = (list: readonly Tick[]): boolean => list.some((at, i) => i > 0 && at < list[i - 1]);
  if (late(attempt.entered)) return { problem: { path: 'entered', message: 'must not run back' } };
  if (late(attempt.inputs.map(([at]) => at))) return { problem: { path: 'inputs', message: 'must not run back' } };
  if (attempt.entered.length !== attempt.step + 1)
    return { problem: { path: 'entered', message: 'must have a time for every step up to this one' } };
  return { attempt };
}

function input(value: unknown): string {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) return 'must be a tick and an action';
  const [at, given, fault] = value;
  if (tick(at) !== '') return tick(at);
  if (fault !== undefined && shortText(fault) !== '') return shortText(fault);
  let message = '';
  const action = readAction(given, 'action', (field, text) => {
    message ||= `${field}: ${text}`;
  });
  return action === undefined ? message || 'is no action' : message;
}

function pair(first: Check, second: Check): Check {
  return (value) =>
    Array.isArray(value) && value.length === 2 ? first(value[0]) || second(value[1]) : 'must be a name and a time';
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
