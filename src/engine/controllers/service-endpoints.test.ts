// What stands behind a Service, seen through both forms: who is listed, what is said of each, and how few writes a change needs.
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { EndpointSlice, Endpoints, Service, ServicePort, ServiceSpec } from '../api/types.ts';
import { endpointSliceController } from './endpoint-slice.ts';
import { endpointsController } from './endpoints.ts';
import { EPOCH, PerfectWorld } from './perfect-world.ts';

const node: KubeObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1', uid: 'n1', labels: { 'topology.kubernetes.io/zone': 'a' } },
};

const port: ServicePort = { name: 'web', port: 80, protocol: 'TCP', targetPort: 'http' };

function service(spec: Partial<ServiceSpec> = {}): KubeObject {
  const metadata = { name: 'web', namespace: 'a', uid: 'web', creationTimestamp: rfc3339(EPOCH, 0) };
  const whole: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: { app: 'web' }, clusterIP: '10.96.4.4', ports: [port], ...spec },
  };
  return whole as unknown as KubeObject;
}

interface About {
  readonly ready?: boolean;
  readonly deleting?: boolean;
  readonly phase?: string;
  readonly ip?: string;
  readonly number?: number;
}

function pod(name: string, about: About = {}): KubeObject {
  const { ready = true, deleting = false, phase = 'Running', ip = `10.244.0.${name.length}`, number = 8080 } = about;
  const lastTransitionTime = rfc3339(EPOCH, 5_000);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'a',
      uid: name,
      labels: { app: 'web' },
      ...(deleting ? { deletionTimestamp: lastTransitionTime, finalizers: ['example.com/hold'] } : {}),
    },
    spec: { nodeName: 'n1', containers: [{ name: 'app', ports: [{ name: 'http', containerPort: number }] }] },
    status: {
      phase,
      ...(ip === '' ? {} : { podIP: ip }),
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime }],
    },
  };
}

function settled(...objects: readonly KubeObject[]): PerfectWorld {
  const world = new PerfectWorld([node, ...objects]);
  world.settle([endpointSliceController, endpointsController]);
  return world;
}

const slicesOf = (world: PerfectWorld): EndpointSlice[] =>
  Object.values(world.objects.endpointslices) as unknown as EndpointSlice[];

const endpointsOf = (world: PerfectWorld): Endpoints => world.objects.endpoints['a/web'] as unknown as Endpoints;

/** `pod: ready serving terminating`. */
function conditionsOf(world: PerfectWorld): string[] {
  return slicesOf(world).flatMap(({ endpoints }) =>
    (endpoints ?? []).map(({ targetRef, conditions }) => {
      const { ready, serving, terminating } = conditions ?? {};
      return `${targetRef?.name}: ${ready} ${serving} ${terminating}`;
    }),
  );
}

describe('who is listed, and how', () => {
  const pods = [
    pod('fine'),
    pod('unready', { ready: false }),
    pod('leaving', { deleting: true }),
    pod('leaving-unready', { deleting: true, ready: false }),
    pod('ended', { phase: 'Succeeded' }),
    pod('without-address', { ip: '' }),
  ];

  test('ready, serving and terminating by the table', () => {
    const world = settled(service(), ...pods);
    expect(conditionsOf(world)).toEqual([
      'fine: true true false',
      'leaving: false true true',
      'leaving-unready: false false true',
      'unready: false false false',
    ]);
    const [subset] = endpointsOf(world).subsets ?? [];
    expect(subset.addresses?.map(({ targetRef }) => targetRef?.name)).toEqual(['fine']);
    expect(subset.notReadyAddresses?.map(({ targetRef }) => targetRef?.name)).toEqual(['unready']);
  });

  test('publishNotReadyAddresses makes all of them ready', () => {
    const world = settled(service({ publishNotReadyAddresses: true }), ...pods);
    expect(conditionsOf(world).map((line) => line.split(' ')[1])).toEqual(['true', 'true', 'true', 'true']);
    expect(endpointsOf(world).subsets?.[0].addresses).toHaveLength(4);
  });

  test('an endpoint says its node and zone, the slice its owner', () => {
    const [slice] = slicesOf(settled(service({ clusterIP: 'None' }), pod('fine')));
    expect(slice.endpoints?.[0]).toMatchObject({ nodeName: 'n1', zone: 'a', targetRef: { kind: 'Pod', uid: 'fine' } });
    expect(slice.metadata.labels).toEqual({
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      'kubernetes.io/service-name': 'web',
      'service.kubernetes.io/headless': '',
    });
    expect(slice.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Service', name: 'web', controller: true });
  });

  test('a Service without a selector is left to whoever made it', () => {
    const world = settled(service({ selector: undefined }), pod('fine'));
    expect(world.log).toEqual([]);
  });
});

describe('ports', () => {
  test('a name becomes the number of the pod; different numbers are different slices', () => {
    const world = settled(service(), pod('one'), pod('other', { number: 9090 }));
    const found = slicesOf(world).map(({ ports, endpoints }) => [ports?.[0].port, endpoints?.[0].targetRef?.name]);
    expect(found).toEqual([
      [8080, 'one'],
      [9090, 'other'],
    ]);
    expect(endpointsOf(world).subsets).toHaveLength(2);
  });

  test('a name that no container has leaves the ports out and the addresses in', () => {
    const world = settled(service({ ports: [{ ...port, targetPort: 'nope' }] }), pod('fine'));
    const [slice] = slicesOf(world);
    expect([slice.ports, slice.endpoints?.length]).toEqual([[], 1]);
    expect(endpointsOf(world).subsets).toBeUndefined();
  });
});

describe('slices', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => pod(`p-${String(i).padStart(3, '0')}`, { ip: `10.244.1.${i}` }));
  const sizes = (world: PerfectWorld): number[] => slicesOf(world).map(({ endpoints }) => endpoints?.length ?? 0);

  test('hold at most a hundred endpoints', () => {
    expect(sizes(settled(service(), ...many(230)))).toEqual([100, 100, 30]);
  });

  test('a change is one write, and what stays keeps its place', () => {
    const pods = many(3);
    const world = settled(service(), ...pods);
    world.log.length = 0;
    delete world.objects.pods['a/p-000'];
    world.settle([endpointSliceController]);
    expect(world.log).toHaveLength(1);
    world.objects.pods['a/a-new'] = pod('a-new', { ip: '10.244.1.99' });
    world.settle([endpointSliceController]);
    expect(conditionsOf(world).map((line) => line.split(':')[0])).toEqual(['p-001', 'p-002', 'a-new']);
  });

  test('the last pod leaves one empty slice behind, written over and not made anew', () => {
    const world = settled(service(), pod('fine'));
    const [{ metadata }] = slicesOf(world);
    delete world.objects.pods['a/fine'];
    world.settle([endpointSliceController]);
    const [slice, ...more] = slicesOf(world);
    expect([slice.metadata.name, slice.endpoints, slice.ports, more]).toEqual([metadata.name, [], [], []]);
  });

  test('a slice that somebody deletes is made again', () => {
    const world = settled(service(), pod('fine'));
    const [name] = Object.keys(world.objects.endpointslices);
    delete world.objects.endpointslices[name];
    world.now += 2_000;
    world.settle([endpointSliceController]);
    expect(conditionsOf(world)).toEqual(['fine: true true false']);
  });
});

test('the annotation tells when what changed had changed', () => {
  const name = 'endpoints.kubernetes.io/last-change-trigger-time';
  const world = settled(service());
  expect(slicesOf(world)[0].metadata.annotations?.[name]).toBe(rfc3339(EPOCH, 0));
  world.objects.pods['a/fine'] = pod('fine');
  world.settle([endpointSliceController]);
  expect(slicesOf(world)[0].metadata.annotations?.[name]).toBe(rfc3339(EPOCH, 5_000));
  // It comes down with a new selector: nothing dated has changed.
  world.objects.services['a/web'] = service({ selector: { app: 'other' } });
  world.settle([endpointSliceController]);
  expect(slicesOf(world)[0].metadata.annotations).toBeUndefined();
});
