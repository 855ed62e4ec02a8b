// A pod fits where what it asks for is still free: allocatable minus the requests of all pods on the node. Real use plays no part.
// Among nodes that fit, the emptier one gets more points (LeastAllocated).
import type { PodRequests } from '../requests.ts';
import type { NodeInfo } from '../snapshot.ts';
import { MAX_NODE_SCORE, type Plugin, type Verdict, verdict } from './plugin.ts';

const NAME = 'NodeResourcesFit';
const TOO_MANY_PODS = verdict(NAME, 'Unschedulable', 'Too many pods');

export const nodeResourcesFit: Plugin = {
  name: NAME,
  preFilter({ info }) {
    return { filter: (node) => fits(info.requests, node) };
  },
  preScore({ info }) {
    const { cpuMillis, memoryBytes } = info.requests.scored;
    return {
      score(node) {
        let points = 0;
        let weights = 0;
        if (node.allocatable.cpuMillis > 0) {
          points += freeShare(node.scored.cpuMillis + cpuMillis, node.allocatable.cpuMillis);
          weights++;
        }
        if (node.allocatable.memoryBytes > 0) {
          points += freeShare(node.scored.memoryBytes + memoryBytes, node.allocatable.memoryBytes);
          weights++;
        }
        return weights === 0 ? 0 : Math.floor(points / weights);
      },
    };
  },
};

/**
 * Undefined when the pod fits, else every resource that lacks. When the pod asks for more than the whole node has, evicting
 * others is no help either. Source: noderesources/fit.go (fitsRequest); extended resources come in order of name here.
 */
export function fits({ actual, nothing }: PodRequests, node: NodeInfo): Verdict | undefined {
  const tooMany = node.pods.length + 1 > node.allowedPods;
  if (nothing) return tooMany ? TOO_MANY_PODS : undefined;
  const { allocatable, requested } = node;
  let reasons: string[] | undefined;
  let unresolvable = false;
  if (tooMany) reasons = ['Too many pods'];
  const check = (name: string, wanted: number, all: number, taken: number) => {
    if (wanted <= 0 || wanted <= all - taken) return;
    if (reasons === undefined) reasons = [];
    reasons.push(`Insufficient ${name}`);
    if (wanted > all) unresolvable = true;
  };
  check('cpu', actual.cpuMillis, allocatable.cpuMillis, requested.cpuMillis);
  check('memory', actual.memoryBytes, allocatable.memoryBytes, requested.memoryBytes);
  check(
    'ephemeral-storage',
    actual.ephemeralStorageBytes,
    allocatable.ephemeralStorageBytes,
    requested.ephemeralStorageBytes,
  );
  for (const name of Object.keys(actual.scalars).sort()) {
    check(name, actual.scalars[name], allocatable.scalars[name] ?? 0, requested.scalars[name] ?? 0);
  }
  if (reasons === undefined) return undefined;
  return verdict(NAME, unresolvable ? 'UnschedulableAndUnresolvable' : 'Unschedulable', ...reasons);
}

/** Whole percent left free; exact up to 90 TB, where the product passes 2⁵³. */
function freeShare(requested: number, allocatable: number): number {
  return requested > allocatable ? 0 : Math.floor(((allocatable - requested) * MAX_NODE_SCORE) / allocatable);
}
