// `kubectl label` and `kubectl annotate`: the same command for two maps of an object's metadata.
// Source: kubectl `pkg/cmd/label/label.go`, `pkg/cmd/annotate/annotate.go`.

import { changed, fetchNamed, MERGE, report, send, withMap } from '../change.ts';
import type { Found } from '../fetch.ts';
import type { Run } from '../run.ts';
import type { Verb } from '../verb.ts';

const flags = [
  'overwrite',
  'list',
  'all',
  'all-namespaces:A',
  'selector:l',
  'field-selector',
  'filename:f',
  'resource-version',
  'dry-run',
  'output:o',
  'field-manager',
  'local',
];

type MapName = 'labels' | 'annotations';

export const label: Verb = {
  name: 'label',
  short: 'Update the labels on a resource',
  usage: 'label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N',
  examples: ['label pod web-1 tier=front', 'label pod web-1 tier-', 'label node node-1 disk=ssd --overwrite'],
  flags,
  begin: (run) => begin(run, 'label'),
  found: (run, objects) => found(run, objects, 'labels'),
  replies: { changed },
};

export const annotate: Verb = {
  name: 'annotate',
  short: 'Update the annotations on a resource',
  usage: 'annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N',
  examples: ['annotate pod web-1 note="a remark"', 'annotate pod web-1 note-'],
  flags,
  begin: (run) => begin(run, 'annotation'),
  found: (run, objects) => found(run, objects, 'annotations'),
  replies: { changed },
};

/** Words with `=` or a `-` at the end are changes, those before name the objects. */
function begin(run: Run, what: string): void {
  const first = run.args.findIndex((word, i) => word.includes('=') || (i > 0 && word.endsWith('-')));
  const words = first < 0 ? run.args : run.args.slice(0, first);
  const pairs = first < 0 ? [] : run.args.slice(first);
  if (words.length === 0 && run.list('filename').length === 0)
    return run.die('error: one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (pairs.length === 0 && !run.is('list')) return run.die(`error: at least one ${what} update is required`);
  for (const pair of pairs) {
    if (!pair.includes('=') && !pair.endsWith('-')) return run.die(`error: unknown ${what} spec: ${pair}`);
    const value = pair.slice(pair.indexOf('=') + 1);
    if (what === 'label' && pair.includes('=') && !/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value)) {
      return run.die(
        `error: invalid label value: ${JSON.stringify(pair)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
      );
    }
  }
  run.data.pairs = pairs;
  fetchNamed(run, words);
}

function found(run: Run, objects: readonly Found[], map: MapName): void {
  const pairs = run.data.pairs as readonly string[];
  for (const { resource, object } of objects) {
    const before = object.metadata[map] ?? {};
    if (run.is('list')) {
      for (const key of Object.keys(before).sort()) run.out(`${key}=${before[key]}`);
      continue;
    }
    const after = { ...before };
    const refused: string[] = [];
    for (const pair of pairs) {
      const at = pair.indexOf('=');
      const key = at < 0 ? pair.slice(0, -1) : pair.slice(0, at);
      if (at < 0) {
        if (map === 'labels' && before[key] === undefined) run.out(`label ${JSON.stringify(key)} not found.`);
        delete after[key];
      } else if (before[key] !== undefined && before[key] !== pair.slice(at + 1) && !run.is('overwrite')) {
        refused.push(`'${key}' already has a value (${before[key]}), and --overwrite is false`);
      } else after[key] = pair.slice(at + 1);
    }
    if (refused.length > 0) {
      run.fail(`error: ${refused.length === 1 ? refused[0] : `[${refused.join(', ')}]`}`);
      continue;
    }
    const did = wordFor(map, before, after);
    if (did === 'not labeled') report(run, resource, object, did);
    else
      send(run, {
        resource,
        before: object,
        after: withMap(object, map, after),
        did,
        manager: `kubectl-${map === 'labels' ? 'label' : 'annotate'}`,
        patchType: MERGE,
      });
  }
}

type Words = Readonly<Record<string, string>>;

function wordFor(map: MapName, before: Words, after: Words): string {
  if (map === 'annotations') return 'annotated';
  const added = Object.keys(after).some((key) => after[key] !== before[key]);
  const removed = Object.keys(before).some((key) => after[key] === undefined);
  return added ? 'labeled' : removed ? 'unlabeled' : 'not labeled';
}
