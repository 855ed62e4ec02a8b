// Events tell people what a kubelet did: best effort, one after the other, never in the way of the work itself.
// The same thing said again is not a second Event: the first one's count goes up by a PATCH. What the API server does not take is kept and tried again.
// Source: client-go `tools/record/event.go`, `events_cache.go`.

import { rfc3339 } from '../api/time.ts';
import type { Event, ObjectReference } from '../api/types.ts';
import { type Client, call, codeOf, type Identity, type Reply } from '../client/requests.ts';
import type { Cause, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { Table } from '../kernel/table.ts';
import { kubelet as timings } from '../timings.ts';

export type EventType = 'Normal' | 'Warning';

export interface Seen {
  readonly name: string;
  readonly count: number;
  readonly first: string;
}

interface Queued {
  readonly key: string;
  readonly object: ObjectReference;
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
  readonly at: Tick;
  readonly cause: Cause;
}

/** It has no connection of its own: copied with its kubelet, two copies of one would go different ways. */
export interface Recorder {
  readonly host: string;
  readonly epochMs: number;
  readonly identity: Identity;
  /** What was said before, by object, reason and text. */
  readonly seen: Table<Seen>;
  queue: Queued[];
  /** First of the queue that is still to be sent, so that taking one costs nothing. */
  head: number;
  busy: boolean;
  tries: number;
  said: number;
}

const REMEMBERED = 4096;

export function newRecorder(identity: Identity, host: string, epochMs: number): Recorder {
  return { host, epochMs, identity, seen: new Table(), queue: [], head: 0, busy: false, tries: 0, said: 0 };
}

/** Says it, now or as soon as what was said before has gone out. */
export function record(
  recorder: Recorder,
  client: Client,
  io: IO,
  object: ObjectReference,
  type: EventType,
  reason: string,
  message: string,
): void {
  const key = `${object.uid}/${type}/${reason}/${object.fieldPath ?? ''}/${message}`;
  const queued: Queued = Object.freeze({ key, object, type, reason, message, at: io.now, cause: io.cause });
  if (recorder.head > 64 && recorder.head * 2 > recorder.queue.length) {
    recorder.queue = recorder.queue.slice(recorder.head);
    recorder.head = 0;
  }
  recorder.queue.push(queued);
  if (!recorder.busy) sendNext(recorder, client, io);
}

function sendNext(recorder: Recorder, client: Client, io: IO): void {
  const next = recorder.queue[recorder.head];
  if (!next) {
    recorder.queue = [];
    recorder.head = 0;
    recorder.busy = false;
    return;
  }
  recorder.busy = true;
  const { object, type, reason, message, at, cause } = next;
  const namespace = object.namespace || 'default';
  const time = rfc3339(recorder.epochMs, at);
  const old = recorder.seen.get(next.key);
  const because = `tells that ${reason} happened`;
  if (old) {
    const body = { count: old.count + 1, lastTimestamp: time };
    const patchType = 'application/strategic-merge-patch+json' as const;
    const { name } = old;
    const what = {
      verb: 'patch' as const,
      group: '',
      version: 'v1',
      resource: 'events',
      namespace,
      name,
      body,
      patchType,
    };
    call(client, io, recorder.identity, what, 'event', next.key, { cause, because });
    return;
  }
  const event: Event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: eventName(recorder, io, next), namespace },
    // A machine belongs to no namespace; events about it are kept in `default`.
    involvedObject: object.namespace === '' ? withoutNamespace(object) : object,
    reason,
    message: message.length > 1024 ? message.slice(0, 1024) : message,
    source: { component: 'kubelet', host: recorder.host },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
    type,
    reportingComponent: 'kubelet',
    reportingInstance: recorder.host,
  };
  const what = { verb: 'create' as const, group: '', version: 'v1', resource: 'events', namespace, body: event };
  call(client, io, recorder.identity, what, 'event', next.key, { cause, because });
}

function withoutNamespace({ namespace: _, ...machine }: ObjectReference): ObjectReference {
  return machine;
}

/** True for an event's answer or the recorder's own timer. */
export function recorderReply(recorder: Recorder, client: Client, reply: Reply, io: IO): boolean {
  if (reply.then !== 'event') return false;
  const code = codeOf(reply);
  const current = recorder.queue[recorder.head];
  if (code === 0 || code === 429 || code >= 500) {
    recorder.tries++;
    if (recorder.tries < timings.eventTries) {
      io.after(timings.eventRetry, 'backoff', { kind: 'event-retry' });
      return true;
    }
  }
  recorder.tries = 0;
  const key = reply.context as string;
  if (code === 404 && reply.request.verb === 'patch') {
    recorder.seen.delete(key); // expired after its hour: say it anew
    sendNext(recorder, client, io);
    return true;
  }
  if (code === 200 || code === 201) remember(recorder, key, reply, current);
  recorder.head++;
  sendNext(recorder, client, io);
  return true;
}

export function recorderTimer(recorder: Recorder, client: Client, io: IO): void {
  sendNext(recorder, client, io);
}

function remember(recorder: Recorder, key: string, reply: Reply, queued: Queued | undefined): void {
  const old = recorder.seen.get(key);
  if (old) {
    recorder.seen.set(key, Object.freeze({ ...old, count: old.count + 1 }));
    return;
  }
  if (recorder.seen.size >= REMEMBERED) recorder.seen.clear();
  const { metadata } = reply.request.body as Event;
  const first = queued ? rfc3339(recorder.epochMs, queued.at) : '';
  recorder.seen.set(key, Object.freeze({ name: metadata.name ?? '', count: 1, first }));
}

/** `<object>.<nanoseconds since 1970 in hex>`; what lies below a millisecond is drawn. */
function eventName(recorder: Recorder, io: IO, { object, key, at }: Queued): string {
  const below = io.draw('event-name', key, at) % 1_000_000;
  return `${object.name}.${nanosHex(recorder.epochMs + at, below)}`;
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
