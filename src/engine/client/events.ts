// Events are notes that components write about objects, best effort: nobody waits for them and nothing depends on them.
// The same note again counts up the first one; the tenth similar note within ten minutes starts one that stands for all the rest.

import type { KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { Body, Cause } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { Table } from '../kernel/table.ts';
import { kubelet as timings } from '../timings.ts';
import { type Call, type CallOptions, type Client, call, codeOf, type Identity, type Reply } from './requests.ts';

/** Source: client-go `tools/record` (correlation) and facts 6.2. */
const SIMILAR_WINDOW_MS = 600_000;
const SIMILAR_LIMIT = 10;
const REMEMBERED = 4096;
const QUEUED = 1000;
/** What finds no server is tried so often (client-go `maxTriesPerEvent`), with a pause in between. */
const TRIES = timings.eventTries;
const RETRY = timings.eventRetry;

/** Plain data: what one component has written, so that repeats can be counted. */
export interface Recorder {
  readonly identity: Identity;
  /** `replicaset-controller`, or `kubelet` with a host. */
  readonly component: string;
  readonly host: string;
  readonly epochMs: number;
  /** By what makes two events the same. */
  readonly written: Table<Written>;
  readonly similar: Table<Similar>;
  /** Written one after the other: the next one leaves when the last one is answered. */
  readonly outbox: Outgoing[];
  /** The write that is under way, and how often it has found no server. */
  underWay: Outgoing | undefined;
  tries: number;
}

/** Frozen. */
interface Outgoing {
  readonly key: string;
  readonly what: Call;
  readonly options: CallOptions;
  /** The whole event, to be written when the one that should count up is gone. */
  readonly anew?: Call;
}

export interface EventRetry extends Body {
  readonly kind: 'event-retry';
  readonly recorder: string;
}

interface Written {
  readonly name: string;
  readonly count: number;
  readonly first: string;
}

interface Similar {
  readonly times: readonly number[];
  readonly messages: readonly string[];
}

export interface Note {
  readonly about: KubeObject;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** `spec.containers{app}`. */
  readonly fieldPath?: string;
  /** When the emitter held another version of the object than `about`. */
  readonly resourceVersion?: string;
}

export function newRecorder(identity: Identity, component: string, host: string, epochMs: number): Recorder {
  return {
    identity,
    component,
    host,
    epochMs,
    written: new Table(),
    similar: new Table(),
    outbox: [],
    underWay: undefined,
    tries: 0,
  };
}

/** Writes an event, or counts up the one that says the same. `delay`: ticks until it leaves. */
export function record(recorder: Recorder, client: Client, io: IO, note: Note, cause?: Cause, delay?: number): void {
  const { about, type, reason, fieldPath, resourceVersion = about.metadata.resourceVersion } = note;
  const { namespace = 'default', name = '', uid = '' } = about.metadata;
  const group = [about.kind, namespace, name, uid, fieldPath ?? '', type, reason].join('\u0000');
  const combined = isCombined(recorder, group, note.message, recorder.epochMs + io.now);
  const message = combined ? `(combined from similar events): ${note.message}` : note.message;
  const key = combined ? group : `${group}\u0000${note.message}`;
  const known = recorder.written.get(key);
  const now = rfc3339(recorder.epochMs, io.now);
  const options = { cause, delay, because: `notes ${reason}` };
  const eventName = known?.name ?? `${name}.${stamp(recorder, io, key)}`;
  const count = (known?.count ?? 0) + 1;
  const first = known?.first ?? now;
  remember(recorder, key, Object.freeze({ name: eventName, count, first }));
  const whole = Object.freeze({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: eventName, namespace },
    involvedObject: referenceTo(about, resourceVersion, fieldPath),
    reason,
    message: message.length > 1024 ? message.slice(0, 1024) : message,
    source: recorder.host ? { component: recorder.component, host: recorder.host } : { component: recorder.component },
    firstTimestamp: first,
    lastTimestamp: now,
    count,
    type,
    eventTime: null,
    // An event that stands for many is written by the correlator, which knows no reporter.
    reportingComponent: combined ? '' : recorder.component,
    reportingInstance: combined ? '' : recorder.host,
  });
  const create: Call = { verb: 'create', group: '', version: 'v1', resource: 'events', namespace, body: whole };
  if (!known) {
    post(recorder, client, io, Object.freeze({ key, what: create, options }));
    return;
  }
  const body = combined ? { count, lastTimestamp: now, message } : { count, lastTimestamp: now };
  const patchType = 'application/strategic-merge-patch+json';
  const what: Call = { ...create, verb: 'patch', name: known.name, patchType, body };
  post(recorder, client, io, Object.freeze({ key, what, options, anew: create }));
}

/** Put together by assignment, which is much faster than spreading parts that may be missing. */
function referenceTo(about: KubeObject, resourceVersion: string | undefined, fieldPath: string | undefined): unknown {
  const { kind, apiVersion, metadata } = about;
  const reference: Record<string, string> = { kind };
  if (metadata.namespace) reference.namespace = metadata.namespace;
  reference.name = metadata.name ?? '';
  reference.uid = metadata.uid ?? '';
  if (apiVersion) reference.apiVersion = apiVersion;
  if (resourceVersion) reference.resourceVersion = resourceVersion;
  if (fieldPath) reference.fieldPath = fieldPath;
  return reference;
}

/** True for replies to this recorder's writes. What finds no server is tried again; what the server refuses is let go. */
export function eventReply(recorder: Recorder, client: Client, reply: Reply, io: IO): boolean {
  const { underWay } = recorder;
  if (reply.then !== 'event' || underWay === undefined || reply.context !== underWay.key) return false;
  const code = codeOf(reply);
  if (code === 0 && ++recorder.tries < TRIES) {
    const body: EventRetry = { kind: 'event-retry', recorder: recorder.identity.name };
    io.after(RETRY, 'backoff', body);
    return true;
  }
  if (code === 404 && underWay.anew !== undefined) {
    const { key, options, anew } = underWay;
    send(recorder, client, io, Object.freeze({ key, what: anew, options }));
    return true;
  }
  if (code >= 300 && underWay.what.verb === 'create') recorder.written.delete(underWay.key);
  recorder.underWay = undefined;
  recorder.tries = 0;
  const next = recorder.outbox.shift();
  if (next) post(recorder, client, io, next);
  return true;
}

/** Writes once more what has found no server. */
export function eventRetry(recorder: Recorder, client: Client, io: IO): void {
  if (recorder.underWay) send(recorder, client, io, recorder.underWay);
}

function post(recorder: Recorder, client: Client, io: IO, outgoing: Outgoing): void {
  if (recorder.underWay !== undefined) {
    // A queue of 1,000 that is full lets the newest fall (client-go `maxQueuedEvents`).
    if (recorder.outbox.length < QUEUED) recorder.outbox.push(outgoing);
    return;
  }
  send(recorder, client, io, outgoing);
}

function send(recorder: Recorder, client: Client, io: IO, outgoing: Outgoing): void {
  recorder.underWay = outgoing;
  call(client, io, recorder.identity, outgoing.what, 'event', outgoing.key, outgoing.options);
}

function remember(recorder: Recorder, key: string, written: Written): void {
  if (recorder.written.size >= REMEMBERED && !recorder.written.has(key)) recorder.written.clear();
  recorder.written.set(key, written);
}

function isCombined(recorder: Recorder, group: string, message: string, nowMs: number): boolean {
  const known = recorder.similar.get(group);
  const recent = known && nowMs - (known.times[known.times.length - 1] ?? 0) <= SIMILAR_WINDOW_MS ? known : undefined;
  if (recent?.messages.includes(message)) return recent.messages.length >= SIMILAR_LIMIT;
  const messages = recent
    ? recent.messages.length < SIMILAR_LIMIT
      ? [...recent.messages, message]
      : recent.messages
    : [message];
  if (recorder.similar.size >= REMEMBERED && !known) recorder.similar.clear();
  recorder.similar.set(group, Object.freeze({ times: [nowMs], messages }));
  return messages.length >= SIMILAR_LIMIT;
}

/** Sixteen hex digits of a time in nanoseconds; below the millisecond the engine has no clock, so dice fill in. */
function stamp(recorder: Recorder, io: IO, key: string): string {
  const below = io.draw('event-name', `${recorder.component}/${recorder.host}:${key}`, io.now) % 1_000_000;
  return nanosHex(recorder.epochMs + io.now, below);
}

/** Milliseconds × 10⁶ + the rest as hex, exactly, without big integers: 16-bit digits, schoolbook. */
export function nanosHex(ms: number, below: number): string {
  const digits: number[] = [];
  let rest = ms;
  for (let i = 0; i < 4; i++) {
    digits.push(rest % 65_536);
    rest = Math.floor(rest / 65_536);
  }
  let carry = below;
  let text = '';
  for (let i = 0; i < 4; i++) {
    const product = digits[i] * 1_000_000 + carry;
    const part = (product % 65_536).toString(16);
    text = (part.length === 4 ? part : part.padStart(4, '0')) + text;
    carry = Math.floor(product / 65_536);
  }
  return text[0] === '0' ? text.replace(/^0+(?=.)/, '') : text;
}
