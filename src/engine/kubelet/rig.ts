// A bench for tests: one API server that is a few lines long, and machines with a real kubelet and a real containerd.
// The stand-in stores, watches and merges just enough; every request and every stored pod is kept for the test to look at.

import type { KubeObject } from '../api/object.ts';
import type { ApiRequest, ApiResponse } from '../api/wire.ts';
import type { Message } from '../kernel/message.ts';
import type { ProcessSpec } from '../kernel/parts.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { Simulation } from '../kernel/simulation.ts';
import type { Table } from '../kernel/table.ts';
import { containerd } from '../runtime/containerd.ts';
import { kubelet } from './kubelet.ts';

export const EPOCH = 1_767_225_600_000;
export const SERVER = 'kube-apiserver/master-1';

interface Watch {
  readonly stream: string;
  readonly to: string;
  readonly resource: string;
  readonly field: string;
}

interface StandIn {
  objects: Table<KubeObject>;
  watches: Watch[];
  revision: number;
}

export interface Logged {
  readonly at: number;
  readonly request: ApiRequest;
  readonly code: number;
}

/** What the stand-in answered, newest last; tests empty it as they please. */
export const requests: Logged[] = [];

const standIn: ProcessDefinition<StandIn> = {
  component: 'kube-apiserver',
  start: (io) => ({
    objects: io.disk.table<KubeObject>('objects'),
    watches: [],
    revision: io.disk.table('objects').size + 1,
  }),
  receive(state, message, io) {
    const { body, stream } = message;
    if (body.kind === 'request') serve(state, message as Message<ApiRequest>, io);
    else if (body.kind === 'put')
      putFromOutside(state, io, body as unknown as { object: KubeObject; resource?: string });
    else if (body.kind === 'mark') mark(state, io, body as unknown as { key: string; grace: number });
    else if (body.kind === 'drop') drop(state, io, (body as unknown as { key: string }).key, 'pods');
    else if (body.kind === 'reset') state.watches = state.watches.filter((watch) => watch.stream !== stream);
  },
};

function serve(state: StandIn, { body, from, stream }: Message<ApiRequest>, io: IO): void {
  const { verb, resource, namespace, name, subresource } = body;
  const key = `${resource}/${namespace ?? ''}/${name ?? (body.body as KubeObject | undefined)?.metadata?.name ?? ''}`;
  const reply = (code: number, answer: unknown) => {
    requests.push({ at: io.now, request: body, code });
    const response: ApiResponse = { kind: 'response', code, body: answer, to: `${verb} ${resource}` };
    io.send(from, response, { stream, ends: true });
  };
  const stored = state.objects.get(key);
  const missing = { kind: 'Status', code: 404, message: `${resource} "${name}" not found` };
  switch (verb) {
    case 'list': {
      const items = state.objects
        .values(`${resource}/`)
        .filter((object) => selected(object, body.options?.fieldSelector ?? ''));
      reply(200, { kind: 'List', metadata: { resourceVersion: String(state.revision) }, items });
      return;
    }
    case 'watch':
      state.watches.push({ stream, to: from, resource, field: body.options?.fieldSelector ?? '' });
      return;
    case 'create':
      if (subresource === 'token') reply(201, { kind: 'TokenRequest', status: { token: 'x' } });
      else if (stored) reply(409, { kind: 'Status', code: 409, message: 'exists' });
      else reply(201, put(state, io, withUid(body.body as KubeObject), resource));
      return;
    case 'get':
      reply(stored ? 200 : 404, stored ?? missing);
      return;
    case 'update':
      reply(200, put(state, io, body.body as KubeObject, resource));
      return;
    case 'patch':
      if (stored) reply(200, put(state, io, merged(stored, body.body as Fields) as unknown as KubeObject, resource));
      else reply(404, missing);
      return;
    case 'delete':
      reply(stored ? 200 : 404, stored ?? missing);
      if (stored) drop(state, io, `${namespace}/${name}`, resource);
      return;
    default:
      reply(405, {});
  }
}

function withUid(object: KubeObject): KubeObject {
  return { ...object, metadata: { uid: `uid-of-${object.metadata.name}`, ...object.metadata } };
}

function putFromOutside(
  state: StandIn,
  io: IO,
  { object, resource = 'pods' }: { object: KubeObject; resource?: string },
): void {
  put(state, io, object, resource);
}

function put(state: StandIn, io: IO, object: KubeObject, resource: string): KubeObject {
  const key = `${resource}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;
  const type = state.objects.has(key) ? 'MODIFIED' : 'ADDED';
  const metadata = { ...object.metadata, resourceVersion: String(++state.revision) };
  const next = Object.freeze({ ...object, metadata }) as KubeObject;
  state.objects.set(key, next);
  tell(state, io, type, next, resource);
  return next;
}

function mark(state: StandIn, io: IO, { key, grace }: { key: string; grace: number }): void {
  const pod = state.objects.get(`pods/${key}`);
  if (!pod) return;
  const deletionTimestamp = '2026-01-01T01:00:00Z';
  const generation = 2;
  put(
    state,
    io,
    { ...pod, metadata: { ...pod.metadata, deletionTimestamp, deletionGracePeriodSeconds: grace, generation } },
    'pods',
  );
}

function drop(state: StandIn, io: IO, key: string, resource: string): void {
  const object = state.objects.get(`${resource}/${key}`);
  if (!object) return;
  state.objects.delete(`${resource}/${key}`);
  tell(state, io, 'DELETED', object, resource);
}

function tell(state: StandIn, io: IO, type: string, object: KubeObject, resource: string): void {
  for (const watch of state.watches) {
    if (watch.resource !== resource || !selected(object, watch.field)) continue;
    const event = { kind: 'watch-event', type, resource, object };
    io.send(watch.to, event, { stream: watch.stream });
  }
}

function selected(object: KubeObject, field: string): boolean {
  const [path, wanted] = field.split('=');
  if (!wanted) return true;
  return (
    (path === 'metadata.name' ? object.metadata.name : (object.spec as { nodeName?: string })?.nodeName) === wanted
  );
}

type Fields = Record<string, unknown>;

/** Strategic merge as far as statuses need it: lists with a declared order merge by `type`, all others are replaced. */
function merged(old: unknown, patch: Fields): Fields {
  const next: Fields = { ...(old as Fields) };
  for (const field in patch) {
    const value = patch[field];
    const order = patch[`$setElementOrder/${field}`] as { type?: string }[] | undefined;
    if (field.startsWith('$')) continue;
    if (value === null) delete next[field];
    else if (order && order[0]?.type !== undefined) {
      const olds = (next[field] ?? []) as Fields[];
      const changes = value as Fields[];
      next[field] = order.map(({ type }) => {
        const before = olds.find((one) => one.type === type) ?? { lastProbeTime: null };
        return merged(before, changes.find((one) => one.type === type) ?? {});
      });
    } else if (typeof value === 'object' && !Array.isArray(value)) next[field] = merged(next[field], value as Fields);
    else next[field] = value;
  }
  return next;
}

export interface RigOptions {
  readonly seed?: number;
  readonly nodes?: readonly string[];
  readonly images?: readonly string[];
  readonly more?: Record<string, unknown>;
}

export function rig({
  seed = 1,
  nodes = ['node-1'],
  images = ['nginx:1.27', 'busybox:1.36'],
  more = {},
}: RigOptions = {}): Simulation {
  requests.length = 0;
  const definitions: Map<string, ProcessDefinition> = new Map(
    [standIn, kubelet, containerd].map((one) => [one.component, one as ProcessDefinition]),
  );
  const latency = (from: string, to: string, _body: unknown, throwValue: number) =>
    from.slice(from.indexOf('/')) === to.slice(to.indexOf('/')) ? 1 : 1 + (throwValue % 3);
  const simulation = new Simulation({
    seed,
    definitions,
    latency,
    onInput: (input, world) => (input as (world: Simulation) => void)(world),
  });
  const start: Omit<ProcessSpec, 'component'> = { config: {}, bootDelay: 1, restartDelay: 500 };
  simulation.addMachine('master-1', [{ ...start, component: 'kube-apiserver' }]);
  nodes.forEach((name, i) => {
    const config = Object.freeze({
      apiserver: SERVER,
      epochMs: EPOCH,
      node: { name, images, zone: 'a' },
      podCIDR: `10.244.${i}.0/24`,
      address: `172.30.0.${11 + i}`,
      ...more,
    });
    simulation.addMachine(name, [
      { ...start, component: 'containerd', config },
      { ...start, component: 'kubelet', config },
    ]);
  });
  return simulation;
}

/** A pod as it is stored right after its binding. */
export function boundPod(name: string, spec: Fields, node = 'node-1'): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: `uid-${name}`, generation: 1 },
    spec: { nodeName: node, restartPolicy: 'Always', terminationGracePeriodSeconds: 5, ...fill(spec) },
    status: {
      phase: 'Pending',
      qosClass: 'BestEffort',
      conditions: [
        { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: '2026-01-01T00:00:05Z' },
      ],
    },
  };
}

function fill(spec: Fields): Fields {
  const policy = (list: unknown) =>
    (list as Fields[] | undefined)?.map((one) => ({ imagePullPolicy: 'IfNotPresent', ...one }));
  return {
    ...spec,
    containers: policy(spec.containers),
    ...(spec.initContainers ? { initContainers: policy(spec.initContainers) } : {}),
  };
}

export function tellServer(simulation: Simulation, body: { kind: string } & Fields): void {
  simulation.deliverFromOutside(SERVER, body);
}

export function stored(simulation: Simulation, key: string): KubeObject | undefined {
  return simulation.machine('master-1').disk.objects?.get(key) as KubeObject | undefined;
}

/** The requests about a pod in order, one short line each. */
export function lines(name: string, from = 0): string[] {
  const found: string[] = [];
  for (const { request } of requests) {
    const { verb, resource, subresource, body } = request;
    const event = body as { involvedObject?: { name: string }; reason?: string; message?: string } | undefined;
    if (resource === 'events') {
      if (event?.involvedObject?.name === name) found.push(`event ${event.reason}: ${event.message}`);
      else if (request.name?.startsWith(`${name}.`)) found.push(`event again ×${(body as { count: number }).count}`);
    } else if (resource === 'pods' && request.name === name) {
      found.push(`${verb} pods${subresource ? `/${subresource}` : ''}`);
    } else if (subresource === 'token') found.push('create token');
  }
  return found.slice(from);
}
