// Replicas are spread even if nobody asks for it: a pod that belongs to a Service or a workload counts its siblings per node and
// per zone. Who its siblings are, the selectors of its Services and of its controller say together.
import { matchesSelector, type Selector, selectorFromMap, selectorOf } from '../api/labels.ts';
import type { KubeObject } from '../api/object.ts';
import type { LabelSelector, Pod } from '../api/types.ts';
import type { SchedulerCache } from './snapshot.ts';

/** Kinds whose selectors say who belongs together. */
export function isSelecting(kind: string | undefined): kind is string {
  return kind === 'Service' || isController(kind);
}

function isController(kind: string | undefined): boolean {
  return kind === 'ReplicaSet' || kind === 'StatefulSet' || kind === 'ReplicationController';
}

export function putSelector(cache: SchedulerCache, kind: string, { metadata, spec }: KubeObject): void {
  const selector = (spec as { selector?: unknown } | undefined)?.selector;
  const asMap = kind === 'Service' || kind === 'ReplicationController';
  const key = selectorKey(kind, metadata.namespace, metadata.name);
  const read = asMap ? selectorFromMap(selector as Record<string, string>) : selectorOf(selector as LabelSelector);
  if (cache.selectors.get(key) !== read) cache.selectors.set(key, read);
}

export function dropSelector(cache: SchedulerCache, kind: string, { metadata }: KubeObject): void {
  cache.selectors.delete(selectorKey(kind, metadata.namespace, metadata.name));
}

/** Selects the pod's siblings; empty when it belongs to nothing. Source: plugins/helper/spread.go (DefaultSelector). */
export function siblings(cache: SchedulerCache, pod: Pod): Exclude<Selector, 'nothing'> {
  if (cache.selectors.size === 0) return NONE;
  const { namespace = 'default', labels, ownerReferences } = pod.metadata;
  let found: Exclude<Selector, 'nothing'> = NONE;
  cache.selectors.scan((selector) => {
    if (selector !== 'nothing' && matchesSelector(selector, labels)) found = both(found, selector);
  }, `Service|${namespace}|`);
  const owner = ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined || !isController(owner.kind)) return found;
  const own = cache.selectors.get(selectorKey(owner.kind, namespace, owner.name));
  return own === undefined || own === 'nothing' ? found : both(found, own);
}

const NONE: Exclude<Selector, 'nothing'> = Object.freeze([]);

function both(a: Exclude<Selector, 'nothing'>, b: Exclude<Selector, 'nothing'>): Exclude<Selector, 'nothing'> {
  return a.length === 0 ? b : [...a, ...b];
}

function selectorKey(kind: string, namespace = 'default', name = ''): string {
  return `${kind}|${namespace}|${name}`;
}
