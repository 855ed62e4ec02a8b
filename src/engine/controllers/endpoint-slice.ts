// The EndpointSlice controller turns a Service's selector into a list of addresses. Every change of a pod that matters is one write:
// its first address, its readiness, its deletion, its end. Whoever sends traffic reads these lists and nothing else.
// Source: upstream `pkg/controller/endpointslice`, `staging/src/k8s.io/endpointslice`; writes as recorded (facts 4.7).

import { isDeleting, type KubeObject, keyOf } from '../api/object.ts';
import type { EndpointSlice } from '../api/types.ts';
import type { Change } from '../client/informer.ts';
import { codeOf, errorText, type Reply, succeeded } from '../client/requests.ts';
import type { Tick } from '../kernel/message.ts';
import { endpointRetries } from '../timings.ts';
import { type Controller, endpointSlices, type Intent, nothing, type Observed, type Plan } from './controller.ts';
import { asSlice, MANAGED_BY, MANAGER, planSlices, SERVICE_NAME, type SliceChanges } from './endpoint-slice-plan.ts';
import { endpointsWanted } from './endpoint-slice-wanted.ts';
import { selectorOfService, servicesOfPod, triggerTime } from './service-pods.ts';

/** A slice that was written and cannot be found any more has been taken away by somebody else after this. */
const VANISHED: Tick = 1_000;

/** By uid: which generation of a slice this controller wrote last, and when. */
type Written = Readonly<Record<string, { readonly generation: number; readonly at: Tick }>>;

export const endpointSliceController: Controller = {
  name: 'endpointslice',
  title: 'EndpointSlice',
  user: 'system:serviceaccount:kube-system:endpointslice-controller',
  source: 'endpoint-slice-controller',
  workers: 5,
  retries: endpointRetries.slices,
  reconciles: 'services',
  watches: {
    services: (change) => [change.key],
    pods: servicesOfPod,
    // Read for the zones of nodes; a change of a node is seen with the next change of a pod.
    nodes: () => [],
    endpointslices: sliceChanged,
  },
  reconcile,
  followUps: { 'slices-written': slicesWritten },
};

/** Its own writes come back and are no news; what somebody else did to its slices is put right. */
function sliceChanged(change: Change, observed: Observed): readonly string[] {
  const { object, old } = change;
  const keys = new Set<string>();
  for (const slice of old && old !== object ? [object, old] : [object]) {
    const key = serviceKeyOf(slice);
    if (key === undefined) continue;
    const written = (observed.memory(writtenKey(key)) as Written | undefined)?.[object.metadata.uid ?? ''];
    const { generation = 0 } = object.metadata;
    if (change.type === 'deleted' ? written : !written || generation > written.generation) keys.add(key);
  }
  return [...keys];
}

function serviceKeyOf({ metadata }: KubeObject): string | undefined {
  const { labels = {}, namespace } = metadata;
  return labels[MANAGED_BY] === MANAGER && labels[SERVICE_NAME] ? `${namespace}/${labels[SERVICE_NAME]}` : undefined;
}

const writtenKey = (key: string): string => `written/${key}`;
const seenKey = (key: string): string => `seen/${key}`;

function reconcile(key: string, observed: Observed): Plan {
  const service = observed.get('services', key);
  if (!service) {
    const known = observed.memory(seenKey(key)) !== undefined;
    // The slices go with their owner; that is the garbage collector's work.
    return known ? { ...nothing, remember: { [seenKey(key)]: undefined, [writtenKey(key)]: undefined } } : nothing;
  }
  const selector = selectorOfService(service);
  if (selector === undefined) return nothing;
  const { namespace = '', name = '' } = service.metadata;
  const pods = observed.labelled('pods', namespace, selector);
  const present = observed
    .labelled('endpointslices', namespace, { [SERVICE_NAME]: name, [MANAGED_BY]: MANAGER })
    .filter((slice) => !isDeleting(slice) && asSlice(slice).addressType === 'IPv4')
    .map(asSlice);
  const written = (observed.memory(writtenKey(key)) ?? {}) as Written;
  if (isBehind(written, present, observed.now)) {
    return { steps: [], because: 'EndpointSlice informer cache is out of date', failed: true };
  }
  const { wanted, missingNode } = endpointsWanted(service, pods, observed);
  const trigger = triggerTime(service, pods, observed.memory(seenKey(key)));
  const changes = planSlices(service, wanted, present, trigger.time);
  const remember = { [seenKey(key)]: trigger.seen };
  const because = `${wanted.length} ${wanted.length === 1 ? 'address' : 'addresses'} behind ${name}`;
  const failed = missingNode !== undefined;
  const intents = intentsOf(changes, because, isDeleting(service));
  if (intents.length === 0) return { steps: [], because, remember, failed };
  return { steps: [{ intents, then: 'slices-written', memo: { service, failed } }], because, remember };
}

/** Whether the copy does not show yet what was written: what is decided on it would undo that. */
function isBehind(written: Written, present: readonly EndpointSlice[], now: Tick): boolean {
  for (const uid in written) {
    const { generation, at } = written[uid];
    const slice = present.find(({ metadata }) => metadata.uid === uid);
    if (slice ? (slice.metadata.generation ?? 0) < generation : now - at < VANISHED) return true;
  }
  return false;
}

function intentsOf({ create, update, remove }: SliceChanges, because: string, ending: boolean): readonly Intent[] {
  return [
    ...(ending ? [] : create).map((object): Intent => ({ verb: 'create', of: endpointSlices, object, because })),
    ...update.map((object): Intent => ({ verb: 'update', of: endpointSlices, object, because })),
    ...remove.map((object): Intent => ({ verb: 'delete', of: endpointSlices, object, because })),
  ];
}

/** Remembers the generations it has made; what was refused is told on the Service and tried again. */
function slicesWritten(key: string, observed: Observed, replies: readonly Reply[], memo: unknown): Plan {
  const { service, failed: before } = memo as { readonly service: KubeObject; readonly failed: boolean };
  const written: Record<string, { readonly generation: number; readonly at: Tick }> = {
    ...(observed.memory(writtenKey(key)) as Written | undefined),
  };
  const notes: Intent[] = [];
  let failed = before;
  for (const reply of replies) {
    const { verb, name } = reply.request;
    const object = reply.response?.body as KubeObject | undefined;
    if (succeeded(reply) && verb !== 'delete' && object) {
      const { uid = '', generation = 0 } = object.metadata;
      written[uid] = { generation, at: observed.now };
    } else if (verb === 'delete' && (succeeded(reply) || codeOf(reply) === 404)) {
      const gone = observed.get('endpointslices', `${service.metadata.namespace}/${name}`);
      delete written[gone?.metadata.uid ?? ''];
    } else if (!isEnding(reply)) {
      failed = true;
      notes.push(complaint(service, verb, name, errorText(reply)));
    }
  }
  const steps = notes.length > 0 ? [{ intents: notes }] : [];
  return { steps, because: '', failed, remember: { [writtenKey(key)]: written } };
}

/** In a namespace that is going away nothing new can be made, and that is no failure. */
function isEnding(reply: Reply): boolean {
  return reply.request.verb === 'create' && errorText(reply).includes('because it is being terminated');
}

function complaint(service: KubeObject, verb: string, name: string | undefined, error: string): Intent {
  const key = keyOf(service);
  const which = name ? `${name} EndpointSlice` : 'EndpointSlice';
  const message = `Error updating Endpoint Slices for Service ${key}: failed to ${verb} ${which} for Service ${key}: ${error}`;
  return {
    verb: 'event',
    about: service,
    type: 'Warning',
    reason: 'FailedToUpdateEndpointSlices',
    message,
    because: '',
  };
}
