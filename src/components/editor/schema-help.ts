// What may stand at a place of a manifest: found by indentation alone, so that it also works in a file that is half written.
// The fields are those of the API server's own schema.

import { apiVersionsOf, type Field, type Shape, type StructType, typeNamed, typeOfKind } from '../../engine/index.ts';

/** Where the cursor stands: the keys above it, outermost first, and the document's kind. */
export interface YamlContext {
  readonly path: readonly string[];
  readonly apiVersion: string;
  readonly kind: string;
  /** Key on the cursor's own line when the cursor stands behind its colon. */
  readonly behind: string | undefined;
}

interface Line {
  readonly key: string;
  readonly indent: number;
  /** Indent of the last dash before the key; undefined without one. */
  readonly dash: number | undefined;
  readonly value: string;
}

export function contextAt(text: string, offset: number): YamlContext {
  const lines = text.split('\n');
  let at = text.slice(0, offset).split('\n').length - 1;
  const own = readLine(lines[at] ?? '');
  const column = offset - (text.lastIndexOf('\n', offset - 1) + 1);
  const colon = (lines[at] ?? '').indexOf(':');
  const behind = own && colon !== -1 && column > colon ? own.key : undefined;
  const path: string[] = [];
  let indent = own?.indent ?? column;
  let limit = own?.dash === undefined ? indent : own.dash + 1;
  while (--at >= 0 && limit > 0) {
    const raw = lines[at] ?? '';
    if (raw.startsWith('---')) break;
    const line = readLine(raw);
    if (!line) continue;
    if (line.indent < limit && line.value === '' && line.key !== '') {
      path.unshift(line.key);
      indent = line.indent;
      limit = line.dash === undefined ? indent : line.dash + 1;
    } else if (line.indent === indent && line.dash !== undefined && line.dash + 1 < limit) {
      // The first line of the list item that the cursor is in.
      limit = line.dash + 1;
    }
  }
  return { path, ...kindOf(lines, at), behind };
}

/** The fields that may stand there, or undefined where the schema knows nothing. */
export function typeAt(context: YamlContext): StructType | undefined {
  let type = typeOfKind(context.apiVersion, context.kind);
  for (const key of context.path) {
    const field: Field | undefined = type?.fields.get(key);
    if (!field) return undefined;
    type = structOf(field.shape);
  }
  return type;
}

/** How a field is written in `kubectl explain`: `<[]Container>`. */
export function typeWords(shape: Shape): string {
  switch (shape.is) {
    case 'scalar':
      return shape.scalar;
    case 'struct':
      return shape.type;
    case 'list':
      return `[]${typeWords(shape.item)}`;
    case 'map':
      return `map[string]${typeWords(shape.value)}`;
    default:
      return shape satisfies never;
  }
}

export interface Suggestion {
  readonly label: string;
  readonly insert: string;
  readonly detail: string;
}

/** What could be written at the cursor. `kinds` are those that the cluster simulates. */
export function suggestionsAt(context: YamlContext, kinds: readonly string[]): readonly Suggestion[] {
  if (context.behind !== undefined) return valuesFor(context, context.behind, kinds);
  if (context.path.length === 0 && context.kind === '') {
    return ['apiVersion', 'kind', 'metadata', 'spec'].map((label) => ({ label, insert: `${label}: `, detail: '' }));
  }
  return [...(typeAt(context)?.fields.values() ?? [])].map((field) => ({
    label: field.name,
    insert: field.shape.is === 'scalar' ? `${field.name}: ` : `${field.name}:`,
    detail: `${typeWords(field.shape)}${field.required ? ' required' : ''}`,
  }));
}

/** One line about a field: type, whether it is required, its default and its values. */
export function describeField(field: Field): string {
  const parts = [`${field.name} <${typeWords(field.shape)}>`];
  if (field.required) parts.push('-required-');
  if (field.defaultValue !== undefined) parts.push(`default ${field.defaultValue}`);
  if (field.values) parts.push(field.values.join(' | '));
  return parts.join('  ');
}

/** Kinds that are worth proposing first. */
export const commonKinds = [
  'Deployment',
  'Pod',
  'ReplicaSet',
  'DaemonSet',
  'Namespace',
  'ConfigMap',
  'Secret',
  'ServiceAccount',
];

function valuesFor(context: YamlContext, key: string, kinds: readonly string[]): readonly Suggestion[] {
  const plain = (label: string) => ({ label, insert: label, detail: '' });
  if (context.path.length === 0 && key === 'kind') return kinds.map(plain);
  if (context.path.length === 0 && key === 'apiVersion') {
    const kindsHere = context.kind ? [context.kind] : kinds;
    return [...new Set(kindsHere.flatMap((kind) => apiVersionsOf(kind)))].map(plain);
  }
  const field = typeAt(context)?.fields.get(key);
  if (field?.shape.is === 'scalar' && field.shape.scalar === 'boolean') return ['true', 'false'].map(plain);
  return (field?.values ?? []).map(plain);
}

function structOf(shape: Shape): StructType | undefined {
  if (shape.is === 'struct') return typeNamed(shape.type);
  if (shape.is === 'list') return structOf(shape.item);
  return undefined;
}

function readLine(raw: string): Line | undefined {
  const match = /^(\s*)((?:-\s+)*)(?:([A-Za-z][\w./-]*)(?:\s*:(?:\s+(.*))?)?)?\s*$/.exec(raw);
  if (!match || raw.trim() === '' || raw.trim().startsWith('#')) return undefined;
  const [, spaces = '', dashes = '', key = '', value = ''] = match;
  return {
    key,
    indent: spaces.length + dashes.length,
    dash: dashes === '' ? undefined : spaces.length + dashes.lastIndexOf('-'),
    value: value.replace(/#.*$/, '').trim(),
  };
}

/** apiVersion and kind of the document around a line. */
function kindOf(lines: readonly string[], line: number): { apiVersion: string; kind: string } {
  let from = Math.max(0, line);
  while (from > 0 && !(lines[from] ?? '').startsWith('---')) from--;
  let to = Math.max(from, line) + 1;
  while (to < lines.length && !(lines[to] ?? '').startsWith('---')) to++;
  const find = (key: string) => {
    for (const text of lines.slice(from, to)) {
      const value = new RegExp(`^${key}:\\s*["']?([^"'#\\s]+)`).exec(text)?.[1];
      if (value) return value;
    }
    return '';
  };
  return { apiVersion: find('apiVersion'), kind: find('kind') };
}
