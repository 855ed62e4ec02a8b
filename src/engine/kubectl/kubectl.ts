// kubectl is an ordinary client on the learner's laptop: it reads a line, sends the same requests as the real one, and prints what
// comes back. It has no secret door to the cluster, so what it shows is as old, as slow and as wrong as it would be in reality.

import type { Status } from '../api/types.ts';
import type { ApiResponse, WatchEvent } from '../api/wire.ts';
import { newClient, replies } from '../client/requests.ts';
import { between } from '../kernel/dice.ts';
import type { Body, Message, ResetBody } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { type Found, fetching } from './fetch.ts';
import { readCommand } from './parse.ts';
import { type Asked, Run, type TimerBody } from './run.ts';
import type { InterruptBody, Invocation, KubectlBody, KubectlConfig, KubectlState, Watching } from './state.ts';
import { print } from './state.ts';
import type { Verb, Watched } from './verb.ts';
import { verbAt } from './verbs/index.ts';

/** From Enter to the first request: reading the kubeconfig and the discovery cache (recorded 40–230 ms, mostly near 80). */
const STARTUP: readonly [from: number, to: number] = [40, 120];

/** client-go gives a connection 30 s to come up. */
const DIAL_TIMEOUT = 30_000;
/** client-go asks so often again when the server says in how many seconds. */
const MOST_TRIES = 10;

interface BeginBody extends Body {
  readonly kind: 'kubectl-begin';
  readonly id: number;
}

/** A sentence for the terminal from whoever carries out actions: why one could not be. */
interface NoteBody extends Body {
  readonly kind: 'kubectl-note';
  readonly id: number;
  readonly text: string;
}

export const kubectl: ProcessDefinition<KubectlState> = {
  component: 'kubectl',

  start(io) {
    const config = configOf(io);
    return {
      client: newClient(config.apiserver, DIAL_TIMEOUT, true),
      running: {},
      started: 0,
      outputs: [],
      dropped: 0,
      last: undefined,
      config,
    };
  },

  receive(state, message, io) {
    const { body } = message;
    switch (body.kind) {
      case 'kubectl':
        enter(state, body as KubectlBody, io);
        return;
      case 'kubectl-interrupt': {
        const invocation = state.running[(body as InterruptBody).id];
        if (invocation) {
          invocation.errors = [];
          new Run(state, invocation, io).finish(130);
        }
        return;
      }
      case 'kubectl-note':
        note(state, body as NoteBody, io);
        return;
      case 'kubectl-begin': {
        const invocation = state.running[(body as BeginBody).id];
        if (invocation) begin(state, invocation, io);
        return;
      }
      case 'kubectl-timer':
        timerRang(state, body as TimerBody, io);
        return;
      case 'watch-event':
        watched(state, message, body as WatchEvent, io);
        return;
      default:
        if (!watchEnded(state, message, io)) answered(state, message, io);
    }
  },
};

function configOf(io: IO): KubectlConfig {
  const { apiserver = 'kube-apiserver/master-1', epochMs = 0, user = 'admin' } = io.config as Partial<KubectlConfig>;
  const { server = '10.0.0.1:6443', context = 'podarium', namespace = 'default' } = io.config as Partial<KubectlConfig>;
  return Object.freeze({ apiserver, epochMs, user, server, context, namespace });
}

function enter(state: KubectlState, { id, line, stdin, files = {} }: KubectlBody, io: IO): void {
  state.started += 1;
  const invocation: Invocation = {
    id,
    line,
    files,
    stdin,
    identity: Object.freeze({ name: `kubectl-${state.started}`, user: state.config.user, agent: 'kubectl' }),
    path: [],
    args: [],
    rest: [],
    flags: {},
    namespace: state.config.namespace,
    tasks: [],
    outstanding: 0,
    asking: false,
    queued: [],
    watches: {},
    timers: {},
    lastTimer: 0,
    errors: [],
    code: 0,
    data: {},
  };
  state.running[id] = invocation;
  state.last = { command: line, code: undefined, at: io.now };
  print(state, { thread: id, stream: 'command', text: `kubectl ${line}`.trim(), tick: io.now });
  const delay = between(io.draw('kubectl-startup', invocation.identity.name), STARTUP[0], STARTUP[1]);
  const body: BeginBody = { kind: 'kubectl-begin', id };
  io.after(delay, 'work', body);
}

function begin(state: KubectlState, before: Invocation, io: IO): void {
  const read = readCommand(before.line);
  if ('error' in read) {
    before.errors.push(read.error);
    new Run(state, before, io).finish(1);
    return;
  }
  if ('help' in read) {
    const run = new Run(state, before, io);
    run.out(read.help);
    run.finish();
    return;
  }
  const { path, args, rest, flags } = read;
  if (typeof flags.context === 'string' && flags.context !== state.config.context) {
    before.errors.push(`error: context ${JSON.stringify(flags.context)} does not exist`);
    new Run(state, before, io).finish(1);
    return;
  }
  const user = typeof flags.as === 'string' ? flags.as : before.identity.user;
  const namespace = typeof flags.namespace === 'string' ? flags.namespace : before.namespace;
  const invocation = { ...before, path, args, rest, flags, namespace, identity: { ...before.identity, user } };
  state.running[before.id] = invocation;
  const run = new Run(state, invocation, io);
  read.verb.begin?.(run);
  goOn(run, read.verb);
}

/** Does what is next, until something is outstanding or nothing is left. */
function goOn(run: Run, verb: Verb): void {
  const { invocation } = run;
  while (!run.over && invocation.outstanding === 0 && Object.keys(invocation.watches).length === 0) {
    const task = invocation.tasks.shift();
    if (task !== undefined) taskOf(verb, task.name)(run, task.item);
    else if (Object.keys(invocation.timers).length > 0) return;
    else run.finish();
  }
}

function taskOf(verb: Verb, name: string): (run: Run, item: unknown) => void {
  if (name === 'request-late') return (run, timer) => run.requestLate(timer as number);
  if (name === 'watch-again') return openAgain;
  if (name === 'fetched') return (run) => verb.found?.(run, run.data.found as Found[]);
  return verb.tasks?.[name] ?? fetching.tasks[name];
}

function answered(state: KubectlState, message: Message, io: IO): void {
  for (const reply of replies(state.client, message, io) ?? []) {
    const { invocation: id, context, timer } = reply.context as Asked;
    const invocation = state.running[id];
    if (!invocation) continue;
    const run = new Run(state, invocation, io);
    if (timer !== undefined) run.cancel(timer);
    const verb = verbAt(invocation.path);
    const step = verb.replies?.[reply.then] ?? fetching.replies[reply.then];
    run.answered(() => step(run, { ...reply, context }));
    goOn(run, verb);
  }
}

function timerRang(state: KubectlState, { id, timer, task, item }: TimerBody, io: IO): void {
  const invocation = state.running[id];
  if (!invocation || invocation.timers[timer] === undefined) return;
  delete invocation.timers[timer];
  const run = new Run(state, invocation, io);
  const verb = verbAt(invocation.path);
  taskOf(verb, task)(run, item);
  goOn(run, verb);
}

function invocationOf(state: KubectlState, stream: string): Invocation | undefined {
  return Object.values(state.running).find(({ watches }) => watches[stream] !== undefined);
}

function watched(state: KubectlState, { stream }: Message, { type, object }: WatchEvent, io: IO): void {
  const invocation = invocationOf(state, stream);
  if (!invocation) return;
  const { step, context } = invocation.watches[stream];
  tellEvent(state, invocation, step, { type, object: object as Watched['object'], context, stream }, io);
}

/** A response on a watch's stream is its end, and so is a reset. */
function watchEnded(state: KubectlState, { body, stream: own }: Message, io: IO): boolean {
  const stream = body.kind === 'reset' ? (body as ResetBody).stream : own;
  const invocation = invocationOf(state, stream);
  if (!invocation) return false;
  const watching = invocation.watches[stream];
  const { step, context } = watching;
  delete invocation.watches[stream];
  const wait = watching.tries < MOST_TRIES ? secondsToWait(body) : 0;
  if (wait > 0) {
    new Run(state, invocation, io).later(wait * 1_000, 'watch-again', watching);
    return true;
  }
  const object = body as unknown as Watched['object'];
  tellEvent(state, invocation, step, { type: 'END', object, context, stream }, io);
  return true;
}

/** A server that asks to come later is asked again, as client-go does with every 429 that says when. */
function secondsToWait(body: Body): number {
  if (body.kind !== 'response' || (body as ApiResponse).code !== 429) return 0;
  return (((body as ApiResponse).body ?? {}) as Status).details?.retryAfterSeconds ?? 0;
}

function openAgain(run: Run, item: unknown): void {
  const { what, step, context, tries } = item as Watching;
  run.watch(what, step, context, tries + 1);
}

function tellEvent(state: KubectlState, invocation: Invocation, step: string, event: Watched, io: IO): void {
  const run = new Run(state, invocation, io);
  const verb = verbAt(invocation.path);
  verb.events?.[step](run, event);
  goOn(run, verb);
}

function note(state: KubectlState, { id, text }: NoteBody, io: IO): void {
  const at = { thread: id, tick: io.now };
  print(state, { ...at, stream: 'command', text: '# by hand' });
  print(state, { ...at, stream: 'stderr', text: `${text}\n` });
  print(state, { ...at, stream: 'exit', text: '1' });
}
