// How Go's JSON reader complains about the first character that does not belong. A few sentences cover nearly all of it.
// Source: Go `encoding/json/scanner.go`.

const literals: { readonly [first: string]: string } = { t: 'true', f: 'false', n: 'null' };

/** The complaint about a text that is no JSON, or undefined when it is. */
export function goJsonError(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return complaint(text);
  }
}

function complaint(text: string): string {
  const start = text.search(/[^ \t\r\n]/);
  if (start < 0) return 'unexpected end of JSON input';
  const first = text.charAt(start);
  const literal = literals[first];
  if (literal !== undefined) {
    for (let offset = 1; offset < literal.length; offset += 1) {
      const char = text.charAt(start + offset);
      if (char === literal.charAt(offset)) continue;
      if (char === '') return 'unexpected end of JSON input';
      return `invalid character ${quoted(char)} in literal ${literal} (expecting '${literal.charAt(offset)}')`;
    }
    const rest = text.slice(start + literal.length).trimStart();
    return `invalid character ${quoted(rest.charAt(0))} after top-level value`;
  }
  if (!'{["-0123456789'.includes(first)) return `invalid character ${quoted(first)} looking for beginning of value`;
  return 'unexpected end of JSON input';
}

function quoted(char: string): string {
  if (char === "'") return `'\\''`;
  return char === '"' ? `'"'` : `'${char}'`;
}
