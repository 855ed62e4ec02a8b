// What a teacher hands over, as the files of one lesson: a folder, some files picked by hand, or a text. Names are made relative to the
// lesson's own folder, and a manifest that was handed over without its folder is found by its name.
import type { LessonFiles } from '../../scenarios/index.ts';
import { filesInOne, namedFiles } from '../../scenarios/named-files.ts';

/** A file as it came, with whatever folders its name has. */
export interface GivenFile {
  readonly path: string;
  readonly text: string;
}

export const lessonFile = 'lesson.yaml';
/** Letters of one file; a whole lesson has fewer, and the reader of lessons says so. */
export const mostLetters = 600_000;

export const isYaml = (path: string): boolean => /\.ya?ml$/i.test(path);

/** A file that may hold a lesson, or something of one. */
export const mayBeLesson = (path: string): boolean => isYaml(path) || /\.json$/i.test(path);

/** A text that begins a lesson and no manifest, or holds a whole one. */
export const looksLikeLesson = (text: string): boolean =>
  /^["']?format["']?:\s*["']?lesson\//m.test(text) || filesInOne(text) !== undefined;

/** The lesson's files by their path in its folder; the first that is a lesson is the lesson, and a whole one in one file is all of it. */
export function filesOf(given: readonly GivenFile[]): LessonFiles {
  for (const { text } of given) {
    const whole = filesInOne(text);
    if (whole) return whole;
  }
  const yaml = given.filter(({ path }) => isYaml(path));
  const main =
    yaml.find(({ path, text }) => nameOf(path) === lessonFile && looksLikeLesson(text)) ??
    yaml.find(({ text }) => looksLikeLesson(text)) ??
    yaml.find(({ path }) => nameOf(path) === lessonFile) ??
    (yaml.length === 1 ? yaml[0] : undefined);
  if (!main) return Object.fromEntries(yaml.map(({ path, text }) => [path, text]));
  const folder = main.path.slice(0, main.path.length - nameOf(main.path).length);
  const files: Record<string, string> = { [lessonFile]: main.text };
  for (const { path, text } of yaml) {
    if (path === main.path) continue;
    const inside = path.startsWith(folder) ? path.slice(folder.length) : path;
    files[placeOf(inside, main.text)] = text;
  }
  return files;
}

/** Where the lesson looks for a file: as it is called, or, of a file without its folder, where a file of that name is asked for. */
function placeOf(path: string, lesson: string): string {
  const asked = namedFiles(lesson);
  if (asked.includes(path) || path.includes('/')) return path;
  const fitting = asked.filter((one) => nameOf(one) === path);
  return fitting.length === 1 ? fitting[0] : path;
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
