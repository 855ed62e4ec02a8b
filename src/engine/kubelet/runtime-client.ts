// The kubelet's side of the runtime interface: it connects, learns what runs, takes answers to the pods they are about.
// When the runtime is gone it goes on asking; what was under way fails and is tried again, for nothing it started is lost by that.

import type { Pod } from '../api/types.ts';
import type { Message, ResetBody } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import type { CriRequest, CriResponse, PodRecord } from '../runtime/cri.ts';
import { kubelet as timings } from '../timings.ts';
import { hold, requestsOf } from './admission.ts';
import { nodeChanged, runtimeLost } from './heartbeat.ts';
import { podEvent } from './pod-facts.ts';
import { sourcesReady } from './pod-source.ts';
import { armRelist, giveUp, sandboxReady, stepDone, wake } from './pod-worker.ts';
import { created, imageKnown, postStartKilled, pullDone, started } from './start-container.ts';
import { add, allWorkers, change, find, type Kubelet } from './state.ts';
import { containerStopped, lookOnceMore, terminated } from './termination.ts';
import { newWorker, type Worker } from './worker.ts';

export function connectRuntime(state: Kubelet, io: IO): void {
  const to = `containerd/${io.machine}`;
  const n = ++state.runtimeCalls;
  const prefix = `${io.self}.${io.incarnation}:cri`;
  const events: CriRequest = { kind: 'cri-request', call: 'GetContainerEvents' };
  io.send(to, events, { stream: `${prefix}/events#${n}`, because: 'wants to hear when a container ends' });
  const stream = `${prefix}/list#${n}`;
  state.calls.set(stream, { uid: '', then: 'list', about: '' });
  const list: CriRequest = { kind: 'cri-request', call: 'ListContainers' };
  io.send(to, list, { stream, because: 'learns what runs here' });
}

export function runtimeReset(state: Kubelet, io: IO, { stream, reason }: ResetBody): boolean {
  const open = state.calls.take(stream);
  if (stream.includes(':cri/events#') && !open) {
    if (state.runtimeUp) runtimeLost(state, io);
    state.runtimeUp = false;
    io.after(timings.runtimeRetry, 'backoff', { kind: 'runtime-retry' });
    return true;
  }
  if (!open) return stream.includes(':cri/');
  const dial = 'dial unix /run/containerd/containerd.sock: connect: connection refused';
  const error =
    reason === 'connection refused'
      ? `rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: ${dial}"`
      : 'rpc error: code = Unavailable desc = error reading from server: EOF';
  const worker = find(state, open.uid);
  if (open.then === 'pulled') pullDone(state, io, open.uid, worker, { kind: 'cri-response', call: 'PullImage', error });
  else if (worker) callFailed(state, io, worker, open.then, error);
  return true;
}

/** The runtime did not answer: the sync fails and comes again; a pod's end is tried again until it works. */
function callFailed(state: Kubelet, io: IO, worker: Worker, then: string, error: string): void {
  if (then === 'look' || then === 'removed') {
    if (then === 'look') armRelist(state, io, worker.uid);
    return;
  }
  if (worker.stage === 'terminating') {
    change(state, worker, { busy: false, doing: '', stopping: [], stale: true, syncedAt: io.now });
    armRelist(state, io, worker.uid);
    return;
  }
  if (then === 'sandbox') {
    const message = `Failed to create pod sandbox: ${error}`;
    podEvent(state, io, worker, 'Warning', 'FailedCreatePodSandBox', message);
  }
  giveUp(state, io, change(state, worker, { acted: true }));
}

function listed(state: Kubelet, io: IO, records: readonly PodRecord[]): void {
  state.runtimeUp = true;
  const first = !state.listed;
  state.listed = true;
  for (const record of records) {
    const { uid, namespace, name } = record.pod;
    const worker = find(state, uid);
    if (worker) {
      if (worker.busy) change(state, worker, { pending: true });
      else change(state, worker, { runtime: record, runtimeAt: io.now, stale: false, pending: true });
      if (!first) wake(state, io, uid);
      continue;
    }
    const object = state.pods.store.get(`${namespace}/${name}`);
    const known = object?.metadata.uid === uid ? (object as unknown as Pod) : undefined;
    const pod = known ?? lostPod(record);
    const fresh = newWorker(pod, uid, `${namespace}/${name}`, record, requestsOf(pod.spec));
    add(state, { ...fresh, runtimeAt: io.now });
    hold(state, fresh, 1);
  }
  if (first) {
    sourcesReady(state, io);
    for (const worker of allWorkers(state)) if (state.pods.synced) wake(state, io, worker.uid);
  }
  nodeChanged(state, io, first);
}

/** What a kubelet can know of a pod from its containers alone: enough to end it. */
function lostPod({ pod, containers }: PodRecord): Pod {
  const names = [...new Set(containers.map(({ config }) => config.name))];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod.name, namespace: pod.namespace, uid: pod.uid },
    spec: { containers: names.map((name) => ({ name })) },
  };
}

export function containerEvent(state: Kubelet, uid: string, io: IO): void {
  const worker = find(state, uid);
  if (!worker) return;
  change(state, worker, { stale: true });
  armRelist(state, io, uid);
}

export function criResponse(state: Kubelet, { body, stream }: Message<CriResponse>, io: IO): void {
  const open = state.calls.take(stream);
  if (!open) return;
  if (open.then === 'list') {
    listed(state, io, body.pods ?? []);
    return;
  }
  const worker = find(state, open.uid);
  if (open.then === 'pulled') {
    pullDone(state, io, open.uid, worker, body);
    return;
  }
  if (!worker) return;
  switch (open.then) {
    case 'look':
      seen(state, io, worker, body.pod);
      return;
    case 'sandbox':
      if (body.error === undefined)
        sandboxReady(state, io, change(state, worker, { ip: body.ip ?? '' }), body.id ?? '');
      else callFailed(state, io, worker, 'sandbox', body.error);
      return;
    case 'step-done':
      stepDone(state, io, worker);
      return;
    case 'image':
      if (worker.doing === 'image') imageKnown(state, io, worker, body);
      return;
    case 'created':
      created(state, io, worker, body);
      return;
    case 'started':
      started(state, io, worker, open.about, body);
      return;
    case 'post-start-killed':
      postStartKilled(state, io, worker);
      return;
    case 'stopped':
      containerStopped(state, io, worker, open.about);
      return;
    case 'sandbox-stopped':
      lookOnceMore(state, io, worker);
      return;
    case 'last-look': {
      const next = terminated(
        state,
        io,
        change(state, worker, { runtime: body.pod ?? worker.runtime, runtimeAt: io.now }),
      );
      wake(state, io, next.uid);
      return;
    }
    default:
      return;
  }
}

/** A fresh look at a pod's containers. */
function seen(state: Kubelet, io: IO, worker: Worker, record: PodRecord | undefined): void {
  if (worker.busy) {
    change(state, worker, { pending: true });
    return;
  }
  // A look within the tick of the sync's end is newer than the sync all the same.
  const runtimeAt = Math.max(io.now, worker.syncedAt + 1);
  const changed = record !== worker.runtime;
  const next = change(state, worker, { runtime: record, runtimeAt, stale: false });
  if (changed || worker.pending) wake(state, io, next.uid);
}
