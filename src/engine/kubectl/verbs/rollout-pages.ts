// Rollouts of kinds that keep their history in ControllerRevisions, as DaemonSets do. A revision is a patch that was written down
// when the template was new; undoing means to send that old patch again, and the controller gives it the highest number.
// Source: kubectl `pkg/polymorphichelpers/{history,rollback}.go`.

import { equal, isControlledBy, type KubeObject } from '../../api/object.ts';
import { applyStrategicPatch } from '../../api/patch/strategic-merge.ts';
import { typeOfKind } from '../../api/schema/schema.ts';
import type { ControllerRevision, PodTemplateSpec } from '../../api/types.ts';
import type { Reply } from '../../client/requests.ts';
import { placeOf, report, STRATEGIC, writeOptions } from '../change.ts';
import { templateText } from '../describe/containers.ts';
import { type Found, itemsOf } from '../fetch.ts';
import { prefixOf } from '../output.ts';
import { layOut } from '../printers.ts';
import { type Run, resourceOf } from '../run.ts';
import { kindOf } from '../targets.ts';

/** Kinds whose history is kept so. */
export const pagedKinds: readonly string[] = ['daemonsets.apps'];

const CHANGE_CAUSE = 'kubernetes.io/change-cause';

export function askPages(run: Run, found: Found): void {
  const { namespace } = found.object.metadata;
  run.ask({ verb: 'list', ...resourceOf(kindOf('controllerrevisions.apps')), namespace }, 'pages', found);
}

/** The object's own pages, the oldest first. */
function pagesOf(reply: Reply, owner: KubeObject): readonly ControllerRevision[] {
  const pages = itemsOf(reply) as unknown as readonly ControllerRevision[];
  return pages.filter((page) => isControlledBy(page, owner)).sort((a, b) => a.revision - b.revision);
}

export function showPages(run: Run, reply: Reply): void {
  if (run.failed(reply)) return;
  const { resource, object } = reply.context as Found;
  const pages = pagesOf(reply, object);
  const name = `${prefixOf(kindOf(resource))}${object.metadata.name}`;
  const wanted = run.number('revision') ?? 0;
  if (wanted > 0) {
    const page = pages.find(({ revision }) => revision === wanted);
    if (page === undefined) return run.fail(`error: unable to find the specified revision`);
    const { template } = (turnedTo(object, page).spec ?? {}) as { template?: PodTemplateSpec };
    run.out(`${name} with revision #${wanted}\n${templateText(template)}`);
    return;
  }
  const rows = pages.map(({ revision, metadata }) => [
    String(revision),
    metadata.annotations?.[CHANGE_CAUSE] ?? '<none>',
  ]);
  const table = layOut([['REVISION', 'CHANGE-CAUSE'], ...rows], [], 2, 0);
  run.out(`${name} \n${pages.length === 0 ? 'No rollout history found.' : table.join('\n')}\n`);
}

/** The object as it would be with the template of a page. */
function turnedTo(object: KubeObject, page: ControllerRevision): KubeObject {
  const type = typeOfKind(object.apiVersion, object.kind);
  const patched = type && applyStrategicPatch(object, page.data, type);
  return patched !== undefined && 'value' in patched ? (patched.value as KubeObject) : object;
}

export function rollBackToPage(run: Run, reply: Reply): void {
  if (run.failed(reply)) return;
  const { resource, object } = reply.context as Found;
  const pages = pagesOf(reply, object);
  const to = run.number('to-revision') ?? 0;
  if (to === 0 && pages.length <= 1) return run.fail('error: no last revision to roll back to');
  const page = to > 0 ? pages.find(({ revision }) => revision === to) : pages[pages.length - 2];
  if (page === undefined) return run.fail(`error: unable to find specified revision ${to} in history`);
  if (equal(turnedTo(object, page).spec, object.spec)) {
    return report(run, resource, object, `skipped rollback (current template already matches revision ${to})`);
  }
  if (run.dryRun === 'client') return report(run, resource, object, 'rolled back');
  run.ask(
    {
      verb: 'patch',
      ...placeOf(resource, object),
      body: page.data,
      patchType: STRATEGIC,
      options: writeOptions(run, 'kubectl-rollout'),
    },
    'rolledBack',
    reply.context,
  );
}
