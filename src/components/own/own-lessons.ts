// Lessons that the learner or teacher brought: kept in this browser with all their files, and nowhere else. What is kept is read anew
// each time it is played, like any lesson from outside.
import { create } from 'zustand';
import type { LessonFiles, LoadedLesson } from '../../scenarios/index.ts';
import { areFiles } from '../../scenarios/named-files.ts';
import { store, storedJson } from '../ui/storage.ts';
import { forgetOwnProgress } from '../welcome/progress.ts';

export interface OwnLesson {
  readonly id: string;
  readonly title: string;
  readonly by: string;
  readonly minutes: number;
  readonly files: LessonFiles;
}

const key = 'podarium.own.1';
/** More than this a browser might not keep at all. */
export const mostOwn = 24;
const prefix = 'own:';

const isText = (value: unknown): value is string => typeof value === 'string';

function isOwn(value: unknown): value is OwnLesson {
  if (typeof value !== 'object' || value === null) return false;
  const { id, title, by, minutes, files } = value as Record<string, unknown>;
  return isText(id) && isText(title) && isText(by) && typeof minutes === 'number' && areFiles(files);
}

const areOwn = (value: unknown): value is readonly OwnLesson[] => Array.isArray(value) && value.every(isOwn);

export const useOwn = create<{ readonly lessons: readonly OwnLesson[] }>(() => ({
  lessons: storedJson(key, areOwn) ?? [],
}));

/** Keeps a lesson, in the place of an earlier one of its name; returns whether the browser took it. */
export function keepOwn({ lesson, files }: LoadedLesson): boolean {
  const { id, title, minutes, authors } = lesson;
  const one: OwnLesson = { id, title, minutes, by: authors.map(({ name }) => name).join(', '), files };
  const others = useOwn.getState().lessons.filter((other) => other.id !== id);
  return put([one, ...others].slice(0, mostOwn));
}

export function removeOwn(id: string): void {
  put(useOwn.getState().lessons.filter((one) => one.id !== id));
  forgetOwnProgress(id);
}

/** Puts a removed one back in front. */
export function bringBack(one: OwnLesson): void {
  put([one, ...useOwn.getState().lessons.filter(({ id }) => id !== one.id)]);
}

function put(lessons: readonly OwnLesson[]): boolean {
  useOwn.setState({ lessons });
  return store(key, JSON.stringify(lessons));
}

/** What an address calls a lesson of one's own. */
export const ownName = (id: string): string => `${prefix}${id}`;

/** The files of a lesson that an address names; undefined when it names none of these. */
export function ownFiles(name: string): LessonFiles | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const id = name.slice(prefix.length);
  return useOwn.getState().lessons.find((one) => one.id === id)?.files;
}
