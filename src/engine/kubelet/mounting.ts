// Sets up the volumes of one pod: what they hold is asked for, one object after the other; a failed attempt is told and made again.
// The sync that waits for them gives up after two minutes, tells which volumes are missing, and begins again.

import { codeOf, type Reply } from '../client/requests.ts';
import type { IO } from '../kernel/process.ts';
import { kubelet as timings } from '../timings.ts';
import { podEvent } from './pod-facts.ts';
import { giveUp, mounted } from './pod-worker.ts';
import { decoded } from './start-container.ts';
import { change, find, type Kubelet } from './state.ts';
import { askFor, mountRetry, type Need, unmet, volumeNeeds } from './volumes.ts';
import type { Worker } from './worker.ts';

/** The volume manager's turn for this pod. */
export function mountTimer(kubelet: Kubelet, io: IO, uid: string): void {
  const worker = find(kubelet, uid);
  if (worker?.doing !== 'volumes') return;
  const needs = volumeNeeds(worker.pod);
  if (needs.length === 0) mounted(kubelet, io, worker);
  else askFor(kubelet, io, worker, needs[0], 0, 'mount');
}

export function mountReply(kubelet: Kubelet, io: IO, reply: Reply): void {
  const { uid, index } = reply.context as { uid: string; index: number };
  const worker = find(kubelet, uid);
  if (worker?.doing !== 'volumes') return;
  const needs = volumeNeeds(worker.pod);
  const what = needs[index];
  const problem = unmet(what, reply, worker.pod.metadata.namespace ?? '');
  if (problem !== '') {
    failed(kubelet, io, worker, what.volume, problem);
    return;
  }
  const next = keep(kubelet, worker, what, reply);
  if (index + 1 < needs.length) askFor(kubelet, io, next, needs[index + 1], index + 1, 'mount');
  else mounted(kubelet, io, next);
}

/** What the object holds becomes files of the pod's containers. */
function keep(kubelet: Kubelet, worker: Worker, { resource, name }: Need, reply: Reply): Worker {
  if ((resource !== 'configmaps' && resource !== 'secrets') || codeOf(reply) !== 200) return worker;
  const { data = {} } = (reply.response?.body ?? {}) as { data?: Record<string, string> };
  return change(kubelet, worker, { mounts: { ...worker.mounts, [`${resource}/${name}`]: decoded(resource, data) } });
}

function failed(kubelet: Kubelet, io: IO, worker: Worker, volume: string, problem: string): void {
  const message = `MountVolume.SetUp failed for volume "${volume}" : ${problem}`;
  podEvent(kubelet, io, worker, 'Warning', 'FailedMount', message);
  const failures = worker.mountFailures + 1;
  const next = change(kubelet, worker, { mountFailures: failures });
  const wait = mountRetry(failures);
  if (io.now + wait - next.mountSince > timings.volumeTimeout) {
    const list = `unmounted volumes=[${volume}], unattached volumes=[], failed to process volumes=[]`;
    const text = `Unable to attach or mount volumes: ${list}: context deadline exceeded`;
    podEvent(kubelet, io, next, 'Warning', 'FailedMount', text);
    giveUp(kubelet, io, next);
    return;
  }
  const body = { kind: 'mount', uid: worker.uid };
  io.after(wait, 'backoff', body);
}
