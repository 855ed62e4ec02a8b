// One word for a whole pod: Pending, Running, Succeeded or Failed, from the states of its containers and its restart policy.
// A pod in a crash loop is Running, since it will be started again; one whose image cannot be pulled is Pending, since nothing ever ran.
// Source: `pkg/kubelet/kubelet_pods.go` getPhase.

import type { ContainerStatus, Pod } from '../api/types.ts';
import { restartable } from './container-status.ts';

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

export function isTerminal(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** `over`: nothing of the pod runs or will be started again (it was deleted and has ended). */
export function phaseOf(
  pod: Pod,
  init: readonly ContainerStatus[],
  apps: readonly ContainerStatus[],
  over: boolean,
): Phase {
  const { restartPolicy = 'Always', initContainers = [] } = pod.spec;
  let pendingRegular = 0;
  let pendingSidecars = 0;
  for (const container of initContainers) {
    const status = init.find(({ name }) => name === container.name);
    const state = status?.state ?? {};
    if (restartable(container)) {
      if (state.running ? !status?.started : !state.terminated && !status?.lastState?.terminated) pendingSidecars++;
      continue;
    }
    const end = state.terminated ?? (state.waiting ? status?.lastState?.terminated : undefined);
    if (!end) pendingRegular++;
    else if (end.exitCode !== 0 && restartPolicy === 'Never') return 'Failed';
  }
  const counts = { running: 0, waiting: 0, stopped: 0, succeeded: 0 };
  let someStarted = false;
  for (const { state = {}, lastState } of apps) {
    if (state.running || state.terminated || lastState?.terminated) someStarted = true;
    if (state.running) counts.running++;
    else if (state.terminated) {
      counts.stopped++;
      if (state.terminated.exitCode === 0) counts.succeeded++;
    } else if (lastState?.terminated) counts.stopped++;
    else counts.waiting++;
  }
  if (pendingRegular > 0 && !someStarted) return 'Pending';
  if (pendingSidecars > 0 && !someStarted) return 'Pending';
  if (counts.waiting > 0) return 'Pending';
  if (counts.running > 0) return 'Running';
  if (counts.stopped > 0) {
    if (over) return counts.succeeded === apps.length ? 'Succeeded' : 'Failed';
    if (restartPolicy === 'Always') return 'Running';
    if (counts.succeeded === counts.stopped) return 'Succeeded';
    return restartPolicy === 'Never' ? 'Failed' : 'Running';
  }
  return 'Pending';
}
