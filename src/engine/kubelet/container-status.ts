// What the API is told about each container: waiting, running or terminated, with the reason; the end before that stays in `lastState`.
// A container that ended is shown as terminated until a try to start it again has failed or was put off: then it is waiting, and says why.
// Source: `pkg/kubelet/kubelet_pods.go` convertToAPIContainerStatuses.

import { rfc3339 } from '../api/time.ts';
import type { Container, ContainerState, ContainerStatus, Pod, ResourceRequirements } from '../api/types.ts';
import type { ContainerRecord, PodRecord } from '../runtime/cri.ts';
import { before, latest, type Probed, type Reason } from './worker.ts';

/** Everything a status is made of; pure input of this file and of `status.ts`. */
export interface StatusInput {
  readonly pod: Pod;
  readonly runtime: PodRecord | undefined;
  readonly reasons: Readonly<Record<string, Reason>>;
  readonly probed: Readonly<Record<string, Probed>>;
  /** Nothing of the pod runs or will be started again. */
  readonly over: boolean;
  readonly epochMs: number;
}

export const restartable = (container: Container): boolean => container.restartPolicy === 'Always';

export function initStatuses(input: StatusInput, old: readonly ContainerStatus[] | undefined): ContainerStatus[] {
  return (input.pod.spec.initContainers ?? []).map((container) => statusOf(input, container, true, old));
}

/** In the order of their names, unlike the init containers. */
export function appStatuses(input: StatusInput, old: readonly ContainerStatus[] | undefined): ContainerStatus[] {
  const statuses = input.pod.spec.containers.map((container) => statusOf(input, container, false, old));
  return statuses.length > 1 ? statuses.sort((a, b) => (a.name < b.name ? -1 : 1)) : statuses;
}

function statusOf(
  input: StatusInput,
  container: Container,
  isInit: boolean,
  olds: readonly ContainerStatus[] | undefined,
): ContainerStatus {
  const { runtime, reasons, epochMs } = input;
  const { name } = container;
  const record = latest(runtime, name);
  const old = olds?.find((one) => one.name === name);
  if (!record) return withoutContainer(input, container, old);
  const previous = before(runtime, name);
  let state = stateOf(record, epochMs);
  let lastState: ContainerState =
    previous?.end && previous.state === 'CONTAINER_EXITED' ? terminated(previous, epochMs) : {};
  if (!previous && old?.lastState && old.containerID === `containerd://${record.id}`) lastState = old.lastState;
  const reason = reasons[name];
  const hasEnded = record.state !== 'CONTAINER_RUNNING';
  if (reason && hasEnded && shouldRestart(input.pod, container, record, isInit)) {
    if (state.terminated) lastState = state;
    state = waiting(reason);
  }
  const isRunning = record.state === 'CONTAINER_RUNNING';
  const started = isRunning && (container.startupProbe === undefined || input.probed[name]?.started === true);
  const resources = resourcesOf(container);
  return {
    name,
    state,
    lastState,
    ready: isReady(input, container, record, isInit, started),
    restartCount: record.config.attempt,
    image: record.image,
    imageID: record.imageID,
    containerID: `containerd://${record.id}`,
    started,
    ...(resources.requests ? { allocatedResources: resources.requests } : {}),
    resources,
    ...mounts(container),
  };
}

function isReady(
  { probed }: StatusInput,
  container: Container,
  record: ContainerRecord,
  isInit: boolean,
  started: boolean,
): boolean {
  if (isInit && !restartable(container)) return record.state === 'CONTAINER_EXITED' && record.end?.code === 0;
  return started && (container.readinessProbe === undefined || probed[container.name]?.ready === true);
}

/** The runtime has no such container: not made yet, or lost. */
function withoutContainer(
  { pod, reasons }: StatusInput,
  container: Container,
  old: ContainerStatus | undefined,
): ContainerStatus {
  const { name } = container;
  const hasInit = (pod.spec.initContainers?.length ?? 0) > 0;
  let state: ContainerState = {
    waiting: { reason: hasInit ? 'PodInitializing' : 'ContainerCreating' },
  };
  let lastState: ContainerState = old?.lastState ?? {};
  if (old?.state?.terminated) return old; // the runtime has forgotten it, we have not
  if (reasons[name] && shouldRestart(pod, container, undefined, false)) {
    state = waiting(reasons[name]);
  } else if (old?.state?.running) {
    lastState = lostState(
      'The container could not be located when the pod was deleted.  The container used to be Running',
    );
  }
  return {
    name,
    state,
    lastState,
    ready: false,
    restartCount: old?.restartCount ?? 0,
    image: container.image ?? '',
    imageID: '',
    started: false,
    ...mounts(container),
  };
}

/** Whether the next sync would start it again. Source: ShouldContainerBeRestarted. */
export function shouldRestart(
  pod: Pod,
  container: Container,
  record: ContainerRecord | undefined,
  isInit: boolean,
): boolean {
  if (pod.metadata.deletionTimestamp) return false;
  if (!record || record.state === 'CONTAINER_CREATED') return true;
  if (record.state === 'CONTAINER_RUNNING') return false;
  if (isInit) {
    if (restartable(container)) return true;
    if (record.end?.code === 0) return false;
  }
  switch (pod.spec.restartPolicy) {
    case 'Never':
      return false;
    case 'OnFailure':
      return record.end?.code !== 0;
    default:
      return true;
  }
}

function stateOf(record: ContainerRecord, epochMs: number): ContainerState {
  switch (record.state) {
    case 'CONTAINER_RUNNING':
      return { running: { startedAt: rfc3339(epochMs, record.startedAt) } };
    case 'CONTAINER_EXITED':
      return terminated(record, epochMs);
    default:
      return { waiting: { reason: 'ContainerCreating' } };
  }
}

function terminated(record: ContainerRecord, epochMs: number): ContainerState {
  const { end, id, startedAt } = record;
  return {
    terminated: {
      exitCode: end?.code ?? 255,
      reason: end?.reason ?? 'Unknown',
      ...(end?.message === undefined ? {} : { message: end.message }),
      startedAt: rfc3339(epochMs, startedAt === 0 ? (end?.at ?? 0) : startedAt),
      finishedAt: rfc3339(epochMs, end?.at ?? 0),
      containerID: `containerd://${id}`,
    },
  };
}

function waiting({ reason, message }: Reason): ContainerState {
  return { waiting: message === '' ? { reason } : { reason, message } };
}

/** The last word on a deleted pod: what was never seen to end counts as failed. Source: status manager, TerminatePod. */
export function located(statuses: readonly ContainerStatus[]): ContainerStatus[] {
  const message = 'The container could not be located when the pod was terminated';
  return statuses.map((status) => (status.state?.terminated ? status : { ...status, state: lostState(message) }));
}

function lostState(message: string): ContainerState {
  // The API server stores the missing times as null.
  return { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown', message } } as ContainerState;
}

function resourcesOf({ resources }: Container): ResourceRequirements {
  return {
    ...(resources?.limits ? { limits: resources.limits } : {}),
    ...(resources?.requests ? { requests: resources.requests } : {}),
  };
}

function mounts(container: Container): Pick<ContainerStatus, 'volumeMounts'> {
  if (!container.volumeMounts || container.volumeMounts.length === 0) return {};
  return {
    volumeMounts: container.volumeMounts.map(({ name, mountPath, readOnly }) =>
      readOnly ? { name, mountPath, readOnly, recursiveReadOnly: 'Disabled' } : { name, mountPath },
    ),
  };
}
