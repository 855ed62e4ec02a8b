// Pods of one kind shall not stand all in one place: they are counted per domain (per node, per zone, …), and where there are
// more of them than elsewhere, the next one may not go (DoNotSchedule) or earns fewer points (ScheduleAnyway).
// Pods of a Service or a workload that ask for nothing are spread softly all the same.
import { matchesSelector, printSelector, type Selector, selectorOf } from '../../api/labels.ts';
import { matchesRequired, tolerated } from '../../api/node-choice.ts';
import type { Node, Pod, TopologySpreadConstraint } from '../../api/types.ts';
import { siblings } from '../default-spread.ts';
import type { NodeInfo } from '../snapshot.ts';
import { type Contribution, type Tally, tally } from '../tally.ts';
import { naturalLogarithm } from './logarithm.ts';
import { type Cycle, MAX_NODE_SCORE, type Plugin, verdict } from './plugin.ts';

const NAME = 'PodTopologySpread';
const TOO_UNEVEN = verdict(NAME, 'Unschedulable', "node(s) didn't match pod topology spread constraints");
const NO_LABEL = verdict(
  NAME,
  'UnschedulableAndUnresolvable',
  "node(s) didn't match pod topology spread constraints (missing required label)",
);
const HOSTNAME = 'kubernetes.io/hostname';

interface Constraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly selector: Selector;
  readonly honorAffinity: boolean;
  readonly honorTaints: boolean;
}

/** Source: plugins/podtopologyspread of v1.36. */
export const podTopologySpread: Plugin = {
  name: NAME,
  preFilter(cycle) {
    const constraints = ownConstraints(cycle.pod, 'DoNotSchedule');
    if (constraints.length === 0) return undefined;
    const rules = constraints.map((constraint) => {
      const counts = count(cycle, constraint, constraints, true);
      const self = matchesSelector(constraint.selector, cycle.pod.metadata.labels) ? 1 : 0;
      return { constraint, counts, self, least: least(counts, constraint, undefined) };
    });
    return {
      filter(node) {
        for (const { constraint, counts, self, least: usual } of rules) {
          const { topologyKey, maxSkew } = constraint;
          if (node.node.metadata.labels?.[topologyKey] === undefined) return NO_LABEL;
          const here = counts.at(topologyKey, topologyKey, node).weight;
          const isReal = cycle.cache.nodes.get(node.name)?.groups === node.groups;
          const lowest = isReal ? usual : least(counts, constraint, node);
          if (here + self - lowest > maxSkew) return TOO_UNEVEN;
        }
        return undefined;
      },
    };
  },
  preScore(cycle, feasible) {
    const asks = (cycle.pod.spec?.topologySpreadConstraints ?? []).length > 0;
    const constraints = asks ? ownConstraints(cycle.pod, 'ScheduleAnyway') : defaultConstraints(cycle);
    if (constraints.length === 0) return undefined;
    // Who asks leaves out nodes that lack one of the labels; the default spread takes them as they are.
    const lacking = (node: NodeInfo) => asks && !hasLabels(node.node, constraints);
    const counted = feasible.filter((node) => !lacking(node));
    const rules = constraints.map((constraint) => {
      const { topologyKey, maxSkew } = constraint;
      const places = topologyKey === HOSTNAME ? counted.length : distinct(counted, topologyKey);
      const counts = count(cycle, constraint, constraints, asks);
      return { topologyKey, skew: maxSkew - 1, counts, weight: naturalLogarithm(places + 2) };
    });
    return {
      score(node) {
        if (lacking(node)) return IGNORED;
        const labels = node.node.metadata.labels;
        let points = 0;
        for (const { topologyKey, skew, counts, weight } of rules) {
          if (labels?.[topologyKey] === undefined) continue;
          const pods =
            topologyKey === HOSTNAME
              ? counts.on(topologyKey, node.groups).pods
              : counts.at(topologyKey, topologyKey, node).pods;
          points += pods * weight + skew;
        }
        return Math.round(points);
      },
      normalize,
    };
  },
};

const IGNORED = -1;

/** The fewer pods the domain has, the more points; nodes without the labels get none. */
function normalize(raw: readonly number[]): number[] {
  let lowest = Number.MAX_SAFE_INTEGER;
  let highest = 0;
  for (const points of raw) {
    if (points === IGNORED) continue;
    if (points < lowest) lowest = points;
    if (points > highest) highest = points;
  }
  return raw.map((points) => {
    if (points === IGNORED) return 0;
    return highest === 0 ? MAX_NODE_SCORE : Math.trunc((MAX_NODE_SCORE * (highest + lowest - points)) / highest);
  });
}

function ownConstraints(pod: Pod, when: TopologySpreadConstraint['whenUnsatisfiable']): readonly Constraint[] {
  const asked = pod.spec?.topologySpreadConstraints;
  if (asked === undefined || asked.length === 0) return NO_CONSTRAINTS;
  return asked
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === when)
    .map((each) => ({
      topologyKey: each.topologyKey,
      maxSkew: each.maxSkew,
      minDomains: each.minDomains ?? 1,
      selector: withKeys(selectorOf(each.labelSelector), each.matchLabelKeys, pod),
      honorAffinity: each.nodeAffinityPolicy !== 'Ignore',
      honorTaints: each.nodeTaintsPolicy === 'Honor',
    }));
}

const NO_CONSTRAINTS: readonly Constraint[] = Object.freeze([]);

/** Pods that agree with this one in these labels: the pods of the same revision. */
function withKeys(selector: Selector, keys: readonly string[] | undefined, pod: Pod): Selector {
  if (keys === undefined || selector === 'nothing') return selector;
  const labels = pod.metadata.labels ?? {};
  const more = keys.filter((key) => labels[key] !== undefined);
  return [...selector, ...more.map((key) => ({ key, operator: 'in' as const, values: [labels[key]] }))];
}

/** The cluster's default: at most 3 more on one machine and 5 more in one zone than elsewhere, as a wish. */
function defaultConstraints(cycle: Cycle): readonly Constraint[] {
  const selector = siblings(cycle.cache, cycle.pod);
  if (selector.length === 0) return NO_CONSTRAINTS;
  const rest = { minDomains: 1, selector, honorAffinity: true, honorTaints: false };
  return [
    { topologyKey: HOSTNAME, maxSkew: 3, ...rest },
    { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5, ...rest },
  ];
}

/** Pods that the constraint selects, per domain. Constraints that count alike share the sums. */
function count(cycle: Cycle, constraint: Constraint, all: readonly Constraint[], needsLabels: boolean): Tally {
  const { pod, info, cache } = cycle;
  const { selector, honorAffinity, honorTaints } = constraint;
  const keys = all.map(({ topologyKey }) => topologyKey);
  const added: readonly Contribution[] = keys.map((key) => ({ bucket: key, topologyKey: key, weight: 1 }));
  const affinity = pod.spec?.affinity?.nodeAffinity;
  const picksNodes = honorAffinity && (affinity !== undefined || pod.spec?.nodeSelector !== undefined);
  const tolerations = pod.spec?.tolerations ?? [];
  const { namespace } = info.group;
  let key = `spread|${namespace}|${selector === 'nothing' ? '-' : printSelector(selector)}|${needsLabels}|${keys.join()}`;
  if (picksNodes) key += JSON.stringify([affinity ?? null, pod.spec?.nodeSelector ?? null]);
  if (honorTaints) key += JSON.stringify(tolerations);
  return tally(cache, {
    key,
    domains: keys,
    of(group) {
      const counts = group.namespace === namespace && !group.leaving && selector.length > 0;
      return counts && matchesSelector(selector, group.labels) ? added : NONE;
    },
    eligible: (node) =>
      (!needsLabels || hasLabels(node.node, all)) &&
      (!picksNodes || matchesRequired(pod.spec, node.node)) &&
      (!honorTaints || node.hardTaints.every((taint) => tolerated(taint, tolerations))),
  });
}

const NONE: readonly Contribution[] = Object.freeze([]);

function hasLabels(node: Node, constraints: readonly Constraint[]): boolean {
  const labels = node.metadata.labels;
  for (const { topologyKey } of constraints) if (labels?.[topologyKey] === undefined) return false;
  return true;
}

/** The emptiest domain's count; 0 while there are fewer domains than asked for. `imagined` stands in for the real node. */
function least(counts: Tally, { topologyKey, minDomains }: Constraint, imagined: NodeInfo | undefined): number {
  const domains = counts.domains(topologyKey);
  if (domains.size < minDomains) return 0;
  const changed = imagined?.node.metadata.labels?.[topologyKey];
  let lowest = Number.MAX_SAFE_INTEGER;
  for (const [value, { weight }] of domains) {
    const here = value === changed && imagined ? counts.at(topologyKey, topologyKey, imagined).weight : weight;
    if (here < lowest) lowest = here;
  }
  return lowest;
}

/** A node without the label counts as a value of its own. */
function distinct(nodes: readonly NodeInfo[], topologyKey: string): number {
  const values = new Set<string>();
  for (const { node } of nodes) values.add(node.metadata.labels?.[topologyKey] ?? '');
  return values.size;
}
