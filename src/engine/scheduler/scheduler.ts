// The scheduler as a process: it watches for pods without a node, decides for one at a time, and writes one name into each.
// It starts nothing and moves nothing. It assumes its own decisions at once, so that the next pod sees the room that is taken,
// and takes an assumption back when the API server refuses the binding.

import { equal, isDeleting, type KubeObject, keyOf } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { Node, Pod } from '../api/types.ts';
import {
  type Change,
  type Informer,
  informerMessage,
  informerReply,
  newInformer,
  startInformer,
} from '../client/informer.ts';
import {
  candidate,
  type Election,
  electionMessage,
  electionReply,
  newElection,
  startElection,
} from '../client/leader-election.ts';
import {
  type Client,
  call,
  codeOf,
  errorText,
  type Identity,
  newClient,
  type Reply,
  replies,
  succeeded,
} from '../client/requests.ts';
import { Ledger } from '../kernel/ledger.ts';
import type { Body, Cause, Message } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { Table } from '../kernel/table.ts';
import { clientLimits } from '../timings.ts';
import { type Attempts, withAttempt } from './attempts.ts';
import { decide } from './cycle.ts';
import { chosenNode, type Decision } from './decision.ts';
import * as queueing from './queue.ts';
import { podRequests } from './requests.ts';
import { NAME, type Series, writeEvent } from './scheduler-events.ts';
import {
  assumePod,
  clearNomination,
  createCache,
  dropNode,
  dropPod,
  forgetPod,
  putNode,
  putPod,
  type SchedulerCache,
} from './snapshot.ts';
import { surroundingsMessage, surroundingsReply, watchSurroundings } from './surroundings.ts';

/** Beyond this many, those of deleted pods are let go. */
const PODS_REMEMBERED = 500;

export interface SchedulerState {
  readonly client: Client;
  readonly election: Election;
  readonly epochMs: number;
  readonly pods: Informer;
  readonly nodes: Informer;
  /** Services, workloads and namespaces: who belongs together, and where. */
  readonly surroundings: readonly Informer[];
  readonly cache: SchedulerCache;
  readonly queue: queueing.SchedulingQueue;
  /** Why each waiting pod is looked at: what created it or what may help it now. */
  readonly causes: Ledger<Cause>;
  /** The last few attempts to place each pod, newest last, and when the earlier ones were. */
  readonly attempts: Table<Attempts>;
  readonly series: Table<Series>;
  nextStartNodeIndex: number;
  /** A cycle is about to run. */
  armed: boolean;
  backoffTimer: number;
  thought: { readonly text: string; readonly cause: Cause } | undefined;
}

interface CycleBody extends Body {
  readonly kind: 'schedule';
}

interface FlushBody extends Body {
  readonly kind: 'flush';
}

interface BackoffBody extends Body {
  readonly kind: 'backoff-over';
}

const identity: Identity = Object.freeze({
  name: 'kube-scheduler',
  user: 'system:kube-scheduler',
  agent: 'kube-scheduler',
  limit: Object.freeze({ bucket: 'client', ...clientLimits.scheduler }),
});
/** Events go through a client of their own. */
const reporter: Identity = Object.freeze({
  ...identity,
  limit: Object.freeze({ bucket: 'events', ...clientLimits.scheduler }),
});
const core = { group: '', version: 'v1' } as const;

export const scheduler: ProcessDefinition<SchedulerState> = {
  component: 'kube-scheduler',

  start(io) {
    const epochMs = io.config.epochMs as number;
    const client = newClient(io.config.apiserver as string, 30_000);
    const holder = candidate(io);
    // Pods that have ended take no room: the watch leaves them out, as upstream's does.
    const running = 'status.phase!=Succeeded,status.phase!=Failed';
    const state: SchedulerState = {
      client,
      election: newElection(
        'kube-scheduler',
        { ...identity, name: 'leader-election', limit: undefined },
        holder,
        epochMs,
      ),
      epochMs,
      pods: newInformer('pods', identity, { ...core, resource: 'pods', fieldSelector: running }),
      nodes: newInformer('nodes', identity, { ...core, resource: 'nodes' }),
      surroundings: watchSurroundings(identity),
      cache: createCache(),
      queue: queueing.createQueue(),
      causes: new Ledger(),
      attempts: new Table(),
      series: new Table(),
      nextStartNodeIndex: 0,
      armed: false,
      backoffTimer: 0,
      thought: undefined,
    };
    startInformer(state.nodes, client, io);
    startInformer(state.pods, client, io);
    for (const informer of state.surroundings) startInformer(informer, client, io);
    startElection(state.election, client, io);
    io.after(queueing.UNSCHEDULABLE_FLUSH_PERIOD, 'periodic', { kind: 'flush' } satisfies FlushBody);
    return state;
  },

  receive(state, message, io) {
    const answers = replies(state.client, message, io);
    if (answers) for (const reply of answers) receiveReply(state, reply, io);
    else if (!electionMessage(state.election, state.client, message, io)) receiveOther(state, message, io);
    arm(state, io);
  },
};

function receiveReply(state: SchedulerState, reply: Reply, io: IO): void {
  if (electionReply(state.election, state.client, reply, io)) return;
  switch (reply.then) {
    case 'informer-list': {
      if (surroundingsReply(state.surroundings, state.cache, state.client, reply, io)) return;
      const changedNodes = informerReply(state.nodes, state.client, reply, io);
      for (const change of changedNodes ?? informerReply(state.pods, state.client, reply, io) ?? []) {
        if (changedNodes) nodeChanged(state, change, io);
        else podChanged(state, change, io);
      }
      return;
    }
    case 'bound':
      bound(state, reply, io);
      return;
    case 'event-written':
      if (codeOf(reply) === 404) state.series.delete(reply.context as string);
      return;
  }
}

function receiveOther(state: SchedulerState, message: Message, io: IO): void {
  switch (message.body.kind) {
    case 'schedule':
      state.armed = false;
      cycle(state, io);
      return;
    case 'backoff-over':
      state.backoffTimer = 0;
      queueing.flushBackoff(state.queue, io.now);
      return;
    case 'flush':
      io.after(queueing.UNSCHEDULABLE_FLUSH_PERIOD, 'periodic', message.body);
      for (const key of queueing.flushUnschedulable(state.queue, io.now)) state.causes.set(key, io.cause);
      return;
  }
  const nodeChanges = informerMessage(state.nodes, state.client, message, io);
  for (const change of nodeChanges ?? []) nodeChanged(state, change, io);
  if (nodeChanges) return;
  const podChanges = informerMessage(state.pods, state.client, message, io);
  for (const change of podChanges ?? []) podChanged(state, change, io);
  if (!podChanges) surroundingsMessage(state.surroundings, state.cache, state.client, message, io);
}

// ---- what it knows -----------------------------------------------------------------------------------------------

function nodeChanged(state: SchedulerState, change: Change, io: IO): void {
  const node = change.object as unknown as Node;
  if (change.type === 'deleted') {
    dropNode(state.cache, change.key);
    moved(state, { on: 'Node', action: 'Delete', object: node }, io);
    return;
  }
  putNode(state.cache, node);
  if (change.old)
    moved(state, { on: 'Node', action: 'Update', object: node, before: change.old as unknown as Node }, io);
  else moved(state, { on: 'Node', action: 'Add', object: node }, io);
}

function podChanged(state: SchedulerState, change: Change, io: IO): void {
  const pod = change.object as unknown as Pod;
  const before = change.old as unknown as Pod | undefined;
  const isPlaced = !!pod.spec?.nodeName;
  if (change.type === 'deleted') {
    queueing.removePod(state.queue, change.key);
    state.causes.take(change.key);
    if (isPlaced) {
      dropPod(state.cache, change.key);
      moved(state, { on: 'AssignedPod', action: 'Delete', object: pod }, io);
    } else {
      forgetPod(state.cache, change.key);
      clearNomination(state.cache, change.key);
    }
    if (state.attempts.size > PODS_REMEMBERED) state.attempts.delete(change.key);
    return;
  }
  if (isPlaced) {
    const wasWaiting = before !== undefined && !before.spec?.nodeName;
    if (wasWaiting || !before) queueing.removePod(state.queue, change.key);
    state.causes.take(change.key);
    putPod(state.cache, pod, pod.spec?.nodeName ?? '');
    if (before && !wasWaiting) {
      // Nearly all of these are writes of a kubelet about its pod: they give nobody room.
      if (podRequests(before) === podRequests(pod) && equal(before.metadata.labels, pod.metadata.labels)) return;
      moved(state, { on: 'AssignedPod', action: 'Update', object: pod, before }, io);
    } else moved(state, { on: 'AssignedPod', action: 'Add', object: pod }, io);
    return;
  }
  if ((pod.spec?.schedulerName ?? NAME) !== NAME) return;
  if (isDeleting(change.object)) {
    queueing.removePod(state.queue, change.key);
    return;
  }
  if (state.cache.pods.get(change.key)?.assumed) return; // its binding is on the way
  if (state.causes.get(change.key) === undefined) state.causes.set(change.key, io.cause);
  queueing.updatePod(state.queue, pod, io.now);
}

function moved(state: SchedulerState, event: Parameters<typeof queueing.moveOnEvent>[1], io: IO): void {
  for (const key of queueing.moveOnEvent(state.queue, event, io.now)) state.causes.set(key, io.cause);
}

// ---- one cycle ---------------------------------------------------------------------------------------------------

/** A cycle takes a millisecond; one runs at a time, as long as pods wait and this scheduler leads. */
function arm(state: SchedulerState, io: IO): void {
  if (!state.election.leading || !state.nodes.synced || !state.pods.synced) return;
  for (const { synced } of state.surroundings) if (!synced) return;
  if (!state.armed && queueing.hasWork(state.queue, io.now)) {
    state.armed = true;
    io.after(1, 'work', { kind: 'schedule' } satisfies CycleBody);
  }
  const end = queueing.nextBackoffEnd(state.queue);
  if (end !== undefined && state.backoffTimer === 0) {
    state.backoffTimer = io.after(Math.max(1, end - io.now), 'backoff', { kind: 'backoff-over' } satisfies BackoffBody);
  }
}

function cycle(state: SchedulerState, io: IO): void {
  const next = queueing.pop(state.queue, io.now);
  if (!next) return;
  const { key, pod } = next;
  const cause = state.causes.get(key) ?? io.cause;
  const decision = decide(state.cache, pod, {
    draw: (purpose, subject) => io.draw(purpose, subject, next.attempts),
    startNodeIndex: state.nextStartNodeIndex,
  });
  state.nextStartNodeIndex = decision.nextStartNodeIndex;
  const attempt = { number: next.attempts, at: io.now, decision };
  state.attempts.set(key, withAttempt(state.attempts.get(key), attempt));
  const node = chosenNode(decision);
  if (node === undefined) refuse(state, key, pod, decision, cause, io);
  else bind(state, key, pod, node, decision, cause, io);
}

function bind(
  state: SchedulerState,
  key: string,
  pod: Pod,
  node: string,
  decision: Decision,
  cause: Cause,
  io: IO,
): void {
  assumePod(state.cache, pod, node);
  const { namespace, name, uid } = pod.metadata ?? {};
  const binding = {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name, namespace, uid },
    target: { kind: 'Node', name: node },
  };
  const because = reasonFor(decision, node);
  state.thought = { text: `${name} → ${node}: ${because}`, cause };
  const context = { key, pod, node };
  call(
    state.client,
    io,
    identity,
    { verb: 'create', ...core, resource: 'pods', subresource: 'binding', namespace, name, body: binding },
    'bound',
    context,
    { cause, because },
  );
}

function reasonFor(decision: Decision, node: string): string {
  const fit = decision.feasible.length;
  if (fit === 1) return `the only one of ${decision.nodeCount} nodes that fits`;
  const total = decision.totals[decision.chosen];
  return `${fit} of ${decision.nodeCount} nodes fit, ${node} scores ${total}`;
}

function bound(state: SchedulerState, reply: Reply, io: IO): void {
  const { key, pod, node } = reply.context as { key: string; pod: Pod; node: string };
  if (succeeded(reply)) {
    queueing.removePod(state.queue, key);
    const message = `Successfully assigned ${key} to ${node}`;
    writeEvent(state, reporter, pod, 'Normal', 'Scheduled', 'Binding', message, reply.cause, io);
    return;
  }
  // The room is free again, and the pod backs off; whether the binding was stored after all, the watch will tell.
  forgetPod(state.cache, key);
  queueing.failPod(state.queue, key, [], io.now);
  state.causes.set(key, reply.cause);
  state.thought = { text: `binding ${key} failed: ${errorText(reply)}`, cause: reply.cause };
}

function refuse(state: SchedulerState, key: string, pod: Pod, decision: Decision, cause: Cause, io: IO): void {
  const message = decision.fitError ?? '';
  const rejectedBy = decision.preFilterRefusal
    ? [decision.preFilterRefusal.plugin]
    : [...new Set([...decision.refusals.map((refusal) => refusal.plugin), ...(decision.narrowedBy ?? [])])];
  queueing.failPod(state.queue, key, rejectedBy, io.now);
  state.thought = { text: `${pod.metadata?.name}: ${message}`, cause };
  const known = pod.status?.conditions?.find((c) => c.type === 'PodScheduled');
  if (known?.status !== 'False' || known.reason !== 'Unschedulable' || known.message !== message) {
    writeCondition(state, pod, message, known?.status, cause, io);
  }
  writeEvent(state, reporter, pod, 'Warning', 'FailedScheduling', 'Scheduling', message, cause, io);
}

function writeCondition(
  state: SchedulerState,
  pod: Pod,
  message: string,
  before: string | undefined,
  cause: Cause,
  io: IO,
): void {
  const { namespace, name, uid, generation } = pod.metadata ?? {};
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    observedGeneration: generation,
    ...(before === 'False' ? {} : { lastProbeTime: null, lastTransitionTime: rfc3339(state.epochMs, io.now) }),
    reason: 'Unschedulable',
    message,
  };
  const body = { metadata: { uid }, status: { conditions: [condition] } };
  const patchType = 'application/strategic-merge-patch+json';
  call(
    state.client,
    io,
    identity,
    { verb: 'patch', ...core, resource: 'pods', subresource: 'status', namespace, name, patchType, body },
    'condition-written',
    key(pod),
    { cause, because: message },
  );
}

function key(pod: Pod): string {
  return keyOf(pod as unknown as KubeObject);
}
