// The whole status of a pod as its kubelet sees it: phase, five conditions, containers, addresses. A pure function of what is known.
// A condition keeps its lastTransitionTime for as long as its status does not flip, whatever happens to its reason.
// Source: `pkg/kubelet/kubelet_pods.go` generateAPIPodStatus, `pkg/kubelet/status/generate.go`.

import { addQuantities, compareQuantities } from '../api/quantity.ts';
import { rfc3339 } from '../api/time.ts';
import type { Container, ContainerStatus, Pod, PodCondition, PodStatus, ResourceRequirements } from '../api/types.ts';
import type { Tick } from '../kernel/message.ts';
import { appStatuses, initStatuses, located, restartable, type StatusInput } from './container-status.ts';
import { isTerminal, phaseOf } from './phase.ts';
import type { Reason } from './worker.ts';

export interface PodStatusInput extends StatusInput {
  /** The last status: for times, and for what the runtime has forgotten. */
  readonly previous: PodStatus | undefined;
  readonly now: Tick;
  readonly hostIP: string;
  /** Containers may still run: a terminal phase is not told yet. */
  readonly mayRun: boolean;
  /** Why it has to end whatever its containers do. */
  readonly evicted?: Reason;
}

interface Judgement {
  readonly status: 'True' | 'False';
  readonly reason?: string;
  readonly message?: string;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const good: Judgement = { status: 'True' };

export function podStatus(input: PodStatusInput): PodStatus {
  const { pod, previous, now, epochMs, hostIP, runtime } = input;
  const init = initStatuses(input, previous?.initContainerStatuses);
  const apps = appStatuses(input, previous?.containerStatuses);
  const known = previous?.phase;
  const fails = input.evicted && !isTerminal(known);
  const phase =
    isTerminal(known) && known !== undefined ? known : fails ? 'Failed' : phaseOf(pod, init, apps, input.over);
  const sandbox = runtime?.sandboxes[0];
  const hasSandbox = sandbox?.state === 'SANDBOX_READY';
  const containersReady = judgeReady(pod, init, apps, phase);
  const conditions = [
    condition(input, 'PodReadyToStartContainers', hasSandbox ? good : { status: 'False' }),
    condition(input, 'Initialized', judgeInitialised(pod, init, apps, phase)),
    condition(input, 'Ready', containersReady.status === 'True' ? judgeGates(pod) : containersReady),
    condition(input, 'ContainersReady', containersReady),
    condition(input, 'PodScheduled', good),
  ];
  const ip = hasSandbox && runtime ? (pod.spec.hostNetwork ? hostIP : sandbox.ip) : previous?.podIP;
  const reported = isTerminal(phase) && input.mayRun && !isTerminal(known) ? (known ?? 'Pending') : phase;
  const resources = previous?.resources && previous.observedGeneration !== undefined ? undefined : podResources(pod);
  // Member by member, in the order in which they are told: this is made several times for every pod.
  const status: Writable<PodStatus> = { observedGeneration: pod.metadata.generation, phase: reported, conditions };
  const { reason, message } = (fails && reported === phase ? input.evicted : previous) ?? {};
  if (reason !== undefined) status.reason = reason;
  if (message !== undefined) status.message = message;
  status.hostIP = hostIP;
  status.hostIPs = previous?.hostIPs ?? [{ ip: hostIP }];
  if (ip) {
    status.podIP = ip;
    status.podIPs = previous?.podIP === ip && previous.podIPs ? previous.podIPs : [{ ip }];
  }
  status.startTime = previous?.startTime ?? rfc3339(epochMs, now);
  if (init.length > 0) status.initContainerStatuses = init;
  status.containerStatuses = apps;
  status.resources = resources ?? previous?.resources ?? {};
  const allocated = resources ? resources.requests : previous?.allocatedResources;
  if (allocated) status.allocatedResources = allocated;
  return status;
}

/** Whether the phase that follows from the containers is terminal, told or not. */
export function hasEnded(input: PodStatusInput): boolean {
  if (input.evicted) return true;
  const init = initStatuses(input, input.previous?.initContainerStatuses);
  const apps = appStatuses(input, input.previous?.containerStatuses);
  return isTerminal(phaseOf(input.pod, init, apps, input.over));
}

/** A pod that the node refuses: Failed, with the reason, and nothing else. */
export function rejectedStatus(input: PodStatusInput, { reason, message }: Reason): PodStatus {
  return {
    observedGeneration: input.pod.metadata.generation,
    phase: 'Failed',
    conditions: [condition(input, 'PodScheduled', good)],
    reason,
    message: `Pod was rejected: ${message}`,
    startTime: rfc3339(input.epochMs, input.now),
  };
}

/** The write between sandbox and first container: this one condition and nothing else. */
export function withSandbox(status: PodStatus, epochMs: number, now: Tick): PodStatus {
  const conditions = (status.conditions ?? []).map((one) =>
    one.type === 'PodReadyToStartContainers' && one.status !== 'True'
      ? { ...one, status: 'True', lastTransitionTime: rfc3339(epochMs, now) }
      : one,
  );
  return { ...status, conditions };
}

/** Before a deleted pod's object goes: no container is left open, and what did not succeed has failed. */
export function finalStatus(status: PodStatus): PodStatus {
  const initialised = status.conditions?.some(({ type, status: is }) => type === 'Initialized' && is === 'True');
  const containerStatuses = initialised ? located(status.containerStatuses ?? []) : status.containerStatuses;
  return { ...status, containerStatuses, ...(isTerminal(status.phase) ? {} : { phase: 'Failed' }) };
}

function condition(input: PodStatusInput, type: string, judged: Judgement): PodCondition {
  const { previous, pod, epochMs, now } = input;
  const { status, reason, message } = judged;
  let lastTransitionTime: string | undefined;
  let same = false;
  for (const one of previous?.conditions ?? []) {
    if (one.type !== type) continue;
    same = one.status === status;
    lastTransitionTime = one.lastTransitionTime;
    break;
  }
  if (!same) lastTransitionTime = rfc3339(epochMs, now);
  const observedGeneration = pod.metadata.generation;
  if (reason === undefined) return { type, observedGeneration, status, lastTransitionTime };
  if (message === undefined) return { type, observedGeneration, status, lastTransitionTime, reason };
  return { type, observedGeneration, status, lastTransitionTime, reason, message };
}

function judgeReady(
  pod: Pod,
  init: readonly ContainerStatus[],
  apps: readonly ContainerStatus[],
  phase: string,
): Judgement {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const unready: string[] = [];
  const check = (name: string, statuses: readonly ContainerStatus[]) => {
    if (!statuses.find((one) => one.name === name)?.ready) unready.push(name);
  };
  for (const container of pod.spec.initContainers ?? []) if (restartable(container)) check(container.name, init);
  for (const { name } of pod.spec.containers) check(name, apps);
  if (unready.length === 0) return good;
  const message = `containers with unready status: [${unready.join(' ')}]`;
  return { status: 'False', reason: 'ContainersNotReady', message };
}

function judgeInitialised(
  pod: Pod,
  init: readonly ContainerStatus[],
  apps: readonly ContainerStatus[],
  phase: string,
): Judgement {
  if (phase === 'Succeeded') return { status: 'True', reason: 'PodCompleted' };
  if (apps.some(({ state, lastState }) => state?.running || state?.terminated || lastState?.terminated)) return good;
  const incomplete = incompleteInit(pod, init);
  if (incomplete.length === 0) return good;
  const message = `containers with incomplete status: [${incomplete.join(' ')}]`;
  return { status: 'False', reason: 'ContainersNotInitialized', message };
}

function incompleteInit(pod: Pod, init: readonly ContainerStatus[]): string[] {
  const names: string[] = [];
  for (const container of pod.spec.initContainers ?? []) {
    const status = init.find(({ name }) => name === container.name);
    if (!(restartable(container) ? status?.started : status?.ready)) names.push(container.name);
  }
  return names;
}

function judgeGates(pod: Pod): Judgement {
  for (const { conditionType } of pod.spec.readinessGates ?? []) {
    const found = pod.status?.conditions?.find(({ type }) => type === conditionType);
    if (found?.status === 'True') continue;
    const message = found
      ? `the status of pod readiness gate "${conditionType}" is not "True", but ${found.status}`
      : `corresponding condition of pod readiness gate "${conditionType}" does not exist.`;
    return { status: 'False', reason: 'ReadinessGatesNotReady', message };
  }
  return good;
}

type Amounts = Record<string, string>;

/** Sums over containers, or the largest init container; pod-level figures where the spec has them. */
function podResources(pod: Pod): ResourceRequirements {
  const requests = { ...total(pod, 'requests'), ...pod.spec.resources?.requests };
  const limits = { ...total(pod, 'limits'), ...pod.spec.resources?.limits };
  return {
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    ...(Object.keys(requests).length > 0 ? { requests } : {}),
  };
}

function total({ spec }: Pod, which: 'requests' | 'limits'): Amounts {
  const sum: Amounts = {};
  const complete = (name: string) =>
    which === 'requests' || spec.containers.every(({ resources }) => resources?.limits?.[name] !== undefined);
  const add = ({ resources }: Container) => {
    const amounts = resources?.[which];
    for (const name in amounts) if (complete(name)) sum[name] = addQuantities(sum[name], amounts[name]);
  };
  for (const container of spec.containers) add(container);
  for (const container of spec.initContainers ?? []) {
    if (restartable(container)) {
      add(container);
      continue;
    }
    const amounts = container.resources?.[which];
    for (const name in amounts) {
      if (complete(name) && compareQuantities(amounts[name], sum[name]) > 0) sum[name] = amounts[name];
    }
  }
  return sum;
}
