// Small things that all stages of a pod's life need: what a status is computed from, and how an event names a pod or one of its containers.

import { type Note, record } from '../client/events.ts';
import type { IO } from '../kernel/process.ts';

import type { Kubelet } from './state.ts';
import type { PodStatusInput } from './status.ts';
import type { Worker } from './worker.ts';

/** `mayRun`: containers may still be alive, so a terminal phase is kept back. */
export function statusInput(kubelet: Kubelet, io: IO, worker: Worker, mayRun: boolean): PodStatusInput {
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
