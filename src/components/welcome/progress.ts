// What a learner has done, kept in this browser and nowhere else. It can be saved as a file and read back, also on another machine;
// what cannot be read is refused whole and nothing is lost. Storage may be forbidden, and then it lasts as long as the page.

import * as v from 'valibot';
import { create } from 'zustand';
import { store, stored } from '../ui/storage.ts';

/** A thousand actions. Whoever does more in one lesson comes back to where they were by then. */
const mostAttempt = 60_000;

const entry = v.strictObject({
  /** The lesson's version at the time. */
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  state: v.picklist(['begun', 'done']),
  /** The step the learner is at, counted from 1, and how many there are. */
  step: v.pipe(v.number(), v.integer(), v.minValue(1)),
  steps: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Seed, actions and answers as text: what a lesson needs to be resumed. */
  attempt: v.optional(v.pipe(v.string(), v.maxLength(mostAttempt))),
});
const id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
const file = v.strictObject({ format: v.literal('progress/1'), lessons: v.record(id, entry) });

export type LessonProgress = v.InferOutput<typeof entry>;
export type Progress = Readonly<Record<string, LessonProgress>>;

const key = 'podarium.progress';
/** Of lessons that are not of the course, whatever they are called. */
const ownKey = 'podarium.progress.own';
/** A file of every lesson at its largest is far below this. */
export const mostProgressCharacters = 1_000_000;
const mostOwn = 60;

interface Kept {
  readonly lessons: Progress;
  /** A lesson from elsewhere may have the name of one of the course: it is never taken for it. */
  readonly own: Progress;
}

export const useProgress = create<Kept>(() => ({ lessons: readStored(key), own: readStored(ownKey) }));

/** A lesson that was finished stays finished when it is begun again. */
export function noteProgress(lesson: string, now: LessonProgress, isOwn = false): void {
  const { lessons, own } = useProgress.getState();
  const all = isOwn ? own : lessons;
  const before = Object.hasOwn(all, lesson) ? all[lesson] : undefined;
  const state = before?.state === 'done' ? 'done' : now.state;
  const { [lesson]: _, ...others } = all;
  const { attempt: given, ...where } = now;
  // What is kept has to be readable again, or everything that is kept with it would be lost.
  const attempt = (given?.length ?? 0) <= mostAttempt ? given : before?.attempt;
  const next = { ...others, [lesson]: { ...where, state, ...(attempt === undefined ? {} : { attempt }) } };
  if (isOwn) keepOwnProgress(next);
  else keep(next);
}

export function forgetOwnProgress(lesson: string): void {
  const { [lesson]: _, ...others } = useProgress.getState().own;
  keepOwnProgress(others);
}

export function progressText(lessons: Progress): string {
  return `${JSON.stringify({ format: 'progress/1', lessons }, null, 1)}\n`;
}

/** Reads a saved file: its lessons, or why not. */
export function readProgress(text: string): { readonly lessons: Progress } | { readonly problem: string } {
  if (text.length > mostProgressCharacters) return { problem: 'This file is too large to be saved progress.' };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { problem: 'This is not a file of saved progress: it is not JSON.' };
  }
  const read = v.safeParse(file, data);
  if (read.success) return { lessons: read.output.lessons };
  const [issue] = read.issues;
  return { problem: `This is not a file of saved progress: ${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}` };
}

/** Adds what a file says to what is here; of a lesson in both, what is further on stays. */
export function mergeProgress(here: Progress, there: Progress): Progress {
  const merged: Record<string, LessonProgress> = { ...here };
  for (const lesson of Object.keys(there)) {
    const mine = Object.hasOwn(merged, lesson) ? merged[lesson] : undefined;
    if (!mine || rank(there[lesson]) > rank(mine)) merged[lesson] = there[lesson];
  }
  return merged;
}

const rank = ({ state, step, steps }: LessonProgress): number => (state === 'done' ? 2 : step / steps);

export function keep(lessons: Progress): void {
  useProgress.setState({ lessons });
  // Where storage is forbidden or full it lasts as long as the page, and can be saved as a file.
  store(key, progressText(lessons));
}

function keepOwnProgress(own: Progress): void {
  // Of many lessons from elsewhere the latest are remembered.
  let room = mostProgressCharacters / 2;
  const entries = Object.entries(own).slice(-mostOwn).reverse();
  const fitting = entries.map(([id, { attempt = '', ...where }]): [string, LessonProgress] => {
    room -= JSON.stringify(attempt).length;
    return [id, room > 0 && attempt !== '' ? { ...where, attempt } : where];
  });
  const latest = Object.fromEntries(fitting.reverse());
  useProgress.setState({ own: latest });
  store(ownKey, progressText(latest));
}

function readStored(name: string): Progress {
  const read = readProgress(stored(name) ?? '');
  return 'lessons' in read ? read.lessons : {};
}
