// How much of each recorded source is equal at least. These figures only rise: `npm run fidelity` fails when one sinks. Those of
// scenarios leave one or two hundredths to luck, about as much as two recordings of the same scenario differ.

/** Shares of a scenario that agree: stored changes, events, requests. */
export type TraceFigures = readonly [changes: number, events: number, requests: number];

export const traces: Readonly<Record<string, TraceFigures>> = {
  'T01-deployment-create': [0.98, 0.98, 0.98],
  'T01-deployment-create-run2': [0.98, 0.98, 0.98],
  'T01-deployment-create-run3': [0.98, 0.98, 0.98],
  'T02-bare-pod': [0.97, 0.98, 0.98],
  'T02-delete-pod-heals': [0.98, 0.98, 0.97],
  'T02-delete-pod-heals-run2': [0.96, 0.98, 0.95],
  'T03-scale': [0.97, 0.98, 0.96],
  'T03-scale-to-zero': [0.98, 0.98, 0.98],
  'T04-rollout': [0.96, 0.98, 0.96],
  'T04-rollout-no-unavailable': [0.98, 0.98, 0.96],
  'T04-rollout-pod-deleted': [0.98, 0.98, 0.96],
  'T04-rollout-run2': [0.96, 0.98, 0.96],
  'T05-bad-image': [0.98, 0.98, 0.98],
  'T06-pending-resources': [0.98, 0.98, 0.98],
  'T07-taints': [0.98, 0.98, 0.97],
  'T08-kubelet-stops': [0.97, 0.98, 0.94],
  'T08-node-cut-off': [0.98, 0.98, 0.95],
  'T08-node-cut-off-run2': [0.96, 0.98, 0.97],
  'T12-daemonset': [0.98, 0.98, 0.96],
  'T14-nodeport-and-headless': [0.97, 0.98, 0.96],
  'T14-service-readiness': [0.97, 0.97, 0.96],
  'T17-garbage-collection': [0.97, 0.98, 0.95],
  'T19-crash-loop': [0.96, 0.98, 0.98],
  'T19-one-of-two-crashes': [0.98, 0.98, 0.98],
  'T20-probes': [0.98, 0.98, 0.98],
  'T21-init-and-sidecar': [0.98, 0.98, 0.98],
  'T25-out-of-memory': [0.98, 0.98, 0.98],
  'T26-graceful-end': [0.98, 0.98, 0.96],
  'T28-autoscaler': [0.94, 0.98, 0.96],
  'T29-process-ends': [0.98, 0.98, 0.98],
  'T30-scheduler-down': [0.98, 0.98, 0.98],
  'T31-controller-manager-down': [0.97, 0.98, 0.98],
  'T32-api-server-hangs': [0.95, 0.98, 0.95],
  'T34-label-wiring': [0.98, 0.98, 0.95],
  'T36-etcd-quorum': [0.97, 0.97, 0.93],
  'T37-etcd-restore': [0.91, 0.94, 0.93],
  'T37-etcd-restore-slow': [0.97, 0.98, 0.96],
};

/** Commands of a scenario that print what they printed, where the scenario is about that. */
export const printed: Readonly<Record<string, number>> = {
  'T36-etcd-quorum': 38,
};

/** Exchanges of an API session, and commands of a kubectl session, that are answered as recorded. */
export const api: Readonly<Record<string, number>> = {
  '01-discovery': 98,
  '02-core-crud': 136,
  '03-groups-crud': 85,
  '05-patch': 52,
  '06-apply': 38,
  '07-validation': 195,
  '08-concurrency': 89,
  '09-deletion': 61,
  '10-subresources': 46,
};

export const kubectl: Readonly<Record<string, number>> = {
  '01-first-steps': 25,
  '02-errors': 60,
  '03-rollouts': 29,
  '04-services-and-config': 27,
  '05-trouble': 14,
  '06-nodes': 14,
  '07-autoscaling': 66,
};
