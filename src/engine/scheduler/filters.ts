// Asking the filters about one node: in order, and only until the first says no.
// Pods that were promised room on a node by preemption are counted there as if they had come already.
import type { Cycle, Verdict } from './plugins/plugin.ts';
import { type NodeInfo, type PodInfo, withPods } from './snapshot.ts';

/** One filter that has something to check about the pod, ready to be asked about nodes. */
export interface PreparedFilter {
  readonly plugin: string;
  readonly filter: (node: NodeInfo) => Verdict | undefined;
}

/**
 * Asks the filters in order and stops at the first refusal. Where pods of no lower priority are nominated to the node, the pod
 * must fit beside them, and without them too: nobody knows yet whether they will come.
 */
export function runFilters(
  filters: readonly PreparedFilter[],
  node: NodeInfo,
  nominations: Nominations,
): Verdict | undefined {
  const expected = nominations?.get(node.name);
  if (expected !== undefined) {
    const refusal = firstRefusal(filters, withPods(node, expected));
    if (refusal !== undefined) return refusal;
  }
  return firstRefusal(filters, node);
}

function firstRefusal(filters: readonly PreparedFilter[], node: NodeInfo): Verdict | undefined {
  for (const { filter } of filters) {
    const refusal = filter(node);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Pods with a nominated node that count before this one, by that node; undefined when there are none. */
export type Nominations = ReadonlyMap<string, readonly PodInfo[]> | undefined;

export function nominationsFor({ cache, info }: Cycle): Nominations {
  if (cache.nominated.size === 0) return undefined;
  const byNode = new Map<string, PodInfo[]>();
  cache.nominated.scan((nomination, key) => {
    if (key === info.key || nomination.info.priority < info.priority) return;
    const others = byNode.get(nomination.node);
    if (others === undefined) byNode.set(nomination.node, [nomination.info]);
    else others.push(nomination.info);
  });
  return byNode.size === 0 ? undefined : byNode;
}
