// Pods that nobody will end: their node is gone, or they never had one, or too many have ended long ago. Every twenty seconds this
// controller takes them away by force, for there is no kubelet that could report their end.
// Source: upstream `podgc/gc_controller.go` (facts 4.9).

import { isDeleting, type KubeObject, keyOf } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { PodCondition } from '../api/types.ts';
import { codeOf, type Reply, succeeded } from '../client/requests.ts';
import type { Tick } from '../kernel/message.ts';
import {
  type Controller,
  type Intent,
  nodes,
  nothing,
  type Observed,
  type Plan,
  pods,
  type Step,
} from './controller.ts';
import { readyStatus, taintsOf } from './node-taints.ts';
import { asPod, isTerminal } from './pod-facts.ts';

const PERIOD: Tick = 20_000;
/** How long a node has to be missing before its pods are given up: it may only be registering anew. */
const QUARANTINE: Tick = 40_000;
/** `--terminated-pod-gc-threshold`. */
const ENDED_PODS_KEPT = 12_500;
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';
const ROUND = 'round';

export const podGarbageCollector: Controller = {
  name: 'pod-garbage-collector',
  title: 'Pod garbage collector',
  user: 'system:serviceaccount:kube-system:pod-garbage-collector',
  source: 'pod-garbage-collector',
  workers: 1,
  reconciles: '',
  periodic: { key: ROUND, every: PERIOD },
  watches: { pods: () => [], nodes: () => [] },
  reconcile: (key, observed) => (key === ROUND ? round(observed) : lookFor(key.slice('node '.length))),
  followUps: { 'node-read': nodeRead, 'pods-failed': podsFailed, 'pods-gone': () => nothing },
};

function round(observed: Observed): Plan {
  const all = observed.list('pods');
  const lost = [...new Set([...surplus(all), ...outOfService(all, observed), ...neverPlaced(all)])];
  const { missing, due, remember } = quarantined(all, observed);
  const said = [
    `looked at ${all.length} pods`,
    ...(lost.length > 0 ? [`${lost.length} to take away`] : []),
    ...missing.map((name) => `node ${name} is missing`),
  ];
  const wakes = due.map((name) => `node ${name}`);
  return { steps: takeAway(lost), because: said.join(', '), remember, wakes };
}

/** The copies said so for forty seconds; only the API server's word counts. */
function lookFor(name: string): Plan {
  const because = `is node ${name} really gone?`;
  return { steps: [{ intents: [{ verb: 'get', of: nodes, name, because }], then: 'node-read' }], because };
}

/** Of the ended pods the oldest, when there are more than are kept. */
function surplus(all: readonly KubeObject[]): readonly KubeObject[] {
  const ended = all.filter((pod) => isTerminal(pod) && !isDeleting(pod));
  if (ended.length <= ENDED_PODS_KEPT) return [];
  const born = (pod: KubeObject) => pod.metadata.creationTimestamp ?? '';
  const oldestFirst = ended.slice().sort((a, b) => (born(a) === born(b) ? byName(a, b) : born(a) < born(b) ? -1 : 1));
  return oldestFirst.slice(0, ended.length - ENDED_PODS_KEPT);
}

function byName(a: KubeObject, b: KubeObject): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

/** Somebody has said of the node that it will not come back: its ending pods need not wait for it. */
function outOfService(all: readonly KubeObject[], observed: Observed): readonly KubeObject[] {
  return all.filter((pod) => {
    if (!isDeleting(pod)) return false;
    const node = observed.get('nodes', asPod(pod).spec?.nodeName ?? '');
    return node && readyStatus(node) !== 'True' && taintsOf(node).some(({ key }) => key === OUT_OF_SERVICE);
  });
}

function neverPlaced(all: readonly KubeObject[]): readonly KubeObject[] {
  return all.filter((pod) => isDeleting(pod) && !asPod(pod).spec?.nodeName);
}

/** Nodes that pods name and that are not there: since when, and which for long enough. */
function quarantined(
  all: readonly KubeObject[],
  observed: Observed,
): {
  readonly missing: readonly string[];
  readonly due: readonly string[];
  readonly remember: Record<string, unknown>;
} {
  const missing = [...new Set(all.map((pod) => asPod(pod).spec?.nodeName ?? ''))]
    .filter((name) => name !== '' && !observed.get('nodes', name))
    .sort();
  const due: string[] = [];
  const remember: Record<string, unknown> = {};
  for (const name of missing) {
    const since = observed.memory(`missing/${name}`) as Tick | undefined;
    if (since === undefined) remember[`missing/${name}`] = observed.now;
    else if (observed.now - since >= QUARANTINE) {
      due.push(name);
      remember[`missing/${name}`] = undefined;
    }
  }
  for (const [key] of observed.memories('missing/')) {
    if (!missing.includes(key.slice('missing/'.length))) remember[key] = undefined;
  }
  return { missing, due, remember };
}

function nodeRead(key: string, observed: Observed, [reply]: readonly Reply[]): Plan {
  if (codeOf(reply) !== 404) return nothing;
  const lost = observed.onNode(key.slice('node '.length));
  if (lost.length === 0) return nothing;
  const condition: PodCondition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastTransitionTime: rfc3339(observed.epochMs, observed.now),
    reason: 'DeletionByPodGC',
    message: 'PodGC: node no longer exists',
  };
  return { steps: takeAway(lost, condition), because: `${key} is gone for good → ${lost.length} pods with it` };
}

/** A pod that has not ended is made Failed first, so that whoever counts it learns of its end; then it goes without grace. */
function takeAway(lost: readonly KubeObject[], condition?: PodCondition): readonly Step[] {
  if (lost.length === 0) return [];
  const running = lost.filter((pod) => !isTerminal(pod));
  const patches = running.map((pod) => failing(pod, condition));
  if (running.length === 0) return [deletions(lost)];
  const memo = { ended: lost.filter(isTerminal), running };
  return [{ intents: patches, then: 'pods-failed', memo }];
}

function failing(pod: KubeObject, condition: PodCondition | undefined): Intent {
  const { uid, generation } = pod.metadata;
  const conditions = condition ? { conditions: [{ ...condition, observedGeneration: generation }] } : {};
  const patch = { metadata: { uid }, status: { phase: 'Failed', ...conditions } };
  const patchType = 'application/strategic-merge-patch+json';
  const because = condition?.message ?? 'no kubelet will end it';
  return { verb: 'patch', of: pods, subresource: 'status', object: pod, patchType, patch, because };
}

/** Only those that could be marked go; the others are looked at again in the next round. */
function podsFailed(_key: string, _observed: Observed, replies: readonly Reply[], memo: unknown): Plan {
  const { ended, running } = memo as { ended: readonly KubeObject[]; running: readonly KubeObject[] };
  const marked = [...ended, ...running.filter((_, i) => succeeded(replies[i]))];
  return marked.length > 0 ? { steps: [deletions(marked)], because: '' } : nothing;
}

function deletions(lost: readonly KubeObject[]): Step {
  const options = { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 };
  const because = 'no kubelet will report its end: it goes without grace';
  return {
    intents: lost.map((pod) => ({ verb: 'delete', of: pods, object: pod, options, because })),
    then: 'pods-gone',
  };
}
