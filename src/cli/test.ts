// `podarium test`: the contract of lessons, rule by rule, for lessons of the course and for files of one's own. Its last line is
// `N passed, N failed`, counted in rules.
import { readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { nearest } from '../engine/index.ts';
import {
  checkContract,
  formatMistake,
  type LessonFiles,
  type LoadedLesson,
  lessons,
  loadExpressions,
  loadLesson,
  readLesson,
} from '../scenarios/index.ts';
import { readText } from './files.ts';
import { readFlags } from './flags.ts';
import { InputError } from './input-error.ts';

export const testHelp = `podarium test: whether lessons keep their contract

  podarium test [LESSON…]

  LESSON            the id of a lesson of the course, a lesson's YAML file, or the folder that holds lesson.yaml;
                    without one, every lesson of the course

Ends with "N passed, N failed", counted in rules. Exit codes: 0 all passed, 1 some failed, 2 a lesson that cannot be read.
`;

export async function test(words: readonly string[]): Promise<number> {
  await loadExpressions();
  const { args } = readFlags('test', words, {});
  const chosen = args.length > 0 ? args : Object.keys(lessons);
  const loaded = chosen.map(load);
  let passed = 0;
  let failed = 0;
  for (const lesson of loaded) {
    const report = checkContract(lesson);
    console.log(report.lesson);
    for (const { rule, name, problems, tried } of report.rules) {
      const well = problems.length === 0;
      if (well) passed++;
      else failed++;
      console.log(`  ${well ? 'ok    ' : 'FAILED'} ${rule} ${name}${tried === '' ? '' : ` (${tried})`}`);
      for (const problem of problems) console.log(`         ${problem}`);
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

function load(what: string): LoadedLesson {
  const known = loadLesson(what);
  if (known) return known;
  const stat = statSync(what, { throwIfNoEntry: false });
  if (!stat) {
    const near = nearest(what, Object.keys(lessons));
    const remedy = near ? `did you mean ${near}?` : `the course has ${Object.keys(lessons).join(', ')}.`;
    throw new InputError(`There is no lesson ${what}, and no such file or folder; ${remedy}`);
  }
  const folder = stat.isDirectory() ? what : dirname(what);
  const file = stat.isDirectory() ? 'lesson.yaml' : relative(folder, what);
  const read = readLesson(filesIn(folder), file);
  if ('mistakes' in read)
    throw new InputError(
      ...read.mistakes.map((mistake) => formatMistake({ ...mistake, file: join(folder, mistake.file) })),
    );
  return read;
}

/** The YAML files of a lesson's folder by their path in it. */
function filesIn(folder: string, below = ''): LessonFiles {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (entry.isDirectory() && below.split('/').length < 3) Object.assign(files, filesIn(folder, path));
    else if (/\.ya?ml$/.test(entry.name)) files[path] = readText(join(folder, path));
  }
  return files;
}
