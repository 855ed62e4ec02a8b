// What a Service's pods look like as endpoints: address, conditions, node and zone, and the ports as numbers. Pods on which a named
// port has different numbers belong into different slices, since a slice has one list of ports for all of its addresses.
// Source: upstream `staging/src/k8s.io/endpointslice/utils.go`, `trafficdist/trafficdist.go`.

import { isDeleting, type KubeObject } from '../api/object.ts';
import type { DiscoveryEndpointPort, Endpoint } from '../api/types.ts';
import type { Observed } from './controller.ts';
import { asPod, isReady } from './pod-facts.ts';
import { asService, belongs, hostnameIn, portOn, publishesNotReady } from './service-pods.ts';

const ZONE = 'topology.kubernetes.io/zone';

export interface WantedEndpoint {
  readonly endpoint: Endpoint;
  readonly ports: readonly DiscoveryEndpointPort[];
  /** Equal for equal lists of ports. */
  readonly portsKey: string;
}

/** `missingNode`: a pod is left out because nothing is known of its node; look again. */
export function endpointsWanted(
  service: KubeObject,
  pods: readonly KubeObject[],
  observed: Observed,
): { readonly wanted: readonly WantedEndpoint[]; readonly missingNode?: string } {
  const wanted: WantedEndpoint[] = [];
  let missingNode: string | undefined;
  for (const pod of pods) {
    if (!belongs(pod, true)) continue;
    const { nodeName } = asPod(pod).spec;
    const node = nodeName ? observed.get('nodes', nodeName) : undefined;
    if (nodeName && !node && !publishesNotReady(service)) missingNode = nodeName;
    else wanted.push(wantedOf(service, pod, node?.metadata.labels?.[ZONE]));
  }
  return { wanted, missingNode };
}

interface Known {
  readonly service: object;
  readonly zone: string | undefined;
  readonly wanted: WantedEndpoint;
}

/** Most pods have not changed since the last look at the same Service; pods and specs never change in place. */
const known = new WeakMap<KubeObject, Known>();

function wantedOf(service: KubeObject, pod: KubeObject, zone: string | undefined): WantedEndpoint {
  const before = known.get(pod);
  if (before && before.service === service.spec && before.zone === zone) return before.wanted;
  const ports = portsFor(service, pod);
  const portsKey = ports.map(
    ({ name, protocol, port, appProtocol = '' }) => `${name}/${protocol}/${port}/${appProtocol}`,
  );
  const endpoint = endpointOf(service, pod, zone);
  const wanted = Object.freeze({ endpoint, ports, portsKey: portsKey.join(',') });
  known.set(pod, { service: service.spec as object, zone, wanted });
  return wanted;
}

function endpointOf(service: KubeObject, object: KubeObject, zone: string | undefined): Endpoint {
  const pod = asPod(object);
  const { name = '', namespace, uid = '' } = object.metadata;
  const serving = isReady(object);
  const terminating = isDeleting(object);
  const ready = publishesNotReady(service) || (serving && !terminating);
  const { nodeName } = pod.spec;
  const hostname = hostnameIn(pod, service);
  const endpoint: Endpoint = {
    addresses: [pod.status?.podIP ?? ''],
    conditions: { ready, serving, terminating },
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
  if (hostname !== undefined) endpoint.hostname = hostname;
  if (nodeName) endpoint.nodeName = nodeName;
  if (zone !== undefined) endpoint.zone = zone;
  const { trafficDistribution } = asService(service).spec;
  if (trafficDistribution && ready && zone !== undefined) {
    const near = trafficDistribution === 'PreferSameNode' && nodeName ? { forNodes: [{ name: nodeName }] } : {};
    endpoint.hints = { ...near, forZones: [{ name: zone }] };
  }
  return Object.freeze(endpoint);
}

/** In the order of the Service; a name that no container has is left out. */
function portsFor(service: KubeObject, pod: KubeObject): readonly DiscoveryEndpointPort[] {
  const ports: DiscoveryEndpointPort[] = [];
  for (const port of asService(service).spec.ports ?? []) {
    const number = portOn(asPod(pod), port);
    if (number === undefined) continue;
    const { name = '', protocol = 'TCP', appProtocol } = port;
    ports.push({ name, protocol, port: number, ...(appProtocol ? { appProtocol } : {}) });
  }
  return Object.freeze(ports);
}
