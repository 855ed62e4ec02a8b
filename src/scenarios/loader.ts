// Reads a lesson: the YAML text and the manifests beside it, checked against the format and against what no format can say
// (a hint that nobody can reach, a wrong idea that is not named). A lesson may come from anybody, so nothing in it is trusted.

import * as v from 'valibot';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { hashHex, hashOf } from '../engine/index.ts';
import { reportIssue } from './issues.ts';
import { type Check, checkContent } from './lint.ts';
import { fieldOf, formatMistake, type Mistake, placeOf } from './mistake.ts';
import { type Lesson, lesson as schema } from './schema.ts';
import { textsOf, withTexts } from './translation.ts';
import { type Texts, translationMistakes } from './translation-file.ts';

/** A lesson's files by their path in its folder; `lesson.yaml` is the lesson. */
export type LessonFiles = Readonly<Record<string, string>>;

export interface LoadedLesson {
  readonly lesson: Lesson;
  readonly files: LessonFiles;
  /** Of the content: a saved attempt names the exact lesson. */
  readonly hash: string;
}

const MOST_BYTES = 256 * 1024;
const MOST_FILES = 60;
const MOST_DEPTH = 24;
const MOST_ALIASES = 20;
/** Whoever has more wrong mends these first. */
const MOST_MISTAKES = 100;
const LONGEST_FIELD = 200;
const LONGEST_MESSAGE = 1_000;
const MOST_LETTERS = 400;
const NESTED = 'cannot be read: it is nested too deep, or refers to itself';

/** The lesson, or every mistake in it, in the order of its lines. */
export function readLesson(
  files: LessonFiles,
  file = 'lesson.yaml',
): LoadedLesson | { readonly mistakes: readonly Mistake[] } {
  const text = files[file];
  const at = (message: string, line = 1, column = 1) => ({ mistakes: [{ file, line, column, field: '', message }] });
  if (text === undefined) return at(`there is no ${file} here; there is ${Object.keys(files).join(', ') || 'nothing'}`);
  if (Object.keys(files).length > MOST_FILES) return at(`a lesson has at most ${MOST_FILES} files`);
  const letters = Object.values(files).reduce((sum, each) => sum + each.length, 0);
  if (letters > MOST_BYTES) return at(`a lesson has at most 256 kB; this has ${Math.ceil(letters / 1024)} kB`);
  const deep = tooDeep(text);
  if (deep) return at(`more than ${MOST_DEPTH} levels deep`, deep);
  try {
    return parse(text, file, files, at);
  } catch (error) {
    // The parsers descend level by level: what is nested beyond any sense ends here.
    if (!(error instanceof RangeError)) throw error;
    return at(NESTED);
  }
}

type Refusal = (message: string, line?: number) => { readonly mistakes: readonly Mistake[] };

function parse(
  text: string,
  file: string,
  files: LessonFiles,
  at: Refusal,
): LoadedLesson | { readonly mistakes: readonly Mistake[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'silent',
  });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    // After a tab nothing stands where it seems to: all the rest follows from it.
    const first = problems.filter(({ code }) => code === 'TAB_AS_INDENT');
    const mistakes = (first.length > 0 ? first : problems).map(({ pos, message }) => {
      const { line, col } = lines.linePos(pos[0]);
      const said = message.includes('call stack')
        ? NESTED
        : inOurWords(message, text.slice(pos[0])).slice(0, MOST_LETTERS);
      return { file, line: Math.max(1, line), column: Math.max(1, col), field: '', message: said };
    });
    return { mistakes: once(mistakes) };
  }
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return at(`more than ${MOST_ALIASES} aliases (*name), or one that leads nowhere: write the value where it belongs`);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return at('a lesson must be a map of fields, like format: lesson/1');
  const trap = forbiddenKey(data, 0);
  if (trap === TOO_DEEP) return at(`more than ${MOST_DEPTH} levels deep`);
  if (trap) return at(`${trap} cannot be the name of a field`, lineWith(text, trap));
  return check(data, document, lines, file, files);
}

/** The same for lessons of our own: a mistake in one is a defect. */
export function mustReadLesson(files: LessonFiles): LoadedLesson {
  const read = readLesson(files);
  if ('mistakes' in read) throw new Error(read.mistakes.map(formatMistake).join('\n'));
  return read;
}

function check(
  data: unknown,
  document: Document,
  lines: LineCounter,
  file: string,
  files: LessonFiles,
): LoadedLesson | { readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];
  const wrong: Check = (path, message) =>
    void mistakes.push({ file, ...placeOf(document, lines, path), field: fieldOf(path), message });
  const parsed = v.safeParse(schema, data);
  if (!parsed.success) {
    for (const issue of parsed.issues) reportIssue(issue, schema, data, wrong);
    return { mistakes: sorted(mistakes) };
  }
  checkContent(parsed.output, files, wrong);
  const put = (language: string, texts: Texts): Lesson => withTexts({ lesson: parsed.output }, language, texts).lesson;
  mistakes.push(...translationMistakes(files, textsOf(parsed.output), put));
  if (mistakes.length > 0) return { mistakes: sorted(mistakes) };
  return { lesson: parsed.output, files, hash: hashHex(hashOf(files)) };
}

/** What an author can do about the mistakes in YAML that are made most. */
function inOurWords(message: string, rest: string): string {
  if (message.startsWith('Nested mappings')) return `${message}: a text with ": " in it stands in quotes`;
  if (message.startsWith('Tabs')) return `${message}: write blanks`;
  if (message.startsWith('Map keys must be unique')) return `${/^[\w-]*/.exec(rest)?.[0]} is there twice: ${message}`;
  return message;
}

/** Names that mean something to JavaScript itself. */
const forbidden: readonly string[] = ['__proto__', 'constructor', 'prototype'];

const TOO_DEEP = '…';

/** A name in the data that must not be there, or a sign that it is nested too deep (or in itself). */
function forbiddenKey(data: unknown, depth: number): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  if (depth > MOST_DEPTH) return TOO_DEEP;
  for (const key of Object.getOwnPropertyNames(data)) {
    if (forbidden.includes(key)) return key;
    const inner = forbiddenKey((data as Record<string, unknown>)[key], depth + 1);
    if (inner) return inner;
  }
  return undefined;
}

function lineWith(text: string, word: string): number {
  return text.slice(0, Math.max(0, text.indexOf(word))).split('\n').length;
}

/** The line on which nesting passes the bound: counted in the text, before anything recursive sees it. */
function tooDeep(text: string): number | undefined {
  const rows = text.split('\n');
  for (let row = 0; row < rows.length; row++) {
    let depth = 0;
    for (const letter of rows[row]) {
      if (letter === '[' || letter === '{') depth++;
      if (letter === ']' || letter === '}') depth--;
      if (depth > MOST_DEPTH) return row + 1;
    }
    const indent = /^[ -]*/.exec(rows[row])?.[0].length ?? 0;
    if (indent > 2 * MOST_DEPTH && rows[row].trim() !== '') return row + 1;
  }
  return undefined;
}

/** A parser that has lost its way says the same at every line. */
function once(mistakes: readonly Mistake[]): readonly Mistake[] {
  const said = new Set<string>();
  return mistakes
    .filter(({ message }) => !said.has(message) && said.add(message))
    .slice(0, MOST_MISTAKES)
    .map(bounded);
}

function sorted(mistakes: readonly Mistake[]): readonly Mistake[] {
  return [...mistakes]
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .slice(0, MOST_MISTAKES)
    .map(bounded);
}

/** A mistake may quote the lesson; however much that is, it has to be read on a screen. */
function bounded(mistake: Mistake): Mistake {
  const { field, message } = mistake;
  return { ...mistake, field: cut(field, LONGEST_FIELD), message: cut(message, LONGEST_MESSAGE) };
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
