// What would make it fit? For each node that refused a pod: the one edit that takes its refusal away, with the command that makes
// it, tried out on paper. The objects are copied, the edits made, and the scheduler asked again; nothing happens to the cluster.

import { tolerated } from '../api/node-choice.ts';
import type { KubeObject } from '../api/object.ts';
import { milliText, unitText } from '../api/quantity.ts';
import type { Node, NodeSelectorTerm, Pod, Taint } from '../api/types.ts';
import { decideAmong } from './decide-cases.ts';
import type { Decision } from './decision.ts';
import { clusterFromObjects } from './from-objects.ts';
import type { Verdict } from './plugins/plugin.ts';
import { podInfo } from './snapshot.ts';

/** One edit: of a node, or of what the pod asks for. */
export type Edit =
  | { readonly kind: 'uncordon'; readonly node: string }
  | { readonly kind: 'untaint'; readonly node: string; readonly taints: readonly Taint[] }
  | { readonly kind: 'label'; readonly node: string; readonly labels: Readonly<Record<string, string>> }
  | {
      readonly kind: 'requests';
      /** The node on which the smaller request fits. */
      readonly node: string;
      readonly container: string;
      readonly resource: 'cpu' | 'memory';
      readonly from: string;
      readonly to: string;
    };

export interface Remedy {
  /** The same for the same edit. */
  readonly id: string;
  readonly edit: Edit;
  /** The line that does it on a real cluster, too. */
  readonly command: string;
}

/** Kinds whose objects a decision looks at. */
export const DECIDING_KINDS = [
  'Node',
  'Pod',
  'Namespace',
  'Service',
  'ReplicaSet',
  'StatefulSet',
  'ReplicationController',
  'PodDisruptionBudget',
] as const;

/** The decision about the pod if these edits were made. */
export function decideWith(objects: readonly KubeObject[], pod: Pod, edits: readonly Edit[]): Decision {
  return decideAmong(
    clusterFromObjects(edits.length === 0 ? objects : editObjects(objects, edits)),
    editPod(pod, edits),
  );
}

/** Above this many nodes, those with the same refusal get one edit: of the first. */
const FEW_NODES = 8;

/** Edits that take away the refusals of a decision, node by node in its order; of refusals that nothing simple takes away, none. */
export function remediesFor(objects: readonly KubeObject[], pod: Pod, edits: readonly Edit[], most = 8): Remedy[] {
  const decision = decideWith(objects, pod, edits);
  const { cache } = clusterFromObjects(editObjects(objects, edits));
  const edited = editPod(pod, edits);
  const found: Remedy[] = [];
  const cured: number[] = [];
  for (const [place, name] of decision.nodes.entries()) {
    if (found.length >= most) break;
    const verdict = decision.verdicts[place];
    const node = cache.nodes.get(name)?.node;
    if (verdict === 0 || node === undefined) continue;
    if (decision.nodes.length > FEW_NODES && cured.includes(verdict)) continue;
    const remedy = remedyFor(decision.refusals[verdict - 1], node, edited, objects, () => {
      const info = cache.nodes.get(name);
      return info === undefined ? undefined : { all: info.allocatable, taken: info.requested };
    });
    if (remedy === undefined || found.some(({ id }) => id === remedy.id)) continue;
    found.push(remedy);
    cured.push(verdict);
  }
  return found;
}

type Room = () => { readonly all: Amounts; readonly taken: Amounts } | undefined;
interface Amounts {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
}

function remedyFor(
  refusal: Verdict,
  node: Node,
  pod: Pod,
  objects: readonly KubeObject[],
  room: Room,
): Remedy | undefined {
  const name = node.metadata.name ?? '';
  switch (refusal.plugin) {
    case 'NodeUnschedulable':
      return { id: `uncordon ${name}`, edit: { kind: 'uncordon', node: name }, command: `kubectl uncordon ${name}` };
    case 'TaintToleration':
      return untaint(node, pod);
    case 'NodeAffinity':
      return relabel(node, pod);
    case 'PodTopologySpread':
      return missingLabels(node, pod, refusal);
    case 'NodeResourcesFit':
      return askLess(refusal, name, pod, objects, room);
    default:
      return undefined;
  }
}

/** Taints that the cluster sets itself come back at once, so taking them away is no remedy. */
function untaint(node: Node, pod: Pod): Remedy | undefined {
  const name = node.metadata.name ?? '';
  const tolerations = pod.spec?.tolerations ?? [];
  const taints = (node.spec?.taints ?? []).filter(
    (taint) => taint.effect !== 'PreferNoSchedule' && !tolerated(taint, tolerations),
  );
  if (taints.length === 0 || taints.some(({ key }) => CONDITION_TAINTS.includes(key))) return undefined;
  const words = taints.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}-`).join(' ');
  return {
    id: `untaint ${name} ${words}`,
    edit: { kind: 'untaint', node: name, taints },
    command: `kubectl taint nodes ${name} ${words}`,
  };
}

const CONDITION_TAINTS: readonly string[] = [
  'node.kubernetes.io/not-ready',
  'node.kubernetes.io/unreachable',
  'node.kubernetes.io/memory-pressure',
  'node.kubernetes.io/disk-pressure',
  'node.kubernetes.io/pid-pressure',
  'node.kubernetes.io/network-unavailable',
  'node.kubernetes.io/unschedulable',
];

/** The labels that the selector and one of the alternatives ask for; what asks for more than a value to be there, has none. */
function relabel(node: Node, pod: Pod): Remedy | undefined {
  const terms =
    pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const now = node.metadata.labels ?? {};
  const labels: Record<string, string> = {};
  for (const [key, value] of Object.entries(pod.spec?.nodeSelector ?? {})) if (now[key] !== value) labels[key] = value;
  if (terms.length > 0) {
    const wanted = terms.map((term) => labelsFor(term, now)).find((each) => each !== undefined);
    if (wanted === undefined) return undefined;
    for (const [key, value] of Object.entries(wanted)) {
      if (labels[key] !== undefined && labels[key] !== value) return undefined;
      labels[key] = value;
    }
  }
  return labelling(node, labels);
}

function labelsFor(term: NodeSelectorTerm, now: Readonly<Record<string, string>>): Record<string, string> | undefined {
  if ((term.matchFields ?? []).length > 0) return undefined;
  const labels: Record<string, string> = {};
  for (const { key, operator, values = [] } of term.matchExpressions ?? []) {
    const actual = labels[key] ?? now[key];
    if (operator === 'In') {
      if (!values.includes(actual ?? '')) labels[key] = values[0] ?? '';
    } else if (operator === 'Exists') {
      if (actual === undefined) labels[key] = 'true';
    } else if (operator === 'NotIn' ? values.includes(actual ?? '') : actual !== undefined) return undefined;
  }
  return labels;
}

/** Spreading needs the label to know which domain the node belongs to. Whose domain it is, only its owner can say. */
function missingLabels(node: Node, pod: Pod, { code }: Verdict): Remedy | undefined {
  if (code !== 'UnschedulableAndUnresolvable') return undefined;
  const now = node.metadata.labels ?? {};
  const labels: Record<string, string> = {};
  for (const { topologyKey } of pod.spec?.topologySpreadConstraints ?? []) {
    if (now[topologyKey] === undefined) labels[topologyKey] = node.metadata.name ?? '';
  }
  return labelling(node, labels);
}

function labelling(node: Node, labels: Readonly<Record<string, string>>): Remedy | undefined {
  const name = node.metadata.name ?? '';
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  if (pairs.length === 0) return undefined;
  const overwrite = Object.keys(labels).some((key) => node.metadata.labels?.[key] !== undefined);
  return {
    id: `label ${name} ${pairs.join(' ')}`,
    edit: { kind: 'label', node: name, labels },
    command: `kubectl label node ${name} ${pairs.join(' ')}${overwrite ? ' --overwrite' : ''}`,
  };
}

/** The container that asks for most asks for just so much less that the pod fits on this node. */
function askLess(
  refusal: Verdict,
  node: string,
  pod: Pod,
  objects: readonly KubeObject[],
  room: Room,
): Remedy | undefined {
  const lacking = refusal.reasons.map((reason) => reason.replace('Insufficient ', ''));
  const [resource, ...more] = lacking;
  const owner = templateOwner(pod, objects);
  const amounts = room();
  if (more.length > 0 || (resource !== 'cpu' && resource !== 'memory') || !owner || !amounts) return undefined;
  const field = resource === 'cpu' ? 'cpuMillis' : 'memoryBytes';
  const wanted = podInfo(pod).requests.actual[field];
  const free = amounts.all[field] - amounts.taken[field];
  const containers = pod.spec?.containers ?? [];
  const sized = containers.map((container) => ({
    container,
    amount: podInfo({ ...pod, spec: { containers: [container] } }).requests.actual[field],
  }));
  const greediest = sized.reduce((most, each) => (each.amount > most.amount ? each : most), sized[0]);
  const target = (greediest?.amount ?? 0) - (wanted - free);
  if (greediest === undefined || target <= 0) return undefined;
  const { container } = greediest;
  const to = resource === 'cpu' ? milliText(target) : roundDown(target);
  const which = containers.length > 1 ? ` -c ${container.name}` : '';
  const elsewhere = (pod.metadata.namespace ?? 'default') === 'default' ? '' : ` -n ${pod.metadata.namespace}`;
  return {
    id: `requests ${container.name} ${resource}=${to}`,
    edit: {
      kind: 'requests',
      node,
      container: container.name,
      resource,
      from: container.resources?.requests?.[resource] ?? '0',
      to,
    },
    command: `kubectl set resources ${owner}${which} --requests=${resource}=${to}${elsewhere}`,
  };
}

/** Whole mebibytes read better, and a little less fits as well. */
function roundDown(bytes: number): string {
  const mebibytes = Math.floor(bytes / 1_048_576);
  return mebibytes > 0 ? unitText(mebibytes * 1_048_576, 'BinarySI') : unitText(bytes);
}

/** Requests of a pod cannot be lowered with `kubectl set`; those of the template that it was made from can. */
function templateOwner(pod: Pod, objects: readonly KubeObject[]): string | undefined {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined) return undefined;
  const { namespace } = pod.metadata;
  const set = objects.find(
    ({ kind, metadata }) => kind === owner.kind && metadata.name === owner.name && metadata.namespace === namespace,
  );
  const above = set?.metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (above !== undefined) return `${above.kind.toLowerCase()}/${above.name}`;
  return owner.kind === 'Job' ? undefined : `${owner.kind.toLowerCase()}/${owner.name}`;
}

function editObjects(objects: readonly KubeObject[], edits: readonly Edit[]): readonly KubeObject[] {
  return objects.map((object) => {
    if (object.kind !== 'Node') return object;
    let node = object as Node;
    for (const edit of edits) if (edit.node === object.metadata.name) node = editNode(node, edit);
    return node as KubeObject;
  });
}

function editNode(node: Node, edit: Edit): Node {
  const taints = node.spec?.taints ?? [];
  switch (edit.kind) {
    case 'uncordon':
      return {
        ...node,
        spec: {
          ...node.spec,
          unschedulable: false,
          taints: taints.filter(({ key }) => key !== 'node.kubernetes.io/unschedulable'),
        },
      };
    case 'untaint': {
      const gone = (taint: Taint) =>
        edit.taints.some(({ key, effect }) => key === taint.key && effect === taint.effect);
      return { ...node, spec: { ...node.spec, taints: taints.filter((taint) => !gone(taint)) } };
    }
    case 'label':
      return { ...node, metadata: { ...node.metadata, labels: { ...node.metadata.labels, ...edit.labels } } };
    case 'requests':
      return node;
    default:
      return edit satisfies never;
  }
}

/** The pod as it would be asked about; a pod that is bound is asked about as if it were not. */
function editPod(pod: Pod, edits: readonly Edit[]): Pod {
  let { spec } = pod;
  for (const edit of edits) {
    if (edit.kind !== 'requests' || spec === undefined) continue;
    const containers = spec.containers.map((container) =>
      container.name === edit.container
        ? {
            ...container,
            resources: {
              ...container.resources,
              requests: { ...container.resources?.requests, [edit.resource]: edit.to },
            },
          }
        : container,
    );
    spec = { ...spec, containers };
  }
  return spec === pod.spec ? pod : { ...pod, spec };
}
