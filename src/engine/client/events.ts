// Events are notes that components write about objects, best effort: nobody waits for them and nothing depends on them.
// The same note again counts up the first one; the tenth similar note within ten minutes starts one that stands for all the rest.

import type { KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { Cause } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { Table } from '../kernel/table.ts';
import { type Call, type CallOptions, type Client, call, codeOf, type Identity, type Reply } from './requests.ts';

/** Source: client-go `tools/record` (correlation) and facts 6.2. */
const SIMILAR_WINDOW_MS = 600_000;
const SIMILAR_LIMIT = 10;
const REMEMBERED = 4096;
const QUEUED = 1000;

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
  /** The key of the write that is under way, '' when none is. */
  underWay: string;
}

interface Outgoing {
  readonly key: string;
  readonly what: Call;
  readonly options: CallOptions;
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
  return { identity, component, host, epochMs, written: new Table(), similar: new Table(), outbox: [], underWay: '' };
}

/** Writes an event, or counts up the one that says the same. `delay`: ticks until it leaves. */
export function record(recorder: Recorder, client: Client, io: IO, note: Note, cause?: Cause, delay?: number): void {
  const { about, type, reason, fieldPath } = note;
  const { namespace = 'default', name = '', uid = '' } = about.metadata;
  const group = [about.kind, namespace, name, uid, fieldPath ?? '', type, reason].join('\u0000');
  const combined = isCombined(recorder, group, note.message, recorder.epochMs + io.now);
  const message = combined ? `(combined from similar events): ${note.message}` : note.message;
  const key = combined ? group : `${group}\u0000${note.message}`;
  const known = recorder.written.get(key);
  const now = rfc3339(recorder.epochMs, io.now);
  const options = { cause, delay, because: `notes ${reason}` };
  const events = { group: '', version: 'v1', resource: 'events', namespace } as const;
  if (known) {
    const count = known.count + 1;
    remember(recorder, key, Object.freeze({ ...known, count }));
    const body = combined ? { count, lastTimestamp: now, message } : { count, lastTimestamp: now };
    const patchType = 'application/strategic-merge-patch+json';
    post(recorder, client, io, { key, what: { ...events, verb: 'patch', name: known.name, patchType, body }, options });
    return;
  }
  const eventName = `${name}.${stamp(recorder, io, key)}`;
  remember(recorder, key, Object.freeze({ name: eventName, count: 1, first: now }));
  const body = Object.freeze({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: eventName, namespace },
    involvedObject: {
      kind: about.kind,
      ...(about.metadata.namespace ? { namespace: about.metadata.namespace } : {}),
      name,
      uid,
      apiVersion: about.apiVersion,
      resourceVersion: note.resourceVersion ?? about.metadata.resourceVersion,
      ...(fieldPath ? { fieldPath } : {}),
    },
    reason,
    message: message.length > 1024 ? message.slice(0, 1024) : message,
    source: recorder.host ? { component: recorder.component, host: recorder.host } : { component: recorder.component },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    type,
    eventTime: null,
    // An event that stands for many is written by the correlator, which knows no reporter.
    reportingComponent: combined ? '' : recorder.component,
    reportingInstance: combined ? '' : recorder.host,
  });
  post(recorder, client, io, { key, what: { ...events, verb: 'create', body }, options });
}

/** True for replies to this recorder's writes. An event that has expired meanwhile is forgotten, so the next one is new. */
export function eventReply(recorder: Recorder, client: Client, reply: Reply, io: IO): boolean {
  if (reply.then !== 'event' || reply.context !== recorder.underWay) return false;
  if (codeOf(reply) === 404) recorder.written.delete(recorder.underWay);
  recorder.underWay = '';
  const next = recorder.outbox.shift();
  if (next) post(recorder, client, io, next);
  return true;
}

function post(recorder: Recorder, client: Client, io: IO, outgoing: Outgoing): void {
  if (recorder.underWay !== '') {
    // A queue of 1,000 that is full lets the newest fall (client-go `maxQueuedEvents`).
    if (recorder.outbox.length < QUEUED) recorder.outbox.push(Object.freeze(outgoing));
    return;
  }
  recorder.underWay = outgoing.key;
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
  const nanos = io.draw('event-name', `${recorder.component}/${recorder.host}:${key}`, io.now) % 1_000_000;
  return (BigInt(recorder.epochMs + io.now) * 1_000_000n + BigInt(nanos)).toString(16);
}
