// The small language of `-o jsonpath=…`: `{.items[*].metadata.name}`, `{range …}{end}`, `{"\t"}`, filters like `[?(@.type=="Ready")]`.
// Text outside of braces is printed as it is.
// Source: client-go `util/jsonpath`.

import { goJson, goValue } from '../api/go-text.ts';

type Step =
  | { readonly do: 'field'; readonly name: string }
  | { readonly do: 'all' }
  | { readonly do: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly do: 'deep'; readonly name: string }
  | { readonly do: 'union'; readonly paths: readonly (readonly Step[])[] }
  | {
      readonly do: 'filter';
      readonly left: readonly Step[];
      readonly operator: string;
      readonly right: string | number | boolean | undefined;
    };

type Node =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'path'; readonly steps: readonly Step[] }
  | { readonly is: 'range'; readonly steps: readonly Step[]; readonly body: readonly Node[] };

export type ParsedPath = { readonly nodes: readonly Node[] } | { readonly error: string };

class PathError extends Error {}

export function parseJsonPath(template: string): ParsedPath {
  const parts = template.match(/\{(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^{}"'])*\}|[^{]+|\{/g) ?? [];
  const stack: Node[][] = [[]];
  const ranges: (readonly Step[])[] = [];
  try {
    for (const piece of parts) {
      const here = stack[stack.length - 1];
      if (piece === '{') throw new PathError('unclosed action');
      if (!piece.startsWith('{')) {
        here.push({ is: 'text', text: piece });
        continue;
      }
      const inner = piece.slice(1, -1).trim();
      if (inner === 'end') {
        const body = stack.pop() as Node[];
        const steps = ranges.pop();
        if (steps === undefined) throw new PathError('unexpected end');
        stack[stack.length - 1].push({ is: 'range', steps, body });
      } else if (inner.startsWith('range')) {
        ranges.push(parseSteps(inner.slice(5).trim()));
        stack.push([]);
      } else if (/^["']/.test(inner)) {
        here.push({ is: 'text', text: unquote(inner) });
      } else here.push({ is: 'path', steps: parseSteps(inner) });
    }
    if (ranges.length > 0) throw new PathError('unclosed range');
  } catch (error) {
    if (error instanceof PathError) return { error: error.message };
    throw error;
  }
  return { nodes: stack[0] };
}

/** The text: a field that is not there is empty, an element that is not there is an error. */
export function evaluate(
  nodes: readonly Node[],
  value: unknown,
): { readonly text: string } | { readonly error: string } {
  try {
    return { text: textOf(nodes, value) };
  } catch (error) {
    if (error instanceof PathError) return { error: error.message };
    throw error;
  }
}

function textOf(nodes: readonly Node[], value: unknown): string {
  let text = '';
  for (const node of nodes) {
    if (node.is === 'text') text += node.text;
    else {
      const found = walk(node.steps, value);
      text += node.is === 'range' ? found.map((each) => textOf(node.body, each)).join('') : found.map(plain).join(' ');
    }
  }
  return text;
}

/** One cell: `<none>` for what is not there. */
export function fieldText(value: unknown, path: string): string {
  const found = valuesAt(value, path);
  return found.length === 0 ? '<none>' : found.map(goValue).join(',');
}

/** All values a path leads to. */
export function valuesAt(value: unknown, path: string): readonly unknown[] {
  try {
    const parsed = parseJsonPath(path);
    return 'error' in parsed ? [] : parsed.nodes.flatMap((node) => (node.is === 'path' ? walk(node.steps, value) : []));
  } catch {
    return [];
  }
}

function plain(value: unknown): string {
  return typeof value === 'object' && value !== null ? goJson(value) : goValue(value);
}

const walk = (steps: readonly Step[], value: unknown): unknown[] => walkAll(steps, [value]);

/** A union takes all of its first path before all of its second. */
function walkAll(steps: readonly Step[], values: readonly unknown[]): unknown[] {
  let found = values;
  for (const step of steps) {
    found =
      step.do === 'union'
        ? step.paths.flatMap((path) => walkAll(path, found))
        : found.flatMap((each) => stepInto(step, each));
  }
  return found.filter((each) => each !== undefined);
}

function stepInto(step: Exclude<Step, { do: 'union' }>, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  switch (step.do) {
    case 'field': {
      const part = (value as Record<string, unknown>)[step.name];
      return part === undefined || Array.isArray(value) ? [] : [part];
    }
    case 'all':
      return Object.values(value);
    case 'slice': {
      if (!Array.isArray(value)) return [];
      const size = value.length;
      let { from = 0, to = size } = step;
      if (from < 0) from += size;
      if (to < 0) to += size;
      const wrong = from === to ? undefined : from < 0 || from >= size ? from : to > size ? to - 1 : undefined;
      if (wrong !== undefined) throw new PathError(`array index out of bounds: index ${wrong}, length ${size}`);
      return value.slice(from, to);
    }
    case 'deep':
      return deep(value, step.name);
    case 'filter': {
      const items: unknown[] = Array.isArray(value) ? value : Object.values(value);
      return items.filter((item) => passes(step, item));
    }
  }
}

function deep(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Array.isArray(value) ? undefined : (value as Record<string, unknown>)[name];
  return [...(own === undefined ? [] : [own]), ...Object.values(value).flatMap((part) => deep(part, name))];
}

function passes(step: Extract<Step, { do: 'filter' }>, item: unknown): boolean {
  const [left] = walk(step.left, item);
  const { operator, right } = step;
  if (operator === '') return left !== undefined;
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (left === undefined || right === undefined) return false;
  const [a, b] = [left as string | number, right as string | number];
  return operator === '<' ? a < b : operator === '>' ? a > b : operator === '<=' ? a <= b : a >= b;
}

type Piece = readonly [pattern: RegExp, step: (match: RegExpExecArray) => Step];

const pieces: readonly Piece[] = [
  [/^\.\.([\w-]+)/, ([, name]) => ({ do: 'deep', name })],
  [/^\.?\[\s*\?\((.*?)\)\s*\]/, ([, filter]) => parseFilter(filter)],
  [/^\.?\[\s*\*\s*\]|^\.\*/, () => ({ do: 'all' })],
  [/^\.?\[([^\]]*['",][^\]]*)\]/, ([, parts]) => ({ do: 'union', paths: parts.split(',').map(parsePart) })],
  [/^\.?\[\s*(-?\d*)\s*(:?)\s*(-?\d*)\s*\]/, ([, from, colon, to]) => parseSlice(from, colon, to)],
  [/^\.((?:\\.|[^.[\]{}\s\\])+)/, ([, name]) => ({ do: 'field', name: name.replace(/\\(.)/g, '$1') })],
];

function parseSteps(text: string): Step[] {
  const steps: Step[] = [];
  let rest = text.replace(/^[$@]/, '');
  while (rest !== '' && rest !== '.') {
    let taken = 0;
    for (const [pattern, step] of pieces) {
      const match = pattern.exec(rest);
      if (match === null) continue;
      steps.push(step(match));
      taken = match[0].length;
      break;
    }
    if (taken === 0) {
      const code = rest.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      throw new PathError(`unrecognized character in action: U+${code} '${rest[0]}'`);
    }
    rest = rest.slice(taken);
  }
  return steps;
}

/** What stands in quotes is a path, too: a dot in a name needs its backslash here as anywhere. */
function parsePart(text: string): Step[] {
  const part = text.trim();
  return parseSteps(/^['"]/.test(part) ? `.${part.slice(1, -1)}` : `[${part}]`);
}

function parseSlice(from: string, colon: string, to: string): Step {
  const number = (text: string): number | undefined => (text === '' ? undefined : Number(text));
  // The last one alone has no end: behind it there would be 0.
  const end = colon === '' ? Number(from) + 1 || undefined : number(to);
  return { do: 'slice', from: number(from), to: end };
}

function parseFilter(text: string): Step {
  const match = /^(.*?)\s*(==|!=|<=|>=|<|>)\s*(.*)$/.exec(text);
  if (match === null) return { do: 'filter', left: parseSteps(text.trim()), operator: '', right: undefined };
  const [, left, operator, right] = match;
  const value = /^["']/.test(right)
    ? unquote(right)
    : right === 'true'
      ? true
      : right === 'false'
        ? false
        : Number(right);
  return { do: 'filter', left: parseSteps(left.trim()), operator, right: value };
}

function unquote(text: string): string {
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  return text.slice(1, -1).replace(/\\(.)/g, (_, char: string) => escapes[char] ?? char);
}
