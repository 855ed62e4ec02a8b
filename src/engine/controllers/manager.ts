// The controller-manager: one process in which all controllers run, each with its own queue, over informers that they share.
// It works only while it holds the leader lease. It sends what controllers plan, waits for the answers, and asks again.
// Expectations live here: a controller that has asked for two pods is not judged again until both have come back by watch.

import type { KubeObject } from '../api/object.ts';
import { keyOf } from '../api/object.ts';
import { eventReply, newRecorder, type Recorder, record } from '../client/events.ts';
import {
  byIndex,
  type Change,
  type Informer,
  informerMessage,
  informerReply,
  newInformer,
  startInformer,
} from '../client/informer.ts';
import {
  type Election,
  electionMessage,
  electionReply,
  newElection,
  startElection,
} from '../client/leader-election.ts';
import {
  type Call,
  type Client,
  call,
  type Identity,
  newClient,
  type Reply,
  replies,
  succeeded,
} from '../client/requests.ts';
import {
  done,
  enqueue,
  enqueueAfter,
  forget,
  newWorkQueue,
  queueTimer,
  rearm,
  retry,
  take,
  type WorkQueue,
} from '../client/work-queue.ts';
import type { Body, Cause, Message, Tick } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { Table } from '../kernel/table.ts';
import {
  type Controller,
  type Intent,
  nothing,
  type Observed,
  type Plan,
  resources,
  type Step,
  type Wakes,
} from './controller.ts';
import { controllers } from './index.ts';

/** Five minutes after which unmet expectations no longer count (upstream `ExpectationsTimeout`). */
const EXPECTATIONS_TIMEOUT: Tick = 300_000;

export interface ManagerState {
  readonly client: Client;
  readonly election: Election;
  readonly informers: Record<string, Informer>;
  readonly loops: Record<string, Loop>;
  readonly epochMs: number;
  started: boolean;
}

/** One controller at work. Plain data. */
export interface Loop {
  readonly name: string;
  readonly queue: WorkQueue;
  /** Keys whose plan waits for answers. */
  readonly running: Record<string, Running>;
  readonly expectations: Record<string, Expectation>;
  readonly recorder: Recorder;
  readonly memory: Table<unknown>;
  /** For the screen: what it concluded last. */
  thought: { readonly key: string; readonly because: string; readonly at: Tick; readonly cause: Cause } | undefined;
  nextCheckAt: Tick | undefined;
}

interface Running {
  readonly plan: Plan;
  readonly step: number;
  readonly cause: Cause;
  readonly waiting: number;
  readonly replies: readonly (Reply | undefined)[];
}

interface Expectation {
  readonly creates: number;
  /** Keys of pods whose deletion has not been seen yet. */
  readonly deletes: readonly string[];
  readonly since: Tick;
}

interface PeriodicBody extends Body {
  readonly kind: 'controller-periodic';
  readonly loop: string;
}

interface Context {
  readonly loop: string;
  readonly key: string;
  readonly index: number;
}

const registry: Readonly<Record<string, Controller>> = Object.fromEntries(controllers.map((c) => [c.name, c]));

/** Which loops hear of a resource's changes. */
const audience: Readonly<Record<string, readonly Controller[]>> = Object.fromEntries(
  Object.keys(resources).map((resource) => [resource, controllers.filter((c) => c.watches[resource] !== undefined)]),
);

const indexesOf: Readonly<Record<string, readonly string[]>> = {
  pods: ['owner', 'orphan', 'node'],
  replicasets: ['owner', 'orphan'],
};

const shared: Identity = {
  name: 'shared-informers',
  user: 'system:kube-controller-manager',
  agent: 'kube-controller-manager',
};

export const controllerManager: ProcessDefinition<ManagerState> = {
  component: 'kube-controller-manager',

  start(io) {
    const epochMs = io.config.epochMs as number;
    const client = newClient(io.config.apiserver as string, 30_000);
    const holder = `${io.machine}_${io.draw('leader-id', io.self, io.incarnation).toString(16).padStart(8, '0')}`;
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
    answered(state, reply, io);
  }
}

function receiveOther(state: ManagerState, message: Message, io: IO): void {
  const { body } = message;
  if (body.kind === 'work' || body.kind === 'work-later') {
    const loop = state.loops[(body as unknown as { queue: string }).queue];
    if (loop && queueTimer(loop.queue, body, io)) work(state, loop, io);
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
    const identity: Identity = { name: controller.name, user: controller.user, agent: 'kube-controller-manager' };
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
      { ...resources[resource], indexes: indexesOf[resource] },
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
      if (controller.patience === resource) fulfil(loop, controller, change);
      const observed = observe(state, loop, '', io);
      wakeAll(loop, controller.watches[resource](change, observed), io);
    }
  }
}

function wakeAll(loop: Loop, wakes: Wakes, io: IO): void {
  for (const wake of wakes) {
    if (typeof wake === 'string') enqueue(loop.queue, wake, io);
    else if (wake.after === 0) enqueue(loop.queue, wake.key, io, wake.cause);
    else enqueueAfter(loop.queue, wake.key, wake.after, wake.class, io, wake.cause);
  }
}

function ready(state: ManagerState, controller: Controller): boolean {
  for (const resource in controller.watches) if (!state.informers[resource]?.synced) return false;
  return true;
}

/** Takes keys as long as there are free workers. */
function work(state: ManagerState, loop: Loop, io: IO): void {
  const controller = registry[loop.name];
  if (!ready(state, controller)) return;
  while (Object.keys(loop.running).length < controller.workers) {
    const next = take(loop.queue);
    if (!next) return;
    const plan = controller.reconcile(next.key, observe(state, loop, next.key, io));
    begin(state, loop, next.key, plan, next.cause, io);
  }
}

function begin(state: ManagerState, loop: Loop, key: string, plan: Plan, cause: Cause, io: IO): void {
  if (plan.because !== '') loop.thought = { key, because: plan.because, at: io.now, cause };
  for (const name in plan.remember) {
    const value = plan.remember[name];
    if (value === undefined) loop.memory.delete(name);
    else loop.memory.set(name, value);
  }
  if (plan.wakes) wakeAll(loop, plan.wakes, io);
  runStep(state, loop, key, plan, 0, cause, io);
}

function runStep(state: ManagerState, loop: Loop, key: string, plan: Plan, index: number, cause: Cause, io: IO): void {
  const step = plan.steps[index];
  if (!step) {
    finish(loop, key, plan, !plan.failed, cause, io);
    return;
  }
  const requests = step.intents.filter((intent) => intent.verb !== 'event').length;
  loop.running[key] = { plan, step: index, cause, waiting: requests, replies: [] };
  expect(loop, key, step, io);
  step.intents.forEach((intent, position) => {
    send(state, loop, key, intent, position, cause, io);
  });
  if (requests === 0) next(state, loop, key, io);
}

function send(state: ManagerState, loop: Loop, key: string, intent: Intent, index: number, cause: Cause, io: IO): void {
  if (intent.verb === 'event') {
    record(loop.recorder, state.client, io, intent, cause);
    return;
  }
  const context: Context = { loop: loop.name, key, index };
  call(state.client, io, loop.recorder.identity, requestOf(intent), 'intent', context, {
    cause,
    because: intent.because,
  });
}

function requestOf(intent: Exclude<Intent, { verb: 'event' }>): Call {
  switch (intent.verb) {
    case 'create': {
      const { of, subresource, name, object } = intent;
      return { verb: 'create', ...of, subresource, name, namespace: object.metadata.namespace, body: object };
    }
    case 'update': {
      const { of, subresource, object } = intent;
      return { verb: 'update', ...of, subresource, ...named(object), body: object };
    }
    case 'patch': {
      const { of, subresource, object, patchType, patch } = intent;
      return { verb: 'patch', ...of, subresource, ...named(object), patchType, body: patch };
    }
    case 'delete':
      return { verb: 'delete', ...intent.of, ...named(intent.object), body: intent.options };
    case 'get':
      return { verb: 'get', ...intent.of, namespace: intent.namespace, name: intent.name };
    case 'list': {
      const { of, namespace, labelSelector } = intent;
      return { verb: 'list', ...of, namespace, options: labelSelector === undefined ? undefined : { labelSelector } };
    }
    case 'deletecollection':
      return { verb: 'deletecollection', ...intent.of, namespace: intent.namespace };
  }
}

function named({ metadata }: { readonly metadata: KubeObject['metadata'] }): { namespace?: string; name?: string } {
  return { namespace: metadata.namespace, name: metadata.name };
}

function answered(state: ManagerState, reply: Reply, io: IO): void {
  const { loop: name, key, index } = reply.context as Context;
  const loop = state.loops[name];
  const running = loop.running[key];
  if (!succeeded(reply)) disappoint(loop, key, reply);
  const received = running.replies.slice();
  received[index] = reply;
  loop.running[key] = { ...running, waiting: running.waiting - 1, replies: received };
  if (running.waiting === 1) next(state, loop, key, io);
}

/** All answers to a step are in: the follow-up decides, or the next step is sent. */
function next(state: ManagerState, loop: Loop, key: string, io: IO): void {
  const { plan, step, cause, replies: received } = loop.running[key];
  delete loop.running[key];
  const { then, memo } = plan.steps[step];
  const answers = received.filter((reply) => reply !== undefined);
  if (then !== undefined) {
    const followUp = registry[loop.name].followUps?.[then];
    const instead = followUp?.(key, observe(state, loop, key, io), answers, memo);
    if (instead) {
      begin(state, loop, key, instead, cause, io);
      return;
    }
  } else if (!answers.every(succeeded)) {
    finish(loop, key, plan, false, cause, io);
    return;
  }
  runStep(state, loop, key, plan, step + 1, cause, io);
}

function finish(loop: Loop, key: string, plan: Plan, well: boolean, cause: Cause, io: IO): void {
  if (well) {
    forget(loop.queue, key);
    if (plan.requeueAfter) enqueueAfter(loop.queue, key, plan.requeueAfter.ticks, plan.requeueAfter.class, io, cause);
  } else {
    retry(loop.queue, key, io, cause);
  }
  done(loop.queue, key, io);
  if (plan !== nothing) rearm(loop.queue, io);
}

// ---- expectations ------------------------------------------------------------------------------------------------

function expect(loop: Loop, key: string, step: Step, io: IO): void {
  const { patience } = registry[loop.name];
  if (patience === undefined) return;
  let creates = 0;
  const deletes: string[] = [];
  for (const intent of step.intents) {
    if (intent.verb === 'create' && intent.of.resource === patience) creates++;
    if (intent.verb === 'delete' && intent.of.resource === patience) deletes.push(keyOf(intent.object));
  }
  if (creates === 0 && deletes.length === 0) return;
  const before = loop.expectations[key];
  loop.expectations[key] = {
    creates: (before?.creates ?? 0) + creates,
    deletes: [...(before?.deletes ?? []), ...deletes],
    since: io.now,
  };
}

function fulfil(loop: Loop, controller: Controller, change: Change): void {
  const owner = change.object.metadata.ownerReferences?.find((reference) => reference.controller);
  if (!owner) return;
  const key = `${change.object.metadata.namespace}/${owner.name}`;
  const waiting = loop.expectations[key];
  if (!waiting || controller.patience === undefined) return;
  if (change.type === 'added') {
    lower(loop, key, { ...waiting, creates: Math.max(0, waiting.creates - 1) });
  } else if (change.type === 'deleted' || change.object.metadata.deletionTimestamp) {
    if (waiting.deletes.includes(change.key))
      lower(loop, key, { ...waiting, deletes: waiting.deletes.filter((k) => k !== change.key) });
  }
}

/** A request that was refused will not come back by watch. */
function disappoint(loop: Loop, key: string, reply: Reply): void {
  const waiting = loop.expectations[key];
  if (!waiting || reply.request.resource !== registry[loop.name].patience) return;
  const { verb, namespace, name } = reply.request;
  if (verb === 'create') lower(loop, key, { ...waiting, creates: Math.max(0, waiting.creates - 1) });
  if (verb === 'delete')
    lower(loop, key, { ...waiting, deletes: waiting.deletes.filter((k) => k !== `${namespace}/${name}`) });
}

function lower(loop: Loop, key: string, left: Expectation): void {
  if (left.creates === 0 && left.deletes.length === 0) delete loop.expectations[key];
  else loop.expectations[key] = left;
}

function observe(state: ManagerState, loop: Loop, key: string, io: IO): Observed {
  const { informers } = state;
  return {
    now: io.now,
    epochMs: state.epochMs,
    get: (resource, name) => informers[resource].store.get(name),
    list: (resource, namespace) => informers[resource].store.values(namespace === undefined ? '' : `${namespace}/`),
    owned: (resource, uid) => byIndex(informers[resource], 'owner', uid),
    orphans: (resource, namespace) => byIndex(informers[resource], 'orphan', namespace),
    onNode: (node) => byIndex(informers.pods, 'node', node),
    get settled() {
      const waiting = loop.expectations[key];
      return waiting === undefined || io.now - waiting.since >= EXPECTATIONS_TIMEOUT;
    },
    failures: loop.queue.failures[key] ?? 0,
    memory: (name) => loop.memory.get(name),
    memories: (prefix) => loop.memory.entries(prefix),
    draw: (purpose, subject, ordinal) => io.draw(purpose, subject, ordinal),
    blame: (machine) => io.blame(machine),
  };
}
