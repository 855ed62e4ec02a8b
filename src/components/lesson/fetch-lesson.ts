// A lesson by what an address calls it: the id of one of the course, `own:ID` of one that this browser keeps, or the place of a file of the
// same origin or https. What comes from elsewhere is read like any lesson, within its bounds, and refused with its line where it is wrong.
import {
  demoFiles,
  formatMistake,
  type LessonFiles,
  type LoadedLesson,
  loadLesson,
  readLesson,
} from '../../scenarios/index.ts';
import { areFiles, filesInOne, namedFiles } from '../../scenarios/named-files.ts';
import { PodariumError } from '../../share/sdk.ts';
import { lessonFile, mostLetters } from '../own/lesson-files.ts';
import { ownFiles } from '../own/own-lessons.ts';

const mostFiles = 40;

export async function findLesson(what: string): Promise<LoadedLesson> {
  return (
    loadLesson(what) ?? lessonFrom({ files: ownFiles(what) ?? (await demoFiles(what)) ?? (await fetchFiles(what)) })
  );
}

/** The files of the lesson at an address, the manifests beside it among them. */
export async function fetchFiles(what: string): Promise<LessonFiles> {
  const address = placeOf(what);
  if (!address) throw new PodariumError('unknown-lesson', `There is no lesson ${what.slice(0, 80)}.`);
  const text = await textAt(address);
  const whole = filesInOne(text);
  if (whole) return whole;
  // What it names beside itself: of lessons/ID.json in the folder lessons/ID/, of lesson.yaml in its own.
  const beside = new URL(
    address.pathname.endsWith('.json') ? address.href.replace(/\.json(?=$|[?#])/, '/') : '.',
    address,
  );
  const names = namedFiles(text).slice(0, mostFiles);
  const files: Record<string, string> = {};
  for (const name of names) {
    const found = await textAt(new URL(name, beside)).catch(() => undefined);
    if (found !== undefined) files[name] = found;
  }
  return { ...files, ...filesOf(text) };
}

async function textAt(address: URL): Promise<string> {
  try {
    const response = await fetch(address, { credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer' });
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    const text = await response.text();
    if (text.length <= mostLetters) return text;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PodariumError('unknown-lesson', `The lesson at ${address.href} cannot be fetched: ${reason}.`);
  }
  throw new PodariumError('limit', 'The lesson is larger than a lesson may be.');
}

/** A lesson as data: its YAML or JSON as text, its fields, or `{files}` with every file by its path. */
export function lessonFrom(data: unknown): LoadedLesson {
  const read = readLesson(filesOf(data));
  if (!('mistakes' in read)) return read;
  throw new PodariumError('bad-lesson', read.mistakes.slice(0, 10).map(formatMistake).join('\n'));
}

function filesOf(data: unknown): LessonFiles {
  const parsed = typeof data === 'string' && data.trimStart().startsWith('{') ? tryJson(data) : data;
  if (typeof parsed === 'object' && parsed !== null && 'files' in parsed && areFiles(parsed.files)) return parsed.files;
  return { [lessonFile]: typeof data === 'string' ? data : JSON.stringify(data, null, 1) };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** An address that may be fetched: same origin, or https. Ids have no dot and no slash. */
export function placeOf(what: string): URL | undefined {
  if (!/[./]/.test(what)) return undefined;
  try {
    const address = new URL(what, document.baseURI);
    if (address.protocol !== 'https:' && address.origin !== location.origin) return undefined;
    return /^https?:$/.test(address.protocol) && address.username === '' ? address : undefined;
  } catch {
    return undefined;
  }
}
