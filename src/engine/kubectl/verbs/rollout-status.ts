// `kubectl rollout status`: watches one Deployment and says, at every change, how far it is; ends when it is done or has failed.
// Source: kubectl `pkg/cmd/rollout/rollout_status.go`, `pkg/polymorphichelpers/rollout_status.go`.

import type { KubeObject } from '../../api/object.ts';
import type { DaemonSet, Deployment } from '../../api/types.ts';
import type { Reply } from '../../client/requests.ts';
import { fetchNamed } from '../change.ts';
import { type Found, itemsOf } from '../fetch.ts';
import { bodyOf, type Run, resourceOf } from '../run.ts';
import { kindOf } from '../targets.ts';
import type { Verb, Watched } from '../verb.ts';

export const rolloutStatus: Verb = {
  name: 'status',
  short: 'Show the status of the rollout',
  usage: 'rollout status (TYPE NAME | TYPE/NAME) [flags]',
  examples: ['rollout status deployment/web', 'rollout status deployment/web --timeout=30s'],
  later: 'revision',
  flags: ['watch:w', 'timeout', 'selector:l', 'filename:f'],
  begin(run) {
    if (run.args.length === 0 && run.list('filename').length === 0)
      return run.die('error: required resource not specified');
    fetchNamed(run, run.args);
  },
  found,
  tasks: { timedOut: (run) => run.die('error: timed out waiting for the condition') },
  replies: { listed },
  events: { changed },
};

function found(run: Run, objects: readonly Found[]): void {
  const timeout = run.span('timeout') ?? 0;
  if (timeout > 0 && objects.length > 0) run.later(timeout, 'timedOut');
  for (const { resource, object } of objects) {
    if (!(resource in viewers)) {
      run.fail(`error: no status viewer has been implemented for ${kindOf(resource).kind}`);
      continue;
    }
    const { name, namespace } = object.metadata;
    const options = { fieldSelector: `metadata.name=${name}` };
    run.ask({ verb: 'list', ...resourceOf(kindOf(resource)), namespace, options }, 'listed', {
      resource,
      name,
      namespace,
    });
  }
}

function listed(run: Run, reply: Reply): void {
  if (run.failed(reply)) return;
  const { resource, name, namespace } = reply.context as { resource: string; name: string; namespace: string };
  const [object] = itemsOf(reply);
  if (object === undefined) return run.die(`error: ${resource} "${name}" not found`);
  if (tell(run, object) || !run.is('watch', true)) return;
  const { resourceVersion } = bodyOf<{ metadata: { resourceVersion: string } }>(reply).metadata;
  const options = { fieldSelector: `metadata.name=${name}`, resourceVersion };
  run.watch({ ...resourceOf(kindOf(resource)), namespace, options }, 'changed', name);
}

function changed(run: Run, { type, object, stream }: Watched): void {
  if (type === 'DELETED') return run.die('error: object has been deleted');
  if (type === 'END') return run.die('error: watch closed before UntilWithSync timeout');
  if (type !== 'BOOKMARK' && tell(run, object)) run.unwatch(stream);
}

/** Prints one line; true when there is nothing to wait for any more. */
function tell(run: Run, object: KubeObject): boolean {
  const view = object.kind === 'DaemonSet' ? viewers['daemonsets.apps'] : viewers['deployments.apps'];
  const { text, done, failed } = view(object);
  if (failed) run.die(`error: ${text}`);
  else run.out(text);
  if (done) for (const timer of Object.keys(run.invocation.timers)) run.cancel(Number(timer));
  return done || failed;
}

interface Progress {
  readonly text: string;
  readonly done: boolean;
  readonly failed: boolean;
}

/** How a rollout of a kind is put into words. */
const viewers: Readonly<Record<string, (object: KubeObject) => Progress>> = {
  'deployments.apps': (object) => statusOf(object as unknown as Deployment),
  'daemonsets.apps': (object) => daemonStatusOf(object as unknown as DaemonSet),
};

/** Where a rollout stands, in kubectl's words. */
export function statusOf({ metadata, spec, status = {} }: Deployment): Progress {
  const waiting = (text: string): Progress => ({ text, done: false, failed: false });
  const { name } = metadata;
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) {
    return waiting('Waiting for deployment spec update to be observed...');
  }
  const progressing = status.conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return { text: `deployment ${JSON.stringify(name)} exceeded its progress deadline`, done: false, failed: true };
  }
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const head = `Waiting for deployment ${JSON.stringify(name)} rollout to finish:`;
  const wanted = spec?.replicas;
  if (wanted !== undefined && updatedReplicas < wanted) {
    return waiting(`${head} ${updatedReplicas} out of ${wanted} new replicas have been updated...`);
  }
  if (replicas > updatedReplicas)
    return waiting(`${head} ${replicas - updatedReplicas} old replicas are pending termination...`);
  if (availableReplicas < updatedReplicas) {
    return waiting(`${head} ${availableReplicas} of ${updatedReplicas} updated replicas are available...`);
  }
  return { text: `deployment ${JSON.stringify(name)} successfully rolled out`, done: true, failed: false };
}

function daemonStatusOf({ metadata, spec, status }: DaemonSet): Progress {
  const waiting = (text: string): Progress => ({ text, done: false, failed: false });
  if (spec.updateStrategy?.type !== 'RollingUpdate') {
    return { text: 'rollout status is only available for RollingUpdate strategy type', done: false, failed: true };
  }
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) {
    return waiting('Waiting for daemon set spec update to be observed...');
  }
  const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = status ?? {};
  const name = JSON.stringify(metadata.name);
  const head = `Waiting for daemon set ${name} rollout to finish:`;
  if (updatedNumberScheduled < desiredNumberScheduled) {
    return waiting(`${head} ${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated...`);
  }
  if (numberAvailable < desiredNumberScheduled) {
    return waiting(`${head} ${numberAvailable} of ${desiredNumberScheduled} updated pods are available...`);
  }
  return { text: `daemon set ${name} successfully rolled out`, done: true, failed: false };
}
