// `kubectl get`: one request a type or name; the server makes the tables, kubectl lays them out, and -w goes on with a watch.
// Source: kubectl `pkg/cmd/get/get.go`.

import { apiVersionOf, type Kind } from '../../api/kinds/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Reply } from '../../client/requests.ts';
import { listOptions, listRefused, namespaceFor } from '../fetch.ts';
import { fieldText, valuesAt } from '../json-path.ts';
import { readManifests } from '../manifests.ts';
import { formatError, prefixOf, printObjects, relaxed } from '../output.ts';
import { type Column, headerCells, layOut, type ServerTable, type TableOptions, tableCells } from '../printers.ts';
import { askRaw, printRaw, printRawEvent } from '../raw.ts';
import { bodyOf, type Run, resourceOf } from '../run.ts';
import { kindOf, readTargets, severalTypes, type Target } from '../targets.ts';
import type { Verb, Watched } from '../verb.ts';

/** What one request brought: a table, or objects when the format is not a table. */
interface Answer {
  readonly resource: string;
  readonly single: boolean;
  readonly table?: ServerTable;
  readonly objects: readonly KubeObject[];
  readonly revision: string;
}

export const get: Verb = {
  name: 'get',
  short: 'Display one or many resources',
  usage: 'get (TYPE[.GROUP] [NAME | -l label] | TYPE[.GROUP]/NAME ...)',
  examples: ['get pods', 'get pods -o wide', 'get deploy,rs,pods', 'get pod web-1 -o yaml', 'get pods -l app=web -w'],
  flags: [
    'output:o',
    'watch:w',
    'watch-only',
    'output-watch-events',
    'selector:l',
    'field-selector',
    'all-namespaces:A',
    'filename:f',
    'sort-by',
    'show-labels',
    'show-kind',
    'label-columns:L',
    'no-headers',
    'ignore-not-found',
    'show-managed-fields',
    'chunk-size',
    'raw',
  ],
  begin,
  tasks: { ask, show },
  replies: { answer, raw: printRaw },
  events: { change, raw: printRawEvent },
};

function begin(run: Run): void {
  const raw = run.text('raw');
  if (raw !== undefined) {
    askRaw(run, raw);
    return;
  }
  const wrong = formatError(run.text('output'));
  if (wrong !== undefined) return run.die(wrong);
  const targets = targetsOf(run);
  if (targets === undefined) return;
  if (watches(run) && new Set(targets.map(({ resource }) => resource)).size > 1) {
    return run.die('error: you may only specify a single resource type');
  }
  run.data.answers = [];
  run.then('ask', targets);
  run.then('show');
}

function targetsOf(run: Run): readonly Target[] | undefined {
  const files = run.list('filename');
  if (files.length === 0) return readTargets(run, run.args, { listAlone: true, noType: noTypeGiven(run) });
  const manifests = readManifests(run, files);
  return manifests?.map(({ resource, object }) => ({ resource, name: object.metadata.name ?? '' }));
}

function noTypeGiven(run: Run): string {
  return [
    'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.',
    '',
    'error: Required resource not specified.',
    'Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
    `See '${run.commandPath} -h' for help and examples`,
  ].join('\n');
}

const watches = (run: Run): boolean => run.is('watch') || run.is('watch-only');

/** Tables are for people; every other format prints the objects themselves. */
function asTable(run: Run): boolean {
  const format = run.text('output') ?? '';
  return format === '' || format === 'wide';
}

function whereOf(run: Run, kind: Kind) {
  const namespace = namespaceFor(run, kind);
  const table = asTable(run) ? { asTable: true } : {};
  return { ...resourceOf(kind), ...(namespace === undefined ? {} : { namespace }), ...table };
}

function ask(run: Run, item: unknown): void {
  const target = item as Target;
  const kind = kindOf(target.resource);
  const include = run.text('sort-by') !== undefined && asTable(run) ? { includeObject: 'Object' } : {};
  if (target.name !== undefined) {
    run.ask({ verb: 'get', ...whereOf(run, kind), name: target.name, options: include }, 'answer', target);
  } else
    run.ask({ verb: 'list', ...whereOf(run, kind), options: { ...listOptions(run), ...include } }, 'answer', target);
}

function answer(run: Run, reply: Reply): void {
  const { resource, name } = reply.context as Target;
  if (name !== undefined && reply.response?.code === 404 && run.is('ignore-not-found')) return;
  if (run.failed(reply, name === undefined ? listRefused(run, kindOf(resource), reply) : undefined)) return;
  const body = bodyOf<{ metadata?: { resourceVersion?: string }; items?: KubeObject[] }>(reply);
  const table = asTable(run) ? (body as unknown as ServerTable) : undefined;
  const kind = kindOf(resource);
  const typed = { apiVersion: apiVersionOf(kind), kind: kind.kind };
  const objects = table
    ? []
    : name === undefined
      ? (body.items ?? []).map((each) => ({ ...typed, ...each }))
      : [body as KubeObject];
  const one: Answer = {
    resource,
    single: name !== undefined,
    ...(table ? { table } : {}),
    objects,
    revision: body.metadata?.resourceVersion ?? '',
  };
  (run.data.answers as Answer[]).push(Object.freeze(one));
}

function show(run: Run): void {
  const answers = run.data.answers as readonly Answer[];
  if (!run.is('watch-only')) {
    if (asTable(run)) showTables(run, answers);
    else showObjects(run, answers);
  }
  if (run.over || !watches(run) || answers.length === 0) return;
  const [{ resource, single, revision }] = answers;
  const name = single ? run.args.flatMap((word) => word.split('/')).pop() : undefined;
  const kind = kindOf(resource);
  const options = { ...listOptions(run), ...(name === undefined ? {} : { fieldSelector: `metadata.name=${name}` }) };
  run.watch({ ...whereOf(run, kind), options: { ...options, resourceVersion: revision } }, 'change', { resource });
}

function showObjects(run: Run, answers: readonly Answer[]): void {
  const format = run.text('output') as string;
  const objects = answers.flatMap((each) => each.objects.map((object) => ({ kind: kindOf(each.resource), object })));
  const [only] = answers;
  const alone = answers.length === 1 && only.single;
  const inOrder = sortObjects(run, objects, ({ object }) => object);
  if (!run.over && (answers.length > 0 || run.invocation.errors.length === 0))
    printObjects(run, format, inOrder, !alone);
}

function showTables(run: Run, answers: readonly Answer[]): void {
  // Rows of one type stand under one header, however many requests brought them.
  const groups: { resource: string; answers: Answer[] }[] = [];
  for (const each of answers) {
    if (rowsOf(each).length === 0) continue;
    const last = groups[groups.length - 1];
    if (last?.resource === each.resource) last.answers.push(each);
    else groups.push({ resource: each.resource, answers: [each] });
  }
  if (groups.length === 0) {
    if (run.invocation.errors.length === 0 && !run.is('ignore-not-found') && !watches(run))
      sayNothingFound(run, answers);
    return;
  }
  const prefixed = run.is('show-kind') || (run.args.length > 0 && severalTypes(run.args));
  groups.forEach(({ resource, answers: parts }, i) => {
    const kind = kindOf(resource);
    const columns = parts[0].table?.columnDefinitions ?? [];
    const options = tableOptions(run, kind, prefixed);
    const rows = sortObjects(run, parts.flatMap(rowsOf), (row) => row.object);
    if (run.over) return;
    const lines = tableCells(columns, { columnDefinitions: columns, rows }, options);
    const widths: number[] = [];
    if (i > 0 && !options.noHeaders) run.out('');
    printRows(
      run,
      options.noHeaders ? lines : [headerCells(columns, options), ...lines],
      widths,
      run.is('output-watch-events') && watches(run),
    );
    run.data.widths = widths;
    run.data.columns = columns;
  });
}

function printRows(run: Run, lines: readonly (readonly string[])[], widths: number[], withEvents: boolean): void {
  const all = withEvents ? lines.map((line, i) => [i === 0 ? 'EVENT' : 'ADDED', ...line]) : lines;
  for (const line of layOut(all, widths)) run.out(line);
}

const rowsOf = (each: Answer) => each.table?.rows ?? [];

function tableOptions(run: Run, kind: Kind, prefixed: boolean): TableOptions {
  return {
    wide: run.text('output') === 'wide',
    withNamespace: run.is('all-namespaces') && kind.namespaced,
    prefix: prefixed ? prefixOf(kind) : '',
    showLabels: run.is('show-labels'),
    labelColumns: run.list('label-columns'),
    noHeaders: run.is('no-headers'),
  };
}

function sayNothingFound(run: Run, answers: readonly Answer[]): void {
  const namespaced = answers.some(({ resource }) => kindOf(resource).namespaced);
  run.err(
    namespaced && !run.is('all-namespaces')
      ? `No resources found in ${run.namespace} namespace.`
      : 'No resources found',
  );
}

/** By a field: numbers as numbers, texts (times among them) as texts; equal ones keep their order. */
function sortObjects<T>(run: Run, items: readonly T[], objectOf: (item: T) => unknown): readonly T[] {
  const by = run.text('sort-by');
  if (by === undefined || by === '') return items;
  const path = relaxed(by);
  const keyed = items.map((item) => ({
    item,
    key: valuesAt(objectOf(item), path)[0],
    text: fieldText(objectOf(item), path),
  }));
  if (items.length > 0 && keyed.every(({ key }) => key === undefined)) {
    run.die(`error: couldn't find any field with path ${JSON.stringify(path)} in the list of objects`);
    return [];
  }
  keyed.sort((a, b) => {
    if (a.key === undefined || b.key === undefined)
      return (a.key === undefined ? 0 : 1) - (b.key === undefined ? 0 : 1);
    if (typeof a.key === 'number' && typeof b.key === 'number') return a.key - b.key;
    return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
  });
  return keyed.map(({ item }) => item);
}

/** A watch brings a table of one row, or an object. */
function change(run: Run, { type, object, context }: Watched): void {
  if (type === 'BOOKMARK') return;
  if (type === 'END') return;
  if (type === 'ERROR') return run.die(`error: ${(object as { message?: string }).message ?? 'watch closed'}`);
  const kind = kindOf((context as { resource: string }).resource);
  if (!asTable(run)) {
    printObjects(run, run.text('output') as string, [{ kind, object }], false);
    return;
  }
  const table = object as unknown as ServerTable;
  const first = run.data.columns === undefined;
  const columns = (table.columnDefinitions ?? run.data.columns ?? []) as readonly Column[];
  run.data.columns = columns;
  const options = tableOptions(run, kind, run.is('show-kind'));
  const lines = tableCells(columns, table, options);
  const widths = (run.data.widths ?? []) as number[];
  const withEvents = run.is('output-watch-events');
  const marked = withEvents ? lines.map((line) => [type as string, ...line]) : lines;
  const header = headerCells(columns, options);
  const all = first && !options.noHeaders ? [withEvents ? ['EVENT', ...header] : header, ...marked] : marked;
  for (const line of layOut(all, widths)) run.out(line);
  run.data.widths = widths;
}
