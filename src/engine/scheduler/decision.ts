// A decision keeps all its reasons: for each node the plugin that refused it or the points every plugin gave.
// The numbers stand in columns, one entry a node, and equal refusals are stored once, so that a thousand nodes stay small.
import type { Code, Verdict } from './plugins/plugin.ts';

export interface Decision {
  /** `namespace/name` of the pod. */
  readonly pod: string;
  /** Nodes in the cluster when it was made. */
  readonly nodeCount: number;
  /** Nodes that were looked at, in that order: the search stops early when enough of them fit. */
  readonly nodes: readonly string[];
  /** Per node looked at: 0 when all filters let the pod pass, else 1 + the place of its refusal in `refusals`. */
  readonly verdicts: readonly number[];
  readonly refusals: readonly Verdict[];
  /** Filters that had something to check, in the order of asking. */
  readonly asked: readonly string[];
  /** Set when the PreFilter step narrowed the search to these nodes; `narrowedBy` says which plugins did. */
  readonly nodeNames?: readonly string[];
  readonly narrowedBy?: readonly string[];
  /** Set when a PreFilter refused the pod outright; no node was looked at. */
  readonly preFilterRefusal?: Verdict;
  /** Places in `nodes` of those that fit. */
  readonly feasible: readonly number[];
  /** One column a plugin that gave points, aligned with `feasible`; empty when there was nothing to compare. */
  readonly scores: readonly ScoreColumn[];
  /** Weighted sums, aligned with `feasible`. */
  readonly totals: readonly number[];
  /** Places in `feasible` of the highest total. */
  readonly best: readonly number[];
  /** Place in `feasible` of the node taken, or −1. */
  readonly chosen: number;
  /** The text of the FailedScheduling event and the PodScheduled condition, or null when a node was found. */
  readonly fitError: string | null;
  readonly preemption: Preemption | null;
  /** When nothing fits: what preemption found on each node looked at; '' where it found room or was not tried. */
  readonly postFilter?: readonly string[];
  /** Where the next search begins, so that no node is always first. */
  readonly nextStartNodeIndex: number;
}

export interface ScoreColumn {
  readonly plugin: string;
  readonly weight: number;
  readonly raw: readonly number[];
  readonly normalized: readonly number[];
}

/** Whom to evict, and where, so that the pod fits. */
export interface Preemption {
  readonly node: string;
  /** `namespace/name`, most important first; those that are leaving already are not among them. */
  readonly victims: readonly string[];
}

/** The shape of `expected` in recordings of the real scheduler. */
export interface DecisionJson {
  preFilter?: { nodeNames: string[] } | { plugin: string; code: Code; reasons: string[] };
  filters: Record<string, { plugin: string; code: Code; reasons: string[] }>;
  feasible: string[];
  scores: Record<
    string,
    { plugins: Record<string, { normalized: number; weight: number; weighted: number }>; total: number }
  >;
  best: string[];
  chosen: string | null;
  fitError: string | null;
  preemption: { candidates: Record<string, string[]> } | null;
}

/** The node the pod goes to, or undefined. */
export function chosenNode(decision: Decision): string | undefined {
  return decision.chosen < 0 ? undefined : decision.nodes[decision.feasible[decision.chosen]];
}

/** The decision as JSON; names come sorted, as in the recordings. */
export function decisionToJson(decision: Decision): DecisionJson {
  const json: DecisionJson = {
    filters: {},
    feasible: decision.feasible.map((place) => decision.nodes[place]).sort(),
    scores: {},
    best: decision.best.map((place) => decision.nodes[decision.feasible[place]]).sort(),
    chosen: chosenNode(decision) ?? null,
    fitError: decision.fitError,
    preemption: null,
  };
  const { preFilterRefusal, nodeNames } = decision;
  if (preFilterRefusal !== undefined) json.preFilter = verdictToJson(preFilterRefusal);
  else if (nodeNames !== undefined) json.preFilter = { nodeNames: [...nodeNames] };
  for (const [place, name] of decision.nodes.entries()) {
    const verdict = decision.verdicts[place];
    if (verdict > 0) json.filters[name] = verdictToJson(decision.refusals[verdict - 1]);
  }
  if (decision.scores.length > 0) {
    for (const [row, place] of decision.feasible.entries()) {
      const plugins: DecisionJson['scores'][string]['plugins'] = {};
      for (const { plugin, weight, normalized } of decision.scores) {
        plugins[plugin] = { normalized: normalized[row], weight, weighted: normalized[row] * weight };
      }
      json.scores[decision.nodes[place]] = { plugins, total: decision.totals[row] };
    }
  }
  if (decision.preemption !== null) {
    json.preemption = { candidates: { [decision.preemption.node]: [...decision.preemption.victims].sort() } };
  }
  return json;
}

function verdictToJson({ plugin, code, reasons }: Verdict): { plugin: string; code: Code; reasons: string[] } {
  return { plugin, code, reasons: [...reasons] };
}

/**
 * `0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu.` The reasons are counted, not the nodes, and
 * sorted as text, so "10 …" comes before "2 …". Source: framework/types.go (FitError.Error).
 */
export function fitErrorMessage(nodeCount: number, counts: ReadonlyMap<string, number>, postFilter: string): string {
  if (nodeCount === 0) return 'no nodes available to schedule pods';
  const lines = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  return withPostFilter(
    `0/${nodeCount} nodes are available:${lines.length > 0 ? ` ${lines.join(', ')}.` : ''}`,
    postFilter,
  );
}

/** The same when a PreFilter refused: its words stand for all nodes. */
export function preFilterMessage(nodeCount: number, refusal: Verdict, postFilter: string): string {
  return withPostFilter(`0/${nodeCount} nodes are available: ${refusal.reasons.join(', ')}.`, postFilter);
}

function withPostFilter(message: string, postFilter: string): string {
  return postFilter === '' ? message : `${message} ${postFilter}`;
}

/** How often each reason was given; nodes outside a narrowed search count with a reason of their own. */
export function countReasons(
  decision: Pick<Decision, 'nodeCount' | 'nodes' | 'verdicts' | 'refusals' | 'narrowedBy'>,
): Map<string, number> {
  const counts = new Map<string, number>();
  const perRefusal = new Array<number>(decision.refusals.length).fill(0);
  for (const verdict of decision.verdicts) if (verdict > 0) perRefusal[verdict - 1]++;
  for (const [place, refusal] of decision.refusals.entries()) {
    for (const reason of refusal.reasons) counts.set(reason, (counts.get(reason) ?? 0) + perRefusal[place]);
  }
  const absent = decision.nodeCount - decision.nodes.length;
  if (decision.narrowedBy !== undefined && absent > 0) {
    counts.set(`node(s) didn't satisfy plugin(s) [${decision.narrowedBy.join(' ')}]`, absent);
  }
  return counts;
}
