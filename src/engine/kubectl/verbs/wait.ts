// `kubectl wait`: reads, and if it is not yet so, watches until a condition is met, a field has a value, or the object is gone.
// Source: kubectl `pkg/cmd/wait/{wait,condition,delete,json}.go`.

import type { KubeObject } from '../../api/object.ts';
import type { Reply } from '../../client/requests.ts';
import { fetchNamed } from '../change.ts';
import { type Found, itemsOf } from '../fetch.ts';
import { fieldText, valuesAt } from '../json-path.ts';
import { prefixOf, relaxed } from '../output.ts';
import { bodyOf, type Run, resourceOf } from '../run.ts';
import { kindOf } from '../targets.ts';
import type { Verb, Watched } from '../verb.ts';

export const wait: Verb = {
  name: 'wait',
  short: 'Wait for a specific condition on one or many resources',
  usage: 'wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) --for=…',
  examples: [
    'wait --for=condition=Available deploy/web --timeout=60s',
    'wait --for=delete pod/web-1',
    `wait --for=jsonpath='{.status.phase}'=Running pod/web-1`,
  ],
  later: 'local',
  flags: ['for', 'timeout', 'all', 'selector:l', 'field-selector', 'filename:f', 'all-namespaces:A', 'output:o'],
  begin,
  found,
  tasks: {
    again: (run) => fetchNamed(run, run.args),
    timedOut,
    nothing: (run) => run.fail('error: no matching resources found'),
  },
  replies: { listed },
  events: { changed },
};

interface Waiting {
  readonly resource: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly uid: string;
}

function begin(run: Run): void {
  const what = run.text('for') ?? '';
  if (!/^(delete|create|condition=.+|jsonpath=.+)$/i.test(what))
    return run.die(`error: unrecognized condition: ${JSON.stringify(what)}`);
  fetchNamed(run, run.args);
}

/** It is looked for twice a second, until it is there. */
function created(run: Run, objects: readonly Found[]): void {
  const { errors } = run.invocation;
  if (errors.some((error) => !error.startsWith('Error from server (NotFound)'))) return;
  if (errors.length === 0 && objects.length > 0) {
    for (const { resource, object } of objects)
      run.out(`${prefixOf(kindOf(resource))}${object.metadata.name} condition met`);
    return finishTimers(run);
  }
  run.invocation.errors = [];
  if (run.data.polls === undefined) run.later(Math.max(run.span('timeout') ?? 30_000, 1), 'timedOut');
  run.data.polls = true;
  run.later(500, 'again');
}

function found(run: Run, objects: readonly Found[]): void {
  if (run.text('for') === 'create') return created(run, objects);
  const deletes = run.text('for') === 'delete';
  if (deletes)
    run.invocation.errors = run.invocation.errors.filter((error) => !error.startsWith('Error from server (NotFound)'));
  if (objects.length === 0 && run.invocation.errors.length === 0) {
    if (!deletes) run.fail('error: no matching resources found');
    return;
  }
  const timeout = run.span('timeout') ?? 30_000;
  const waiting = objects.map(({ resource, object: { metadata } }) => ({
    resource,
    name: metadata.name ?? '',
    namespace: metadata.namespace,
    uid: metadata.uid ?? '',
  }));
  run.data.waiting = waiting;
  if (waiting.length === 0) return;
  // Without an end means a week, as in the real one.
  run.later(timeout < 0 ? 604_800_000 : Math.max(timeout, 1), 'timedOut');
  for (const each of waiting) look(run, each);
}

function look(run: Run, each: Waiting): void {
  const options = { fieldSelector: `metadata.name=${each.name}` };
  const where = { ...resourceOf(kindOf(each.resource)), ...(each.namespace ? { namespace: each.namespace } : {}) };
  run.ask({ verb: 'list', ...where, options }, 'listed', each);
}

function listed(run: Run, reply: Reply): void {
  const each = reply.context as Waiting;
  if (run.failed(reply)) return;
  const object = itemsOf(reply).find(({ metadata }) => metadata.name === each.name);
  const gone = object === undefined || object.metadata.uid !== each.uid;
  if (gone && run.text('for') !== 'delete')
    return run.die(`Error from server (NotFound): ${each.resource} "${each.name}" not found`);
  if (gone ? true : isMet(run, object)) return met(run, each);
  const { resourceVersion } = bodyOf<{ metadata: { resourceVersion: string } }>(reply).metadata;
  const where = { ...resourceOf(kindOf(each.resource)), ...(each.namespace ? { namespace: each.namespace } : {}) };
  run.watch({ ...where, options: { fieldSelector: `metadata.name=${each.name}`, resourceVersion } }, 'changed', each);
}

function changed(run: Run, { type, object, stream, context }: Watched): void {
  const each = context as Waiting;
  if (type === 'END') return look(run, each);
  if (type === 'BOOKMARK') return;
  const deletes = run.text('for') === 'delete';
  if (type === 'DELETED' && !deletes)
    return run.die(`Error from server (NotFound): ${each.resource} "${each.name}" not found`);
  if (type === 'DELETED' || isMet(run, object)) {
    run.unwatch(stream);
    met(run, each);
  }
}

function met(run: Run, each: Waiting): void {
  run.out(`${prefixOf(kindOf(each.resource))}${each.name} condition met`);
  run.data.waiting = (run.data.waiting as Waiting[]).filter(({ uid }) => uid !== each.uid);
  if ((run.data.waiting as Waiting[]).length > 0) return;
  finishTimers(run);
}

function finishTimers(run: Run): void {
  for (const timer of Object.keys(run.invocation.timers)) run.cancel(Number(timer));
}

function isMet(run: Run, object: KubeObject): boolean {
  const what = run.text('for') ?? '';
  if (what.startsWith('condition=')) {
    const [name, wanted = 'true'] = what.slice('condition='.length).split('=');
    const { conditions = [] } = (object.status ?? {}) as {
      conditions?: { type: string; status: string; observedGeneration?: number }[];
    };
    const condition = conditions.find(({ type }) => type.toLowerCase() === name.toLowerCase());
    if (condition === undefined) return false;
    const { generation = 0 } = object.metadata;
    if (condition.observedGeneration !== undefined && condition.observedGeneration < generation) return false;
    return condition.status.toLowerCase() === wanted.toLowerCase();
  }
  const match = /^jsonpath=(\{.*\}|[^=]+)(?:=(.*))?$/.exec(what);
  if (match === null) return false;
  const path = relaxed(match[1]);
  return match[2] === undefined
    ? valuesAt(object, path).length > 0
    : fieldText(object, path) === match[2].replace(/^["']|["']$/g, '');
}

function timedOut(run: Run): void {
  if (run.data.polls !== undefined) run.fail('error: timed out waiting for the condition');
  for (const { resource, name } of (run.data.waiting ?? []) as Waiting[]) {
    run.fail(`error: timed out waiting for the condition on ${resource}/${name}`);
  }
  run.finish();
}
