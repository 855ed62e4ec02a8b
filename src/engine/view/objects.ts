// From stored objects to what a tile, a card or a row shows of them. Pure and small, so a changed pod costs microseconds.

import { podStatusLine } from '../api/kinds/pod-status-word.ts';
import { controllerOf, isDeleting, type KubeObject } from '../api/object.ts';
import { milliValue, value } from '../api/quantity.ts';
import { parseTime } from '../api/time.ts';
import type { ContainerStatus, DaemonSet, Event, Node, Pod, ReplicaSet } from '../api/types.ts';
import type { PodState, ViewContainer, ViewEvent, ViewNode, ViewPod, ViewWorkload } from './frame.ts';
import { refOf } from './tokens.ts';

const FAILING =
  /^(CrashLoopBackOff|ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|Error|OOMKilled|Evicted|RunContainerError|CreateContainerError|CreateContainerConfigError|StartError|ContainerCannotRun|Failed|OutOf\w+|NodeAffinity|Init:(Error|CrashLoopBackOff|ErrImagePull|ImagePullBackOff)|ExitCode:.*|Signal:.*)$/;

export function viewPod(object: KubeObject, epochMs: number): ViewPod {
  const pod = object as unknown as Pod;
  const line = podStatusLine(pod);
  const owner = controllerOf(object);
  const { name = '', namespace = '' } = object.metadata;
  const base = object.metadata.generateName;
  const suffix = base && name.startsWith(base) ? name.slice(base.length) : '';
  const hash = object.metadata.labels?.['pod-template-hash'];
  const label = owner ? (hash ? owner.name.replace(`-${hash}`, '') : owner.name) : name;
  const isReady = pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false;
  const { deletionTimestamp } = object.metadata;
  const requests = (pod.spec?.containers ?? []).map((container) => container.resources?.requests ?? {});
  return {
    ref: refOf(object),
    namespace,
    name,
    uid: object.metadata.uid ?? '',
    node: pod.spec?.nodeName ?? '',
    ip: pod.status?.podIP ?? '',
    owner: owner ? `${owner.kind}/${namespace}/${owner.name}` : '',
    label,
    suffix,
    state: podState(line.word, pod, isReady, isDeleting(object)),
    status: line.word,
    readyContainers: line.readyContainers,
    containers: (pod.spec?.containers ?? []).map((container) =>
      viewContainer(
        container.name,
        pod.status?.containerStatuses?.find((status) => status.name === container.name),
        epochMs,
      ),
    ),
    restarts: line.restarts,
    createdAt: parseTime(object.metadata.creationTimestamp ?? '') - epochMs,
    goneBy: deletionTimestamp ? parseTime(deletionTimestamp) - epochMs : undefined,
    cpuMillis: requests.reduce((sum, request) => sum + milliValue(request.cpu), 0),
    memoryBytes: requests.reduce((sum, request) => sum + value(request.memory), 0),
  };
}

function podState(word: string, pod: Pod, isReady: boolean, deleting: boolean): PodState {
  if (word === 'Unknown' || word === 'ContainerStatusUnknown') return 'Unknown';
  if (word === 'Completed' || pod.status?.phase === 'Succeeded') return 'Completed';
  if (deleting) return 'Terminating';
  if (FAILING.test(word)) return 'Failing';
  if (pod.status?.phase === 'Pending') return 'Pending';
  return isReady ? 'Running' : 'NotReady';
}

function viewContainer(name: string, status: ContainerStatus | undefined, epochMs: number): ViewContainer {
  const { running, terminated, waiting } = status?.state ?? {};
  const backoff = /back-off (?:(\d+)m)?(\d+)s/.exec(waiting?.message ?? '');
  const ended = status?.lastState?.terminated?.finishedAt;
  return {
    name,
    state: running ? 'running' : terminated ? 'terminated' : 'waiting',
    reason: terminated?.reason ?? waiting?.reason ?? '',
    ready: status?.ready ?? false,
    restarts: status?.restartCount ?? 0,
    exitCode: terminated?.exitCode,
    backoffUntil:
      backoff && ended
        ? parseTime(ended) - epochMs + (Number(backoff[1] ?? 0) * 60 + Number(backoff[2])) * 1000
        : undefined,
  };
}

export function viewNode(object: KubeObject): ViewNode {
  const node = object as unknown as Node;
  const { allocatable = {}, conditions = [] } = node.status ?? {};
  const ready = conditions.find((c) => c.type === 'Ready')?.status ?? 'Unknown';
  return {
    ref: refOf(object),
    ready: ready as ViewNode['ready'],
    unschedulable: node.spec?.unschedulable ?? false,
    taints: (node.spec?.taints ?? []).map((t) => `${t.key}${t.value ? `=${t.value}` : ''}:${t.effect}`),
    labels: object.metadata.labels ?? {},
    allocatableCpuMillis: milliValue(allocatable.cpu),
    allocatableMemoryBytes: value(allocatable.memory),
    allocatablePods: value(allocatable.pods),
    conditions: conditions.map(({ type, status, reason = '' }) => ({ type, status, reason })),
  };
}

export function viewWorkload(object: KubeObject, epochMs: number): ViewWorkload {
  const { spec } = object as unknown as ReplicaSet;
  const owner = controllerOf(object);
  const { name = '', namespace = '' } = object.metadata;
  return {
    ref: refOf(object),
    kind: object.kind,
    namespace,
    name,
    owner: owner ? `${owner.kind}/${namespace}/${owner.name}` : '',
    ...countsOf(object),
    createdAt: parseTime(object.metadata.creationTimestamp ?? '') - epochMs,
    image: spec?.template?.spec?.containers?.[0]?.image ?? '',
  };
}

/** A DaemonSet counts nodes, the others replicas. */
function countsOf(object: KubeObject): Pick<ViewWorkload, 'wanted' | 'ready' | 'available'> {
  if (object.kind === 'DaemonSet') {
    const { status } = object as unknown as DaemonSet;
    const { desiredNumberScheduled: wanted = 0, numberReady: ready = 0, numberAvailable: available = 0 } = status ?? {};
    return { wanted, ready, available };
  }
  const { spec, status } = object as unknown as ReplicaSet;
  return {
    wanted: spec?.replicas ?? 1,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
  };
}

export function viewEvent(object: KubeObject, epochMs: number): ViewEvent {
  const event = object as unknown as Event;
  const { involvedObject: about, source } = event;
  const last = event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? '';
  return {
    ref: refOf(object),
    type: event.type ?? '',
    reason: event.reason ?? '',
    message: event.message ?? '',
    about: `${about?.kind ?? ''}/${about?.namespace ?? ''}/${about?.name ?? ''}`,
    from: source?.component || event.reportingComponent || '',
    count: event.series?.count ?? event.count ?? 1,
    lastAt: parseTime(last) - epochMs,
  };
}
