// A node's condition keeps pods away through taints: what is not ready, unreachable, under pressure or cordoned is tainted NoSchedule,
// and what stays away too long NoExecute. This file says which taints a node should have, and how to write them.
// Source: upstream `nodelifecycle/node_lifecycle_controller.go` (nodeConditionToTaintKeyStatusMap).

import { equal, type KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { Node, Taint } from '../api/types.ts';
import { type Reply, succeeded } from '../client/requests.ts';
import { nodes, type Observed, type Plan, type Step } from './controller.ts';

export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** Condition and status → the key of its taint. */
const BY_CONDITION: readonly (readonly [type: string, status: string, key: string])[] = [
  ['Ready', 'False', NOT_READY],
  ['Ready', 'Unknown', UNREACHABLE],
  ['MemoryPressure', 'True', 'node.kubernetes.io/memory-pressure'],
  ['DiskPressure', 'True', 'node.kubernetes.io/disk-pressure'],
  ['NetworkUnavailable', 'True', 'node.kubernetes.io/network-unavailable'],
  ['PIDPressure', 'True', 'node.kubernetes.io/pid-pressure'],
];
const NO_SCHEDULE_KEYS = new Set([...BY_CONDITION.map(([, , key]) => key), UNSCHEDULABLE]);

export function asNode(object: KubeObject): Node {
  return object as unknown as Node;
}

export function readyStatus(node: KubeObject): string {
  return asNode(node).status?.conditions?.find((c) => c.type === 'Ready')?.status ?? 'Unknown';
}

export function taintsOf(node: KubeObject): readonly Taint[] {
  return asNode(node).spec?.taints ?? [];
}

/** What is to be added and removed; `effect` tells which of the two kinds. */
export interface TaintChange {
  readonly effect: 'NoSchedule' | 'NoExecute';
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** The difference between the NoSchedule taints that conditions ask for and those that stand; undefined when there is none. */
export function noScheduleChange(node: KubeObject): TaintChange | undefined {
  const wanted = new Set<string>();
  for (const { type, status } of asNode(node).status?.conditions ?? []) {
    for (const [conditionType, conditionStatus, key] of BY_CONDITION) {
      if (type === conditionType && status === conditionStatus) wanted.add(key);
    }
  }
  if (asNode(node).spec?.unschedulable) wanted.add(UNSCHEDULABLE);
  const standing = new Set(
    taintsOf(node)
      .filter((taint) => taint.effect === 'NoSchedule' && NO_SCHEDULE_KEYS.has(taint.key))
      .map((taint) => taint.key),
  );
  return change('NoSchedule', wanted, standing);
}

/** The same for NoExecute: not-ready or unreachable, or neither. */
export function noExecuteChange(node: KubeObject): TaintChange | undefined {
  const ready = readyStatus(node);
  const wanted = new Set(ready === 'False' ? [NOT_READY] : ready === 'Unknown' ? [UNREACHABLE] : []);
  const standing = new Set(
    taintsOf(node)
      .filter((taint) => taint.effect === 'NoExecute' && (taint.key === NOT_READY || taint.key === UNREACHABLE))
      .map((taint) => taint.key),
  );
  return change('NoExecute', wanted, standing);
}

function change(
  effect: TaintChange['effect'],
  wanted: ReadonlySet<string>,
  standing: ReadonlySet<string>,
): TaintChange | undefined {
  const add = [...wanted].filter((key) => !standing.has(key));
  const remove = [...standing].filter((key) => !wanted.has(key));
  return add.length + remove.length === 0 ? undefined : { effect, add, remove };
}

/** Reads the node and, on its latest version, writes the taints. Upstream reads before every such patch. */
export function taintStep(node: KubeObject, wanted: TaintChange): Step {
  const { name = '' } = node.metadata;
  const because = 'reads the node before it changes its taints';
  return { intents: [{ verb: 'get', of: nodes, name, because }], then: 'taints-read', memo: wanted };
}

/**
 * Follow-up of `taintStep`. What is to come is added first, and only then, with a read and a patch of its own, what is to go is
 * taken away (`SwapNodeControllerTaint`), so that the node is never without.
 */
export function taintsRead(_key: string, observed: Observed, replies: readonly Reply[], memo: unknown): Plan {
  const [reply] = replies;
  if (!succeeded(reply)) return { steps: [], because: '', failed: reply.response?.code !== 404 };
  const node = reply.response?.body as KubeObject;
  const { effect, add, remove } = memo as TaintChange;
  const adding = add.length > 0;
  const rest = adding && remove.length > 0 ? [taintStep(node, { effect, add: [], remove })] : [];
  const timeAdded = rfc3339(observed.epochMs, observed.now);
  const before = taintsOf(node);
  const missing = add.filter((key) => !before.some((taint) => taint.key === key && taint.effect === effect));
  const taints = adding
    ? [...before, ...missing.map((key) => ({ key, effect, timeAdded }))]
    : before.filter((taint) => taint.effect !== effect || !remove.includes(taint.key));
  if (equal(taints, before)) return { steps: rest, because: '' };
  const words = adding ? `taints ${add.join(', ')}:${effect}` : `removes ${remove.join(', ')}:${effect}`;
  const because = `${node.metadata.name} is ${readyWord(node)}: ${words}`;
  const patch = {
    metadata: { resourceVersion: node.metadata.resourceVersion },
    spec: { taints: taints.length > 0 ? taints : null },
  };
  const patchType = 'application/strategic-merge-patch+json';
  const intent = { verb: 'patch', of: nodes, object: node, patchType, patch, because } as const;
  return { steps: [{ intents: [intent] }, ...rest], because };
}

function readyWord(node: KubeObject): string {
  const status = readyStatus(node);
  return status === 'True' ? 'ready' : status === 'False' ? 'not ready' : 'unreachable';
}
