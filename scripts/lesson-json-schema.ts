// The lesson format as JSON Schema, with a sentence at every field. It is made from the very schema that lessons are read with, so an
// editor and Podarium never disagree about a field; only the sentences come from elsewhere.
import { toJsonSchema } from '@valibot/to-json-schema';
import { clause } from '../src/scenarios/clause-schema.ts';
import { lessonSchema } from '../src/scenarios/index.ts';
import { acting, after, branches, camera, past, say } from '../src/scenarios/say-schema.ts';
import { sameAs, words } from './lesson-words.ts';

export interface Node {
  properties?: Record<string, Node>;
  description?: string;
  const?: unknown;
  $defs?: Record<string, Node>;
  items?: Node | Node[];
  additionalProperties?: Node | boolean;
  anyOf?: Node[];
  oneOf?: Node[];
  [keyword: string]: unknown;
}

/** The schema, and which of the sentences it has used. */
export function lessonJsonSchema(): { readonly schema: Node; readonly used: ReadonlySet<string> } {
  const definitions = { clause, say, acting, after, branches, camera, past };
  // Checks across fields have no words in JSON Schema; they stay with the reader.
  const plain = toJsonSchema(lessonSchema, { errorMode: 'ignore', definitions });
  const schema: Node = { ...structuredClone(plain as Node), title: 'Podarium lesson/1' };
  const used = new Set<string>();
  putAt(schema, ['lesson'], used);
  for (const [name, each] of Object.entries(schema.$defs ?? {})) putAt(each, [name], used);
  return { schema, used };
}

/** Puts the sentences at all fields of a node and of what is in it. */
function putAt(node: Node, path: readonly string[], used: Set<string>): void {
  for (const [name, field] of Object.entries(node.properties ?? {})) {
    const key = keyOf(node, path, name);
    if (key) {
      used.add(key);
      field.description = words[key];
    }
    // What a step has in it is looked for under the step's kind as well.
    const kind = node.properties?.kind?.const;
    putAt(field, path.at(-1) === 'steps' ? [String(kind), name] : [...path, name], used);
  }
  const { items, additionalProperties, anyOf = [], oneOf = [] } = node;
  const inner = [items ?? [], additionalProperties ?? [], anyOf, oneOf].flat();
  for (const each of inner) if (typeof each === 'object') putAt(each, path, used);
}

function keyOf(node: Node, path: readonly string[], name: string): string | undefined {
  const parent = path.at(-1) ?? '';
  const kind = parent === 'steps' ? node.properties?.kind?.const : path.join('.');
  return [`${kind}.${name}`, `${parent}.${name}`, `${sameAs[parent]}.${name}`].find((key) => key in words);
}
