// How the cluster knows that a machine lives: its kubelet registers a Node, renews a Lease every ten seconds, and rewrites the
// Node's status when something changed, or every five minutes. Nobody asks a kubelet; silence is what others act on.
// Source: `pkg/kubelet/kubelet_node_status.go`, `component-helpers/apimachinery/lease/controller.go`.

import type { KubeObject } from '../api/object.ts';
import { microTime } from '../api/time.ts';
import type { Lease, Node, NodeCondition } from '../api/types.ts';
import { record } from '../client/events.ts';
import { type Call, type Client, call, codeOf, type Reply } from '../client/requests.ts';
import type { Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { disk, type StoredImage } from '../runtime/cri.ts';
import { kubelet as timings } from '../timings.ts';
import { bootIdOf, nodeConditions, nodeObject, nodeStatus } from './node-object.ts';
import { identity, type Kubelet, nextPoint } from './state.ts';

export interface Heartbeat {
  /** Its own connections: a heartbeat must not wait behind other requests, and gives up sooner. */
  readonly client: Client;
  registered: boolean;
  uid: string;
  lease: Lease | undefined;
  leaseTries: number;
  /** A renewal is on its way. */
  leaseAsked: boolean;
  /** When the next renewal is due; one that is far too late tells that this process stood still. */
  leaseDueAt: Tick;
  /** As last written. */
  conditions: readonly NodeCondition[];
  images: readonly StoredImage[];
  /** A timer will write the status. */
  statusArmed: boolean;
  writtenAt: Tick;
  runtimeDownSince: Tick;
  unschedulable: boolean;
  /** Of the machine's start that is stored, '' before anything is known. */
  bootID: string;
}

const nodes = { group: '', version: 'v1', resource: 'nodes' } as const;
const leases = {
  group: 'coordination.k8s.io',
  version: 'v1',
  resource: 'leases',
  namespace: 'kube-node-lease',
} as const;
const RUNTIME_GRACE: Tick = 30_000;
/** Not a tick of this run: a report that failed is due again at the next turn. */
const NEVER: Tick = -timings.nodeStatusReport;
const RUNTIME_DOWN = 'container runtime is down';

export function newHeartbeat(client: Client): Heartbeat {
  return {
    client,
    registered: false,
    uid: '',
    lease: undefined,
    leaseTries: 0,
    leaseAsked: false,
    leaseDueAt: 0,
    conditions: conditionsOf(undefined),
    images: [],
    statusArmed: false,
    writtenAt: 0,
    runtimeDownSince: 0,
    unschedulable: false,
    bootID: '',
  };
}

export function startHeartbeat(kubelet: Kubelet, io: IO): void {
  nodeEvent(kubelet, io, 'Starting', 'Starting kubelet.');
  register(kubelet, io);
  send(kubelet, io, { verb: 'get', ...leases, name: kubelet.node }, 'lease-get', 'looks for its lease');
}

function register(kubelet: Kubelet, io: IO): void {
  const body = nodeObject(kubelet.config, io.now, notReady(kubelet, io), io.boot);
  send(kubelet, io, { verb: 'create', ...nodes, body }, 'node-create', 'registers its machine');
}

/** Why the node is not ready, '' when it is. */
function notReady(kubelet: Kubelet, io: IO): string {
  if (!kubelet.listed) return 'container runtime status check may not have completed yet';
  if (kubelet.runtimeUp || io.now - kubelet.heartbeat.runtimeDownSince < RUNTIME_GRACE) return '';
  return RUNTIME_DOWN;
}

/** True for the heartbeat's own timers. */
export function heartbeatTimer(kubelet: Kubelet, io: IO, kind: string): boolean {
  switch (kind) {
    case 'lease':
      if (io.now - kubelet.heartbeat.leaseDueAt >= RUNTIME_GRACE) woken(kubelet, io);
      // One at a time: while an attempt still waits for its answer, this turn is left out. Without its runtime a kubelet does not start.
      if (!kubelet.heartbeat.leaseAsked && kubelet.listed) renew(kubelet, io);
      armLease(kubelet, io);
      return true;
    case 'node-register':
      register(kubelet, io);
      return true;
    case 'node-status':
      kubelet.heartbeat.statusArmed = false;
      writeStatus(kubelet, io);
      return true;
    case 'node-report':
      if (io.now - kubelet.heartbeat.writtenAt >= timings.nodeStatusReport) writeStatus(kubelet, io);
      armReport(kubelet, io);
      return true;
    default:
      return false;
  }
}

/** Something about the node changed: it is written at the next turn of the status loop. */
export function nodeChanged(kubelet: Kubelet, io: IO, soon = false): void {
  const { heartbeat } = kubelet;
  if (heartbeat.statusArmed || !heartbeat.registered) return;
  heartbeat.statusArmed = true;
  const at = soon ? io.now + 1 : nextPoint(io, 'node-status', timings.nodeStatusPeriod);
  io.after(at - io.now, 'work', { kind: 'node-status' });
}

/** The runtime's connection broke: the node is told not ready when it has been away for half a minute. */
export function runtimeLost(kubelet: Kubelet, io: IO): void {
  kubelet.heartbeat.runtimeDownSince = io.now;
  const at = nextPoint(io, 'node-status', timings.nodeStatusPeriod, io.now + RUNTIME_GRACE);
  io.after(at - io.now, 'deadline', { kind: 'node-status' });
}

/** True for the answers to the heartbeat's requests. */
export function heartbeatReply(kubelet: Kubelet, io: IO, reply: Reply): boolean {
  switch (reply.then) {
    case 'node-create':
      registered(kubelet, io, reply);
      return true;
    case 'node-get':
      if (codeOf(reply) === 200) adopt(kubelet, io, reply.response?.body as Node);
      else io.after(timings.registerRetry, 'backoff', { kind: 'node-register' });
      return true;
    case 'node-patch':
      // A kubelet registers once in its life: whose node is deleted has to be restarted to come back.
      if (codeOf(reply) === 404) kubelet.heartbeat.writtenAt = NEVER;
      else if (codeOf(reply) !== 200) {
        kubelet.heartbeat.writtenAt = NEVER;
        nodeChanged(kubelet, io);
      } else kubelet.heartbeat.conditions = conditionsOf(reply.response?.body as Node | undefined);
      return true;
    case 'lease-get':
      gotLease(kubelet, io, reply);
      return true;
    case 'lease-write':
      leaseWritten(kubelet, io, reply);
      return true;
    default:
      return false;
  }
}

function registered(kubelet: Kubelet, io: IO, reply: Reply): void {
  const code = codeOf(reply);
  if (code === 201) {
    adopt(kubelet, io, reply.response?.body as Node);
    return;
  }
  if (code === 409) {
    send(kubelet, io, { verb: 'get', ...nodes, name: kubelet.node }, 'node-get', 'it is registered already');
    return;
  }
  const wait = code === 0 ? timings.registerRetry : 200;
  io.after(wait, 'backoff', { kind: 'node-register' });
}

function adopt(kubelet: Kubelet, io: IO, node: Node): void {
  const { heartbeat } = kubelet;
  const first = !heartbeat.registered;
  heartbeat.registered = true;
  heartbeat.uid = node.metadata.uid ?? '';
  heartbeat.conditions = conditionsOf(node);
  heartbeat.unschedulable = node.spec?.unschedulable === true;
  heartbeat.bootID = node.status?.nodeInfo?.bootID ?? '';
  if (!first) {
    nodeChanged(kubelet, io, true);
    return;
  }
  const { node: name } = kubelet;
  for (const what of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID']) {
    nodeEvent(kubelet, io, what, `Node ${name} status is now: ${what}`);
  }
  nodeEvent(kubelet, io, 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
  armReport(kubelet, io);
  if (kubelet.listed) nodeChanged(kubelet, io, true);
}

function writeStatus(kubelet: Kubelet, io: IO, because = notReady(kubelet, io)): void {
  const { heartbeat, config } = kubelet;
  if (!heartbeat.registered) return;
  tellSchedulable(kubelet, io);
  const bootID = bootIdOf(kubelet.node, io.boot);
  const rebooted = heartbeat.bootID !== '' && heartbeat.bootID !== bootID;
  if (rebooted) {
    const text = `Node ${kubelet.node} has been rebooted, boot id: ${bootID}`;
    nodeEvent(kubelet, io, 'Rebooted', text, 'Warning');
  }
  const images = imagesOf(io);
  const old = heartbeat.conditions;
  const conditions = nodeConditions(config, io.now, because, old);
  const ready = conditions[3].status;
  if (old.length > 0 && old.find(({ type }) => type === 'Ready')?.status !== ready) {
    const what = ready === 'True' ? 'NodeReady' : 'NodeNotReady';
    nodeEvent(kubelet, io, what, `Node ${kubelet.node} status is now: ${what}`);
  }
  const flipped = conditions.some((one, i) => old[i]?.status !== one.status);
  const imagesChanged = images.length !== heartbeat.images.length;
  if (!flipped && !imagesChanged && !rebooted && io.now - heartbeat.writtenAt < timings.nodeStatusReport) return;
  heartbeat.images = images;
  heartbeat.writtenAt = io.now;
  const changed = conditions.map((one) => {
    const before = old.find(({ type }) => type === one.type);
    if (before?.status === one.status) return { lastHeartbeatTime: one.lastHeartbeatTime, type: one.type };
    return one;
  });
  const order = conditions.map(({ type }) => ({ type }));
  const status: Record<string, unknown> = { '$setElementOrder/conditions': order, conditions: changed };
  if (rebooted) status.nodeInfo = { bootID };
  heartbeat.bootID = bootID;
  if (imagesChanged) status.images = nodeStatus(config, [], images, io.boot).images;
  const body = { metadata: { uid: heartbeat.uid }, status };
  const patchType = 'application/strategic-merge-patch+json' as const;
  const what: Call = { verb: 'patch', ...nodes, subresource: 'status', name: kubelet.node, body, patchType };
  send(kubelet, io, what, 'node-patch', flipped ? 'its condition changed' : 'reports how its machine fares');
}

/** Frozen, so that copies of the world share them. */
function conditionsOf(node: Node | undefined): readonly NodeCondition[] {
  return Object.freeze([...(node?.status?.conditions ?? [])]);
}

function imagesOf(io: IO): readonly StoredImage[] {
  const stored = io.disk.table<StoredImage>(disk.images).values();
  return stored.sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
}

function armReport(kubelet: Kubelet, io: IO): void {
  const jitter = io.draw('node-report', kubelet.node) % 10_000;
  io.after(timings.nodeStatusReport + jitter, 'periodic', { kind: 'node-report' });
}

function gotLease(kubelet: Kubelet, io: IO, reply: Reply): void {
  const code = codeOf(reply);
  if (code === 200) {
    kubelet.heartbeat.lease = reply.response?.body as Lease;
    renew(kubelet, io);
  } else if (code === 404) {
    kubelet.heartbeat.lease = undefined;
    renew(kubelet, io);
  }
  if (reply.context !== 'again') armLease(kubelet, io);
}

function armLease(kubelet: Kubelet, io: IO): void {
  const jitter = io.draw('lease', kubelet.node, Math.floor(io.now / 1000)) % timings.leaseJitter;
  const wait = timings.leasePeriod + jitter;
  kubelet.heartbeat.leaseDueAt = io.now + wait;
  io.after(wait, 'periodic', { kind: 'lease' });
}

/**
 * It was frozen for more than half a minute. Its status loop, late as well, finds that the runtime has not answered for so long
 * and says so; the next turn of the loop, after the runtime has been asked again, takes it back (as recorded).
 */
function woken(kubelet: Kubelet, io: IO): void {
  if (!kubelet.heartbeat.registered || notReady(kubelet, io) !== '') return;
  writeStatus(kubelet, io, RUNTIME_DOWN);
  nodeChanged(kubelet, io);
}

function renew(kubelet: Kubelet, io: IO): void {
  const { heartbeat, node } = kubelet;
  heartbeat.leaseAsked = true;
  const renewTime = microTime(kubelet.config.epochMs, io.now);
  const { lease } = heartbeat;
  if (lease) {
    const body: Lease = {
      ...lease,
      spec: { ...lease.spec, holderIdentity: node, leaseDurationSeconds: timings.leaseSeconds, renewTime },
    };
    send(kubelet, io, { verb: 'update', ...leases, name: node, body }, 'lease-write', 'shows that it lives');
    return;
  }
  const owner = { apiVersion: 'v1', kind: 'Node', name: node, uid: heartbeat.uid };
  const body: Lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: node,
      namespace: leases.namespace,
      ...(heartbeat.uid === '' ? {} : { ownerReferences: [owner] }),
    },
    spec: { holderIdentity: node, leaseDurationSeconds: timings.leaseSeconds, renewTime },
  };
  send(kubelet, io, { verb: 'create', ...leases, body }, 'lease-write', 'shows that it lives');
}

/** Five tries at once, then it waits for its next turn. */
function leaseWritten(kubelet: Kubelet, io: IO, reply: Reply): void {
  const { heartbeat } = kubelet;
  heartbeat.leaseAsked = false;
  const code = codeOf(reply);
  if (code === 200 || code === 201) {
    heartbeat.lease = reply.response?.body as Lease;
    heartbeat.leaseTries = 0;
    return;
  }
  if (code === 409 || code === 404) {
    heartbeat.leaseTries = 0;
    send(kubelet, io, { verb: 'get', ...leases, name: kubelet.node }, 'lease-get', 'its copy is old', 'again');
    return;
  }
  if (++heartbeat.leaseTries < 5) renew(kubelet, io);
  else heartbeat.leaseTries = 0;
}

/** The node's own object changed: whether it is cordoned is told in an event, at the next turn of the status loop. */
export function nodeSeen(kubelet: Kubelet, io: IO, object: KubeObject): void {
  const unschedulable = (object.spec as { unschedulable?: boolean } | undefined)?.unschedulable === true;
  const { heartbeat } = kubelet;
  const conditions = conditionsOf(object as unknown as Node);
  const silenced = conditions.some(({ status }) => status === 'Unknown');
  if (silenced && heartbeat.registered) {
    heartbeat.conditions = conditions;
    nodeChanged(kubelet, io);
  }
  if (unschedulable !== heartbeat.unschedulable) nodeChanged(kubelet, io);
}

/** Source: `kubelet_node_status.go` recordNodeSchedulableEvent. */
function tellSchedulable(kubelet: Kubelet, io: IO): void {
  const { heartbeat, self, node } = kubelet;
  const known = self.store.get(node) as Node | undefined;
  const unschedulable = known?.spec?.unschedulable === true;
  if (!known || unschedulable === heartbeat.unschedulable) return;
  heartbeat.unschedulable = unschedulable;
  const what = unschedulable ? 'NodeNotSchedulable' : 'NodeSchedulable';
  nodeEvent(kubelet, io, what, `Node ${node} status is now: ${what}`);
}

function nodeEvent(
  kubelet: Kubelet,
  io: IO,
  reason: string,
  message: string,
  type: 'Normal' | 'Warning' = 'Normal',
): void {
  // Kubelets name the node itself as its uid here.
  const about = { apiVersion: '', kind: 'Node', metadata: { name: kubelet.node, uid: kubelet.node } };
  record(kubelet.recorder, kubelet.client, io, { about, type, reason, message });
}

function send(kubelet: Kubelet, io: IO, what: Call, then: string, because: string, context?: unknown): void {
  // Upstream's heartbeat client holds nothing back (QPS -1).
  call(kubelet.heartbeat.client, io, { ...identity(kubelet, 'heartbeat'), limit: undefined }, what, then, context, {
    because,
  });
}
