// `kubectl taint`: marks a node so that only pods that tolerate the mark come (or stay).
// Source: kubectl `pkg/cmd/taint/{taint,utils}.go`.

import type { KubeObject } from '../../api/object.ts';
import type { Taint } from '../../api/types.ts';
import { changed, STRATEGIC, send } from '../change.ts';
import { type Found, fetchTargets } from '../fetch.ts';
import type { Run } from '../run.ts';
import { resolve } from '../targets.ts';
import type { Verb } from '../verb.ts';

export const taint: Verb = {
  name: 'taint',
  short: 'Update the taints on one or more nodes',
  usage: 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  examples: [
    'taint node node-1 dedicated=db:NoSchedule',
    'taint node node-1 dedicated-',
    'taint node node-1 dedicated:NoSchedule-',
  ],
  later: 'validate',
  flags: ['all', 'selector:l', 'overwrite', 'dry-run', 'output:o', 'field-manager'],
  begin,
  found,
  replies: { changed },
};

/** A taint to be added, or to be taken away (without effect: all with this key). */
interface Spec {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
  readonly remove: boolean;
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const name = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

function begin(run: Run): void {
  const at = run.args.findIndex((word) => word.includes('=') || word.includes(':') || word.endsWith('-'));
  const words = at < 0 ? run.args : run.args.slice(0, at);
  const specs = at < 0 ? [] : run.args.slice(at);
  if (words.length === 0)
    return run.die("error: at least one resource name must be specified since '--all' parameter is not set");
  const [type, ...names] = words[0].includes('/')
    ? [words[0].split('/')[0], ...words.map((word) => word.split('/')[1])]
    : words;
  const kind = resolve(run, type);
  if (kind === undefined) return;
  if (kind.plural !== 'nodes') return run.die(`error: invalid resource type ${type}, only node(s) is supported`);
  if (specs.length === 0) return run.die('error: at least one taint update is required');
  const selects = run.is('all') || run.text('selector') !== undefined;
  if (names.length === 0 && !selects)
    return run.die("error: at least one resource name must be specified since '--all' parameter is not set");
  const parsed: Spec[] = [];
  for (const text of specs) {
    const spec = parseSpec(text);
    if (typeof spec === 'string') return run.usageError(spec);
    parsed.push(spec);
  }
  run.data.specs = parsed;
  fetchTargets(run, selects ? [{ resource: 'nodes' }] : names.map((each) => ({ resource: 'nodes', name: each })));
}

/** A taint, or what is wrong with it. */
function parseSpec(text: string): Spec | string {
  const remove = text.endsWith('-');
  const body = remove ? text.slice(0, -1) : text;
  const [pair, effect = '', ...more] = body.split(':');
  const [key, value = '', ...values] = pair.split('=');
  if (more.length > 0 || values.length > 0 || key === '') return `invalid taint spec: ${text}`;
  if (effect === '' && !remove) {
    // Without an effect the whole text has to be a key, and = is no letter of one.
    return `invalid taint spec: ${text}, name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`;
  }
  if (!name.test(key))
    return `invalid taint spec: ${text}, name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`;
  if (effect !== '' && !effects.includes(effect)) return `invalid taint effect: ${effect}, unsupported taint effect`;
  return { key, value, effect, remove };
}

function found(run: Run, objects: readonly Found[]): void {
  const specs = run.data.specs as readonly Spec[];
  for (const { resource, object } of objects) {
    const before = (object.spec as { taints?: Taint[] }).taints ?? [];
    const adds = specs.filter(({ remove }) => !remove);
    const removes = specs.filter(({ remove }) => remove);
    const missing = removes.filter((spec) => !before.some((each) => isMeant(spec, each)));
    if (missing.length > 0) {
      const texts = missing.map(
        ({ key, effect }) => `taint ${JSON.stringify(effect === '' ? key : `${key}:${effect}`)} not found`,
      );
      run.fail(`error: ${texts.join(', ')}`);
      continue;
    }
    const clashes = adds.filter(({ key, effect }) => before.some((each) => each.key === key && each.effect === effect));
    if (clashes.length > 0 && !run.is('overwrite')) {
      const keys = [...new Set(clashes.map(({ key }) => key))].join(',');
      run.fail(
        `error: node ${object.metadata.name} already has ${keys} taint(s) with same effect(s) and --overwrite is false`,
      );
      continue;
    }
    const kept = before.filter((each) => !specs.some((spec) => isMeant(spec, each)));
    const fresh = adds.map(({ key, value, effect }) => ({ key, ...(value === '' ? {} : { value }), effect }) as Taint);
    const did = adds.length === 0 ? 'untainted' : removes.length === 0 ? 'tainted' : 'modified';
    send(run, {
      resource,
      before: object,
      after: withTaints(object, [...fresh, ...kept]),
      did,
      manager: 'kubectl-taint',
      patchType: STRATEGIC,
    });
  }
}

function isMeant({ key, effect }: Spec, each: Taint): boolean {
  return each.key === key && (effect === '' || each.effect === effect);
}

function withTaints(object: KubeObject, taints: readonly Taint[]): KubeObject {
  const { taints: _, ...spec } = object.spec as { taints?: readonly Taint[] };
  return { ...object, spec: taints.length > 0 ? { ...spec, taints } : spec };
}
