// Small things that all stages of a pod's life need: what a status is computed from, and how an event names a pod or one of its containers.

import { parseTime } from '../api/time.ts';
import { type Note, record } from '../client/events.ts';
import type { Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';

import type { Kubelet } from './state.ts';
import type { PodStatusInput } from './status.ts';
import type { Reason, Worker } from './worker.ts';

/** Source: `pkg/kubelet/active_deadline.go`. */
const overdue: Reason = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

/** When the time is up that a pod may be active on its node; it counts from the whole second of its start. */
export function deadlineOf(kubelet: Kubelet, { pod, status = pod.status }: Worker): Tick | undefined {
  const { activeDeadlineSeconds: seconds } = pod.spec;
  if (seconds === undefined || status?.startTime === undefined) return undefined;
  return parseTime(status.startTime) + seconds * 1000 - kubelet.config.epochMs;
}

/** `mayRun`: containers may still be alive, so a terminal phase is kept back. Whoever looks past the deadline tells of it. */
export function statusInput(kubelet: Kubelet, io: IO, worker: Worker, mayRun: boolean): PodStatusInput {
  const input = probedInput(kubelet, io, worker, mayRun);
  const deadline = deadlineOf(kubelet, worker);
  if (deadline === undefined || io.now < deadline) return input;
  podEvent(kubelet, io, worker, 'Normal', overdue.reason, overdue.message);
  return { ...input, evicted: overdue };
}

/** What only a probe has changed. */
export function probedInput(kubelet: Kubelet, io: IO, worker: Worker, mayRun: boolean): PodStatusInput {
  return {
    pod: worker.pod,
    runtime: worker.runtime,
    reasons: worker.reasons,
    probed: worker.probed,
    over: worker.stage === 'terminated' || worker.stage === 'finished',
    previous: worker.status ?? worker.pod.status,
    now: io.now,
    epochMs: kubelet.config.epochMs,
    hostIP: kubelet.config.address,
    mayRun,
  };
}

/** An event about a pod, or about one of its containers. */
export function podEvent(
  kubelet: Kubelet,
  io: IO,
  worker: Worker,
  type: Note['type'],
  reason: string,
  message: string,
  container?: string,
): void {
  const { pod, uid, revision: resourceVersion } = worker;
  const { name, namespace } = pod.metadata;
  const about = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, uid } };
  const place = container === undefined ? {} : { fieldPath: fieldPath(worker, container) };
  record(kubelet.recorder, kubelet.client, io, { about, type, reason, message, resourceVersion, ...place });
}

function fieldPath({ pod }: Worker, container: string): string {
  const init = pod.spec.initContainers?.some(({ name }) => name === container);
  return `spec.${init ? 'initContainers' : 'containers'}{${container}}`;
}
