// What is to be created and deleted, node by node. First every node gets the one pod that it should have; then, under RollingUpdate,
// old pods make room for new ones, as many at a time as may be missing (or, with maxSurge, as many as may be too many).
// Source: upstream `daemon/daemon_controller.go` podsShouldBeOnNode, `daemon/update.go` rollingUpdate.

import { scaledValue } from '../api/int-or-string.ts';
import { isDeleting, type KubeObject } from '../api/object.ts';
import type { Tick } from '../kernel/message.ts';
import type { Intent, Observed, Wakes } from './controller.ts';
import { asDaemonSet, isUpToDate, nodeOf, verdictOn } from './daemon-set-nodes.ts';
import { asPod, isReady, isTerminal, ticksUntilAvailable } from './pod-facts.ts';

/** A failed pod is replaced after a second, the next after two, … at most a quarter of an hour. Source: daemon_controller.go. */
const BACKOFF_FIRST: Tick = 1000;
const BACKOFF_MOST: Tick = 900_000;

export interface Wish {
  /** Names of nodes that get a pod. */
  readonly create: readonly string[];
  readonly remove: readonly KubeObject[];
  readonly notes: readonly Intent[];
  readonly remember: Readonly<Record<string, unknown>>;
  readonly wakes: Wakes;
  readonly because: string;
}

export const noWish: Wish = Object.freeze({ create: [], remove: [], notes: [], remember: {}, wakes: [], because: '' });

/** A set's pods by the name of their node. Those that have ended and are on their way out are nobody's business any more. */
export function podsByNode(pods: readonly KubeObject[]): Readonly<Record<string, readonly KubeObject[]>> {
  const byNode: Record<string, KubeObject[]> = {};
  for (const pod of pods) {
    if (isTerminal(pod) && isDeleting(pod)) continue;
    const node = nodeOf(pod);
    const there = byNode[node];
    if (there) there.push(pod);
    else byNode[node] = [pod];
  }
  for (const node in byNode) if (byNode[node].length > 1) byNode[node].sort(byAge);
  return byNode;
}

/** Bound ones first, then the oldest. */
function byAge(a: KubeObject, b: KubeObject): number {
  const bound = Number(!asPod(a).spec?.nodeName) - Number(!asPod(b).spec?.nodeName);
  if (bound !== 0) return bound;
  const { creationTimestamp: first = '', name: one = '' } = a.metadata;
  const { creationTimestamp: second = '', name: other = '' } = b.metadata;
  if (first !== second) return first < second ? -1 : 1;
  return one < other ? -1 : 1;
}

export function sortedNodes(observed: Observed): readonly KubeObject[] {
  return observed
    .list('nodes')
    .slice()
    .sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
}

/** One pod for each node that should have one, none for the others. */
export function everyNodeOne(
  key: string,
  set: KubeObject,
  pods: readonly KubeObject[],
  hash: string,
  observed: Observed,
): Wish {
  const byNode = podsByNode(pods);
  const create: string[] = [];
  const remove: KubeObject[] = [];
  const ended: KubeObject[] = [];
  const names = new Set<string>();
  for (const node of sortedNodes(observed)) {
    const { name = '' } = node.metadata;
    names.add(name);
    const there = byNode[name];
    const { run, stay } = verdictOn(set, node);
    if (run && !there) create.push(name);
    else if (!there) continue;
    else if (!stay) remove.push(...there.filter((pod) => !isDeleting(pod)));
    else {
      const living = there.filter((pod) => !isDeleting(pod));
      ended.push(...living.filter(isTerminal));
      remove.push(
        ...surplus(
          set,
          living.filter((pod) => !isTerminal(pod)),
          hash,
          observed,
        ),
      );
    }
  }
  // A pod for a node that is gone will never be scheduled, and nobody else would take it away.
  for (const node in byNode) {
    if (node !== '' && names.has(node)) continue;
    remove.push(...byNode[node].filter((pod) => !asPod(pod).spec?.nodeName && !isDeleting(pod)));
  }
  const end = judgeEnded(key, set, ended, observed);
  const because = [
    create.length > 0
      ? `create ${create.length} (${create.slice(0, 3).join(', ')}${create.length > 3 ? ' …' : ''})`
      : '',
    remove.length + end.remove.length > 0 ? `delete ${remove.length + end.remove.length}` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
  return { ...end, create, remove: [...remove, ...end.remove], because };
}

/** A daemon's pod is not supposed to end. One that failed is replaced, after a while that doubles each time. */
function judgeEnded(key: string, set: KubeObject, ended: readonly KubeObject[], observed: Observed): Wish {
  const remove: KubeObject[] = [];
  const notes: Intent[] = [];
  const remember: Record<string, unknown> = {};
  const wakes: { key: string; after: Tick; class: 'backoff' }[] = [];
  for (const pod of ended) {
    const node = nodeOf(pod);
    const path = `${pod.metadata.namespace}/${pod.metadata.name}`;
    if (asPod(pod).status?.phase === 'Failed') {
      const place = `backoff/${key}/${asDaemonSet(set).status?.observedGeneration ?? 0}/${node}`;
      const last = observed.memory(place) as { readonly delay: Tick; readonly at: Tick } | undefined;
      const since = last ? observed.now - last.at : 0;
      const remembered = last && since <= 2 * BACKOFF_MOST ? last : undefined;
      if (remembered && since < remembered.delay) {
        wakes.push({ key, after: remembered.delay, class: 'backoff' });
        continue;
      }
      const delay = remembered ? Math.min(2 * remembered.delay, BACKOFF_MOST) : BACKOFF_FIRST;
      remember[place] = Object.freeze({ delay, at: observed.now });
      const message = `Found failed daemon pod ${path} on node ${node}, will try to kill it`;
      notes.push({ verb: 'event', about: set, type: 'Warning', reason: 'FailedDaemonPod', message, because: '' });
    } else {
      const message = `Found succeeded daemon pod ${path} on node ${node}, will try to delete it`;
      notes.push({ verb: 'event', about: set, type: 'Normal', reason: 'SucceededDaemonPod', message, because: '' });
    }
    remove.push(pod);
  }
  return { create: [], remove, notes, remember, wakes, because: '' };
}

/** Of several pods on one node the oldest stays; while surging also one new pod that is not available yet. */
function surplus(
  set: KubeObject,
  living: readonly KubeObject[],
  hash: string,
  observed: Observed,
): readonly KubeObject[] {
  if (living.length <= 1) return [];
  if (!allowsSurge(set)) return living.slice(1);
  const news = living.filter((pod) => isUpToDate(set, pod, hash));
  const olds = living.filter((pod) => !isUpToDate(set, pod, hash));
  const rest = [...news.slice(1), ...olds.slice(1)];
  if (news.length === 0 || olds.length === 0) return rest;
  return !isReady(olds[0]) || isAvailable(set, news[0], observed) ? [...rest, olds[0]] : rest;
}

function allowsSurge(set: KubeObject): boolean {
  const { type, rollingUpdate } = asDaemonSet(set).spec.updateStrategy ?? {};
  const surge = scaledValue(rollingUpdate?.maxSurge, 100, true);
  return type === 'RollingUpdate' && surge.ok && surge.value > 0;
}

export function isAvailable(set: KubeObject, pod: KubeObject, observed: Observed): boolean {
  const { minReadySeconds = 0 } = asDaemonSet(set).spec;
  return ticksUntilAvailable(pod, minReadySeconds, observed.epochMs, observed.now) === 0;
}

/** The next step from old pods to new ones. */
export function rollOn(set: KubeObject, pods: readonly KubeObject[], hash: string, observed: Observed): Wish {
  const byNode: Record<string, readonly KubeObject[]> = { ...podsByNode(pods) };
  let desired = 0;
  const open: Record<string, boolean> = {};
  for (const node of sortedNodes(observed)) {
    const { name = '' } = node.metadata;
    open[name] = verdictOn(set, node).run;
    if (!open[name]) continue;
    desired++;
    byNode[name] ??= [];
  }
  const { maxUnavailable, maxSurge } = limits(set, desired);
  const pairs = Object.keys(byNode)
    .sort()
    .map((node) => ({ node, open: open[node], pair: pairOn(set, byNode[node], hash) }));
  return maxSurge === 0 ? replaceOld(set, pairs, maxUnavailable, observed) : surgeNew(set, pairs, maxSurge, observed);
}

/** Percentages are of the nodes that should have a pod, rounded up. */
function limits(set: KubeObject, desired: number): { readonly maxUnavailable: number; readonly maxSurge: number } {
  const { rollingUpdate } = asDaemonSet(set).spec.updateStrategy ?? {};
  const part = (limit: number | string | undefined): number => {
    const scaled = scaledValue(limit, desired, true);
    return scaled.ok ? scaled.value : 0;
  };
  const maxUnavailable = part(rollingUpdate?.maxUnavailable);
  const maxSurge = part(rollingUpdate?.maxSurge);
  return { maxUnavailable: desired > 0 && maxUnavailable === 0 && maxSurge === 0 ? 1 : maxUnavailable, maxSurge };
}

/** The new and the old pod of a node that is not on its way out; undefined when there are two of a kind. */
interface Pair {
  readonly fresh: KubeObject | undefined;
  readonly old: KubeObject | undefined;
}

interface NodePair {
  readonly node: string;
  /** Whether the node lets a new pod in; undefined when it is gone. */
  readonly open: boolean | undefined;
  readonly pair: Pair | undefined;
}

function pairOn(set: KubeObject, pods: readonly KubeObject[], hash: string): Pair | undefined {
  const living = pods.filter((pod) => !isDeleting(pod));
  const news = living.filter((pod) => isUpToDate(set, pod, hash));
  const olds = living.filter((pod) => !isUpToDate(set, pod, hash));
  return news.length > 1 || olds.length > 1 ? undefined : { fresh: news[0], old: olds[0] };
}

function replaceOld(set: KubeObject, pairs: readonly NodePair[], maxUnavailable: number, observed: Observed): Wish {
  let unavailable = 0;
  const broken: KubeObject[] = [];
  const candidates: KubeObject[] = [];
  for (const { pair } of pairs) {
    if (pair === undefined || (pair.fresh === undefined) === (pair.old === undefined)) unavailable++;
    else if (pair.fresh) {
      if (!isAvailable(set, pair.fresh, observed)) unavailable++;
    } else if (pair.old && !isAvailable(set, pair.old, observed)) {
      broken.push(pair.old);
      unavailable++;
    } else if (pair.old && unavailable < maxUnavailable) candidates.push(pair.old);
  }
  const remove = [...broken, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))];
  if (remove.length === 0) return noWish;
  const because = `an old pod makes room: ${unavailable} of ${maxUnavailable} that may be missing are`;
  return { ...noWish, remove, because };
}

function surgeNew(set: KubeObject, pairs: readonly NodePair[], maxSurge: number, observed: Observed): Wish {
  let surging = 0;
  const remove: KubeObject[] = [];
  const allowed: string[] = [];
  const candidates: string[] = [];
  for (const { node, open, pair } of pairs) {
    if (pair === undefined) surging++;
    else if (pair.old === undefined) continue;
    else if (pair.fresh === undefined) {
      if (open !== true) {
        if (open === false && !isAvailable(set, pair.old, observed)) remove.push(pair.old);
      } else if (!isAvailable(set, pair.old, observed)) allowed.push(node);
      else if (surging < maxSurge) candidates.push(node);
    } else if (isAvailable(set, pair.fresh, observed)) remove.push(pair.old);
    else surging++;
  }
  const create = [...allowed, ...candidates.slice(0, Math.max(0, maxSurge - surging))];
  if (create.length === 0 && remove.length === 0) return noWish;
  const because = `a new pod comes before the old one goes: ${surging} of ${maxSurge} extra pods are there`;
  return { ...noWish, create, remove, because };
}
