// The kubelet: one on each machine, it makes the machine run what the API server says should run there, and reports back what is.
// It is the only component that acts on containers. It goes on alone when the API server is away, and finds its containers again when it restarts.
// This file is its inbox; what it decides is in sync-pod.ts, what it tells is in status.ts.

import { type KubeObject, keyOf } from '../api/object.ts';
import type { Pod } from '../api/types.ts';
import { type Change, informerMessage, informerReply, newInformer, startInformer } from '../client/informer.ts';
import { type Client, newClient, type Reply, replies } from '../client/requests.ts';
import type { Message, ResetBody } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { Table } from '../kernel/table.ts';
import type { ContainerEvent, CriRequest, CriResponse, PodRecord } from '../runtime/cri.ts';
import { kubelet as timings } from '../timings.ts';
import { requestsOf } from './admission.ts';
import { newRecorder, recorderReply, recorderTimer } from './events.ts';
import {
  heartbeatReply,
  heartbeatTimer,
  newHeartbeat,
  nodeChanged,
  nodeSeen,
  runtimeLost,
  startHeartbeat,
} from './heartbeat.ts';
import { answerLogs, type KubeletRequest } from './logs.ts';
import { mountReply, mountTimer } from './mounting.ts';
import { podEvent } from './pod-facts.ts';
import { armRelist, end, giveUp, plan, podSeen, relistTimer, sandboxReady, stepDone, wake } from './pod-worker.ts';
import { type ProbeTimer, probeAnswer, probeTimer } from './prober.ts';
import { configReply, created, imageKnown, pullDone, started } from './start-container.ts';
import { add, allWorkers, change, find, isDeleting, type Kubelet, type KubeletConfig, settle } from './state.ts';
import { statusReply, statusRetryTimer } from './status-manager.ts';
import {
  containerStopped,
  finish,
  forget,
  lookOnceMore,
  preStopDone,
  removeSandbox,
  terminated,
} from './termination.ts';
import { newWorker, type Worker } from './worker.ts';

export const kubelet: ProcessDefinition<Kubelet> = {
  component: 'kubelet',

  start(io) {
    const config = io.config as unknown as KubeletConfig;
    const node = config.node.name;
    const user = `system:node:${node}`;
    const as = (name: string) => ({ name, user, agent: 'kubelet' });
    const client = newClient(config.apiserver, timings.requestTimeout);
    const state: Kubelet = {
      config,
      node,
      client,
      pods: newInformer('pods', as('pods'), {
        group: '',
        version: 'v1',
        resource: 'pods',
        fieldSelector: `spec.nodeName=${node}`,
      }),
      self: newInformer('self', as('self'), {
        group: '',
        version: 'v1',
        resource: 'nodes',
        fieldSelector: `metadata.name=${node}`,
      }),
      workers: new Table(),
      active: {},
      touched: [],
      calls: {},
      probes: {},
      relist: { timer: 0, uids: {} },
      pulls: [],
      imagesChanged: false,
      recorder: newRecorder(client, as('events'), node, config.epochMs),
      heartbeat: newHeartbeat(newClient(config.apiserver, timings.leasePeriod)),
      listed: false,
      runtimeUp: false,
      runtimeCalls: 0,
      statusRetry: false,
    };
    connectRuntime(state, io);
    startInformer(state.pods, client, io);
    startInformer(state.self, client, io);
    startHeartbeat(state, io);
    return state;
  },

  receive(state, message, io) {
    const { body } = message;
    switch (body.kind) {
      case 'cri-response':
        if (!probeAnswer(state, io, message)) criResponse(state, message as Message<CriResponse>, io);
        break;
      case 'container-event':
        containerEvent(state, (body as ContainerEvent).uid, io);
        break;
      case 'kubelet-request':
        answerLogs(state, io, message as Message<KubeletRequest>);
        break;
      case 'probe':
        probeTimer(state, io, body as unknown as ProbeTimer);
        break;
      case 'dial-answer':
        probeAnswer(state, io, message);
        break;
      case 'relist':
        relistTimer(state, io);
        break;
      case 'pod-timer':
        podTimer(state, io, (body as unknown as { uid: string }).uid);
        break;
      case 'mount':
        mountTimer(state, io, (body as unknown as { uid: string }).uid);
        break;
      case 'pre-stop-done':
        preStopDone(state, io, body as unknown as Parameters<typeof preStopDone>[2]);
        break;
      case 'status-retry':
        statusRetryTimer(state, io);
        break;
      case 'event-retry':
        recorderTimer(state.recorder, io);
        break;
      case 'runtime-retry':
        connectRuntime(state, io);
        break;
      case 'watch-event':
        changes(state, io, message);
        break;
      default:
        if (heartbeatTimer(state, io, body.kind)) break;
        if (body.kind === 'reset' && probeAnswer(state, io, message)) break;
        if (body.kind === 'reset' && runtimeReset(state, io, body as ResetBody)) break;
        if (apiReplies(state, io, state.client, message)) break;
        if (apiReplies(state, io, state.heartbeat.client, message)) break;
        changes(state, io, message);
    }
    settle(state);
    if (state.imagesChanged) {
      state.imagesChanged = false;
      nodeChanged(state, io);
    }
  },
};

// ---- the API server ----------------------------------------------------------------------------------------------

function apiReplies(state: Kubelet, io: IO, client: Client, message: Message): boolean {
  const answered = replies(client, message, io);
  if (!answered) return false;
  for (const reply of answered) apiReply(state, io, reply);
  return true;
}

function apiReply(state: Kubelet, io: IO, reply: Reply): void {
  if (statusReply(state, io, reply) || recorderReply(state.recorder, reply, io) || heartbeatReply(state, io, reply))
    return;
  if (reply.then === 'mount') {
    mountReply(state, io, reply);
    return;
  }
  if (reply.then === 'config') {
    const { uid, index } = reply.context as { uid: string; index: number };
    const worker = find(state, uid);
    if (worker) configReply(state, io, worker, index, reply);
    return;
  }
  const pods = informerReply(state.pods, state.client, reply, io);
  if (pods) {
    podChanges(state, io, pods);
    sourcesReady(state, io);
    return;
  }
  const self = informerReply(state.self, state.client, reply, io);
  for (const { object } of self ?? []) nodeSeen(state, io, object);
}

function changes(state: Kubelet, io: IO, message: Message): void {
  const pods = informerMessage(state.pods, state.client, message, io);
  if (pods) {
    podChanges(state, io, pods);
    return;
  }
  for (const { object } of informerMessage(state.self, state.client, message, io) ?? []) nodeSeen(state, io, object);
}

function podChanges(state: Kubelet, io: IO, list: readonly Change[]): void {
  if (!state.listed) return;
  for (const { type, object, old } of list) {
    if (old && old.metadata.uid !== object.metadata.uid) podGone(state, io, old);
    if (type === 'deleted') podGone(state, io, object);
    else podThere(state, io, object);
  }
}

function podThere(state: Kubelet, io: IO, object: KubeObject): void {
  const pod = object as unknown as Pod;
  const uid = pod.metadata.uid ?? '';
  const known = find(state, uid);
  if (known) {
    podSeen(state, io, known, pod);
    return;
  }
  const { phase } = pod.status ?? {};
  const worker = newWorker(pod, uid, keyOf(object), undefined, requestsOf(pod.spec));
  add(state, worker);
  // A pod that had ended before this kubelet knew it has nothing left to do but to go.
  if (phase === 'Succeeded' || phase === 'Failed')
    change(state, worker, { stage: isDeleting(pod) ? 'terminating' : 'finished' });
  wake(state, io, uid);
}

/** The API server has no such pod any more: what runs of it is ended without a word. */
function podGone(state: Kubelet, io: IO, object: KubeObject): void {
  const worker = find(state, object.metadata.uid ?? '');
  if (!worker) return;
  if (worker.stage === 'finished' || (worker.runtime === undefined && !worker.busy)) {
    removeSandbox(state, io, worker);
    forget(state, worker);
    return;
  }
  end(state, io, change(state, worker, { orphan: true, pod: object as unknown as Pod }));
}

/** Both sides are known for the first time: what runs without a pod is ended, what should run is looked after. */
function sourcesReady(state: Kubelet, io: IO): void {
  if (!state.listed || !state.pods.synced) return;
  for (const object of state.pods.store.values()) podThere(state, io, object);
  for (const worker of allWorkers(state)) {
    if (state.pods.store.get(worker.key)?.metadata.uid !== worker.uid && !worker.orphan) {
      end(state, io, change(state, worker, { orphan: true }));
    }
  }
}

// ---- the container runtime ---------------------------------------------------------------------------------------

function connectRuntime(state: Kubelet, io: IO): void {
  const to = `containerd/${io.machine}`;
  const n = ++state.runtimeCalls;
  const prefix = `${io.self}.${io.incarnation}:cri`;
  const events: CriRequest = { kind: 'cri-request', call: 'GetContainerEvents' };
  io.send(to, events, { stream: `${prefix}/events#${n}`, because: 'wants to hear when a container ends' });
  const stream = `${prefix}/list#${n}`;
  state.calls[stream] = { uid: '', then: 'list', about: '' };
  const list: CriRequest = { kind: 'cri-request', call: 'ListContainers' };
  io.send(to, list, { stream, because: 'learns what runs here' });
}

function runtimeReset(state: Kubelet, io: IO, { stream, reason }: ResetBody): boolean {
  const open = state.calls[stream];
  delete state.calls[stream];
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
    add(state, Object.freeze({ ...fresh, runtimeAt: io.now, mounted: true }));
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

function containerEvent(state: Kubelet, uid: string, io: IO): void {
  const worker = find(state, uid);
  if (!worker) return;
  change(state, worker, { stale: true });
  armRelist(state, io, uid);
}

function criResponse(state: Kubelet, { body, stream }: Message<CriResponse>, io: IO): void {
  const open = state.calls[stream];
  if (!open) return;
  delete state.calls[stream];
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
      started(state, io, worker, body);
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

// ---- time --------------------------------------------------------------------------------------------------------

function podTimer(state: Kubelet, io: IO, uid: string): void {
  const found = find(state, uid);
  if (!found) return;
  const worker = change(state, found, { timer: 0 });
  switch (worker.doing) {
    case 'volume-poll':
      if (worker.busy) plan(state, io, worker);
      else wake(state, io, uid);
      return;
    case 'unmount':
      finish(state, io, worker);
      return;
    default:
      wake(state, io, uid);
  }
}
