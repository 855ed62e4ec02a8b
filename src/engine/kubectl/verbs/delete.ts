// `kubectl delete`: asks for each object to go, says so, and then watches until it is gone, unless told not to wait.
// The line is printed when the server has agreed, which may be half a minute before the pod has ended.
// Source: kubectl `pkg/cmd/delete/delete.go`, `pkg/cmd/wait/wait.go`.

import { qualifiedResource } from '../../api/kinds/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import { isStatus } from '../../api/status.ts';
import type { Reply } from '../../client/requests.ts';
import { itemsOf, listOptions, listRefused, namespaceFor } from '../fetch.ts';
import { readManifests } from '../manifests.ts';
import { bodyOf, type Run, resourceOf } from '../run.ts';
import { kindOf, readTargets, type Target } from '../targets.ts';
import type { Verb, Watched } from '../verb.ts';

interface Victim extends Target {
  readonly name: string;
  readonly namespace: string | undefined;
}

export const deleteVerb: Verb = {
  name: 'delete',
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  usage: 'delete ([-f FILENAME] | TYPE [(NAME | -l label | --all)])',
  examples: [
    'delete pod web-1',
    'delete -f web.yaml',
    'delete pods -l app=web',
    'delete pod web-1 --grace-period=0 --force',
  ],
  later: 'interactive raw',
  flags: [
    'filename:f',
    'selector:l',
    'field-selector',
    'all',
    'all-namespaces:A',
    'cascade',
    'dry-run',
    'force',
    'grace-period',
    'ignore-not-found',
    'now',
    'output:o',
    'timeout',
    'wait',
  ],
  begin,
  tasks: { expand, remove, waitAll, timedOut },
  replies: { listed, removed, stillThere },
  events: { gone },
};

const victim = (run: Run, target: Target): Victim => ({
  resource: target.resource,
  name: target.name ?? '',
  namespace: namespaceFor(run, kindOf(target.resource)),
});

function begin(run: Run): void {
  const format = run.text('output') ?? '';
  if (format !== '' && format !== 'name')
    return run.die(`error: unexpected -o output mode: ${format}. We only support '-o name'`);
  if (run.is('now') && run.number('grace-period') !== undefined)
    return run.die('error: --now and --grace-period cannot be specified together');
  const grace = run.number('grace-period') ?? -1;
  if (grace === 0 && !run.is('force') && run.is('wait', true) === false)
    return run.die('error: --force is required with --grace-period=0 --wait=false');
  if (run.is('force') && grace > 0)
    return run.die('error: --force and --grace-period greater than 0 cannot be specified together');
  run.data.waiting = [];
  const files = run.list('filename');
  if (files.length > 0) {
    const manifests = readManifests(run, files);
    if (manifests === undefined) return;
    run.then(
      'remove',
      manifests.map(({ resource, object: { metadata } }) => ({
        resource,
        name: metadata.name ?? '',
        namespace: metadata.namespace,
      })),
    );
  } else {
    if (run.is('all') && run.text('selector') !== undefined)
      return run.die("error: setting 'all' parameter but found a non empty selector. ");
    const targets = readTargets(run, run.args);
    if (targets === undefined) return;
    run.then(
      'expand',
      targets.filter(({ name }) => name === undefined),
    );
    run.then(
      'remove',
      targets.filter(({ name }) => name !== undefined).map((target) => victim(run, target)),
    );
  }
  run.then('waitAll');
}

function expand(run: Run, item: unknown): void {
  const target = item as Target;
  const kind = kindOf(target.resource);
  const namespace = namespaceFor(run, kind);
  run.ask(
    { verb: 'list', ...resourceOf(kind), ...(namespace ? { namespace } : {}), options: listOptions(run) },
    'listed',
    target,
  );
}

function listed(run: Run, reply: Reply): void {
  const { resource } = reply.context as Target;
  if (run.failed(reply, listRefused(run, kindOf(resource), reply))) return;
  const items = itemsOf(reply);
  const victims = items.map(({ metadata }) => ({ resource, name: metadata.name, namespace: metadata.namespace }));
  // Before `waitAll`, which is the last task.
  run.invocation.tasks.unshift(...victims.map((each) => ({ name: 'remove', item: each })));
}

function gracePeriod(run: Run): number {
  if (run.is('now')) return 1;
  const grace = run.number('grace-period') ?? -1;
  if (run.is('force') && grace < 0) return 0;
  // Zero without --force is made one second: only force leaves a container running unseen.
  return grace === 0 && !run.is('force') ? 1 : grace;
}

const policies: Readonly<Record<string, string>> = {
  background: 'Background',
  orphan: 'Orphan',
  foreground: 'Foreground',
  true: 'Background',
  false: 'Orphan',
};

function remove(run: Run, item: unknown): void {
  const { resource, name, namespace } = item as Victim;
  run.data.any = true;
  const kind = kindOf(resource);
  const grace = gracePeriod(run);
  if (run.is('force') && grace === 0 && run.data.warned !== true) {
    run.data.warned = true;
    run.err(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.',
    );
  }
  if (run.dryRun === 'client') return say(run, item as Victim);
  const body = Object.freeze({
    ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
    propagationPolicy: policies[run.text('cascade') ?? 'background'] ?? 'Background',
    ...(run.dryRun === 'server' ? { dryRun: ['All'] } : {}),
  });
  run.ask({ verb: 'delete', ...resourceOf(kind), ...(namespace ? { namespace } : {}), name, body }, 'removed', item);
}

function removed(run: Run, reply: Reply): void {
  const each = reply.context as Victim;
  if (reply.response?.code === 404 && run.is('ignore-not-found', run.is('all') || run.text('selector') !== undefined))
    return;
  if (run.failed(reply)) return;
  say(run, each);
  const body = reply.response?.body;
  const details = isStatus(body) ? (body.details as { uid?: string } | undefined) : undefined;
  const uid = details?.uid ?? (body as KubeObject | undefined)?.metadata?.uid ?? '';
  (run.data.waiting as unknown[]).push({ ...each, uid });
}

function say(run: Run, { resource, name, namespace }: Victim): void {
  const kind = kindOf(resource);
  const named = `${kind.singular}${kind.group === '' ? '' : `.${kind.group}`}`;
  if (run.text('output') === 'name') return run.out(`${named}/${name}`);
  const how = gracePeriod(run) === 0 ? 'force deleted' : 'deleted';
  const where = kind.namespaced && namespace ? ` from ${namespace} namespace` : '';
  run.out(`${named} "${name}" ${how}${where}${run.dryRunSuffix}`);
}

interface Waiting extends Victim {
  readonly uid: string;
}

function waitAll(run: Run): void {
  const waiting = run.data.waiting as Waiting[];
  if (run.data.any !== true && run.invocation.errors.length === 0) run.out('No resources found');
  if (waiting.length === 0 || !run.is('wait', true) || run.dryRun !== undefined) return;
  const timeout = run.span('timeout') ?? 0;
  if (timeout > 0) run.later(timeout, 'timedOut');
  for (const each of waiting) look(run, each);
}

function look(run: Run, each: Waiting): void {
  const { resource, namespace, name } = each;
  const options = { fieldSelector: `metadata.name=${name}` };
  const where = { ...resourceOf(kindOf(resource)), ...(namespace ? { namespace } : {}) };
  run.ask({ verb: 'list', ...where, options }, 'stillThere', each);
}

function stillThere(run: Run, reply: Reply): void {
  const each = reply.context as Waiting;
  if (run.failed(reply)) return;
  const found = itemsOf(reply).find(({ metadata }) => metadata.name === each.name);
  if (found === undefined || (each.uid !== '' && found.metadata.uid !== each.uid)) return endWait(run);
  const kind = kindOf(each.resource);
  const { resourceVersion } = bodyOf<{ metadata: { resourceVersion: string } }>(reply).metadata;
  const options = { fieldSelector: `metadata.name=${each.name}`, resourceVersion };
  const where = { ...resourceOf(kind), ...(each.namespace ? { namespace: each.namespace } : {}) };
  run.watch({ ...where, options }, 'gone', each);
}

function gone(run: Run, { type, stream, context }: Watched): void {
  if (type === 'DELETED') {
    run.unwatch(stream);
    endWait(run);
  } else if (type === 'END') {
    look(run, context as Waiting);
  }
}

/** Nothing to wait for any more: the time-out is called off. */
function endWait(run: Run): void {
  const { outstanding, watches, timers } = run.invocation;
  if (outstanding > 0 || Object.keys(watches).length > 0) return;
  for (const timer of Object.keys(timers)) run.cancel(Number(timer));
}

function timedOut(run: Run): void {
  const [first] = run.data.waiting as Waiting[];
  run.die(`error: timed out waiting for the condition on ${qualifiedResource(kindOf(first.resource))}/${first.name}`);
}
