// A kind is everything the API server knows about one resource: its names, what is filled in when a client leaves it out,
// what is refused and with which words, what may change later, and what its table shows. One file a kind, one line in the
// registry; nothing outside that file has to know a Pod from a Lease.
import type { FieldError } from '../field-error.ts';
import type { KubeObject } from '../object.ts';
import type { Status } from '../types.ts';

/**
 * A decoded object on its way to being stored. Only its root is private: functions of a Kind assign to the draft's own
 * fields (`draft.spec = {…}`) and never write into what hangs below, so a draft may share all subtrees with a message or a
 * template, and work done on a subtree can be remembered by its identity.
 */
export type Draft = KubeObject;

/** The subresources that write through a kind's strategy; undefined is the main resource. */
export type Subresource = 'status' | 'scale' | 'binding' | 'resize' | 'ephemeralcontainers' | 'finalize';

/** Which text `metadata.name` is held to, see validation.ts for the words of each rule. */
export type NameRule = 'subdomain' | 'label' | 'path-segment';

/**
 * One column of the server's Table (`kubectl get` prints exactly these).
 * `priority` 0 columns always show, 1 only with `-o wide`. Titles are as the server sends them ("Nominated Node"); kubectl upper-cases.
 */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'date' | 'boolean';
  /** OpenAPI format; '' in the wire form when absent, `name` for the Name column. */
  readonly format?: string;
  readonly priority: number;
  /** The cell, with `nowMs` in epoch milliseconds for ages. */
  cell(object: KubeObject, nowMs: number): string | number | boolean | null;
}

/** Numbers out of a range of which each is given once. */
export interface Allocator {
  /** Key of the object that has it (`default/web`); undefined when it is free. */
  holder(claim: string): string | undefined;
  /** Luck: a whole number, the same for the same subject and ordinal. */
  draw(subject: string, ordinal: number): number;
}

/** One entry of the registry. Source of each behaviour: upstream `pkg/apis/<group>` and `pkg/registry/<group>/<resource>/strategy.go`. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  /** Names under the object: 'status', 'scale', 'binding', 'eviction', 'log', 'token', 'finalize' … */
  readonly subresources: readonly string[];
  /** True where the server keeps `metadata.generation`: 1 on create, +1 with the spec. */
  readonly generation: boolean;
  /** True where a PUT without resourceVersion is last-write-wins. */
  readonly unconditionalUpdate: boolean;
  /** True where a PUT to a missing name creates it. */
  readonly createOnUpdate: boolean;
  readonly nameRule: NameRule;
  /** The folder under `/registry/` in etcd: `pods`, `deployments`, `minions` for nodes. Both Event kinds share `events`. */
  readonly storagePrefix: string;
  /** What discovery shows clients that cache by it; fixed per kind. */
  readonly storageVersionHash: string;
  /** Decode-time defaulting: what a client left out, quantities in canonical form. Idempotent. */
  defaults(draft: Draft): void;
  /**
   * Only where the server itself gives something out of a range: fills in what the client left open, before the strategy and
   * validation see it, and answers a refusal when it is not to be had. `claims` says what a stored object has taken.
   */
  allocate?(draft: Draft, old: KubeObject | undefined, allocator: Allocator): Status | undefined;
  claims?(object: KubeObject): readonly string[];
  /** Warnings of every request about this kind, reads included: a deprecated kind. */
  readonly deprecation?: string;
  /** Strategy before create: wipe status, set generation and qosClass. Metadata (uid, times) is the caller's. */
  prepareForCreate(draft: Draft): void;
  /** Strategy before update: keep status on the main resource, spec on /status, bump generation when the spec changed. */
  prepareForUpdate(draft: Draft, old: KubeObject, subresource?: Subresource): void;
  /** All errors of a create, metadata included, in the server's order. */
  validate(object: KubeObject, subresource?: Subresource): FieldError[];
  /** All errors of an update, metadata included (immutability and the object's own), in the server's order. */
  validateUpdate(object: KubeObject, old: KubeObject, subresource?: Subresource): FieldError[];
  /** Texts for `Warning: 299 -` headers. */
  warnings?(object: KubeObject, old?: KubeObject): string[];
  /**
   * Only where several kinds are views of one stored object (Event of events.k8s.io/v1): how this view is stored, and how
   * a stored object looks through it. Everything else in a Kind speaks of the view's own form; columns take either.
   */
  toStored?(object: KubeObject): KubeObject;
  fromStored?(stored: KubeObject): KubeObject;
  readonly columns: readonly PrinterColumn[];
  /** Values that `fieldSelector` can ask for, metadata.name (and namespace) included; an absent key is "field label not supported". */
  selectableFields(object: KubeObject): Record<string, string>;
}

/** `v1`, `apps/v1`: the wire's apiVersion of a kind. */
export function apiVersionOf(kind: { readonly group: string; readonly version: string }): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

/** `pods`, `deployments.apps`: how texts of errors name the resource. */
export function qualifiedResource(kind: { readonly group: string; readonly plural: string }): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}

/** `Pod`, `Deployment.apps`: how texts of 422 answers name the kind. */
export function qualifiedKind(kind: { readonly group: string; readonly kind: string }): string {
  return kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
}
