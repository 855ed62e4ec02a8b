// Some groups of the API are answered by other servers: an APIService names the one, and requests are handed on to it as they are.
// Whether it is well is asked with a request of its own, and written into the APIService; while it is not, its group answers 503 and
// is missing from discovery.
// Source: kube-aggregator `pkg/apiserver/handler_proxy.go`, `pkg/controllers/status/remote/remote_available_controller.go`.

import { apiServiceKind } from '../api/kinds/api-service.ts';
import { aggregatedKinds } from '../api/kinds/index.ts';
import { apiVersionOf, type Kind } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';
import { equal } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { APIService, APIServiceCondition } from '../api/types.ts';
import type { ApiRequest, ApiResponse } from '../api/wire.ts';
import type { Address, Body, ResetBody } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { aggregation as timings } from '../timings.ts';
import { respond, respondRead } from './respond.ts';
import { readPassage } from './stages.ts';
import type { ApiServerState, Operation, Pending, Waiting } from './state.ts';
import { armCheck, newStream } from './storage.ts';
import { tableOf } from './table.ts';

type Perform = (state: ApiServerState, operation: Operation, io: IO) => void;

/** Looks at one APIService again. */
export interface AvailabilityBody extends Body {
  readonly kind: 'api-service-check';
  readonly name: string;
}

const UNAVAILABLE = 'service unavailable\n';

/** The APIService behind a request, if another server answers for its group and version. */
export function serviceBehind(state: ApiServerState, { group, version, path }: ApiRequest): APIService | undefined {
  const [, root, pathGroup = '', pathVersion = ''] = path?.split('/') ?? [];
  if (path !== undefined && root !== 'apis') return undefined;
  const name = path === undefined ? `${version}.${group}` : `${pathVersion}.${pathGroup}`;
  const found = servicesIn(state).get(name) as APIService | undefined;
  return found?.spec?.service ? found : undefined;
}

/** Kinds that other servers answer for at present, for discovery. */
export function servedElsewhere(state: ApiServerState): readonly Kind[] {
  if (servicesIn(state).size === 0) return none;
  return aggregatedKinds.filter(({ group, version }) => {
    const found = servicesIn(state).get(`${version}.${group}`) as APIService | undefined;
    return found !== undefined && isAvailable(found);
  });
}

const none: readonly Kind[] = [];

function servicesIn(state: ApiServerState) {
  return state.caches[apiServiceKind.storagePrefix].objects;
}

function isAvailable({ status }: APIService): boolean {
  return status?.conditions?.some(({ type, status: value }) => type === 'Available' && value === 'True') ?? false;
}

/** Where the Service of an APIService leads. Services that the cluster file has not wired lead nowhere. */
function addressOf(state: ApiServerState, { spec }: APIService): Address | undefined {
  return state.config.backends[`${spec?.service?.namespace}/${spec?.service?.name}`];
}

// ---- handing a request on ------------------------------------------------------------------------------------------

export function handOn(state: ApiServerState, service: APIService, operation: Operation, io: IO): void {
  const to = addressOf(state, service);
  if (!isAvailable(service) || to === undefined) return refuse(state, operation, UNAVAILABLE, io);
  const { asTable: _table, ...request } = operation.request;
  const because = `${apiVersionOf(operation.request)} is answered by ${service.spec?.service?.name}`;
  ask(state, to, request, { then: 'backend', operation }, because, io);
}

function ask(state: ApiServerState, to: Address, request: ApiRequest, waiting: Waiting, because: string, io: IO): void {
  const stream = newStream(state, io);
  state.pending.set(stream, { waiting, op: undefined, because, askedAt: io.now });
  io.send(to, request, { stream, because });
  armCheck(state, io);
}

/** Text that the proxy itself answers with: not a Status, as the real one is none. */
function refuse(state: ApiServerState, operation: Operation, text: string, io: IO): void {
  const because = `refused: ${text.trim()}`;
  respond(state, operation, { code: 503, body: text, because, stages: readPassage(false, because) }, io);
}

/** What came of a question to a server behind this one; false when it was none. */
export function backendSettled(
  state: ApiServerState,
  pending: Pending | undefined,
  body: Body | undefined,
  perform: Perform,
  io: IO,
): boolean {
  const waiting = pending?.waiting;
  if (waiting?.then === 'backend') backendAnswered(state, waiting.operation, body, io);
  else if (waiting?.then === 'backend-checked') serviceChecked(state, waiting.name, body, perform, io);
  else return false;
  return true;
}

/** The other server's answer, or the way in which none came. */
function backendAnswered(state: ApiServerState, operation: Operation, body: Body | undefined, io: IO): void {
  if (body?.kind !== 'response') {
    return refuse(state, operation, `error trying to reach service: ${failureOf(body)}\n`, io);
  }
  const { code, body: answer } = body as ApiResponse;
  const { request } = operation;
  const kind = aggregatedKinds.find(({ group, plural }) => group === request.group && plural === request.resource);
  if (code !== 200 || !request.asTable || !kind) return respondRead(state, operation, code, answer, io);
  const { items, metadata } = answer as { items?: readonly KubeObject[]; metadata: object };
  const objects = items ?? [answer as KubeObject];
  const nowMs = state.config.epochMs + io.now;
  respondRead(
    state,
    operation,
    200,
    tableOf(kind, objects, items ? metadata : {}, request.options?.includeObject, nowMs),
    io,
  );
}

function failureOf(body: Body | undefined): string {
  return body?.kind === 'reset' ? `dial tcp: connect: ${(body as ResetBody).reason}` : 'i/o timeout';
}

// ---- is it well? ---------------------------------------------------------------------------------------------------

/** An APIService has been made or changed. */
export function serviceChanged(
  state: ApiServerState,
  service: KubeObject,
  deleted: boolean,
  perform: Perform,
  io: IO,
): void {
  if (deleted || (service as APIService).status?.conditions?.length) return;
  checkService(state, service.metadata.name ?? '', perform, io);
}

/** All that are there when the server starts. */
export function checkServices(state: ApiServerState, perform: Perform, io: IO): void {
  for (const name of servicesIn(state).keys()) checkService(state, name, perform, io);
}

export function checkService(state: ApiServerState, name: string, perform: Perform, io: IO): void {
  const service = servicesIn(state).get(name) as APIService | undefined;
  if (!service) return;
  const { service: reference, group = '', version = '' } = service.spec ?? {};
  if (!reference) return note(state, service, 'True', 'Local', 'Local APIServices are always available', perform, io);
  const to = addressOf(state, service);
  if (to === undefined) {
    const text = `service/${reference.name} in "${reference.namespace}" is not present`;
    return note(state, service, 'False', 'ServiceNotFound', text, perform, io);
  }
  const path = `/apis/${group}/${version}`;
  const request: ApiRequest = {
    kind: 'request',
    verb: 'get',
    group: '',
    version: '',
    resource: '',
    path,
    user: 'system:kube-aggregator',
    agent: 'kube-apiserver',
  };
  ask(state, to, request, { then: 'backend-checked', name }, `is ${reference.name} well?`, io);
}

function serviceChecked(state: ApiServerState, name: string, body: Body | undefined, perform: Perform, io: IO): void {
  const service = servicesIn(state).get(name) as APIService | undefined;
  if (!service) return;
  const well = body?.kind === 'response' && (body as ApiResponse).code === 200;
  const url = `https://${service.spec?.service?.name}.${service.spec?.service?.namespace}.svc:443/apis/${service.spec?.group}/${service.spec?.version}`;
  const text = well ? 'all checks passed' : `failing or missing response from ${url}: Get "${url}": ${failureOf(body)}`;
  note(state, service, well ? 'True' : 'False', well ? 'Passed' : 'FailedDiscoveryCheck', text, perform, io);
  const next: AvailabilityBody = { kind: 'api-service-check', name };
  io.after(well ? timings.check : timings.retry, 'periodic', next);
}

function note(
  state: ApiServerState,
  service: APIService,
  status: string,
  reason: string,
  message: string,
  perform: Perform,
  io: IO,
): void {
  const old = service.status?.conditions?.find(({ type }) => type === 'Available');
  const now = rfc3339(state.config.epochMs + io.now, 0);
  const lastTransitionTime = old?.status === status ? (old.lastTransitionTime ?? now) : now;
  const condition: APIServiceCondition = { type: 'Available', status, lastTransitionTime, reason, message };
  if (equal(old, condition)) return;
  const request: ApiRequest = Object.freeze({
    kind: 'request',
    verb: 'update',
    group: apiServiceKind.group,
    version: apiServiceKind.version,
    resource: apiServiceKind.plural,
    subresource: 'status',
    name: service.metadata.name,
    body: Object.freeze({ ...service, status: { conditions: [condition] } }),
    user: 'system:apiserver',
    agent: 'kube-apiserver',
  });
  perform(state, { request, to: io.self, stream: '', messageId: 0, because: message, startedAt: io.now }, io);
}
