// Small worlds by chance, for tests of controllers: nodes in every state, workloads of two versions with pods that are theirs, nobody's
// or of an owner that is gone. What a controller does must make sense in all of them.

import fc from 'fast-check';
import { freezeDeep, type KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import { EPOCH } from '../controllers/perfect-world.ts';

const NOW = 600_000;
const time = fc.integer({ min: 0, max: 599 }).map((second) => rfc3339(EPOCH, second * 1000));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const taints = fc.subarray([
  { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
  { key: 'mine', value: 'yes', effect: 'NoExecute' },
]);

const node = (name: string) =>
  fc
    .record({
      ready: fc.constantFrom('True', 'False', 'Unknown'),
      taints,
      heard: time,
      zone: fc.constantFrom('a', 'b'),
    })
    .map(({ ready, taints, heard, zone }): readonly KubeObject[] => [
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name,
          uid: `node-${name}`,
          creationTimestamp: heard,
          labels: { 'topology.kubernetes.io/zone': zone },
        },
        spec: taints.length > 0 ? { taints } : {},
        status: { conditions: [{ type: 'Ready', status: ready, lastHeartbeatTime: heard, lastTransitionTime: heard }] },
      },
      {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: {
          name,
          namespace: 'kube-node-lease',
          uid: `lease-${name}`,
          ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid: `node-${name}` }],
        },
        spec: { renewTime: heard },
      },
    ]);

const template = (version: number) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'app', image: `nginx:1.${version}` }] },
});

export const deployment = fc
  .record({
    replicas: fc.integer({ min: 0, max: 6 }),
    version: fc.integer({ min: 1, max: 2 }),
    paused: fc.boolean(),
    deleting: maybe(fc.constantFrom('orphan', 'foregroundDeletion')),
    minReadySeconds: fc.constantFrom(undefined, undefined, 10),
    strategy: fc.constantFrom(
      { type: 'Recreate' },
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 2 } },
    ),
  })
  .map(
    ({ replicas, version, paused, deleting, minReadySeconds, strategy }): KubeObject => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'web',
        namespace: 'a',
        uid: 'web',
        generation: 3,
        creationTimestamp: rfc3339(EPOCH, 0),
        ...(deleting ? { finalizers: [deleting], deletionTimestamp: rfc3339(EPOCH, NOW) } : {}),
      },
      spec: {
        replicas,
        selector: { matchLabels: { app: 'web' } },
        template: template(version),
        strategy,
        revisionHistoryLimit: 1,
        progressDeadlineSeconds: 600,
        ...(paused ? { paused } : {}),
        ...(minReadySeconds ? { minReadySeconds } : {}),
      },
      status: {},
    }),
  );

const reference = (kind: string, name: string, uid: string) => ({
  apiVersion: 'apps/v1',
  kind,
  name,
  uid,
  controller: true,
  blockOwnerDeletion: true,
});

export const set = (name: string, version: number, revision: number) =>
  fc
    .record({
      replicas: fc.integer({ min: 0, max: 5 }),
      available: fc.integer({ min: 0, max: 5 }),
      owner: fc.constantFrom('web', 'web', 'web', 'gone', undefined),
      desired: fc.integer({ min: 0, max: 6 }),
      created: time,
    })
    .map(
      ({ replicas, available, owner, desired, created }): KubeObject => ({
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          name,
          namespace: 'a',
          uid: name,
          generation: 2,
          creationTimestamp: created,
          labels: { app: 'web', 'pod-template-hash': name },
          annotations: {
            'deployment.kubernetes.io/revision': String(revision),
            'deployment.kubernetes.io/desired-replicas': String(desired),
            'deployment.kubernetes.io/max-replicas': String(desired + 1),
          },
          ...(owner ? { ownerReferences: [reference('Deployment', 'web', owner)] } : {}),
        },
        spec: {
          replicas,
          selector: { matchLabels: { app: 'web', 'pod-template-hash': name } },
          template: { ...template(version), metadata: { labels: { app: 'web', 'pod-template-hash': name } } },
        },
        status: {
          replicas,
          ...(available > 0 && replicas > 0 ? { availableReplicas: Math.min(available, replicas) } : {}),
          observedGeneration: 2,
        },
      }),
    );

export const pod = (index: number) =>
  fc
    .record({
      owner: fc.constantFrom('web-1', 'web-1', 'web-2', 'gone', undefined),
      labels: fc.constantFrom('web-1', 'web-2', 'other'),
      phase: fc.constantFrom('Pending', 'Running', 'Running', 'Running', 'Succeeded', 'Failed'),
      ready: fc.boolean(),
      since: time,
      node: fc.constantFrom('n1', 'n2', 'gone', undefined),
      deleting: fc.boolean(),
      patience: fc.constantFrom(undefined, 0, 30, 300),
      cost: fc.constantFrom(undefined, '-5', '10'),
      restarts: fc.integer({ min: 0, max: 2 }),
    })
    .map(
      ({ owner, labels, phase, ready, since, node, deleting, patience, cost, restarts }): KubeObject => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: `pod-${index}`,
          namespace: 'a',
          uid: `pod-${index}`,
          generation: 1,
          creationTimestamp: since,
          labels: { app: 'web', 'pod-template-hash': labels },
          ...(cost ? { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } } : {}),
          ...(owner ? { ownerReferences: [reference('ReplicaSet', owner, owner)] } : {}),
          // Held, for in this world nothing takes time: only so an object can be seen on its way out.
          ...(deleting ? { deletionTimestamp: since, finalizers: ['example.com/hold'] } : {}),
        },
        spec: {
          containers: [],
          ...(node ? { nodeName: node } : {}),
          ...(patience === undefined
            ? {}
            : { tolerations: [{ operator: 'Exists', effect: 'NoExecute', tolerationSeconds: patience }] }),
        },
        status: {
          phase,
          ...(node ? { podIP: `10.244.0.${index}` } : {}),
          conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: since }],
          containerStatuses: [{ name: 'app', restartCount: restarts }],
        },
      }),
    );

const service = fc
  .record({
    selector: fc.constantFrom({ app: 'web' }, { 'pod-template-hash': 'web-1' }, undefined),
    clusterIP: fc.constantFrom('10.96.4.4', 'None'),
    targetPort: fc.constantFrom<number | string>(80, 'nowhere'),
    notReady: fc.boolean(),
  })
  .map(
    ({ selector, clusterIP, targetPort, notReady }): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'front', namespace: 'a', uid: 'front', creationTimestamp: rfc3339(EPOCH, 0) },
      spec: {
        ...(selector ? { selector } : {}),
        clusterIP,
        ports: [{ port: 80, protocol: 'TCP', targetPort }],
        publishNotReadyAddresses: notReady,
      },
    }),
  );

const daemonSet = fc
  .record({
    version: fc.integer({ min: 1, max: 2 }),
    deleting: maybe(fc.constantFrom('orphan', 'foregroundDeletion')),
    zone: fc.constantFrom(undefined, 'a'),
    updateStrategy: fc.constantFrom(
      { type: 'OnDelete' },
      { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '50%' } },
    ),
  })
  .map(
    ({ version, deleting, zone, updateStrategy }): KubeObject => ({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: {
        name: 'agent',
        namespace: 'a',
        uid: 'agent',
        generation: 2,
        creationTimestamp: rfc3339(EPOCH, 0),
        annotations: { 'deprecated.daemonset.template.generation': String(version) },
        ...(deleting ? { finalizers: [deleting], deletionTimestamp: rfc3339(EPOCH, NOW) } : {}),
      },
      spec: {
        selector: { matchLabels: { app: 'agent' } },
        template: {
          metadata: { labels: { app: 'agent' } },
          spec: {
            containers: [{ name: 'app', image: `nginx:1.${version}` }],
            ...(zone ? { nodeSelector: { 'topology.kubernetes.io/zone': zone } } : {}),
          },
        },
        updateStrategy,
        revisionHistoryLimit: 1,
      },
      status: {},
    }),
  );

const revision = (number: number) =>
  fc.record({ owner: fc.constantFrom('agent', 'agent', 'gone', undefined), created: time }).map(
    ({ owner, created }): KubeObject => ({
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        name: `agent-${number}`,
        namespace: 'a',
        uid: `agent-${number}`,
        creationTimestamp: created,
        labels: { app: 'agent', 'controller-revision-hash': String(number) },
        ...(owner ? { ownerReferences: [reference('DaemonSet', 'agent', owner)] } : {}),
      },
      data: { spec: { template: { $patch: 'replace', ...template(number) } } },
      revision: number,
    }),
  );

const daemon = (index: number) =>
  fc
    .tuple(pod(index), fc.constantFrom('agent', 'agent', 'gone', undefined), fc.constantFrom('1', '2'))
    .map(([{ metadata, ...rest }, owner, hash]): KubeObject => {
      const { ownerReferences: _, ...plain } = metadata;
      const labels = { app: 'agent', 'controller-revision-hash': hash };
      const owned = owner ? { ownerReferences: [reference('DaemonSet', 'agent', owner)] } : {};
      return { ...rest, metadata: { ...plain, name: `agent-${index}`, uid: `agent-pod-${index}`, labels, ...owned } };
    });

const namespace = (name: string, ending: boolean): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, uid: `ns-${name}`, ...(ending ? { deletionTimestamp: rfc3339(EPOCH, NOW - 10_000) } : {}) },
  spec: { finalizers: ['kubernetes'] },
  status: { phase: ending ? 'Terminating' : 'Active' },
});

const configMap = fc.record({ owners: fc.subarray(['web', 'gone']), space: fc.constantFrom('a', 'b') }).map(
  ({ owners, space }): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'settings',
      namespace: space,
      uid: 'settings',
      ownerReferences: owners.map((uid) => reference('Deployment', 'web', uid)),
    },
  }),
);

export const world = fc
  .tuple(
    fc.tuple(maybe(node('n1')), maybe(node('n2'))),
    fc.tuple(maybe(deployment), maybe(set('web-1', 1, 1)), maybe(set('web-2', 2, 2)), maybe(configMap), maybe(service)),
    fc.tuple(...[1, 2, 3, 4, 5, 6].map((index) => maybe(pod(index)))),
    fc.boolean(),
    fc.tuple(maybe(daemonSet), ...[1, 2, 3].map((n) => maybe(revision(n))), ...[7, 8, 9].map((n) => maybe(daemon(n)))),
  )
  .map(([nodes, workloads, pods, ending, daemons]): readonly KubeObject[] =>
    freezeDeep([
      namespace('a', false),
      namespace('b', ending),
      ...nodes.flatMap((pair) => pair ?? []),
      ...[...workloads, ...pods, ...daemons].flatMap((object) => (object ? [object] : [])),
    ]),
  );
