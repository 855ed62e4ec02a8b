// Brings a pod's status to the API server: reads the pod, compares, and patches only what differs. Nothing different: nothing sent.
// While one write is under way newer statuses replace each other, so a slow API server sees fewer steps, never wrong ones.
// Source: `pkg/kubelet/status/status_manager.go`.

import { equal } from '../api/object.ts';
import type { Pod, PodCondition, PodStatus } from '../api/types.ts';
import { codeOf, type Reply } from '../client/requests.ts';
import type { IO } from '../kernel/process.ts';
import { kubelet as timings } from '../timings.ts';
import { allWorkers, ask, change, drawn, find, isDeleting, type Kubelet, nextPoint } from './state.ts';
import type { Worker } from './worker.ts';

/** Conditions that only a kubelet writes; all others are kept as they are. */
const ours = new Set(['PodScheduled', 'Ready', 'Initialized', 'ContainersReady', 'PodReadyToStartContainers']);

/** Makes a status the wanted one; sends it unless it says nothing new. */
export function setStatus(kubelet: Kubelet, io: IO, worker: Worker, status: PodStatus, because: string): Worker {
  if (worker.orphan) return change(kubelet, worker, { status: Object.freeze(status) });
  if (worker.status && equal(worker.status, status)) return worker;
  const next = change(kubelet, worker, { status: Object.freeze(status), unsent: true });
  return next.sending === '' ? sendGet(kubelet, io, next, because) : next;
}

function sendGet(kubelet: Kubelet, io: IO, worker: Worker, because: string): Worker {
  const next = change(kubelet, worker, { sending: 'get', unsent: false });
  const delay = drawn(io, timings.statusGet, 'status-get', worker.uid, worker.calls);
  ask(kubelet, io, worker.uid, getPod(worker), 'status-get', worker.uid, { because, delay });
  return next;
}

function getPod({ pod }: Worker) {
  const { namespace, name } = pod.metadata;
  return { verb: 'get' as const, group: '', version: 'v1', resource: 'pods', namespace, name };
}

/** The pod has ended and was deleted: when its last status is stored, its object may go. */
export function deletePod(kubelet: Kubelet, io: IO, worker: Worker): void {
  const next = change(kubelet, worker, { sending: 'delete' });
  ask(kubelet, io, next.uid, getPod(next), 'status-get', next.uid, {
    because: 'all of it has ended; is its last status stored?',
  });
}

/** True for replies that belong here. */
export function statusReply(kubelet: Kubelet, io: IO, reply: Reply): boolean {
  if (!reply.then.startsWith('status-')) return false;
  const worker = find(kubelet, reply.context as string);
  if (!worker) return true;
  const code = codeOf(reply);
  if (code === 404 || (code === 200 && uidOf(reply) !== worker.uid)) {
    change(kubelet, worker, { sending: '', unsent: false });
    return true;
  }
  if (code >= 300 || code === 0) {
    change(kubelet, worker, { sending: '', unsent: true });
    retryLater(kubelet, io);
    return true;
  }
  if (reply.then === 'status-get') got(kubelet, io, worker, reply);
  else if (reply.then === 'status-patch') settled(kubelet, io, change(kubelet, worker, { sending: '' }));
  else if (reply.then === 'status-patch-delete') getAgain(kubelet, io, worker);
  else if (reply.then === 'status-delete-get') sendDelete(kubelet, io, worker);
  else change(kubelet, worker, { sending: '' });
  return true;
}

function got(kubelet: Kubelet, io: IO, worker: Worker, reply: Reply): void {
  const pod = reply.response?.body as Pod;
  const patch = worker.status ? patchOf(pod, worker.status) : undefined;
  if (patch) {
    const because = becauseOf(worker, pod);
    const what = {
      verb: 'patch' as const,
      group: '',
      version: 'v1',
      resource: 'pods',
      subresource: 'status',
      namespace: pod.metadata.namespace,
      name: pod.metadata.name,
      body: patch,
      patchType: 'application/strategic-merge-patch+json' as const,
    };
    const deleting = worker.sending === 'delete';
    change(kubelet, worker, { sending: deleting ? 'delete' : 'patch', unsent: false });
    const delay = drawn(io, timings.statusPatch, 'status-patch', worker.uid, worker.calls);
    ask(kubelet, io, worker.uid, what, deleting ? 'status-patch-delete' : 'status-patch', worker.uid, {
      because,
      delay,
    });
    return;
  }
  if (worker.sending === 'delete') {
    getAgain(kubelet, io, worker);
    return;
  }
  settled(kubelet, io, change(kubelet, worker, { sending: '' }));
}

function getAgain(kubelet: Kubelet, io: IO, worker: Worker): void {
  ask(kubelet, io, worker.uid, getPod(worker), 'status-delete-get', worker.uid, {
    because: 'its last status is stored',
  });
}

function settled(kubelet: Kubelet, io: IO, worker: Worker): void {
  if (worker.unsent) sendGet(kubelet, io, worker, 'its status has changed again meanwhile');
  else if (worker.stage === 'finished' && isDeleting(worker.pod)) deletePod(kubelet, io, worker);
}

function sendDelete(kubelet: Kubelet, io: IO, worker: Worker): void {
  const what = {
    ...getPod(worker),
    verb: 'delete' as const,
    body: { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0, preconditions: { uid: worker.uid } },
  };
  ask(kubelet, io, worker.uid, what, 'status-delete', worker.uid, { because: 'nothing of it is left on this node' });
}

/** One timer sends again all that could not be sent. */
function retryLater(kubelet: Kubelet, io: IO): void {
  if (kubelet.statusRetry) return;
  kubelet.statusRetry = true;
  const at = nextPoint(io, 'status', timings.statusRetry);
  io.after(at - io.now, 'backoff', { kind: 'status-retry' });
}

/** What is stored was changed by somebody else, as a lost machine's pods are: at the next turn of the loop it is told again. */
export function statusStored(kubelet: Kubelet, io: IO, pod: Pod): void {
  const worker = find(kubelet, pod.metadata.uid as string);
  if (!worker?.status || worker.sending || !patchOf(pod, worker.status)) return;
  change(kubelet, worker, { unsent: true });
  retryLater(kubelet, io);
}

export function statusRetryTimer(kubelet: Kubelet, io: IO): void {
  kubelet.statusRetry = false;
  for (const worker of allWorkers(kubelet)) {
    if (!worker.unsent || worker.sending !== '') continue;
    if (worker.stage === 'finished' && isDeleting(worker.pod)) deletePod(kubelet, io, worker);
    else sendGet(kubelet, io, worker, 'tries again to tell its status');
  }
}

function uidOf(reply: Reply): string | undefined {
  const body = reply.response?.body as { kind?: string; metadata?: { uid?: string } } | undefined;
  return body?.kind === 'Pod' ? body.metadata?.uid : (reply.context as string);
}

function becauseOf({ status }: Worker, pod: Pod): string {
  if (status?.phase !== pod.status?.phase) return `its phase is now ${status?.phase}`;
  return 'its status has changed';
}

type Patch = Record<string, unknown>;

/** The strategic merge patch from what is stored to what is wanted; undefined when they agree. */
export function patchOf(pod: Pod, wanted: PodStatus): Patch | undefined {
  const stored = (pod.status ?? {}) as Record<string, unknown>;
  const status: Patch = {};
  let differs = false;
  for (const field in wanted) {
    const value = (wanted as Record<string, unknown>)[field];
    if (value === undefined || field === 'conditions') continue;
    if (equal(stored[field], value)) continue;
    differs = true;
    if (field === 'hostIPs' || field === 'podIPs') status[`$setElementOrder/${field}`] = value;
    status[field] = value;
  }
  const conditions = conditionsPatch(pod.status?.conditions ?? [], wanted.conditions ?? []);
  if (conditions) {
    differs = true;
    status['$setElementOrder/conditions'] = conditions.order;
    status.conditions = conditions.changed;
  }
  return differs ? { metadata: { uid: pod.metadata.uid }, status } : undefined;
}

function conditionsPatch(
  stored: readonly PodCondition[],
  wanted: readonly PodCondition[],
): { readonly order: readonly { readonly type: string }[]; readonly changed: readonly Patch[] } | undefined {
  const changed: Patch[] = [];
  let sameOrder = true;
  let foreign = 0;
  for (const { type } of stored) if (!ours.has(type)) foreign++;
  for (let i = 0; i < wanted.length; i++) {
    const condition = wanted[i];
    const { type } = condition;
    if (stored[foreign + i]?.type !== type) sameOrder = false;
    const old = stored[i]?.type === type ? stored[i] : stored.find((one) => one.type === type);
    if (!old) {
      changed.push({ ...condition });
      continue;
    }
    let difference: Patch | undefined;
    for (const field of conditionFields) {
      if (old[field] === condition[field]) continue;
      difference ??= {};
      difference[field] = condition[field] ?? null;
    }
    if (difference) {
      difference.type = type;
      changed.push(difference);
    }
  }
  if (changed.length === 0 && sameOrder && stored.length === foreign + wanted.length) return undefined;
  const order: { readonly type: string }[] = [];
  if (foreign > 0) for (const { type } of stored) if (!ours.has(type)) order.push({ type });
  for (const { type } of wanted) order.push({ type });
  return { order, changed };
}

const conditionFields = ['observedGeneration', 'status', 'lastTransitionTime', 'reason', 'message'] as const;
