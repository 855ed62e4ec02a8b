// What a kubelet knows of one pod: what should be (the pod), what is (the runtime's record), and how far its own work has come.
// One worker a pod: whatever happens to a pod happens here one step after the other, while other pods go on beside it.
// Workers are drafts in a table: a copy of a kubelet shares them all, and costs what is changed afterwards.

import type { Pod, PodStatus } from '../api/types.ts';
import type { Tick } from '../kernel/message.ts';
import type { ContainerRecord, PodRecord } from '../runtime/cri.ts';

/** Never goes back: a pod that is ending can only end. */
export type Stage = 'sync' | 'terminating' | 'terminated' | 'finished';

/** Why a container could not be started at the last try; shows in the status until it runs or ends. */
export interface Reason {
  readonly reason: string;
  readonly message: string;
}

export interface BackOff {
  readonly delay: Tick;
  /** When it was last raised. */
  readonly at: Tick;
}

/** One thing to do for a pod, in the order of a sync. */
export type Step =
  | {
      readonly do: 'stop';
      readonly container: string;
      readonly name: string;
      readonly grace: Tick;
      /** What is told about it; nothing when its sandbox is gone anyway. */
      readonly message?: string;
    }
  | { readonly do: 'stop-sandbox'; readonly sandbox: string }
  | { readonly do: 'sandbox'; readonly attempt: number }
  | { readonly do: 'start'; readonly container: string; readonly init: boolean };

export interface Probed {
  /** Passed its startup probe. */
  readonly started?: boolean;
  readonly ready?: boolean;
}

export type ProbeType = 'startup' | 'readiness' | 'liveness';

/** One probe of one container. */
export interface ProbeState {
  /** Its beat counts from here. */
  readonly since: Tick;
  /** The container that it is about now. */
  readonly container: string;
  readonly timer: number;
  /** Stream of the question that is open, '' when there is none. */
  readonly asking: string;
  readonly last: '' | 'success' | 'failure';
  /** How often the last answer came in a row. */
  readonly run: number;
  /** What counts; '' before anything has. */
  readonly result: '' | 'success' | 'failure';
  /** The container is condemned; nothing is asked until there is another. */
  readonly onHold: boolean;
}

export interface Requests {
  readonly cpu: number;
  readonly memory: number;
}

export interface Worker {
  readonly uid: string;
  /** `ns/name`. */
  readonly key: string;
  readonly pod: Pod;
  /** resourceVersion at first sight: events name it. */
  readonly revision: string;
  readonly stage: Stage;
  /** A sync is under way: it waits for what `doing` names. */
  readonly busy: boolean;
  readonly doing: string;
  /** Something changed while it was busy. */
  readonly pending: boolean;
  readonly todo: readonly Step[];
  /** This sync: whether something failed, something was started, and the shortest wait for a restart. */
  readonly failed: boolean;
  readonly acted: boolean;
  readonly started: boolean;
  readonly wait: Tick | undefined;
  /** End of the last sync; the next one needs a relist that is newer. -1: never synced. */
  readonly syncedAt: Tick;
  /** The runtime's record may be out of date. */
  readonly stale: boolean;
  readonly runtime: PodRecord | undefined;
  /** When that record was asked for last. */
  readonly runtimeAt: Tick;
  /** The API knows this pod no more (or never did): nothing is written about it. */
  readonly orphan: boolean;
  readonly admitted: boolean;
  readonly requests: Requests;
  readonly rejected: Reason | undefined;
  readonly mounted: boolean;
  /** Ticks of the volume manager: when waiting began, failures so far. */
  readonly mountSince: Tick;
  readonly mountFailures: number;
  /** What its ConfigMaps and Secrets held when the volumes were set up, by `configmaps/name`. */
  readonly mounts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly sandbox: string;
  /** The pod's address, once its sandbox has one. */
  readonly ip: string;
  /** The container being made, its image, when its pull began, and what its variables are taken from. */
  readonly making: string;
  readonly image: string;
  readonly pullAt: Tick;
  readonly fetched: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly reasons: Readonly<Record<string, Reason>>;
  /** By container name and image, or `image:` and image. */
  readonly backOffs: Readonly<Record<string, BackOff>>;
  readonly probed: Readonly<Record<string, Probed>>;
  readonly hasProbes: boolean;
  /** By `container/type`. */
  readonly probes: Readonly<Record<string, ProbeState>>;
  /** Containers that a probe has condemned, and which one. */
  readonly failing: Readonly<Record<string, ProbeType>>;
  /** The pod's end: how long it may take, when it began, which containers are still to end. */
  readonly grace: Tick;
  readonly endingSince: Tick;
  readonly stopping: readonly string[];
  /** The deadline for which a look at it is arranged, 0: none. */
  readonly deadline: Tick;
  /** Timer of the next look at this pod, 0: none. */
  readonly timer: number;
  /** The status that should be stored, and whether it is on its way. */
  readonly status: PodStatus | undefined;
  readonly sending: '' | 'get' | 'patch' | 'delete';
  readonly unsent: boolean;
  readonly calls: number;
}

/** A worker for a pod that this kubelet sees for the first time. */
export function newWorker(
  pod: Pod,
  uid: string,
  key: string,
  runtime: PodRecord | undefined,
  requests: Requests,
): Worker {
  return {
    uid,
    key,
    pod,
    revision: pod.metadata.resourceVersion ?? '',
    stage: 'sync',
    busy: false,
    doing: '',
    pending: false,
    todo: [],
    failed: false,
    acted: false,
    started: false,
    wait: undefined,
    syncedAt: -1,
    stale: false,
    runtime,
    runtimeAt: 0,
    orphan: false,
    requests,
    admitted: runtime !== undefined,
    rejected: undefined,
    mounted: false,
    mountSince: 0,
    mountFailures: 0,
    mounts: {},
    sandbox: runtime?.sandboxes[0]?.id ?? '',
    ip: runtime?.sandboxes[0]?.ip ?? '',
    making: '',
    image: '',
    pullAt: 0,
    fetched: {},
    reasons: {},
    backOffs: {},
    probed: {},
    hasProbes: false,
    probes: {},
    failing: {},
    grace: 0,
    endingSince: 0,
    stopping: [],
    deadline: 0,
    timer: 0,
    status: undefined,
    sending: '',
    unsent: false,
    calls: 0,
  };
}

/** The newest container of that name. */
export function latest(runtime: PodRecord | undefined, name: string): ContainerRecord | undefined {
  if (!runtime) return undefined;
  for (const container of runtime.containers) if (container.config.name === name) return container;
  return undefined;
}

/** The one before the newest. */
export function before(runtime: PodRecord | undefined, name: string): ContainerRecord | undefined {
  let seen = false;
  for (const container of runtime?.containers ?? []) {
    if (container.config.name !== name) continue;
    if (seen) return container;
    seen = true;
  }
  return undefined;
}

export function running(runtime: PodRecord | undefined): ContainerRecord[] {
  return runtime ? runtime.containers.filter(({ state }) => state === 'CONTAINER_RUNNING') : [];
}
