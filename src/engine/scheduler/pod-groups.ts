// Pods that look alike to the others: same namespace, same labels, same wishes about company. Whoever asks "how many pods like
// this are on that node?" asks each group once instead of each pod, and a Deployment with a thousand pods is one group.
import { isDeleting } from '../api/object.ts';
import type { Affinity, Pod } from '../api/types.ts';

export interface PodGroup {
  /** Equal keys mean equal groups. */
  readonly key: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Spreading looks past pods that are being deleted; affinity does not. */
  readonly leaving: boolean;
  /** Set when the pod asks for or against company. */
  readonly affinity: Affinity | undefined;
}

export interface GroupCount {
  readonly group: PodGroup;
  readonly count: number;
}

export function groupOf(pod: Pod): PodGroup {
  const { namespace = 'default', labels = NO_LABELS } = pod.metadata;
  const wishes = pod.spec?.affinity;
  const affinity = wishes?.podAffinity === undefined && wishes?.podAntiAffinity === undefined ? undefined : wishes;
  const leaving = isDeleting(pod);
  const known = groups.get(labels);
  if (known?.namespace === namespace && known.affinity === affinity && known.leaving === leaving) return known;
  const group = Object.freeze({
    key: `${namespace}|${leaving ? '-' : ''}|${labelsKey(labels)}|${affinity === undefined ? '' : affinityKey(affinity)}`,
    namespace,
    labels,
    leaving,
    affinity,
  });
  if (!leaving) groups.set(labels, group);
  return group;
}

const NO_LABELS: Readonly<Record<string, string>> = Object.freeze({});

/** Pods of one template share their labels. Only shortcuts: what they hold follows from the key. */
const groups = new WeakMap<object, PodGroup>();
const affinityKeys = new WeakMap<Affinity, string>();

function labelsKey(labels: Readonly<Record<string, string>>): string {
  let key = '';
  for (const name of Object.keys(labels).sort()) key += `${name}=${labels[name]},`;
  return key;
}

function affinityKey(affinity: Affinity): string {
  let key = affinityKeys.get(affinity);
  if (key === undefined) {
    key = JSON.stringify([affinity.podAffinity ?? null, affinity.podAntiAffinity ?? null]);
    affinityKeys.set(affinity, key);
  }
  return key;
}

/** The counts with one pod of the group more (+1) or less (−1); a group without pods is not listed. */
export function withGroup(counts: readonly GroupCount[], group: PodGroup, sign: 1 | -1): readonly GroupCount[] {
  for (let place = 0; place < counts.length; place++) {
    const known = counts[place];
    if (known.group !== group && known.group.key !== group.key) continue;
    const copy = counts.slice();
    const count = known.count + sign;
    if (count === 0) copy.splice(place, 1);
    else copy[place] = Object.freeze({ group: known.group, count });
    return Object.freeze(copy);
  }
  const copy = counts.slice();
  copy.push(Object.freeze({ group, count: sign }));
  return Object.freeze(copy);
}
