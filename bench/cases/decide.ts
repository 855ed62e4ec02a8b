// How long the scheduler thinks about one pod: on clusters of 10 to 5,000 nodes that already run some, and for a rush of pods
// of one template. Each measured step decides and then counts the pod on its node, as the running scheduler does.

import type { Node, Pod } from '../../src/engine/api/types.ts';
import { draw } from '../../src/engine/kernel/dice.ts';
import { decide } from '../../src/engine/scheduler/cycle.ts';
import { chosenNode } from '../../src/engine/scheduler/decision.ts';
import { putSelector } from '../../src/engine/scheduler/default-spread.ts';
import { assumePod, createCache, putNode, type SchedulerCache } from '../../src/engine/scheduler/snapshot.ts';

export interface Measurement {
  name: string;
  value: number;
  unit: string;
  /** Decisions measured. */
  n: number;
}

/** CPU time a decision; the least of five runs on fresh clusters, since the compiler and other programs only ever add. */
export function decideBench(): Measurement[] {
  const found = [10, 100, 1_000, 5_000].map((nodes) =>
    measure(`decide, ${nodes} nodes`, nodes, Math.min(500, nodes * 5), 1_000),
  );
  return [
    ...found,
    measure('decide, 1,000 pods of one template on 12 nodes', 12, 0, 1_000),
    measure('decide, 12 nodes, pods of a ReplicaSet', 12, 0, 1_000, 'default spread'),
    measure('decide, 1,000 nodes, pods of a ReplicaSet', 1_000, 500, 1_000, 'default spread'),
    measure('decide, 5,000 nodes, pods of a ReplicaSet', 5_000, 500, 1_000, 'default spread'),
    measure('decide, 1,000 nodes, own spread and affinity', 1_000, 500, 1_000, 'own rules'),
  ];
}

type Wishes = 'none' | 'default spread' | 'own rules';

function measure(name: string, nodes: number, already: number, n: number, wishes: Wishes = 'none'): Measurement {
  const runs = [1, 2, 3, 4, 5].map(() => {
    const cache = clusterOf(nodes);
    if (wishes === 'default spread') putSelector(cache, 'ReplicaSet', SET);
    place(cache, already, 'already-there', wishes);
    const before = process.cpuUsage();
    place(cache, n, 'measured', wishes);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / n;
  });
  return { name, value: Math.min(...runs), unit: 'µs', n };
}

/** One template, as a Deployment's pods have: all share their list of containers. */
const CONTAINERS = Object.freeze([
  { name: 'main', image: 'registry.example/web:1', resources: { requests: { cpu: '50m', memory: '64Mi' } } },
]);

const LABELS = Object.freeze({ app: 'web', 'pod-template-hash': 'abc' });
const SELECTOR = Object.freeze({ matchLabels: LABELS });
const SET = Object.freeze({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web', namespace: 'default' },
  spec: { selector: SELECTOR },
});
const OWNER = Object.freeze([{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: '1', controller: true }]);
/** At most one more in one zone than in another, and rather not two on one machine. */
const RULES = Object.freeze({
  topologySpreadConstraints: [
    {
      topologyKey: 'topology.kubernetes.io/zone',
      maxSkew: 1,
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: SELECTOR,
    },
  ],
  affinity: Object.freeze({
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: SELECTOR } },
      ],
    },
  }),
});

function place(cache: SchedulerCache, count: number, name: string, wishes: Wishes): void {
  let startNodeIndex = 0;
  for (let n = 0; n < count; n++) {
    const pod = Object.freeze({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `${name}-${n}`,
        namespace: 'default',
        labels: LABELS,
        ...(wishes === 'default spread' ? { ownerReferences: OWNER } : {}),
      },
      spec: {
        containers: CONTAINERS,
        tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists' }],
        ...(wishes === 'own rules' ? RULES : {}),
      },
    }) as unknown as Pod;
    const decision = decide(cache, pod, { draw: (purpose, subject) => draw(1, purpose, subject, 0), startNodeIndex });
    startNodeIndex = decision.nextStartNodeIndex;
    const node = chosenNode(decision);
    if (node !== undefined) assumePod(cache, pod, node);
  }
}

function clusterOf(count: number): SchedulerCache {
  const cache = createCache();
  for (let n = 0; n < count; n++) {
    const labels = { 'topology.kubernetes.io/zone': 'abc'[n % 3], 'kubernetes.io/hostname': `node-${n}` };
    const status = {
      allocatable: { cpu: '16', memory: '64Gi', pods: '250', 'ephemeral-storage': '100Gi' },
      images: [{ names: ['registry.example/web:1'], sizeBytes: 300_000_000 }],
    };
    const node = Object.freeze({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `node-${n}`, labels },
      spec: {},
      status,
    });
    putNode(cache, node as unknown as Node);
  }
  return cache;
}
