// Where a kubelet's pods come from: its watch of pods with its own node's name. New ones get a worker, changed ones are woken, vanished ones are ended.
// It begins only when both sides are known, the API server's and the runtime's: before that it could take a pod's containers for orphans.

import { type KubeObject, keyOf } from '../api/object.ts';
import type { Pod } from '../api/types.ts';
import type { Change } from '../client/informer.ts';
import type { IO } from '../kernel/process.ts';
import { requestsOf } from './admission.ts';
import { end, podSeen, wake } from './pod-worker.ts';
import { add, allWorkers, change, find, isDeleting, type Kubelet } from './state.ts';
import { statusStored } from './status-manager.ts';
import { forget, removeSandbox } from './termination.ts';
import { newWorker } from './worker.ts';

export function podChanges(state: Kubelet, io: IO, list: readonly Change[]): void {
  if (!state.listed) return;
  for (const { type, object, old } of list) {
    if (type === 'updated' && old && onlyStatus(old, object)) {
      statusStored(state, io, object as unknown as Pod);
      continue;
    }
    if (old && old.metadata.uid !== object.metadata.uid) podGone(state, io, old);
    if (type === 'deleted') podGone(state, io, object);
    else podThere(state, io, object);
  }
}

/** What comes back of a kubelet's own writing, or what somebody wrote over it: nothing that a worker looks at is new. */
function onlyStatus(old: KubeObject, { metadata, spec }: KubeObject): boolean {
  const was = old.metadata;
  return (
    old.spec === spec &&
    was.uid === metadata.uid &&
    was.deletionTimestamp === metadata.deletionTimestamp &&
    was.labels === metadata.labels &&
    was.annotations === metadata.annotations
  );
}

function podThere(state: Kubelet, io: IO, object: KubeObject): void {
  const pod = object as unknown as Pod;
  const uid = pod.metadata.uid ?? '';
  const known = find(state, uid);
  if (known) {
    podSeen(state, io, known, pod);
    return;
  }
  const { phase } = pod.status ?? {};
  const worker = newWorker(pod, uid, keyOf(object), undefined, requestsOf(pod.spec));
  add(state, worker);
  // A pod that had ended before this kubelet knew it has nothing left to do but to go.
  if (phase === 'Succeeded' || phase === 'Failed')
    change(state, worker, { stage: isDeleting(pod) ? 'terminating' : 'finished' });
  wake(state, io, uid);
}

/** The API server has no such pod any more: what runs of it is ended without a word. */
function podGone(state: Kubelet, io: IO, object: KubeObject): void {
  const worker = find(state, object.metadata.uid ?? '');
  if (!worker) return;
  if (worker.stage === 'finished' || (worker.runtime === undefined && !worker.busy)) {
    removeSandbox(state, io, worker);
    forget(state, worker);
    return;
  }
  end(state, io, change(state, worker, { orphan: true, pod: object as unknown as Pod }));
}

/** Both sides are known for the first time: what runs without a pod is ended, what should run is looked after. */
export function sourcesReady(state: Kubelet, io: IO): void {
  if (!state.listed || !state.pods.synced) return;
  for (const object of state.pods.store.values()) podThere(state, io, object);
  for (const worker of allWorkers(state)) {
    if (state.pods.store.get(worker.key)?.metadata.uid !== worker.uid && !worker.orphan) {
      end(state, io, change(state, worker, { orphan: true }));
    }
  }
}
