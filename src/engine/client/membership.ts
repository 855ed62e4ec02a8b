// Who carries certain labels: the question that a Service asks of pods again and again. An informer's table tells what has changed,
// so the answer is kept and brought up to date, and nobody walks through a thousand pods because one of them became ready.

import type { KubeObject } from '../api/object.ts';
import type { Table } from '../kernel/table.ts';
import type { Informer } from './informer.ts';

/** Who carries certain labels in a namespace: kept in key order, and brought up to date by what has changed since. */
interface Membership {
  position: number;
  readonly keys: string[];
  members: KubeObject[];
}

/** Like `tallies`: to forget them costs only time. */
const memberships = new WeakMap<Table<KubeObject>, Map<string, Membership>>();

/** Objects of a namespace that carry all these labels, in key order; after the first time only what changed is looked at. */
export function byLabels(
  informer: Informer,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): readonly KubeObject[] {
  const { store } = informer;
  const prefix = `${namespace}/`;
  let known = memberships.get(store);
  if (!known) {
    known = new Map();
    memberships.set(store, known);
  }
  let name = prefix;
  for (const label in labels) name += `${label}=${labels[label]},`;
  let membership = known.get(name);
  const changed = membership && store.changedSince(membership.position);
  if (!membership || !changed) {
    membership = { position: 0, keys: [], members: [] };
    if (known.size > 1_000) known.clear();
    known.set(name, membership);
    for (const [key, object] of store.entries(prefix)) {
      if (!carries(object, labels)) continue;
      membership.keys.push(key);
      membership.members.push(object);
    }
  } else if (changed.length > 0) {
    // Whoever was given the list before keeps it as it was.
    membership.members = membership.members.slice();
    for (const key of changed) if (key.startsWith(prefix)) enrol(membership, key, store.get(key), labels);
  }
  membership.position = store.position;
  return membership.members;
}

function enrol(
  { keys, members }: Membership,
  key: string,
  object: KubeObject | undefined,
  labels: Readonly<Record<string, string>>,
): void {
  let low = 0;
  for (let high = keys.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (keys[middle] < key) low = middle + 1;
    else high = middle;
  }
  const present = keys[low] === key ? 1 : 0;
  if (object && carries(object, labels)) {
    if (present === 0) keys.splice(low, 0, key);
    members.splice(low, present, object);
  } else if (present === 1) {
    keys.splice(low, 1);
    members.splice(low, 1);
  }
}

export function carries({ metadata }: KubeObject, labels: Readonly<Record<string, string>>): boolean {
  for (const label in labels) if (metadata.labels?.[label] !== labels[label]) return false;
  return true;
}
