// Attempts as teachers get them: a run that a learner saved, a file of progress, or any text that holds links or what a course platform
// keeps of a run, such as its table of results. Names of learners stand beside them at most, and are never looked at.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Attempt, readAttempt } from '../scenarios/index.ts';
import { fromFragment, fromText, type Opened } from '../share/index.ts';
import { readText } from './files.ts';
import { InputError } from './input-error.ts';

export interface Given {
  readonly file: string;
  readonly attempt: Attempt;
  /** Of the engine that made it and of the world it led to; '' where a file of progress has neither. */
  readonly engine: string;
  readonly hash: string;
}

export interface Pile {
  readonly given: readonly Given[];
  /** Attempts that are the same in every tick as another one. */
  readonly copies: number;
  /** What could not be used, with the reason, in the order of the files. */
  readonly unread: readonly string[];
}

/** In an address, or alone as a platform keeps it. What is shorter than this is a number with a decimal point. */
const links = /(?:#s=)?\b\d{1,6}\.[A-Za-z0-9_-]{60,}/g;

export async function readPile(paths: readonly string[]): Promise<Pile> {
  const found: Given[] = [];
  const unread: string[] = [];
  for (const file of paths.flatMap(filesAt)) {
    const read = await readOne(file);
    found.push(...read.given);
    unread.push(...read.problems.map((problem) => `${file}: ${problem}`));
  }
  const seen = new Set<string>();
  const given = found.filter(({ attempt }) => {
    const text = JSON.stringify(attempt);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
  return { given, copies: found.length - given.length, unread };
}

interface Read {
  readonly given: readonly Given[];
  readonly problems: readonly string[];
}

async function readOne(file: string): Promise<Read> {
  const text = readText(file);
  const progress = progressIn(text);
  if (progress) return fromProgress(file, progress);
  if (text.trimStart().startsWith('{')) return together(file, [fromText(text)]);
  const fragments = (text.match(links) ?? []).map((link) => (link.startsWith('#s=') ? link : `#s=${link}`));
  const opened = await Promise.all(fragments.map(fromFragment));
  const read = together(
    file,
    opened.filter((one): one is Opened => one !== undefined),
  );
  return read.given.length + read.problems.length > 0
    ? read
    : { given: [], problems: ['holds no run, no progress and no link to a run.'] };
}

function together(file: string, opened: readonly Opened[]): Read {
  const given: Given[] = [];
  const problems: string[] = [];
  for (const one of opened)
    if ('problem' in one) problems.push(`${one.problem.path} ${one.problem.message}`.trim());
    else if (!one.run.lesson) problems.push('is a run of an open cluster; no lesson was taken in it.');
    else given.push({ file, attempt: one.run.lesson, engine: one.run.engine, hash: one.run.hash });
  return { given, problems };
}

/** The attempts of a file of progress by their lessons; undefined when it is none. */
function progressIn(text: string): readonly (readonly [lesson: string, attempt: unknown])[] | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { format, lessons } = (data ?? {}) as { readonly format?: unknown; readonly lessons?: unknown };
  if (format !== 'progress/1' || typeof lessons !== 'object' || lessons === null) return undefined;
  return Object.entries(lessons).map(([lesson, kept]) => [lesson, (kept as { attempt?: unknown } | null)?.attempt]);
}

function fromProgress(file: string, kept: readonly (readonly [string, unknown])[]): Read {
  const given: Given[] = [];
  const problems: string[] = [];
  for (const [lesson, text] of kept) {
    // A lesson that was only looked at has none.
    if (text === undefined) continue;
    let data: unknown;
    try {
      data = JSON.parse(String(text));
    } catch {
      data = undefined;
    }
    const read = readAttempt(data);
    if ('attempt' in read) given.push({ file, attempt: read.attempt, engine: '', hash: '' });
    else problems.push(`${lesson}: ${read.problem.path} ${read.problem.message}`);
  }
  return { given, problems };
}

/** A file, or all files of a folder and of those in it, by name. */
function filesAt(path: string): readonly string[] {
  const stat = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return [path];
  const inside = readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (inside.length === 0) throw new InputError(`${path}: the folder is empty.`);
  return inside.flatMap((entry) => {
    const below = join(path, entry.name);
    return entry.isDirectory() ? filesAt(below) : [below];
  });
}
