// The strategic merge patch: Kubernetes' own, which knows that containers are named by `name` and ports by `containerPort`,
// so that a patch can speak of one element of a list. Which key counts comes from the schema; lists without one are replaced.
// Nothing given is changed, and what the patch leaves alone is shared.
// Source: apimachinery `pkg/util/strategicpatch/patch.go`.
import { goValue } from '../go-text.ts';
import { equal } from '../object.ts';
import type { Field, StructType } from '../schema/schema.ts';
import { typeNamed } from '../schema/schema.ts';
import { badRequest, plainError } from '../status.ts';
import type { Status } from '../types.ts';
import { enforceOrder } from './element-order.ts';

export type Json = { [key: string]: unknown };

export const patchDirective = '$patch';
export const retainKeysDirective = '$retainKeys';
export const orderPrefix = '$setElementOrder/';
export const deletePrefix = '$deleteFromPrimitiveList/';

/** A patch upstream refuses with a plain error: code 500, these words. */
export class PatchError extends Error {}

interface Mode {
  /** True when the patch goes into an object; false when two patches are joined into one. */
  readonly into: 'object' | 'patch';
}

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Applies a patch that came in a request. `type` is the kind's; answers the new document, or a 400 or 500 Status. */
export function applyStrategicPatch(
  document: Json,
  patch: unknown,
  type: StructType,
): { readonly value: Json } | Status {
  if (!isRecord(patch)) {
    const what = Array.isArray(patch) ? 'array' : typeof patch === 'boolean' ? 'bool' : typeof patch;
    return badRequest(
      `error decoding patch: json: cannot unmarshal ${what} into Go value of type map[string]interface {}`,
    );
  }
  try {
    return { value: mergeMap(document, patch, type, { into: 'object' }) };
  } catch (error) {
    if (error instanceof PatchError) return plainError(error.message);
    throw error;
  }
}

/** Two patches as one; for the three-way patch of `kubectl apply`. */
export function joinPatches(first: Json, second: Json, type: StructType | undefined): Json {
  return mergeMap(first, second, type, { into: 'patch' });
}

export function structOf(field: Field | undefined): StructType | undefined {
  let shape = field?.shape;
  while (shape?.is === 'list' || shape?.is === 'map') shape = shape.is === 'list' ? shape.item : shape.value;
  return shape?.is === 'struct' ? typeNamed(shape.type) : undefined;
}

const fieldOf = (type: StructType | undefined, name: string): Field | undefined => type?.fields.get(name);

/** A map of structs has no fields of its own: its keys all lead to the same type, so the metadata stop here. */
function innerType(field: Field | undefined): StructType | undefined {
  return field?.shape.is === 'struct' ? typeNamed(field.shape.type) : undefined;
}

function mergeMap(original: Json, patch: Json, type: StructType | undefined, mode: Mode): Json {
  const directive = patch[patchDirective];
  if (directive !== undefined) {
    if (directive === 'replace') return without(patch, [patchDirective]);
    if (directive === 'delete') return {};
    throw new PatchError(`unknown patch type: ${goValue(directive)} in map: ${goValue(patch)}`);
  }
  const draft = new Draft(original);
  retainKeys(draft, patch, mode);
  const done = mergeOrderedLists(draft, patch, type, mode);

  for (const [rawKey, value] of Object.entries(patch)) {
    if (rawKey === retainKeysDirective || rawKey.startsWith(orderPrefix) || done.has(rawKey)) continue;
    const deletes = rawKey.startsWith(deletePrefix);
    if (deletes && mode.into === 'patch') {
      draft.set(rawKey, value);
      continue;
    }
    const key = deletes ? rawKey.slice(deletePrefix.length) : rawKey;
    if (value === null) {
      draft.remove(key);
      if (mode.into === 'patch') draft.set(key, null);
      continue;
    }
    const before = draft.get(key);
    if (before === undefined || kindOf(before) !== kindOf(value)) {
      if (!deletes) draft.set(key, fresh(value, mode));
      continue;
    }
    draft.set(key, mergeValue(before, value, fieldOf(type, key), deletes, mode));
  }
  return draft.value;
}

function mergeValue(before: unknown, value: unknown, field: Field | undefined, deletes: boolean, mode: Mode): unknown {
  if (isRecord(before) && isRecord(value)) {
    return field?.replaced === true ? value : mergeMap(before, value, innerType(field), mode);
  }
  if (Array.isArray(before) && Array.isArray(value)) {
    if (field?.mergeKey === undefined) return equal(before, value) ? before : value;
    return mergeList(before, value, field, deletes, mode);
  }
  return before === value ? before : value;
}

function mergeList(original: unknown[], patch: unknown[], field: Field, deletes: boolean, mode: Mode): unknown[] {
  if (original.length === 0 && patch.length === 0) return original;
  const mergeKey = field.mergeKey ?? '';
  const ofMaps = [...original, ...patch].some(isRecord);
  if (!ofMaps) {
    if (deletes && mode.into === 'object')
      return keepIfSame(
        original,
        original.filter((each) => !patch.includes(each)),
      );
    const merged = [...new Set([...original, ...patch])];
    return keepIfSame(original, enforceOrder(merged, patch, original, ''));
  }
  const { base, additions } = takeSpecialElements(original, patch as Json[], mergeKey);
  const merged = [...base];
  for (const element of additions) {
    if (!isRecord(element) || element[mergeKey] === undefined) throw new PatchError(noMergeKey(element, mergeKey));
    const at = merged.findIndex((each) => isRecord(each) && each[mergeKey] === element[mergeKey]);
    if (at < 0) merged.push(fresh(element, mode));
    else merged[at] = mergeMap(merged[at] as Json, element, structOf(field), mode);
  }
  return keepIfSame(original, enforceOrder(merged, additions, base, mergeKey));
}

const noMergeKey = (element: unknown, mergeKey: string): string =>
  `map: ${goValue(element)} does not contain declared merge key: ${mergeKey}`;

/** `$patch: delete` elements take theirs out of the original, one `$patch: replace` element throws all of it away. */
function takeSpecialElements(
  original: unknown[],
  patch: Json[],
  mergeKey: string,
): { base: unknown[]; additions: Json[] } {
  let base = original;
  let replace = false;
  const additions: Json[] = [];
  for (const element of patch) {
    const directive = isRecord(element) ? element[patchDirective] : undefined;
    if (directive === undefined) additions.push(element);
    else if (directive === 'delete') {
      const key = element[mergeKey];
      if (key === undefined) throw new PatchError(noMergeKey(element, mergeKey));
      base = base.filter((each) => !isRecord(each) || each[mergeKey] !== key);
    } else if (directive === 'replace') replace = true;
    else if (directive === 'merge') throw new PatchError('merging lists cannot yet be specified in the patch');
    else throw new PatchError(`unknown patch type: ${goValue(directive)} in map: ${goValue(element)}`);
  }
  return replace ? { base: additions, additions: [] } : { base, additions };
}

/** Lists that come with `$setElementOrder/<list>`: merged, then put into that order. Answers the keys that are dealt with. */
function mergeOrderedLists(draft: Draft, patch: Json, type: StructType | undefined, mode: Mode): Set<string> {
  const done = new Set<string>();
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(orderPrefix)) continue;
    if (!Array.isArray(order)) throw new PatchError('invalid patch format of setElementOrder list');
    if (mode.into === 'patch') {
      const mine = draft.get(key);
      if (mine !== undefined && !equal(mine, order))
        throw new PatchError('invalid patch format of setElementOrder list');
      draft.set(key, order);
    }
    const name = key.slice(orderPrefix.length);
    const field = fieldOf(type, name);
    const mergeKey = field?.mergeKey ?? '';
    const before = draft.get(name);
    const list = patch[name];
    if (Array.isArray(list)) {
      checkOrder(list, order, mergeKey);
      done.add(name);
    }
    let merged: unknown[];
    if (Array.isArray(before) && Array.isArray(list)) {
      merged = field?.mergeKey === undefined ? list : mergeList(before, list, field, false, mode);
    } else if (Array.isArray(before)) merged = before;
    else if (Array.isArray(list)) merged = fresh(list, mode) as unknown[];
    else continue;
    const server = Array.isArray(before) ? before : [];
    draft.set(name, keepIfSame(server, enforceOrder(merged, order, server, mergeKey)));
  }
  return done;
}

/** The elements of the patch must stand in the order that the patch itself asks for. */
function checkOrder(list: unknown[], order: unknown[], mergeKey: string): void {
  const keyOf = (element: unknown): unknown => (mergeKey !== '' && isRecord(element) ? element[mergeKey] : element);
  let at = 0;
  for (const element of list) {
    if (isRecord(element) && element[patchDirective] !== undefined) continue;
    if (mergeKey !== '' && isRecord(element) && element[mergeKey] === undefined) {
      throw new PatchError(noMergeKey(element, mergeKey));
    }
    while (at < order.length && keyOf(order[at]) !== keyOf(element)) at += 1;
    if (at === order.length) {
      throw new PatchError(
        `The order in patch list:\n${goValue(list)}\n doesn't match $setElementOrder list:\n${goValue(order)}\n`,
      );
    }
  }
}

function retainKeys(draft: Draft, patch: Json, mode: Mode): void {
  const keys = patch[retainKeysDirective];
  if (keys === undefined) return;
  const bad = new PatchError('invalid patch format of retainKeys');
  if (!Array.isArray(keys)) throw bad;
  if (mode.into === 'patch') {
    const mine = draft.get(retainKeysDirective);
    if (mine !== undefined && !equal(mine, keys)) throw bad;
    draft.set(retainKeysDirective, keys);
    return;
  }
  for (const [key, value] of Object.entries(patch)) {
    if (value !== null && !key.startsWith('$') && !keys.includes(key)) throw bad;
  }
  for (const key of Object.keys(draft.value)) if (!keys.includes(key)) draft.remove(key);
}

/** A part of the patch that lands where nothing was: into an object it goes without directives and nulls. */
function fresh(value: unknown, mode: Mode): unknown {
  if (mode.into === 'patch') return value;
  if (Array.isArray(value)) {
    return value
      .filter((each) => !isRecord(each) || each[patchDirective] === undefined)
      .map((each) => fresh(each, mode));
  }
  if (!isRecord(value)) return value;
  const result: Json = {};
  for (const [key, part] of Object.entries(value)) {
    if (part !== null && key !== patchDirective && key !== retainKeysDirective && !isParallelList(key)) {
      result[key] = fresh(part, mode);
    }
  }
  return result;
}

const isParallelList = (key: string): boolean => key.startsWith(orderPrefix) || key.startsWith(deletePrefix);

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value);

const keepIfSame = (before: unknown[], after: unknown[]): unknown[] =>
  before.length === after.length && before.every((each, index) => each === after[index]) ? before : after;

export function without(record: Json, keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

/** An object that is copied at its first change. */
class Draft {
  value: Json;
  private copied = false;

  constructor(original: Json) {
    this.value = original;
  }

  get(key: string): unknown {
    return Object.hasOwn(this.value, key) ? this.value[key] : undefined;
  }

  set(key: string, value: unknown): void {
    if (Object.hasOwn(this.value, key) && this.value[key] === value) return;
    this.copy();
    this.value[key] = value;
  }

  remove(key: string): void {
    if (!Object.hasOwn(this.value, key)) return;
    this.copy();
    delete this.value[key];
  }

  private copy(): void {
    if (!this.copied) this.value = { ...this.value };
    this.copied = true;
  }
}
