// `kubectl rollout`: looks at how a Deployment moves from one template to the next, and stops, repeats or reverses that.
// A Deployment's revisions are nothing but the ReplicaSets that are still there, with a number in an annotation.
// Source: kubectl `pkg/cmd/rollout/*.go`, `pkg/polymorphichelpers/{history,rollback,rollout_status}.go`.

import { isControlledBy, type KubeObject } from '../../api/object.ts';
import { rfc3339 } from '../../api/time.ts';
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import type { Reply } from '../../client/requests.ts';
import { changed, fetchNamed, placeOf, report, STRATEGIC, send, writeOptions } from '../change.ts';
import { templateText } from '../describe/containers.ts';
import { sameTemplate, withoutHash } from '../describe/workloads.ts';
import { type Found, itemsOf } from '../fetch.ts';
import { layOut } from '../printers.ts';
import { type Run, resourceOf } from '../run.ts';
import { kindOf } from '../targets.ts';
import type { Verb } from '../verb.ts';
import { askPages, pagedKinds, rollBackToPage, showPages } from './rollout-pages.ts';
import { rolloutStatus } from './rollout-status.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const CHANGE_CAUSE = 'kubernetes.io/change-cause';

const DEPLOYMENTS = 'deployments.apps';

function begin(run: Run): void {
  if (run.args.length === 0 && run.list('filename').length === 0)
    return run.die('error: required resource not specified');
  fetchNamed(run, run.args);
}

const history: Verb = {
  name: 'history',
  short: 'View rollout history',
  usage: 'rollout history (TYPE NAME | TYPE/NAME) [flags]',
  examples: ['rollout history deployment/web', 'rollout history deployment/web --revision=2'],
  flags: ['revision', 'selector:l', 'filename:f', 'output:o'],
  begin,
  found: (run, objects) => askVersions(run, objects, 'history viewer'),
  replies: { sets: (run, reply) => withSets(run, reply, showHistory), pages: showPages },
};

const undo: Verb = {
  name: 'undo',
  short: 'Undo a previous rollout',
  usage: 'rollout undo (TYPE NAME | TYPE/NAME) [flags]',
  examples: ['rollout undo deployment/web', 'rollout undo deployment/web --to-revision=2'],
  flags: ['to-revision', 'dry-run', 'selector:l', 'filename:f', 'output:o'],
  begin,
  found: (run, objects) => askVersions(run, objects, 'rollbacker'),
  replies: { sets: (run, reply) => withSets(run, reply, rollBack), pages: rollBackToPage, rolledBack },
};

const pause = marking('pause', 'paused', 'Mark the provided resource as paused', [], (run, { object }) => {
  const { paused = false } = (object as unknown as Deployment).spec ?? {};
  if (paused) return void run.fail(`error: deployments.apps "${object.metadata.name}" is already paused`);
  return { ...object, spec: { ...(object.spec as object), paused: true } };
});

const resume = marking('resume', 'resumed', 'Resume a paused resource', [], (run, { object }) => {
  const { paused = false, ...spec } = object.spec as { paused?: boolean };
  if (!paused) return void run.fail(`error: deployments.apps "${object.metadata.name}" is not paused`);
  return { ...object, spec };
});

const restart = marking('restart', 'restarted', 'Restart a resource', pagedKinds, (run, { object }) => {
  const { paused, template } = (object as unknown as Deployment).spec ?? {};
  if (paused) return void run.fail("error: can't restart paused deployment (run rollout resume first)");
  const annotations = {
    ...template?.metadata?.annotations,
    'kubectl.kubernetes.io/restartedAt': rfc3339(run.state.config.epochMs, run.io.now),
  };
  const marked = { ...template, metadata: { ...template?.metadata, annotations } };
  return { ...object, spec: { ...(object.spec as object), template: marked } };
});

/** A subcommand that changes one mark of a Deployment, or of a few other kinds. */
function marking(
  name: string,
  did: string,
  short: string,
  others: readonly string[],
  edit: (run: Run, found: Found) => KubeObject | undefined,
): Verb {
  return {
    name,
    short,
    usage: `rollout ${name} (TYPE NAME | TYPE/NAME) [flags]`,
    examples: [`rollout ${name} deployment/web`],
    flags: ['selector:l', 'filename:f', 'output:o', 'field-manager'],
    begin,
    found(run, objects) {
      for (const each of objects) {
        const { resource, object } = each;
        if (resource !== DEPLOYMENTS && !others.includes(resource)) {
          const doing = `${name.replace(/e$/, '')}ing`;
          run.fail(`error: ${resource} ${JSON.stringify(object.metadata.name)} ${doing} is not supported`);
          continue;
        }
        const after = edit(run, each);
        if (after === undefined) continue;
        send(run, {
          resource: each.resource,
          before: each.object,
          after,
          did,
          manager: 'kubectl-rollout',
          patchType: STRATEGIC,
        });
      }
    },
    replies: { changed },
  };
}

export const rollout: Verb = {
  name: 'rollout',
  short: 'Manage the rollout of a resource',
  usage: 'rollout SUBCOMMAND',
  examples: ['rollout status deployment/web', 'rollout undo deployment/web'],
  flags: [],
  subcommands: [history, pause, restart, resume, rolloutStatus, undo],
};

function askVersions(run: Run, objects: readonly Found[], what: string): void {
  for (const each of objects) {
    if (pagedKinds.includes(each.resource)) {
      askPages(run, each);
      continue;
    }
    if (each.resource !== DEPLOYMENTS) {
      run.fail(`error: no ${what} has been implemented for ${JSON.stringify(kindOf(each.resource).kind)}`);
      continue;
    }
    const { namespace } = each.object.metadata;
    run.ask({ verb: 'list', ...resourceOf(kindOf('replicasets.apps')), namespace }, 'sets', each);
  }
}

type Revisions = readonly { readonly revision: number; readonly set: ReplicaSet }[];

function withSets(
  run: Run,
  reply: Reply,
  next: (run: Run, deployment: Deployment, revisions: Revisions) => void,
): void {
  if (run.failed(reply)) return;
  const deployment = (reply.context as Found).object as unknown as Deployment;
  const sets = (itemsOf(reply) as unknown as ReplicaSet[]).filter((set) => isControlledBy(set, deployment));
  const revisions = sets.map((set) => ({ revision: Number(set.metadata.annotations?.[REVISION] ?? 0), set }));
  next(
    run,
    deployment,
    revisions.sort((a, b) => a.revision - b.revision),
  );
}

function showHistory(run: Run, deployment: Deployment, revisions: Revisions): void {
  const name = `deployment.apps/${deployment.metadata.name}`;
  const wanted = run.number('revision') ?? 0;
  if (wanted > 0) {
    const found = revisions.find(({ revision }) => revision === wanted);
    if (found === undefined) return run.fail('error: unable to find the specified revision');
    const { spec, metadata } = found.set;
    const cause = metadata.annotations?.[CHANGE_CAUSE];
    const template = spec?.template;
    const annotations = { ...template?.metadata?.annotations, ...(cause ? { [CHANGE_CAUSE]: cause } : {}) };
    const shown = {
      ...template,
      metadata: { ...template?.metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    };
    run.out(`${name} with revision #${wanted}\n${templateText(shown as typeof template)}`);
    return;
  }
  const rows = revisions.map(({ revision, set }) => [
    String(revision),
    set.metadata.annotations?.[CHANGE_CAUSE] ?? '<none>',
  ]);
  const table = layOut([['REVISION', 'CHANGE-CAUSE'], ...rows], [], 2, 0);
  run.out(`${name} \n${revisions.length === 0 ? 'No rollout history found.' : table.join('\n')}\n`);
}

/** Annotations that belong to a set or a Deployment and are not rolled back. */
const ownAnnotations = [
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

function rollBack(run: Run, deployment: Deployment, revisions: Revisions): void {
  const to = run.number('to-revision') ?? 0;
  const { name } = deployment.metadata;
  const target = to > 0 ? revisions.find(({ revision }) => revision === to) : revisions[revisions.length - 2];
  if (target === undefined) {
    return run.fail(
      to > 0
        ? `error: unable to find specified revision ${to} in history`
        : `error: no rollout history found for deployment "${name}"`,
    );
  }
  if (deployment.spec?.paused) {
    return run.fail(
      "error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    );
  }
  const object = deployment as unknown as KubeObject;
  const template = withoutHash(target.set.spec?.template);
  if (sameTemplate(template, deployment.spec?.template)) {
    return report(
      run,
      'deployments.apps',
      object,
      `skipped rollback (current template already matches revision ${to})`,
    );
  }
  const entries = (map: Readonly<Record<string, string>> | undefined, own: boolean) =>
    Object.entries(map ?? {}).filter(([key]) => ownAnnotations.includes(key) === own);
  const annotations = Object.fromEntries([
    ...entries(deployment.metadata.annotations, true),
    ...entries(target.set.metadata.annotations, false),
  ]);
  if (run.dryRun === 'client') return report(run, 'deployments.apps', object, 'rolled back');
  const body = Object.freeze([
    { op: 'replace', path: '/spec/template', value: template },
    { op: 'replace', path: '/metadata/annotations', value: annotations },
  ]);
  const patchType = 'application/json-patch+json';
  run.ask(
    {
      verb: 'patch',
      ...placeOf('deployments.apps', object),
      body,
      patchType,
      options: writeOptions(run, 'kubectl-rollout'),
    },
    'rolledBack',
    { resource: DEPLOYMENTS, object },
  );
}

function rolledBack(run: Run, reply: Reply): void {
  const { resource, object } = reply.context as Found;
  if (!run.failed(reply)) report(run, resource, object, 'rolled back');
}
