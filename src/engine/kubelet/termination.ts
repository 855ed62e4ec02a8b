// How a pod ends: every container gets a stop signal and its grace to react, then SIGKILL; then the sandbox goes; then the API hears of it.
// The pod's object is deleted last, by the kubelet, when nothing of the pod is left on the machine. Until then its name and address are taken.
// Source: `pkg/kubelet/kubelet.go` SyncTerminatingPod, SyncTerminatedPod; `kuberuntime_container.go` killContainer.

import type { IO } from '../kernel/process.ts';
import type { ContainerRecord } from '../runtime/cri.ts';
import { kubelet as timings } from '../timings.ts';
import { hold } from './admission.ts';
import { restartable } from './container-status.ts';
import { containerOf, graceLeft, isHookOpen, type OpenHook, signal, startHook } from './hooks.ts';
import { podEvent, statusInput } from './pod-facts.ts';
import { change, cri, drawn, find, isDeleting, type Kubelet, later, remove } from './state.ts';
import { finalStatus, podStatus } from './status.ts';
import { deletePod, setStatus } from './status-manager.ts';
import { running, type Worker } from './worker.ts';

/** Grace in ticks that this pod's end may take. */
export function graceOf({ pod }: Worker): number {
  const seconds = pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
  return Math.max(1, seconds) * 1000;
}

/** Begins to end a pod: tells its status, signals its containers. `done` is called when there is nothing to wait for. */
export function terminate(kubelet: Kubelet, io: IO, worker: Worker): void {
  let next = change(kubelet, worker, {
    busy: true,
    doing: 'stopping',
    todo: [],
    grace: graceOf(worker),
    endingSince: io.now,
    stopping: [],
  });
  const status = podStatus(statusInput(kubelet, io, next, true));
  next = setStatus(kubelet, io, next, status, 'it is being ended');
  const alive = running(next.runtime).reverse(); // the oldest first
  if (alive.length === 0) {
    stopSandbox(kubelet, io, next);
    return;
  }
  next = change(kubelet, next, { stopping: alive.map(({ id }) => id) });
  for (const record of alive) {
    podEvent(kubelet, io, next, 'Normal', 'Killing', `Stopping container ${record.config.name}`, record.config.name);
  }
  // All hooks begin at once; the stop signal of a sidecar waits for its turn.
  for (const record of alive) {
    const { id, config } = record;
    const fresh = find(kubelet, next.uid) ?? next;
    const handler = containerOf(fresh, config.name)?.lifecycle?.preStop;
    if (handler) {
      const { grace } = fresh;
      startHook(kubelet, io, fresh, 'preStop', { id, name: config.name }, handler, { grace, then: 'stopped' });
    } else if (inTurn(fresh, id)) end(kubelet, io, fresh, id);
  }
}

/** Those that are not sidecars come first, all together; then the sidecars, one after the other, the last started first. */
function inTurn(worker: Worker, id: string): boolean {
  const left = running(worker.runtime).filter((record) => worker.stopping.includes(record.id));
  const mains = left.filter((record) => !isSidecar(worker, record));
  return mains.length > 0 ? mains.some((record) => record.id === id) : left[0]?.id === id;
}

/** The stop signal; what hooks and waiting have used up is taken from the grace. */
function end(kubelet: Kubelet, io: IO, worker: Worker, container: string): void {
  const grace = graceLeft(worker.grace, worker.endingSince, io.now);
  signal(kubelet, io, worker, container, grace, 'stopped', 'its pod is being ended');
}

export function preStopOver(kubelet: Kubelet, io: IO, worker: Worker, { container }: OpenHook): void {
  if (worker.stage !== 'terminating' || !worker.stopping.includes(container)) return;
  if (inTurn(worker, container)) end(kubelet, io, worker, container);
}

function isSidecar({ pod }: Worker, record: ContainerRecord): boolean {
  return (pod.spec.initContainers ?? []).some((one) => one.name === record.config.name && restartable(one));
}

/** One container has ended: the sidecars' turn comes in reverse order, then the sandbox's. */
export function containerStopped(kubelet: Kubelet, io: IO, worker: Worker, container: string): void {
  const stopping = worker.stopping.filter((id) => id !== container);
  const next = change(kubelet, worker, { stopping });
  if (stopping.length === 0) {
    stopSandbox(kubelet, io, next);
    return;
  }
  const left = running(next.runtime).filter(({ id }) => stopping.includes(id));
  const [first] = left;
  if (!first || !left.every((record) => isSidecar(next, record))) return;
  if (!isHookOpen(kubelet, 'preStop', first.id)) end(kubelet, io, next, first.id);
}

function stopSandbox(kubelet: Kubelet, io: IO, worker: Worker): void {
  const sandbox = worker.runtime?.sandboxes[0];
  const next = change(kubelet, worker, { doing: 'stop-sandbox' });
  if (sandbox?.state === 'SANDBOX_READY') {
    cri(
      kubelet,
      io,
      next,
      { kind: 'cri-request', call: 'StopPodSandbox', uid: next.uid, sandbox: sandbox.id },
      'sandbox-stopped',
      {
        because: 'all containers have ended',
      },
    );
  } else {
    lookOnceMore(kubelet, io, next);
  }
}

/** What the runtime says now is what the API is told. */
export function lookOnceMore(kubelet: Kubelet, io: IO, worker: Worker): void {
  const next = change(kubelet, worker, { doing: 'last-look' });
  cri(kubelet, io, next, { kind: 'cri-request', call: 'PodSandboxStatus', uid: next.uid }, 'last-look');
}

/** Everything has stopped: the terminal phase is told, and the rest waits for the next relist. */
export function terminated(kubelet: Kubelet, io: IO, worker: Worker): Worker {
  if (worker.admitted) hold(kubelet, worker, -1);
  const next = change(kubelet, worker, {
    stage: 'terminated',
    admitted: false,
    busy: false,
    doing: '',
    syncedAt: io.now,
    stale: false,
  });
  const status = podStatus(statusInput(kubelet, io, next, false));
  return setStatus(kubelet, io, next, status, 'all of its containers have ended');
}

/** Volumes and cgroup go; that takes a moment. */
export function cleanUp(kubelet: Kubelet, io: IO, worker: Worker): void {
  const status = podStatus(statusInput(kubelet, io, worker, false));
  const told = setStatus(kubelet, io, worker, status, 'it is looked at for the last time');
  const next = change(kubelet, told, { busy: true, doing: 'unmount' });
  later(kubelet, io, next, io.now + drawn(io, timings.unmount, 'unmount', worker.uid), 'work');
}

/** Nothing is left. A deleted pod's object goes now; one that ended by itself stays, with its containers' logs. */
export function finish(kubelet: Kubelet, io: IO, worker: Worker): void {
  const next = change(kubelet, worker, { stage: 'finished', busy: false, doing: '', timer: 0 });
  if (next.orphan) {
    removeSandbox(kubelet, io, next);
    forget(kubelet, next);
  } else if (isDeleting(next.pod)) {
    const status = next.status && finalStatus(next.status);
    const last = change(kubelet, next, { status: status && Object.freeze(status) });
    if (last.sending === '') deletePod(kubelet, io, last);
  }
}

export function removeSandbox(kubelet: Kubelet, io: IO, worker: Worker): void {
  let next = worker;
  for (const { id } of worker.runtime?.sandboxes ?? []) {
    next = cri(
      kubelet,
      io,
      next,
      { kind: 'cri-request', call: 'RemovePodSandbox', uid: worker.uid, sandbox: id },
      'removed',
      {
        because: 'its pod is gone',
      },
    );
  }
}

export function forget(kubelet: Kubelet, worker: Worker): void {
  if (worker.admitted) hold(kubelet, worker, -1);
  remove(kubelet, worker.uid);
}
