// What a learner has done, kept in this browser and nowhere else. It can be saved as a file and read back, also on another machine;
// what cannot be read is refused whole and nothing is lost. Storage may be forbidden, and then it lasts as long as the page.

import * as v from 'valibot';
import { create } from 'zustand';

const entry = v.strictObject({
  /** The lesson's version at the time. */
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  state: v.picklist(['begun', 'done']),
  /** The step the learner is at, counted from 1, and how many there are. */
  step: v.pipe(v.number(), v.integer(), v.minValue(1)),
  steps: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Seed, actions and answers as text: what a lesson needs to be resumed. */
  attempt: v.optional(v.pipe(v.string(), v.maxLength(8_192))),
});
const id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
const file = v.strictObject({ format: v.literal('progress/1'), lessons: v.record(id, entry) });

export type LessonProgress = v.InferOutput<typeof entry>;
export type Progress = Readonly<Record<string, LessonProgress>>;

const key = 'podarium.progress';
/** A file of every lesson at its largest is far below this. */
export const mostProgressCharacters = 1_000_000;

export const useProgress = create<{ readonly lessons: Progress }>(() => ({ lessons: readStored() }));

/** A lesson that was finished stays finished when it is begun again. */
export function noteProgress(lesson: string, now: LessonProgress): void {
  const { lessons } = useProgress.getState();
  const before = Object.hasOwn(lessons, lesson) ? lessons[lesson] : undefined;
  const state = before?.state === 'done' ? 'done' : now.state;
  keep({ ...lessons, [lesson]: { ...now, state } });
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
  try {
    localStorage.setItem(key, progressText(lessons));
  } catch {
    // Storage is forbidden or full: progress then lasts as long as the page, and can be saved as a file.
  }
}

function readStored(): Progress {
  try {
    const read = readProgress(localStorage.getItem(key) ?? '');
    return 'lessons' in read ? read.lessons : {};
  } catch {
    return {};
  }
}
