// JSON Patch (RFC 6902): a list of small operations, each on one path, all or nothing. `test` makes a patch conditional,
// which is the poor man's compare-and-swap. Only the containers on a changed path are copied.
// Source of the refusals: apiserver `pkg/endpoints/handlers/patch.go`, evanphx/json-patch.
import { equal } from '../object.ts';
import { badRequest, patchNotApplicable, requestEntityTooLarge } from '../status.ts';
import type { Status } from '../types.ts';

export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

export const maxJsonPatchOperations = 10_000;

type Result = { readonly value: unknown } | Status;

/** Applies the operations in order; answers the new document, or the server's 400, 413 or 422. */
export function applyJsonPatch(document: unknown, patch: unknown): Result {
  if (!Array.isArray(patch)) {
    const what = typeof patch === 'boolean' ? 'bool' : typeof patch;
    return badRequest(
      `error decoding patch: json: cannot unmarshal ${what} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (patch.length > maxJsonPatchOperations) {
    const limit = `The allowed maximum operations in a JSON patch is ${maxJsonPatchOperations}, got ${patch.length}`;
    return requestEntityTooLarge(limit);
  }
  let value = document;
  for (const operation of patch as JsonPatchOperation[]) {
    const next = applyOperation(value, operation);
    if (next === refused) return patchNotApplicable();
    value = next;
  }
  return { value };
}

const refused = Symbol('refused');
type Outcome = unknown | typeof refused;

function applyOperation(document: unknown, operation: JsonPatchOperation): Outcome {
  const { op, path, from, value } = operation;
  const to = pointer(path);
  if (to === undefined) return refused;
  switch (op) {
    case 'add':
      return value === undefined ? refused : change(document, to, 'add', value);
    case 'replace':
      return value === undefined || get(document, to) === refused ? refused : change(document, to, 'replace', value);
    case 'remove':
      return get(document, to) === refused ? refused : change(document, to, 'remove');
    case 'test': {
      const found = get(document, to);
      const actual = found === refused ? null : found;
      return equal(actual ?? null, value ?? null) ? document : refused;
    }
    case 'move':
    case 'copy': {
      const source = from === undefined ? undefined : pointer(from);
      if (source === undefined) return refused;
      const moved = get(document, source);
      if (moved === refused) return refused;
      const rest = op === 'move' ? change(document, source, 'remove') : document;
      return rest === refused ? refused : change(rest, to, 'add', moved);
    }
    default:
      return refused;
  }
}

/** `/a~1b/0` → `['a/b', '0']`; undefined for a text that is no pointer. */
function pointer(text: unknown): string[] | undefined {
  if (text === '') return [];
  if (typeof text !== 'string' || !text.startsWith('/')) return undefined;
  return text
    .slice(1)
    .split('/')
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function get(document: unknown, path: readonly string[]): Outcome {
  let at = document;
  for (const part of path) {
    if (Array.isArray(at)) {
      const index = indexOf(part, at.length);
      if (index === undefined || index >= at.length) return refused;
      at = at[index];
    } else if (typeof at === 'object' && at !== null && Object.hasOwn(at, part)) {
      at = (at as { [key: string]: unknown })[part];
    } else return refused;
  }
  return at;
}

function indexOf(part: string, length: number): number | undefined {
  if (/^(0|[1-9]\d*)$/.test(part)) return Number(part);
  return /^-[1-9]\d*$/.test(part) && length >= Number(part.slice(1)) ? length - Number(part.slice(1)) : undefined;
}

function change(
  document: unknown,
  path: readonly string[],
  how: 'add' | 'replace' | 'remove',
  value?: unknown,
): Outcome {
  const [part, ...rest] = path;
  if (part === undefined) return how === 'remove' ? refused : value;
  if (Array.isArray(document)) {
    const copy = document.slice();
    const index = part === '-' && how === 'add' && rest.length === 0 ? document.length : indexOf(part, document.length);
    if (index === undefined) return refused;
    if (rest.length > 0) {
      if (index >= document.length) return refused;
      const inner = change(document[index], rest, how, value);
      if (inner === refused) return refused;
      copy[index] = inner;
      return copy;
    }
    if (index > document.length || (how !== 'add' && index === document.length)) return refused;
    if (how === 'add') copy.splice(index, 0, value);
    else if (how === 'remove') copy.splice(index, 1);
    else copy[index] = value;
    return copy;
  }
  if (typeof document !== 'object' || document === null) return refused;
  const record = document as { [key: string]: unknown };
  if (rest.length > 0) {
    if (!Object.hasOwn(record, part)) return refused;
    const inner = change(record[part], rest, how, value);
    return inner === refused ? refused : { ...record, [part]: inner };
  }
  if (how !== 'remove') return { ...record, [part]: value };
  const { [part]: _, ...others } = record;
  return others;
}
