// `kubectl cordon` and `uncordon`: one field of a Node that the scheduler respects; pods that are there stay.
// Source: kubectl `pkg/drain/cordon.go`, `pkg/cmd/drain/drain.go`.

import type { KubeObject } from '../../api/object.ts';
import type { Reply } from '../../client/requests.ts';
import { placeOf, report, STRATEGIC } from '../change.ts';
import { type Found, fetchTargets } from '../fetch.ts';
import { bodyOf, type Run } from '../run.ts';
import type { Verb } from '../verb.ts';

const flags = ['selector:l', 'dry-run'];

export const cordon: Verb = {
  name: 'cordon',
  short: 'Mark node as unschedulable',
  usage: 'cordon NODE',
  examples: ['cordon node-1'],
  flags,
  begin: fetchNodes,
  found: (run, objects) => mark(run, objects, true),
  replies: { marked },
};

export const uncordon: Verb = {
  name: 'uncordon',
  short: 'Mark node as schedulable',
  usage: 'uncordon NODE',
  examples: ['uncordon node-1'],
  flags,
  begin: fetchNodes,
  found: (run, objects) => mark(run, objects, false),
  replies: { marked },
};

export function fetchNodes(run: Run): void {
  const selects = run.text('selector') !== undefined;
  if (run.args.length === 0 && !selects) return run.usageError(`USAGE: ${run.invocation.path[0]} NODE [flags]`);
  if (run.args.length > 0 && selects)
    return run.die('error: error: cannot specify both a node name and a --selector option');
  const names = run.args.map((word) => word.replace(/^(nodes?|no)\//, ''));
  fetchTargets(run, selects ? [{ resource: 'nodes' }] : names.map((name) => ({ resource: 'nodes', name })));
}

/** Patches the nodes that are not yet as wanted; `marked` has to be among the verb's replies. */
export function mark(run: Run, objects: readonly Found[], unschedulable: boolean): void {
  const word = unschedulable ? 'cordoned' : 'uncordoned';
  for (const { resource, object } of objects) {
    const { unschedulable: now = false } = object.spec as { unschedulable?: boolean };
    if (now === unschedulable) report(run, resource, object, `already ${word}`);
    else if (run.dryRun === 'client') report(run, resource, object, word);
    else {
      const body = Object.freeze({ spec: { unschedulable: unschedulable ? true : null } });
      const options = run.dryRun === 'server' ? { dryRun: 'All' } : {};
      run.ask({ verb: 'patch', ...placeOf(resource, object), body, patchType: STRATEGIC, options }, 'marked', word);
    }
  }
}

export function marked(run: Run, reply: Reply): void {
  if (!run.failed(reply)) report(run, 'nodes', bodyOf<KubeObject>(reply), reply.context as string);
}
