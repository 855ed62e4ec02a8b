// Everything the API server remembers, as plain data: copies of what etcd holds, who watches, and what it is waiting for.
// It may be lost at any time; a new API server learns all of it from etcd again.

import type { FieldSelector } from '../api/field-selector.ts';
import type { Selector } from '../api/labels.ts';
import type { KubeObject } from '../api/object.ts';
import type { ApiRequest, EtcdOp } from '../api/wire.ts';
import { Ledger } from '../kernel/ledger.ts';
import type { Address, Cause, Tick } from '../kernel/message.ts';
import { Table } from '../kernel/table.ts';
import type { WritePlan } from './plan.ts';
import type { StagePassage } from './stages.ts';

/** Read from `io.config`, which the cluster file fills. */
export interface ApiServerConfig {
  /** Its own member alone, or all members where etcd stands apart. */
  readonly etcd: readonly Address[];
  /** Milliseconds since 1970 at tick 0. */
  readonly epochMs: number;
  /** Whether people are told of fields that are accepted and not simulated. A recorded server says nothing of the kind. */
  readonly notices: boolean;
  /** It answers and never writes, not even the namespaces that every cluster has: a look at an older store must not change it. */
  readonly readOnly?: boolean;
  /** Where it is to be found; it writes this behind the Service `kubernetes`. Without one it makes no such Service. */
  readonly address?: string | undefined;
  /** Those of all API servers, when there are several. */
  readonly addresses?: readonly string[] | undefined;
  /** Which process answers behind a Service that an APIService names: `kube-system/metrics-server`. */
  readonly backends: Readonly<Record<string, Address>>;
}

/** One change of a resource, as every watcher of it will hear of it. */
export interface CacheEvent {
  readonly revision: number;
  readonly at: Tick;
  readonly type: 'PUT' | 'DELETE';
  /** The new state, resourceVersion included; for DELETE the last state with the revision of the deletion. */
  readonly object: KubeObject;
  readonly previous: KubeObject | undefined;
}

/** The copy of one resource, kept up to date by one watch on etcd. */
export interface WatchCache {
  /** Folder under `/registry/`: `pods`. */
  readonly folder: string;
  /** By `ns/name` or `name`, resourceVersion stamped. */
  objects: Table<KubeObject>;
  /** Events of at least 75 s, oldest first, in frozen chunks with one open chunk behind them. */
  chunks: (readonly CacheEvent[])[];
  tail: CacheEvent[];
  /** Up to which revision this copy is complete. */
  revision: number;
  /** The revision of its newest event. */
  changed: number;
  /** Every event after this revision is still in the ring. */
  oldest: number;
  ready: boolean;
  /** The stream of its watch on etcd, '' when there is none. */
  stream: string;
  /** The member that the watch is on. */
  member: Address;
  /** Since when it has had no watch on etcd. */
  brokenSince: Tick;
  /** Streams of watchers in the order of opening, by scope. */
  scopes: Record<string, Watch[]>;
  /** How many of the watchers ask for one namespace or one object. */
  narrow: number;
  /** Waits for a progress notice, first come first served. */
  barriers: Waiting[];
  /** `changed` at the last round of bookmarks. */
  bookmarked: number;
}

/** A watch of a client. */
export interface Watch {
  readonly stream: string;
  readonly to: Address;
  readonly request: ApiRequest;
  readonly folder: string;
  readonly scope: string;
  readonly labels: Selector;
  readonly fields: FieldSelector;
  /** Whether the selectors leave anything to check once the scope has matched. */
  readonly selective: boolean;
  /** The node whose pods are all it asks for: what most watches with a selector do. */
  readonly node: string | undefined;
  /** Events up to this revision are not wanted. */
  readonly after: number;
  readonly bookmarks: boolean;
  readonly deadline: Tick;
}

/** A request on its way through the server. */
export interface Operation {
  readonly request: ApiRequest;
  readonly to: Address;
  readonly stream: string;
  readonly messageId: number;
  readonly because: string;
  readonly startedAt: Tick;
  /** Set when it is one delete of a deletecollection; its answer goes there. */
  readonly collection?: string;
}

/** A question on its way, and what to do with its answer. */
export interface Pending {
  readonly waiting: Waiting;
  readonly op: EtcdOp | undefined;
  readonly because: string;
  readonly askedAt: Tick;
}

/** The checks of etcd behind `/livez` and `/readyz`. */
export type HealthCheck = 'etcd' | 'etcd-readiness';

const healthy = Object.freeze({ ok: true, askedAt: Number.NEGATIVE_INFINITY });

/** What goes on when an answer comes; a name and plain data, so that it can be in a snapshot. */
export type Waiting =
  | { readonly then: 'cache-listed'; readonly folder: string }
  | { readonly then: 'compacted' }
  /** The own key among those of all API servers; `look`: and then at the others. */
  | { readonly then: 'lease-written'; readonly look: boolean }
  | { readonly then: 'leases-read' }
  /** A health check, and those that come after it. */
  | {
      readonly then: 'health';
      readonly operation: Operation;
      readonly check: HealthCheck;
      readonly left: readonly HealthCheck[];
    }
  | { readonly then: 'get'; readonly operation: Operation }
  | { readonly then: 'list-fresh'; readonly operation: Operation }
  | { readonly then: 'watch-fresh'; readonly operation: Operation }
  | { readonly then: 'list-page'; readonly operation: Operation; readonly page: Page }
  /** The present state of the object that is to be written. */
  | { readonly then: 'write-read'; readonly operation: Operation; readonly live: Live }
  /** An object that admission asked for. */
  | { readonly then: 'write-looked-up'; readonly operation: Operation; readonly live: Live; readonly key: string }
  | { readonly then: 'write-stored'; readonly operation: Operation; readonly live: Live; readonly plan: WritePlan }
  | { readonly then: 'collection-fresh'; readonly operation: Operation }
  | { readonly then: 'backend'; readonly operation: Operation }
  | { readonly then: 'backend-checked'; readonly name: string }
  | { readonly then: 'kubelet'; readonly operation: Operation; readonly node: string; readonly container: string };

/** What was read of etcd itself for a write, because the cache did not know or could not be trusted. */
export interface Live {
  readonly attempt: number;
  /** etcd's own word on the object to write; undefined: the cache's will do. */
  readonly existing?: KubeObject | null;
  /** Objects admission asked for, by etcd key; null where there is none. */
  readonly others?: Readonly<Record<string, KubeObject | null>>;
}

export interface Page {
  readonly revision: number;
  readonly after: string;
  readonly limit: number;
}

/** The passage of one request, for the screen. */
export interface RequestTrace {
  readonly message: number;
  readonly at: Tick;
  readonly to: string;
  readonly user: string;
  readonly code: number;
  readonly stages: readonly StagePassage[];
}

/** A deletecollection under way: one delete after the other. */
export interface Collection {
  readonly operation: Operation;
  /** As they were when they were listed. */
  readonly found: readonly KubeObject[];
  readonly next: number;
  readonly revision: number;
}

/** The answer to one delete of a collection. */
export interface Finished {
  readonly collection: string;
  readonly code: number;
  readonly body: unknown;
}

export interface ApiServerState {
  readonly config: ApiServerConfig;
  readonly caches: Record<string, WatchCache>;
  /** By the client's stream. */
  readonly watches: Record<string, Watch>;
  /** By our stream to etcd or a kubelet. */
  readonly pending: Ledger<Pending>;
  /** Questions that found no etcd to answer; they are asked again soon. */
  retries: Pending[];
  readonly collections: Record<string, Collection>;
  /** Answers to deletes of collections that are still to be looked at. */
  readonly finished: Finished[];
  /** Table watches that have had their column definitions. */
  readonly headed: Record<string, true>;
  /** How many suffixes each owner has used up, by its uid; gone with the owner. */
  readonly suffixes: Table<number>;
  /** Numbers that are given once, with the key of the object that has them: `services/10.96.4.7` → `default/web`. */
  readonly claims: Table<string>;
  /** How each health check ended last, and when it began to ask. */
  readonly health: Record<HealthCheck, { readonly ok: boolean; readonly askedAt: Tick }>;
  /** Members whose connection broke, and until when they are not tried again. */
  readonly membersAway: Record<Address, Tick>;
  /** Every member refuses connections. */
  etcdGone: boolean;
  /** Whether it renews its key among the API servers, and the revision of that key; 0 while it has none. */
  leaseArmed: boolean;
  leaseRevision: number;
  streams: number;
  ready: boolean;
  /** Until then the roles have not been read, and who needs one is refused. */
  readonly rolesReadAt: Tick;
  /** Until then it does not yet say of a revision that it is too large. */
  readonly copiesFilledAt: Tick;
  /** Ticks for which a timer is armed; 0 when none is. */
  pendingCheckAt: Tick;
  pendingTimer: number;
  watchCheckAt: Tick;
  watchTimer: number;
  reconnectArmed: boolean;
  bookmarkAt: Tick;
  /** The newest revision seen, and the one seen at the last round of compaction. */
  newest: number;
  compactNext: number;
  compactAt: Tick;
  traces: RequestTrace[];
}

export function newState(
  config: ApiServerConfig,
  folders: readonly string[],
  { rolesReadAt, copiesFilledAt }: Pick<ApiServerState, 'rolesReadAt' | 'copiesFilledAt'>,
): ApiServerState {
  const caches: Record<string, WatchCache> = {};
  for (const folder of folders) caches[folder] = newCache(folder);
  return {
    config,
    caches,
    watches: {},
    pending: new Ledger(),
    retries: [],
    collections: {},
    finished: [],
    headed: {},
    suffixes: new Table(),
    claims: new Table(),
    health: { etcd: healthy, 'etcd-readiness': healthy },
    membersAway: {},
    etcdGone: false,
    leaseArmed: false,
    leaseRevision: 0,
    streams: 0,
    ready: false,
    rolesReadAt,
    copiesFilledAt,
    pendingCheckAt: 0,
    pendingTimer: 0,
    watchCheckAt: 0,
    watchTimer: 0,
    reconnectArmed: false,
    bookmarkAt: 0,
    newest: 0,
    compactNext: 0,
    compactAt: 0,
    traces: [],
  };
}

function newCache(folder: string): WatchCache {
  return {
    folder,
    objects: new Table(),
    chunks: [],
    tail: [],
    revision: 0,
    changed: 0,
    oldest: 0,
    ready: false,
    stream: '',
    member: '',
    brokenSince: 0,
    scopes: {},
    narrow: 0,
    barriers: [],
    bookmarked: 0,
  };
}

export const periodicCause: Cause = Object.freeze({ id: 0, thread: 0, periodic: true });
