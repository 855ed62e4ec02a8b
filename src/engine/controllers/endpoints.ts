// The Endpoints controller writes the older form of the same list: one object a Service, addresses sorted, ready ones apart from
// the others. A pod that is being deleted leaves it at once; only slices can say that it still serves.
// Source: upstream `pkg/controller/endpoint/endpoints_controller.go`; `endpoints_tracker.go`; as recorded (facts 4.7).

import { equal, type KubeObject, keyOf } from '../api/object.ts';
import type { EndpointAddress, EndpointPort, EndpointSubset, Endpoints } from '../api/types.ts';
import { codeOf, errorText, type Reply, succeeded } from '../client/requests.ts';
import type { Tick } from '../kernel/message.ts';
import { endpointRetries } from '../timings.ts';
import { type Controller, endpoints, type Intent, nothing, type Observed, type Plan } from './controller.ts';
import { asPod, isReady } from './pod-facts.ts';
import {
  asService,
  belongs,
  HEADLESS,
  hostnameIn,
  isHeadless,
  portOn,
  publishesNotReady,
  selectorOfService,
  servicesOfPod,
  TRIGGER_TIME,
  triggerTime,
} from './service-pods.ts';

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
const MAX_ADDRESSES = 1000;
/** After this an object that it made and cannot find has been taken away by somebody else. */
const VANISHED: Tick = 1_000;

/** On which version it wrote last, and when; '' when it made the object. */
interface Written {
  readonly over: string;
  readonly at: Tick;
}

const writtenKey = (key: string): string => `written/${key}`;

export const endpointsController: Controller = {
  name: 'endpoint',
  title: 'Endpoints',
  user: 'system:serviceaccount:kube-system:endpoint-controller',
  source: 'endpoint-controller',
  workers: 5,
  retries: endpointRetries.endpoints,
  reconciles: 'services',
  watches: {
    services: (change) => [change.key],
    pods: servicesOfPod,
    endpoints: (change) => (change.type === 'deleted' ? [change.key] : []),
  },
  reconcile,
  followUps: { 'endpoints-deleted': endpointsDeleted, 'endpoints-written': endpointsWritten },
};

function reconcile(key: string, observed: Observed): Plan {
  const service = observed.get('services', key);
  if (!service) return withoutService(key);
  const selector = selectorOfService(service);
  if (selector === undefined) return nothing;
  const known = observed.get('endpoints', key);
  const written = observed.memory(writtenKey(key)) as Written | undefined;
  if (written && isOverwritten(known, written, observed.now)) {
    // A write on this copy would be refused: it has been written over already, and that has not come back yet.
    return { steps: [], because: `its own last write of ${key} has not come back yet`, failed: true };
  }
  const pods = observed.labelled('pods', service.metadata.namespace ?? '', selector);
  const { time, seen } = triggerTime(service, pods, observed.memory(key));
  const remember = { [key]: seen };
  const subsets = subsetsOf(service, pods);
  const cut = shorten(subsets);
  const because = `${count(cut)} addresses behind ${service.metadata.name}`;
  const labels = labelsFor(service);
  const overfull = cut !== subsets;
  if (known && equal((known as Endpoints).subsets ?? [], cut) && equal(known.metadata.labels ?? {}, labels)) {
    return { steps: [], because, remember };
  }
  const annotations: Record<string, string> = { ...known?.metadata.annotations };
  delete annotations[TRIGGER_TIME];
  delete annotations[OVER_CAPACITY];
  if (time !== '') annotations[TRIGGER_TIME] = time;
  if (overfull) annotations[OVER_CAPACITY] = 'truncated';
  const { name = '', namespace } = service.metadata;
  const { annotations: _before, ...metadata } = known?.metadata ?? { name, namespace };
  const object = Object.freeze({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { ...metadata, labels, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    ...(cut.length > 0 ? { subsets: cut } : {}),
  });
  const intent: Intent = known
    ? { verb: 'update', of: endpoints, object, because }
    : { verb: 'create', of: endpoints, object, because };
  return { steps: [{ intents: [intent], then: 'endpoints-written', memo: object }], because, remember };
}

/** The server has deleted them with the Service already; the controller makes sure, for it may have been down. */
function withoutService(key: string): Plan {
  const [namespace, name] = key.split('/');
  const because = `the Service ${key} is gone`;
  const object = { metadata: { namespace, name } };
  const intents: readonly Intent[] = [{ verb: 'delete', of: endpoints, object, because }];
  return {
    steps: [{ intents, then: 'endpoints-deleted' }],
    because,
    remember: { [key]: undefined, [writtenKey(key)]: undefined },
  };
}

function endpointsDeleted(_key: string, _observed: Observed, [reply]: readonly Reply[]): Plan {
  return { ...nothing, failed: !succeeded(reply) && codeOf(reply) !== 404 };
}

function endpointsWritten(key: string, observed: Observed, [reply]: readonly Reply[], memo: unknown): Plan {
  if (succeeded(reply)) {
    const { resourceVersion: over = '' } = (memo as KubeObject).metadata;
    const stored = reply.response?.body as KubeObject | undefined;
    if (stored?.metadata.resourceVersion === over) return nothing;
    const written: Written = { over, at: observed.now };
    return { ...nothing, remember: { [writtenKey(key)]: written } };
  }
  const error = errorText(reply);
  const creates = reply.request.verb === 'create';
  if (creates && error.includes('because it is being terminated')) return nothing;
  const about = memo as KubeObject;
  const reason = creates ? 'FailedToCreateEndpoint' : 'FailedToUpdateEndpoint';
  const what = creates ? 'create endpoint for service' : 'update endpoint';
  const message = `Failed to ${what} ${keyOf(about)}: ${error}`;
  const note: Intent = { verb: 'event', about, type: 'Warning', reason, message, because: '' };
  return { steps: [{ intents: [note] }], because: '', failed: true };
}

function isOverwritten(known: KubeObject | undefined, { over, at }: Written, now: Tick): boolean {
  return known ? known.metadata.resourceVersion === over : over === '' && now - at < VANISHED;
}

function labelsFor(service: KubeObject): Record<string, string> {
  const labels: Record<string, string> = { ...service.metadata.labels };
  delete labels[HEADLESS];
  if (isHeadless(service)) labels[HEADLESS] = '';
  labels[MANAGED_BY] = 'endpoint-controller';
  return labels;
}

interface Place {
  readonly address: EndpointAddress;
  readonly ready: boolean;
}

/** Ports that lead to the same addresses share a subset. Source: upstream `pkg/api/v1/endpoints/util.go` RepackSubsets. */
function subsetsOf(service: KubeObject, pods: readonly KubeObject[]): readonly EndpointSubset[] {
  const byPort = new Map<string, { readonly port: EndpointPort | undefined; readonly places: Place[] }>();
  const notReady = publishesNotReady(service);
  const asked = asService(service).spec.ports ?? [];
  for (const pod of pods) {
    if (!belongs(pod, notReady)) continue;
    const place: Place = { address: addressOf(service, pod), ready: notReady || isReady(pod) };
    if (asked.length === 0 && isHeadless(service)) add(byPort, '', undefined, place);
    for (const port of asked) {
      const number = portOn(asPod(pod), port);
      if (number === undefined) continue;
      const { name, protocol = 'TCP', appProtocol } = port;
      const found: EndpointPort = { ...(name ? { name } : {}), port: number, protocol };
      if (appProtocol) found.appProtocol = appProtocol;
      add(byPort, `${name ?? ''}/${number}/${protocol}/${appProtocol ?? ''}`, found, place);
    }
  }
  const bySet = new Map<string, { readonly ports: EndpointPort[]; readonly places: readonly Place[] }>();
  for (const { port, places } of byPort.values()) {
    const set = places.map(({ address, ready }) => `${address.ip} ${address.targetRef?.uid} ${ready}`).join();
    const known = bySet.get(set);
    if (known && port) known.ports.push(port);
    else if (!known) bySet.set(set, { ports: port ? [port] : [], places });
  }
  return [...bySet.values()].map(({ ports, places }) => subsetOf(ports, places));
}

function add(
  byPort: Map<string, { readonly port: EndpointPort | undefined; readonly places: Place[] }>,
  key: string,
  port: EndpointPort | undefined,
  place: Place,
): void {
  const known = byPort.get(key);
  if (known) known.places.push(place);
  else byPort.set(key, { port, places: [place] });
}

function subsetOf(ports: readonly EndpointPort[], places: readonly Place[]): EndpointSubset {
  const sorted = [...places].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  const addresses = sorted.filter(({ ready }) => ready).map(({ address }) => address);
  const notReadyAddresses = sorted.filter(({ ready }) => !ready).map(({ address }) => address);
  return {
    ...(addresses.length > 0 ? { addresses } : {}),
    ...(notReadyAddresses.length > 0 ? { notReadyAddresses } : {}),
    ...(ports.length > 0 ? { ports: [...ports] } : {}),
  };
}

const sortKey = ({ address }: Place): string => `${address.ip} ${address.targetRef?.uid}`;

function addressOf(service: KubeObject, object: KubeObject): EndpointAddress {
  const pod = asPod(object);
  const { name = '', namespace, uid = '' } = object.metadata;
  const hostname = hostnameIn(pod, service);
  return {
    ip: pod.status?.podIP ?? '',
    ...(hostname ? { hostname } : {}),
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

function count(subsets: readonly EndpointSubset[]): number {
  return subsets.reduce(
    (sum, { addresses = [], notReadyAddresses = [] }) => sum + addresses.length + notReadyAddresses.length,
    0,
  );
}

/** At most a thousand addresses; ready ones first. The same list when nothing is cut. */
function shorten(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  if (count(subsets) <= MAX_ADDRESSES) return subsets;
  let room = MAX_ADDRESSES;
  const take = (list: EndpointAddress[] | undefined): EndpointAddress[] => {
    const taken = (list ?? []).slice(0, room);
    room -= taken.length;
    return taken;
  };
  const ready = subsets.map(({ addresses }) => take(addresses));
  return subsets.flatMap(({ notReadyAddresses, ports }, index) => {
    const rest = take(notReadyAddresses);
    const addresses = ready[index];
    if (addresses.length + rest.length === 0) return [];
    return [
      {
        ...(addresses.length > 0 ? { addresses } : {}),
        ...(rest.length > 0 ? { notReadyAddresses: rest } : {}),
        ...(ports ? { ports } : {}),
      },
    ];
  });
}
