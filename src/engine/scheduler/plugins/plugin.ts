// A scheduler plugin answers two questions: may the pod run on this node, and how well would it do there?
// Each plugin reads the pod once, and only then looks at nodes; what it has nothing to say about, it skips.
import type { Pod } from '../../api/types.ts';
import type { NodeInfo, PodInfo, SchedulerCache } from '../snapshot.ts';

/** `Unschedulable`: fewer pods on the node might help. `UnschedulableAndUnresolvable`: nothing that preemption can do helps. */
export type Code = 'Unschedulable' | 'UnschedulableAndUnresolvable';

export interface Verdict {
  readonly plugin: string;
  readonly code: Code;
  readonly reasons: readonly string[];
}

/** What one decision is about. */
export interface Cycle {
  readonly pod: Pod;
  readonly info: PodInfo;
  readonly cache: SchedulerCache;
  readonly nodeCount: number;
}

/** PreFilter's answer; undefined means the plugin has nothing to check for this pod (upstream: Skip, or a Filter that always passes). */
export type PreFilterResult =
  | { readonly filter: (node: NodeInfo) => Verdict | undefined; readonly nodeNames?: readonly string[] }
  | { readonly refusal: Verdict }
  | undefined;

/** PreScore's answer; undefined means the plugin gives no points in this decision (upstream: Skip). */
export type Scorer =
  | {
      /** Raw points, a whole number. */
      readonly score: (node: NodeInfo) => number;
      /** Brings all raw points into 0 … 100; without it they already are. */
      readonly normalize?: (raw: readonly number[]) => number[];
    }
  | undefined;

export interface Plugin {
  readonly name: string;
  preFilter?(cycle: Cycle): PreFilterResult;
  preScore?(cycle: Cycle, feasible: readonly NodeInfo[]): Scorer;
}

export function verdict(plugin: string, code: Code, ...reasons: string[]): Verdict {
  return Object.freeze({ plugin, code, reasons: Object.freeze(reasons) });
}

export const MAX_NODE_SCORE = 100;

/** Share of the largest, in whole percent; reversed, the largest gets 0. Source: helper.DefaultNormalizeScore. */
export function normalizeByLargest(raw: readonly number[], reverse: boolean): number[] {
  let largest = 0;
  for (const points of raw) if (points > largest) largest = points;
  if (largest === 0) return raw.map((points) => (reverse ? MAX_NODE_SCORE : points));
  return raw.map((points) => {
    const share = Math.floor((points * MAX_NODE_SCORE) / largest);
    return reverse ? MAX_NODE_SCORE - share : share;
  });
}
