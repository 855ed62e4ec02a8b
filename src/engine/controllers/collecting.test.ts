// What goes when something goes: the garbage collector, namespaces that end, pods that nobody will end.
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import { garbageCollector } from './garbage-collector.ts';
import { namespaceController } from './namespace.ts';
import { EPOCH, PerfectWorld } from './perfect-world.ts';
import { podGarbageCollector } from './pod-garbage-collector.ts';

type Meta = Partial<KubeObject['metadata']>;

function object(kind: string, name: string, metadata: Meta = {}, rest: object = {}): KubeObject {
  const apiVersion = ['Deployment', 'ReplicaSet'].includes(kind) ? 'apps/v1' : 'v1';
  return { apiVersion, kind, metadata: { name, namespace: 'a', uid: name, ...metadata }, ...rest };
}

const owners = (...references: (readonly [kind: string, name: string, uid?: string, blocks?: boolean])[]) => ({
  ownerReferences: references.map(([kind, name, uid = name, blockOwnerDeletion = true]) => ({
    apiVersion: ['Deployment', 'ReplicaSet'].includes(kind) ? 'apps/v1' : 'v1',
    ...{ kind, name, uid, controller: true, blockOwnerDeletion },
  })),
});

const ending = (finalizer: string) => ({ finalizers: [finalizer], deletionTimestamp: rfc3339(EPOCH, 600_000) });

function collected(...objects: readonly KubeObject[]): {
  readonly log: readonly string[];
  readonly world: PerfectWorld;
} {
  const world = new PerfectWorld(objects);
  world.settle([garbageCollector]);
  return { log: world.log, world };
}

describe('the garbage collector', () => {
  test('takes what belonged to nobody that exists, down the chain', () => {
    const { log } = collected(
      object('ReplicaSet', 'web-1', owners(['Deployment', 'web'])),
      object('Pod', 'p', owners(['ReplicaSet', 'web-1'])),
    );
    expect(log).toEqual(['delete replicasets a/web-1 200', 'delete pods a/p 200']);
  });

  test('a new object by an old name owns nothing', () => {
    const { log } = collected(
      object('ConfigMap', 'c', { uid: 'new' }),
      object('Secret', 's', owners(['ConfigMap', 'c', 'old'])),
    );
    expect(log).toEqual(['delete secrets a/s 200']);
  });

  test('as long as one owner is there, only the reference to the other goes', () => {
    const { log, world } = collected(
      object('ConfigMap', 'c'),
      object('Secret', 's', owners(['ConfigMap', 'c'], ['ConfigMap', 'gone'])),
    );
    expect(log).toEqual(['patch secrets a/s 200']);
    expect(world.objects.secrets['a/s'].metadata.ownerReferences?.map(({ uid }) => uid)).toEqual(['c']);
  });

  test('an owner in another namespace is none', () => {
    const { log } = collected(
      object('ConfigMap', 'c', { namespace: 'b' }),
      object('Secret', 's', owners(['ConfigMap', 'c'])),
    );
    expect(log).toEqual(['delete secrets a/s 200']);
  });

  test('orphan: dependents lose their owner and stay', () => {
    const { log, world } = collected(
      object('Deployment', 'web', ending('orphan')),
      object('ReplicaSet', 'web-1', owners(['Deployment', 'web'])),
    );
    expect(log).toEqual(['patch replicasets a/web-1 200', 'patch deployments a/web 200']);
    expect(world.objects.replicasets['a/web-1'].metadata.ownerReferences ?? []).toEqual([]);
    expect(world.objects.deployments).toEqual({});
  });

  test('foreground: dependents first, the owner last', () => {
    const { log } = collected(
      object('Deployment', 'web', ending('foregroundDeletion')),
      object('ReplicaSet', 'web-1', owners(['Deployment', 'web'])),
      object('Pod', 'p', owners(['ReplicaSet', 'web-1'])),
    );
    expect(log).toEqual([
      'delete replicasets a/web-1 200',
      'delete pods a/p 200',
      'patch replicasets a/web-1 200',
      'patch deployments a/web 200',
    ]);
  });

  test('foreground does not wait for those that do not block, but they go too', () => {
    const { log } = collected(
      object('Deployment', 'web', ending('foregroundDeletion')),
      object('ConfigMap', 'c', owners(['Deployment', 'web', 'web', false])),
    );
    expect(log.slice().sort()).toEqual(['delete configmaps a/c 200', 'patch deployments a/web 200']);
  });

  test('two that own each other and both wait do not wait for ever', () => {
    const { world } = collected(
      object('ConfigMap', 'c', { ...ending('foregroundDeletion'), ...owners(['Secret', 's']) }),
      object('Secret', 's', owners(['ConfigMap', 'c'])),
    );
    expect([world.objects.configmaps, world.objects.secrets]).toEqual([{}, {}]);
  });

  test('leaves alone what has its owner, what has none, and what it cannot judge', () => {
    const stranger = { apiVersion: 'acme.io/v1', kind: 'Anvil', name: 'x', uid: 'x' };
    const { log } = collected(
      object('ConfigMap', 'c'),
      object('Secret', 's', owners(['ConfigMap', 'c'])),
      object('Pod', 'p', { ownerReferences: [stranger] }),
    );
    expect(log).toEqual([]);
  });
});

describe('a namespace that ends', () => {
  const room = (): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'a', uid: 'a', deletionTimestamp: rfc3339(EPOCH, 590_000) },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Terminating' },
  });

  test('pods first, then the rest, then the namespace', () => {
    const world = new PerfectWorld([
      room(),
      object('ConfigMap', 'c'),
      object('Deployment', 'd'),
      object('Pod', 'p', {}, { spec: {} }),
    ]);
    world.settle([namespaceController]);
    expect(world.log).toEqual([
      'deletecollection pods a/ 200',
      'deletecollection configmaps a/ 200',
      'deletecollection deployments a/ 200',
      'update namespaces/status a 200',
      'update namespaces/finalize a 200',
    ]);
  });

  test('recorded: what a finalizer holds is told, kind by kind', () => {
    const world = new PerfectWorld([room(), object('ConfigMap', 'c', { finalizers: ['example.com/hold'] })]);
    world.settle([namespaceController]);
    const { conditions } = world.objects.namespaces.a.status as { conditions: { status: string; message: string }[] };
    expect(conditions.map(({ status, message }) => `${status} ${message}`)).toEqual([
      'False All resources successfully discovered',
      'False All legacy kube types successfully parsed',
      'False All content successfully deleted, may be waiting on finalization',
      'True Some resources are remaining: configmaps. has 1 resource instances',
      'True Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    ]);
  });
});

describe('pods that nobody will end', () => {
  const round = (world: PerfectWorld) => {
    for (const key of world.carryOut(
      podGarbageCollector,
      'round',
      podGarbageCollector.reconcile('round', world.observed()),
    ))
      world.carryOut(podGarbageCollector, key, podGarbageCollector.reconcile(key, world.observed()));
  };

  test('of a node that has been missing for forty seconds are marked Failed and removed', () => {
    const world = new PerfectWorld([
      object('Pod', 'p', {}, { spec: { nodeName: 'gone' }, status: { phase: 'Running' } }),
    ]);
    const begin = world.now;
    for (; world.now <= begin + 20_000; world.now += 20_000) round(world);
    expect(world.log).toEqual([]);
    round(world);
    expect(world.log).toEqual(['patch pods/status a/p 200', 'delete pods a/p 200']);
  });

  test('stay when their node has come back meanwhile', () => {
    const node: KubeObject = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', uid: 'n' } };
    const world = new PerfectWorld([
      node,
      object('Pod', 'p', {}, { spec: { nodeName: 'n' }, status: { phase: 'Running' } }),
    ]);
    for (let i = 0; i < 5; i++, world.now += 20_000) round(world);
    expect(world.log).toEqual([]);
  });
});
