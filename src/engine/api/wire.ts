// The messages that the API server answers: a request, its one response, and the events of a watch.
// They are HTTP seen from inside: the path is already taken apart, bodies are objects instead of bytes, codes and texts are the real ones.

import type { Body } from '../kernel/message.ts';
import type { KubeObject } from './object.ts';
import type { Status } from './types.ts';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

export type PatchType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json'
  | 'application/apply-patch+yaml';

/** Query parameters by their wire names; all strings, as in a URL. */
export interface RequestOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: string;
  readonly limit?: string;
  readonly continue?: string;
  readonly allowWatchBookmarks?: string;
  readonly sendInitialEvents?: string;
  readonly timeoutSeconds?: string;
  readonly dryRun?: string;
  readonly fieldManager?: string;
  readonly fieldValidation?: string;
  readonly force?: string;
  readonly gracePeriodSeconds?: string;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: string;
  /** `kubectl logs`: container, previous, tailLines, follow … */
  readonly [parameter: string]: string | undefined;
}

/** A request to the API server. The response and the events of a watch come back on the same stream. */
export interface ApiRequest extends Body {
  readonly kind: 'request';
  readonly verb: Verb;
  readonly group: string;
  readonly version: string;
  /** Plural, lower case: `pods`; '' when `path` is asked for. */
  readonly resource: string;
  /** A path that is no resource: `/version`, `/apis/apps/v1`, `/readyz`; verb is `get`. */
  readonly path?: string;
  readonly subresource?: string;
  /** Absent for cluster-wide resources and for lists over all namespaces. */
  readonly namespace?: string;
  /** Absent for lists, watches and creates. */
  readonly name?: string;
  readonly options?: RequestOptions;
  /** An object, a patch (object or JSON-patch array), DeleteOptions; text when it is not JSON. */
  readonly body?: unknown;
  /** What to say of fields that a text body gave twice, for fieldValidation. */
  readonly duplicates?: readonly string[];
  /** In which language a body that stayed text was meant to be. */
  readonly mediaType?: string;
  readonly patchType?: PatchType;
  /** Who asks: `admin`, `system:node:node-1`, `system:serviceaccount:kube-system:replicaset-controller` … */
  readonly user: string;
  /** User-Agent up to the first slash; the default field manager. */
  readonly agent: string;
  /** `as=Table`: the answer is a meta.k8s.io/v1 Table. */
  readonly asTable?: boolean;
}

export interface ApiResponse extends Body {
  readonly kind: 'response';
  readonly code: number;
  /** An object, a list, a Table, a Status, or text. */
  readonly body?: unknown;
  /** Texts of `Warning: 299` headers. */
  readonly warnings?: readonly string[];
  /** What the request was, for the token's label and the trace: `create pods`. */
  readonly to: string;
  /** The revision this write was stored as, if it was one. */
  readonly revision?: number;
}

export type WatchType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

/** One event of a watch; the stream tells which watch. */
export interface WatchEvent extends Body {
  readonly kind: 'watch-event';
  readonly type: WatchType;
  /** Plural of the watched resource. */
  readonly resource: string;
  /** The object (its last state when DELETED), a Status when ERROR. */
  readonly object: KubeObject | Status;
}

/** What the API server hands to etcd and gets back. Values are wire objects without a resourceVersion. */
export type EtcdRequest = Body & {
  readonly kind: 'etcd-request';
  readonly op: EtcdOp;
};

export type EtcdOp =
  /** If mod_revision(key) is `ifRevision` (0: must not exist): put `value`, or delete when it is undefined. Else answers the present state. */
  | {
      readonly verb: 'txn';
      readonly key: string;
      readonly ifRevision: number;
      readonly value: KubeObject | undefined;
      /** Seconds to live (Events: 3600). */
      readonly ttlSeconds?: number;
      readonly writer: string;
      readonly because: string;
    }
  | { readonly verb: 'get'; readonly key: string; readonly atRevision?: number }
  | {
      readonly verb: 'range';
      readonly prefix: string;
      readonly atRevision?: number;
      readonly limit?: number;
      readonly after?: string;
    }
  /** Events from `fromRevision` on (0: from now) come on the same stream as etcd-events until it is closed. */
  | { readonly verb: 'watch'; readonly prefix: string; readonly fromRevision: number }
  /** Sent on a watch's own stream: the answer, an etcd-events without events, comes behind everything up to its revision. */
  | { readonly verb: 'progress' }
  | { readonly verb: 'compact'; readonly revision: number };

export interface EtcdKeyValue {
  readonly key: string;
  readonly value: KubeObject;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
}

export interface EtcdResponse extends Body {
  readonly kind: 'etcd-response';
  readonly verb: EtcdOp['verb'];
  /** The store's revision when it answered. */
  readonly revision: number;
  /** txn: whether the compare held. */
  readonly succeeded?: boolean;
  /** get: none or one; range: in key order; failed txn: the present state of the key, none or one. */
  readonly kvs?: readonly EtcdKeyValue[];
  readonly more?: boolean;
  /** range: how many keys there are from `after` on, whatever the limit. */
  readonly count?: number;
  /** `etcdserver: mvcc: required revision has been compacted` and the like. */
  readonly error?: string;
}

export interface EtcdEvent {
  readonly type: 'PUT' | 'DELETE';
  readonly key: string;
  /** PUT: the new state. DELETE: absent. */
  readonly kv?: EtcdKeyValue;
  readonly previous?: EtcdKeyValue;
  readonly revision: number;
}

/** All events of one revision, to one watcher. */
export interface EtcdEvents extends Body {
  readonly kind: 'etcd-events';
  readonly events: readonly EtcdEvent[];
  readonly revision: number;
  /** The watch was cancelled because its start lies before the compaction. */
  readonly compactRevision?: number;
  /** The watch was ended by the member: `etcdserver: no leader`. */
  readonly error?: string;
}

/** One stored revision, kept with its reason as long as the history is. */
export interface EtcdRecord {
  readonly revision: number;
  readonly type: 'PUT' | 'DELETE';
  readonly key: string;
  readonly kv?: EtcdKeyValue;
  readonly previous?: EtcdKeyValue;
  readonly at: number;
  /** User and agent that asked for it. */
  readonly writer: string;
  readonly because: string;
  /** The message that stored it, and the root action. */
  readonly cause: number;
  readonly thread: number;
}

export function qualified(request: { readonly resource: string; readonly subresource?: string }): string {
  return request.subresource ? `${request.resource}/${request.subresource}` : request.resource;
}
