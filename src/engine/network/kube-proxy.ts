// kube-proxy on one machine: it watches Services and EndpointSlices and keeps the machine's rules up to date, never more often than
// once a second. It carries no packet itself: while it stands still, the machine goes on with the rules it has, and they grow old.
// Source: `pkg/proxy/runner/bounded_frequency_runner.go`, `pkg/proxy/nftables/proxier.go` syncProxyRules.

import { HOSTED, type HostedBody } from '../api/connection.ts';
import { keyOf } from '../api/object.ts';
import {
  byIndex,
  type Change,
  type Informer,
  informerMessage,
  informerReply,
  newInformer,
  startInformer,
} from '../client/informer.ts';
import { type Client, type Identity, newClient, replies } from '../client/requests.ts';
import { between } from '../kernel/dice.ts';
import type { Body, Cause, Message, Tick } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { kubeProxy as timings } from '../timings.ts';
import { rulesOf, type ServiceRules } from './rules.ts';
import { endpointsOf, nodeView, serviceView } from './service-view.ts';
import { noteSync, serviceTable, writeRules } from './tables.ts';

export interface KubeProxyState {
  readonly client: Client;
  readonly informers: Record<'services' | 'endpointslices' | 'node', Informer>;
  /** Services whose rules may have to change, by name, with what made it so. */
  readonly dirty: Record<string, Cause>;
  /** A sync that is under way: what it will have written when it ends. */
  writing: readonly { readonly service: string; readonly rules: ServiceRules | undefined }[] | undefined;
  /** Ticks at which the last sync ended and the next one begins; 0 for none. */
  syncedAt: Tick;
  nextAt: Tick;
}

interface SyncBody extends Body {
  readonly kind: 'proxy-sync' | 'proxy-written';
}

const SERVICE_NAME = 'kubernetes.io/service-name';

/** What lives under the address: kube-proxy itself, or nothing while the container that it lives in does not run. */
export interface KubeProxyProcess {
  active: KubeProxyState | undefined;
  /** Counts its lives, so that connections of two of them are never taken for each other. */
  life: number;
}

export const kubeProxy: ProcessDefinition<KubeProxyProcess> = {
  component: 'kube-proxy',

  start(io) {
    const process: KubeProxyProcess = { active: undefined, life: 0 };
    const home = io.disk.table<string>(HOSTED).get('kube-proxy') ?? '';
    if (io.config.hosted !== true || home.startsWith(`${io.boot} `)) begin(process, io);
    return process;
  },

  receive(process, message, io) {
    const { active } = process;
    if (message.body.kind === 'hosted') {
      const { runs } = message.body as HostedBody;
      if (runs && !active) begin(process, io);
      else if (!runs && active) end(process, active, io);
      return;
    }
    if (!active) return;
    if (message.body.kind === 'proxy-sync') {
      sync(active, io);
      return;
    }
    if (message.body.kind === 'proxy-written') {
      written(active, io);
      return;
    }
    for (const reply of replies(active.client, message, io) ?? []) {
      for (const informer of informersOf(active)) {
        const changes = informerReply(informer, active.client, reply, io);
        if (changes) heard(active, informer, changes, io, true);
      }
    }
    watched(active, message, io);
  },
};

function begin(process: KubeProxyProcess, io: IO): void {
  process.life++;
  const client = newClient(io.config.apiserver as string, timings.requestTimeout);
  const identity: Identity = {
    name: process.life === 1 ? 'kube-proxy' : `kube-proxy.${process.life}`,
    user: 'system:serviceaccount:kube-system:kube-proxy',
    agent: 'kube-proxy',
  };
  const core = { group: '', version: 'v1' };
  const discovery = { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices', indexes: ['service'] };
  const here = { ...core, resource: 'nodes', fieldSelector: `metadata.name=${io.machine}` };
  const state: KubeProxyState = {
    client,
    informers: {
      services: newInformer('services', identity, { ...core, resource: 'services' }),
      endpointslices: newInformer('endpointslices', identity, discovery),
      node: newInformer('node', identity, here),
    },
    dirty: {},
    writing: undefined,
    syncedAt: 0,
    nextAt: 0,
  };
  process.active = state;
  for (const informer of informersOf(state)) startInformer(informer, client, io);
}

/** Its container has ended: what it knew is gone, what it wrote stays. */
function end(process: KubeProxyProcess, state: KubeProxyState, io: IO): void {
  process.active = undefined;
  for (const { stream } of informersOf(state)) if (stream !== '') io.close(stream);
  for (const stream of state.client.pending.names()) io.close(stream);
}

function informersOf({ informers }: KubeProxyState): readonly Informer[] {
  return [informers.services, informers.endpointslices, informers.node];
}

function watched(state: KubeProxyState, message: Message, io: IO): void {
  for (const informer of informersOf(state)) {
    const changes = informerMessage(informer, state.client, message, io);
    if (!changes) continue;
    heard(state, informer, changes, io, false);
    return;
  }
}

/** Until all three lists are in, it knows too little to write anything. */
function ready({ informers }: KubeProxyState): boolean {
  return informers.services.synced && informers.endpointslices.synced && informers.node.synced;
}

function heard(state: KubeProxyState, informer: Informer, changes: readonly Change[], io: IO, listed: boolean): void {
  const { services } = state.informers;
  for (const { object, old } of changes) {
    if (informer.name === 'services') mark(state, keyOf(object), io);
    else if (informer.name === 'endpointslices') {
      for (const slice of old ? [object, old] : [object]) {
        const name = slice.metadata.labels?.[SERVICE_NAME];
        if (name !== undefined) mark(state, `${slice.metadata.namespace}/${name}`, io);
      }
    } else if (!old || nodeView('', old).zone !== nodeView('', object).zone) {
      for (const key of services.store.keys()) mark(state, key, io);
    }
  }
  // A Service that went away while it did not look has left rules behind.
  if (listed && ready(state)) {
    for (const key of serviceTable(io.disk).keys()) if (!services.store.has(key)) mark(state, key, io);
  }
  arm(state, io);
}

function mark(state: KubeProxyState, service: string, io: IO): void {
  state.dirty[service] ??= io.cause;
}

/** The next sync begins at once, or one second after the last one ended. */
function arm(state: KubeProxyState, io: IO): void {
  if (state.nextAt !== 0 || state.writing || !ready(state)) return;
  for (const service in state.dirty) {
    const cause = state.dirty[service];
    const earliest = state.syncedAt === 0 ? 0 : state.syncedAt + timings.minSyncPeriod;
    const delay = Math.max(timings.react, earliest - io.now);
    const body: SyncBody = { kind: 'proxy-sync' };
    state.nextAt = io.now + delay;
    io.after(delay, cause.periodic ? 'periodic' : 'work', body, cause);
    return;
  }
}

/** Works out what has to be written; the writing itself takes a moment. */
function sync(state: KubeProxyState, io: IO): void {
  if (state.nextAt !== io.now) return; // of an earlier life
  state.nextAt = 0;
  const { services, endpointslices, node } = state.informers;
  const here = nodeView(io.machine, node.store.get(io.machine));
  const standing = serviceTable(io.disk);
  const [lo, hi] = timings.write;
  const duration = between(io.draw('proxy-sync', io.self, io.now), lo, hi);
  const writing: { service: string; rules: ServiceRules | undefined }[] = [];
  for (const service of Object.keys(state.dirty).sort()) {
    delete state.dirty[service];
    const object = services.store.get(service);
    const [namespace, name] = service.split('/');
    const slices = object ? byIndex(endpointslices, 'service', `${namespace}/${name}`) : [];
    const revision = newest([...(object ? [object] : []), ...slices].map((one) => one.metadata.resourceVersion ?? '0'));
    const rules =
      object &&
      rulesOf(serviceView(object), endpointsOf(slices), here, io.now + duration, revision, standing.get(service));
    writing.push({ service, rules });
  }
  state.writing = writing;
  const body: SyncBody = { kind: 'proxy-written' };
  io.after(duration, io.cause.periodic ? 'periodic' : 'work', body);
}

function written(state: KubeProxyState, io: IO): void {
  if (!state.writing) return;
  for (const { service, rules } of state.writing) writeRules(io.disk, service, rules);
  state.writing = undefined;
  state.syncedAt = io.now;
  noteSync(io.disk, io.now);
  arm(state, io);
}

function newest(revisions: readonly string[]): string {
  return revisions.reduce((best, one) => (Number(one) > Number(best) ? one : best), '0');
}
