// Of several API servers each says every ten seconds that it is there, by a key in etcd that lives fifteen. Who has such a key stands
// behind the Service `kubernetes`; the one whose key ran out is taken away by whoever looks next.
// Source: `pkg/controlplane/reconcilers/lease.go`, `pkg/controlplane/controller/kubernetesservice/controller.go`.

import { freezeDeep, type KubeObject } from '../api/object.ts';
import type { ApiRequest, EtcdResponse } from '../api/wire.ts';
import type { Body } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { controlPlane } from '../timings.ts';
import type { ApiServerState, Operation } from './state.ts';
import { periodicCause } from './state.ts';
import { ask } from './storage.ts';

type Perform = (state: ApiServerState, operation: Operation, io: IO) => void;

const PREFIX = '/registry/masterleases/';
const TTL_SECONDS = 15;
const SERVICE = 'default/kubernetes';
const round: Body = Object.freeze({ kind: 'master-lease' });

/** One server alone needs none of this. */
export function beginLeases(state: ApiServerState, io: IO): void {
  if (!state.config.address || (state.config.addresses?.length ?? 0) < 2 || state.leaseArmed) return;
  state.leaseArmed = true;
  // At the start all are thought to be there; who is not has no key by the next round.
  writeLease(state, false, io);
  io.after(controlPlane.endpointReconcile, 'periodic', round, periodicCause);
}

/** Renews the own key; who else has one is read when that is done. */
export function nextRound(state: ApiServerState, io: IO): void {
  io.after(controlPlane.endpointReconcile, 'periodic', round, periodicCause);
  if (state.ready) writeLease(state, true, io);
}

function writeLease(state: ApiServerState, look: boolean, io: IO): void {
  const { address = '' } = state.config;
  const metadata = { name: address };
  const value = freezeDeep({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata,
    subsets: [{ addresses: [{ ip: address }] }],
  });
  const op = {
    verb: 'txn',
    key: PREFIX + address,
    ifRevision: state.leaseRevision,
    value,
    ttlSeconds: TTL_SECONDS,
    writer: 'system:apiserver kube-apiserver',
    because: 'this API server is there',
  } as const;
  ask(state, io, op, { then: 'lease-written', look }, op.because);
}

/** Written; or refused, because this server was started anew and does not know its own key, or the key ran out. */
export function leaseWritten(state: ApiServerState, look: boolean, response: EtcdResponse, io: IO): void {
  const { succeeded, revision, kvs = [] } = response;
  if (succeeded === undefined) return;
  state.leaseRevision = succeeded ? revision : (kvs[0]?.modRevision ?? 0);
  if (!succeeded) writeLease(state, look, io);
  else if (look)
    ask(state, io, { verb: 'range', prefix: PREFIX }, { then: 'leases-read' }, 'which API servers are there?');
}

export function leasesRead(state: ApiServerState, { kvs = [] }: EtcdResponse, perform: Perform, io: IO): void {
  const there = kvs.map(({ key }) => key.slice(PREFIX.length)).sort();
  if (there.length > 0) publish(state, there, perform, io);
}

/** Puts these addresses behind the Service, in both of its forms. */
function publish(state: ApiServerState, there: readonly string[], perform: Perform, io: IO): void {
  const { caches } = state;
  const endpoints = caches['services/endpoints'].objects.get(SERVICE);
  const [subset] = (endpoints?.subsets ?? []) as readonly { readonly addresses: readonly { readonly ip: string }[] }[];
  if (
    endpoints &&
    !same(
      subset?.addresses.map(({ ip }) => ip),
      there,
    )
  ) {
    const addresses = there.map((ip) => ({ ip }));
    update(state, '', 'endpoints', { ...endpoints, subsets: [{ ...subset, addresses }] }, perform, io);
  }
  const slice = caches.endpointslices.objects.get(SERVICE);
  const known = (slice?.endpoints ?? []) as readonly { readonly addresses: readonly string[] }[];
  if (
    slice &&
    !same(
      known.map(({ addresses }) => addresses[0]),
      there,
    )
  ) {
    const now = there.map((each) => ({ addresses: [each], conditions: { ready: true } }));
    update(state, 'discovery.k8s.io', 'endpointslices', { ...slice, endpoints: now }, perform, io);
  }
}

function same(known: readonly string[] | undefined, there: readonly string[]): boolean {
  return known?.length === there.length && there.every((each) => known.includes(each));
}

function update(
  state: ApiServerState,
  group: string,
  resource: string,
  object: KubeObject,
  perform: Perform,
  io: IO,
): void {
  const request: ApiRequest = Object.freeze({
    kind: 'request',
    verb: 'update',
    group,
    version: 'v1',
    resource,
    namespace: object.metadata.namespace,
    name: object.metadata.name,
    body: freezeDeep(object),
    user: 'system:apiserver',
    agent: 'kube-apiserver',
  });
  const because = 'an API server has come or gone';
  perform(state, { request, to: io.self, stream: '', messageId: 0, because, startedAt: io.now }, io);
}
