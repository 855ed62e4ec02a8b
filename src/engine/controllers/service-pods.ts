// Which pods stand behind a Service, and which Services a pod's change concerns: what the two controllers that write endpoints
// have in common. A pod is listed from its first address to its end, ready or not; readiness only says whether traffic may come.
// Source: upstream `staging/src/k8s.io/endpointslice/util`, `pkg/controller/util/endpoint`.

import { equal, isDeleting, type KubeObject } from '../api/object.ts';
import type { Pod, Service, ServicePort, ServiceSpec } from '../api/types.ts';
import type { Change } from '../client/informer.ts';
import { carries } from '../client/membership.ts';
import type { Observed, Wakes } from './controller.ts';
import { asPod, condition, isReady, isTerminal } from './pod-facts.ts';

/** When something changed that made the present endpoints necessary, for those who measure how long it took. */
export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';
export const HEADLESS = 'service.kubernetes.io/headless';

export type Labels = Readonly<Record<string, string>>;

export function asService(object: KubeObject): Service {
  return object as unknown as Service;
}

/** Its selector; undefined when somebody else keeps its endpoints, or nobody. */
export function selectorOfService(service: KubeObject): Labels | undefined {
  const { selector, type } = asService(service).spec ?? {};
  if (type === 'ExternalName' || selector === undefined) return undefined;
  return Object.keys(selector).length === 0 ? undefined : selector;
}

export function isHeadless(service: KubeObject): boolean {
  const { clusterIP } = asService(service).spec;
  return clusterIP === 'None' || clusterIP === undefined || clusterIP === '';
}

/** The Services that select a pod that has changed in a way that matters, or did so before. */
export function servicesOfPod(change: Change, observed: Observed): Wakes {
  const { object, old } = change;
  const both = change.type === 'updated' && old !== undefined;
  const moved = both && labelsChanged(object, old);
  if (both && !moved && !endpointChanged(object, old)) return [];
  const keys: string[] = [];
  for (const service of observed.list('services', object.metadata.namespace)) {
    const selector = selectorOfService(service);
    if (selector === undefined) continue;
    if (carries(object, selector) || (moved && carries(old, selector))) {
      keys.push(`${service.metadata.namespace}/${service.metadata.name}`);
    }
  }
  return keys;
}

function labelsChanged(pod: KubeObject, old: KubeObject): boolean {
  return pod.metadata.labels !== old.metadata.labels && !equal(pod.metadata.labels, old.metadata.labels);
}

function endpointChanged(pod: KubeObject, old: KubeObject): boolean {
  return (
    pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    isReady(pod) !== isReady(old) ||
    isTerminal(pod) !== isTerminal(old) ||
    asPod(pod).status?.podIP !== asPod(old).status?.podIP
  );
}

/** Has an address and has not ended. One that is on its way out is left out of Endpoints, and marked in slices. */
export function belongs(pod: KubeObject, withTerminating: boolean): boolean {
  if (isTerminal(pod) || !asPod(pod).status?.podIP) return false;
  return withTerminating || !isDeleting(pod);
}

/** The number behind a Service's port on this pod; undefined for a name that none of its containers has. */
export function portOn({ spec }: Pod, { targetPort, port, protocol }: ServicePort): number | undefined {
  if (typeof targetPort !== 'string') return targetPort ?? port;
  const restarting = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  for (const { ports = [] } of [...(spec.containers ?? []), ...restarting]) {
    const found = ports.find((each) => each.name === targetPort && (each.protocol ?? 'TCP') === protocol);
    if (found) return found.containerPort;
  }
  return undefined;
}

/** A pod with a host name in the domain of this Service has a name of its own in DNS. */
export function hostnameIn(pod: Pod, service: KubeObject): string | undefined {
  const { hostname, subdomain } = pod.spec;
  return hostname && subdomain === service.metadata.name ? hostname : undefined;
}

export function publishesNotReady(service: KubeObject): boolean {
  return (asService(service).spec as ServiceSpec).publishNotReadyAddresses === true;
}

/** What the last look at a Service saw: plain data for a controller's memory. */
interface Seen {
  readonly service: string;
  /** Names of its pods in order, and for each the time of its last turn of readiness. */
  readonly names: readonly string[];
  readonly times: readonly string[];
}

/**
 * The earliest of the changes that are new since the last look; '' when nothing dated is. Times are whole seconds, so two
 * changes in one second count as one. Source: `endpointslice/trigger_time_tracker.go`.
 */
export function triggerTime(
  service: KubeObject,
  pods: readonly KubeObject[],
  before: unknown,
): { readonly time: string; readonly seen: Seen } {
  const created = service.metadata.creationTimestamp ?? '';
  const known = before as Seen | undefined;
  const names: string[] = [];
  const times: string[] = [];
  let earliest = '';
  let place = 0;
  for (const pod of pods) {
    const { name = '' } = pod.metadata;
    const time = condition(pod, 'Ready')?.lastTransitionTime ?? '';
    if (time === '') continue;
    names.push(name);
    times.push(time);
    if (!known) continue;
    while (place < known.names.length && known.names[place] < name) place++;
    const last = known.names[place] === name ? known.times[place] : '';
    if (time > last && (earliest === '' || time < earliest)) earliest = time;
  }
  const seen: Seen = Object.freeze({ service: created, names: Object.freeze(names), times: Object.freeze(times) });
  if (!known) return { time: created, seen };
  if (created > known.service && (earliest === '' || created < earliest)) earliest = created;
  return { time: earliest, seen };
}
