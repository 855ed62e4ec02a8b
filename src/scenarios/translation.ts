// Lessons in other languages: `text/de.yaml` beside a lesson holds its texts by their place, `steps.look.say.0.text: …`. What is missing
// falls back to the lesson's own words; the contract wants nothing missing, and nothing that is plainly in the wrong place.

import type { Note } from './contract.ts';
import type { LoadedLesson } from './loader.ts';
import { messageMistake, missingForm, namesIn } from './message.ts';
import type { Lesson } from './schema.ts';
import { languagesOf, type Texts, textsIn } from './translation-file.ts';

/** Fields that people read. */
export const shownFields: readonly string[] = [
  ...[
    'title',
    'summary',
    'text',
    'list',
    'ask',
    'belief',
    'refutation',
    'detail',
    'say',
    'watchFor',
    'explain',
    'label',
  ],
  ...['question', 'answer', 'simplified', 'notes', 'hints', 'show'],
];

/** The texts of a lesson by their place; steps and misconceptions are named, not numbered. */
export function textsOf(lesson: Lesson): Texts {
  const texts: Record<string, string> = {};
  visit(lesson, (place, text) => {
    texts[place] = text;
    return text;
  });
  return texts;
}

/** The lesson with the texts of a language; what is missing stays as it is. */
export function inLanguage(loaded: LoadedLesson, language: string): LoadedLesson {
  return withTexts(loaded, language, textsIn(loaded.files, language));
}

/** The same with texts that are given. */
export function withTexts<T extends Pick<LoadedLesson, 'lesson'>>(loaded: T, language: string, texts: Texts): T {
  const lesson = visit(loaded.lesson, (place, text) => (Object.hasOwn(texts, place) ? texts[place] : text)) as Lesson;
  return { ...loaded, lesson: { ...lesson, language } };
}

/** A piece of a lesson with every text that people read changed. */
export function mapTexts<T>(data: T, change: (text: string) => string): T {
  return visit(data, (_, text) => change(text)) as T;
}

/** Rule 8. */
export function checkTranslations(loaded: LoadedLesson, note: Note, tried: Note): void {
  const own = textsOf(loaded.lesson);
  const languages = languagesOf(loaded.files);
  for (const language of languages) {
    const texts = textsIn(loaded.files, language);
    for (const place in own) if (!Object.hasOwn(texts, place)) note(8, `${language}: ${place} is missing`);
    for (const place in texts) {
      const told = Object.hasOwn(own, place)
        ? (implausible(own[place], texts[place]) ?? messageMistake(texts[place]) ?? missingForm(texts[place], language))
        : 'there is no such text';
      if (told) note(8, `${language}: ${place}: ${told}`);
    }
    for (const [a, b] of twins(own, texts)) note(8, `${language}: ${a} and ${b} are the same`);
  }
  tried(8, languages.length === 0 ? 'its own only' : `${languages.join(', ')}: ${Object.keys(own).length} texts`);
}

/** What a translation has to keep: every variable, however often and in whichever form, and every command. */
function variables(text: string): string {
  const named = [...text.matchAll(/\$([a-zA-Z]\w*(?:\.[a-z]+)?)/g)].map(([, name]) => name);
  const commands = [...text.matchAll(/`[^`]+`/g)].map(([whole]) => whole);
  return [...new Set([...named, ...namesIn(text)].map((name) => `$${name}`)), ...commands].sort().join(' ');
}

/** Letters from which lengths are compared. */
const LONG = 24;
const MOST_TIMES = 2.5;

function implausible(own: string, text: string): string | undefined {
  if (text.trim() === '') return 'is empty';
  if (variables(own) !== variables(text)) return `must have the same variables and commands: ${variables(own)}`;
  if (own.length < LONG) return undefined;
  const times = text.length / own.length;
  return times > MOST_TIMES || times < 1 / MOST_TIMES ? `is ${text.length} letters for ${own.length}` : undefined;
}

/** Places whose translations are equal although their own texts are not. */
function twins(own: Texts, texts: Texts): readonly (readonly [string, string])[] {
  const first = new Map<string, string>();
  const found: [string, string][] = [];
  for (const place in texts) {
    if (!Object.hasOwn(own, place)) continue;
    const other = first.get(texts[place]);
    if (other === undefined) first.set(texts[place], place);
    else if (own[other] !== own[place] && own[place].length >= LONG) found.push([other, place]);
  }
  return found;
}

type Change = (place: string, text: string) => string;

/** A copy of the data with every text that people read run through `change`. */
function visit(data: unknown, change: Change, place = '', shown = false): unknown {
  if (typeof data === 'string') return shown ? change(place, data) : data;
  if (typeof data !== 'object' || data === null) return data;
  const below = (name: string): string => (place === '' ? name : `${place}.${name}`);
  if (Array.isArray(data)) return data.map((each, i) => visit(each, change, below(nameOf(each, i)), shown));
  const quiz = (data as { kind?: unknown }).kind === 'quiz';
  const entries = Object.entries(data).map(([key, value]) => {
    if (key === 'ways' && Array.isArray(value)) return [key, named(value, change, below(key))];
    if (quiz && key === 'options') return [key, quizOptions(value as QuizOptions, change, below(key))];
    return [key, visit(value, change, below(key), isShown(key, value))];
  });
  return Object.fromEntries(entries);
}

type QuizOptions = readonly { readonly value: string }[];

function quizOptions(options: QuizOptions, change: Change, place: string): unknown {
  return options.map((option, i) => ({ ...option, value: change(`${place}.${i}.value`, option.value) }));
}

/** Ways to compare are shown by their names; a name elsewhere is for the author. */
function named(ways: readonly unknown[], change: Change, place: string): unknown {
  return ways.map((way, i) => {
    const { name, ...rest } = way as { readonly name: string };
    return { name: change(`${place}.${i}.name`, name), ...(visit(rest, change, `${place}.${i}`) as object) };
  });
}

/** `say` of a message is a text, `say` of a step a list of them that each have their own. */
function isShown(key: string, value: unknown): boolean {
  return shownFields.includes(key) && (typeof value === 'string' || key === 'hints' || key === 'simplified');
}

function nameOf(each: unknown, index: number): string {
  const id = typeof each === 'object' && each !== null ? (each as { id?: unknown }).id : undefined;
  return typeof id === 'string' ? id : String(index);
}
