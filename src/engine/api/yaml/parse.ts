// Reads YAML as kubectl and the API server do: YAML 1.1 words, no dates, merge keys, the last of two equal keys wins. What is
// wrong with a text is said in the words of Go's yaml library, with the line it names, and where the mistake really is.
// Bounded on purpose: a text of a few lines can otherwise unfold into gigabytes.
import type { Alias, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { explain } from './errors.ts';
import { plainValue } from './plain-scalar.ts';

export const maxYamlBytes = 3 * 1024 * 1024;
export const maxYamlDepth = 200;
/** Nodes that aliases may unfold into, over the whole document. */
export const maxYamlNodes = 100_000;

export interface YamlError {
  /** As Go prints it: `yaml: line 2: found a tab character that violates indentation`. */
  readonly message: string;
  /** Where it is, counted from 1; absent when the mistake has no place. */
  readonly line?: number;
  readonly column?: number;
}

export type ParsedYaml =
  /** `repeated`: keys that a map has twice, in the words of Go's strict decoder; the last one wins. */
  | { readonly ok: true; readonly value: unknown; readonly repeated?: readonly string[] }
  | { readonly ok: false; readonly error: YamlError };

class Refusal extends Error {}

/** One document. An empty one is null. */
export function parseYaml(text: string): ParsedYaml {
  if (text.length > maxYamlBytes) {
    return { ok: false, error: { message: `yaml: document is larger than ${maxYamlBytes} bytes` } };
  }
  if (nesting(text) > maxYamlDepth) return { ok: false, error: { message: 'yaml: exceeded max depth of nesting' } };
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    schema: 'failsafe',
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    keepSourceTokens: false,
    logLevel: 'silent',
    lineCounter,
  });
  const [first] = document.errors;
  if (first !== undefined) return { ok: false, error: explain(first, text, lineCounter) };
  const reader = new Reader(document.contents, lineCounter);
  try {
    const value = reader.read();
    return reader.repeated.length > 0 ? { ok: true, value, repeated: reader.repeated } : { ok: true, value };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: { message: error.message, ...reader.place() } };
    throw error;
  }
}

/** How deep brackets and dashes nest, roughly, before the parser recurses into them. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const char of text) {
    if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth);
    else if (char === ']' || char === '}') depth -= 1;
  }
  for (const line of text.split('\n')) {
    const lead = /^(?: |- )*/.exec(line)?.[0] ?? '';
    deepest = Math.max(deepest, Math.ceil(lead.length / 2));
  }
  return deepest;
}

class Reader {
  private nodes = 0;
  private depth = 0;
  private at: Node | null = null;
  private readonly root: Node | null;
  private readonly anchors = new Map<string, Node>();
  private readonly open = new Set<Node>();
  private readonly lines: LineCounter;
  readonly repeated: string[] = [];

  constructor(root: Node | null, lines: LineCounter) {
    this.root = root;
    this.lines = lines;
  }

  read(): unknown {
    return this.value(this.root);
  }

  place(): { line?: number; column?: number } {
    const offset = this.at?.range?.[0];
    if (offset === undefined) return {};
    const { line, col } = this.lines.linePos(offset);
    return { line, column: col };
  }

  private value(node: Node | null): unknown {
    this.at = node;
    this.nodes += 1;
    if (this.nodes > maxYamlNodes) throw new Refusal('yaml: document contains excessive aliasing');
    if (node === null) return null;
    if (isAlias(node)) return this.alias(node);
    const anchor = (node as Scalar | YAMLMap | YAMLSeq).anchor;
    if (anchor !== undefined) this.anchors.set(anchor, node);
    if (isScalar(node)) return this.scalar(node);
    this.depth += 1;
    if (this.depth > maxYamlDepth) throw new Refusal('yaml: exceeded max depth of nesting');
    this.open.add(node);
    const value = isMap(node) ? this.map(node) : isSeq(node) ? this.list(node) : null;
    this.open.delete(node);
    this.depth -= 1;
    return value;
  }

  private alias(node: Alias): unknown {
    const target = this.anchors.get(node.source);
    if (target === undefined) throw new Refusal(`yaml: unknown anchor '${node.source}' referenced`);
    if (this.open.has(target)) throw new Refusal(`yaml: anchor '${node.source}' value contains itself`);
    return this.value(target);
  }

  private list(node: YAMLSeq): unknown[] {
    return node.items.map((item) => this.value(item as Node | null));
  }

  private map(node: YAMLMap): { [key: string]: unknown } {
    const result: { [key: string]: unknown } = {};
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      if (isScalar(pair.key) && pair.key.type === 'PLAIN' && pair.key.source === '<<') {
        this.merge(pair.value, result);
        continue;
      }
      const key = this.key(pair.key);
      const value = this.value(pair.value);
      if (Object.hasOwn(result, key)) {
        const { line } = this.lines.linePos((pair.value ?? pair.key).range?.[0] ?? 0);
        this.repeated.push(`line ${line}: key ${JSON.stringify(key)} already set in map`);
      }
      if (key === '__proto__')
        Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true });
      else result[key] = value;
    }
    return result;
  }

  /** What is merged in never overwrites what the map says itself. */
  private merge(node: Node | null, result: { [key: string]: unknown }): void {
    const value = this.value(node);
    for (const source of Array.isArray(value) ? value : [value]) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) {
        throw new Refusal('yaml: map merge requires map or sequence of maps as the value');
      }
      for (const [key, part] of Object.entries(source)) if (!Object.hasOwn(result, key)) result[key] = part;
    }
  }

  private key(node: Node): string {
    const value = this.value(node);
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (value === null) throw new Refusal('unsupported map key of type: %!s(<nil>), key: <nil>');
    throw new Refusal('yaml: invalid map key');
  }

  private scalar(node: Scalar): unknown {
    const text = typeof node.value === 'string' ? node.value : '';
    const tag = node.tag ?? '';
    if (tag.endsWith(':binary')) return atob(text.replace(/\s/g, ''));
    if (tag !== '' && !/:(?:int|float|bool|null)$/.test(tag)) return text;
    if (tag === '' && node.type !== undefined && node.type !== 'PLAIN') return text;
    const value = plainValue(text);
    if (typeof value === 'number' && !Number.isFinite(value)) {
      const shown = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
      throw new Refusal(`json: unsupported value: ${shown}`);
    }
    return value;
  }
}
