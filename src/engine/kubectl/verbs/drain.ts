// `kubectl drain`: cordons a node, then asks each of its pods to leave, politely: an eviction may be refused by a budget, and is
// then asked for again. It ends when all of them are gone.
// Source: kubectl `pkg/cmd/drain/drain.go`, `pkg/drain/{drain,filters}.go`.

import { controllerOf, type KubeObject } from '../../api/object.ts';
import type { Pod } from '../../api/types.ts';
import type { Reply } from '../../client/requests.ts';
import { itemsOf } from '../fetch.ts';
import { type Run, resourceOf } from '../run.ts';
import { kindOf } from '../targets.ts';
import type { Verb } from '../verb.ts';
import { fetchNodes, mark, marked } from './cordon.ts';

/** A refused eviction is tried again after this. */
const RETRY = 5_000;
/** Whether an evicted pod is gone is asked this often. */
const POLL = 1_000;

export const drain: Verb = {
  name: 'drain',
  short: 'Drain node in preparation for maintenance',
  usage: 'drain NODE',
  examples: ['drain node-1', 'drain node-1 --ignore-daemonsets --delete-emptydir-data'],
  flags: [
    'selector:l',
    'dry-run',
    'force',
    'grace-period',
    'ignore-daemonsets',
    'delete-emptydir-data',
    'timeout',
    'pod-selector',
    'disable-eviction',
    'chunk-size',
  ],
  begin: fetchNodes,
  found(run, objects) {
    mark(run, objects, true);
    run.data.nodes = objects.map(({ object }) => object.metadata.name);
    run.then('nextNode');
  },
  tasks: { nextNode, evict, poll, timedOut },
  replies: { marked, listed, evicted, polled },
};

interface Leaving {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

function nextNode(run: Run): void {
  const [node, ...others] = run.data.nodes as readonly string[];
  if (node === undefined) return;
  run.data.node = node;
  run.data.nodes = others;
  const labelSelector = run.text('pod-selector');
  const options = { fieldSelector: `spec.nodeName=${node}`, ...(labelSelector ? { labelSelector } : {}), limit: '500' };
  run.ask({ verb: 'list', ...resourceOf(kindOf('pods')), options }, 'listed', node);
}

function listed(run: Run, reply: Reply): void {
  if (run.failed(reply)) return;
  const node = reply.context as string;
  const sorted = sortOut(run, itemsOf(reply) as unknown as Pod[]);
  if (sorted.refusals.length > 0) {
    const text = sorted.refusals.length === 1 ? sorted.refusals[0] : `[${sorted.refusals.join(', ')}]`;
    const pending = `There are pending nodes to be drained:\n ${node}`;
    return run.die(
      `error: unable to drain node "${node}" due to error: ${text}, continuing command...\n${pending}\n${text}`,
    );
  }
  if (sorted.warnings.length > 0) run.err(`Warning: ${sorted.warnings.join('; ')}`);
  const timeout = run.span('timeout') ?? 0;
  if (timeout > 0) run.later(timeout, 'timedOut', node);
  run.data.left = sorted.pods.length;
  for (const { metadata } of sorted.pods) {
    const leaving = { namespace: metadata.namespace, name: metadata.name, uid: metadata.uid };
    evict(run, leaving);
  }
  if (sorted.pods.length === 0) drained(run);
}

/** Which pods go, and why the others make the command refuse. */
function sortOut(run: Run, pods: readonly Pod[]): { pods: Pod[]; refusals: string[]; warnings: string[] } {
  const going: Pod[] = [];
  const bad = { daemonSet: [] as string[], local: [] as string[], alone: [] as string[] };
  const warned = { daemonSet: [] as string[], local: [] as string[], alone: [] as string[] };
  for (const pod of pods) {
    const { namespace, name, annotations } = pod.metadata;
    const full = `${namespace}/${name}`;
    if (annotations?.['kubernetes.io/config.mirror'] !== undefined) continue;
    const owner = controllerOf(pod as unknown as KubeObject);
    const over = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    if (owner?.kind === 'DaemonSet') {
      (run.is('ignore-daemonsets') ? warned : bad).daemonSet.push(full);
      continue;
    }
    let refused = false;
    if (!over && (pod.spec?.volumes ?? []).some(({ emptyDir }) => emptyDir) && !run.is('delete-emptydir-data')) {
      bad.local.push(full);
      refused = true;
    }
    if (owner === undefined && !over) {
      if (run.is('force')) warned.alone.push(full);
      else {
        bad.alone.push(full);
        refused = true;
      }
    }
    if (!refused) going.push(pod);
  }
  const text = (names: readonly string[], words: string): string[] =>
    names.length === 0 ? [] : [`${words}: ${names.join(', ')}`];
  return {
    pods: going,
    refusals: [
      ...text(bad.daemonSet, 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)'),
      ...text(bad.local, 'cannot delete Pods with local storage (use --delete-emptydir-data to override)'),
      ...text(bad.alone, 'cannot delete Pods that declare no controller (use --force to override)'),
    ],
    warnings: [
      ...text(warned.daemonSet, 'ignoring DaemonSet-managed Pods'),
      ...text(warned.alone, 'deleting Pods that declare no controller'),
    ],
  };
}

function evict(run: Run, item: unknown): void {
  const { namespace, name } = item as Leaving;
  run.out(`evicting pod ${namespace}/${name}${run.dryRunSuffix}`);
  if (run.dryRun === 'client') return gone(run, item as Leaving);
  const grace = run.number('grace-period') ?? -1;
  const deleteOptions = grace >= 0 ? { deleteOptions: { gracePeriodSeconds: grace } } : {};
  const where = { ...resourceOf(kindOf('pods')), namespace, name };
  if (run.is('disable-eviction')) {
    run.ask(
      { verb: 'delete', ...where, body: Object.freeze(grace >= 0 ? { gracePeriodSeconds: grace } : {}) },
      'evicted',
      item,
    );
    return;
  }
  const body = Object.freeze({
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name, namespace },
    ...deleteOptions,
  });
  run.ask({ verb: 'create', ...where, subresource: 'eviction', body }, 'evicted', item);
}

function evicted(run: Run, reply: Reply): void {
  const pod = reply.context as Leaving;
  const { namespace, name } = pod;
  const code = reply.response?.code ?? 0;
  if (code === 404) return gone(run, pod);
  if (code === 429) {
    const { message = '' } = (reply.response?.body ?? {}) as { message?: string };
    run.err(`error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${message}`);
    run.later(RETRY, 'evict', pod, 'backoff');
  } else if (!run.failed(reply)) run.later(POLL, 'poll', pod, 'work');
}

function poll(run: Run, item: unknown): void {
  const { namespace, name } = item as Leaving;
  run.ask({ verb: 'get', ...resourceOf(kindOf('pods')), namespace, name }, 'polled', item);
}

function polled(run: Run, reply: Reply): void {
  const pod = reply.context as Leaving;
  const object = reply.response?.body as KubeObject | undefined;
  if (reply.response?.code === 404 || (reply.response?.code === 200 && object?.metadata.uid !== pod.uid))
    gone(run, pod);
  else run.later(POLL, 'poll', pod, 'work');
}

function gone(run: Run, { name }: Leaving): void {
  run.out(`pod/${name} ${run.is('disable-eviction') ? 'deleted' : 'evicted'}${run.dryRunSuffix}`);
  run.data.left = (run.data.left as number) - 1;
  if (run.data.left === 0) drained(run);
}

function drained(run: Run): void {
  for (const timer of Object.keys(run.invocation.timers)) run.cancel(Number(timer));
  run.out(`node/${run.data.node as string} drained${run.dryRunSuffix}`);
  nextNode(run);
}

function timedOut(run: Run, item: unknown): void {
  const node = item as string;
  const text = `global timeout reached: ${run.text('timeout')}`;
  run.die(
    `error: unable to drain node "${node}" due to error: ${text}, continuing command...\nThere are pending nodes to be drained:\n ${node}\n${text}`,
  );
}
