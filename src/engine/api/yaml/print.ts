// Prints an object as `kubectl get -o yaml` does, byte for byte: keys sorted, lists not indented, long words folded at
// column 80, and exactly those texts quoted that would otherwise be read as something else.
// Source: Go's yaml.v2 `encode.go`, `emitterc.go`, `sorter.go`.
import { compareKeys } from './key-order.ts';
import { needsQuotes } from './plain-scalar.ts';

const bestWidth = 80;

/** The YAML of a JSON value, ending in a line break. Members whose value is undefined are left out. */
export function toYaml(value: unknown): string {
  const lines: string[] = [];
  if (isRecord(value) && keysOf(value).length > 0) printMap(value, 0, '', lines);
  else if (Array.isArray(value) && value.length > 0) printList(value, 0, '', lines);
  else lines.push(inline(value, 0, 0));
  return `${lines.join('\n')}\n`;
}

type Json = { [key: string]: unknown };

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const keysOf = (record: Json): string[] =>
  Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort(compareKeys);

const spaces = (count: number): string => ' '.repeat(count);

/** `lead` is what stands before the first key on its line, such as `- `; the others get `indent` blanks. */
function printMap(record: Json, indent: number, lead: string, lines: string[]): void {
  let first = lead === '' ? spaces(indent) : lead;
  for (const key of keysOf(record)) {
    const head = `${first}${printKey(key)}:`;
    first = spaces(indent);
    const value = record[key];
    if (isRecord(value) && keysOf(value).length > 0) {
      lines.push(head);
      printMap(value, indent + 2, '', lines);
    } else if (Array.isArray(value) && value.length > 0) {
      lines.push(head);
      printList(value, indent, '', lines);
    } else lines.push(`${head} ${inline(value, head.length + 1, indent + 2)}`);
  }
}

function printList(list: readonly unknown[], indent: number, lead: string, lines: string[]): void {
  let first = lead === '' ? spaces(indent) : lead;
  for (const value of list) {
    const head = `${first}- `;
    first = spaces(indent);
    if (isRecord(value) && keysOf(value).length > 0) printMap(value, indent + 2, head, lines);
    else if (Array.isArray(value) && value.length > 0) printList(value, indent + 2, head, lines);
    else lines.push(`${head}${inline(value, head.length, indent + 2)}`);
  }
}

/** A scalar or an empty container; `column` is where it starts, `indent` where a further line would. */
function inline(value: unknown, column: number, indent: number): string {
  if (typeof value === 'string') return printString(value, column, indent);
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number') return printNumber(value);
  if (typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? '[]' : '{}';
}

/** Integers plainly; the rest as Go's `%g`, with an exponent from a million on. */
function printNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return String(value);
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(value);
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
}

function printKey(key: string): string {
  if (needsQuotes(key) || key.includes('\n')) return doubleQuoted(key, 0, 0, false);
  const form = formOf(key);
  if (form === 'plain') return key;
  return form === 'single' ? `'${key.replace(/'/g, "''")}'` : doubleQuoted(key, 0, 0, false);
}

function printString(text: string, column: number, indent: number): string {
  const form = formOf(text);
  if (text.includes('\n'))
    return form === 'double' || !literalAllowed(text)
      ? doubleQuoted(text, column, indent, true)
      : literal(text, indent);
  if (needsQuotes(text) || form === 'double') return doubleQuoted(text, column, indent, true);
  return form === 'plain'
    ? fold(text, column, indent)
    : `'${fold(text.replace(/'/g, "''"), column + 1, indent, true)}'`;
}

/** The plainest form in which the text can stand, by yaml.v2's analysis; line breaks aside. */
function formOf(text: string): 'plain' | 'single' | 'double' {
  if (!/^[\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/.test(text) || / \n/.test(text)) return 'double';
  if (/\n /.test(text) && !literalAllowed(text)) return 'double';
  const plain =
    text !== '' &&
    !/^(?:---|\.\.\.)/.test(text) &&
    !/^[#,[\]{}&*!|>'"%@`]/.test(text) &&
    !/^[-?:](?:\s|$)/.test(text) &&
    !/:(?:\s|$)/.test(text) &&
    !/\s#/.test(text) &&
    !/^ | $/.test(text);
  return plain ? 'plain' : 'single';
}

const literalAllowed = (text: string): boolean => !text.endsWith(' ');

function literal(text: string, indent: number): string {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const lines = body.split('\n').map((line) => (line === '' ? '' : `${spaces(indent)}${line}`));
  return [`|${hint}${chomp}`, ...lines].join('\n');
}

/** Breaks at a blank once the column is beyond 80; a break never stands beside another blank. */
function fold(text: string, column: number, indent: number, quoted = false): string {
  let result = '';
  let at = column;
  let blank = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] as string;
    const inside = !quoted || (index > 0 && index < text.length - 1);
    if (char === ' ' && !blank && at > bestWidth && inside && text[index + 1] !== ' ') {
      result += `\n${spaces(indent)}`;
      at = indent;
    } else {
      result += char;
      at += 1;
    }
    blank = char === ' ';
  }
  return result;
}

const shortEscapes: { readonly [char: string]: string } = {
  '\0': '\\0',
  '\u0007': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\u001b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function doubleQuoted(text: string, column: number, indent: number, breaks: boolean): string {
  let result = '"';
  let at = column + 1;
  let blank = false;
  const chars = [...text];
  chars.forEach((char, index) => {
    const piece = escapeChar(char);
    if (char === ' ' && breaks && !blank && at > bestWidth && index > 0 && index < chars.length - 1) {
      result += `\n${spaces(indent)}${chars[index + 1] === ' ' ? '\\' : ''}`;
      at = indent;
      blank = true;
      return;
    }
    result += piece;
    at += piece.length;
    blank = char === ' ';
  });
  return `${result}"`;
}

function escapeChar(char: string): string {
  const known = shortEscapes[char];
  if (known !== undefined) return known;
  const code = char.codePointAt(0) as number;
  if (
    (code >= 0x20 && code <= 0x7e) ||
    (code > 0xa0 && code <= 0xffff && code !== 0xfeff && !(code >= 0xd800 && code <= 0xdfff))
  )
    return char;
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}
