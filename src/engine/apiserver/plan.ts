// What the pure part of the API server answers: not an effect, but what is to be done, with what and why.
// The shell reads a plan, asks etcd, and hands the answer back for the next plan, so every rule can be tested by a table.

import type { Allocator, Kind } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';
import type { Status } from '../api/types.ts';
import type { StageName } from './stages.ts';

export type Plan =
  /** A stage says no. */
  | { readonly do: 'refuse'; readonly stage: StageName; readonly status: Status }
  /** A rule needs an object that the watch cache does not have (yet): read this key of etcd and plan again. */
  | { readonly do: 'look-up'; readonly key: string }
  /** Nothing to store: the object is as asked for. */
  | {
      readonly do: 'answer';
      readonly body: KubeObject | Status;
      readonly code: number;
      readonly warnings: readonly string[];
    }
  | WritePlan;

export interface WritePlan {
  readonly do: 'write';
  readonly key: string;
  /** Of the object this was planned for; 0 when it must not exist. */
  readonly ifRevision: number;
  /** What to store, without resourceVersion; undefined deletes. */
  readonly value: KubeObject | undefined;
  /** What the client is shown when it is not the stored object. */
  readonly answer?: KubeObject | Status;
  /** `gone`: the answer is the object that goes, with the revision of its going; `scale`: the Scale of what is stored. */
  readonly shows?: 'gone' | 'scale';
  readonly code: number;
  readonly warnings: readonly string[];
  /**
   * What follows in the same request. `remove`: the final delete of a pod stores its mark and then removes the key, two
   * revisions. `again`: plan once more on what is stored now (an eviction says why before it deletes).
   */
  readonly then?: 'remove' | 'again';
}

/** What a plan may know of the world around the request. */
export interface Surroundings {
  /** Whether the object that is asked about was read of etcd itself. An answer without a write that rests on the copy alone is not given, but is a reason to read. */
  readonly sure: boolean;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** An object of another kind: the copy in the watch cache, or what a look-up found. */
  find(folder: string, key: string): KubeObject | undefined;
  /** All of a folder in a namespace, from the watch cache. */
  list(folder: string, namespace: string): readonly KubeObject[];
  /** Whether etcd itself was asked for this key already. */
  lookedUp(key: string): boolean;
  /** Numbers that are given once: who has one, and luck for the next. */
  allocator(kind: Kind): Allocator;
  /** A new uid for the object at this etcd key. */
  newUid(key: string): string;
  /** Five random letters, the same for the same subject at the same time. */
  letters(subject: string): string;
  /** Five random letters of those that `subject` has not had yet. */
  newSuffix(subject: string): string;
}

export const noWarnings: readonly string[] = Object.freeze([]);

export function refuse(stage: StageName, status: Status): Plan {
  return { do: 'refuse', stage, status };
}
