// Turns what the schema found into sentences for authors: the field, what is wrong with it, and what was probably meant.
// A mistake inside one of several shapes is told as a mistake of the shape that was tried, not as "none of these".

import type * as v from 'valibot';
import { nearest } from '../engine/index.ts';
import type { Path } from './mistake.ts';

type Report = (path: Path, message: string) => void;
type Issue = v.BaseIssue<unknown>;

interface AnySchema {
  readonly type: string;
  readonly entries?: Readonly<Record<string, AnySchema>>;
  readonly item?: AnySchema;
  readonly value?: AnySchema;
  readonly items?: readonly AnySchema[];
  readonly wrapped?: AnySchema;
  readonly options?: readonly AnySchema[];
  readonly key?: string;
  readonly literal?: unknown;
  readonly getter?: (input: unknown) => AnySchema;
}

export function reportIssue(issue: Issue, schema: unknown, data: unknown, report: Report, before: Path = []): void {
  const path = [...before, ...(issue.path ?? []).map((item) => item.key as string | number)];
  if (issue.type === 'union' && issue.issues && isRecord(issue.input)) {
    const inner = issue.issues.filter((each) => each.path !== undefined);
    for (const each of inner) reportIssue(each, schema, data, report, path);
    if (inner.length > 0) return;
  }
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const key = String(path.at(-1));
    // `{text: One thing, then another.}`: the comma has ended the text, and its rest is taken for a field.
    if (/\s/.test(key)) report(path, 'is no field: a comma ends a text in {…}; put the whole text in quotes');
    else if (key === 'correct' && path.includes('options'))
      report(path, 'unknown field: which answer is right is measured, never said; give each its range, value or order');
    else report(path, unknownField(key, fieldsAt(schema as AnySchema, data, path.slice(0, -1))));
  } else if (issue.type === 'strict_object' && issue.received === 'undefined') {
    report(path.slice(0, -1), `${String(path.at(-1))} is missing here`);
  } else if (issue.message.startsWith('Invalid')) {
    const received = issue.received.replaceAll('"', '');
    const near = nearest(received, words(issue).split(' or '));
    report(path, `must be ${words(issue)}; it is ${received}${near === undefined ? '' : `; did you mean ${near}?`}`);
  } else {
    report(path, issue.message);
  }
}

function unknownField(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  if (near) return `unknown field; did you mean ${near}?`;
  return known.length > 0 ? `unknown field; known are ${known.join(', ')}` : 'unknown field';
}

function words({ expected, type, requirement }: Issue): string {
  if (type === 'max_length') return `at most ${String(requirement)} long`;
  if (type === 'min_length') return `at least ${String(requirement)} long`;
  if (type === 'min_value') return `at least ${String(requirement)}`;
  if (type === 'max_value') return `at most ${String(requirement)}`;
  const names: Readonly<Record<string, string>> = {
    Array: 'a list',
    Object: 'a map',
    string: 'a text',
    number: 'a number',
    boolean: 'true or false',
  };
  return (expected ?? type)
    .replace(/^\((.*)\)$/, '$1')
    .split(/ [|&] /)
    .map((word) => names[word] ?? word.replaceAll('"', ''))
    .join(' or ');
}

/** The fields that a map at this place may have. */
function fieldsAt(schema: AnySchema, data: unknown, path: Path): readonly string[] {
  let candidates = unwrap(schema, data);
  let value = data;
  for (const key of path) {
    value = (value as Record<string | number, unknown> | undefined)?.[key];
    candidates = candidates.flatMap((each) => {
      const next = each.entries?.[key] ?? each.item ?? each.items?.[Number(key)] ?? each.value;
      return next ? unwrap(next, value) : [];
    });
  }
  return [...new Set(candidates.flatMap((each) => Object.keys(each.entries ?? {})))];
}

/** What an optional, lazy or many-shaped schema may be for this value. */
function unwrap(schema: AnySchema, value: unknown): readonly AnySchema[] {
  if (schema.type === 'lazy' && schema.getter) return unwrap(schema.getter(value), value);
  if (schema.wrapped) return unwrap(schema.wrapped, value);
  if (schema.type === 'variant' && schema.options && schema.key) {
    const { key } = schema;
    const kind = isRecord(value) ? value[key] : undefined;
    return schema.options.filter((option) => option.entries?.[key]?.literal === kind);
  }
  if (schema.options && schema.type === 'union') return schema.options.flatMap((option) => unwrap(option, value));
  return [schema];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
