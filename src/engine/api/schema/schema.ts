// What the API server knows about the shape of every object: which fields there are, of which type, and by which key a list
// is merged. It is the real OpenAPI schema in a compact form; decoding, patching, apply and `kubectl explain` all read it.
import { table } from './table.generated.ts';

/** How a value looks on the wire. `object` is any JSON object, `bytes` is base64. */
export type Scalar =
  | 'string'
  | 'int32'
  | 'int64'
  | 'double'
  | 'boolean'
  | 'bytes'
  | 'quantity'
  | 'intOrString'
  | 'time'
  | 'microTime'
  | 'object';

export type Shape =
  | { readonly is: 'scalar'; readonly scalar: Scalar }
  | { readonly is: 'struct'; readonly type: string }
  | { readonly is: 'list'; readonly item: Shape }
  | { readonly is: 'map'; readonly value: Shape };

export interface Field {
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
  /** What Go prints when nobody set it: its zero value ('' 0 false {}) or null; undefined leaves it out. */
  readonly absent?: 'zero' | 'null';
  /** Go leaves it out when it is '' 0 or false. */
  readonly omitsZero: boolean;
  /** A default the schema itself knows, such as TCP for a port's protocol. */
  readonly defaultValue?: string;
  /** Strategic merge: the key its elements are merged by; '' merges a list of scalars as a set; undefined replaces. */
  readonly mergeKey?: string;
  /** Strategic merge: a map that is replaced as a whole. */
  readonly replaced: boolean;
  /** Strategic merge: keys a patch does not name are dropped. */
  readonly retainKeys: boolean;
  /** Server-side apply: the keys that name an element; undefined with `set` false is one atomic value. */
  readonly listKeys?: readonly string[];
  readonly set: boolean;
  readonly atomicMap: boolean;
  readonly values?: readonly string[];
}

export interface StructType {
  readonly name: string;
  /** Server-side apply: owned as a whole. */
  readonly atomic: boolean;
  readonly fields: ReadonlyMap<string, Field>;
  /** Fields that are printed even when absent. */
  readonly printed: readonly Field[];
  /** Set when this is a kind. */
  readonly apiVersion?: string;
  readonly kind?: string;
}

const scalars: { readonly [letter: string]: Scalar } = {
  s: 'string',
  i: 'int32',
  l: 'int64',
  n: 'double',
  b: 'boolean',
  y: 'bytes',
  q: 'quantity',
  x: 'intOrString',
  t: 'time',
  u: 'microTime',
  o: 'object',
};

const lines = new Map<string, string>();
const kinds = new Map<string, string>();
const parsed = new Map<string, StructType>();

for (const line of table.trim().split('\n')) {
  const match = /^(\w+)(?:\(([^,]+),(\w+)\))?/.exec(line);
  if (match === null) continue;
  lines.set(match[1] as string, line);
  if (match[2] !== undefined) kinds.set(`${match[2]} ${match[3]}`, match[1] as string);
}

/** A type by the name it has in types.ts; undefined if the schemas have none. Parsed on first use. */
export function typeNamed(name: string): StructType | undefined {
  let type = parsed.get(name);
  if (type === undefined) {
    const line = lines.get(name);
    if (line === undefined) return undefined;
    type = parseLine(line);
    parsed.set(name, type);
  }
  return type;
}

/** The type of a kind, such as `apps/v1` `Deployment`. */
export function typeOfKind(apiVersion: string, kind: string): StructType | undefined {
  const name = kinds.get(`${apiVersion} ${kind}`);
  return name === undefined ? undefined : typeNamed(name);
}

/** The versions in which the schemas know this kind: `['v1', 'events.k8s.io/v1']` for Event. */
export function apiVersionsOf(kind: string): string[] {
  return [...kinds.keys()].filter((key) => key.endsWith(` ${kind}`)).map((key) => key.slice(0, -kind.length - 1));
}

function parseLine(line: string): StructType {
  const [head = '', ...rest] = line.split(' ');
  const match = /^(\w+)(?:\(([^,]+),(\w+)\))?(\^?)$/.exec(head);
  if (match === null) throw new Error(`unreadable schema line ${head}`);
  const fields = new Map(rest.map(parseField).map((field) => [field.name, field]));
  return Object.freeze({
    name: match[1] as string,
    atomic: match[4] === '^',
    fields,
    printed: [...fields.values()].filter((field) => field.absent !== undefined),
    ...(match[2] === undefined ? {} : { apiVersion: match[2], kind: match[3] as string }),
  });
}

/** `containers:[@Container!~name#name`: shape, then flags, see scripts/generate-types.mjs. */
function parseField(text: string): Field {
  const match =
    /^([^:]+):([[{]*(?:@\w+?|[a-z]))(?=[!+?0"~%=#$^|]|$)(!?)(?:([+?])|(0)|"([^"]*)")?(?:(~)(\w*))?(%?)(=?)(?:#([\w,]+))?(\$?)(\^?)(?:\|(.*))?$/.exec(
      text,
    );
  if (match === null) throw new Error(`unreadable schema field ${text}`);
  return Object.freeze({
    name: match[1] as string,
    shape: parseShape(match[2] as string),
    required: match[3] === '!',
    ...(match[4] === undefined ? {} : { absent: match[4] === '+' ? ('zero' as const) : ('null' as const) }),
    omitsZero: match[5] === '0',
    ...(match[6] === undefined ? {} : { defaultValue: match[6] }),
    ...(match[7] === undefined ? {} : { mergeKey: match[8] as string }),
    retainKeys: match[9] === '%',
    replaced: match[10] === '=',
    ...(match[11] === undefined ? {} : { listKeys: match[11].split(',') }),
    set: match[12] === '$',
    atomicMap: match[13] === '^',
    ...(match[14] === undefined ? {} : { values: match[14].split('|') }),
  });
}

function parseShape(code: string): Shape {
  if (code.startsWith('[')) return { is: 'list', item: parseShape(code.slice(1)) };
  if (code.startsWith('{')) return { is: 'map', value: parseShape(code.slice(1)) };
  if (code.startsWith('@')) return { is: 'struct', type: code.slice(1) };
  return { is: 'scalar', scalar: scalars[code] as Scalar };
}
