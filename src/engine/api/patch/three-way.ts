// What `kubectl apply` computes. It knows three versions: what was applied last time, what the file says now, and what the
// server has. Changes go from the server's version to the file; removals are what the last file had and this one has not,
// so that fields others have set are left alone.
// Source: apimachinery `pkg/util/strategicpatch/patch.go`, CreateThreeWayMergePatch.
import { equal } from '../object.ts';
import type { Field, StructType } from '../schema/schema.ts';
import { typeNamed } from '../schema/schema.ts';
import { sortByPosition } from './element-order.ts';
import type { Json } from './strategic-merge.ts';
import { deletePrefix, isRecord, joinPatches, orderPrefix, retainKeysDirective, structOf } from './strategic-merge.ts';

/** A strategic merge patch for the server; `{}` when there is nothing to change. `original` is the last applied manifest. */
export function threeWayStrategicPatch(
  original: Json,
  modified: Json,
  current: Json,
  type: StructType | undefined,
): Json {
  const changes = diffMaps(current, modified, type, { additions: true, deletions: false, retain: false });
  const removals = diffMaps(original, modified, type, { additions: false, deletions: true, retain: false });
  return joinPatches(removals, changes, type);
}

/** A strategic merge patch that turns `from` into `to`; `{}` when they are equal. */
export function twoWayStrategicPatch(from: Json, to: Json, type: StructType | undefined): Json {
  return diffMaps(from, to, type, { additions: true, deletions: true, retain: false });
}

interface Options {
  readonly additions: boolean;
  readonly deletions: boolean;
  /** This map's strategy is retainKeys. */
  readonly retain: boolean;
}

function diffMaps(original: Json, modified: Json, type: StructType | undefined, options: Options): Json {
  const patch: Json = {};
  for (const [key, after] of Object.entries(modified)) {
    const before = original[key];
    if (
      !Object.hasOwn(original, key) ||
      typeof before !== typeof after ||
      Array.isArray(before) !== Array.isArray(after)
    ) {
      if (options.additions) patch[key] = after;
      continue;
    }
    const field = type?.fields.get(key);
    if (isRecord(before) && isRecord(after)) {
      if (field?.replaced === true) {
        if (options.additions) patch[key] = after;
        continue;
      }
      const inner = field?.shape.is === 'struct' ? typeNamed(field.shape.type) : undefined;
      const difference = diffMaps(before, after, inner, { ...options, retain: field?.retainKeys === true });
      if (Object.keys(difference).length > 0) patch[key] = difference;
    } else if (Array.isArray(before) && Array.isArray(after) && field?.mergeKey !== undefined) {
      diffLists(key, before, after, field, options, patch);
    } else if (options.additions && !equal(before, after)) patch[key] = after;
  }
  if (options.deletions) for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) patch[key] = null;
  if (options.retain) {
    const keys = Object.keys(modified).filter((key) => modified[key] !== null);
    const clears = Object.keys(original).some((key) => !Object.hasOwn(modified, key));
    if (keys.length > 0 && (Object.keys(patch).length > 0 || clears)) patch[retainKeysDirective] = keys.sort();
  }
  return patch;
}

/** Writes up to three members of the patch: changed elements, deleted scalars, and the order that is wanted. */
function diffLists(
  key: string,
  original: unknown[],
  modified: unknown[],
  field: Field,
  options: Options,
  patch: Json,
): void {
  if (original.length === 0) {
    if (modified.length > 0 && options.additions) patch[key] = modified;
    return;
  }
  const mergeKey = field.mergeKey ?? '';
  const ofMaps = [...original, ...modified].some(isRecord);
  const { changed, deleted } = ofMaps
    ? diffElements(original as Json[], modified as Json[], mergeKey, field, options)
    : diffScalars(original, modified, options);
  const ordered = sortByPosition(changed, modified, mergeKey);
  const sameOrder = ofMaps
    ? original.length === modified.length &&
      original.every((each, index) => (each as Json)[mergeKey] === (modified[index] as Json)[mergeKey])
    : equal(original, modified);
  const elements = ofMaps ? [...ordered, ...deleted] : ordered;
  if (elements.length > 0) patch[key] = elements;
  if (!ofMaps && deleted.length > 0) patch[`${deletePrefix}${key}`] = deleted;
  const anything = elements.length > 0 || deleted.length > 0 || !sameOrder;
  if (anything && modified.length > 0) {
    patch[`${orderPrefix}${key}`] = ofMaps
      ? modified.map((each) => ({ [mergeKey]: (each as Json)[mergeKey] }))
      : modified;
  }
}

interface ListDifference {
  readonly changed: unknown[];
  readonly deleted: unknown[];
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Walks both lists sorted by merge key, as upstream does: two elements with the same key are compared in their order. */
function diffElements(
  original: Json[],
  modified: Json[],
  mergeKey: string,
  field: Field,
  options: Options,
): ListDifference {
  const keyOf = (each: Json): string => String(each[mergeKey]);
  const left = [...original].sort((a, b) => byText(keyOf(a), keyOf(b)));
  const right = [...modified].sort((a, b) => byText(keyOf(a), keyOf(b)));
  const changed: unknown[] = [];
  const deleted: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const before = left[i];
    const after = right[j];
    const order = before === undefined ? 1 : after === undefined ? -1 : byText(keyOf(before), keyOf(after));
    if (order === 0 && before !== undefined && after !== undefined) {
      const difference = diffMaps(before, after, structOf(field), { ...options, retain: field.retainKeys });
      if (Object.keys(difference).length > 0) changed.push({ ...difference, [mergeKey]: after[mergeKey] });
      i += 1;
      j += 1;
    } else if (order > 0) {
      if (options.additions) changed.push(after);
      j += 1;
    } else {
      if (options.deletions && before !== undefined) deleted.push({ $patch: 'delete', [mergeKey]: before[mergeKey] });
      i += 1;
    }
  }
  return { changed, deleted };
}

function diffScalars(original: unknown[], modified: unknown[], options: Options): ListDifference {
  return {
    changed: options.additions ? modified.filter((each) => !original.includes(each)) : [],
    deleted: options.deletions ? [...new Set(original.filter((each) => !modified.includes(each)))] : [],
  };
}
