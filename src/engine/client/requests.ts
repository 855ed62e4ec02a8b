// How a component talks to the API server without ever waiting: it sends a request, remembers by name what to do with the answer,
// and goes on. The answer, a broken connection or the deadline comes back as a message and is matched to what was remembered.
// A request that ended without an answer may or may not have been carried out: that is the client's problem, as in every real cluster.

import type { ApiRequest, ApiResponse } from '../api/wire.ts';
import { Ledger } from '../kernel/ledger.ts';
import type { Address, Body, Cause, Message, ResetBody, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { type Bucket, type RateLimit, reserve } from './rate-limit.ts';

/** Who asks. `name` also names the streams, so an added controller changes nobody else's dice. */
export interface Identity {
  readonly name: string;
  readonly user: string;
  readonly agent: string;
  /** How fast its requests may leave; as they come when absent. */
  readonly limit?: RateLimit;
}

export interface Pending {
  readonly request: ApiRequest;
  readonly then: string;
  readonly context: unknown;
  readonly sentAt: Tick;
  readonly cause: Cause;
}

/** Plain data, part of the state of the process that owns it. */
export interface Client {
  readonly server: Address;
  readonly timeoutTicks: Tick;
  /** How many streams there were, by the name of who asked. */
  readonly counters: Ledger<number>;
  /** By stream, in the order of sending. */
  readonly pending: Ledger<Pending>;
  readonly buckets: Record<string, Bucket>;
  /** Requests that wait for their token, by stream. */
  readonly held: Ledger<Held>;
  deadlineArmed: boolean;
  /** The time-out is one for making the connection only. */
  readonly dialOnly?: boolean;
}

interface Held {
  readonly pending: Pending;
  readonly because: string;
}

interface TokenBody extends Body {
  readonly kind: 'request-token';
  readonly stream: string;
}

/** An answer, or the way in which none came. */
export interface Reply {
  readonly then: string;
  readonly context: unknown;
  readonly request: ApiRequest;
  readonly response: ApiResponse | undefined;
  /** `connection refused`, `request timed out` …; '' when there is a response. */
  readonly failure: string;
  /** What the request was about, for the work that goes on. */
  readonly cause: Cause;
}

interface DeadlineBody extends Body {
  readonly kind: 'request-deadline';
}

/** What a caller says of a request; identity, kind and streams are added here. */
export type Call = Omit<ApiRequest, 'kind' | 'user' | 'agent'>;

export interface CallOptions {
  readonly cause?: Cause;
  readonly because?: string;
  /** The client's own work before the request leaves, in ticks. */
  readonly delay?: Tick;
}

export function newClient(server: Address, timeoutTicks: Tick, dialOnly = false): Client {
  const client: Client = {
    server,
    timeoutTicks,
    counters: new Ledger(),
    pending: new Ledger(),
    buckets: {},
    held: new Ledger(),
    deadlineArmed: false,
  };
  return dialOnly ? { ...client, dialOnly } : client;
}

/** A stream name that no one else uses, counted per identity and incarnation. */
export function newStream(client: Client, io: IO, name: string): string {
  const n = (client.counters.get(name) ?? 0) + 1;
  client.counters.set(name, n);
  return `${io.self}.${io.incarnation}:${name}#${n}`;
}

/** Sends a request; the reply will carry `then` and `context` (plain data). Returns the stream. */
export function call(
  client: Client,
  io: IO,
  identity: Identity,
  what: Call,
  then: string,
  context?: unknown,
  options: CallOptions = noOptions,
): string {
  const stream = newStream(client, io, identity.name);
  const request = requestOf(what, identity);
  const { cause = io.cause, because = '', delay } = options;
  const pending: Pending = { request, then, context, sentAt: io.now, cause };
  const { limit } = identity;
  const wait = limit === undefined ? 0 : reserve(client.buckets, limit, io.now);
  if (limit === undefined || wait === 0) leave(client, io, stream, pending, because, delay);
  else hold(client, io, stream, pending, because, limit, wait);
  return stream;
}

function leave(client: Client, io: IO, stream: string, pending: Pending, because: string, delay?: Tick): void {
  io.send(client.server, pending.request, { stream, cause: pending.cause, because, delay });
  client.pending.set(stream, pending);
  if (!client.deadlineArmed) armDeadline(client, io, client.timeoutTicks);
}

function hold(
  client: Client,
  io: IO,
  stream: string,
  pending: Pending,
  because: string,
  { qps }: RateLimit,
  wait: Tick,
): void {
  const waited = `waited ${wait < 1000 ? `${wait} ms` : `${(wait / 1000).toFixed(1)} s`}: at most ${qps} requests a second`;
  client.held.set(stream, { pending, because: because === '' ? waited : `${because}; ${waited}` });
  const body: TokenBody = { kind: 'request-token', stream };
  io.after(wait, 'work', body, pending.cause);
}

const noOptions: CallOptions = Object.freeze({});
const none: readonly Reply[] = Object.freeze([]);

/** Member by member: requests of one shape are made and read much faster than copies of what was given. */
function requestOf(what: Call, { user, agent }: Identity): ApiRequest {
  const { verb, group, version, resource, namespace, name, subresource, options, body, patchType } = what;
  if (what.path !== undefined || what.asTable !== undefined || what.mediaType !== undefined || what.duplicates) {
    return { kind: 'request', ...what, user, agent };
  }
  return {
    kind: 'request',
    verb,
    group,
    version,
    resource,
    namespace,
    name,
    subresource,
    options,
    body,
    patchType,
    user,
    agent,
  };
}

/**
 * The replies that a message brings: one for a response or a reset of a pending request, any number for a deadline.
 * Undefined when the message has nothing to do with this client's requests.
 */
export function replies(client: Client, message: Message, io: IO): readonly Reply[] | undefined {
  const { body } = message;
  switch (body.kind) {
    case 'response': {
      const pending = client.pending.take(message.stream);
      if (!pending) return undefined;
      return [replyOf(pending, body as ApiResponse, '', io.cause)];
    }
    case 'reset': {
      const { stream, reason } = body as ResetBody;
      const pending = client.pending.take(stream);
      if (!pending) return undefined;
      return [replyOf(pending, undefined, reason, io.cause)];
    }
    case 'request-deadline':
      return expire(client, io);
    case 'request-token': {
      const { stream } = body as TokenBody;
      const held = client.held.take(stream);
      if (!held) return undefined;
      // Its time-out begins only now: client-go waits for the limiter before it builds the request.
      const { request, then, context, cause } = held.pending;
      leave(client, io, stream, { request, then, context, sentAt: io.now, cause }, held.because);
      return none;
    }
    default:
      return undefined;
  }
}

function expire(client: Client, io: IO): readonly Reply[] {
  client.deadlineArmed = false;
  const expired: Reply[] = [];
  let next = Number.POSITIVE_INFINITY;
  for (const stream of client.pending.names()) {
    const pending = client.pending.get(stream) as Pending;
    if (pending.request.subresource === 'exec') continue; // lasts as long as its command
    let left = pending.sentAt + client.timeoutTicks - io.now;
    // It limits only the dialling: who has a connection waits for the server's own end.
    while (client.dialOnly && left <= 0 && io.acknowledged(stream)) left += client.timeoutTicks;
    if (left > 0) {
      next = Math.min(next, left);
      if (client.dialOnly) continue;
      break;
    }
    client.pending.take(stream);
    io.close(stream);
    // Silence has a cause: the fault that made the server unreachable, if there is one.
    expired.push(replyOf(pending, undefined, 'request timed out', io.blame(client.server) ?? pending.cause));
  }
  if (next !== Number.POSITIVE_INFINITY) armDeadline(client, io, next);
  return expired;
}

function armDeadline(client: Client, io: IO, delay: Tick): void {
  const body: DeadlineBody = { kind: 'request-deadline' };
  io.after(delay, 'deadline', body);
  client.deadlineArmed = true;
}

function replyOf(pending: Pending, response: ApiResponse | undefined, failure: string, cause: Cause): Reply {
  const { then, context, request } = pending;
  return { then, context, request, response, failure, cause };
}

/** Whether the request was carried out (2xx). */
export function succeeded(reply: Reply): boolean {
  return reply.response !== undefined && reply.response.code < 300;
}

/** The code, or 0 when no answer came. */
export function codeOf(reply: Reply): number {
  return reply.response?.code ?? 0;
}

/** What the answer said went wrong, in its own words. */
export function errorText(reply: Reply): string {
  if (!reply.response) return reply.failure;
  const body = reply.response.body as { message?: string } | string | undefined;
  return typeof body === 'string' ? body : (body?.message ?? '');
}
