// The lesson that a command names: one of the course, a lesson's YAML file, the folder that holds lesson.yaml, or all of it in one JSON file.
import { readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { nearest } from '../engine/index.ts';
import {
  demoFiles,
  demos,
  formatMistake,
  type LessonFiles,
  type LoadedLesson,
  lessons,
  loadLesson,
  readLesson,
} from '../scenarios/index.ts';
import { filesInOne, namedFiles } from '../scenarios/named-files.ts';
import { readText } from './files.ts';
import { InputError } from './input-error.ts';

export async function lessonNamed(what: string): Promise<LoadedLesson> {
  const known = loadLesson(what);
  if (known) return known;
  const demo = await demoFiles(what);
  if (demo) return taken(readLesson(demo), '');
  const stat = statSync(what, { throwIfNoEntry: false });
  if (!stat) {
    const near = nearest(what, [...Object.keys(lessons), ...demos.map(({ id }) => id)]);
    const remedy = near ? `did you mean ${near}?` : `the course has ${Object.keys(lessons).join(', ')}.`;
    throw new InputError(`There is no lesson ${what}, and no such file or folder; ${remedy}`);
  }
  const whole = stat.isDirectory() ? undefined : filesInOne(readText(what));
  if (whole) return taken(readLesson(whole), what);
  const folder = stat.isDirectory() ? what : dirname(what);
  const file = stat.isDirectory() ? 'lesson.yaml' : relative(folder, what);
  return taken(readLesson(stat.isDirectory() ? filesIn(folder) : filesOf(folder, file), file), folder);
}

function taken(read: ReturnType<typeof readLesson>, folder: string): LoadedLesson {
  if (!('mistakes' in read)) return read;
  const told = read.mistakes.map((mistake) => formatMistake({ ...mistake, file: join(folder, mistake.file) }));
  throw new InputError(...told);
}

/** A lesson's own file and those that it names: a folder of downloads has many others. */
function filesOf(folder: string, file: string): LessonFiles {
  const text = readText(join(folder, file));
  const beside = namedFiles(text).filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile());
  const texts = filesIn(folder, 'text');
  return { ...texts, ...Object.fromEntries(beside.map((name) => [name, readText(join(folder, name))])), [file]: text };
}

/** The YAML files of a lesson's folder by their path in it. */
function filesIn(folder: string, below = ''): LessonFiles {
  const files: Record<string, string> = {};
  if (!statSync(join(folder, below), { throwIfNoEntry: false })?.isDirectory()) return files;
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (entry.isDirectory() && below.split('/').length < 3) Object.assign(files, filesIn(folder, path));
    else if (/\.ya?ml$/.test(entry.name)) files[path] = readText(join(folder, path));
  }
  return files;
}
