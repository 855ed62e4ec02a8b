// The other ways to print an object: YAML, JSON, names, one field by JSONPath, columns of one's own choice.
// Objects are printed with sorted keys and without managedFields, as kubectl does.
// Source: cli-runtime `pkg/genericclioptions/print_flags.go`, `pkg/printers`.

import type { Kind } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';
import { toYaml } from '../api/yaml.ts';
import { evaluate, fieldText, parseJsonPath } from './json-path.ts';
import { layOut } from './printers.ts';
import type { Run } from './run.ts';

const formats =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml';

export interface Printed {
  readonly kind: Kind;
  readonly object: KubeObject;
}

/** kubectl's line when `-o` is none of the formats; undefined when it is fine. `wide` only where tables are printed. */
export function formatError(format: string | undefined, withWide = true): string | undefined {
  if (format === undefined || format === '' || (format === 'wide' && withWide)) return undefined;
  const [name] = format.split('=');
  if (['json', 'yaml', 'name'].includes(format)) return undefined;
  if (name === 'jsonpath' || name === 'custom-columns') {
    if (!format.includes('='))
      return name === 'jsonpath'
        ? 'error: template format specified but no template given'
        : 'error: custom-columns format specified but no custom columns given';
    if (name === 'jsonpath') {
      const parsed = parseJsonPath(relaxed(format.slice(9)));
      return 'error' in parsed ? `error: error parsing jsonpath ${format.slice(9)}, ${parsed.error}` : undefined;
    }
    const bad = format
      .slice(15)
      .split(',')
      .find((column) => column.indexOf(':') < 1);
    return bad === undefined
      ? undefined
      : `error: unexpected custom-columns spec: ${bad}, expected <header>:<json-path-expr>`;
  }
  if (formats.split(',').includes(name))
    return `error: -o ${name} is not in Podarium yet; try -o yaml, jsonpath=… or custom-columns=…`;
  return `error: unable to match a printer suitable for the output format ${JSON.stringify(format)}, allowed formats are: ${formats}`;
}

/** Prints objects in a format other than a table. `asList`: several were asked for, so a List is printed. */
export function printObjects(run: Run, format: string, objects: readonly Printed[], asList: boolean): void {
  if (format === 'name') {
    for (const { kind, object } of objects) run.out(`${prefixOf(kind)}${object.metadata.name ?? ''}`);
    return;
  }
  const bare = objects.map(({ object }) => (run.is('show-managed-fields') ? object : withoutManagers(object)));
  if (format.startsWith('custom-columns=')) {
    for (const line of customColumns(format.slice(15), bare, run.is('no-headers'))) run.out(line);
    return;
  }
  const value: unknown = asList
    ? { apiVersion: 'v1', items: bare, kind: 'List', metadata: { resourceVersion: '' } }
    : bare[0];
  if (format === 'json') run.out(JSON.stringify(sorted(value), undefined, 4));
  else if (format === 'yaml') run.write('stdout', toYaml(value));
  else {
    const parsed = parseJsonPath(relaxed(format.slice(9)));
    if ('error' in parsed) return run.die(`error: ${parsed.error}`);
    const result = evaluate(parsed.nodes, sorted(value));
    if ('error' in result)
      return run.die(
        `error: error executing jsonpath ${JSON.stringify(relaxed(format.slice(9)))}: Error executing template: ${result.error}`,
      );
    run.write('stdout', result.text);
  }
}

/** `pod/`, `deployment.apps/`. */
export function prefixOf(kind: Kind): string {
  return `${kind.singular}${kind.group === '' ? '' : `.${kind.group}`}/`;
}

export function withoutManagers(object: KubeObject): KubeObject {
  if (object.metadata.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** The same value with the keys of all maps in order. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const from = value as Record<string, unknown>;
  const to: Record<string, unknown> = {};
  for (const key of Object.keys(from).sort()) if (from[key] !== undefined) to[key] = sorted(from[key]);
  return to;
}

/** `metadata.name`, `.metadata.name` and `{.metadata.name}` mean the same where a path is expected. */
export function relaxed(path: string): string {
  if (path.includes('{')) return path;
  return `{${path.startsWith('.') || path.startsWith('[') ? '' : '.'}${path}}`;
}

function customColumns(spec: string, objects: readonly KubeObject[], noHeaders: boolean): string[] {
  const columns = spec.split(',').map((column) => {
    const at = column.indexOf(':');
    return { name: column.slice(0, at), path: relaxed(column.slice(at + 1)) };
  });
  const lines = objects.map((object) => columns.map(({ path }) => fieldText(object, path)));
  return layOut(noHeaders ? lines : [columns.map(({ name }) => name), ...lines]);
}
