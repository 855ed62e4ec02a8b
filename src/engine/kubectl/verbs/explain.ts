// `kubectl explain`: the fields of a type, from the same schema by which the server checks what it is sent.
// Source: kubectl `pkg/explain/v2` (layout); the sentences are ours.

import { resolveResource } from '../../api/kinds/index.ts';
import { apiVersionOf, type Kind } from '../../api/kinds/kind.ts';
import { type Field, type Shape, type StructType, typeNamed, typeOfKind } from '../../api/schema/schema.ts';
import type { Reply } from '../../client/requests.ts';
import { textOfField, textOfType } from '../explain-texts.ts';
import type { Run } from '../run.ts';
import { unsupportedKind } from '../unsupported.ts';
import type { Verb } from '../verb.ts';

export const explain: Verb = {
  name: 'explain',
  short: 'Get documentation for a resource',
  usage: 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group]',
  examples: ['explain pods', 'explain deployment.spec.strategy', 'explain pod.spec.containers --recursive'],
  later: 'api-version',
  flags: ['recursive:R', 'output:o'],
  begin(run) {
    if (run.args.length === 0)
      return run.die(
        'error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    if (run.args.length > 1) return run.die(`error: We accept only this format: explain RESOURCE`);
    run.ask({ verb: 'get', group: '', version: '', resource: '', path: '/openapi/v3' }, 'schema');
  },
  replies: { schema: show },
};

function show(run: Run, reply: Reply): void {
  // The schema itself is known here, as it is in a real client's cache; the server only has to be there.
  if (reply.response === undefined) return void run.failed(reply);
  const [word, ...path] = run.args[0].split('.');
  const kind = resolveResource(word);
  if (kind === undefined) {
    const hint = unsupportedKind(word);
    return run.die(
      `the server doesn't have a resource type ${JSON.stringify(word)}${hint === undefined ? '' : `\n${hint}`}`,
    );
  }
  const group = kind.group === '' ? '' : `GROUP:      ${kind.group}\n`;
  run.out(`${group}KIND:       ${kind.kind}\nVERSION:    ${kind.version}\n`);
  const found = follow(kind, path);
  if (typeof found === 'string') return run.die(`error: field ${JSON.stringify(found)} does not exist`);
  const { field, type, owner } = found;
  if (field !== undefined)
    run.out(`FIELD: ${field.name} <${shapeText(field.shape)}>${field.required ? ' -required-' : ''}\n`);
  const text = (field === undefined ? '' : textOfField(owner, field.name)) || textOfType(type?.name ?? '');
  run.out(`DESCRIPTION:\n${wrapped(text === '' ? '<empty>' : text, 4)}`);
  if (type === undefined) return run.out('');
  run.out(`\nFIELDS:\n${run.is('recursive') ? tree(type, 1, []) : fieldList(type)}`);
}

/** The field at the end of a path with the type below it, or the name that does not exist. */
function follow(kind: Kind, path: readonly string[]): { field?: Field; type?: StructType; owner: string } | string {
  let type = typeOfKind(apiVersionOf(kind), kind.kind);
  let field: Field | undefined;
  let owner = '';
  for (const name of path) {
    field = type?.fields.get(name);
    if (field === undefined) return name;
    owner = type?.name ?? '';
    type = structUnder(field.shape);
  }
  return { ...(field ? { field } : {}), ...(type ? { type } : {}), owner };
}

function structUnder(shape: Shape): StructType | undefined {
  if (shape.is === 'list') return structUnder(shape.item);
  if (shape.is === 'map') return structUnder(shape.value);
  return shape.is === 'struct' ? typeNamed(shape.type) : undefined;
}

const scalars: Readonly<Record<string, string>> = {
  int32: 'integer',
  int64: 'integer',
  double: 'number',
  bytes: 'string',
  quantity: 'Quantity',
  intOrString: 'IntOrString',
  time: 'Time',
  microTime: 'MicroTime',
  object: 'Object',
};

function shapeText(shape: Shape): string {
  switch (shape.is) {
    case 'list':
      return `[]${shapeText(shape.item)}`;
    case 'map':
      return `map[string]${shapeText(shape.value)}`;
    case 'struct':
      return shape.type;
    case 'scalar':
      return scalars[shape.scalar] ?? shape.scalar;
  }
}

function fieldsOf(type: StructType): Field[] {
  return [...type.fields.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function fieldList(type: StructType): string {
  const entries = fieldsOf(type).map((field) => {
    const values = field.values ? `  enum: ${field.values.join(', ')}\n` : '';
    const text = textOfField(type.name, field.name);
    const head = `  ${field.name}\t<${shapeText(field.shape)}>${field.required ? ' -required-' : ''}\n`;
    return `${head}${values}${text === '' ? '' : `${wrapped(text, 4)}\n`}`;
  });
  return entries.join('\n');
}

function tree(type: StructType, level: number, above: readonly string[]): string {
  const lines = fieldsOf(type).map((field) => {
    const head = `${'  '.repeat(level)}${field.name}\t<${shapeText(field.shape)}>${field.required ? ' -required-' : ''}`;
    const inner = structUnder(field.shape);
    // Types that contain themselves are shown once.
    if (inner === undefined || above.includes(inner.name)) return head;
    return [head, tree(inner, level + 1, [...above, inner.name])].join('\n');
  });
  return lines.join('\n');
}

function wrapped(text: string, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > 76) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => ' '.repeat(indent) + each).join('\n');
}
