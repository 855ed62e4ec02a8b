// What has changed between two looks at the cluster, as sentences to be spoken. Three levels: only results, also every change of
// a pod or node, or everything down to single messages. At most a few sentences a time; the rest is counted.

import type { ObjectRef, ViewMessage } from '../../engine/index.ts';
import { panels } from '../ui/text/panels.ts';
import { type Cluster, machineState } from './tree.ts';

export type Level = 'results' | 'changes' | 'everything';

/** The part of the world that is spoken about. */
export interface Heard {
  readonly pods: ReadonlyMap<ObjectRef, { readonly name: string; readonly status: string; readonly node: string }>;
  readonly nodes: ReadonlyMap<string, string>;
  readonly workloads: ReadonlyMap<
    ObjectRef,
    { readonly name: string; readonly ready: number; readonly wanted: number }
  >;
}

const words = panels.outline;
const sentenceBound = 3;

export function hear(cluster: Cluster): Heard {
  const pods = cluster.pods.filter((pod) => pod.namespace !== 'kube-system');
  return {
    pods: new Map(
      pods.map((pod) => [
        pod.ref,
        { name: pod.suffix ? `${pod.label} ${pod.suffix}` : pod.name, status: pod.status, node: pod.node },
      ]),
    ),
    nodes: new Map(
      cluster.machines.flatMap((machine) =>
        machine.node ? [[machine.name, machineState(machine, words.words).status] as const] : [],
      ),
    ),
    workloads: new Map(
      cluster.workloads
        .filter((one) => one.owner === '' && one.namespace !== 'kube-system')
        .map((one) => [one.ref, { name: one.name, ready: one.ready, wanted: one.wanted }]),
    ),
  };
}

export function changesBetween(
  before: Heard,
  now: Heard,
  messages: readonly ViewMessage[],
  level: Level,
  nameOf: (address: string) => string,
): string {
  const said: string[] = [];
  for (const [ref, workload] of now.workloads) {
    const was = before.workloads.get(ref);
    const isWhole = workload.ready === workload.wanted;
    const changed = was?.ready !== workload.ready || was?.wanted !== workload.wanted;
    if (changed && (isWhole || level !== 'results')) {
      said.push(words.spoken.result(workload.name, workload.ready, workload.wanted));
    }
  }
  for (const [name, status] of now.nodes) {
    const was = before.nodes.get(name);
    if (was !== undefined && was !== status) said.push(words.spoken.nodeIs(name, status));
  }
  if (level !== 'results') said.unshift(...podChanges(before, now));
  if (level === 'everything') {
    said.unshift(...messages.map((one) => words.spoken.message(nameOf(one.from), nameOf(one.to), one.label)));
  }
  if (said.length <= sentenceBound) return said.join(' ');
  return [...said.slice(0, sentenceBound), words.spoken.more(said.length - sentenceBound)].join(' ');
}

function podChanges(before: Heard, now: Heard): readonly string[] {
  const said: string[] = [];
  for (const [ref, pod] of now.pods) {
    const was = before.pods.get(ref);
    if (was && was.status === pod.status && was.node === pod.node) continue;
    if (pod.status === 'Pending' && pod.node === '') said.push(words.spoken.podWaits(pod.name));
    else said.push(words.spoken.podIs(pod.name, pod.status, pod.node));
  }
  for (const [ref, pod] of before.pods) if (!now.pods.has(ref)) said.push(words.spoken.podGone(pod.name));
  return said;
}
