// One controller at work: its queue, the plans that are under way, what it remembers. A plan's steps are sent one after the other;
// when all answers to a step are in, its follow-up may plan anew, and a refusal that nobody handles brings the key back later.

import type { KubeObject } from '../api/object.ts';
import { type Recorder, record } from '../client/events.ts';
import { byIndex, type Classifier, countByIndex, type Informer } from '../client/informer.ts';
import { byLabels } from '../client/membership.ts';
import { type Call, type Client, call, type Reply, succeeded } from '../client/requests.ts';
import { done, enqueue, enqueueAfter, forget, rearm, retry, take, type WorkQueue } from '../client/work-queue.ts';
import type { Cause, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import type { Table } from '../kernel/table.ts';
import { type Controller, type Intent, nothing, type Observed, type Plan, type Wakes } from './controller.ts';
import { disappoint, type Expectations, expect, isSettled } from './expectations.ts';

/** Plain data. */
export interface Loop {
  readonly name: string;
  readonly queue: WorkQueue;
  /** Keys whose plan waits for answers. */
  readonly running: Record<string, Running>;
  readonly expectations: Expectations;
  readonly recorder: Recorder;
  readonly memory: Table<unknown>;
  /** For the screen: what it concluded last. */
  thought: { readonly key: string; readonly because: string; readonly at: Tick; readonly cause: Cause } | undefined;
  nextCheckAt: Tick | undefined;
}

/** Frozen: a plan for hundreds of pods is shared by the copies of the world and not copied with each. */
interface Running {
  readonly plan: Plan;
  readonly step: number;
  readonly cause: Cause;
  readonly waiting: number;
  readonly replies: readonly (Reply | undefined)[];
}

/** What all loops of the process share. */
export interface Shared {
  readonly client: Client;
  readonly informers: Record<string, Informer>;
  readonly epochMs: number;
}

interface Context {
  readonly loop: string;
  readonly key: string;
  readonly index: number;
}

/** Takes keys as long as there are free workers. */
export function work(shared: Shared, controller: Controller, loop: Loop, io: IO): void {
  if (!ready(shared, controller)) return;
  while (Object.keys(loop.running).length < controller.workers) {
    const next = take(loop.queue);
    if (!next) return;
    const plan = controller.reconcile(next.key, observe(shared, loop, next.key, io));
    begin(shared, controller, loop, next.key, plan, next.cause, io);
  }
}

function ready(shared: Shared, controller: Controller): boolean {
  for (const resource in controller.watches) if (!shared.informers[resource]?.synced) return false;
  return true;
}

function begin(
  shared: Shared,
  controller: Controller,
  loop: Loop,
  key: string,
  plan: Plan,
  cause: Cause,
  io: IO,
): void {
  if (plan.because !== '') loop.thought = { key, because: plan.because, at: io.now, cause };
  for (const name in plan.remember) {
    const value = plan.remember[name];
    if (value === undefined) loop.memory.delete(name);
    else loop.memory.set(name, value);
  }
  if (plan.wakes) wakeAll(loop, plan.wakes, io);
  runStep(shared, controller, loop, key, plan, 0, cause, io);
}

function runStep(
  shared: Shared,
  controller: Controller,
  loop: Loop,
  key: string,
  plan: Plan,
  index: number,
  cause: Cause,
  io: IO,
): void {
  const step = plan.steps[index];
  if (!step) {
    finish(controller, loop, key, plan, !plan.failed, cause, io);
    return;
  }
  const requests = step.intents.filter((intent) => intent.verb !== 'event').length;
  loop.running[key] = Object.freeze({ plan, step: index, cause, waiting: requests, replies: [] });
  if (controller.patience !== undefined) expect(loop.expectations, key, step, controller.patience, io.now);
  step.intents.forEach((intent, position) => {
    send(shared, loop, key, intent, position, cause, io);
  });
  if (requests === 0) next(shared, controller, loop, key, io);
}

function send(shared: Shared, loop: Loop, key: string, intent: Intent, index: number, cause: Cause, io: IO): void {
  if (intent.verb === 'event') {
    record(loop.recorder, shared.client, io, intent, cause);
    return;
  }
  const context: Context = { loop: loop.name, key, index };
  call(shared.client, io, loop.recorder.identity, requestOf(intent), 'intent', context, {
    cause,
    because: intent.because,
  });
}

/** An intent as a request, but for who asks. */
export function requestOf(intent: Exclude<Intent, { verb: 'event' }>): Call {
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
      return {
        verb: 'get',
        ...intent.of,
        namespace: intent.namespace,
        name: intent.name,
        ...(intent.subresource ? { subresource: intent.subresource } : {}),
      };
    case 'list': {
      const { of, namespace, labelSelector } = intent;
      return { verb: 'list', ...of, namespace, options: labelSelector === undefined ? undefined : { labelSelector } };
    }
    case 'deletecollection':
      return { verb: 'deletecollection', ...intent.of, namespace: intent.namespace, body: intent.options };
  }
}

function named({ metadata }: { readonly metadata: KubeObject['metadata'] }): { namespace?: string; name?: string } {
  return { namespace: metadata.namespace, name: metadata.name };
}

/** The loop that a reply to an intent belongs to. */
export function loopOf(reply: Reply): string {
  return (reply.context as Context).loop;
}

/** Takes in the answer to one intent. */
export function answered(shared: Shared, controller: Controller, loop: Loop, reply: Reply, io: IO): void {
  const { key, index } = reply.context as Context;
  const running = loop.running[key];
  if (!succeeded(reply) && reply.request.resource === controller.patience) disappoint(loop.expectations, key, reply);
  const { plan, step, cause } = running;
  const waiting = running.waiting - 1;
  const received = running.replies.slice();
  received[index] = reply;
  loop.running[key] = Object.freeze({ plan, step, cause, waiting, replies: received });
  if (waiting === 0) next(shared, controller, loop, key, io);
}

/** All answers to a step are in: the follow-up decides, or the next step is sent. */
function next(shared: Shared, controller: Controller, loop: Loop, key: string, io: IO): void {
  const { plan, step, cause, replies: received } = loop.running[key];
  delete loop.running[key];
  const { then, memo } = plan.steps[step];
  const answers = received.filter((reply) => reply !== undefined);
  if (then !== undefined) {
    const followUp = controller.followUps?.[then];
    const instead = followUp?.(key, observe(shared, loop, key, io), answers, memo);
    if (instead) {
      begin(shared, controller, loop, key, instead, cause, io);
      return;
    }
  } else if (!answers.every(succeeded)) {
    finish(controller, loop, key, plan, false, cause, io);
    return;
  }
  runStep(shared, controller, loop, key, plan, step + 1, cause, io);
}

function finish(
  controller: Controller,
  loop: Loop,
  key: string,
  plan: Plan,
  well: boolean,
  cause: Cause,
  io: IO,
): void {
  if (well) {
    forget(loop.queue, key);
    if (plan.requeueAfter) enqueueAfter(loop.queue, key, plan.requeueAfter.ticks, plan.requeueAfter.class, io, cause);
  } else {
    retry(loop.queue, key, io, cause, controller.retries);
  }
  done(loop.queue, key, io);
  if (plan !== nothing) rearm(loop.queue, io);
}

export function wakeAll(loop: Loop, wakes: Wakes, io: IO): void {
  for (const wake of wakes) {
    if (typeof wake === 'string') enqueue(loop.queue, wake, io);
    else if (wake.after === 0) enqueue(loop.queue, wake.key, io, wake.cause);
    else enqueueAfter(loop.queue, wake.key, wake.after, wake.class, io, wake.cause);
  }
}

/** What a controller sees when it looks at a key; valid until the next call for the same loop. */
export function observe(shared: Shared, loop: Loop, key: string, io: IO): Observed {
  let view = views.get(loop);
  if (!view) {
    view = new View(shared, loop, io);
    views.set(loop, view);
  }
  view.key = key;
  return view;
}

/** One view a loop: it reads through to the state, so there is nothing in it that could grow old. */
const views = new WeakMap<Loop, View>();

class View implements Observed {
  key = '';

  constructor(
    private readonly shared: Shared,
    private readonly loop: Loop,
    private readonly io: IO,
  ) {}

  get now(): Tick {
    return this.io.now;
  }

  get epochMs(): number {
    return this.shared.epochMs;
  }

  get settled(): boolean {
    return isSettled(this.loop.expectations, this.key, this.io.now);
  }

  get failures(): number {
    return this.loop.queue.failures[this.key] ?? 0;
  }

  get(resource: string, name: string): KubeObject | undefined {
    return this.shared.informers[resource].store.get(name);
  }

  list(resource: string, namespace?: string): readonly KubeObject[] {
    return this.shared.informers[resource].store.values(namespace === undefined ? '' : `${namespace}/`);
  }

  owned(resource: string, uid: string): readonly KubeObject[] {
    return byIndex(this.shared.informers[resource], 'owner', uid);
  }

  census(resource: string, uid: string, classifier: Classifier): readonly number[] {
    return countByIndex(this.shared.informers[resource], 'owner', uid, classifier);
  }

  orphans(resource: string, namespace: string): readonly KubeObject[] {
    return byIndex(this.shared.informers[resource], 'orphan', namespace);
  }

  labelled(resource: string, namespace: string, labels: Readonly<Record<string, string>>): readonly KubeObject[] {
    return byLabels(this.shared.informers[resource], namespace, labels);
  }

  onNode(node: string): readonly KubeObject[] {
    return byIndex(this.shared.informers.pods, 'node', node);
  }

  memory(name: string): unknown {
    return this.loop.memory.get(name);
  }

  memories(prefix: string): readonly (readonly [string, unknown])[] {
    return this.loop.memory.entries(prefix);
  }

  draw(purpose: string, subject: string, ordinal?: number): number {
    return this.io.draw(purpose, subject, ordinal);
  }

  blame(machine: string): Cause | undefined {
    return this.io.blame(machine);
  }
}
