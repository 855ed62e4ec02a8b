// A file of translated texts, `text/de.yaml`, read with the same care as the lesson: it may come from anybody, too. What it holds is a map of
// texts by their place and nothing else, and every text keeps the length and the rules of the one that it stands for.

import * as v from 'valibot';
import { type Document, isAlias, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { LessonFiles } from './loader.ts';
import type { Mistake } from './mistake.ts';
import { type Lesson, lesson as schema } from './schema.ts';
import { textMistakes } from './text-mistake.ts';

/** Texts by place, as `steps.look.say.0.text`. */
export type Texts = Readonly<Record<string, string>>;

const FILE = /^text\/([A-Za-z0-9-]+)\.ya?ml$/;
const MOST_LETTERS = 400;

/** Languages that a lesson brings besides its own. */
export function languagesOf(files: LessonFiles): readonly string[] {
  return Object.keys(files)
    .map((name) => FILE.exec(name)?.[1])
    .filter((language) => language !== undefined)
    .sort();
}

/** The texts of a language; what is no text is left out, and told of by `translationMistakes`. */
export function textsIn(files: LessonFiles, language: string): Texts {
  const name = `text/${language}`;
  return textsOfEntries(entriesOf(parse(files[`${name}.yaml`] ?? files[`${name}.yml`] ?? '')).entries);
}

const textsOfEntries = (entries: readonly Entry[]): Texts =>
  Object.fromEntries(entries.flatMap(({ place, text }) => (text === undefined ? [] : [[place, text]])));

/** Everything in these files that is no text of a lesson, or none that may be shown. `own` are the lesson's texts, `put` is the lesson with others. */
export function translationMistakes(
  files: LessonFiles,
  own: Texts,
  put: (language: string, texts: Texts) => Lesson,
): readonly Mistake[] {
  return Object.keys(files).flatMap((file) => {
    const language = FILE.exec(file)?.[1];
    if (language === undefined) return [];
    return mistakesIn(file, files[file], own, (texts) => put(language, texts));
  });
}

function mistakesIn(file: string, text: string, own: Texts, put: (texts: Texts) => Lesson): readonly Mistake[] {
  const lines = new LineCounter();
  const at = (offset: number, field: string, message: string): Mistake => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col), field, message };
  };
  const document = parse(text, lines);
  const [error] = document.errors;
  if (error) return [at(error.pos[0], '', error.message.slice(0, MOST_LETTERS))];
  const { entries, isTable } = entriesOf(document);
  if (!isTable) return [at(0, '', 'must be a map of texts by place, like steps.look.say.0.text')];
  const fits = tooLong(put(textsOfEntries(entries))) === undefined;
  return entries.flatMap(({ place, text: words, offset }) => {
    if (words === undefined) return [at(offset, place, 'must be a text, written where it belongs')];
    const longer = !fits && Object.hasOwn(own, place) && words.length > own[place].length;
    const long = longer ? tooLong(put({ [place]: words })) : undefined;
    return [...textMistakes(words), ...(long === undefined ? [] : [long])].map((each) => at(offset, place, each));
  });
}

/** A text has the length that its field has in the lesson. */
function tooLong(lesson: Lesson): string | undefined {
  const issue = v.safeParse(schema, lesson).issues?.find(({ type }) => type === 'max_length');
  return issue && `must be at most ${String(issue.requirement)} long; it is ${issue.received}`;
}

interface Entry {
  readonly place: string;
  /** Undefined when it is no text. */
  readonly text: string | undefined;
  readonly offset: number;
}

function parse(text: string, lineCounter?: LineCounter): Document {
  return parseDocument(text, {
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'silent',
    ...(lineCounter && { lineCounter }),
  });
}

function entriesOf({ contents, errors }: Document): { readonly entries: readonly Entry[]; readonly isTable: boolean } {
  if (errors.length > 0 || !isMap(contents)) return { entries: [], isTable: contents === null && errors.length === 0 };
  const entries = contents.items.map(({ key, value }) => ({
    place: isScalar(key) ? String(key.value) : isAlias(key) ? key.source : '',
    text: isScalar(value) && typeof value.value === 'string' ? value.value : undefined,
    offset: isScalar(key) ? (key.range?.[0] ?? 0) : 0,
  }));
  return { entries, isTable: true };
}
