// What kubectl would say about text that is not YAML, at the place where reading had to stop.
// kubectl reads with a Go library whose words differ from ours, so each of our parser's errors is put into its words.

import { type ErrorCode, parseAllDocuments, type YAMLParseError } from 'yaml';
import { lineOf } from './places.ts';

export interface ParseProblem {
  readonly from: number;
  readonly to: number;
  /** From 1. */
  readonly line: number;
  /** The whole line kubectl prints. */
  readonly message: string;
}

/** Larger texts are sent as they are: reading them at every key press would make typing slow. */
export const checkedLength = 500_000;

/** Reading errors of a text, at most ten; empty when it can be read. `file` is the name kubectl would use. */
export function parseProblems(text: string, file: string): readonly ParseProblem[] {
  if (text.length > checkedLength || text.trim() === '') return [];
  const problems: ParseProblem[] = [];
  for (const document of parseAllDocuments(text, { version: '1.1', uniqueKeys: true, logLevel: 'silent' })) {
    for (const error of document.errors) {
      const [from, end] = error.pos;
      const line = lineOf(text, from);
      problems.push({ from, to: Math.max(end, from), line, message: kubectlText(error, line, file) });
      if (problems.length === 10) return problems;
    }
  }
  return problems;
}

function kubectlText(error: YAMLParseError, line: number, file: string): string {
  const key = /"([^"]+)"/.exec(error.message)?.[1];
  if (error.code === 'DUPLICATE_KEY') {
    const detail = `line ${line}: key ${key ? `"${key}"` : ''} already set in map`;
    return `error: error parsing ${file}: error converting YAML to JSON: yaml: unmarshal errors:\n  ${detail}`;
  }
  return `error: error parsing ${file}: error converting YAML to JSON: yaml: line ${line}: ${goWords(error.code)}`;
}

function goWords(code: ErrorCode): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'found character that cannot start any token';
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'BLOCK_IN_FLOW':
      return 'mapping values are not allowed in this context';
    case 'MULTILINE_IMPLICIT_KEY':
      return "could not find expected ':'";
    case 'BAD_ALIAS':
      return 'did not find expected alphabetic or numeric character';
    case 'BAD_DQ_ESCAPE':
      return 'found unknown escape character';
    case 'BAD_DIRECTIVE':
      return 'found unknown directive name';
    case 'BAD_PROP_ORDER':
    case 'UNEXPECTED_TOKEN':
    case 'BAD_INDENT':
    case 'MISSING_CHAR':
      return 'did not find expected key';
    default:
      return 'could not find expected directive name';
  }
}
