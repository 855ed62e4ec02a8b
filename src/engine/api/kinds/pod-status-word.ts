// The STATUS column of `kubectl get pods` is no field of a pod: the server derives it from phase, conditions and every
// container's state each time it is asked. This is that derivation, so table, canvas and inspector say the same word.
// Source: `pkg/printers/internalversion/printers.go` printPod.
import { parseTime } from '../time.ts';
import type { ContainerState, ContainerStatus, Pod } from '../types.ts';
import { humanDuration } from './duration.ts';

export interface PodStatusLine {
  /** `Running`, `CrashLoopBackOff`, `Init:0/2`, `Terminating` … */
  readonly word: string;
  readonly readyContainers: number;
  /** App containers and sidecars. */
  readonly totalContainers: number;
  readonly restarts: number;
  /** When the last restarted container had ended, in epoch ms; undefined when nothing restarted. */
  readonly lastRestartMs: number | undefined;
}

export function podStatusWord(pod: Pod): string {
  return podStatusLine(pod).word;
}

export function podStatusLine(pod: Pod): PodStatusLine {
  const status = pod.status ?? {};
  const conditions = status.conditions ?? [];
  const sidecars = sidecarNames(pod);
  let word: string = status.reason || (status.phase ?? '');
  for (const condition of conditions) {
    if (condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated') word = 'SchedulingGated';
  }
  let readyContainers = 0;
  const init = new RestartCount();
  const sidecar = new RestartCount();
  let initWord: string | undefined;
  for (const [index, container] of (status.initContainerStatuses ?? []).entries()) {
    init.add(container);
    const isSidecar = sidecars.includes(container.name);
    if (isSidecar) sidecar.add(container);
    const { state = {} } = container;
    if (state.terminated?.exitCode === 0) continue;
    if (isSidecar && container.started === true) {
      if (container.ready) readyContainers += 1;
      continue;
    }
    initWord = `Init:${initializing(state, index, pod.spec.initContainers?.length ?? 0)}`;
    break;
  }
  if (initWord !== undefined) word = initWord;
  let restarts = init;
  const initialized = conditions.some(({ type, status }) => type === 'Initialized' && status === 'True');
  if (initWord === undefined || initialized) {
    restarts = sidecar;
    let running = false;
    let failure = '';
    // Backwards, so that the first container's trouble is the one that is shown.
    for (const container of [...(status.containerStatuses ?? [])].reverse()) {
      restarts.add(container);
      const { state = {} } = container;
      if (state.waiting?.reason) word = state.waiting.reason;
      else if (state.terminated) {
        word = terminatedWord(state.terminated);
        if (state.terminated.exitCode !== 0) failure = word;
      } else if (container.ready && state.running) {
        running = true;
        readyContainers += 1;
      }
    }
    if (word === 'Completed') {
      const ready = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
      if (running && ready) word = 'Running';
      else if (failure !== '') word = failure;
      else if (running) word = 'NotReady';
    }
  }
  if (pod.metadata.deletionTimestamp) {
    if (status.reason === 'NodeLost') word = 'Unknown';
    else if (status.phase !== 'Succeeded' && status.phase !== 'Failed') word = 'Terminating';
  }
  const totalContainers = (pod.spec.containers?.length ?? 0) + sidecars.length;
  return { word, readyContainers, totalContainers, restarts: restarts.count, lastRestartMs: restarts.lastMs };
}

/** `3 (2m5s ago)`; only the number when nothing restarted or nobody knows when. */
export function restartsText(line: PodStatusLine, nowMs: number): string {
  if (line.restarts === 0 || line.lastRestartMs === undefined) return String(line.restarts);
  return `${line.restarts} (${humanDuration(nowMs - line.lastRestartMs)} ago)`;
}

function initializing(state: ContainerState, index: number, total: number): string {
  if (state.terminated) return terminatedWord(state.terminated);
  const reason = state.waiting?.reason ?? '';
  return reason !== '' && reason !== 'PodInitializing' ? reason : `${index}/${total}`;
}

function terminatedWord(terminated: NonNullable<ContainerState['terminated']>): string {
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
}

function sidecarNames(pod: Pod): string[] {
  const names: string[] = [];
  for (const { name, restartPolicy } of pod.spec.initContainers ?? []) if (restartPolicy === 'Always') names.push(name);
  return names;
}

class RestartCount {
  count = 0;
  lastMs: number | undefined;

  add(container: ContainerStatus): void {
    this.count += container.restartCount ?? 0;
    const finishedAt = container.lastState?.terminated?.finishedAt;
    if (!finishedAt) return;
    const ms = parseTime(finishedAt);
    if (this.lastMs === undefined || ms > this.lastMs) this.lastMs = ms;
  }
}
