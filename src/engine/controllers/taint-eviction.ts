// A NoExecute taint sends pods away: those that do not tolerate it at once, those that tolerate it for a while when the while is over.
// By default that while is five minutes, which is why a dead machine's pods are replaced only after almost six.
// Source: upstream `tainteviction/taint_eviction.go`; order of writes as recorded (facts 4.9).

import { tolerates } from '../api/node-choice.ts';
import { isDeleting, type KubeObject, keyOf } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { PodCondition, Taint, Toleration } from '../api/types.ts';
import type { Change } from '../client/informer.ts';
import { type Reply, succeeded } from '../client/requests.ts';
import type { Tick } from '../kernel/message.ts';
import { type Controller, nothing, type Observed, type Plan, pods, type Wakes } from './controller.ts';
import { taintsOf } from './node-taints.ts';
import { asPod } from './pod-facts.ts';

export const taintEvictionController: Controller = {
  name: 'taint-eviction',
  title: 'Taint eviction',
  user: 'system:serviceaccount:kube-system:node-controller',
  source: 'taint-eviction-controller',
  workers: 8,
  reconciles: 'pods',
  watches: { nodes: nodeChanged, pods: podChanged },
  reconcile,
  followUps: { 'pod-read': podRead },
};

function nodeChanged(change: Change, observed: Observed): Wakes {
  const before = change.old ? noExecute(change.old) : [];
  const after = change.type === 'deleted' ? [] : noExecute(change.object);
  if (before.length === 0 && after.length === 0) return [];
  return observed.onNode(change.object.metadata.name ?? '').map(keyOf);
}

function podChanged(change: Change, observed: Observed): Wakes {
  const node = asPod(change.object).spec?.nodeName;
  if (!node) return [];
  if (change.type === 'deleted') return observed.memory(`since/${change.key}`) === undefined ? [] : [change.key];
  const isNew = change.type === 'added' || !asPod(change.old ?? change.object).spec?.nodeName;
  const found = isNew ? observed.get('nodes', node) : undefined;
  return found && noExecute(found).length > 0 ? [change.key] : [];
}

function noExecute(node: KubeObject): readonly Taint[] {
  return taintsOf(node).filter((taint) => taint.effect === 'NoExecute');
}

function reconcile(key: string, observed: Observed): Plan {
  const pod = observed.get('pods', key);
  const since = observed.memory(`since/${key}`) as Tick | undefined;
  const forget = { [`since/${key}`]: undefined };
  if (!pod || isDeleting(pod)) return { ...nothing, remember: forget };
  const node = observed.get('nodes', asPod(pod).spec?.nodeName ?? '');
  const taints = node ? noExecute(node) : [];
  const patience = toleratedFor(taints, asPod(pod).spec?.tolerations ?? []);
  if (patience === Number.POSITIVE_INFINITY) {
    if (since === undefined) return nothing;
    const message = `Cancelling deletion of Pod ${key}`;
    const intents = [
      { verb: 'event', about: pod, type: 'Normal', reason: 'TaintManagerEviction', message, because: '' },
    ] as const;
    return { steps: [{ intents }], because: `${key} may stay after all`, remember: forget };
  }
  const begun = since ?? observed.now;
  const left = begun + patience - observed.now;
  if (left > 0) {
    const seconds = Math.round(left / 1000);
    return {
      steps: [],
      because: `${key} may stay ${seconds} s more`,
      remember: { [`since/${key}`]: begun },
      requeueAfter: { ticks: left, class: 'deadline' },
    };
  }
  const { namespace, name = '' } = pod.metadata;
  const because = 'its node has a NoExecute taint that it does not tolerate any longer';
  return {
    steps: [{ intents: [{ verb: 'get', of: pods, namespace, name, because }], then: 'pod-read' }],
    because: `${key} has to go`,
    remember: forget,
  };
}

function podRead(key: string, observed: Observed, replies: readonly Reply[]): Plan {
  const [reply] = replies;
  if (!succeeded(reply)) return { steps: [], because: '', failed: reply.response?.code !== 404 };
  const pod = reply.response?.body as KubeObject;
  const condition: PodCondition = {
    type: 'DisruptionTarget',
    status: 'True',
    observedGeneration: pod.metadata.generation,
    lastTransitionTime: rfc3339(observed.epochMs, observed.now),
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  };
  const message = `Marking for deletion Pod ${key}`;
  const patchType = 'application/strategic-merge-patch+json';
  const patch = { metadata: { uid: pod.metadata.uid }, status: { conditions: [condition] } };
  return {
    steps: [
      {
        intents: [
          { verb: 'event', about: pod, type: 'Normal', reason: 'TaintManagerEviction', message, because: '' },
          {
            verb: 'patch',
            of: pods,
            subresource: 'status',
            object: pod,
            patchType,
            patch,
            because: condition.message ?? '',
          },
        ],
      },
      { intents: [{ verb: 'delete', of: pods, object: pod, because: 'a NoExecute taint on its node' }] },
    ],
    because: `${key} has to go`,
  };
}

/** Ticks for which all taints are tolerated; 0 when one is not, Infinity when there is nothing to tolerate or no limit. */
export function toleratedFor(taints: readonly Taint[], tolerations: readonly Toleration[]): Tick {
  let least = Number.POSITIVE_INFINITY;
  for (const taint of taints) {
    const matching = tolerations.filter((toleration) => tolerates(toleration, taint));
    if (matching.length === 0) return 0;
    for (const { tolerationSeconds } of matching) {
      if (tolerationSeconds !== undefined) least = Math.min(least, Math.max(0, tolerationSeconds * 1000));
    }
  }
  return least;
}
