// A reader of JSON Schema, as far as the published schema of lessons goes: it says where a value does not fit, as an editor would. A
// keyword that it does not know is an error, so that nothing is taken for checked that is not.
import type { Node } from './lesson-json-schema.ts';

type Check = (value: never, limit: never, node: Node, root: Node, path: string) => readonly string[];
type Plain = Readonly<Record<string, unknown>>;

const said = (fits: boolean, path: string, words: string): readonly string[] => (fits ? [] : [`${path}: ${words}`]);
const isObject = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isOfType(value: unknown, type: string): boolean {
  if (type === 'object') return isObject(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

/** Each keyword looks only at the values it is about. */
const text: Readonly<Record<string, (value: string, limit: never) => boolean>> = {
  minLength: (value, limit: number) => [...value].length >= limit,
  maxLength: (value, limit: number) => [...value].length <= limit,
  pattern: (value, limit: string) => new RegExp(limit, 'u').test(value),
};
const number: Readonly<Record<string, (value: number, limit: never) => boolean>> = {
  minimum: (value, limit: number) => value >= limit,
  maximum: (value, limit: number) => value <= limit,
};
const list: Readonly<Record<string, (value: readonly unknown[], limit: never) => boolean>> = {
  minItems: (value, limit: number) => value.length >= limit,
  maxItems: (value, limit: number) => value.length <= limit,
};
const silent = ['$schema', '$defs', 'title', 'description', 'default'];
const structure: Readonly<Record<string, Check>> = {
  type: (value: unknown, type: string, _node, _root, path) => said(isOfType(value, type), path, `is no ${type}`),
  const: (value: unknown, only: unknown, _node, _root, path) => said(value === only, path, `is not ${only}`),
  enum: (value: unknown, all: unknown[], _node, _root, path) => said(all.includes(value), path, 'is none of them'),
  $ref: (value: unknown, name: string, _node, root, path) =>
    complaints(value, root.$defs?.[name.replace('#/$defs/', '')] ?? { unknown: name }, root, path),
  anyOf: (value: unknown, ways: Node[], _node, root, path) =>
    said(
      ways.some((way) => complaints(value, way, root, path).length === 0),
      path,
      'fits none',
    ),
  oneOf: (value: unknown, ways: Node[], _node, root, path) =>
    said(ways.filter((way) => complaints(value, way, root, path).length === 0).length === 1, path, 'fits not one'),
  required: (value: unknown, names: string[], _node, _root, path) =>
    isObject(value) ? names.flatMap((name) => said(name in value, path, `lacks ${name}`)) : [],
  properties: (value: unknown, fields: Record<string, Node>, _node, root, path) =>
    isObject(value)
      ? Object.entries(value).flatMap(([name, inner]) =>
          Object.hasOwn(fields, name) ? complaints(inner, fields[name], root, `${path}.${name}`) : [],
        )
      : [],
  propertyNames: (value: unknown, names: Node, _node, root, path) =>
    isObject(value) ? Object.keys(value).flatMap((name) => complaints(name, names, root, `${path}.${name}`)) : [],
  additionalProperties: (value: unknown, rest: Node | boolean, node, root, path) => {
    if (!isObject(value) || rest === true) return [];
    const more = Object.entries(value).filter(([name]) => !Object.hasOwn(node.properties ?? {}, name));
    return more.flatMap(([name, inner]) =>
      rest === false ? [`${path}: knows no ${name}`] : complaints(inner, rest as Node, root, `${path}.${name}`),
    );
  },
  items: (value: unknown, items: Node | Node[], _node, root, path) =>
    Array.isArray(value)
      ? value.flatMap((inner, i) => {
          const node = Array.isArray(items) ? items[i] : items;
          return node ? complaints(inner, node, root, `${path}[${i}]`) : [];
        })
      : [],
  // Of a pair: what comes after its two.
  additionalItems: (value: unknown, more: boolean, { items }, _root, path) =>
    said(more || !Array.isArray(value) || !Array.isArray(items) || value.length <= items.length, path, 'has too many'),
};

/** Where the value does not fit, and why. */
export function complaints(value: unknown, node: Node, root: Node, path = ''): readonly string[] {
  return Object.entries(node).flatMap(([keyword, limit]) => {
    if (silent.includes(keyword)) return [];
    if (keyword in structure) return structure[keyword](value as never, limit as never, node, root, path);
    const words = `goes against ${keyword}`;
    if (keyword in text) return said(typeof value !== 'string' || text[keyword](value, limit as never), path, words);
    if (keyword in number)
      return said(typeof value !== 'number' || number[keyword](value, limit as never), path, words);
    if (keyword in list) return said(!Array.isArray(value) || list[keyword](value, limit as never), path, words);
    throw new Error(`${path}: the keyword ${keyword} is not checked`);
  });
}
