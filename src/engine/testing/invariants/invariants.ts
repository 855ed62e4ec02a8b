// What must hold in every cluster at every moment, whatever anybody breaks. Each invariant looks at a world and names what it saw;
// most of them follow the store's journal, so looking often costs only what changed.

import { controllerOf, type KubeObject } from '../../api/object.ts';
import { milliValue } from '../../api/quantity.ts';
import type { Deployment, Node, Pod } from '../../api/types.ts';
import type { EtcdKeyValue, EtcdRecord } from '../../api/wire.ts';
import { storeTable } from '../../cluster/control-plane.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import type { Table } from '../../kernel/table.ts';
import type { PodRecord } from '../../runtime/cri.ts';

/** Violations found, each a sentence; empty when all is well. Keep one watch for a whole run. */
export class Watchman {
  private seen = 0;
  private readonly homes = new Map<string, string>();

  look(world: Simulation): readonly string[] {
    const history = storeTable<EtcdRecord>(world, 'etcd/history');
    const kvs = storeTable<EtcdKeyValue>(world, 'etcd/kvs');
    if (!history || !kvs) return [];
    return [...this.newRecords(history), ...runningTwice(world), ...overfull(kvs), ...tooMany(kvs)];
  }

  /** Revisions only grow; a pod never moves from one node to another; an ended pod never comes back to life. */
  private newRecords(history: Table<EtcdRecord>): readonly string[] {
    const wrong: string[] = [];
    const fresh = history.changedSince(this.seen);
    this.seen = history.position;
    let last = 0;
    for (const key of fresh ?? history.keys()) {
      const record = history.get(key);
      if (!record) continue;
      if (record.revision < last) wrong.push(`revision ${record.revision} was stored after ${last}`);
      last = Math.max(last, record.revision);
      if (!record.key.startsWith('/registry/pods/') || !record.kv) continue;
      const pod = record.kv.value as unknown as Pod;
      const { uid = '', name } = pod.metadata;
      const node = pod.spec?.nodeName;
      const home = this.homes.get(uid);
      if (home !== undefined && node !== home) wrong.push(`pod ${name} moved from ${home} to ${node}`);
      if (node) this.homes.set(uid, node);
      const before = (record.previous?.value as unknown as Pod | undefined)?.status?.phase;
      const ended = before === 'Succeeded' || before === 'Failed';
      if (ended && pod.status?.phase !== before) wrong.push(`pod ${name} went from ${before} to ${pod.status?.phase}`);
    }
    return wrong;
  }
}

/** A pod's containers run on one machine, and each of its containers at most once. */
function runningTwice(world: Simulation): readonly string[] {
  const wrong: string[] = [];
  const places = new Map<string, string>();
  for (const [machine, { disk, up }] of world.machines) {
    if (!up) continue;
    (disk['containerd/pods'] as Table<PodRecord> | undefined)?.scan((record, uid) => {
      const running = record.containers.filter((container) => container.state === 'CONTAINER_RUNNING');
      if (running.length === 0) return;
      const other = places.get(uid);
      if (other !== undefined) wrong.push(`pod ${record.pod.name} runs on ${other} and on ${machine}`);
      places.set(uid, machine);
      const names = running.map((container) => container.config.name);
      if (new Set(names).size < names.length)
        wrong.push(`pod ${record.pod.name} runs a container twice: ${names.join(', ')}`);
    });
  }
  return wrong;
}

/** What pods on a node ask for never exceeds what it has to give. */
function overfull(kvs: Table<EtcdKeyValue>): readonly string[] {
  const asked = new Map<string, number>();
  kvs.scan((kv) => {
    const pod = kv.value as unknown as Pod;
    const node = pod.spec?.nodeName;
    if (!node || pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return;
    const cpu = (pod.spec?.containers ?? []).reduce(
      (sum, container) => sum + milliValue(container.resources?.requests?.cpu),
      0,
    );
    asked.set(node, (asked.get(node) ?? 0) + cpu);
  }, '/registry/pods/');
  const wrong: string[] = [];
  kvs.scan((kv) => {
    const node = kv.value as unknown as Node;
    const name = node.metadata.name ?? '';
    const has = milliValue(node.status?.allocatable?.cpu);
    const wants = asked.get(name) ?? 0;
    if (wants > has) wrong.push(`pods on ${name} ask for ${wants}m CPU of ${has}m`);
  }, '/registry/minions/');
  return wrong;
}

/** No ReplicaSet owns more active pods than the most that its Deployment could ever have wanted. */
function tooMany(kvs: Table<EtcdKeyValue>): readonly string[] {
  const active = new Map<string, number>();
  kvs.scan((kv) => {
    const owner = controllerOf(kv.value);
    const { phase } = (kv.value.status ?? {}) as { phase?: string };
    if (!owner || kv.value.metadata.deletionTimestamp || phase === 'Succeeded' || phase === 'Failed') return;
    active.set(owner.uid, (active.get(owner.uid) ?? 0) + 1);
  }, '/registry/pods/');
  const wrong: string[] = [];
  kvs.scan((kv) => {
    const most = Number(kv.value.metadata.annotations?.['podarium.test/most'] ?? Number.POSITIVE_INFINITY);
    const has = active.get(kv.value.metadata.uid ?? '') ?? 0;
    if (has > most)
      wrong.push(`ReplicaSet ${kv.value.metadata.name} has ${has} pods, never more than ${most} were wanted`);
  }, '/registry/replicasets/');
  return wrong;
}

/** Deployments that are not what was wished for, each as a sentence; empty when the cluster has converged. */
export function unfinished(kvs: Table<EtcdKeyValue>): readonly string[] {
  const waiting: string[] = [];
  kvs.scan((kv) => {
    const { spec, status, metadata } = kv.value as unknown as Deployment;
    const want = spec?.replicas ?? 1;
    const has = status?.availableReplicas ?? 0;
    const total = status?.replicas ?? 0;
    if (has !== want || total !== want || (status?.updatedReplicas ?? 0) !== want) {
      waiting.push(`${metadata.name}: ${has} of ${want} available, ${total} in all`);
    }
  }, '/registry/deployments/');
  kvs.scan((kv: { readonly value: KubeObject }) => {
    if (kv.value.metadata.deletionTimestamp) waiting.push(`pod ${kv.value.metadata.name} is still going away`);
  }, '/registry/pods/');
  return waiting;
}
