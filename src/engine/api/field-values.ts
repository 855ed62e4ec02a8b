// From an applied configuration to the set of its fields, and what is wrong with it by the schema. An applied set names
// the leaves and the list elements, but not the maps and structs above them: those belong to nobody.
// Source: structured-merge-diff `typed/tofieldset.go`, `typed/validate.go`.
import type { FieldSet } from './field-set.ts';
import { elementText, FieldSetBuilder } from './field-set.ts';
import type { KubeObject } from './object.ts';
import type { Json, Layout } from './schema/ownership.ts';
import { elementName, isRecord, layoutOf, layoutOfShape, setElementName } from './schema/ownership.ts';
import type { Shape, StructType } from './schema/schema.ts';
import { typeNamed } from './schema/schema.ts';

const unowned = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'selfLink',
  'managedFields',
]);

/** The fields that a configuration names. The status subresource owns only what it can write, the main one no status. */
export function toFieldSet(config: KubeObject, type: StructType, subresource?: string): FieldSet | undefined {
  const builder = new FieldSetBuilder();
  for (const [key, value] of Object.entries(config)) {
    if (key === 'apiVersion' || key === 'kind' || value === undefined || value === null) continue;
    if (subresource === 'status' ? key === 'spec' : key === 'status' && type.fields.has('spec')) continue;
    if (key === 'metadata') {
      const metadata = Object.fromEntries(Object.entries(value as Json).filter(([name]) => !unowned.has(name)));
      if (Object.keys(metadata).length === 0) continue;
      collect(metadata, layoutOf(type.fields.get(key)), builder.child('f:metadata'));
    } else collect(value, layoutOf(type.fields.get(key)), builder.child(`f:${key}`));
  }
  return builder.build();
}

function collect(value: unknown, layout: Layout, into: FieldSetBuilder): void {
  if ((layout.is === 'struct' || layout.is === 'map') && isRecord(value) && Object.keys(value).length > 0) {
    for (const [key, part] of Object.entries(value)) {
      if (part === undefined) continue;
      const inner = layout.is === 'struct' ? layoutOf(layout.type.fields.get(key)) : layoutOfShape(layout.value);
      collect(part, inner, into.child(`f:${key}`));
    }
  } else if ((layout.is === 'keyed' || layout.is === 'set') && Array.isArray(value) && value.length > 0) {
    for (const element of value) {
      const name = layout.is === 'keyed' ? elementName(element, layout.keys, layout.item) : setElementName(element);
      into.child(name).insert();
      if (layout.is === 'keyed') collect(element, layoutOfShape(layout.item), into.child(name));
    }
  } else into.insert();
}

/** `.spec.replicas: expected numeric (int or float), got string` and its like, in body order. */
export function typedErrors(config: KubeObject, type: StructType): string[] {
  const errors: string[] = [];
  checkStruct(config, type, '', errors);
  return errors;
}

function checkStruct(value: Json, type: StructType, path: string, errors: string[]): void {
  for (const [key, part] of Object.entries(value)) {
    if (part === undefined) continue;
    const field = type.fields.get(key);
    if (field === undefined) errors.push(`${path}.${key}: field not declared in schema`);
    else if (part !== null) check(part, field.shape, layoutOf(field), `${path}.${key}`, errors);
  }
}

function check(value: unknown, shape: Shape, layout: Layout, path: string, errors: string[]): void {
  switch (shape.is) {
    case 'struct':
      if (!isRecord(value)) errors.push(`${path}: expected map, got ${kindOf(value)}`);
      else checkStruct(value, typeNamed(shape.type) as StructType, path, errors);
      return;
    case 'map':
      if (!isRecord(value)) errors.push(`${path}: expected map, got ${kindOf(value)}`);
      else {
        for (const [key, part] of Object.entries(value)) {
          if (part !== null) check(part, shape.value, layoutOfShape(shape.value), `${path}.${key}`, errors);
        }
      }
      return;
    case 'list':
      if (!Array.isArray(value)) errors.push(`${path}: expected list, got ${kindOf(value)}`);
      else checkList(value, shape.item, layout, path, errors);
      return;
    case 'scalar': {
      const wrong = scalarError(value, shape.scalar);
      if (wrong !== undefined) errors.push(`${path}: ${wrong}`);
      return;
    }
    default:
      shape satisfies never;
  }
}

function checkList(list: unknown[], item: Shape, layout: Layout, path: string, errors: string[]): void {
  const seen = new Set<string>();
  list.forEach((element, index) => {
    if (layout.is === 'leaf') {
      if (element !== null) check(element, item, layoutOfShape(item), `${path}[${index}]`, errors);
      return;
    }
    if (layout.is === 'keyed') {
      const missing = layout.keys.find((key) => !hasKey(element, key, item));
      if (missing !== undefined) {
        const text = `associative list with keys has an element that omits key field ${JSON.stringify(missing)} (and doesn't have default value)`;
        errors.push(`${path}: element ${index}: ${text}`);
        return;
      }
    }
    const name = layout.is === 'keyed' ? elementName(element, layout.keys, layout.item) : setElementName(element);
    const text = elementText(name);
    if (seen.has(name)) errors.push(`${path}: duplicate entries for key ${text}`);
    seen.add(name);
    check(element, item, layoutOfShape(item), path + text, errors);
  });
}

function hasKey(element: unknown, key: string, item: Shape): boolean {
  if (isRecord(element) && element[key] !== undefined) return true;
  return item.is === 'struct' && typeNamed(item.type)?.fields.get(key)?.defaultValue !== undefined;
}

function scalarError(value: unknown, scalar: string): string | undefined {
  const got = kindOf(value);
  switch (scalar) {
    case 'int32':
    case 'int64':
    case 'double':
      return typeof value === 'number' ? undefined : `expected numeric (int or float), got ${got}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `expected boolean, got ${got}`;
    case 'string':
    case 'bytes':
    case 'time':
    case 'microTime':
      return typeof value === 'string' ? undefined : `expected string, got ${got}`;
    default:
      return undefined;
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (value === null) return 'null';
  if (typeof value === 'object') return 'map';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return typeof value;
}
