// The container runtime interface (CRI): what a kubelet asks of containerd, each call one request and one response on its own stream.
// The kubelet decides what should run; containerd knows how. They share a machine but no memory, so either can fail alone.
// Names of calls and fields follow `cri-api/pkg/apis/runtime/v1`.

import type { Body, Tick } from '../kernel/message.ts';
import type { FileEdit } from './shell-script.ts';

export interface PodIdentity {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

/** What a container is made from; kept with its record. */
export interface ContainerConfig {
  readonly name: string;
  /** Counts restarts: the first container of that name is attempt 0. */
  readonly attempt: number;
  /** As the pod names it. */
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Bytes, 0 for none. */
  readonly memoryLimit: number;
  /** Files of mounted volumes, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Thousandths of a core; absent for none. */
  readonly cpuLimit?: number;
  /** Where it leaves its last words, unless at /dev/termination-log, and whether the end of its log takes their place. */
  readonly lastWordsAt?: string;
  readonly lastWordsFromLog?: boolean;
  /** What the machine's clock showed at tick 0. */
  readonly epochMs?: number;
}

export type CriCall =
  | {
      readonly call: 'RunPodSandbox';
      readonly pod: PodIdentity;
      readonly attempt: number;
      readonly hostNetwork: boolean;
    }
  | { readonly call: 'StopPodSandbox'; readonly uid: string; readonly sandbox: string }
  | { readonly call: 'RemovePodSandbox'; readonly uid: string; readonly sandbox: string }
  /** Sandboxes and containers of one pod: what a relist asks about a pod that may have changed. */
  | { readonly call: 'PodSandboxStatus'; readonly uid: string }
  /** The same for all pods: asked once, when a kubelet has started or its runtime is back. */
  | { readonly call: 'ListContainers' }
  | { readonly call: 'ImageStatus'; readonly image: string }
  | { readonly call: 'PullImage'; readonly image: string }
  | { readonly call: 'ListImages' }
  | {
      readonly call: 'CreateContainer';
      readonly uid: string;
      readonly sandbox: string;
      readonly config: ContainerConfig;
    }
  | { readonly call: 'StartContainer'; readonly uid: string; readonly container: string }
  /** Stop signal, and SIGKILL after `timeout` ticks. Answered when the container has ended. */
  | { readonly call: 'StopContainer'; readonly uid: string; readonly container: string; readonly timeout: Tick }
  | { readonly call: 'RemoveContainer'; readonly uid: string; readonly container: string }
  /** Runs a command in a container and waits for it: probes and hooks. Given up after `timeout` ticks; 0: never. */
  | {
      readonly call: 'ExecSync';
      readonly uid: string;
      readonly container: string;
      readonly command: readonly string[];
      readonly timeout: Tick;
    }
  /** The same for `kubectl exec`; a real runtime answers with an address at which the streams are. */
  | { readonly call: 'Exec'; readonly uid: string; readonly container: string; readonly command: readonly string[] }
  /** Never answered: stays open and brings a container-event for each container that ends. */
  | { readonly call: 'GetContainerEvents' };

export type CriRequest = Body & { readonly kind: 'cri-request' } & CriCall;

export interface CriResponse extends Body {
  readonly kind: 'cri-response';
  readonly call: CriCall['call'];
  /** `rpc error: code = … desc = …`, as the kubelet sees it. */
  readonly error?: string;
  /** RunPodSandbox, CreateContainer: the new id. */
  readonly id?: string;
  /** RunPodSandbox: the address CNI gave, '' with hostNetwork. */
  readonly ip?: string;
  /** RunPodSandbox, StopPodSandbox: what the network plugin did, in words. */
  readonly cni?: string;
  readonly image?: StoredImage;
  readonly images?: readonly StoredImage[];
  readonly pod?: PodRecord;
  readonly pods?: readonly PodRecord[];
  readonly exec?: ExecResult;
  /** StopContainer: the record as it ended. */
  readonly container?: ContainerRecord;
}

export interface ExecResult {
  readonly code: number;
  /** Standard output, with its trailing newline, if it has one. */
  readonly output: string;
  /** Standard error; absent when nothing was written there. */
  readonly errors?: string;
}

/** Somebody opens a connection to a pod's address; sent to the containerd of the machine where that pod runs. */
export interface Dial extends Body {
  readonly kind: 'dial';
  readonly ip: string;
  readonly port: number;
  /** An HTTP GET of this path; absent: only the connection is tried. */
  readonly path?: string;
  /** How long the answer may take; absent: as long as it takes. */
  readonly timeout?: Tick;
}

export interface DialAnswer extends Body {
  readonly kind: 'dial-answer';
  readonly outcome: 'answered' | 'refused' | 'no route' | 'late';
  /** Of HTTP. */
  readonly code?: number;
  readonly body?: string;
  /** The pod that answered. */
  readonly pod?: PodIdentity;
}

/** Something happened to a container without the kubelet's doing. */
export interface ContainerEvent extends Body {
  readonly kind: 'container-event';
  readonly type: 'CONTAINER_STOPPED_EVENT';
  readonly uid: string;
  readonly container: string;
}

/** From outside: a signal to a container's first process, as `kill` on the node would send it. */
export interface KillContainer extends Body {
  readonly kind: 'kill-container';
  /** By uid, or by namespace and name. */
  readonly uid?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Defaults to the first container. */
  readonly container?: string;
  readonly signal: 'SIGKILL' | 'SIGTERM' | 'SIGQUIT';
}

export interface SandboxRecord {
  readonly id: string;
  readonly attempt: number;
  readonly state: 'SANDBOX_READY' | 'SANDBOX_NOTREADY';
  readonly ip: string;
  readonly createdAt: Tick;
}

export interface ContainerEnd {
  readonly at: Tick;
  readonly code: number;
  readonly reason: string;
  readonly message?: string;
}

export interface ContainerRecord {
  readonly id: string;
  readonly sandbox: string;
  readonly config: ContainerConfig;
  /** With registry: `docker.io/library/nginx:1.27`. */
  readonly image: string;
  /** `docker.io/library/nginx@sha256:…`. */
  readonly imageID: string;
  readonly state: 'CONTAINER_CREATED' | 'CONTAINER_RUNNING' | 'CONTAINER_EXITED';
  readonly createdAt: Tick;
  readonly startedAt: Tick;
  /** Running: when its program will end, if it is known. Exited: when and how it ended. */
  readonly end: ContainerEnd | undefined;
  /** What commands run beside its program have done to its files; times count from its start. */
  readonly edits?: readonly FileEdit[];
  /** Its answers have been flipped by a request (a path that `toggles`). */
  readonly flipped?: boolean;
  /** The port it wanted and could not have: another container of its pod listens there. */
  readonly portInUse?: number;
  /** When it got its stop signal. */
  readonly signalledAt: Tick | undefined;
}

/** All that containerd holds of one pod, newest first. Frozen; replaced as a whole. */
export interface PodRecord {
  readonly pod: PodIdentity;
  readonly sandboxes: readonly SandboxRecord[];
  readonly containers: readonly ContainerRecord[];
}

export interface StoredImage {
  /** Normalised: `docker.io/library/nginx:1.27`. */
  readonly name: string;
  readonly digest: string;
  /** Bytes on disk. */
  readonly size: number;
}

/** Tables on a machine's disk. Logs are files that kubelet and containerd both reach. */
export const disk = Object.freeze({
  pods: 'containerd/pods',
  images: 'containerd/images',
  addresses: 'cni/addresses',
  meta: 'containerd/meta',
  /** Requests answered, by container id. */
  served: 'pods/served',
  /** The last lines of what could not be computed, by container id. */
  output: 'pods/output',
  /** Open connections that end with a container, by its id. */
  connections: 'pods/connections',
});
