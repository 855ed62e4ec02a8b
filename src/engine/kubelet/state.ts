// The memory of a kubelet, and the few things that all its parts do with it: find and replace workers, ask the runtime, ask the API.
// All of it is lost when the kubelet crashes; what it needs again it learns from the API server and from containerd.

import type { Pod } from '../api/types.ts';
import type { Recorder } from '../client/events.ts';
import type { Informer } from '../client/informer.ts';
import { type Call, type CallOptions, type Client, call, type Identity } from '../client/requests.ts';
import { between } from '../kernel/dice.ts';
import type { Ledger } from '../kernel/ledger.ts';
import type { Address, Cause, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import type { Table } from '../kernel/table.ts';
import type { CriRequest } from '../runtime/cri.ts';
import { clientLimits, type Range, kubelet as timings } from '../timings.ts';
import type { OpenExec } from './exec.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { OpenHook } from './hooks.ts';
import type { OpenProbe } from './prober.ts';
import type { Worker } from './worker.ts';

/** A machine as the cluster file describes it. */
export interface MachineSpec {
  readonly name: string;
  readonly cpu?: string | number;
  readonly memory?: string;
  readonly zone?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly string[];
  /** Images already on its disk. */
  readonly images?: readonly string[];
  readonly pods?: number;
}

/** What a machine's start-up gives its kubelet. */
export interface KubeletConfig {
  readonly apiserver: Address;
  readonly epochMs: number;
  readonly node: MachineSpec;
  readonly podCIDR: string;
  readonly address: string;
}

export interface OpenCall {
  readonly uid: string;
  /** What the answer is for. */
  readonly then: string;
  /** A container's id or name, where there are several. */
  readonly about: string;
}

export interface Kubelet {
  readonly config: KubeletConfig;
  readonly node: string;
  readonly client: Client;
  readonly pods: Informer;
  readonly self: Informer;
  /** For the variables of containers. */
  readonly services: Informer;
  /** By uid; drafts. */
  readonly workers: Table<Worker>;
  /** What admitted pods hold of the machine. */
  readonly held: { pods: number; cpu: number; memory: number };
  /** Open CRI calls by stream. */
  readonly calls: Ledger<OpenCall>;
  /** Open probes by stream. */
  readonly probes: Record<string, OpenProbe>;
  /** Open hooks by kind and container, and what answers to them by stream. */
  readonly hooks: Record<string, OpenHook>;
  readonly hookStreams: Record<string, string>;
  /** Commands that somebody runs in a container, by the stream of the call to the runtime. */
  readonly execs: Record<string, OpenExec>;
  /** Pods that the next relist looks at; its timer, 0 when none is armed. */
  relist: { timer: number; uids: Record<string, true> };
  /** Image pulls go one at a time. */
  pulls: { readonly uid: string; readonly image: string }[];
  /** An image has come since the node's status was written last. */
  imagesChanged: boolean;
  readonly recorder: Recorder;
  readonly heartbeat: Heartbeat;
  /** The runtime has told what is there. */
  listed: boolean;
  runtimeUp: boolean;
  runtimeCalls: number;
  /** A timer will send again the statuses that failed. */
  statusRetry: boolean;
}

export function find(kubelet: Kubelet, uid: string): Worker | undefined {
  return kubelet.workers.get(uid);
}

/** All workers in the order of their uids. */
export function allWorkers(kubelet: Kubelet): Worker[] {
  return kubelet.workers.values();
}

/** Takes up the work on a pod. */
export function add(kubelet: Kubelet, worker: Worker): void {
  kubelet.workers.set(worker.uid, worker);
}

/** Forgets a pod and all that was known of it. */
export function remove(kubelet: Kubelet, uid: string): void {
  kubelet.workers.delete(uid);
  kubelet.client.counters.take(uid);
}

/** Changes fields of a worker in place and returns it; one that was forgotten meanwhile is no longer anybody's. */
export function change(kubelet: Kubelet, worker: Worker, fields: Partial<Worker>): Worker {
  return Object.assign(kubelet.workers.edit(worker.uid) ?? { ...worker }, fields);
}

/** One call to containerd on a stream of its own; the answer comes to `then` of this pod's worker. */
export function cri(
  kubelet: Kubelet,
  io: IO,
  worker: Worker,
  request: CriRequest,
  then: string,
  options: { about?: string; because?: string; delay?: Tick } = {},
): Worker {
  const calls = worker.calls + 1;
  const stream = `${io.self}.${io.incarnation}:cri/${worker.uid}#${calls}`;
  const { about = '', because, delay } = options;
  kubelet.calls.set(stream, { uid: worker.uid, then, about });
  io.send(`containerd/${io.machine}`, request, { stream, because, delay });
  return change(kubelet, worker, { calls });
}

/** A request to the API server about a pod. Its stream is named after the pod, so pods don't share luck. */
export function ask(
  kubelet: Kubelet,
  io: IO,
  uid: string,
  what: Call,
  then: string,
  context: unknown,
  options?: CallOptions,
): void {
  call(kubelet.client, io, identity(kubelet, uid), what, then, context, options);
}

export function identity(kubelet: Kubelet, name: string): Identity {
  return { name, user: kubelet.pods.identity.user, agent: 'kubelet', limit };
}

const limit = Object.freeze({ bucket: 'client', ...clientLimits.kubelet });

export function drawn(io: IO, range: Range, purpose: string, subject: string, ordinal = 0): Tick {
  return between(io.draw(purpose, subject, ordinal), range[0], range[1]);
}

/** The first point after `now` of a loop with this period, whose phase is the machine's own. */
export function nextPoint(io: IO, loop: string, period: Tick, now: Tick = io.now): Tick {
  const phase = io.draw(`phase-${loop}`, io.machine) % period;
  return now + period - ((now - phase + period) % period);
}

/** The relist after `now`. */
export function nextRelist(io: IO, now: Tick = io.now): Tick {
  return nextPoint(io, 'pleg', timings.plegPeriod, now);
}

/** A kubelet's own reason goes with the work it does later. */
export function later(
  kubelet: Kubelet,
  io: IO,
  worker: Worker,
  at: Tick,
  timerClass: 'work' | 'backoff',
  cause?: Cause,
): Worker {
  if (worker.timer !== 0) io.cancel(worker.timer);
  const body = { kind: 'pod-timer', uid: worker.uid };
  return change(kubelet, worker, { timer: io.after(Math.max(1, at - io.now), timerClass, body, cause) });
}

export function isDeleting(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined && pod.metadata.deletionTimestamp !== null;
}
