// Small things that all stages of a pod's life need: what a status is computed from, and how an event names a pod or one of its containers.

import type { ObjectReference } from '../api/types.ts';
import type { IO } from '../kernel/process.ts';
import { type EventType, record } from './events.ts';
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
  type: EventType,
  reason: string,
  message: string,
  container?: string,
): void {
  const { pod, uid, revision } = worker;
  const { name, namespace } = pod.metadata;
  const kind = 'Pod';
  const apiVersion = 'v1';
  const resourceVersion = revision;
  const object: ObjectReference =
    container === undefined
      ? { kind, namespace, name, uid, apiVersion, resourceVersion }
      : { kind, namespace, name, uid, apiVersion, resourceVersion, fieldPath: fieldPath(worker, container) };
  record(kubelet.recorder, kubelet.client, io, object, type, reason, message);
}

function fieldPath({ pod }: Worker, container: string): string {
  const init = pod.spec.initContainers?.some(({ name }) => name === container);
  return `spec.${init ? 'initContainers' : 'containers'}{${container}}`;
}
