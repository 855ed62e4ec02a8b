// Kubernetes is written in Go, and its error texts show it: strings quoted as %q does, values as encoding/json prints them.
// These few printers are all an engine in another language needs to say the same words.

const escapes: { [char: string]: string } = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to be escaped
const needsEscape = /["\\\u0000-\u001f\u007f\u0080-\u00a0\u00ad\u2028\u2029\ufeff]/g;

/** A string as Go's `%q` prints it: `"a\tb"`, `"\x00"`. */
export function goQuote(text: string): string {
  const body = text.replace(needsEscape, (char) => {
    const known = escapes[char];
    if (known !== undefined) return known;
    const code = char.charCodeAt(0);
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `"${body}"`;
}

const htmlEscapes: { [char: string]: string } = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** Compact JSON as Go's encoding/json prints it: keys in the given order, `<>&` escaped. Undefined members are left out. */
export function goJson(value: unknown): string {
  return JSON.stringify(value ?? null).replace(/[<>&\u2028\u2029]/g, (char) => htmlEscapes[char] ?? char);
}

/** The same record with sorted keys, as Go prints a map; null when there is none (a nil map). */
export function sortedMap<T>(record: { [key: string]: T } | undefined | null): { [key: string]: T } | null {
  if (record === undefined || record === null) return null;
  const result: { [key: string]: T } = {};
  for (const key of Object.keys(record).sort()) result[key] = record[key] as T;
  return result;
}

/** A value as Go's `%v` prints maps and slices that came from JSON: `map[a:b list:[1 2]]`. */
export function goValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (typeof value === 'object') {
    const record = value as { [key: string]: unknown };
    const parts = Object.keys(record).sort();
    return `map[${parts.map((key) => `${key}:${goValue(record[key])}`).join(' ')}]`;
  }
  return String(value);
}
