// The registry of kinds: one line a kind. API server, kubectl, discovery and editor all read this list, so a new kind is one
// file and one line here.
import { apiServiceKind } from './api-service.ts';
import { configMapKind } from './config-map.ts';
import { controllerRevisionKind } from './controller-revision.ts';
import { daemonSetKind } from './daemon-set.ts';
import { deploymentKind } from './deployment.ts';
import { endpointSliceKind } from './endpoint-slice.ts';
import { endpointsKind } from './endpoints.ts';
import { eventKind, eventsEventKind } from './event.ts';
import { horizontalPodAutoscalerKind, horizontalPodAutoscalerV1Kind } from './horizontal-pod-autoscaler.ts';
import { apiVersionOf, type Kind } from './kind.ts';
import { leaseKind } from './lease.ts';
import { nodeMetricsKind, podMetricsKind } from './metrics.ts';
import { namespaceKind } from './namespace.ts';
import { nodeKind } from './node.ts';
import { podKind } from './pod.ts';
import { replicaSetKind } from './replica-set.ts';
import { secretKind } from './secret.ts';
import { serviceKind } from './service.ts';
import { serviceAccountKind } from './service-account.ts';

/** In the order of discovery: core first, then groups by the server's priority, resources by name. */
export const kinds: readonly Kind[] = Object.freeze([
  configMapKind,
  endpointsKind,
  eventKind,
  namespaceKind,
  nodeKind,
  podKind,
  secretKind,
  serviceAccountKind,
  serviceKind,
  apiServiceKind,
  controllerRevisionKind,
  daemonSetKind,
  deploymentKind,
  replicaSetKind,
  eventsEventKind,
  horizontalPodAutoscalerKind,
  horizontalPodAutoscalerV1Kind,
  leaseKind,
  endpointSliceKind,
]);

/** Kinds of servers behind the API server: they are there while an APIService says so, and nowhere stored. */
export const aggregatedKinds: readonly Kind[] = Object.freeze([nodeMetricsKind, podMetricsKind]);

const byPlural = new Map<string, readonly Kind[]>();
for (const kind of kinds) byPlural.set(kind.plural, [...(byPlural.get(kind.plural) ?? []), kind]);
const byName = new Map(kinds.map((kind) => [`${apiVersionOf(kind)}/${kind.kind}`, kind]));

const none: readonly Kind[] = [];

export function kindFor(group: string, version: string, plural: string): Kind | undefined {
  for (const kind of byPlural.get(plural) ?? none) if (kind.group === group && kind.version === version) return kind;
  return undefined;
}

/** `kindByName('apps/v1', 'Deployment')`. */
export function kindByName(apiVersion: string, kind: string): Kind | undefined {
  return byName.get(`${apiVersion}/${kind}`);
}

/**
 * What a user means by a word: plural, singular, short name or kind, in any case, with an optional group or version.group
 * behind it (`deploy`, `deployments.apps`, `deployments.v1.apps`). The first in discovery order wins: `events` is v1's.
 */
export function resolveResource(word: string): Kind | undefined {
  const [name = '', ...rest] = word.toLowerCase().split('.');
  const group = rest.join('.');
  const means = (kind: Kind): boolean =>
    (kind.plural === name || (kind.singular || kind.kind.toLowerCase()) === name || kind.shortNames.includes(name)) &&
    (group === '' || group === kind.group || group === `${kind.version}.${kind.group}`.replace(/\.$/, ''));
  return kinds.find(means) ?? aggregatedKinds.find(means);
}
