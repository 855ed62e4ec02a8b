// The mistakes of YAML in the words of Go's yaml library, which readers meet in forums and books. Our parser finds the same
// mistakes under names of its own; this is the dictionary, with the library's way of counting lines: mistakes of its
// scanner name their own line, those of its grammar the line before.
import type { LineCounter, YAMLParseError } from 'yaml';
import type { YamlError } from './parse.ts';

type Told = readonly [message: string, counts: 'own line' | 'line before' | 'line after'];

export function explain(error: YAMLParseError, text: string, lines: LineCounter): YamlError {
  const offset = placeOf(error, text);
  const { line, col: column } = lines.linePos(offset);
  const [message, counts] = tell(error, text, offset);
  const shown = counts === 'own line' ? line : counts === 'line before' ? line - 1 : line + 1;
  // The library leaves a line out when it counts to zero, or when its scanner stops on the first.
  const where = shown === 0 || (counts === 'own line' && line === 1) ? '' : `line ${shown}: `;
  return { message: `yaml: ${where}${message}`, line, column };
}

function placeOf(error: YAMLParseError, text: string): number {
  const [start, end] = error.pos;
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY') {
    // The colon that should not be there stands at the end of the inner key.
    const colon = /:(?=\s|$)/g;
    colon.lastIndex = start;
    return colon.exec(text)?.index ?? start;
  }
  return error.code === 'MISSING_CHAR' && /quote/.test(error.message) ? text.length : Math.min(start, end);
}

const noToken = 'found character that cannot start any token';

function tell(error: YAMLParseError, text: string, offset: number): Told {
  const before = text.slice(0, offset);
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return followsPlainText(before)
        ? ['found a tab character that violates indentation', 'own line']
        : [noToken, 'own line'];
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return ['mapping values are not allowed in this context', 'own line'];
    case 'BAD_SCALAR_START':
      return [noToken, 'own line'];
    case 'BAD_ALIAS':
      return ['did not find expected alphabetic or numeric character', 'own line'];
    case 'BAD_DQ_ESCAPE':
      return ['found unknown escape character', 'own line'];
    case 'BAD_DIRECTIVE':
      return ['could not find expected directive name', 'own line'];
    case 'BAD_INDENT':
      return [flowMessage(error.message, before) ?? 'did not find expected key', 'line before'];
    case 'MISSING_CHAR':
      if (/quote/.test(error.message)) return ['found unexpected end of stream', 'own line'];
      if (/Implicit map keys|Implicit keys/.test(error.message)) return ["could not find expected ':'", 'line after'];
      return [flowMessage(error.message, before) ?? 'did not find expected key', 'line before'];
    case 'UNEXPECTED_TOKEN':
      if (/block-seq-ind/.test(error.message))
        return ['block sequence entries are not allowed in this context', 'own line'];
      return [inList(before) ? "did not find expected '-' indicator" : 'did not find expected key', 'line before'];
    default:
      return ['did not find expected key', 'line before'];
  }
}

/** The last line with something on it ends in a plain word that the next line could go on with. */
function followsPlainText(before: string): boolean {
  const last = before.trimEnd().split('\n').pop() ?? '';
  return last !== '' && !/[:\]}"'|>,[{-]$/.test(last) && !/(?:^|\s)#/.test(last) && !/[|>][-+0-9]*$/.test(last);
}

function flowMessage(message: string, before: string): string | undefined {
  const close = /end with a ([\]}])/.exec(message)?.[1];
  if (close === undefined) return undefined;
  return /[[{,:]\s*$/.test(before) ? 'did not find expected node content' : `did not find expected ',' or '${close}'`;
}

const inList = (before: string): boolean => /(?:^|\n)- [^\n]*\n*$/.test(before);
