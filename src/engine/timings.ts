// Every duration of the simulated cluster that is not read from an object, in ticks of one millisecond, with its source.
// "Recorded" means measured on a real 1.36.3 cluster; the rest are constants of Kubernetes 1.36 or, where marked, estimates.
// Ranges are [from, to], both included; a draw per pod or container picks the value.

import type { Tick } from './kernel/message.ts';

export type Range = readonly [from: Tick, to: Tick];

/** The node agent. Sources: `pkg/kubelet/**`, `pkg/kubelet/apis/config/v1beta1/defaults.go`, recordings. */
export const kubelet = Object.freeze({
  /** A relist of the runtime, and the tick on which due retries are looked at. */
  plegPeriod: 1_000 as Tick,
  syncTick: 1_000 as Tick,
  /** Retry after a failed sync; up to half as much again is added, then it waits for the next sync tick. */
  retry: 10_000 as Tick,
  /** A pod that waits for a restart is looked at again at least this often (plus up to half). */
  longestWait: 60_000 as Tick,
  /** From a change of a pod to the first read of the API (recorded 9–53, median 20 after the binding). */
  statusGet: [3, 12] as Range,
  /** From that read's answer to the PATCH (recorded 3–26, median 6 from request to request). */
  statusPatch: [1, 3] as Range,
  /** The status manager sends again what failed. */
  statusRetry: 10_000 as Tick,
  /** Volume reconciler: desired state, then mount, each on a loop of 100 (recorded 147–290 from binding to token). */
  volumeLoop: 100 as Tick,
  volumeSetUp: [20, 90] as Range,
  /** A sync that waits for volumes looks again this often, and gives up after 2 min 3 s. */
  volumePoll: 300 as Tick,
  volumeTimeout: 123_000 as Tick,
  /** A mount that failed is tried again after 0.5 s, doubling to 2 min 2 s. */
  mountRetry: 500 as Tick,
  mountRetryMax: 122_000 as Tick,
  /** Unmounting and removing the cgroup of a pod that has ended (recorded: terminal PATCH → DELETE 150–876, mostly the relist). */
  unmount: [20, 110] as Range,
  crashBackOff: 10_000 as Tick,
  crashBackOffMax: 300_000 as Tick,
  imageBackOff: 10_000 as Tick,
  imageBackOffMax: 300_000 as Tick,
  /** containerd is asked to allow at least this much between SIGTERM and SIGKILL. */
  minimumGrace: 2_000 as Tick,
  leasePeriod: 10_000 as Tick,
  leaseSeconds: 40,
  /** Renewals lie up to 4 % further apart (recorded 10.0–10.4 s). */
  leaseJitter: 400 as Tick,
  nodeStatusPeriod: 10_000 as Tick,
  nodeStatusReport: 300_000 as Tick,
  /** Events that could not be sent are tried again, at most 12 times. */
  eventRetry: 10_000 as Tick,
  eventTries: 12,
  /** An API request without an answer is given up after this (client-go's default for the kubelet). */
  requestTimeout: 30_000 as Tick,
  registerRetry: 7_000 as Tick,
  /** Reading what all containers use, for `/metrics/resource` (estimate). */
  statsAnswer: [8, 30] as Range,
  /** How often a lost connection to the container runtime is tried again (estimate). */
  runtimeRetry: 1_000 as Tick,
});

/** The container runtime. Sources: recordings (fitted); pull times are estimates. */
export const containerd = Object.freeze({
  /** Namespace, CNI ADD, pause container (recorded 206–690 from token to ready, volumes' poll included). */
  runSandbox: [120, 230] as Range,
  stopSandbox: [90, 170] as Range,
  imageStatus: [1, 3] as Range,
  /** Recorded Pulled → Created 15–69, median 30. */
  createContainer: [10, 32] as Range,
  /** Recorded Created → Started 66–194, median 97. */
  startContainer: [62, 130] as Range,
  removeContainer: [4, 12] as Range,
  /** A short command in a container: a probe. */
  exec: [20, 45] as Range,
  /** A public registry: set-up, then 40 MB/s, then 0.3 of that for unpacking (estimates). */
  pullSetUp: 800 as Tick,
  /** A registry next to the cluster (recorded 29–136 for images of a few MB). */
  nearbyPullSetUp: 30 as Tick,
  pullBytesPerTick: 40_000,
  unpackShare: 0.3,
  /** Until the registry says that it has no such image (recorded 4–9). */
  pullRefused: [4, 9] as Range,
  /** How long a well-behaved server takes to end after its stop signal. */
  serverEnd: [20, 70] as Range,
});

/** The control plane. Source: recordings of an etcd that was restored. */
export const controlPlane = Object.freeze({
  /** An API server that is started by hand listens after this. */
  serverStart: 700 as Tick,
  /**
   * One that was there before has read its roles after so long: until then it refuses whoever is allowed by a role and not by the
   * node authorizer (recorded: for up to a second).
   */
  rolesRead: 800 as Tick,
  /**
   * And has filled its copies after so long: who asks for a revision that it has not reached is kept waiting until then at least
   * (recorded: such lists are all refused at one moment, three seconds after the server was ready).
   */
  copiesFilled: 2_400 as Tick,
  /** Of several API servers each renews its place behind the Service `kubernetes` so often (`DefaultEndpointReconcilerInterval`). */
  endpointReconcile: 10_000 as Tick,
});

/**
 * How fast clients send, in requests a second and at once after a rest. Sources: `--kube-api-qps` and `--kube-api-burst` of
 * kube-controller-manager (20, 30), what `cmd/kube-controller-manager/app/core.go` makes of them for two chatty controllers, and the
 * defaults of the scheduler's and the kubelet's configuration; the kubelet and the scheduler write their events with a client of its own.
 */
export const clientLimits = Object.freeze({
  controller: { qps: 20, burst: 30 },
  garbageCollector: { qps: 40, burst: 30 },
  namespaceController: { qps: 400, burst: 3_000 },
  scheduler: { qps: 50, burst: 100 },
  kubelet: { qps: 50, burst: 100 },
});

/** kube-proxy. Source: `pkg/proxy/apis/config/v1alpha1/defaults.go`; the rest are estimates for a small cluster. */
export const kubeProxy = Object.freeze({
  /** From the end of one sync to the start of the next, at least. */
  minSyncPeriod: 1_000 as Tick,
  /** From a change to the start of a sync that need not wait. */
  react: 2 as Tick,
  /** One nftables transaction that changes some chains (estimate). */
  write: [10, 40] as Range,
  requestTimeout: 30_000 as Tick,
});

/** The kernel asks a bridge for an address three times, a second apart, and then calls it unreachable (`mcast_solicit`, `retrans_time_ms`). */
export const network = Object.freeze({ addressAsked: 3_000 as Tick });

/** What a machine uses before any pod runs on it: its system, kubelet and runtime (estimates). */
export const machine = Object.freeze({ cpuMillis: 60, memoryMiB: 480 });

/** The metrics server. Source: metrics-server 0.9.0 with `--metric-resolution=15s`, as recorded. */
export const metricsServer = Object.freeze({
  /** Between two rounds of questions to the kubelets. */
  resolution: 15_000 as Tick,
  scrapeTimeout: 13_500 as Tick,
  /** Kubelets are not asked all at once: up to this much later for each node there is. */
  spread: 8 as Tick,
  /** Recorded 1–4 from the API server's question to its answer. */
  answer: [1, 2] as Range,
  apiTimeout: 30_000 as Tick,
});

/** Servers behind the API server. Source: kube-aggregator `status/remote/remote_available_controller.go`. */
export const aggregation = Object.freeze({
  /** A server that is well is looked at again after this. */
  check: 30_000 as Tick,
  /** One that is not. The real one backs off, and is told by the Service's endpoints when its server is back; here nobody tells it. */
  retry: 1_000 as Tick,
});

/** The autoscaler. Source: `pkg/controller/podautoscaler/config`, defaults of kube-controller-manager. */
export const autoscaler = Object.freeze({
  /** Between two looks at one HorizontalPodAutoscaler, the first after its creation (recorded 15.01 s). */
  period: 15_000 as Tick,
  downscaleWindow: 300_000 as Tick,
  /** A ratio this close to 1 changes nothing. */
  tolerance: 0.1,
  /** CPU of a pod this young counts only once it is ready and has been measured since. */
  cpuInitialization: 300_000 as Tick,
  initialReadiness: 30_000 as Tick,
});

/**
 * How those who list the endpoints of a Service come back to one at which they failed, and when they give it up.
 * Sources: `pkg/controller/endpoint/endpoints_controller.go`, `pkg/controller/endpointslice/endpointslice_controller.go`.
 */
export const endpointRetries = Object.freeze({
  endpoints: Object.freeze({ first: 5 as Tick, most: 15 }),
  slices: Object.freeze({ first: 1_000 as Tick, most: 15 }),
});
