// The kubelet: one on each machine, it makes the machine run what the API server says should run there, and reports back what is.
// It is the only component that acts on containers. It goes on alone when the API server is away, and finds its containers again when it restarts.
// This file is its inbox; what it decides is in sync-pod.ts, what it tells is in status.ts.

import type { ApiRequest } from '../api/wire.ts';
import { eventReply, eventRetry, newRecorder } from '../client/events.ts';
import { informerMessage, informerReply, newInformer, startInformer } from '../client/informer.ts';
import { type Client, newClient, type Reply, replies } from '../client/requests.ts';
import { Ledger } from '../kernel/ledger.ts';
import type { Message, ResetBody } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { Table } from '../kernel/table.ts';
import type { ContainerEvent, CriResponse } from '../runtime/cri.ts';
import { clientLimits, kubelet as timings } from '../timings.ts';
import { execAnswer, startExec } from './exec.ts';
import { heartbeatReply, heartbeatTimer, newHeartbeat, nodeChanged, nodeSeen, startHeartbeat } from './heartbeat.ts';
import { hookAnswer, hookTimer } from './hooks.ts';
import { answerLogs, type KubeletRequest } from './logs.ts';
import { mountReply, mountTimer } from './mounting.ts';
import { podChanges, sourcesReady } from './pod-source.ts';
import { plan, relistTimer, wake } from './pod-worker.ts';
import { type ProbeTimer, probeAnswer, probeTimer } from './prober.ts';
import { connectRuntime, containerEvent, criResponse, runtimeReset } from './runtime-client.ts';
import { configReply } from './start-container.ts';
import { change, find, type Kubelet, type KubeletConfig } from './state.ts';
import { answerRequest } from './stats.ts';
import { statusReply, statusRetryTimer } from './status-manager.ts';
import { finish } from './termination.ts';

const eventLimit = Object.freeze({ bucket: 'events', ...clientLimits.kubelet });

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
      services: newInformer('services', as('services'), { group: '', version: 'v1', resource: 'services' }),
      workers: new Table(true),
      held: { pods: 0, cpu: 0, memory: 0 },
      calls: new Ledger(),
      probes: {},
      hooks: {},
      hookStreams: {},
      execs: {},
      relist: { timer: 0, uids: {} },
      pulls: [],
      imagesChanged: false,
      recorder: newRecorder({ ...as('events'), limit: eventLimit }, 'kubelet', node, config.epochMs),
      heartbeat: newHeartbeat(newClient(config.apiserver, timings.leasePeriod)),
      listed: false,
      runtimeUp: false,
      runtimeCalls: 0,
      statusRetry: false,
    };
    connectRuntime(state, io);
    startInformer(state.pods, client, io);
    startInformer(state.self, client, io);
    startInformer(state.services, client, io);
    startHeartbeat(state, io);
    return state;
  },

  receive(state, message, io) {
    const { body } = message;
    switch (body.kind) {
      case 'cri-response':
        if (!probeAnswer(state, io, message) && !hookAnswer(state, io, message) && !execAnswer(state, io, message))
          criResponse(state, message as Message<CriResponse>, io);
        break;
      case 'container-event':
        containerEvent(state, (body as ContainerEvent).uid, io);
        break;
      case 'kubelet-request':
        if ((body as KubeletRequest).op === 'exec') startExec(state, io, message as Message<KubeletRequest>);
        else answerLogs(state, io, message as Message<KubeletRequest>);
        break;
      case 'request':
        answerRequest(message as Message<ApiRequest>, io);
        break;
      case 'probe':
        probeTimer(state, io, body as unknown as ProbeTimer);
        break;
      case 'dial-answer':
        if (!probeAnswer(state, io, message)) hookAnswer(state, io, message);
        break;
      case 'relist':
        relistTimer(state, io);
        break;
      case 'pod-timer':
        podTimer(state, io, (body as unknown as { uid: string }).uid);
        break;
      case 'deadline':
        deadlineTimer(state, io, (body as unknown as { uid: string }).uid);
        break;
      case 'mount':
        mountTimer(state, io, (body as unknown as { uid: string }).uid);
        break;
      case 'hook-timer':
        hookTimer(state, io, body as unknown as Parameters<typeof hookTimer>[2]);
        break;
      case 'status-retry':
        statusRetryTimer(state, io);
        break;
      case 'event-retry':
        eventRetry(state.recorder, state.client, io);
        break;
      case 'runtime-retry':
        connectRuntime(state, io);
        break;
      case 'watch-event':
        changes(state, io, message);
        break;
      default:
        if (heartbeatTimer(state, io, body.kind)) break;
        if (body.kind === 'reset' && (probeAnswer(state, io, message) || hookAnswer(state, io, message))) break;
        if (body.kind === 'reset' && execAnswer(state, io, message)) break;
        if (body.kind === 'reset' && runtimeReset(state, io, body as ResetBody)) break;
        if (apiReplies(state, io, state.client, message)) break;
        if (apiReplies(state, io, state.heartbeat.client, message)) break;
        changes(state, io, message);
    }
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
  if (
    statusReply(state, io, reply) ||
    eventReply(state.recorder, state.client, reply, io) ||
    heartbeatReply(state, io, reply)
  )
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
  if (!self) informerReply(state.services, state.client, reply, io);
  for (const { object } of self ?? []) nodeSeen(state, io, object);
}

function changes(state: Kubelet, io: IO, message: Message): void {
  const pods = informerMessage(state.pods, state.client, message, io);
  if (pods) {
    podChanges(state, io, pods);
    return;
  }
  const self = informerMessage(state.self, state.client, message, io);
  if (!self) informerMessage(state.services, state.client, message, io);
  for (const { object } of self ?? []) nodeSeen(state, io, object);
}

// ---- time --------------------------------------------------------------------------------------------------------

function deadlineTimer(state: Kubelet, io: IO, uid: string): void {
  if (find(state, uid)?.stage === 'sync') wake(state, io, uid);
}

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
