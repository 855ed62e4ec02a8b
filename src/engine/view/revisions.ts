// etcd's memory as rows for a reader: what each revision changed, who wrote it and why, which revision before it was the cause,
// and who was told of it by which watch. The rows come from the stored history; the two last questions are answered from the
// messages themselves, and messages that are no longer remembered are lived again.

import type { KubeObject } from '../api/object.ts';
import { type EtcdEvents, type EtcdRecord, qualified, type WatchEvent } from '../api/wire.ts';
import type { ApiServerState } from '../apiserver/state.ts';
import { recordsOf } from '../etcd/past.ts';
import { compactedError, compactedRevision, currentRevision, futureError, type Store } from '../etcd/store.ts';
import type { Address, Message, Tick } from '../kernel/message.ts';
import type { ObjectRef } from './frame.ts';
import { refOfKey } from './tokens.ts';
import { actorOf, describeAction, type Past, Walk } from './why.ts';

/** One stored change. */
export interface ViewRevision {
  readonly revision: number;
  readonly at: Tick;
  readonly sign: '+' | '~' | '−';
  /** As etcd holds it: `/registry/pods/default/web-7d4b9c6f5-x2x7q`. */
  readonly key: string;
  readonly ref: ObjectRef;
  /** User and agent, as the API server knew them. */
  readonly writer: string;
  /** The same in words: `ReplicaSet controller`. */
  readonly who: string;
  readonly because: string;
  /** The root action, or 0. */
  readonly thread: number;
  /** How often its key has been written in its present life; 0 for a deletion. */
  readonly version: number;
}

/** Somebody who heard of a revision. */
export interface Told {
  readonly to: Address;
  /** `pods`, or with what the watch asks for: `pods, spec.nodeName=node-1`. */
  readonly watch: string;
  /** What the watcher was told: ADDED, MODIFIED, DELETED; PUT and DELETE are etcd's own words, to the API server. */
  readonly type: string;
  /** When it arrived, or would have arrived. */
  readonly at: Tick;
  readonly message: number;
}

export interface RevisionInfo {
  readonly changes: readonly (ViewRevision & {
    readonly object: KubeObject | undefined;
    readonly previous: KubeObject | undefined;
  })[];
  readonly told: readonly Told[];
  /** The revision whose news made somebody write this one; undefined when a person, a timer or nobody known did. */
  readonly causedBy: { readonly revision: number; readonly ref: ObjectRef } | undefined;
  /** The root action in words, after "You"; '' when there is none. */
  readonly action: string;
}

/** How long after a write its news are looked for, when the messages have to be lived again. */
const NEWS: Tick = 1_000;

export function viewRevision({ revision, at, type, key, kv, writer, because, thread }: EtcdRecord): ViewRevision {
  const version = kv?.version ?? 0;
  const sign = type === 'DELETE' ? '−' : version === 1 ? '+' : '~';
  return { revision, at, sign, key, ref: refOfKey(key), writer, who: actorOf(writer), because, thread, version };
}

/** Everything about one revision, or etcd's own word on why it cannot be had. */
export function revisionInfo(
  store: Store,
  revision: number,
  past: Past,
  server: ApiServerState | undefined,
): RevisionInfo | { readonly error: string } {
  if (revision > currentRevision(store)) return { error: futureError };
  const records = recordsOf(store, revision);
  const [first] = records;
  if (!first)
    return { error: revision <= compactedRevision(store) ? compactedError : `revision ${revision} changed nothing` };
  const changes = records.map((record) => ({
    ...viewRevision(record),
    object: record.kv?.value,
    previous: record.previous?.value,
  }));
  const walk = new Walk(past);
  const action = past.message(first.thread)?.body as { readonly input?: unknown } | undefined;
  return {
    changes,
    told: toldOf(first, past, server),
    causedBy: causeOf(first, walk),
    action:
      first.thread !== 0 && action?.input ? describeAction(action.input as Parameters<typeof describeAction>[0]) : '',
  };
}

/** The nearest news from etcd on the way back from the write to its root. */
function causeOf(record: EtcdRecord, walk: Walk): RevisionInfo['causedBy'] {
  for (const message of walk.back(record.cause, record.at)) {
    if (message.body.kind !== 'etcd-events') continue;
    const { events, revision } = message.body as EtcdEvents;
    if (events.length > 0) return { revision, ref: refOfKey(events[0].key) };
  }
  return undefined;
}

function toldOf({ revision, at, cause }: EtcdRecord, past: Past, server: ApiServerState | undefined): readonly Told[] {
  const told: Told[] = [];
  const look = (message: Message): void => {
    if (message.id <= cause || message.sentAt < at) return;
    const one = tellingOf(message, revision, server);
    if (one) told.push(one);
  };
  if (past.message(cause)) past.each(look);
  else for (const message of past.recall(at, at + NEWS).values()) look(message);
  return told.sort((a, b) => a.at - b.at || a.message - b.message);
}

function tellingOf(message: Message, revision: number, server: ApiServerState | undefined): Told | undefined {
  const { body, to, dueAt: at, id, stream } = message;
  if (body.kind === 'etcd-events') {
    const { events, revision: own } = body as EtcdEvents;
    if (own !== revision || events.length === 0) return undefined;
    const folder = events[0].key.split('/').slice(0, 3).join('/');
    return { to, watch: `${folder}/`, type: events[0].type, at, message: id };
  }
  if (body.kind !== 'watch-event') return undefined;
  const { type, object, resource } = body as WatchEvent;
  if (type === 'BOOKMARK' || type === 'ERROR') return undefined;
  if (Number((object as KubeObject).metadata?.resourceVersion) !== revision) return undefined;
  const asked = server?.watches[stream]?.request;
  const { fieldSelector, labelSelector } = asked?.options ?? {};
  const selectors = [fieldSelector, labelSelector].filter((each) => each);
  return { to, watch: [asked ? qualified(asked) : resource, ...selectors].join(', '), type, at, message: id };
}
