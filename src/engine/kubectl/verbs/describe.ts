// `kubectl describe`: the object, what belongs to it, and what happened to it, put into words for people.
// Each description costs several requests; the texts themselves are in ../describe/.
// Source: kubectl `pkg/cmd/describe/describe.go`.

import { qualifiedResource } from '../../api/kinds/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Event } from '../../api/types.ts';
import type { Reply } from '../../client/requests.ts';
import { horizontalPodAutoscaler } from '../describe/autoscaler.ts';
import { type Describer, type Extra, eventsOf } from '../describe/describer.ts';
import { node } from '../describe/node.ts';
import { eventsText } from '../describe/parts.ts';
import { configMap, generic, namespace, secret, serviceAccount } from '../describe/plain.ts';
import { pod } from '../describe/pod.ts';
import { endpointSlice, endpoints, service } from '../describe/service.ts';
import { alignTabs } from '../describe/tab-writer.ts';
import { daemonSet, deployment, replicaSet } from '../describe/workloads.ts';
import { itemsOf, listOptions, listRefused, namespaceFor } from '../fetch.ts';
import { readManifests } from '../manifests.ts';
import { bodyOf, type Run, resourceOf } from '../run.ts';
import { kindOf, readTargets, type Target } from '../targets.ts';
import type { Verb } from '../verb.ts';

const describers: Readonly<Record<string, Describer>> = {
  pods: pod,
  'deployments.apps': deployment,
  'replicasets.apps': replicaSet,
  'daemonsets.apps': daemonSet,
  'horizontalpodautoscalers.autoscaling': horizontalPodAutoscaler,
  services: service,
  endpoints,
  'endpointslices.discovery.k8s.io': endpointSlice,
  nodes: node,
  namespaces: namespace,
  configmaps: configMap,
  secrets: secret,
  serviceaccounts: serviceAccount,
};

/** An object whose description is being collected. */
interface Subject {
  readonly resource: string;
  readonly object: KubeObject;
}

export const describe: Verb = {
  name: 'describe',
  short: 'Show details of a specific resource or group of resources',
  usage: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  examples: ['describe pod web-1', 'describe nodes', 'describe deploy web', 'describe pods -l app=web'],
  flags: ['all-namespaces:A', 'selector:l', 'filename:f', 'show-events', 'chunk-size'],
  begin,
  tasks: { ask, collect, write, nothing },
  replies: { found, byPrefix, extra },
};

function begin(run: Run): void {
  const files = run.list('filename');
  const manifests = files.length > 0 ? readManifests(run, files) : [];
  if (manifests === undefined) return;
  const asked: readonly Target[] | undefined =
    files.length > 0
      ? manifests.map(({ resource, object }) => ({ resource, name: object.metadata.name ?? '' }))
      : readTargets(run, run.args, { listAlone: true, noType: noType(run) });
  if (asked === undefined) return;
  // What is written about an object is read off its newest form, whichever was asked for.
  const targets = asked.map((target) => ({ ...target, resource: qualifiedResource(kindOf(target.resource)) }));
  run.data.resource = targets[0]?.resource ?? 'pods';
  run.then('ask', targets);
  run.then('nothing');
}

function noType(run: Run): string {
  return `error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\nSee '${run.commandPath} -h' for help and examples`;
}

function whereOf(run: Run, resource: string) {
  const kind = kindOf(resource);
  const place = namespaceFor(run, kind);
  return { ...resourceOf(kind), ...(place === undefined ? {} : { namespace: place }) };
}

function ask(run: Run, item: unknown): void {
  const { resource, name } = item as Target;
  if (name !== undefined) run.ask({ verb: 'get', ...whereOf(run, resource), name }, 'found', item);
  else run.ask({ verb: 'list', ...whereOf(run, resource), options: listOptions(run) }, 'found', item);
}

function found(run: Run, reply: Reply): void {
  const { resource, name } = reply.context as Target;
  if (name !== undefined && reply.response?.code === 404) {
    run.ask({ verb: 'list', ...whereOf(run, resource), options: { limit: '500' } }, 'byPrefix', {
      target: reply.context,
      reply,
    });
    return;
  }
  if (run.failed(reply, name === undefined ? listRefused(run, kindOf(resource), reply) : undefined)) return;
  begins(run, resource, name === undefined ? itemsOf(reply) : [bodyOf<KubeObject>(reply)]);
}

/** A name that does not exist may be the beginning of some that do. */
function byPrefix(run: Run, reply: Reply): void {
  const { target, reply: missing } = reply.context as { target: Target; reply: Reply };
  const items = reply.response !== undefined && reply.response.code < 300 ? itemsOf(reply) : [];
  const matching = items.filter(({ metadata }) => metadata.name?.startsWith(target.name ?? ''));
  if (matching.length === 0) run.failed(missing);
  else begins(run, target.resource, matching);
}

/** Puts the work on these objects before what else there is to do. */
function begins(run: Run, resource: string, objects: readonly KubeObject[]): void {
  run.invocation.tasks.unshift(...objects.map((object) => ({ name: 'collect', item: { resource, object } })));
}

function showsEvents(run: Run, { withoutEvents }: Describer): boolean {
  return !withoutEvents && run.is('show-events', true);
}

function collect(run: Run, item: unknown): void {
  const { resource, object } = item as Subject;
  const describer = describers[resource] ?? generic;
  const extras = [...(describer.extras?.(object) ?? []), ...(showsEvents(run, describer) ? [eventsOf(object)] : [])];
  run.data.extras = {};
  for (const each of extras) {
    const { name, namespace: place, fieldSelector, labelSelector } = each;
    const where = { ...resourceOf(kindOf(each.resource)), ...(place ? { namespace: place } : {}) };
    if (name !== undefined) run.ask({ verb: 'get', ...where, name }, 'extra', each);
    else
      run.ask(
        {
          verb: 'list',
          ...where,
          options: {
            ...(fieldSelector ? { fieldSelector } : {}),
            ...(labelSelector ? { labelSelector } : {}),
            limit: '500',
          },
        },
        'extra',
        each,
      );
  }
  run.invocation.tasks.unshift({ name: 'write', item });
}

function extra(run: Run, reply: Reply): void {
  const { as, name } = reply.context as Extra;
  if (reply.response === undefined || reply.response.code >= 300) return;
  const extras = run.data.extras as Record<string, readonly KubeObject[]>;
  extras[as] = name === undefined ? itemsOf(reply) : [bodyOf<KubeObject>(reply)];
}

function write(run: Run, item: unknown): void {
  const { resource, object } = item as Subject;
  const describer = describers[resource] ?? generic;
  const extras = run.data.extras as Record<string, readonly KubeObject[]>;
  let text = describer.text(object, extras, run.nowMs);
  if (showsEvents(run, describer)) text += eventsText((extras.events ?? []) as unknown as Event[], run.nowMs);
  run.write('stdout', `${run.data.written === true ? '\n\n' : ''}${alignTabs(text)}`);
  run.data.written = true;
}

function nothing(run: Run): void {
  if (run.data.written === true || run.invocation.errors.length > 0) return;
  const { namespaced } = kindOf(run.data.resource as string);
  run.err(
    namespaced && !run.is('all-namespaces')
      ? `No resources found in ${run.namespace} namespace.`
      : 'No resources found',
  );
}
