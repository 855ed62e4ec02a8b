// From an error text back to a place in the file: the cluster speaks of `spec.template.metadata.labels`, the author of line 14.
// When the field itself is missing, its nearest parent that exists is marked.

import { isMap, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';

export interface Place {
  /** Offsets into the text. */
  readonly from: number;
  readonly to: number;
  /** From 1. */
  readonly line: number;
}

export interface FieldProblem extends Place {
  readonly path: string;
  readonly message: string;
}

const kinds =
  'Invalid value|Required value|Forbidden|Unsupported value|Duplicate value|Too long|Too many|Too few|Not found|Internal error';
const fieldError = new RegExp(`([a-z][A-Za-z]*(?:\\.[A-Za-z0-9]+|\\[[^\\]]*\\])*): (?:${kinds})`, 'g');
const unknownField = /(?:unknown|duplicate) field "([^"]+)"/g;
const goField = /Go struct field [A-Za-z]+\.([A-Za-z0-9.]+) of type/g;
const unknownKind = /no matches for kind "([^"]*)"/;
const subject = /(?:The |error when (?:creating|applying).*?: )?([A-Z][A-Za-z]+) (?:"([^"]+)" is invalid|in version)/;

/** Every field that an error of the cluster names, with its place in the text. */
export function fieldProblems(text: string, error: string): readonly FieldProblem[] {
  const paths = new Map<string, string>();
  for (const pattern of [fieldError, unknownField, goField]) {
    for (const match of error.matchAll(pattern)) {
      const path = match[1];
      if (path && !paths.has(path)) paths.set(path, problemText(error, match.index));
    }
  }
  const kind = unknownKind.exec(error);
  if (kind) {
    const document = documentOf(text, kind[1], undefined);
    return document
      ? [{ path: 'kind', message: problemText(error, kind.index), ...placeOf(text, document, 'kind') }]
      : [];
  }
  if (paths.size === 0) return [];
  const who = subject.exec(error);
  const document = documentOf(text, who?.[1], who?.[2]);
  if (!document) return [];
  return [...paths].map(([path, message]) => ({ path, message, ...placeOf(text, document, path) }));
}

/** The place of a field path in one text of one document. */
export function fieldPlace(text: string, path: string): Place | undefined {
  const document = documentOf(text, undefined, undefined);
  return document && placeOf(text, document, path);
}

/** `spec.containers[0].image` → ['spec', 'containers', 0, 'image']; `labels[app.io/name]` keeps its key whole. */
export function pathSteps(path: string): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (const match of path.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)) {
    const inside = match[1];
    if (inside === undefined) steps.push(match[2] ?? '');
    else steps.push(/^\d+$/.test(inside) ? Number(inside) : inside);
  }
  return steps;
}

function problemText(error: string, index: number): string {
  const start = error.lastIndexOf('\n', index) + 1;
  const end = error.indexOf('\n', index);
  return error
    .slice(start, end === -1 ? undefined : end)
    .replace(/^\* /, '')
    .trim();
}

function documentOf(text: string, kind: string | undefined, name: string | undefined): Node | undefined {
  const documents = parseAllDocuments(text, { version: '1.1', logLevel: 'silent' });
  const roots = [...documents].flatMap((document) => (document.contents ? [document.contents as Node] : []));
  const fits = (root: Node) =>
    isMap(root) && (!kind || root.get('kind') === kind) && (!name || root.getIn(['metadata', 'name']) === name);
  return roots.find(fits) ?? roots[0];
}

function placeOf(text: string, root: Node, path: string): Place {
  let node: Node = root;
  let mark: Node = root;
  for (const step of pathSteps(path)) {
    const list: Node = node;
    // A path from a type error has no indexes; the first entry that has the field is meant.
    if (isSeq(list) && typeof step === 'string') {
      node = (list.items.find((item) => isMap(item) && item.has(step)) ?? list.items[0] ?? list) as Node;
    }
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (!pair) break;
      mark = pair.key as Node;
      if (!pair.value) break;
      node = pair.value as Node;
    } else if (isSeq(node) && typeof step === 'number') {
      const item = node.items[step];
      if (!item) break;
      node = item as Node;
      mark = node;
    } else break;
  }
  const [from = 0, end = from] = mark.range ?? [];
  const lineEnd = text.indexOf('\n', from);
  const to = isScalar(mark) ? end : Math.min(end, lineEnd === -1 ? text.length : lineEnd);
  return { from, to: Math.max(to, from), line: lineOf(text, from) };
}

/** Line number of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
