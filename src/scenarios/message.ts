// Words that depend on a number or a name, in ICU message syntax: `{copies, plural, one {# pod} other {# pods}}` and `{place, select, …}`.
// Every language has its own kinds of plural, so a translation says it in its own way. What stands in `code` is never looked at.

import type { Variables } from './text.ts';

/** `{name}`, or a choice by `type` among `cases`; '#' stands for the number inside of a plural. */
interface Argument {
  readonly name: string;
  readonly type: 'value' | 'plural' | 'selectordinal' | 'select';
  readonly cases: ReadonlyMap<string, readonly Part[]>;
  /** As it was written. */
  readonly source: string;
}

type Part = string | Argument | typeof HASH;

const HASH = Symbol('#');
const NAME = /^[a-zA-Z]\w*(\.[a-z]+)?/;
const types = ['plural', 'selectordinal', 'select'] as const;
const DEEPEST = 4;

/** The text in words; arguments that nobody knows yet stay as they are written. */
export function formatMessage(text: string, variables: Variables, language: string): string {
  if (!text.includes('{')) return text;
  const read = parse(text);
  return typeof read === 'string' ? text : say(read, variables, language, undefined);
}

/** What is wrong with a text as a message, if anything. */
export function messageMistake(text: string): string | undefined {
  const read = parse(text);
  return typeof read === 'string' ? read : undefined;
}

/** Names that a message speaks of, sorted. */
export function namesIn(text: string): readonly string[] {
  return [...new Set(argumentsIn(text).map(({ name }) => name))].sort();
}

/** The first plural that lacks a form which its language needs: `pods lacks few`. */
export function missingForm(text: string, language: string): string | undefined {
  for (const { name, type, cases } of argumentsIn(text)) {
    if (type !== 'plural' && type !== 'selectordinal') continue;
    const lacking = formsOf(language, type).find((form) => !cases.has(form));
    if (lacking) return `{${name}, ${type}, …} lacks ${lacking}`;
  }
  return undefined;
}

/** Numbers up to here decide which forms a language needs. */
const COUNTED = 200;

function formsOf(language: string, type: 'plural' | 'selectordinal'): readonly string[] {
  const rules = rulesOf(language, type);
  return [...new Set(Array.from({ length: COUNTED }, (_, n) => rules.select(n)))];
}

function rulesOf(language: string, type: 'plural' | 'selectordinal'): Intl.PluralRules {
  const kind = { type: type === 'plural' ? 'cardinal' : 'ordinal' } as const;
  try {
    return new Intl.PluralRules(language, kind);
  } catch {
    // No language is called so; a lesson may come from anybody.
    return new Intl.PluralRules('en', kind);
  }
}

function argumentsIn(text: string): readonly Argument[] {
  const read = parse(text);
  const within = (parts: readonly Part[]): readonly Argument[] =>
    parts.flatMap((part) => (typeof part === 'object' ? [part, ...[...part.cases.values()].flatMap(within)] : []));
  return typeof read === 'string' ? [] : within(read);
}

function say(parts: readonly Part[], variables: Variables, language: string, count: string | undefined): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if (part === HASH) return count ?? '#';
      const value = variables[part.name];
      if (value === undefined) return part.source;
      if (part.type === 'value') return value;
      const chosen = part.cases.get(caseFor(part, value, language)) ?? part.cases.get('other') ?? [];
      return say(chosen, variables, language, part.type === 'select' ? count : value);
    })
    .join('');
}

function caseFor({ type, cases }: Argument, value: string, language: string): string {
  if (type === 'select' || type === 'value') return value;
  if (cases.has(`=${value}`)) return `=${value}`;
  const number = Number(value);
  return Number.isNaN(number) ? 'other' : rulesOf(language, type).select(number);
}

/** The parts of a message, or what is wrong with it. */
function parse(text: string): readonly Part[] | string {
  try {
    const reader = new Reader(text);
    const parts = reader.parts(false, 0);
    return reader.done ? parts : 'a } closes nothing; write commands and YAML in `…`';
  } catch (error) {
    if (error instanceof MessageError) return error.message;
    throw error;
  }
}

class MessageError extends Error {}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  get done(): boolean {
    return this.at >= this.text.length;
  }

  parts(counted: boolean, depth: number): Part[] {
    const found: Part[] = [];
    let words = '';
    const flush = (): void => {
      if (words !== '') found.push(words);
      words = '';
    };
    while (!this.done) {
      const letter = this.text[this.at];
      if (letter === '}') break;
      if (letter === '{') {
        flush();
        found.push(this.argument(depth));
      } else if (letter === '#' && counted) {
        flush();
        found.push(HASH);
        this.at++;
      } else words += this.literal(letter);
    }
    flush();
    return found;
  }

  /** A letter, a piece of code as it stands, or what quotes keep from being read: `'{'`. */
  private literal(letter: string): string {
    const end = letter === '`' ? this.text.indexOf('`', this.at + 1) : -1;
    if (end > 0) return this.take(end + 1 - this.at);
    if (letter !== "'" || !/^[{}]/.test(this.text.slice(this.at + 1))) return this.take(1);
    const close = this.text.indexOf("'", this.at + 1);
    const quoted = this.take((close < 0 ? this.text.length : close + 1) - this.at);
    return quoted.slice(1, close < 0 ? undefined : -1);
  }

  private take(letters: number): string {
    const taken = this.text.slice(this.at, this.at + letters);
    this.at += letters;
    return taken;
  }

  private argument(depth: number): Argument {
    if (depth >= DEEPEST) throw new MessageError(`variables in variables more than ${DEEPEST} deep`);
    const from = this.at++;
    const name = this.word(NAME);
    const end = (type: Argument['type'], cases: Argument['cases']): Argument => {
      this.expect('}', name);
      return { name, type, cases, source: this.text.slice(from, this.at) };
    };
    this.space();
    if (name === '') throw new MessageError(SHAPE);
    if (this.text[this.at] !== ',') return end('value', new Map());
    this.at++;
    const type = types.find((each) => each === this.peekWord());
    if (!type) throw new MessageError(`{${name}, …} is one of ${types.join(', ')}; ${SHAPE}`);
    this.word(/^[a-z]+/);
    this.expect(',', name);
    return end(type, this.cases(name, type, depth));
  }

  private cases(name: string, type: string, depth: number): ReadonlyMap<string, readonly Part[]> {
    const cases = new Map<string, readonly Part[]>();
    for (;;) {
      const key = this.word(/^(=\d+|[\w.-]+)/);
      if (key === '') break;
      this.expect('{', name);
      cases.set(key, this.parts(type !== 'select', depth + 1));
      this.expect('}', name);
    }
    if (!cases.has('other')) throw new MessageError(`{${name}, ${type}, …} needs other {…}, for all the rest`);
    return cases;
  }

  private peekWord(): string {
    this.space();
    return /^[a-z]+/.exec(this.text.slice(this.at))?.[0] ?? '';
  }

  private word(pattern: RegExp): string {
    this.space();
    return this.take(pattern.exec(this.text.slice(this.at))?.[0].length ?? 0);
  }

  private expect(letter: string, name: string): void {
    this.space();
    if (this.text[this.at] !== letter) throw new MessageError(`{${name}, …}: a ${letter} is missing; ${SHAPE}`);
    this.at++;
  }

  private space(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }
}

const SHAPE = 'a { begins a variable like {pods, plural, one {# pod} other {# pods}}; write commands and YAML in `…`';
