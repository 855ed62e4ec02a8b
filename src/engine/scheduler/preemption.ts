// When no node has room, a pod of higher priority may push others out. Every candidate node is tried on paper first:
// all pods of lower priority are taken away, then as many as possible are put back, the most important first.
// Who is still missing is a victim; the node whose victims matter least is taken.
import { matchesLabels } from '../api/labels.ts';
import { isDeleting } from '../api/object.ts';
import type { PodDisruptionBudget } from '../api/types.ts';
import { fitErrorMessage, type Preemption } from './decision.ts';
import { type Nominations, type PreparedFilter, runFilters } from './filters.ts';
import { NO_CLAIMS } from './plugins/dynamic-resources.ts';
import type { Cycle, Verdict } from './plugins/plugin.ts';
import { type NodeInfo, type PodInfo, withoutPods, withPods } from './snapshot.ts';

export interface PreemptionSearch {
  readonly cycle: Cycle;
  readonly filters: readonly PreparedFilter[];
  readonly nominations: Nominations;
  /** The nodes that were looked at; `refusalOf(place)` says why each of them was refused. */
  readonly nodes: readonly NodeInfo[];
  readonly refusalOf: (place: number) => Verdict;
  readonly disruptionBudgets: readonly PodDisruptionBudget[];
  readonly draw: (purpose: string, subject: string) => number;
}

const NOT_HELPFUL = 'Preemption is not helpful for scheduling';
const NO_VICTIMS = 'No preemption victims found for incoming pod';

interface Found {
  readonly preemption: Preemption | null;
  readonly message: string;
  /** The same node by node, aligned with the nodes of the search. */
  readonly words?: readonly string[];
}

/**
 * The PostFilter step: whom to evict where, or the words to add to the pod's message (none when there are victims).
 * Source: framework/preemption/preemption.go and plugins/defaultpreemption of v1.36.
 */
export function findPreemption(search: PreemptionSearch): Found {
  const { cycle, nodes } = search;
  if (cycle.nodeCount === 0) return { preemption: null, message: '' };
  const ineligible = whyNotEligible(search);
  if (ineligible !== undefined) return { preemption: null, message: `${NO_CLAIMS}, preemption: ${ineligible}` };

  const places = [...nodes.keys()].filter((place) => search.refusalOf(place).code === 'Unschedulable');
  const words = nodes.map((_, place) => (search.refusalOf(place).code === 'Unschedulable' ? '' : NOT_HELPFUL));
  const { candidates, reasons } = dryRun(search, places, words);
  if (candidates.length > 0) {
    const { node, victims } = leastImportant(candidates);
    const evicted = victims.filter(({ pod }) => !isDeleting(pod)).map(({ key }) => key);
    return { preemption: Object.freeze({ node: node.name, victims: Object.freeze(evicted) }), message: '', words };
  }
  const explained = places.length;
  if (cycle.nodeCount > explained) add(reasons, NOT_HELPFUL, cycle.nodeCount - explained);
  const message = `${NO_CLAIMS}, preemption: ${fitErrorMessage(cycle.nodeCount, reasons, '')}`;
  return { preemption: null, message, words };
}

function whyNotEligible({ cycle, nodes, refusalOf }: PreemptionSearch): string | undefined {
  const { pod, info, cache } = cycle;
  if (pod.spec?.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.status?.nominatedNodeName ?? '';
  const place = nodes.findIndex((node) => node.name === nominated);
  if (place >= 0 && refusalOf(place).code === 'UnschedulableAndUnresolvable') return undefined;
  const leaving = cache.nodes
    .get(nominated)
    ?.pods.some((other) => other.priority < info.priority && isLeavingByPreemption(other));
  return leaving === true ? 'not eligible due to a terminating pod on the nominated node.' : undefined;
}

function isLeavingByPreemption({ pod }: PodInfo): boolean {
  return (
    isDeleting(pod) &&
    pod.status?.conditions?.some(
      ({ type, status, reason }) =>
        type === 'DisruptionTarget' && status === 'True' && reason === 'PreemptionByScheduler',
    ) === true
  );
}

interface Candidate {
  readonly node: NodeInfo;
  /** Most important first. */
  readonly victims: readonly PodInfo[];
  readonly violations: number;
}

/** Tries nodes from a random place on until there are enough candidates: 10 % of the nodes, at least 100. */
function dryRun(
  search: PreemptionSearch,
  places: readonly number[],
  words: string[],
): { candidates: Candidate[]; reasons: Map<string, number> } {
  const reasons = new Map<string, number>();
  const harmless: Candidate[] = [];
  const violating: Candidate[] = [];
  const count = places.length;
  if (count === 0) return { candidates: [], reasons };
  const enough = Math.min(count, Math.max(100, Math.floor(count / 10)));
  const offset = search.draw('preemption-offset', search.cycle.info.key) % count;
  for (let step = 0; step < count; step++) {
    if (harmless.length > 0 && harmless.length + violating.length >= enough) break;
    const place = places[(offset + step) % count];
    const result = victimsOn(search.nodes[place], search);
    if ('refusal' in result) {
      words[place] = result.refusal.join(', ');
      for (const reason of result.refusal) add(reasons, reason, 1);
    } else if (result.violations === 0) harmless.push(result);
    else violating.push(result);
  }
  return { candidates: [...harmless, ...violating], reasons };
}

function victimsOn(node: NodeInfo, search: PreemptionSearch): Candidate | { refusal: readonly string[] } {
  const { cycle, filters, nominations } = search;
  const removable = node.pods.filter((pod) => pod.priority < cycle.info.priority);
  if (removable.length === 0) return { refusal: [NO_VICTIMS] };
  let left = withoutPods(node, removable);
  const refusal = runFilters(filters, left, nominations);
  if (refusal !== undefined) return { refusal: refusal.reasons };
  const { protectedPods, others } = splitByBudget(removable.sort(byImportance), search.disruptionBudgets);
  const victims: PodInfo[] = [];
  const reprieve = (pod: PodInfo): boolean => {
    const again = withPods(left, [pod]);
    if (runFilters(filters, again, nominations) !== undefined) {
      victims.push(pod);
      return false;
    }
    left = again;
    return true;
  };
  let violations = 0;
  for (const pod of protectedPods) if (!reprieve(pod)) violations++;
  for (const pod of others) reprieve(pod);
  return { node, victims: victims.sort(byImportance), violations };
}

/** Higher priority first, then whoever has run longer. Source: util.MoreImportantPod. */
function byImportance(a: PodInfo, b: PodInfo): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  const earlier = a.pod.status?.startTime ?? NEVER;
  const later = b.pod.status?.startTime ?? NEVER;
  return earlier < later ? -1 : earlier > later ? 1 : 0;
}

/** A pod that has not started counts as starting now; RFC 3339 times in UTC compare as text. */
const NEVER = '9999-12-31T23:59:59Z';

/** Budgets are used up in order of importance; pods for which nothing is left are protected (as far as that goes). */
function splitByBudget(
  pods: readonly PodInfo[],
  budgets: readonly PodDisruptionBudget[],
): { protectedPods: PodInfo[]; others: PodInfo[] } {
  const left = budgets.map((budget) => budget.status?.disruptionsAllowed ?? 0);
  const protectedPods: PodInfo[] = [];
  const others: PodInfo[] = [];
  for (const info of pods) {
    let violated = false;
    for (const [index, budget] of budgets.entries()) {
      if (!covers(budget, info)) continue;
      left[index]--;
      if (left[index] < 0) violated = true;
    }
    (violated ? protectedPods : others).push(info);
  }
  return { protectedPods, others };
}

function covers({ metadata, spec, status }: PodDisruptionBudget, { pod }: PodInfo): boolean {
  const labels = pod.metadata.labels ?? {};
  const selector = spec?.selector;
  const empty =
    Object.keys(selector?.matchLabels ?? {}).length === 0 && (selector?.matchExpressions ?? []).length === 0;
  if (metadata.namespace !== pod.metadata.namespace || empty || Object.keys(labels).length === 0) return false;
  if (status?.disruptedPods?.[pod.metadata.name ?? ''] !== undefined) return false;
  return matchesLabels(selector, labels);
}

/** Fewest broken budgets, then the least important victims, then the fewest, then those that began last; the first of equals. */
function leastImportant(candidates: readonly Candidate[]): Candidate {
  const rankings: ((candidate: Candidate) => number)[] = [
    ({ violations }) => violations,
    ({ victims }) => victims[0]?.priority ?? 0,
    // Each priority is lifted above zero, so that two victims never weigh less than one of them.
    ({ victims }) => victims.reduce((sum, victim) => sum + victim.priority + 0x80000000, 0),
    ({ victims }) => victims.length,
  ];
  let left = candidates;
  for (const rank of rankings) {
    const lowest = Math.min(...left.map(rank));
    left = left.filter((candidate) => rank(candidate) === lowest);
  }
  const latest = left.map(earliestStart).sort().at(-1);
  return left.find((candidate) => earliestStart(candidate) === latest) ?? left[0];
}

/** When the longest-running of the most important victims began. */
function earliestStart({ victims }: Candidate): string {
  return victims
    .filter(({ priority }) => priority === victims[0].priority)
    .map(({ pod }) => pod.status?.startTime ?? NEVER)
    .sort()[0];
}

function add(counts: Map<string, number>, reason: string, times: number): void {
  counts.set(reason, (counts.get(reason) ?? 0) + times);
}
