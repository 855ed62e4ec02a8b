// The one door between a cluster and whoever shows it: commands in, frames out, everything plain data.
// The same interface is served on the main thread, in a worker, by the command line and by tests; nobody else touches the engine.

import type { Action } from './cluster/action.ts';
import type { SnapshotInfo } from './etcd/snapshot.ts';
import type { Tick } from './kernel/message.ts';
import type { Attempt } from './scheduler/attempts.ts';
import type { CommandEnd } from './view/command-end.ts';
import type { EtcdctlAnswer } from './view/etcdctl.ts';
import type { Frame, ObjectRef, ViewMessage, ViewRequest, ViewTraffic, Why } from './view/frame.ts';
import type { StoredChange } from './view/history.ts';
import type { RevisionInfo, ViewRevision } from './view/revisions.ts';

/** Everything needed to live a run again. */
export interface Recording {
  readonly format: 'recording/1';
  readonly engine: string;
  readonly kubernetes: string;
  /** RFC 3339 time of tick 0. */
  readonly epoch: string;
  readonly seed: number;
  /** The cluster file as data. */
  readonly cluster: unknown;
  readonly lessonStart: Tick;
  readonly inputs: readonly { readonly tick: Tick; readonly input: Action }[];
}

/** The stored cluster at one revision: it can be read like the present one, and nothing in it moves. */
export interface AsOf {
  readonly revision: number;
  /** When that revision was written; 0 when that is not remembered. */
  readonly at: Tick;
  /** All view objects of that revision. Machines and processes, of which etcd knows nothing, are those of now. */
  frame(): Frame;
  get(ref: ObjectRef): unknown;
  list(kind: string): readonly unknown[];
  /** What a command that reads prints; one that would change something is refused in a sentence. */
  kubectl(line: string): { readonly stdout: string; readonly stderr: string; readonly code: number };
}

/** Rows of etcd's log, newest first. */
export interface RevisionPage {
  readonly rows: readonly ViewRevision[];
  /** What came before this revision is forgotten; 0 while nothing is. */
  readonly compacted: number;
  /** The store's revision now. */
  readonly current: number;
  /** The revision at which this store began, when it is one that was restored; else 0. */
  readonly restored: number;
}

export interface Host {
  readonly epochMs: number;
  readonly lessonStart: Tick;
  now(): Tick;
  /** Records an action at the present tick; its effects come first in the next one. Returns its id: the thread's name. */
  submit(action: Action): number;
  /** Runs up to a tick, at most so many messages; returns messages delivered. */
  advance(toTick: Tick, maxMessages: number): number;
  /** Delivers one message (of the foreground, if so asked); returns it, or undefined when nothing is left. */
  step(foregroundOnly: boolean): ViewMessage | undefined;
  /** What changed since the last call. */
  drain(): Frame;
  /** Goes to a tick of this run, past or future; the next frame is whole. Inputs after it are kept as the old future. */
  seek(tick: Tick): void;
  /** Back to a tick as it was when only so many inputs of the recording had been given; the later ones are dropped. */
  backTo(tick: Tick, inputs: number): void;
  /** Goes to the state just before the last delivered message (of the foreground, if so asked). */
  stepBack(foregroundOnly: boolean): boolean;
  /** A copy that lives on by itself: a hidden branch, a what-if. */
  fork(): Host;
  /** Inputs that the cluster's own beginning had; what a learner does is numbered after them. */
  readonly beginnings: number;
  /** The latest tick this run has reached. */
  readonly horizon: Tick;
  /** A whole API object by reference, as stored; undefined when there is none. */
  get(ref: ObjectRef): unknown;
  /** All stored objects of a kind. */
  list(kind: string): readonly unknown[];
  /** What was stored after a revision, oldest first, as far back as etcd remembers. */
  changes(afterRevision: number): readonly StoredChange[];
  /** The store's revision now. */
  revision(): number;
  /** The log below a revision (0: from the newest on), at most `limit` rows; all, or those of keys that contain a text. */
  revisions(before: number, limit: number, keyContains?: string): RevisionPage;
  /** Every remembered change of one object, oldest first, over all its lives. */
  historyOf(ref: ObjectRef): readonly ViewRevision[];
  /** What a revision changed, who wrote it, who was told, and what caused it; or etcd's own error. */
  revisionInfo(revision: number): RevisionInfo | { readonly error: string };
  /** The cluster as of a revision, or etcd's own error for one that is compacted or has not happened. */
  asOf(revision: number): AsOf | { readonly error: string };
  /** `etcdctl …` or `etcdutl …`, typed on the control plane; what it does to the cluster comes back as an action to submit. */
  etcdctl(line: string): EtcdctlAnswer;
  /** Snapshots of etcd that were saved or added, by name. */
  snapshots(): readonly SnapshotInfo[];
  /** A snapshot as the text of a file, which `addBackup` takes back; undefined when there is none of that name. */
  snapshotFile(name: string): string | undefined;
  /** Nothing under way and nothing about to be retried: the end of a beat. */
  settled(): boolean;
  /** What a person calls an object (`pod/web-1`, `deploy/web`, `pod[app=web]#2`), as a reference; or why it is none. */
  resolve(
    text: string,
    namespace?: string,
  ): { readonly ok: true; readonly value: ObjectRef } | { readonly ok: false; readonly message: string };
  why(ref: ObjectRef | number): Why;
  /** What users have sent and lost so far, source by source. */
  traffic(): readonly ViewTraffic[];
  /** A user's request by its id (`shoppers#17`) or by any of its messages, while it is under way or its source remembers it. */
  request(id: string | number): ViewRequest | undefined;
  /** The scheduler's attempts to place a pod, oldest first, as far as it remembers when they were. */
  attempts(ref: ObjectRef): readonly { readonly number: number; readonly at: Tick }[];
  /** One of them with everything behind it, the latest if not said which; what is no longer kept is lived again. */
  decision(ref: ObjectRef, attempt?: number): Attempt | undefined;
  /** Pods the scheduler has decided about, the latest first, and the node each got. */
  decided(): readonly { readonly ref: ObjectRef; readonly at: Tick; readonly node: string | undefined }[];
  /** A message with its body, while it is remembered. */
  message(id: number): { readonly view: ViewMessage; readonly body: unknown } | undefined;
  /** How the kubectl command that an input began came out; undefined of what is none, and of what is forgotten. */
  commandEnd(id: number): CommandEnd | undefined;
  /** Completions for a kubectl line up to the cursor. */
  complete(line: string): readonly string[];
  recording(): Recording;
  /** `world` hash, for comparison across machines. */
  hash(): string;
}
