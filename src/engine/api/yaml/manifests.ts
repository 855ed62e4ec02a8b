// A manifest file as kubectl reads it: several documents in one text, each YAML or JSON, lists opened up, empty documents
// skipped. The learner's mistakes come back as results with a place, next to all that could be read before them.
import { goJson } from '../go-text.ts';
import { parseJson } from '../json.ts';
import type { KubeObject } from '../object.ts';
import type { YamlError } from './parse.ts';
import { parseYaml } from './parse.ts';

export interface Manifest {
  readonly object: KubeObject;
  /** Where its document starts, counted from 1. */
  readonly line: number;
}

export interface ManifestError {
  /** The whole line kubectl prints, `error: …`. */
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

export interface Manifests {
  /** In file order, up to the first mistake. Objects may lack a name or apiVersion; that is for the server to say. */
  readonly manifests: readonly Manifest[];
  readonly error?: ManifestError;
}

/** Reads a file of manifests; `name` is what kubectl calls it in its complaints, `STDIN` for a pipe. */
export function parseManifests(text: string, name: string): Manifests {
  const manifests: Manifest[] = [];
  for (const { text: document, line } of splitDocuments(text)) {
    const parsed = parseDocument(document);
    if (!parsed.ok) {
      const { message, line: at, column } = parsed.error;
      const place = at === undefined ? {} : { line: line + at - 1, ...(column === undefined ? {} : { column }) };
      return { manifests, error: { message: `error: error parsing ${name}: ${message}`, ...place } };
    }
    if (parsed.value === null) continue;
    const problem = expand(parsed.value, line, manifests);
    if (problem !== undefined) {
      return { manifests, error: { message: `error: unable to decode ${JSON.stringify(name)}: ${problem}`, line } };
    }
  }
  return { manifests };
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: YamlError };

/** A text that starts with a brace is taken for JSON, everything else for YAML. */
function parseDocument(text: string): Parsed {
  if (!/^\s*\{/.test(text)) {
    const parsed = parseYaml(text);
    if (parsed.ok) return parsed;
    return { ok: false, error: { ...parsed.error, message: `error converting YAML to JSON: ${parsed.error.message}` } };
  }
  const parsed = parseJson(text);
  if (parsed.ok) return parsed;
  if (parsed.offset === text.length)
    return { ok: false, error: { message: 'unexpected EOF', ...placeOf(text, parsed.offset) } };
  const message = `json: offset ${parsed.offset + 1}: ${parsed.message}`;
  return { ok: false, error: { message, ...placeOf(text, parsed.offset) } };
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines[lines.length - 1] ?? '').length + 1 };
}

/** Puts an object, or the items of a list, into `manifests`; answers kubectl's words for what is no object. */
function expand(value: unknown, line: number, manifests: Manifest[]): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const what = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    return `json: cannot unmarshal ${what} into Go value of type unstructured.detector`;
  }
  const object = value as { [key: string]: unknown };
  if (object.kind === undefined || object.kind === '') return `Object 'Kind' is missing in '${goJson(sorted(object))}'`;
  if (String(object.kind).endsWith('List') && Array.isArray(object.items)) {
    for (const item of object.items) {
      const problem = expand(item, line, manifests);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  manifests.push({ object: object as KubeObject, line });
  return undefined;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as { [key: string]: unknown };
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, sorted(record[key])]),
  );
}

/** Documents are divided by lines that start with three dashes; lines are counted within each, as kubectl counts them. */
function splitDocuments(text: string): { text: string; line: number }[] {
  const documents: { text: string; line: number }[] = [];
  let current: string[] = [];
  let start = 1;
  const lines = text.replace(/^\ufeff/, '').split('\n');
  lines.forEach((line, index) => {
    if (/^---\s*$/.test(line)) {
      documents.push({ text: current.join('\n'), line: start });
      current = [];
      start = index + 2;
    } else current.push(line);
  });
  documents.push({ text: current.join('\n'), line: start });
  return documents.filter((each) => each.text.trim() !== '');
}
