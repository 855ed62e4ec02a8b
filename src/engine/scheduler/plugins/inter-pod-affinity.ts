// Pods choose their company: together with some, apart from others, on the same node or in the same zone. It cuts both ways,
// for a pod that is already there may have said whom it will not stand beside.
// The first pod of a group that only wants its own kind has nobody to join, and may begin anywhere.
import type { PodGroup } from '../pod-groups.ts';
import type { SchedulerCache } from '../snapshot.ts';
import { type Contribution, type Tally, tally } from '../tally.ts';
import { matchesTerm, type Term, termsOf } from './affinity-terms.ts';
import { type Cycle, MAX_NODE_SCORE, type Plugin, verdict } from './plugin.ts';

const NAME = 'InterPodAffinity';
const NOT_TOGETHER = verdict(NAME, 'UnschedulableAndUnresolvable', "node(s) didn't match pod affinity rules");
const NOT_APART = verdict(NAME, 'Unschedulable', "node(s) didn't match pod anti-affinity rules");
const NOT_WELCOME = verdict(NAME, 'Unschedulable', "node(s) didn't satisfy existing pods anti-affinity rules");
/** What the required affinity of a pod that is there counts in points. Source: hardPodAffinityWeight's default. */
const HARD_WEIGHT = 1;

// Sums are kept apart by what they are for; the label's name follows.
const TOGETHER = 'together/';
const APART = 'apart/';
const UNWELCOME = 'unwelcome/';
const POINTS = 'points/';

/** Source: plugins/interpodaffinity of v1.36. */
export const interPodAffinity: Plugin = {
  name: NAME,
  preFilter(cycle) {
    const counts = company(cycle);
    if (counts === undefined) return undefined;
    const { together, apart } = termsOf(cycle.info.group);
    if (together.length === 0 && apart.length === 0 && !counts.holds(UNWELCOME)) return undefined;
    const firstOfItsKind =
      together.length > 0 && together.every((term) => matchesTerm(term, cycle.info.group, cycle.cache));
    return {
      filter(info) {
        const labels = info.node.metadata.labels ?? {};
        let alone = false;
        for (const { topologyKey } of together) {
          if (labels[topologyKey] === undefined) return NOT_TOGETHER;
          if (counts.at(TOGETHER + topologyKey, topologyKey, info).pods === 0) alone = true;
        }
        if (alone) {
          const nobody = together.every(({ topologyKey }) => counts.total(TOGETHER + topologyKey, info) === 0);
          if (!firstOfItsKind || !nobody) return NOT_TOGETHER;
        }
        for (const { topologyKey } of apart) {
          if (counts.at(APART + topologyKey, topologyKey, info).pods > 0) return NOT_APART;
        }
        for (const topologyKey in labels) {
          if (counts.at(UNWELCOME + topologyKey, topologyKey, info).pods > 0) return NOT_WELCOME;
        }
        return undefined;
      },
    };
  },
  preScore(cycle) {
    const counts = company(cycle);
    if (counts?.holds(POINTS) !== true) return undefined;
    return {
      score(info) {
        let points = 0;
        for (const topologyKey in info.node.metadata.labels) {
          points += counts.at(POINTS + topologyKey, topologyKey, info).weight;
        }
        return points;
      },
      normalize,
    };
  },
};

function normalize(raw: readonly number[]): number[] {
  let lowest = Number.MAX_SAFE_INTEGER;
  let highest = Number.MIN_SAFE_INTEGER;
  for (const points of raw) {
    if (points < lowest) lowest = points;
    if (points > highest) highest = points;
  }
  const range = highest - lowest;
  return raw.map((points) => (range > 0 ? Math.trunc(MAX_NODE_SCORE * ((points - lowest) / range)) : 0));
}

/** Everything that other pods mean to this one, per domain; undefined when nobody, here or there, has asked for anything. */
function company({ info, cache }: Cycle): Tally | undefined {
  const { group } = info;
  if (group.affinity === undefined && tally(cache, SOMEBODY_ASKS).pods === 0) return undefined;
  return tally(cache, {
    key: `company|${cache.namespaces.position}|${group.key}`,
    of: (other) => meaning(group, other, cache),
  });
}

const SOMEBODY_ASKS = {
  key: 'somebody asks',
  of: ({ affinity }: PodGroup) => (affinity === undefined ? NOTHING : ASKS),
};
const NOTHING: readonly Contribution[] = Object.freeze([]);
const ASKS: readonly Contribution[] = Object.freeze([{ bucket: '', topologyKey: '', weight: 1 }]);

function meaning(mine: PodGroup, other: PodGroup, cache: SchedulerCache): readonly Contribution[] {
  const found: Contribution[] = [];
  const add = (bucket: string, { topologyKey }: Term, weight: number) =>
    void found.push({ bucket: bucket + topologyKey, topologyKey, weight });
  const { together, apart, ratherTogether, ratherApart } = termsOf(mine);
  if (together.length > 0 && together.every((term) => matchesTerm(term, other, cache))) {
    for (const term of together) add(TOGETHER, term, 1);
  }
  for (const term of apart) if (matchesTerm(term, other, cache)) add(APART, term, 1);
  for (const term of ratherTogether) if (matchesTerm(term, other, cache)) add(POINTS, term, term.weight);
  for (const term of ratherApart) if (matchesTerm(term, other, cache)) add(POINTS, term, -term.weight);
  const theirs = termsOf(other);
  for (const term of theirs.apart) if (matchesTerm(term, mine, cache)) add(UNWELCOME, term, 1);
  for (const term of theirs.together) if (matchesTerm(term, mine, cache)) add(POINTS, term, HARD_WEIGHT);
  for (const term of theirs.ratherTogether) if (matchesTerm(term, mine, cache)) add(POINTS, term, term.weight);
  for (const term of theirs.ratherApart) if (matchesTerm(term, mine, cache)) add(POINTS, term, -term.weight);
  return found;
}
