// A wish about company has four parts: pods with which labels, in which namespaces, in the same what (node, zone, …), and how
// strongly. Wishes are read once per group of pods and kept with it.
import { matchesSelector, type Selector, selectorOf } from '../../api/labels.ts';
import type { PodAffinityTerm, WeightedPodAffinityTerm } from '../../api/types.ts';
import type { PodGroup } from '../pod-groups.ts';
import type { SchedulerCache } from '../snapshot.ts';

export interface Term {
  readonly selector: Selector;
  readonly namespaces: readonly string[];
  readonly namespaceSelector: Selector;
  readonly topologyKey: string;
  readonly weight: number;
}

export interface Terms {
  readonly together: readonly Term[];
  readonly apart: readonly Term[];
  readonly ratherTogether: readonly Term[];
  readonly ratherApart: readonly Term[];
}

export function termsOf(group: PodGroup): Terms {
  const { affinity } = group;
  if (affinity === undefined) return NO_TERMS;
  let terms = known.get(group);
  if (terms === undefined) {
    const { podAffinity, podAntiAffinity } = affinity;
    terms = {
      together: (podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(hard),
      apart: (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(hard),
      ratherTogether: (podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(soft),
      ratherApart: (podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(soft),
    };
    known.set(group, terms);
  }
  return terms;

  function hard(term: PodAffinityTerm): Term {
    return read(term, 1, group.namespace);
  }

  function soft({ podAffinityTerm, weight }: WeightedPodAffinityTerm): Term {
    return read(podAffinityTerm, weight, group.namespace);
  }
}

const NO_TERMS: Terms = Object.freeze({ together: [], apart: [], ratherTogether: [], ratherApart: [] });
const known = new WeakMap<PodGroup, Terms>();

/** Without any word about namespaces, the pod's own is meant. */
function read(term: PodAffinityTerm, weight: number, own: string): Term {
  const { labelSelector, namespaces = [], namespaceSelector, topologyKey } = term;
  const inOwn = namespaces.length === 0 && namespaceSelector === undefined;
  return {
    selector: selectorOf(labelSelector),
    namespaces: inOwn ? [own] : namespaces,
    namespaceSelector: selectorOf(namespaceSelector),
    topologyKey,
    weight,
  };
}

export function matchesTerm(term: Term, group: PodGroup, { namespaces }: SchedulerCache): boolean {
  const inNamespace =
    term.namespaces.includes(group.namespace) ||
    matchesSelector(term.namespaceSelector, namespaces.get(group.namespace));
  return inNamespace && matchesSelector(term.selector, group.labels);
}
