// The life of one pod's worker: it syncs when something changed, does the steps of the plan one by one, and waits for a newer look at the runtime.
// A sync first tells what it sees, then acts: so what the API shows is what the sync before ended with.
// Source: `pkg/kubelet/pod_workers.go`, `kubelet.go` SyncPod, `kuberuntime_manager.go` SyncPod.

import type { Pod } from '../api/types.ts';
import { between } from '../kernel/dice.ts';
import type { IO } from '../kernel/process.ts';
import { kubelet as timings } from '../timings.ts';
import { admit, hold } from './admission.ts';
import { stopContainer } from './hooks.ts';
import { deadlineOf, podEvent, statusInput } from './pod-facts.ts';
import { addProbes, tendProbes } from './prober.ts';
import { startContainer } from './start-container.ts';
import { change, cri, find, isDeleting, type Kubelet, later, nextPoint, nextRelist } from './state.ts';
import { hasEnded, podStatus, rejectedStatus, withSandbox } from './status.ts';
import { setStatus } from './status-manager.ts';
import { planPod } from './sync-pod.ts';
import { cleanUp, graceOf, terminate } from './termination.ts';
import { mountAt } from './volumes.ts';
import type { Worker } from './worker.ts';

/** Something about this pod changed, or its time has come: works on it now, or as soon as that may be. */
export function wake(kubelet: Kubelet, io: IO, uid: string): void {
  const worker = find(kubelet, uid);
  if (!worker || worker.stage === 'finished') return;
  if (worker.busy) {
    if (!worker.pending) change(kubelet, worker, { pending: true });
    return;
  }
  const newer = worker.runtimeAt > worker.syncedAt && !worker.stale;
  if (newer || (!worker.stale && nextRelist(io, worker.syncedAt) <= io.now)) sync(kubelet, io, worker);
  else armRelist(kubelet, io, uid);
}

/** The relist polls the runtime once a second; it only fires when somebody waits for it. */
export function armRelist(kubelet: Kubelet, io: IO, uid: string): void {
  const { relist } = kubelet;
  relist.uids[uid] = true;
  if (relist.timer === 0) relist.timer = io.after(nextRelist(io) - io.now, 'work', { kind: 'relist' });
}

export function relistTimer(kubelet: Kubelet, io: IO): void {
  const { uids } = kubelet.relist;
  kubelet.relist = { timer: 0, uids: {} };
  for (const uid in uids) {
    const worker = find(kubelet, uid);
    if (!worker) continue;
    if (worker.stale || worker.busy) look(kubelet, io, worker);
    else wake(kubelet, io, uid);
  }
}

/** Asks the runtime about one pod; the answer wakes its worker. */
export function look(kubelet: Kubelet, io: IO, worker: Worker): void {
  cri(kubelet, io, worker, { kind: 'cri-request', call: 'PodSandboxStatus', uid: worker.uid }, 'look', {
    because: 'looks what became of its containers',
  });
}

function sync(kubelet: Kubelet, io: IO, worker: Worker): void {
  if (worker.timer !== 0) io.cancel(worker.timer);
  switch (worker.stage) {
    case 'sync':
      syncPod(kubelet, io, change(kubelet, worker, { timer: 0, pending: false }));
      return;
    case 'terminating':
      terminate(kubelet, io, change(kubelet, worker, { timer: 0, pending: false }));
      return;
    default:
      cleanUp(kubelet, io, change(kubelet, worker, { timer: 0, pending: false }));
  }
}

function syncPod(kubelet: Kubelet, io: IO, fresh: Worker): void {
  let worker = fresh;
  if (isDeleting(worker.pod) || worker.orphan) {
    terminate(kubelet, io, change(kubelet, worker, { stage: 'terminating' }));
    return;
  }
  if (!worker.admitted) {
    const refused = admit(kubelet, worker);
    if (refused) {
      worker = change(kubelet, worker, { rejected: refused, stage: 'finished', syncedAt: io.now });
      podEvent(kubelet, io, worker, 'Warning', refused.reason, refused.message);
      setStatus(kubelet, io, worker, rejectedStatus(statusInput(kubelet, io, worker, false), refused), refused.message);
      return;
    }
    worker = change(kubelet, worker, { admitted: true });
    hold(kubelet, worker, 1);
  }
  const input = statusInput(kubelet, io, worker, true);
  worker = setStatus(
    kubelet,
    io,
    worker,
    podStatus(input),
    worker.syncedAt < 0 ? 'it has come to this node' : 'it was looked at',
  );
  worker = armDeadline(kubelet, io, worker);
  if (hasEnded(input)) {
    endSync(kubelet, io, change(kubelet, worker, { stage: 'terminating', grace: graceOf(worker), pending: true }));
    return;
  }
  worker = change(kubelet, worker, {
    busy: true,
    failed: false,
    acted: false,
    started: false,
    wait: undefined,
    todo: [],
  });
  if (!worker.mounted) {
    worker = change(kubelet, worker, { doing: 'volumes', mountSince: io.now, mountFailures: 0 });
    const body = { kind: 'mount', uid: worker.uid };
    io.after(Math.max(1, mountAt(io, worker.uid) - io.now), 'work', body);
    return;
  }
  plan(kubelet, io, worker);
}

/** Once a second the kubelet looks whose time is up. */
function armDeadline(kubelet: Kubelet, io: IO, worker: Worker): Worker {
  const deadline = deadlineOf(kubelet, worker) ?? 0;
  if (deadline <= io.now || deadline === worker.deadline) return worker;
  const at = nextPoint(io, 'sync', timings.syncTick, deadline - 1);
  const body = { kind: 'deadline', uid: worker.uid };
  io.after(at - io.now, 'backoff', body);
  return change(kubelet, worker, { deadline });
}

/** All volumes are there: the sync that waited looks every 300 ms, and goes on at its next look. */
export function mounted(kubelet: Kubelet, io: IO, worker: Worker): void {
  const waited = io.now - worker.mountSince;
  const next = change(kubelet, worker, { mounted: true, doing: 'volume-poll' });
  const left = timings.volumePoll - (waited % timings.volumePoll);
  later(kubelet, io, next, io.now + left, 'work');
}

export function plan(kubelet: Kubelet, io: IO, unprobed: Worker): void {
  const worker = unprobed.hasProbes ? unprobed : addProbes(kubelet, io, unprobed, unprobed.runtime !== undefined);
  const { steps, sandboxChanged } = planPod(worker.pod, worker.runtime, worker.probed, worker.failing);
  for (const step of steps) {
    if (step.do !== 'stop' || step.message === undefined) continue;
    podEvent(kubelet, io, worker, 'Normal', 'Killing', step.message, step.name);
  }
  if (sandboxChanged && steps.length > 0) {
    podEvent(kubelet, io, worker, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
  }
  nextStep(kubelet, io, change(kubelet, worker, { todo: steps, hasProbes: true, failing: {} }));
}

/** Does the next thing of the plan; a pod that is to end does nothing more. */
export function nextStep(kubelet: Kubelet, io: IO, worker: Worker): void {
  const [step] = worker.todo;
  if (!step || isDeleting(worker.pod) || worker.orphan) {
    endSync(kubelet, io, worker);
    return;
  }
  const { uid } = worker;
  switch (step.do) {
    case 'sandbox': {
      const { name = '', namespace = '' } = worker.pod.metadata;
      const hostNetwork = worker.pod.spec.hostNetwork === true;
      const request = {
        kind: 'cri-request',
        call: 'RunPodSandbox',
        pod: { uid, namespace, name },
        attempt: step.attempt,
        hostNetwork,
      } as const;
      cri(kubelet, io, change(kubelet, worker, { doing: 'sandbox', acted: true }), request, 'sandbox', {
        because: step.attempt === 0 ? 'it has come to this node' : 'its sandbox has died',
      });
      return;
    }
    case 'stop':
      stopContainer(
        kubelet,
        io,
        change(kubelet, worker, { doing: 'stop', acted: true }),
        { id: step.container, name: step.name },
        step.grace,
        'step-done',
      );
      return;
    case 'stop-sandbox':
      cri(
        kubelet,
        io,
        change(kubelet, worker, { doing: 'stop-sandbox', acted: true }),
        { kind: 'cri-request', call: 'StopPodSandbox', uid, sandbox: step.sandbox },
        'step-done',
      );
      return;
    default:
      startContainer(kubelet, io, worker, step.container);
  }
}

export function stepDone(kubelet: Kubelet, io: IO, worker: Worker, fields: Partial<Worker> = {}): void {
  nextStep(kubelet, io, change(kubelet, worker, { ...fields, todo: worker.todo.slice(1) }));
}

/** The sandbox exists: that alone is told at once. */
export function sandboxReady(kubelet: Kubelet, io: IO, worker: Worker, sandbox: string): void {
  let next = change(kubelet, worker, { sandbox });
  if (next.status) {
    const status = withSandbox(next.status, kubelet.config.epochMs, io.now);
    next = setStatus(kubelet, io, next, status, 'its sandbox and network are ready');
  }
  stepDone(kubelet, io, next);
}

/** A step failed in a way that makes the rest pointless. */
export function giveUp(kubelet: Kubelet, io: IO, worker: Worker): void {
  endSync(kubelet, io, change(kubelet, worker, { failed: true, todo: [] }));
}

/** The sync is over. Who started something looks at once what came of it; who failed tries again later. */
export function endSync(kubelet: Kubelet, io: IO, worker: Worker): void {
  const { failed, acted, uid, pending, wait } = worker;
  let next = change(kubelet, worker, {
    busy: false,
    doing: '',
    todo: [],
    syncedAt: io.now,
    stale: worker.stale || acted,
  });
  if (isDeleting(next.pod) || next.orphan) {
    wake(kubelet, io, uid);
    return;
  }
  if (failed) {
    const base = wait === undefined ? timings.retry : Math.min(wait, timings.longestWait);
    const jitter = between(io.draw('resync', uid, io.now), 0, 500);
    const at = nextPoint(io, 'sync', timings.syncTick, io.now + Math.round((base * (1000 + jitter)) / 1000) - 1);
    next = later(kubelet, io, next, at, 'backoff');
  }
  tendProbes(kubelet, io, uid);
  next = find(kubelet, uid) ?? next;
  if (acted && !failed) look(kubelet, io, next);
  else if (acted) armRelist(kubelet, io, uid);
  else if (pending) wake(kubelet, io, uid);
}

/** The API server's word on a pod: a new one, or a change that matters. Status is the kubelet's own and is not looked at. */
export function podSeen(kubelet: Kubelet, io: IO, worker: Worker, pod: Pod): void {
  const old = worker.pod;
  const sameSpec = old.spec === pod.spec || old.metadata.generation === pod.metadata.generation;
  const ending = isDeleting(pod) && old.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp;
  if (sameSpec && !ending) {
    const { labels, annotations } = pod.metadata;
    if (labels !== old.metadata.labels || annotations !== old.metadata.annotations) change(kubelet, worker, { pod });
    return;
  }
  const next = change(kubelet, worker, { pod });
  if (!ending) {
    wake(kubelet, io, next.uid);
    return;
  }
  end(kubelet, io, next);
}

/** The pod has been deleted: a sync that only waits is given up, one that acts ends with its present step. */
export function end(kubelet: Kubelet, io: IO, worker: Worker): void {
  let next = worker;
  if (
    next.stage === 'sync' &&
    next.busy &&
    ['volumes', 'volume-poll', 'pull', 'pull-queue', 'post-start'].includes(next.doing)
  ) {
    kubelet.pulls = kubelet.pulls.filter((one, i) => i === 0 || one.uid !== next.uid);
    next = change(kubelet, next, { busy: false, doing: '', todo: [], syncedAt: io.now });
  }
  wake(kubelet, io, next.uid);
}
