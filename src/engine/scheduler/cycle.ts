// One pod, one decision: strike out the nodes that can't take it, give points to the rest, take the best.
// It looks at a snapshot and changes nothing; whoever asked binds the pod, or writes down why not.
import type { Pod, PodDisruptionBudget } from '../api/types.ts';
import { countReasons, type Decision, fitErrorMessage, preFilterMessage, type ScoreColumn } from './decision.ts';
import { type Nominations, nominationsFor, type PreparedFilter, runFilters } from './filters.ts';
import { NO_STATE } from './plugins/dynamic-resources.ts';
import type { Cycle, Verdict } from './plugins/plugin.ts';
import { findPreemption } from './preemption.ts';
import { DEFAULT_PROFILE, type Profile } from './profile.ts';
import { type NodeInfo, podInfo, type SchedulerCache } from './snapshot.ts';
import { nodeOrder } from './zones.ts';

export interface DecideOptions {
  /** A throw of the dice, 0 … 2³²−1, for breaking ties; the same purpose and subject give the same throw. */
  readonly draw: (purpose: string, subject: string) => number;
  readonly profile?: Profile;
  /** Overrides the profile's: 100 looks at every node. */
  readonly percentageOfNodesToScore?: number;
  readonly startNodeIndex?: number;
  /** Budgets that preemption tries to respect. */
  readonly disruptionBudgets?: readonly PodDisruptionBudget[];
  /** The real scheduler gives no points when only one node fits; a table for learners may want them. */
  readonly scoreSingle?: boolean;
}

/** Makes the scheduling decision for `pod`. Source: schedule_one.go (schedulePod) of v1.36; one node after the other instead of 16 at once. */
export function decide(cache: SchedulerCache, pod: Pod, options: DecideOptions): Decision {
  const profile = options.profile ?? DEFAULT_PROFILE;
  const order = nodeOrder(cache);
  const info = podInfo(pod);
  const cycle: Cycle = { pod, info, cache, nodeCount: order.length };
  const prepared = prepare(cycle, profile);
  const start = options.startNodeIndex ?? 0;
  if ('refusal' in prepared) return refusedBeforehand(cycle, prepared.refusal, start);

  const search = findFeasible(cycle, prepared, options, profile, start);
  if (search.feasible.length === 0) return nothingFits(cycle, prepared, search, options);

  const comparing = search.feasible.length > 1 || options.scoreSingle === true;
  const scores = comparing ? score(cycle, profile, search.feasible) : [];
  const totals = sumUp(scores, search.feasible.length);
  const best = maxima(totals);
  // Upstream's heap of equals has no defined order; here the dice decide, and the same seed decides alike.
  const chosen = best.length === 1 ? best[0] : best[options.draw('tie', info.key) % best.length];
  return finish(cycle, prepared, search, { scores, totals, best, chosen, fitError: null, preemption: null });
}

interface Prepared {
  readonly filters: readonly PreparedFilter[];
  readonly nodeNames?: readonly string[];
  readonly narrowedBy?: readonly string[];
}

/** PreFilter: every plugin reads the pod once; the node names they allow are intersected. */
function prepare(cycle: Cycle, profile: Profile): Prepared | { readonly refusal: Verdict } {
  const filters: PreparedFilter[] = [];
  let nodeNames: readonly string[] | undefined;
  const narrowedBy: string[] = [];
  for (const plugin of profile.filters) {
    const result = plugin.preFilter?.(cycle);
    if (result === undefined) continue;
    if ('refusal' in result) return result;
    filters.push({ plugin: plugin.name, filter: result.filter });
    const allowed = result.nodeNames;
    if (allowed === undefined) continue;
    narrowedBy.push(plugin.name);
    nodeNames = nodeNames === undefined ? allowed : nodeNames.filter((name) => allowed.includes(name));
  }
  if (nodeNames === undefined) return { filters };
  return { filters, nodeNames: Object.freeze(nodeNames), narrowedBy: Object.freeze(narrowedBy.sort()) };
}

interface Search {
  readonly nodes: string[];
  readonly infos: NodeInfo[];
  readonly verdicts: number[];
  readonly refusals: Verdict[];
  readonly feasible: NodeInfo[];
  readonly places: number[];
  nextStartNodeIndex: number;
}

function findFeasible(
  cycle: Cycle,
  prepared: Prepared,
  options: DecideOptions,
  profile: Profile,
  start: number,
): Search {
  const nominations = nominationsFor(cycle);
  const own = cycle.pod.status?.nominatedNodeName;
  if (own !== undefined && own !== '') {
    // The node that preemption made room on is tried alone first.
    const alone = emptySearch(start);
    const node = cycle.cache.nodes.get(own);
    if (node !== undefined && (prepared.nodeNames?.includes(own) ?? true))
      visit(alone, node, prepared.filters, nominations);
    if (alone.feasible.length > 0) return alone;
  }
  const search = emptySearch(start);
  const order = prepared.nodeNames ?? nodeOrder(cycle.cache);
  const percentage = options.percentageOfNodesToScore ?? profile.percentageOfNodesToScore;
  const enough = numFeasibleNodesToFind(order.length, percentage);
  let place = prepared.nodeNames === undefined ? start : 0;
  for (let looked = 0; looked < order.length && search.feasible.length < enough; looked++) {
    if (place >= order.length) place = 0;
    const node = cycle.cache.nodes.get(order[place++]);
    if (node !== undefined) visit(search, node, prepared.filters, nominations);
  }
  if (cycle.nodeCount > 0) search.nextStartNodeIndex = (start + search.nodes.length) % cycle.nodeCount;
  return search;
}

function emptySearch(start: number): Search {
  return { nodes: [], infos: [], verdicts: [], refusals: [], feasible: [], places: [], nextStartNodeIndex: start };
}

function visit(search: Search, node: NodeInfo, filters: readonly PreparedFilter[], nominations: Nominations): void {
  const refusal = runFilters(filters, node, nominations);
  search.nodes.push(node.name);
  search.infos.push(node);
  if (refusal === undefined) {
    search.places.push(search.nodes.length - 1);
    search.feasible.push(node);
    search.verdicts.push(0);
  } else {
    search.verdicts.push(1 + intern(search.refusals, refusal));
  }
}

/** Equal refusals are kept once. */
function intern(refusals: Verdict[], refusal: Verdict): number {
  for (let place = 0; place < refusals.length; place++) {
    const known = refusals[place];
    if (known === refusal) return place;
    if (
      known.plugin === refusal.plugin &&
      known.code === refusal.code &&
      known.reasons.length === refusal.reasons.length &&
      known.reasons.every((reason, index) => reason === refusal.reasons[index])
    ) {
      return place;
    }
  }
  return refusals.push(refusal) - 1;
}

function score(cycle: Cycle, profile: Profile, feasible: readonly NodeInfo[]): ScoreColumn[] {
  const columns: ScoreColumn[] = [];
  for (const { plugin, weight } of profile.scores) {
    const scorer = plugin.preScore?.(cycle, feasible);
    if (scorer === undefined) continue;
    const raw = new Array<number>(feasible.length);
    for (let row = 0; row < raw.length; row++) raw[row] = scorer.score(feasible[row]);
    const normalized = scorer.normalize === undefined ? raw : scorer.normalize(raw);
    columns.push(
      Object.freeze({ plugin: plugin.name, weight, raw: Object.freeze(raw), normalized: Object.freeze(normalized) }),
    );
  }
  return columns;
}

function sumUp(columns: readonly ScoreColumn[], rows: number): number[] {
  const totals = new Array<number>(rows).fill(0);
  for (const { weight, normalized } of columns) {
    for (let row = 0; row < rows; row++) totals[row] += weight * normalized[row];
  }
  return totals;
}

function maxima(totals: readonly number[]): number[] {
  let highest = -1;
  let places: number[] = [];
  for (let place = 0; place < totals.length; place++) {
    if (totals[place] > highest) {
      highest = totals[place];
      places = [place];
    } else if (totals[place] === highest) {
      places.push(place);
    }
  }
  return places;
}

type Outcome = Pick<Decision, 'scores' | 'totals' | 'best' | 'chosen' | 'fitError' | 'preemption' | 'postFilter'>;
const NO_NODE = { scores: [], totals: [], best: [], chosen: -1 };

function refusedBeforehand(cycle: Cycle, refusal: Verdict, start: number): Decision {
  const fitError =
    cycle.nodeCount === 0 ? fitErrorMessage(0, new Map(), '') : preFilterMessage(cycle.nodeCount, refusal, NO_STATE);
  const decision = finish(cycle, { filters: [] }, emptySearch(start), { ...NO_NODE, fitError, preemption: null });
  return cycle.nodeCount === 0 ? decision : Object.freeze({ ...decision, preFilterRefusal: refusal });
}

function nothingFits(cycle: Cycle, prepared: Prepared, search: Search, options: DecideOptions): Decision {
  const counts = countReasons({ ...search, nodeCount: cycle.nodeCount, narrowedBy: prepared.narrowedBy });
  const { preemption, message, words } = findPreemption({
    cycle,
    filters: prepared.filters,
    nominations: nominationsFor(cycle),
    nodes: search.infos,
    refusalOf: (place) => search.refusals[search.verdicts[place] - 1],
    disruptionBudgets: options.disruptionBudgets ?? [],
    draw: options.draw,
  });
  const fitError = fitErrorMessage(cycle.nodeCount, counts, message);
  return finish(cycle, prepared, search, { ...NO_NODE, fitError, preemption, postFilter: words });
}

function finish(cycle: Cycle, prepared: Prepared, search: Search, outcome: Outcome): Decision {
  return Object.freeze({
    pod: cycle.info.key,
    nodeCount: cycle.nodeCount,
    nodes: Object.freeze(search.nodes),
    verdicts: Object.freeze(search.verdicts),
    refusals: Object.freeze(search.refusals),
    asked: Object.freeze(prepared.filters.map(({ plugin }) => plugin)),
    ...(prepared.nodeNames === undefined ? {} : { nodeNames: prepared.nodeNames, narrowedBy: prepared.narrowedBy }),
    feasible: Object.freeze(search.places),
    scores: Object.freeze(outcome.scores),
    totals: Object.freeze(outcome.totals),
    best: Object.freeze(outcome.best),
    chosen: outcome.chosen,
    fitError: outcome.fitError,
    preemption: outcome.preemption,
    ...(outcome.postFilter === undefined ? {} : { postFilter: Object.freeze(outcome.postFilter) }),
    nextStartNodeIndex: search.nextStartNodeIndex,
  });
}

/**
 * How many nodes that fit are enough. Source: schedule_one.go (numFeasibleNodesToFind): below 100 nodes all; else a
 * percentage, by default 50 − N/125 but at least 5, and never fewer than 100 nodes.
 */
export function numFeasibleNodesToFind(allNodes: number, percentageOfNodesToScore = 0): number {
  const least = 100;
  if (allNodes < least) return allNodes;
  let percentage = percentageOfNodesToScore;
  if (percentage === 0) percentage = Math.max(5, 50 - Math.floor(allNodes / 125));
  return Math.min(allNodes, Math.max(least, Math.floor((allNodes * percentage) / 100)));
}
