// On which nodes belongs a daemon's pod? On those that its node selector and affinity allow and whose taints it tolerates. A taint
// of the kind NoSchedule keeps a new pod away and lets an old one stay; only NoExecute sends it off.
// Source: upstream `daemon/daemon_controller.go` NodeShouldRunDaemonPod, `daemon/util/daemonset_util.go`.

import { templateGeneration } from '../api/kinds/daemon-set.ts';
import { matchesRequired, tolerated } from '../api/node-choice.ts';
import type { KubeObject } from '../api/object.ts';
import type { Affinity, DaemonSet, Node, NodeSelectorTerm, PodSpec, Toleration } from '../api/types.ts';
import { taintsOf } from './node-taints.ts';
import { ownerReference } from './ownership.ts';
import { asPod } from './pod-facts.ts';

export const HASH_LABEL = 'controller-revision-hash';
const GENERATION_LABEL = 'pod-template-generation';

export function asDaemonSet(object: KubeObject): DaemonSet {
  return object as unknown as DaemonSet;
}

export interface Verdict {
  /** A missing pod is to be created. */
  readonly run: boolean;
  /** A pod that is there may stay. */
  readonly stay: boolean;
}

const yes: Verdict = Object.freeze({ run: true, stay: true });
const stay: Verdict = Object.freeze({ run: false, stay: true });
const no: Verdict = Object.freeze({ run: false, stay: false });

/** Verdicts by the template's spec and the node; both never change, so neither does the verdict. */
const known = new WeakMap<object, WeakMap<object, Verdict>>();

export function verdictOn(set: KubeObject, node: KubeObject): Verdict {
  const spec = asDaemonSet(set).spec.template.spec as PodSpec;
  let verdicts = known.get(spec);
  if (!verdicts) {
    verdicts = new WeakMap();
    known.set(spec, verdicts);
  }
  let verdict = verdicts.get(node);
  if (!verdict) {
    verdict = judge(spec, node);
    verdicts.set(node, verdict);
  }
  return verdict;
}

function judge(spec: PodSpec, node: KubeObject): Verdict {
  if (spec.nodeName && spec.nodeName !== node.metadata.name) return no;
  if (!matchesRequired(spec, node as unknown as Node)) return no;
  const { tolerations = [] } = withTolerations(spec);
  const hard = taintsOf(node).filter(({ effect }) => effect !== 'PreferNoSchedule');
  const refusing = hard.filter((taint) => !tolerated(taint, tolerations));
  if (refusing.length === 0) return yes;
  return refusing.some(({ effect }) => effect === 'NoExecute') ? no : stay;
}

const exists = (key: string, effect: 'NoExecute' | 'NoSchedule'): Toleration =>
  Object.freeze({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect });

/** What every daemon's pod tolerates: it is to be there when a node is in trouble, too. */
const daemonTolerations: readonly Toleration[] = [
  exists('not-ready', 'NoExecute'),
  exists('unreachable', 'NoExecute'),
  exists('disk-pressure', 'NoSchedule'),
  exists('memory-pressure', 'NoSchedule'),
  exists('pid-pressure', 'NoSchedule'),
  exists('unschedulable', 'NoSchedule'),
];
const networkUnavailable = exists('network-unavailable', 'NoSchedule');

const tolerating = new WeakMap<PodSpec, PodSpec>();

function withTolerations(spec: PodSpec): PodSpec {
  const done = tolerating.get(spec);
  if (done) return done;
  const tolerations = (spec.tolerations ?? []).slice();
  for (const own of spec.hostNetwork ? [...daemonTolerations, networkUnavailable] : daemonTolerations) {
    const same = ({ key, effect, operator, value = '' }: Toleration): boolean =>
      key === own.key && effect === own.effect && operator === own.operator && value === '';
    const place = tolerations.findIndex(same);
    if (place >= 0) tolerations[place] = own;
    else tolerations.push(own);
  }
  const result: PodSpec = Object.freeze({ ...spec, tolerations: Object.freeze(tolerations) as Toleration[] });
  tolerating.set(spec, result);
  return result;
}

/** The pod for one node: the template, pinned to the node by name. The scheduler binds it there; nobody else's pod is asked. */
export function podFor(set: KubeObject, hash: string, node: string): KubeObject {
  const { template } = asDaemonSet(set).spec;
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const { name = '', namespace } = set.metadata;
  const generation = templateGeneration(set);
  const spec = withTolerations(template.spec as PodSpec);
  return Object.freeze({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: {
        ...labels,
        ...(generation === undefined ? {} : { [GENERATION_LABEL]: String(generation) }),
        ...(hash === '' ? {} : { [HASH_LABEL]: hash }),
      },
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [ownerReference(set)],
    },
    spec: { ...spec, affinity: pinned(spec.affinity, node) },
  });
}

/** The required terms are replaced: that the node fits them was found out before. */
function pinned(affinity: Affinity | undefined, node: string): Affinity {
  const nodeSelectorTerms: NodeSelectorTerm[] = [
    { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] },
  ];
  const nodeAffinity = {
    ...affinity?.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
  };
  return { ...affinity, nodeAffinity };
}

/** The node that a pod is on or was made for; '' when nothing says so. */
export function nodeOf(pod: KubeObject): string {
  const { nodeName, affinity } = asPod(pod).spec ?? {};
  if (nodeName) return nodeName;
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  for (const { matchFields = [] } of terms) {
    for (const { key, operator, values = [] } of matchFields) {
      if (key === 'metadata.name' && operator === 'In' && values.length === 1) return values[0];
    }
  }
  return '';
}

/** Made from the present template: by its hash, or by the older count of generations. */
export function isUpToDate(set: KubeObject, pod: KubeObject, hash: string): boolean {
  const labels = pod.metadata.labels ?? {};
  const generation = templateGeneration(set);
  if (generation !== undefined && labels[GENERATION_LABEL] === String(generation)) return true;
  return hash !== '' && labels[HASH_LABEL] === hash;
}
