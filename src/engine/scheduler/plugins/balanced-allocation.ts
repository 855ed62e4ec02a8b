// A node whose CPU is full while half its memory lies idle is wasted: the more evenly a pod leaves the two used, the more points.
// Since 1.36 it is the change that counts: 50 points if the pod leaves the balance as it was.
import type { NodeInfo } from '../snapshot.ts';
import { MAX_NODE_SCORE, type Plugin } from './plugin.ts';

export const balancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  preScore({ info }) {
    const { cpuMillis, memoryBytes } = info.requests.actual;
    if (cpuMillis === 0 && memoryBytes === 0) return undefined;
    return {
      score(node) {
        const after = balance(node, cpuMillis, memoryBytes);
        const before = balance(node, 0, 0);
        return 50 + Math.trunc((50 + after - before) / 2);
      },
    };
  },
};

/** 100 minus half the distance of the two used shares, in floating point as upstream computes it. */
function balance(node: NodeInfo, cpuMillis: number, memoryBytes: number): number {
  const { allocatable, requested } = node;
  if (allocatable.cpuMillis === 0 || allocatable.memoryBytes === 0) return MAX_NODE_SCORE;
  const cpu = Math.min(1, (requested.cpuMillis + cpuMillis) / allocatable.cpuMillis);
  const memory = Math.min(1, (requested.memoryBytes + memoryBytes) / allocatable.memoryBytes);
  return Math.trunc((1 - Math.abs((cpu - memory) / 2)) * MAX_NODE_SCORE);
}
