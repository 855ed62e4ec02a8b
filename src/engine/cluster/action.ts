// What a learner, a lesson or a script can do, as data: one vocabulary for clicks, solutions, hints, logs and links.
// An action names its object as a person would (`pod/web-7d4b9c6f5-x2x7q`, `pod[app=web]#2`); where kubectl can do it, kubectl does.

import type { MachineSpec } from '../kubelet/state.ts';

/** Durations are texts like `10s`, `7m`, `1m30s`, `250ms`. Object references are `kind/name` or `kind/namespace/name`. */
export type Action =
  | { readonly kubectl: string; readonly stdin?: string; readonly files?: Readonly<Record<string, string>> }
  /** Ctrl-C: ends the kubectl command that the input with this id started (a watch, a wait); exit code 130. */
  | { readonly interrupt: number }
  | { readonly apply: string }
  | { readonly delete: string }
  | { readonly scale: string; readonly to: number }
  | { readonly patch: string; readonly with: string }
  | { readonly label: string; readonly with: string }
  | { readonly cordon: string }
  | { readonly uncordon: string }
  /** Cordons a node and evicts its pods, those of DaemonSets aside. */
  | { readonly drain: string }
  | { readonly rollout: 'undo' | 'pause' | 'resume' | 'restart'; readonly of: string }
  /** Ends a container's process (`pod/x`, optional container) with SIGKILL, as a crash would. */
  | { readonly kill: string; readonly container?: string }
  /** Ends a process of the cluster; its machine starts it again. `kubelet/node-1`, `kube-scheduler/master-1`. */
  | { readonly crash: string }
  /** Stops a process or a machine until it is started. `node/node-2` or `master-1` is a machine, `kubelet/node-1` a process. */
  | { readonly stop: string }
  | { readonly start: string }
  /** SIGSTOP and SIGCONT for a process. */
  | { readonly pause: string }
  | { readonly resume: string }
  /** Pulls and plugs a machine's network cable. */
  | { readonly unplug: string }
  | { readonly plug: string }
  | { readonly partition: readonly [string, string] }
  | { readonly heal: readonly [string, string] }
  /** Sets the rate of a source of requests, by its name; `service/web` makes one if none is called so. */
  | { readonly load: string; readonly rate: string }
  | { readonly addNode: MachineSpec }
  | { readonly removeMachine: string }
  /** Replaces a machine's disk by an empty one; for that it is switched off and on again. */
  | { readonly loseDisk: string }
  /** Saves a snapshot of etcd under a name, outside of the cluster's machines. */
  | { readonly backup: string }
  /** Adds a snapshot from a file that was saved earlier. */
  | { readonly addBackup: string; readonly file: string }
  /**
   * Stops the API server and etcd, puts a snapshot in place of etcd's data and starts both again. `bumpRevision` leaps over
   * revisions that were given out since (true: by 1000000000); it goes together with `markCompacted`, as in etcdutl.
   */
  | { readonly restore: string; readonly bumpRevision?: boolean | number; readonly markCompacted?: boolean };
