// The cluster in a few sentences: what a glance at the picture tells, for those who listen and for those who want to be sure.
// What is not as it should be comes first and by name; what is fine is one sentence.

import { panels } from '../ui/text/panels.ts';
import type { Cluster } from './tree.ts';

const words = panels.outline;
/** More troubled workloads than these are left to the list. */
const namedBound = 4;

export interface LastAction {
  readonly words: string;
  /** How long ago, in words. */
  readonly ago: string;
}

export function summary(cluster: Cluster, last: LastAction | undefined): string {
  const nodes = cluster.machines.filter((machine) => machine.node && machine.role === 'worker');
  const ready = nodes.filter((machine) => machine.node?.ready === 'True' && machine.up).length;
  const roots = cluster.workloads.filter((one) => one.owner === '' && one.namespace !== 'kube-system');
  const sentences: string[] = [];
  if (nodes.length) sentences.push(words.machinesReady(ready, nodes.length));
  const fine: string[] = [];
  let named = 0;
  for (const root of roots) {
    const waiting = podsUnder(cluster, root.ref).filter((pod) => pod.node === '' && pod.state === 'Pending').length;
    if (root.ready >= root.wanted && waiting === 0) fine.push(root.name);
    else if (named++ < namedBound) sentences.push(words.workloadSays(root.name, root.wanted, root.ready, waiting));
  }
  const failing = cluster.pods.filter((pod) => pod.state === 'Failing').map((pod) => pod.name);
  if (failing.length) sentences.push(words.failing(failing.slice(0, namedBound)));
  if (fine.length) sentences.push(words.fine(fine));
  if (roots.length === 0 && cluster.pods.every((pod) => pod.namespace === 'kube-system'))
    sentences.push(words.nothingRuns);
  if (last) sentences.push(words.youDid(last.words, last.ago));
  return sentences.join(' ');
}

/** Pods that a workload owns, directly or through what it owns. */
function podsUnder(cluster: Cluster, ref: string): Cluster['pods'] {
  const owners = new Set([ref, ...cluster.workloads.filter((one) => one.owner === ref).map((one) => one.ref)]);
  return cluster.pods.filter((pod) => owners.has(pod.owner));
}
