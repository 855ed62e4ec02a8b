// Who wrote which field last. Every write of an object leaves its manager's name on the fields it changed, and that is what
// server-side apply asks before it overwrites anything. Subtrees that old and new object share are passed over unseen, so a
// heartbeat pays for the fields it changes and no others.
// Source: apimachinery `pkg/util/managedfields`, structured-merge-diff `merge/update.go`, `typed/compare.go`.
import type { FieldSet } from './field-set.ts';
import { difference, FieldSetBuilder, nowhere, sameFields, union } from './field-set.ts';
import type { KubeObject } from './object.ts';
import { equal } from './object.ts';
import type { Layout } from './schema/ownership.ts';
import { elementName, elementsByName, isRecord, layoutOf, layoutOfShape } from './schema/ownership.ts';
import type { Field, Shape, StructType } from './schema/schema.ts';
import { typeOfKind } from './schema/schema.ts';
import type { ManagedFieldsEntry } from './types.ts';

/** Who writes, and through which door. */
export interface Writer {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  /** The apiVersion of the request, which names the fields. */
  readonly apiVersion: string;
  /** RFC 3339, whole seconds. */
  readonly time: string;
  readonly subresource?: string;
}

export type Entries = readonly ManagedFieldsEntry[];

/** The entries of an object that was just created. Compare before the server's own bookkeeping, after defaulting. */
export function trackCreate(object: KubeObject, writer: Writer): Entries {
  return track({}, object, [], writer);
}

/** The entries after an update; `entries` itself when nothing changed hands. */
export function trackUpdate(
  old: KubeObject,
  object: KubeObject,
  writer: Writer,
  entries: Entries = old.metadata.managedFields ?? [],
): Entries {
  return old === object ? entries : track(old, object, entries, writer);
}

function track(old: object, object: KubeObject, entries: Entries, writer: Writer): Entries {
  const type = typeOfKind(object.apiVersion, object.kind);
  if (type === undefined) return entries;
  const { changed, removed } = compareObjects(old, object, type, writer.subresource);
  if (changed === undefined && removed === undefined) return entries;
  const mine = entries.find((entry) => isEntryOf(entry, writer));
  const result: ManagedFieldsEntry[] = [];
  for (const entry of entries) {
    const kept = difference(entry === mine ? setOf(entry) : difference(setOf(entry), changed), removed);
    if (entry === mine && changed !== undefined) continue;
    if (kept !== undefined) result.push(kept === entry.fieldsV1 ? entry : { ...entry, fieldsV1: kept as FieldSet });
  }
  if (changed !== undefined) {
    const fields = union(difference(mine === undefined ? undefined : setOf(mine), removed), changed) as FieldSet;
    result.push(entryOf(writer, fields));
  }
  return sortEntries(result);
}

export const setOf = (entry: ManagedFieldsEntry): FieldSet => (entry.fieldsV1 ?? {}) as FieldSet;

export function isEntryOf(entry: ManagedFieldsEntry, writer: Writer): boolean {
  return (
    entry.manager === writer.manager &&
    entry.operation === writer.operation &&
    entry.apiVersion === writer.apiVersion &&
    (entry.subresource ?? '') === (writer.subresource ?? '')
  );
}

export function entryOf(writer: Writer, fields: FieldSet): ManagedFieldsEntry {
  return Object.freeze({
    manager: writer.manager,
    operation: writer.operation,
    apiVersion: writer.apiVersion,
    time: writer.time,
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    ...(writer.subresource === undefined || writer.subresource === '' ? {} : { subresource: writer.subresource }),
  });
}

/** How many writes by one manager may wait to be worked out, each of which keeps the states that it was made of. */
const WAITING = 4;

/**
 * An entry whose fields are worked out when somebody looks at them, which nearly nobody does. It reads, prints and spreads
 * like any other: `fieldsV1` is a member of its own.
 */
class WaitingEntry implements ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly time: string;
  readonly fieldsType = 'FieldsV1';
  declare readonly fieldsV1: FieldSet;
  declare readonly subresource?: string;
  /** How many entries before this one wait as well. */
  readonly #depth: number;
  #fields: FieldSet | undefined;
  #work: (() => FieldSet) | undefined;

  constructor(writer: Writer, depth: number, work: () => FieldSet) {
    this.manager = writer.manager;
    this.operation = writer.operation;
    this.apiVersion = writer.apiVersion;
    this.time = writer.time;
    this.#depth = depth;
    this.#work = work;
    if (writer.subresource) this.subresource = writer.subresource;
    Object.defineProperty(this, 'fieldsV1', WaitingEntry.#member);
  }

  static depth(entry: ManagedFieldsEntry): number {
    return #work in entry && entry.#work !== undefined ? entry.#depth + 1 : 0;
  }

  static readonly #member: PropertyDescriptor = {
    get(this: WaitingEntry): FieldSet {
      if (this.#work !== undefined) {
        this.#fields = this.#work();
        this.#work = undefined;
      }
      return this.#fields as FieldSet;
    },
    enumerable: true,
  };
}

/**
 * The entries of a new object of which it is certain that some field has an owner; the fields are found out when asked for.
 * `object` must not change any more in what it hands over: labels, annotations, owners, spec.
 */
export function trackCreateLater(object: KubeObject, writer: Writer): Entries {
  return Object.freeze([Object.freeze(new WaitingEntry(writer, 0, () => setOf(trackCreate(object, writer)[0])))]);
}

/**
 * The entries after a write through the status door that surely changed a field that `writer` then owns, and nothing outside
 * the status. Undefined where others own parts of the status, since then it has to be found out who loses what.
 */
export function trackStatusLater(
  old: KubeObject,
  object: KubeObject,
  writer: Writer,
  entries: Entries,
): Entries | undefined {
  let mine: ManagedFieldsEntry | undefined;
  const result: ManagedFieldsEntry[] = [];
  for (const entry of entries) {
    if (entry.subresource !== 'status') result.push(entry);
    else if (mine === undefined && isEntryOf(entry, writer)) mine = entry;
    else return undefined;
  }
  const depth = mine === undefined ? 0 : WaitingEntry.depth(mine);
  if (depth > WAITING) return undefined;
  const { apiVersion, kind } = object;
  const before = { apiVersion, kind, metadata: object.metadata, status: old.status };
  const after = { apiVersion, kind, metadata: object.metadata, status: object.status };
  const work = (): FieldSet => {
    const [entry] = track(before, after, mine === undefined ? [] : [mine], writer);
    return setOf(entry);
  };
  result.push(Object.freeze(new WaitingEntry(writer, depth, work)));
  return result.length === 1 ? Object.freeze(result) : sortEntries(result);
}

const text = (value: string | undefined): string => value ?? '';
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byManager = (a: ManagedFieldsEntry, b: ManagedFieldsEntry): number =>
  order(text(a.manager), text(b.manager)) ||
  order(text(a.apiVersion), text(b.apiVersion)) ||
  order(text(a.subresource), text(b.subresource));

/** Oldest first; within a second by manager, whatever the operation; who has no time, between them by manager (as recorded). */
export function sortEntries(entries: ManagedFieldsEntry[]): Entries {
  entries.sort((a, b) => order(text(a.time), text(b.time)) || byManager(a, b));
  let untimed = 0;
  while (untimed < entries.length && entries[untimed].time === undefined) untimed += 1;
  for (const entry of untimed > 0 ? entries.splice(0, untimed) : []) {
    const at = entries.findIndex((each) => byManager(entry, each) < 0);
    entries.splice(at < 0 ? entries.length : at, 0, entry);
  }
  return Object.freeze(entries);
}

// ---- comparison -------------------------------------------------------------------------------------------------------

export interface Comparison {
  /** Fields that are new or have another value. */
  readonly changed: FieldSet | undefined;
  readonly removed: FieldSet | undefined;
}

/** The server writes these itself, so nobody owns them. */
const unownedMetadata = new Set([
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'generation',
  'managedFields',
  'resourceVersion',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generateName',
]);

/** The main resource never writes status; the status subresource writes neither spec nor labels. */
function isReset(path: string, subresource: string | undefined, type: StructType): boolean {
  if (subresource === undefined || subresource === '') return path === 'status' && type.fields.has('spec');
  return subresource === 'status' && (path === 'spec' || path === 'metadata.labels');
}

/** What a write changed, field by field, without the fields nobody owns. An `old` of `{}` stands for nothing at all. */
export function compareObjects(old: object, object: KubeObject, type: StructType, subresource?: string): Comparison {
  const changed = new FieldSetBuilder();
  const removed = new FieldSetBuilder();
  const comparer = new Comparer();
  const before = old as { [key: string]: unknown };
  for (const [name, field] of type.fields) {
    if (name === 'apiVersion' || name === 'kind' || isReset(name, subresource, type)) continue;
    const [left, right] = [before[name], (object as { [key: string]: unknown })[name]];
    if (left === right) continue;
    // Structs that Go always prints are there even on an object that is not: they have no owner.
    const present = left ?? (field.absent === 'zero' && field.shape.is === 'struct' ? zeroStruct(field) : undefined);
    if (name === 'metadata') {
      comparer.metadata(present, right, field, changed, removed, (key) =>
        isReset(`metadata.${key}`, subresource, type),
      );
    } else {
      comparer.value(present, right, layoutOf(field), changed.child(`f:${name}`), removed.child(`f:${name}`));
    }
  }
  return { changed: changed.build(), removed: removed.build() };
}

function zeroStruct(field: Field): { [key: string]: unknown } {
  const layout = layoutOfShape(field.shape);
  const result: { [key: string]: unknown } = {};
  if (layout.is !== 'struct') return result;
  for (const inner of layout.type.fields.values()) {
    if (inner.required && (inner.shape.is === 'list' || inner.shape.is === 'map')) result[inner.name] = null;
    if (inner.absent === undefined) continue;
    if (inner.absent === 'null') result[inner.name] = null;
    else if (inner.shape.is === 'struct') result[inner.name] = zeroStruct(inner);
    else if (inner.shape.is === 'scalar') result[inner.name] = zeroScalar(inner.shape);
  }
  return result;
}

function zeroScalar(shape: Shape): unknown {
  if (shape.is !== 'scalar') return undefined;
  if (shape.scalar === 'boolean') return false;
  return shape.scalar === 'string' ? '' : 0;
}

class Comparer {
  metadata(
    left: unknown,
    right: unknown,
    field: Field,
    changed: FieldSetBuilder,
    removed: FieldSetBuilder,
    skip: (key: string) => boolean,
  ): void {
    const layout = layoutOf(field);
    if (layout.is !== 'struct') return;
    const [before, after] = [isRecord(left) ? left : {}, isRecord(right) ? right : {}];
    for (const [name, inner] of layout.type.fields) {
      if (before[name] === after[name] || unownedMetadata.has(name) || skip(name)) continue;
      const element = `f:${name}`;
      const [into, from] = [changed.child('f:metadata').child(element), removed.child('f:metadata').child(element)];
      this.value(before[name], after[name], layoutOf(inner), into, from);
    }
  }

  value(left: unknown, right: unknown, layout: Layout, into: FieldSetBuilder, from: FieldSetBuilder): void {
    if (left === right) return;
    const changed = right === undefined ? nowhere : into;
    const removed = left === undefined ? nowhere : from;
    if (left === undefined) changed.insert();
    else if (right === undefined) removed.insert();
    switch (layout.is) {
      case 'leaf':
        if (left !== undefined && right !== undefined && !equal(left, right)) changed.insert();
        return;
      case 'struct':
      case 'map':
        this.record(left, right, layout, changed, removed);
        return;
      case 'keyed':
      case 'set':
        this.list(left, right, layout, changed, removed);
        return;
      default:
        layout satisfies never;
    }
  }

  private record(
    left: unknown,
    right: unknown,
    layout: Layout,
    changed: FieldSetBuilder,
    removed: FieldSetBuilder,
  ): void {
    const before = isRecord(left) ? left : {};
    const after = isRecord(right) ? right : {};
    for (const key of Object.keys(after)) {
      if (before[key] !== after[key]) this.member(key, before, after, layout, changed, removed);
    }
    for (const key of Object.keys(before)) {
      if (after[key] === undefined) this.member(key, before, after, layout, changed, removed);
    }
  }

  private member(
    key: string,
    before: { [key: string]: unknown },
    after: { [key: string]: unknown },
    layout: Layout,
    changed: FieldSetBuilder,
    removed: FieldSetBuilder,
  ): void {
    const inner =
      layout.is === 'struct'
        ? layoutOf(layout.type.fields.get(key))
        : layout.is === 'map'
          ? layoutOfShape(layout.value)
          : layout;
    const [left, right] = [before[key], after[key]];
    if (inner.is === 'leaf' && left !== undefined && right !== undefined && equal(left, right)) return;
    this.value(left, right, inner, changed.child(`f:${key}`), removed.child(`f:${key}`));
  }

  private list(
    left: unknown,
    right: unknown,
    layout: Layout,
    changed: FieldSetBuilder,
    removed: FieldSetBuilder,
  ): void {
    const inner: Layout = layout.is === 'keyed' ? layoutOfShape(layout.item) : { is: 'leaf' };
    if (Array.isArray(left) && Array.isArray(right) && sameNames(left, right, layout)) {
      right.forEach((element, index) => {
        if (element === left[index] || layout.is !== 'keyed') return;
        const name = elementName(element, layout.keys, layout.item);
        this.value(left[index], element, inner, changed.child(name), removed.child(name));
      });
      return;
    }
    const before = elementsByName(Array.isArray(left) ? left : [], layout);
    const after = elementsByName(Array.isArray(right) ? right : [], layout);
    for (const [name, element] of after) {
      this.value(before.get(name), element, inner, changed.child(name), removed.child(name));
    }
    for (const [name, element] of before) {
      if (!after.has(name)) this.value(element, undefined, inner, changed.child(name), removed.child(name));
    }
  }
}

/** The usual case, found without spelling out names: the same elements in the same order, some with other content. */
function sameNames(left: readonly unknown[], right: readonly unknown[], layout: Layout): boolean {
  if (left.length !== right.length) return false;
  return left.every((before, index) => {
    const after = right[index];
    if (before === after) return true;
    if (layout.is !== 'keyed' || !isRecord(before) || !isRecord(after)) return false;
    return layout.keys.every((key) => before[key] === after[key]);
  });
}

/** Equal entries but for the time: nothing changed hands. */
export function sameEntries(a: Entries, b: Entries): boolean {
  return (
    a.length === b.length &&
    a.every((entry, index) => {
      const other = b[index] as ManagedFieldsEntry;
      return (
        entry.manager === other.manager &&
        entry.operation === other.operation &&
        (entry.subresource ?? '') === (other.subresource ?? '') &&
        sameFields(setOf(entry), setOf(other))
      );
    })
  );
}
