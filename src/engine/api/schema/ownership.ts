// Which parts of an object can have owners of their own: fields of a struct, keys of a map, elements of a list that have a
// name. Everything else (a list of arguments, a selector) is owned and replaced as a whole.
// Source: the list-type, map-type and list-map-keys of the OpenAPI schemas; structured-merge-diff `fieldpath`.
import type { Field, Shape, StructType } from './schema.ts';
import { typeNamed } from './schema.ts';

export type Json = { [key: string]: unknown };

/** One node of the owned tree, as the schema lays it out. */
export type Layout =
  | { readonly is: 'leaf' }
  | { readonly is: 'struct'; readonly type: StructType }
  | { readonly is: 'map'; readonly value: Shape }
  | { readonly is: 'keyed'; readonly keys: readonly string[]; readonly item: Shape }
  | { readonly is: 'set' };

const leaf: Layout = { is: 'leaf' };
const layouts = new WeakMap<Field, Layout>();

export function layoutOf(field: Field | undefined): Layout {
  if (field === undefined) return leaf;
  let layout = layouts.get(field);
  if (layout === undefined) {
    layout = layoutOfShape(field.shape, field);
    layouts.set(field, layout);
  }
  return layout;
}

/** The layout of what has no field of its own: a value of a map, an element of a list. */
export function layoutOfShape(shape: Shape, field?: Field): Layout {
  switch (shape.is) {
    case 'struct': {
      const type = typeNamed(shape.type);
      return type === undefined || type.atomic ? leaf : { is: 'struct', type };
    }
    case 'map':
      return field?.atomicMap === true ? leaf : { is: 'map', value: shape.value };
    case 'list':
      if (field?.listKeys !== undefined) return { is: 'keyed', keys: field.listKeys, item: shape.item };
      return field?.set === true ? { is: 'set' } : leaf;
    case 'scalar':
      return leaf;
    default:
      return shape satisfies never;
  }
}

/** `k:{"containerPort":80,"protocol":"TCP"}` for an element of a keyed list; a key left out takes the schema's default. */
export function elementName(element: unknown, keys: readonly string[], item: Shape): string {
  const record = isRecord(element) ? element : {};
  const parts = [...keys].sort().map((key) => {
    const fallback = item.is === 'struct' ? typeNamed(item.type)?.fields.get(key)?.defaultValue : undefined;
    return `${JSON.stringify(key)}:${JSON.stringify(record[key] ?? fallback ?? null)}`;
  });
  return `k:{${parts.join(',')}}`;
}

/** `v:"a"` for an element of a set. */
export function setElementName(element: unknown): string {
  return `v:${JSON.stringify(element)}`;
}

/** The elements of a keyed list or set under their names; a name that comes twice keeps the first. */
export function elementsByName(list: readonly unknown[], layout: Layout): Map<string, unknown> {
  const result = new Map<string, unknown>();
  for (const element of list) {
    const name = layout.is === 'keyed' ? elementName(element, layout.keys, layout.item) : setElementName(element);
    if (!result.has(name)) result.set(name, element);
  }
  return result;
}

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
