// A controller compares what is wanted with what is there and says what to do about the difference. That is all it does.
// It returns a plan, as data: steps of intents, each with its reason; the manager sends them and comes back with the answers.
// What a controller can see are informers' copies, which lag behind; being wrong for a moment is expected and repaired.

import { kinds } from '../api/kinds/index.ts';
import type { KubeObject } from '../api/object.ts';
import type { PatchType } from '../api/wire.ts';
import type { Note } from '../client/events.ts';
import type { Change, Classifier } from '../client/informer.ts';
import type { Reply } from '../client/requests.ts';
import type { Retries } from '../client/work-queue.ts';
import type { Cause, Tick, TimerClass } from '../kernel/message.ts';

export interface ResourceName {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

/** One request that a controller wants sent, or an event that it wants written. */
export type Intent = { readonly because: string } & (
  | {
      readonly verb: 'create';
      readonly of: ResourceName;
      readonly subresource?: string;
      readonly name?: string;
      readonly object: KubeObject;
    }
  | { readonly verb: 'update'; readonly of: ResourceName; readonly subresource?: string; readonly object: KubeObject }
  | {
      readonly verb: 'patch';
      readonly of: ResourceName;
      readonly subresource?: string;
      readonly object: KubeObject;
      readonly patchType: PatchType;
      readonly patch: unknown;
    }
  | {
      readonly verb: 'delete';
      readonly of: ResourceName;
      readonly object: { readonly metadata: KubeObject['metadata'] };
      readonly options?: Readonly<Record<string, unknown>>;
    }
  | {
      readonly verb: 'get';
      readonly of: ResourceName;
      readonly subresource?: string;
      readonly namespace?: string;
      readonly name: string;
    }
  | { readonly verb: 'list'; readonly of: ResourceName; readonly namespace?: string; readonly labelSelector?: string }
  | {
      readonly verb: 'deletecollection';
      readonly of: ResourceName;
      readonly namespace: string;
      readonly options?: Readonly<Record<string, unknown>>;
    }
  | ({ readonly verb: 'event' } & Note)
);

/** Intents that are sent together. The next step waits for all answers; events are not waited for. */
export interface Step {
  readonly intents: readonly Intent[];
  /**
   * The name of a follow-up that sees the answers and may return another plan in place of the remaining steps.
   * Without one, any refusal ends the plan and the key is retried later. A name can be in a snapshot where a closure can't.
   */
  readonly then?: string;
  /** Plain data for the follow-up. */
  readonly memo?: unknown;
}

export interface Plan {
  readonly steps: readonly Step[];
  /** What it concluded, short enough for the canvas: `want 3 · have 2 → create 1`. */
  readonly because: string;
  readonly requeueAfter?: { readonly ticks: Tick; readonly class: TimerClass };
  /** Ends in failure: the key is retried with back-off. */
  readonly failed?: boolean;
  /** Written into the controller's own memory; undefined values delete. */
  readonly remember?: Readonly<Record<string, unknown>>;
  /** Other keys of this controller to look at because of what was found. */
  readonly wakes?: Wakes;
}

/** What a controller may look at. Everything is frozen; lists are in key order. */
export interface Observed {
  readonly now: Tick;
  readonly epochMs: number;
  get(resource: string, key: string): KubeObject | undefined;
  /** Objects in a namespace, or all. */
  list(resource: string, namespace?: string): readonly KubeObject[];
  /** Objects that name this UID among their owners. */
  owned(resource: string, uid: string): readonly KubeObject[];
  /** How many of them fall into each class. Only for resources indexed by owner. */
  census(resource: string, uid: string, classifier: Classifier): readonly number[];
  /** Objects of a namespace that nobody controls. Only for pods and replicasets. */
  orphans(resource: string, namespace: string): readonly KubeObject[];
  /** Objects of a namespace that carry all these labels, in key order. */
  labelled(resource: string, namespace: string, labels: Readonly<Record<string, string>>): readonly KubeObject[];
  /** Objects on a node. Only for pods. */
  onNode(node: string): readonly KubeObject[];
  /** True when nothing is awaited; false while the manager waits for this key's own creates and deletes to come back through the watch. */
  readonly settled: boolean;
  /** How often this key has failed in a row. */
  readonly failures: number;
  memory(key: string): unknown;
  memories(prefix: string): readonly (readonly [string, unknown])[];
  draw(purpose: string, subject: string, ordinal?: number): number;
  /** The fault that last silenced a machine: the cause of whatever is concluded from its silence. */
  blame(machine: string): Cause | undefined;
}

export type Wake =
  | string
  | { readonly key: string; readonly after: Tick; readonly class: TimerClass; readonly cause?: Cause };

/** Keys to look at because of a change, each now or after some ticks. */
export type Wakes = readonly Wake[];

export interface Controller {
  /** `replicaset`: its user is `system:serviceaccount:kube-system:replicaset-controller`. */
  readonly name: string;
  /** As the loop is called on screen. */
  readonly title: string;
  readonly user: string;
  /** `source.component` of its events. */
  readonly source: string;
  readonly workers: number;
  /** The resource whose keys it works on, or '' when its keys are its own. */
  readonly reconciles: string;
  /** Resource → which keys a change of it concerns. */
  readonly watches: Readonly<Record<string, (change: Change, observed: Observed) => Wakes>>;
  /** Upstream's expectations: creates and deletes of this resource must be seen before the key is judged again. */
  readonly patience?: string;
  /** A key that is looked at again and again, whatever happens. */
  readonly periodic?: { readonly key: string; readonly every: Tick };
  /** How it comes back to a key that failed; client-go's usual way when left out. */
  readonly retries?: Retries;
  reconcile(key: string, observed: Observed): Plan;
  readonly followUps?: Readonly<
    Record<string, (key: string, observed: Observed, replies: readonly Reply[], memo: unknown) => Plan | undefined>
  >;
}

export const nothing: Plan = Object.freeze({ steps: [], because: '' });

export const pods: ResourceName = { group: '', version: 'v1', resource: 'pods' };
export const nodes: ResourceName = { group: '', version: 'v1', resource: 'nodes' };
export const namespaces: ResourceName = { group: '', version: 'v1', resource: 'namespaces' };
export const configMaps: ResourceName = { group: '', version: 'v1', resource: 'configmaps' };
export const serviceAccounts: ResourceName = { group: '', version: 'v1', resource: 'serviceaccounts' };
export const replicaSets: ResourceName = { group: 'apps', version: 'v1', resource: 'replicasets' };
export const deployments: ResourceName = { group: 'apps', version: 'v1', resource: 'deployments' };
export const daemonSets: ResourceName = { group: 'apps', version: 'v1', resource: 'daemonsets' };
export const controllerRevisions: ResourceName = { group: 'apps', version: 'v1', resource: 'controllerrevisions' };
export const endpoints: ResourceName = { group: '', version: 'v1', resource: 'endpoints' };
export const endpointSlices: ResourceName = {
  group: 'discovery.k8s.io',
  version: 'v1',
  resource: 'endpointslices',
};

/** Every resource that can be watched, by its plural. Events are left out: they are notes, and nothing depends on them. */
export const resources: Readonly<Record<string, ResourceName>> = Object.freeze(
  Object.fromEntries(
    kinds
      .filter(({ plural, verbs, fromStored }) => plural !== 'events' && verbs.includes('watch') && !fromStored)
      .map(({ group, version, plural }) => [plural, Object.freeze({ group, version, resource: plural })]),
  ),
);
