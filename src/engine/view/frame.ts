// What the screen is told: small, flat view objects that change identity only when something shown has changed,
// and the messages that set out since the last frame. Everything here is JSON, so it can cross into a worker.
// Whole API objects are asked for by key; what the screen asks never becomes a message of the cluster.

import type { Address, Tick } from '../kernel/message.ts';

/** The seven states a pod tile can show; the exact STATUS word stands beside it. */
export type PodState = 'Running' | 'Pending' | 'NotReady' | 'Failing' | 'Terminating' | 'Unknown' | 'Completed';

/** `Kind/namespace/name`, or `Kind//name` for cluster-wide objects: the value of `data-object` on screen. */
export type ObjectRef = string;

export interface ViewContainer {
  readonly name: string;
  readonly state: 'running' | 'waiting' | 'terminated';
  readonly reason: string;
  readonly ready: boolean;
  readonly restarts: number;
  readonly exitCode: number | undefined;
  /** Tick at which a crash back-off ends, while it waits. */
  readonly backoffUntil: Tick | undefined;
}

export interface ViewPod {
  readonly ref: ObjectRef;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** '' while it waits for a node. */
  readonly node: string;
  readonly ip: string;
  /** Controlling owner, `ReplicaSet/default/web-7d4b9c6f5`, or ''. */
  readonly owner: ObjectRef;
  /** Short name for the tile: the workload's (`web`), or the pod's own. */
  readonly label: string;
  /** The random letters that tell it from its siblings (`x2x7q`), or ''. */
  readonly suffix: string;
  readonly state: PodState;
  /** kubectl's STATUS column, exactly. */
  readonly status: string;
  readonly readyContainers: number;
  readonly containers: readonly ViewContainer[];
  readonly restarts: number;
  readonly createdAt: Tick;
  /** End of the grace period while it terminates. */
  readonly goneBy: Tick | undefined;
  readonly cpuMillis: number;
  readonly memoryBytes: number;
}

export interface ViewNode {
  readonly ref: ObjectRef;
  readonly ready: 'True' | 'False' | 'Unknown';
  readonly unschedulable: boolean;
  /** `key=value:Effect`. */
  readonly taints: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly allocatableCpuMillis: number;
  readonly allocatableMemoryBytes: number;
  readonly allocatablePods: number;
  readonly conditions: readonly { readonly type: string; readonly status: string; readonly reason: string }[];
}

export interface ViewMachine {
  readonly name: string;
  readonly role: 'control-plane' | 'worker' | 'laptop';
  readonly up: boolean;
  /** Tick since which its cable is cut, by a fault. */
  readonly cutSince: Tick | undefined;
  /** Its Node object, if it has one. */
  readonly node: ViewNode | undefined;
  readonly processes: readonly Address[];
  /** Images on its disk. */
  readonly images: readonly string[];
}

export interface ViewLoop {
  /** `Deployment`, `ReplicaSet`, `Node lifecycle` … */
  readonly name: string;
  readonly queued: number;
  /** The key it looked at last, and what it concluded: `want 3 · have 2 → create 1`. */
  readonly key: string;
  readonly thought: string;
  readonly thoughtAt: Tick;
  readonly thread: number;
  /** Tick of its next timed check, if it has one. */
  readonly nextCheckAt: Tick | undefined;
}

export interface ViewCommit {
  readonly revision: number;
  readonly sign: '+' | '~' | '−';
  /** `pods/default/web-7d4b9c6f5-x2x7q`. */
  readonly key: string;
  readonly thread: number;
  readonly at: Tick;
}

/** What a component shows of its inside; `component` tells which. */
export interface ViewProcess {
  readonly address: Address;
  readonly component: string;
  readonly machine: string;
  readonly life: 'down' | 'starting' | 'up' | 'paused';
  readonly kubectl?: {
    readonly command: string;
    readonly code: number | undefined;
    readonly running: boolean;
    readonly at: Tick;
  };
  readonly apiserver?: {
    readonly ready: boolean;
    readonly watches: number;
    /** The last foreground request: `POST pods`, its stages, and where it ended (`rev 1287`, `409 Conflict`). */
    readonly request: string;
    readonly stages: readonly { readonly name: string; readonly ok: boolean }[];
    readonly outcome: string;
    readonly thread: number;
  };
  readonly leader?: { readonly holder: string; readonly isLeader: boolean; readonly renewedAt: Tick };
  readonly loops?: readonly ViewLoop[];
  readonly scheduler?: {
    readonly active: readonly string[];
    readonly backoff: readonly { readonly pod: string; readonly until: Tick }[];
    readonly unschedulable: readonly string[];
    readonly nodes: number;
    readonly thought: string;
    readonly thread: number;
  };
  readonly etcd?: {
    readonly revision: number;
    readonly compacted: number;
    readonly commits: readonly ViewCommit[];
    /** Of a member of several: what raft says there. */
    readonly role?: 'follower' | 'pre-candidate' | 'candidate' | 'leader';
    readonly term?: number;
    /** The member it follows, '' while it knows none. */
    readonly leader?: string;
    readonly commit?: number;
    readonly applied?: number;
    readonly members?: readonly string[];
  };
  readonly kubelet?: { readonly leaseRenewedAt: Tick; readonly pods: number };
  /** When it last began to ask the kubelets, undefined before the first time; and how many nodes it has numbers of. */
  readonly metrics?: { readonly lastScrape: Tick | undefined; readonly nodes: number };
  /** `active`: false while the container that it lives in does not run. */
  readonly kubeProxy?: { readonly active: boolean; readonly services: number };
  readonly containerd?: { readonly call: string; readonly thread: number; readonly containers: number };
}

/** Deployments and ReplicaSets, for owner chains, the list and the timeline's step line. */
export interface ViewWorkload {
  readonly ref: ObjectRef;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly owner: ObjectRef;
  readonly wanted: number;
  readonly ready: number;
  readonly available: number;
  readonly createdAt: Tick;
  readonly image: string;
}

/** One address behind a Service, as its EndpointSlices tell it. */
export interface ViewEndpoint {
  /** The pod, or '' for an address that somebody wrote by hand. */
  readonly ref: ObjectRef;
  readonly ip: string;
  readonly node: string;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

/** A Service and what stands behind it now. */
export interface ViewService {
  readonly ref: ObjectRef;
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  /** `None` when headless, '' for an ExternalName. */
  readonly clusterIP: string;
  readonly ports: readonly {
    readonly name: string;
    readonly port: number;
    readonly targetPort: string;
    readonly protocol: string;
    /** 0: none. */
    readonly nodePort: number;
  }[];
  /** `app=web,tier=front`; '' when nobody selects for it. */
  readonly selector: string;
  readonly endpoints: readonly ViewEndpoint[];
}

/** A HorizontalPodAutoscaler: `metrics` in its own order, `current` '' while nothing was measured. */
export interface ViewAutoscaler {
  readonly ref: ObjectRef;
  readonly namespace: string;
  readonly name: string;
  /** What it scales. */
  readonly target: ObjectRef;
  readonly min: number;
  readonly max: number;
  readonly current: number;
  readonly desired: number;
  readonly metrics: readonly { readonly name: string; readonly current: string; readonly target: string }[];
  readonly lastScaleAt: Tick | undefined;
  readonly conditions: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason: string;
    readonly message: string;
  }[];
  readonly createdAt: Tick;
}

export interface ViewEvent {
  readonly ref: ObjectRef;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly about: ObjectRef;
  readonly from: string;
  readonly count: number;
  readonly lastAt: Tick;
}

export type TokenShape =
  | 'request'
  | 'response'
  | 'watch'
  | 'etcd'
  | 'cri'
  | 'cni'
  | 'probe'
  | 'heartbeat'
  | 'reset'
  | 'user'
  | 'lost';

/** One message of the engine, as a token. */
export interface ViewMessage {
  readonly id: number;
  readonly from: Address;
  readonly to: Address;
  readonly shape: TokenShape;
  /** Real words: `POST pods`, `201 Created`, `ADDED pod`, `rev 1287`, `RunPodSandbox`. */
  readonly label: string;
  readonly sign: '+' | '~' | '−' | '';
  readonly sentAt: Tick;
  readonly dueAt: Tick;
  readonly cause: number;
  readonly thread: number;
  readonly because: string;
  /** The object it is about, or ''. */
  readonly object: ObjectRef;
  /** Set when a fault swallowed it. */
  readonly lost: boolean;
}

/** What one machine does with connections to Services, as kube-proxy wrote it there. */
export interface ViewRules {
  readonly machine: string;
  /** Tick of kube-proxy's last sync; 0: none yet. */
  readonly syncedAt: Tick;
  readonly services: readonly ViewServiceRules[];
}

export interface ViewServiceRules {
  readonly ref: ObjectRef;
  readonly clusterIP: string;
  readonly rules: readonly {
    /** `10.96.3.7:80`, `nodePort 30080`. */
    readonly match: string;
    readonly verdict: 'forward' | 'reject' | 'drop';
    readonly endpoints: readonly { readonly address: string; readonly pod: string }[];
    readonly because: string;
    readonly since: Tick;
  }[];
  readonly changedAt: Tick;
  /** The store has a newer revision than these rules were made from. */
  readonly stale: boolean;
}

/** A source of users' requests and what became of them. */
export interface ViewTraffic {
  readonly id: string;
  readonly to: ObjectRef;
  /** Machine it sends from, or `outside`. */
  readonly from: string;
  /** Requests a second. */
  readonly rate: number;
  readonly keepAlive: boolean;
  readonly sent: number;
  readonly ok: number;
  readonly refused: number;
  readonly timedOut: number;
  readonly reset: number;
  /** Answered with a code of 500 or more. */
  readonly failed: number;
  readonly lastLatency: Tick;
  /** Answers with a code under 500, by pod (`namespace/name`). */
  readonly answeredBy: Readonly<Record<string, number>>;
  /** The last that were lost, oldest first. */
  readonly recentLost: readonly ViewRequest[];
}

/** One request and the way it went. */
export interface ViewRequest {
  /** `shoppers#17`: the source and the request's number. */
  readonly id: string;
  readonly message: number;
  readonly to: ObjectRef;
  readonly from: string;
  /** The machine where it entered: its rules decided. */
  readonly entry: string;
  readonly sentAt: Tick;
  /** 0 while it is under way. */
  readonly endedAt: Tick;
  readonly outcome: 'ok' | 'failed' | 'refused' | 'no route' | 'timed out' | 'reset' | 'unresolved' | 'under way';
  readonly code: number;
  readonly pod: ObjectRef;
  /** What it matched, and the endpoint that was chosen; '' for none. */
  readonly rule: string;
  readonly endpoint: string;
  readonly ruleSince: Tick;
  /** Tick since which the store had said that this endpoint is not ready, when the request was sent. */
  readonly knownBetterSince: Tick | undefined;
  readonly reason: string;
}

/** Changed and removed members of one kind of view object. */
export interface Delta<T> {
  readonly changed: readonly T[];
  readonly gone: readonly string[];
}

export interface Frame {
  readonly tick: Tick;
  readonly revision: number;
  readonly settled: boolean;
  /** Tick of the next due message, for idle skipping. */
  readonly nextDue: Tick;
  /** True when everything is sent anew (after a seek): forget what you have. */
  readonly whole: boolean;
  readonly pods: Delta<ViewPod>;
  readonly machines: Delta<ViewMachine>;
  readonly processes: Delta<ViewProcess>;
  readonly workloads: Delta<ViewWorkload>;
  readonly services: Delta<ViewService>;
  readonly autoscalers: Delta<ViewAutoscaler>;
  readonly events: Delta<ViewEvent>;
  readonly traffic: Delta<ViewTraffic>;
  readonly rules: Delta<ViewRules>;
  /** Messages sent since the last frame, in order of sending. */
  readonly messages: readonly ViewMessage[];
  /** Text for the terminal since the last frame, by kubectl invocation. */
  readonly output: readonly ViewOutput[];
}

export interface ViewOutput {
  /** The input that started the command. */
  readonly thread: number;
  readonly stream: 'command' | 'stdout' | 'stderr' | 'exit';
  readonly text: string;
}

/** One hop of the answer to "why?". From the root action down to the present state. */
export interface WhyHop {
  readonly message: number;
  readonly tick: Tick;
  /** Past tense, the component is the subject: `ReplicaSet controller saw it`. */
  readonly sentence: string;
  /** Message and revision, in mono: `MODIFIED pod · rev 1284`. */
  readonly evidence: string;
  readonly because: string;
  readonly object: ObjectRef;
}

export interface Why {
  readonly question: string;
  readonly hops: readonly WhyHop[];
  /** The kubectl equivalent, one line. */
  readonly kubectl: string;
}
