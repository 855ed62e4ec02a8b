// JSON as the API server reads it: Go's words for what is wrong with a text, and a list of the fields that stand in it
// twice, which JSON.parse would hide.

import { goQuote } from './go-text.ts';

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown; readonly duplicates: readonly string[] }
  | {
      readonly ok: false;
      readonly message: string /** Where the text stopped making sense; its length at the end. */;
      readonly offset: number;
    };

/** Deeper texts are refused, as Go's decoder does at 10,000; ours keeps the stack small. */
export const maxJsonDepth = 1000;

class JsonError extends Error {}

/** Parses a whole text; `duplicates` tell of fields given twice, in the order they were met. The last value wins. */
export function parseJson(text: string): ParsedJson {
  const parser = new JsonParser(text);
  try {
    return { ok: true, value: parser.document(), duplicates: parser.duplicates };
  } catch (error) {
    if (error instanceof JsonError) return { ok: false, message: error.message, offset: parser.at };
    throw error;
  }
}

const unexpectedEnd = 'unexpected end of JSON input';
const escapes: { readonly [char: string]: string } = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class JsonParser {
  readonly duplicates: string[] = [];
  at = 0;
  private readonly text: string;
  private readonly path: (string | number)[] = [];

  constructor(text: string) {
    this.text = text;
  }

  document(): unknown {
    const value = this.value('looking for beginning of value');
    this.blanks();
    if (this.at < this.text.length) this.fail('after top-level value');
    return value;
  }

  private value(where: string): unknown {
    this.blanks();
    if (this.path.length > maxJsonDepth) throw new JsonError('exceeded max depth');
    const char = this.text[this.at];
    if (char === '{') return this.object();
    if (char === '[') return this.array();
    if (char === '"') return this.string();
    if (char === 't') return this.word('true', true);
    if (char === 'f') return this.word('false', false);
    if (char === 'n') return this.word('null', null);
    if (char !== undefined && /[-0-9]/.test(char)) return this.number();
    return this.fail(where);
  }

  private object(): { [key: string]: unknown } {
    const result: { [key: string]: unknown } = {};
    this.at += 1;
    this.blanks();
    if (this.text[this.at] === '}') {
      this.at += 1;
      return result;
    }
    for (;;) {
      this.blanks();
      if (this.text[this.at] !== '"') this.fail('looking for beginning of object key string');
      const key = this.string();
      this.blanks();
      if (this.text[this.at] !== ':') this.fail('after object key');
      this.at += 1;
      if (Object.hasOwn(result, key)) this.duplicates.push(`duplicate field ${goQuote(this.pathTo(key))}`);
      this.path.push(key);
      const value = this.value('looking for beginning of value');
      this.path.pop();
      // A plain assignment would make `__proto__` the prototype instead of a member.
      if (key === '__proto__')
        Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true });
      else result[key] = value;
      this.blanks();
      const char = this.text[this.at];
      if (char !== ',' && char !== '}') this.fail('after object key:value pair');
      this.at += 1;
      if (char === '}') return result;
    }
  }

  private array(): unknown[] {
    const result: unknown[] = [];
    this.at += 1;
    this.blanks();
    if (this.text[this.at] === ']') {
      this.at += 1;
      return result;
    }
    for (;;) {
      this.path.push(result.length);
      result.push(this.value('looking for beginning of value'));
      this.path.pop();
      this.blanks();
      const char = this.text[this.at];
      if (char !== ',' && char !== ']') this.fail('after array element');
      this.at += 1;
      if (char === ']') return result;
    }
  }

  private string(): string {
    let result = '';
    this.at += 1;
    for (;;) {
      let end = this.at;
      while (
        end < this.text.length &&
        this.text[end] !== '"' &&
        this.text[end] !== '\\' &&
        this.text.charCodeAt(end) >= 32
      )
        end += 1;
      result += this.text.slice(this.at, end);
      this.at = end;
      const char = this.text[this.at];
      if (char === '"') {
        this.at += 1;
        return result;
      }
      if (char !== '\\') this.fail('in string literal');
      this.at += 1;
      const letter = this.text[this.at];
      if (letter === 'u') {
        for (let digit = 1; digit <= 4; digit += 1) {
          this.at += 1;
          if (!/[0-9a-fA-F]/.test(this.text[this.at] ?? '')) this.fail('in \\u hexadecimal character escape');
        }
        result += String.fromCharCode(Number.parseInt(this.text.slice(this.at - 3, this.at + 1), 16));
      } else {
        const known = letter === undefined ? undefined : escapes[letter];
        if (known === undefined) this.fail('in string escape code');
        result += known;
      }
      this.at += 1;
    }
  }

  private number(): number {
    const match = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    match.lastIndex = this.at;
    const found = match.exec(this.text);
    if (found === null) {
      this.at += 1;
      return this.fail('in numeric literal');
    }
    this.at += found[0].length;
    if (this.text[this.at] === '.') {
      this.at += 1;
      return this.fail('after decimal point in numeric literal');
    }
    return Number(found[0]);
  }

  private word<T>(word: string, value: T): T {
    for (let index = 0; index < word.length; index += 1) {
      if (this.text[this.at] !== word[index]) this.fail(`in literal ${word} (expecting '${word[index]}')`);
      this.at += 1;
    }
    return value;
  }

  private blanks(): void {
    while (' \t\r\n'.includes(this.text[this.at] ?? 'x')) this.at += 1;
  }

  private fail(where: string): never {
    const char = this.text[this.at];
    if (char === undefined) throw new JsonError(unexpectedEnd);
    const shown = char === "'" ? "'\\''" : char === '\\' ? "'\\\\'" : `'${JSON.stringify(char).slice(1, -1)}'`;
    throw new JsonError(`invalid character ${shown} ${where}`);
  }

  private pathTo(key: string): string {
    let text = '';
    for (const part of this.path) text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`;
    return text === '' ? key : `${text}.${key}`;
  }
}
