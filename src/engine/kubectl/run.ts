// A running command while it handles one message: its flags, its output and its ways to ask. It is made anew for each message;
// what lasts is the invocation, which is plain data. A command for which nothing is outstanding and nothing is left to do has ended.

import { apiVersionOf, type Kind } from '../api/kinds/kind.ts';
import type { ApiRequest, ApiResponse } from '../api/wire.ts';
import { type Call, call, newStream, type Reply, succeeded } from '../client/requests.ts';
import type { Body, Tick, TimerClass } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { connectionError, replyError } from './errors.ts';
import { parseSpan } from './flags.ts';
import { type Invocation, type KubectlState, print } from './state.ts';

export interface TimerBody extends Body {
  readonly kind: 'kubectl-timer';
  readonly id: number;
  readonly timer: number;
  readonly task: string;
  readonly item: unknown;
}

/** What a request of a command carries with it. */
export interface Asked {
  readonly invocation: number;
  readonly context: unknown;
  /** The timer that ends it, when it has a limit. */
  readonly timer?: number;
}

const clientTimeout = 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)';

export class Run {
  constructor(
    readonly state: KubectlState,
    readonly invocation: Invocation,
    readonly io: IO,
  ) {}

  get data(): Record<string, unknown> {
    return this.invocation.data;
  }

  get args(): readonly string[] {
    return this.invocation.args;
  }

  get namespace(): string {
    return this.invocation.namespace;
  }

  get nowMs(): number {
    return this.state.config.epochMs + this.io.now;
  }

  /** `kubectl create deployment`. */
  get commandPath(): string {
    return ['kubectl', ...this.invocation.path].join(' ');
  }

  // ---- flags ---------------------------------------------------------------------------------------------------

  text(name: string): string | undefined {
    const value = this.invocation.flags[name];
    return typeof value === 'string' ? value : undefined;
  }

  list(name: string): readonly string[] {
    const value = this.invocation.flags[name];
    return typeof value === 'string' ? [value] : (value ?? []);
  }

  is(name: string, otherwise = false): boolean {
    const value = this.invocation.flags[name];
    return value === undefined ? otherwise : value === 'true';
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : Number(value);
  }

  /** Milliseconds. */
  span(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : parseSpan(value);
  }

  /** `client`, `server`, or undefined when it is for real. */
  get dryRun(): 'client' | 'server' | undefined {
    const value = this.text('dry-run');
    return value === 'client' || value === 'server' ? value : undefined;
  }

  /** What stands behind a line about a change that was not made. */
  get dryRunSuffix(): string {
    if (this.dryRun === undefined) return '';
    return this.dryRun === 'client' ? ' (dry run)' : ' (server dry run)';
  }

  // ---- output --------------------------------------------------------------------------------------------------

  out(text: string): void {
    this.write('stdout', `${text}\n`);
  }

  err(text: string): void {
    this.write('stderr', `${text}\n`);
  }

  /** As it is, without a line break. */
  write(stream: 'stdout' | 'stderr', text: string): void {
    if (text !== '') print(this.state, { thread: this.invocation.id, stream, text, tick: this.io.now });
  }

  /** An error that is printed when the command ends; it goes on with what else there is to do. */
  fail(text: string): void {
    if (!this.invocation.errors.includes(text)) this.invocation.errors.push(text);
  }

  /** An error that ends the command now. */
  die(text: string, code = 1): void {
    this.fail(text);
    this.finish(code);
  }

  /** The error of `UsageErrorf`: the message and the way to the help. */
  usageError(text: string): void {
    this.die(`error: ${text}\nSee '${this.commandPath} -h' for help and examples`);
  }

  // ---- asking --------------------------------------------------------------------------------------------------

  /** Sends a request, after those that were asked before; the verb's reply step of this name gets the answer. */
  ask(what: Call, step: string, context?: unknown): void {
    const { invocation } = this;
    invocation.outstanding += 1;
    if (invocation.asking) invocation.queued = [...invocation.queued, Object.freeze({ what, step, context })];
    else this.transmit(what, step, context);
  }

  /** An answer has come: `then` goes on with it, and what it asks for leaves before what waits already. */
  answered(then: () => void): void {
    const { invocation } = this;
    const before = invocation.queued;
    invocation.outstanding -= 1;
    invocation.queued = [];
    invocation.asking = false;
    then();
    if (this.over) return;
    invocation.queued = [...invocation.queued, ...before];
    const [next, ...rest] = invocation.queued;
    if (next === undefined || invocation.asking) return;
    invocation.queued = rest;
    this.transmit(next.what, next.step, next.context);
  }

  private transmit(what: Call, step: string, context: unknown): void {
    const { state, invocation, io } = this;
    invocation.asking = true;
    const because = `kubectl ${invocation.line}`.trim();
    const limit = this.requestLimit();
    const timer = limit > 0 ? this.later(limit, 'request-late', invocation.lastTimer + 1) : undefined;
    const about: Asked = { invocation: invocation.id, context, ...(timer === undefined ? {} : { timer }) };
    call(state.client, io, invocation.identity, what, step, about, { because });
  }

  /** Milliseconds that `--request-timeout` gives to one request; 0 is without end. */
  private requestLimit(): Tick {
    return parseSpan(this.text('request-timeout') ?? '0') ?? 0;
  }

  /** A request has had the time that `--request-timeout` gave it. */
  requestLate(timer: number): void {
    const { pending } = this.state.client;
    for (const stream of pending.names()) {
      const about = pending.get(stream)?.context as Asked | undefined;
      if (about?.invocation !== this.invocation.id || about.timer !== timer) continue;
      pending.take(stream);
      this.io.close(stream);
      this.invocation.outstanding -= 1;
      this.die(connectionError(clientTimeout, this.state.config.server));
    }
  }

  /** Opens a watch; the verb's event step of this name gets every event and the end. Returns the stream. */
  watch(what: Omit<Call, 'verb'>, step: string, context?: unknown, tries = 0): string {
    const { state, invocation, io } = this;
    const stream = newStream(state.client, io, invocation.identity.name);
    const { user, agent } = invocation.identity;
    // With --request-timeout the server ends the watch in good order.
    const limit = this.requestLimit();
    const options = limit > 0 ? { ...what.options, timeoutSeconds: String(Math.ceil(limit / 1000)) } : what.options;
    const request: ApiRequest = {
      kind: 'request',
      ...what,
      ...(options ? { options } : {}),
      verb: 'watch',
      user,
      agent,
    };
    invocation.watches[stream] = { step, context, what, tries };
    io.send(state.client.server, request, { stream, because: `kubectl ${invocation.line}`.trim() });
    return stream;
  }

  /** Closes a watch from this side. */
  unwatch(stream: string): void {
    if (this.invocation.watches[stream] === undefined) return;
    delete this.invocation.watches[stream];
    this.io.close(stream);
  }

  /** Does a task after some time. Returns the timer's number. */
  later(delay: Tick, task: string, item?: unknown, timerClass: TimerClass = 'deadline'): number {
    const { invocation } = this;
    invocation.lastTimer += 1;
    const timer = invocation.lastTimer;
    const body: TimerBody = { kind: 'kubectl-timer', id: invocation.id, timer, task, item };
    invocation.timers[timer] = this.io.after(Math.max(1, Math.ceil(delay)), timerClass, body);
    return timer;
  }

  cancel(timer: number): void {
    const id = this.invocation.timers[timer];
    if (id === undefined) return;
    delete this.invocation.timers[timer];
    this.io.cancel(id);
  }

  /** Adds things to do, one after the other. */
  then(task: string, items: readonly unknown[] = [undefined]): void {
    for (const item of items) this.invocation.tasks.push({ name: task, item });
  }

  /** True when the answer is an error, which then is noted; `prefix` stands before the server's words. */
  failed(reply: Reply, wrap?: (message: string) => string): boolean {
    this.warn(reply.response);
    if (succeeded(reply)) return false;
    this.fail(replyError(reply, this.state.config.server, wrap));
    return true;
  }

  warn(response: ApiResponse | undefined): void {
    for (const warning of response?.warnings ?? []) this.err(`Warning: ${warning}`);
  }

  // ---- the end -------------------------------------------------------------------------------------------------

  /** Whether it has ended. */
  get over(): boolean {
    return this.state.running[this.invocation.id] === undefined;
  }

  finish(code?: number): void {
    const { state, invocation, io } = this;
    if (this.over) return;
    for (const error of invocation.errors) this.err(error);
    if (invocation.errors.length > 0 && invocation.code === 0) invocation.code = 1;
    const exit = code ?? invocation.code;
    print(state, { thread: invocation.id, stream: 'exit', text: String(exit), tick: io.now });
    for (const stream in invocation.watches) io.close(stream);
    for (const timer in invocation.timers) io.cancel(invocation.timers[timer]);
    const { pending } = state.client;
    for (const stream of pending.names()) {
      const context = pending.get(stream)?.context as Asked;
      if (context.invocation !== invocation.id) continue;
      pending.take(stream);
      io.close(stream);
    }
    delete state.running[invocation.id];
    if (state.last !== undefined && Object.keys(state.running).length === 0) state.last = { ...state.last, code: exit };
  }
}

/** The members of a request that name a kind's resource. */
export function resourceOf(kind: Kind): Pick<Call, 'group' | 'version' | 'resource'> {
  return { group: kind.group, version: kind.version, resource: kind.plural };
}

/** `apps/v1, Resource=deployments`. */
export function resourceText(kind: Kind): string {
  return `${kind.group === '' ? '/v1' : apiVersionOf(kind)}, Resource=${kind.plural}`;
}

/** The body of an answer that was checked not to be an error. */
export function bodyOf<T>(reply: Reply): T {
  return reply.response?.body as T;
}
