// What every controller of the registry owes, whoever wrote it: the same world gives the same plan, nothing that it sees is changed,
// every plan says why, the order of lists does not matter, and a plan carried out in a perfect world leads to rest.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freezeDeep, type KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { Controller, Plan } from './controller.ts';
import { deploymentController } from './deployment.ts';
import { controllers } from './index.ts';
import { EPOCH, PerfectWorld, running } from './perfect-world.ts';
import { replicaSetController } from './replica-set.ts';

// ---- worlds ------------------------------------------------------------------------------------------------------

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

const deployment = fc
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

const set = (name: string, version: number, revision: number) =>
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

const pod = (index: number) =>
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

const world = fc
  .tuple(
    fc.tuple(maybe(node('n1')), maybe(node('n2'))),
    fc.tuple(maybe(deployment), maybe(set('web-1', 1, 1)), maybe(set('web-2', 2, 2)), maybe(configMap), maybe(service)),
    fc.tuple(...[1, 2, 3, 4, 5, 6].map((index) => maybe(pod(index)))),
    fc.boolean(),
  )
  .map(([nodes, workloads, pods, ending]): readonly KubeObject[] =>
    freezeDeep([
      namespace('a', false),
      namespace('b', ending),
      ...nodes.flatMap((pair) => pair ?? []),
      ...[...workloads, ...pods].flatMap((object) => (object ? [object] : [])),
    ]),
  );

// ---- the contract ------------------------------------------------------------------------------------------------

const runs = { numRuns: 60 };

/** What a plan does, without the order in which it says so. */
function bag({ steps, wakes = [], remember, requeueAfter, failed }: Plan): unknown {
  return {
    ...{ remember, requeueAfter, failed },
    thens: steps.map(({ then = '' }) => then).sort(),
    intents: steps.flatMap(({ intents }) => intents.map((intent) => JSON.stringify(intent))).sort(),
    wakes: wakes.map((wake) => JSON.stringify(wake)).sort(),
  };
}

/** Everything a controller would plan on first sight of a world. */
function plans(
  controller: Controller,
  objects: readonly KubeObject[],
  reversed = false,
): readonly (readonly [string, Plan])[] {
  const perfect = new PerfectWorld(objects);
  return perfect.keysOf(controller).map((key) => [key, controller.reconcile(key, perfect.observed(reversed))]);
}

describe.each(controllers.map((controller) => [controller.name, controller] as const))('%s', (_name, controller) => {
  test('plans the same for the same world, whose objects are frozen', () => {
    fc.assert(
      fc.property(world, (objects) => {
        expect(plans(controller, objects)).toEqual(plans(controller, objects));
      }),
      runs,
    );
  });

  test('does not depend on the order of lists', () => {
    fc.assert(
      fc.property(world, (objects) => {
        const one = plans(controller, objects).map(([key, plan]) => [key, bag(plan)]);
        const other = plans(controller, objects, true).map(([key, plan]) => [key, bag(plan)]);
        expect(other).toEqual(one);
      }),
      runs,
    );
  });

  test('says why whenever it does something', () => {
    fc.assert(
      fc.property(world, (objects) => {
        for (const [key, plan] of plans(controller, objects)) {
          if (plan.steps.length > 0) expect(plan.because, key).not.toBe('');
          for (const { intents } of plan.steps) {
            for (const intent of intents) if (intent.verb !== 'event') expect(intent.because, key).not.toBe('');
          }
        }
      }),
      runs,
    );
  });

  test('comes to rest in a perfect world', () => {
    fc.assert(
      fc.property(world, (objects) => {
        new PerfectWorld(objects).settle([controller]);
      }),
      runs,
    );
  });

  test('names only follow-ups that it has', () => {
    fc.assert(
      fc.property(world, (objects) => {
        for (const [, plan] of plans(controller, objects)) {
          for (const { then } of plan.steps) if (then) expect(controller.followUps).toHaveProperty(then);
        }
      }),
      runs,
    );
  });
});

test('all controllers together come to rest', () => {
  fc.assert(
    fc.property(world, (objects) => {
      new PerfectWorld(objects).settle(controllers);
    }),
    { numRuns: 150 },
  );
});

test('Deployment and ReplicaSet together give as many pods of the new template as are wanted', () => {
  fc.assert(
    fc.property(
      deployment,
      set('web-1', 1, 1),
      set('web-2', 2, 2),
      fc.tuple(...[1, 2, 3].map(pod)),
      (wish, one, two, pods) => {
        const { deletionTimestamp: _, finalizers: __, ...metadata } = wish.metadata;
        const spec = wish.spec as { readonly replicas: number; readonly paused?: boolean };
        // Upstream stands still when old and new are both active under Recreate and the wish changes; a rollout never comes there.
        if (spec.paused || (wish.spec as { readonly strategy: { readonly type: string } }).strategy.type === 'Recreate')
          return;
        const perfect = new PerfectWorld([
          { ...wish, metadata },
          one,
          two,
          ...pods.map((p) => ({ ...p, status: running })),
        ]);
        perfect.podsAreReadyAtOnce = true;
        perfect.settle([deploymentController, replicaSetController]);
        const wanted = JSON.stringify((wish.spec as { readonly template: { readonly spec: unknown } }).template.spec);
        const mine = perfect
          .observed()
          .list('replicasets')
          .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === 'web'));
        const sizes = mine.map(({ spec: s }) => {
          const { replicas, template: t } = s as {
            readonly replicas: number;
            readonly template: { readonly spec: unknown };
          };
          return JSON.stringify(t.spec) === wanted ? replicas : -replicas;
        });
        expect(
          sizes.every((size) => size >= 0),
          JSON.stringify(sizes),
        ).toBe(true);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(spec.replicas);
      },
    ),
    { numRuns: 150 },
  );
});
