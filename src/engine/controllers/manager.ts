// The controller-manager: one process in which all controllers run, each with its own queue, over informers that they share.
// It works only while it holds the leader lease. Then it learns the present state of everything, tells each controller of every
// change that concerns it, and keeps their loops going.

import { kinds } from '../api/kinds/index.ts';
import { type EventRetry, eventReply, eventRetry, newRecorder } from '../client/events.ts';
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
import { type Client, type Identity, newClient, type Reply, replies } from '../client/requests.ts';
import { enqueue, newWorkQueue, queueTimer, rearm } from '../client/work-queue.ts';
import type { Body, Message } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { Table } from '../kernel/table.ts';
import { clientLimits } from '../timings.ts';
import { type Controller, resources } from './controller.ts';
import { fulfil } from './expectations.ts';
import { controllers } from './index.ts';
import { answered, type Loop, loopOf, observe, wakeAll, work } from './loop.ts';

export interface ManagerState {
  readonly client: Client;
  readonly election: Election;
  readonly informers: Record<string, Informer>;
  readonly loops: Record<string, Loop>;
  readonly epochMs: number;
  started: boolean;
}

interface PeriodicBody extends Body {
  readonly kind: 'controller-periodic';
  readonly loop: string;
}

const registry: Readonly<Record<string, Controller>> = Object.fromEntries(controllers.map((c) => [c.name, c]));

/** The kind of which a controller's expectations are kept: two owners of other kinds may have the same name. */
const ownerKinds: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  controllers.map(({ name, reconciles }) => [name, kinds.find(({ plural }) => plural === reconciles)?.kind]),
);

/** Which loops hear of a resource's changes. */
const audience: Readonly<Record<string, readonly Controller[]>> = Object.fromEntries(
  Object.keys(resources).map((resource) => [resource, controllers.filter((c) => c.watches[resource] !== undefined)]),
);

/** Everything is indexed by its owners: that index is the garbage collector's graph. */
const indexesOf = (resource: string): readonly string[] => {
  switch (resource) {
    case 'pods':
      return ['owner', 'orphan', 'node'];
    case 'replicasets':
    case 'controllerrevisions':
      return ['owner', 'orphan'];
    default:
      return ['owner'];
  }
};

const shared: Identity = {
  name: 'shared-informers',
  user: 'system:kube-controller-manager',
  agent: 'kube-controller-manager',
};

/** Controllers whose client may send faster than the flags say. */
const unusual: Readonly<Record<string, { readonly qps: number; readonly burst: number }>> = Object.freeze({
  'garbage-collector': clientLimits.garbageCollector,
  namespace: clientLimits.namespaceController,
});

export const controllerManager: ProcessDefinition<ManagerState> = {
  component: 'kube-controller-manager',

  start(io) {
    const epochMs = io.config.epochMs as number;
    const client = newClient(io.config.apiserver as string, 30_000);
    const holder = candidate(io);
    const leader: Identity = { ...shared, name: 'leader-election' };
    const election = newElection('kube-controller-manager', leader, holder, epochMs);
    const state: ManagerState = { client, election, informers: {}, loops: {}, epochMs, started: false };
    startElection(election, client, io);
    return state;
  },

  receive(state, message, io) {
    const answers = replies(state.client, message, io);
    if (answers) {
      for (const reply of answers) receiveReply(state, reply, io);
    } else if (electionMessage(state.election, state.client, message, io)) {
      return;
    } else {
      receiveOther(state, message, io);
    }
  },
};

function receiveReply(state: ManagerState, reply: Reply, io: IO): void {
  if (electionReply(state.election, state.client, reply, io)) {
    if (state.election.leading && !state.started) lead(state, io);
    return;
  }
  if (reply.then === 'informer-list') {
    const informer = state.informers[reply.context as string];
    const changes = informerReply(informer, state.client, reply, io) ?? [];
    spread(state, informer.name, changes, io);
    for (const controller of audience[informer.name]) rearm(state.loops[controller.name].queue, io);
  } else if (reply.then === 'event') {
    for (const name in state.loops) {
      const { recorder } = state.loops[name];
      if (recorder.identity.user === reply.request.user && eventReply(recorder, state.client, reply, io)) return;
    }
  } else if (reply.then === 'intent') {
    const name = loopOf(reply);
    answered(state, registry[name], state.loops[name], reply, io);
  }
}

function receiveOther(state: ManagerState, message: Message, io: IO): void {
  const { body } = message;
  if (body.kind === 'work' || body.kind === 'work-later') {
    const loop = state.loops[(body as unknown as { queue: string }).queue];
    if (loop && queueTimer(loop.queue, body, io)) work(state, registry[loop.name], loop, io);
    return;
  }
  if (body.kind === 'event-retry') {
    const loop = state.loops[(body as EventRetry).recorder];
    if (loop) eventRetry(loop.recorder, state.client, io);
    return;
  }
  if (body.kind === 'controller-periodic') {
    const loop = state.loops[(body as PeriodicBody).loop];
    armPeriodic(loop, io);
    const { periodic } = registry[loop.name];
    if (periodic) enqueue(loop.queue, periodic.key, io);
    return;
  }
  for (const name in state.informers) {
    const changes = informerMessage(state.informers[name], state.client, message, io);
    if (!changes) continue;
    spread(state, name, changes, io);
    return;
  }
}

/** Having become leader, it begins to look and to work. */
function lead(state: ManagerState, io: IO): void {
  state.started = true;
  for (const controller of controllers) {
    const limit = Object.freeze({ bucket: controller.name, ...(unusual[controller.name] ?? clientLimits.controller) });
    const identity: Identity = {
      name: controller.name,
      user: controller.user,
      agent: 'kube-controller-manager',
      limit,
    };
    const loop: Loop = {
      name: controller.name,
      queue: newWorkQueue(controller.name),
      running: {},
      expectations: {},
      recorder: newRecorder(identity, controller.source, '', state.epochMs),
      memory: new Table(),
      thought: undefined,
      nextCheckAt: undefined,
    };
    state.loops[controller.name] = loop;
    if (controller.periodic) armPeriodic(loop, io);
  }
  for (const resource in audience) {
    if (audience[resource].length === 0) continue;
    const informer = newInformer(
      resource,
      { ...shared, name: `informer-${resource}` },
      { ...resources[resource], indexes: indexesOf(resource) },
    );
    state.informers[resource] = informer;
    startInformer(informer, state.client, io);
  }
}

function armPeriodic(loop: Loop, io: IO): void {
  const { periodic } = registry[loop.name];
  if (!periodic) return;
  const body: PeriodicBody = { kind: 'controller-periodic', loop: loop.name };
  io.after(periodic.every, 'periodic', body);
  loop.nextCheckAt = io.now + periodic.every;
}

/** Tells every controller that watches a resource what has changed, and lowers expectations that have come true. */
function spread(state: ManagerState, resource: string, changes: readonly Change[], io: IO): void {
  for (const change of changes) {
    for (const controller of audience[resource]) {
      const loop = state.loops[controller.name];
      if (controller.patience === resource) fulfil(loop.expectations, ownerKinds[controller.name], change);
      const observed = observe(state, loop, '', io);
      wakeAll(loop, controller.watches[resource](change, observed), io);
    }
  }
}
