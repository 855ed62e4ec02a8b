// Server-side apply: a manager says which fields it wants and owns, and nothing else. What it applied last time and left out
// now goes away; what another manager owns is a conflict, unless forced; equal values are owned together.
// Source: structured-merge-diff `merge/update.go`, `typed/merge.go`; texts as recorded from v1.36.3.
import type { FieldSet } from './field-set.ts';
import { difference, intersection, isInSet, pathsOf, union } from './field-set.ts';
import { toFieldSet, typedErrors } from './field-values.ts';
import type { Entries, Writer } from './managed-fields.ts';
import { compareObjects, entryOf, isEntryOf, sameEntries, setOf, sortEntries } from './managed-fields.ts';
import type { KubeObject } from './object.ts';
import { equal } from './object.ts';
import type { Json, Layout } from './schema/ownership.ts';
import { elementsByName, isRecord, layoutOf, layoutOfShape } from './schema/ownership.ts';
import { typeOfKind } from './schema/schema.ts';
import type { ApplyConflict } from './status.ts';
import { applyConflict, badRequest, plainError } from './status.ts';
import type { ManagedFieldsEntry, Status } from './types.ts';

export interface Applied {
  /** The merged object, before defaulting; the live one itself when nothing changed. */
  readonly object: KubeObject;
  /** What goes into metadata.managedFields. The entry's time moves only when something changed. */
  readonly managedFields: Entries;
}

/**
 * Applies `config` to `live` (undefined when there is no such object yet). `entries` are the live object's managedFields.
 * Refusals: 400 for managedFields in the body, 500 for a body outside the schema, 409 for fields of other managers.
 */
export function applyConfiguration(
  live: KubeObject | undefined,
  config: KubeObject,
  writer: Writer,
  force: boolean,
  entries: Entries = live?.metadata.managedFields ?? [],
): Applied | Status {
  if (config.metadata?.managedFields !== undefined) return badRequest('metadata.managedFields must be nil');
  const type = typeOfKind(config.apiVersion, config.kind);
  if (type === undefined) return plainError(`no corresponding type for ${config.apiVersion}, Kind=${config.kind}`);
  const errors = typedErrors(config, type);
  if (errors.length > 0) {
    const { namespace = '', name = '' } = config.metadata;
    const about = `${namespace}/${name}; ${config.apiVersion}, Kind=${config.kind}`;
    const text = errors.length === 1 ? errors[0] : `errors:\n${errors.map((each) => `  ${each}`).join('\n')}`;
    return plainError(`failed to create typed patch object (${about}): ${text}`);
  }

  const wanted = toFieldSet(config, type, writer.subresource);
  const mine = entries.find((entry) => isEntryOf(entry, writer));
  const others = entries.filter((entry) => entry !== mine);
  const start: Json = live ?? {};
  const merged = mergeRecord(start, config, { is: 'struct', type }) as KubeObject;

  const stillOwned = others.reduce<FieldSet | undefined>((all, entry) => union(all, setOf(entry)), wanted);
  const given = mine === undefined ? undefined : difference(setOf(mine), stillOwned);
  const object =
    given === undefined ? merged : (prune(merged, given, stillOwned, { is: 'struct', type }) as KubeObject);

  const { changed, removed } = compareObjects(start, object, type, writer.subresource);
  const conflicts = force ? [] : conflictsWith(others, changed);
  if (conflicts.length > 0) return applyConflict(conflicts);

  const kept: ManagedFieldsEntry[] = [];
  for (const entry of others) {
    const rest = difference(difference(setOf(entry), changed), removed);
    if (rest !== undefined) kept.push(rest === entry.fieldsV1 ? entry : { ...entry, fieldsV1: rest as FieldSet });
  }
  if (wanted !== undefined) kept.push(entryOf(writer, wanted));
  const managedFields = sortEntries(kept);
  const same = live !== undefined && equal(withoutManagedFields(object), withoutManagedFields(live));
  return same && sameEntries(managedFields, entries)
    ? { object: live, managedFields: entries }
    : { object, managedFields };
}

function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function conflictsWith(others: Entries, changed: FieldSet | undefined): ApplyConflict[] {
  const conflicts = others.flatMap((entry) =>
    pathsOf(intersection(setOf(entry), changed)).map((field) => ({
      manager: entry.manager ?? '',
      ...(entry.operation === 'Update' ? { updateVersion: entry.apiVersion ?? '' } : {}),
      field,
    })),
  );
  return conflicts.sort((a, b) => (a.manager < b.manager ? -1 : a.manager > b.manager ? 1 : 0));
}

// ---- merging ----------------------------------------------------------------------------------------------------------

function merge(before: unknown, after: unknown, layout: Layout): unknown {
  if (after === undefined) return before;
  if (before === undefined || layout.is === 'leaf') return equal(before, after) ? before : after;
  if ((layout.is === 'struct' || layout.is === 'map') && isRecord(before) && isRecord(after)) {
    return mergeRecord(before, after, layout);
  }
  if ((layout.is === 'keyed' || layout.is === 'set') && Array.isArray(before) && Array.isArray(after)) {
    return mergeList(before, after, layout);
  }
  return equal(before, after) ? before : after;
}

function innerLayout(layout: Layout, key: string): Layout {
  if (layout.is === 'struct') return layoutOf(layout.type.fields.get(key));
  return layout.is === 'map' ? layoutOfShape(layout.value) : { is: 'leaf' };
}

function mergeRecord(before: Json, after: Json, layout: Layout): Json {
  let result = before;
  for (const [key, value] of Object.entries(after)) {
    if (value === undefined || value === null) continue;
    const merged = merge(before[key], value, innerLayout(layout, key));
    if (merged === before[key]) continue;
    if (result === before) result = { ...before };
    result[key] = merged;
  }
  return result;
}

/** Elements keep the applied order; those that only the server has stay where they were between their neighbours. */
function mergeList(before: unknown[], after: unknown[], layout: Layout): unknown[] {
  const left = elementsByName(before, layout);
  const right = elementsByName(after, layout);
  const leftNames = [...left.keys()];
  const rightNames = [...right.keys()];
  const shared = rightNames.filter((name) => left.has(name));
  const item: Layout = layout.is === 'keyed' ? layoutOfShape(layout.item) : { is: 'leaf' };
  const done = new Set<string>();
  const result: unknown[] = [];
  const take = (name: string): void => {
    done.add(name);
    result.push(merge(left.get(name), right.get(name), item));
    if (shared[0] === name) shared.shift();
  };
  let l = 0;
  let r = 0;
  while (l < leftNames.length || r < rightNames.length) {
    const name = leftNames[l];
    const next = rightNames[r];
    if (name !== undefined && next !== undefined) {
      if (name === next) {
        take(name);
        l += 1;
        r += 1;
        continue;
      }
      if (right.has(name) && shared.length > 0 && shared[0] !== name) {
        l += 1;
        continue;
      }
    }
    if (name !== undefined && !right.has(name)) {
      result.push(left.get(name));
      l += 1;
      continue;
    }
    if (name !== undefined && done.has(name)) l += 1;
    if (next !== undefined) {
      if (!done.has(next)) take(next);
      r += 1;
    } else if (name !== undefined && !done.has(name)) l += 1;
  }
  return result.length === before.length && result.every((each, index) => each === before[index]) ? before : result;
}

// ---- removal ----------------------------------------------------------------------------------------------------------

/** Takes the given-up fields out of a value; a container that becomes empty by it goes, too, unless somebody owns it. */
function prune(value: unknown, given: FieldSet, owned: FieldSet | undefined, layout: Layout): unknown {
  if ((layout.is === 'struct' || layout.is === 'map') && isRecord(value)) {
    const result: Json = { ...value };
    for (const [element, inner] of Object.entries(given)) {
      const key = element.slice(2);
      if (element === '.' || value[key] === undefined) continue;
      const kept = pruneMember(value[key], inner, owned?.[element], innerLayout(layout, key));
      if (kept === undefined) delete result[key];
      else result[key] = kept;
    }
    return result;
  }
  if ((layout.is === 'keyed' || layout.is === 'set') && Array.isArray(value)) {
    const item: Layout = layout.is === 'keyed' ? layoutOfShape(layout.item) : { is: 'leaf' };
    const result: unknown[] = [];
    for (const [name, element] of elementsByName(value, layout)) {
      const inner = given[name];
      const kept = inner === undefined ? element : pruneMember(element, inner, owned?.[name], item);
      if (kept !== undefined) result.push(kept);
    }
    return result;
  }
  return value;
}

function pruneMember(value: unknown, given: FieldSet, owned: FieldSet | undefined, layout: Layout): unknown {
  if (owned === undefined && isInSet(given)) return undefined;
  if (layout.is === 'leaf') return owned === undefined ? undefined : value;
  const kept = prune(value, given, owned, layout);
  const empty = Array.isArray(kept) ? kept.length === 0 : isRecord(kept) && Object.keys(kept).length === 0;
  return empty && owned === undefined ? undefined : kept;
}
