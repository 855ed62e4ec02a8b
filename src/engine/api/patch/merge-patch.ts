// JSON Merge Patch (RFC 7386): an object with only what should change; null removes a key and a list replaces a list.
// Simple and honest, but it cannot change one container of two: for that there is the strategic merge patch.
import { equal } from '../object.ts';
import { badRequest } from '../status.ts';
import type { Status } from '../types.ts';

type Json = { [key: string]: unknown };

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Applies a patch that came in a request: anything but an object is the server's 400. */
export function applyMergePatch(document: unknown, patch: unknown): { readonly value: unknown } | Status {
  if (!isRecord(patch)) {
    const what = Array.isArray(patch) ? 'array' : typeof patch === 'boolean' ? 'bool' : typeof patch;
    return badRequest(
      `error decoding patch: json: cannot unmarshal ${what} into Go value of type map[string]interface {}`,
    );
  }
  return { value: mergePatch(document, patch) };
}

/** The document with the patch merged in; shares all that did not change, and is the document itself if nothing did. */
export function mergePatch(document: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return equal(document, patch) ? document : patch;
  const base = isRecord(document) ? document : {};
  let result = isRecord(document) ? document : base;
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      if (!Object.hasOwn(result, key)) continue;
      const { [key]: _, ...rest } = result;
      result = rest;
      continue;
    }
    const merged = mergePatch(base[key], value);
    if (merged !== base[key]) result = { ...result, [key]: merged };
  }
  return result;
}

/** The smallest merge patch that turns `from` into `to`; undefined when they are equal. */
export function createMergePatch(from: Json, to: Json): Json | undefined {
  const patch: Json = {};
  for (const key of Object.keys(from)) if (to[key] === undefined && from[key] !== undefined) patch[key] = null;
  for (const [key, after] of Object.entries(to)) {
    const before = from[key];
    if (after === undefined || equal(before, after)) continue;
    patch[key] = isRecord(before) && isRecord(after) ? createMergePatch(before, after) : after;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/**
 * What `kubectl apply` sends for kinds it has no schema of: changes from the live object to the manifest, plus removals of
 * what the last applied manifest had and this one has not. Undefined when there is nothing to do.
 */
export function threeWayMergePatch(original: Json, modified: Json, current: Json): Json | undefined {
  const changes = keep(createMergePatch(current, modified), (value) => value !== null);
  const removals = keep(createMergePatch(original, modified), (value) => value === null);
  const patch = join(changes ?? {}, removals ?? {});
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function keep(patch: Json | undefined, wanted: (value: unknown) => boolean): Json | undefined {
  if (patch === undefined) return undefined;
  const result: Json = {};
  for (const [key, value] of Object.entries(patch)) {
    if (isRecord(value)) {
      const inner = keep(value, wanted);
      if (inner !== undefined) result[key] = inner;
    } else if (wanted(value)) result[key] = value;
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

/** Two patches as one; unlike merging into a document, nulls stay. */
function join(a: Json, b: Json): Json {
  const result = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const mine = result[key];
    result[key] = isRecord(mine) && isRecord(value) ? join(mine, value) : value;
  }
  return result;
}
