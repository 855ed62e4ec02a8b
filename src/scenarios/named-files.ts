// The files of a lesson by their names, before any of them is read: which ones its text names beside itself, for whoever has to fetch them,
// and all of them together as one text, for whoever has to mail them.
import type { LessonFiles } from './loader.ts';

export function namedFiles(lesson: string): readonly string[] {
  return [...new Set(lesson.match(/\b(?:[\w-]+\/)+[\w.-]+\.ya?ml\b/g) ?? [])];
}

/** A whole lesson as one text: every file by its path, letter by letter. */
export const oneText = (files: LessonFiles): string => `${JSON.stringify({ format: 'lesson/1', files }, null, 1)}\n`;

/** The files that such a text holds; undefined of any other text. */
export function filesInOne(text: string): LessonFiles | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const { files } = JSON.parse(text) as { readonly files?: unknown };
    return areFiles(files) && Object.hasOwn(files, 'lesson.yaml') ? files : undefined;
  } catch {
    return undefined;
  }
}

/** Data from outside as the files of a lesson: texts by their paths. */
export const areFiles = (value: unknown): value is LessonFiles =>
  typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');
