// How a list of endpoints is spread over slices with as few writes as possible: what is in a slice stays in its place, what is
// gone leaves it, what is new fills slices that are written anyway, and only then others. An empty Service keeps one empty slice.
// Source: upstream `staging/src/k8s.io/endpointslice/reconciler.go`.

import { equal, type KubeObject } from '../api/object.ts';
import type { DiscoveryEndpointPort, Endpoint, EndpointSlice } from '../api/types.ts';
import type { WantedEndpoint } from './endpoint-slice-wanted.ts';
import { ownerReference } from './ownership.ts';
import { HEADLESS, isHeadless, TRIGGER_TIME } from './service-pods.ts';

export const SERVICE_NAME = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
export const MANAGER = 'endpointslice-controller.k8s.io';

const MAX_ENDPOINTS = 100;

export interface SliceChanges {
  readonly create: readonly KubeObject[];
  readonly update: readonly KubeObject[];
  readonly remove: readonly KubeObject[];
}

export function asSlice(object: KubeObject): EndpointSlice {
  return object as unknown as EndpointSlice;
}

/** `present` are this Service's slices; `trigger` is the time for the annotation, '' for none. */
export function planSlices(
  service: KubeObject,
  wanted: readonly WantedEndpoint[],
  present: readonly EndpointSlice[],
  trigger: string,
): SliceChanges {
  const labels = labelsFor(service);
  const groups = new Map<string, WantedEndpoint[]>();
  for (const each of wanted) {
    const group = groups.get(each.portsKey);
    if (group) group.push(each);
    else groups.set(each.portsKey, [each]);
  }
  const create: EndpointSlice[] = [];
  const update: EndpointSlice[] = [];
  let remove: EndpointSlice[] = [];
  for (const [portsKey, group] of groups) {
    const mine = present.filter((slice) => keyOfPorts(slice.ports ?? []) === portsKey);
    const changes = fillSlices(service, group, mine, labels);
    create.push(...changes.create);
    update.push(...changes.update);
    remove.push(...changes.remove);
  }
  remove.push(...present.filter((slice) => !groups.has(keyOfPorts(slice.ports ?? []))));
  if (present.length === remove.length && create.length === 0) {
    const empty = newSlice(service, [], [], labels);
    const [only] = remove;
    if (remove.length === 1 && isPlaceholder(only, labels)) remove = [];
    else create.push(empty);
  }
  // Rather than delete one slice and create another, the one is written over.
  while (remove.length > 0 && create.length > 0) {
    const old = remove.shift() as EndpointSlice;
    const fresh = create.pop() as EndpointSlice;
    const { name } = old.metadata;
    update.push({ ...fresh, metadata: { ...fresh.metadata, name } });
  }
  return {
    create: create.map((slice) => triggered(slice, trigger)),
    update: update.map((slice) => triggered(slice, trigger)),
    remove: remove.map((slice) => slice as unknown as KubeObject),
  };
}

/** The endpoints of one list of ports over the slices that have it. */
function fillSlices(
  service: KubeObject,
  group: readonly WantedEndpoint[],
  mine: readonly EndpointSlice[],
  labels: Record<string, string>,
): { create: EndpointSlice[]; update: EndpointSlice[]; remove: EndpointSlice[] } {
  const missing = new Map(group.map(({ endpoint }) => [identity(endpoint), endpoint]));
  const written: { slice: EndpointSlice; endpoints: Endpoint[] }[] = [];
  const untouched: { slice: EndpointSlice; endpoints: Endpoint[] }[] = [];
  const remove: EndpointSlice[] = [];
  for (const slice of mine) {
    const endpoints: Endpoint[] = [];
    let same = equal(slice.metadata.labels ?? {}, labels);
    for (const old of slice.endpoints ?? []) {
      const now = missing.get(identity(old));
      if (now) {
        missing.delete(identity(old));
        endpoints.push(now);
        if (old !== now && !equal(old, now)) same = false;
      } else same = false;
    }
    if (endpoints.length === 0) remove.push(slice);
    else (same ? untouched : written).push({ slice, endpoints });
  }
  const rest = [...missing.values()];
  for (const { endpoints } of written) endpoints.push(...rest.splice(0, MAX_ENDPOINTS - endpoints.length));
  const create: EndpointSlice[] = [];
  while (rest.length > 0) {
    // What is left goes into the fullest slice that has room for all of it, else into a new one.
    const room = untouched
      .filter(({ endpoints }) => endpoints.length + rest.length <= MAX_ENDPOINTS)
      .sort((a, b) => b.endpoints.length - a.endpoints.length)[0];
    if (room) {
      room.endpoints.push(...rest.splice(0));
      written.push(room);
      break;
    }
    create.push(newSlice(service, rest.splice(0, MAX_ENDPOINTS), group[0].ports, labels));
  }
  const update = written.map(({ slice, endpoints }) => ({
    ...slice,
    metadata: { ...slice.metadata, labels },
    endpoints,
  }));
  return { create, update, remove };
}

/** By which an endpoint is found again, whatever its conditions are. */
function identity({ targetRef, addresses }: Endpoint): string {
  return `${targetRef?.uid ?? ''} ${addresses.join(',')}`;
}

function keyOfPorts(ports: readonly DiscoveryEndpointPort[]): string {
  return ports
    .map(({ name = '', protocol = '', port = '', appProtocol = '' }) => `${name}/${protocol}/${port}/${appProtocol}`)
    .join(',');
}

function isPlaceholder({ endpoints, ports, metadata }: EndpointSlice, labels: Record<string, string>): boolean {
  return (endpoints?.length ?? 0) === 0 && (ports?.length ?? 0) === 0 && equal(metadata.labels ?? {}, labels);
}

/** The Service's own labels, and those by which a slice is found. */
function labelsFor(service: KubeObject): Record<string, string> {
  const labels: Record<string, string> = { ...service.metadata.labels };
  delete labels[HEADLESS];
  if (isHeadless(service)) labels[HEADLESS] = '';
  labels[MANAGED_BY] = MANAGER;
  labels[SERVICE_NAME] = service.metadata.name ?? '';
  return labels;
}

function newSlice(
  service: KubeObject,
  endpoints: Endpoint[],
  ports: readonly DiscoveryEndpointPort[],
  labels: Record<string, string>,
): EndpointSlice {
  const { name = '', namespace } = service.metadata;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { generateName: `${name}-`, namespace, labels, ownerReferences: [ownerReference(service)] },
    addressType: 'IPv4',
    endpoints,
    ports: [...ports],
  };
}

/** The annotation says what made this write necessary; a write for another reason takes it away. */
function triggered(slice: EndpointSlice, time: string): KubeObject {
  const { annotations, ...metadata } = slice.metadata;
  const rest: Record<string, string> = { ...annotations };
  delete rest[TRIGGER_TIME];
  if (time !== '') rest[TRIGGER_TIME] = time;
  const marked = Object.keys(rest).length > 0 ? { ...metadata, annotations: rest } : metadata;
  return Object.freeze({ ...slice, metadata: Object.freeze(marked) }) as unknown as KubeObject;
}
