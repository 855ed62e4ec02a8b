// What a node does when a part of it fails: crashes of the kubelet and of containerd, power loss, an API server that is away.
// Two laws hold through all of it: no container is lost, and none runs twice.

import { expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { draw } from '../kernel/dice.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { PodRecord } from '../runtime/cri.ts';
import { boundPod, lines, requests, rig, SERVER, stored, tellServer } from './rig.ts';

const nginx = { containers: [{ name: 'main', image: 'nginx:1.27' }] };

function place(simulation: Simulation, name: string, spec: Record<string, unknown> = nginx): void {
  tellServer(simulation, { kind: 'put', object: boundPod(name, spec) });
}

function status(
  simulation: Simulation,
  name: string,
): Record<string, unknown> & { containerStatuses: Record<string, unknown>[] } {
  return stored(simulation, `pods/default/${name}`)?.status as never;
}

function records(simulation: Simulation): PodRecord[] {
  return (simulation.machine('node-1').disk['containerd/pods']?.values() ?? []) as PodRecord[];
}

function running(simulation: Simulation): string[] {
  return records(simulation).flatMap(({ pod, containers }) =>
    containers.filter(({ state }) => state === 'CONTAINER_RUNNING').map(({ config }) => `${pod.name}/${config.name}`),
  );
}

test('a kubelet that restarts finds its container running, reads and writes nothing', () => {
  const simulation = rig();
  simulation.advance(5000);
  place(simulation, 'a');
  simulation.advance(10_000);
  const [before] = records(simulation);
  requests.length = 0;
  simulation.crash('kubelet/node-1');
  simulation.advance(30_000);
  expect(lines('a')).toEqual(['get pods']);
  expect(records(simulation)).toEqual([before]);
});

test('a kubelet that restarts asks for the tokens of its pods anew, and leaves their containers alone', () => {
  const simulation = rig();
  simulation.advance(5000);
  const token = { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } };
  place(simulation, 'a', { ...nginx, volumes: [token] });
  simulation.advance(10_000);
  const [before] = records(simulation);
  requests.length = 0;
  simulation.crash('kubelet/node-1');
  simulation.advance(30_000);
  expect(lines('a')).toEqual(['get pods', 'create token']);
  expect(records(simulation)).toEqual([before]);
});

test('containers outlive containerd; an end in its absence is seen afterwards', () => {
  const simulation = rig();
  simulation.advance(5000);
  place(simulation, 'a', {
    containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', 'sleep 6; exit 3'] }],
  });
  place(simulation, 'b');
  simulation.advance(8000);
  simulation.stop('containerd/node-1');
  simulation.advance(15_000);
  simulation.start('containerd/node-1');
  simulation.advance(20_000);
  expect(running(simulation)).toEqual(['a/main', 'b/main']);
  expect(status(simulation, 'a').containerStatuses[0]).toMatchObject({
    restartCount: 1,
    lastState: { terminated: { exitCode: 3, reason: 'Error' } },
  });
  expect(status(simulation, 'b').containerStatuses[0]).toMatchObject({ restartCount: 0 });
});

test('after a power loss the sandbox is made anew and the container restarts, exited with 255 Unknown', () => {
  const simulation = rig();
  simulation.advance(5000);
  place(simulation, 'a');
  simulation.advance(10_000);
  requests.length = 0;
  simulation.powerOff('node-1');
  simulation.advance(20_000);
  simulation.powerOn('node-1');
  simulation.advance(30_000);
  // It tells how the pod is; at its sandbox it looks when the volumes are there again.
  expect(lines('a').slice(0, 3)).toEqual([
    'get pods',
    'patch pods/status',
    'event SandboxChanged: Pod sandbox changed, it will be killed and re-created.',
  ]);
  expect(running(simulation)).toEqual(['a/main']);
  expect(status(simulation, 'a')).toMatchObject({
    phase: 'Running',
    podIP: '10.244.0.3',
    containerStatuses: [{ restartCount: 1, lastState: { terminated: { exitCode: 255, reason: 'Unknown' } } }],
  });
});

test('while the API server is away the kubelet restarts what crashed, and tells it later', () => {
  const simulation = rig();
  simulation.advance(5000);
  place(simulation, 'a');
  simulation.advance(10_000);
  simulation.stop(SERVER);
  simulation.deliverFromOutside('containerd/node-1', {
    kind: 'kill-container',
    uid: 'uid-a',
    signal: 'SIGKILL',
  } as never);
  simulation.advance(20_000);
  expect(running(simulation)).toEqual(['a/main']);
  requests.length = 0;
  simulation.start(SERVER);
  simulation.advance(60_000);
  expect(status(simulation, 'a')).toMatchObject({
    containerStatuses: [
      { ready: true, restartCount: 1, lastState: { terminated: { exitCode: 137, reason: 'Error' } } },
    ],
  });
  expect(lines('a').filter((line) => line.startsWith('event'))).toHaveLength(3);
});

test('a pod whose object vanished is ended without a word to the API', () => {
  const simulation = rig();
  simulation.advance(5000);
  place(simulation, 'a');
  simulation.advance(10_000);
  requests.length = 0;
  tellServer(simulation, { kind: 'drop', key: 'default/a' });
  simulation.advance(15_000);
  expect(records(simulation)).toEqual([]);
  expect(lines('a').filter((line) => line.includes('pods'))).toEqual([]);
});

test('what runs without a pod is ended when the kubelet comes back', () => {
  const simulation = rig();
  simulation.advance(5000);
  place(simulation, 'a');
  place(simulation, 'b');
  simulation.advance(10_000);
  simulation.stop('kubelet/node-1');
  tellServer(simulation, { kind: 'drop', key: 'default/a' });
  simulation.advance(12_000);
  expect(running(simulation)).toEqual(['a/main', 'b/main']);
  simulation.start('kubelet/node-1');
  simulation.advance(20_000);
  expect(running(simulation)).toEqual(['b/main']);
});

test('a missing ConfigMap keeps a pod waiting until somebody creates it', () => {
  const simulation = rig();
  simulation.advance(5000);
  const volume = { name: 'cfg', configMap: { name: 'x' } };
  place(simulation, 'a', { ...nginx, volumes: [volume] });
  simulation.advance(9000);
  expect(lines('a')).toContain(
    'event FailedMount: MountVolume.SetUp failed for volume "cfg" : configmap "x" not found',
  );
  expect(status(simulation, 'a').containerStatuses[0]).toMatchObject({
    state: { waiting: { reason: 'ContainerCreating' } },
  });
  const map = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'x', namespace: 'default' },
    data: {},
  } as unknown as KubeObject;
  tellServer(simulation, { kind: 'put', object: map, resource: 'configmaps' });
  simulation.advance(20_000);
  expect(running(simulation)).toEqual(['a/main']);
});

test('a variable from a missing Secret is a config error; the container starts when the Secret is there', () => {
  const simulation = rig();
  simulation.advance(5000);
  const env = [{ name: 'P', valueFrom: { secretKeyRef: { name: 's', key: 'p' } } }];
  place(simulation, 'a', {
    containers: [{ name: 'main', image: 'busybox:1.36', env, command: ['sh', '-c', 'echo "got $P"; sleep 100'] }],
  });
  simulation.advance(9000);
  expect(lines('a')).toContain('event Failed: Error: secret "s" not found');
  expect(status(simulation, 'a').containerStatuses[0]).toMatchObject({
    state: { waiting: { reason: 'CreateContainerConfigError', message: 'secret "s" not found' } },
  });
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'default' },
    data: { p: 'cHc=' },
  };
  tellServer(simulation, { kind: 'put', object: secret as never, resource: 'secrets' });
  simulation.advance(30_000);
  expect(status(simulation, 'a')).toMatchObject({ phase: 'Running' });
});

test('a command that is not there: StartError, then a crash loop', () => {
  const simulation = rig();
  simulation.advance(5000);
  place(simulation, 'a', { containers: [{ name: 'main', image: 'busybox:1.36', command: ['nope'] }] });
  simulation.advance(10_000);
  const text = 'exec: "nope": executable file not found in $PATH';
  expect(lines('a').find((line) => line.startsWith('event Failed'))).toContain(text);
  expect(status(simulation, 'a').containerStatuses[0]).toMatchObject({
    restartCount: 1,
    lastState: { terminated: { exitCode: 128, reason: 'StartError' } },
  });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
  'random crashes, seed %i: nothing is lost, nothing runs twice',
  (seed) => {
    const simulation = rig({ seed });
    simulation.advance(3000);
    const names = ['a', 'b', 'c', 'd'];
    const dice = (purpose: string, n: number) => draw(seed, purpose, 'faults', n);
    names.forEach((name, i) => {
      const two = [
        ...nginx.containers,
        { name: 'side', image: 'busybox:1.36', command: ['sh', '-c', 'sleep 5; exit 1'] },
      ];
      place(simulation, name, i % 2 === 0 ? nginx : { containers: two });
      simulation.advance(simulation.now + (dice('gap', i) % 400));
    });
    for (let n = 0; n < 25; n++) {
      const victim = dice('who', n) % 3 === 0 ? 'containerd/node-1' : 'kubelet/node-1';
      simulation.crash(victim);
      const until = simulation.now + (dice('wait', n) % 1500);
      while (simulation.now < until) {
        if (!simulation.step()) break;
        const alive = running(simulation);
        expect(new Set(alive).size).toBe(alive.length);
      }
    }
    simulation.advance(simulation.now + 400_000);
    const servers = running(simulation).filter((name) => name.endsWith('/main'));
    expect(servers).toEqual(names.map((name) => `${name}/main`));
    for (const name of names) expect(status(simulation, name)).toMatchObject({ phase: 'Running' });
    for (const { sandboxes } of records(simulation)) {
      expect(sandboxes.filter(({ state }) => state === 'SANDBOX_READY')).toHaveLength(1);
    }
  },
);

test.each([
  [
    'NodeAffinity',
    { nodeSelector: { disk: 'ssd' } },
    "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
  ],
  [
    'NodeAffinity',
    {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'Exists' }] }],
          },
        },
      },
    },
    "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
  ],
  ['NodePorts', {}, "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"],
  ['OutOfcpu', { cpu: '5' }, "Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000"],
])(
  'a pod that was bound by hand to the wrong node is refused: %s',
  (reason, { cpu, ...more }: Record<string, unknown>, message) => {
    const simulation = rig();
    simulation.advance(5000);
    const container = { ...nginx.containers[0], ports: [{ containerPort: 80, hostPort: 8080 }] };
    place(simulation, 'first', { containers: [container] });
    simulation.advance(8000);
    const resources = cpu === undefined ? {} : { resources: { requests: { cpu } } };
    const ports = reason === 'NodePorts' ? container : nginx.containers[0];
    place(simulation, 'second', { containers: [{ ...ports, ...resources }], ...more });
    simulation.advance(14_000);
    expect(status(simulation, 'second')).toMatchObject({
      phase: 'Failed',
      reason,
      message: `Pod was rejected: ${message}`,
    });
    expect(lines('second')).toContain(`event ${reason}: ${message}`);
    expect(running(simulation)).toEqual(['first/main']);
  },
);

test('a kubelet tells that its node was cordoned at the next turn of its status loop, and nothing of what passed in between', () => {
  const simulation = rig();
  simulation.advance(5000);
  const cordon = (unschedulable: boolean) => {
    const node = stored(simulation, 'nodes//node-1') as KubeObject;
    tellServer(simulation, { kind: 'put', resource: 'nodes', object: { ...node, spec: { unschedulable } } });
  };
  const told = () => lines('node-1').filter((line) => line.includes('chedulable'));
  cordon(true);
  simulation.advance(5100);
  cordon(false);
  simulation.advance(30_000);
  expect(told()).toEqual([]);
  cordon(true);
  simulation.advance(30_100);
  expect(told()).toEqual([]);
  simulation.advance(45_000);
  expect(told()).toEqual(['event NodeNotSchedulable: Node node-1 status is now: NodeNotSchedulable']);
});

test('a status that somebody else overwrote is told again at the next turn of the loop, once', () => {
  const simulation = rig();
  simulation.advance(5000);
  place(simulation, 'a');
  simulation.advance(12_000);
  const ready = () =>
    (status(simulation, 'a').conditions as { type: string; status: string }[]).find(({ type }) => type === 'Ready');
  const pod = stored(simulation, 'pods/default/a') as KubeObject & { status: { conditions: { type: string }[] } };
  const conditions = pod.status.conditions.map((one) => (one.type === 'Ready' ? { ...one, status: 'False' } : one));
  requests.length = 0;
  tellServer(simulation, { kind: 'put', object: { ...pod, status: { ...pod.status, conditions } } });
  simulation.advance(12_500);
  expect(ready()?.status).toBe('False');
  simulation.advance(60_000);
  expect(ready()?.status).toBe('True');
  expect(lines('a')).toEqual(['get pods', 'patch pods/status']);
});

test('a machine that was switched off and on tells so with its next status, once', () => {
  const simulation = rig();
  simulation.advance(15_000);
  simulation.powerOff('node-1');
  simulation.advance(16_000);
  simulation.powerOn('node-1');
  simulation.advance(60_000);
  const { bootID } = (stored(simulation, 'nodes//node-1') as unknown as { status: { nodeInfo: { bootID: string } } })
    .status.nodeInfo;
  const told = lines('node-1').filter((line) => line.includes('reboot'));
  expect(told).toEqual([`event Rebooted: Node node-1 has been rebooted, boot id: ${bootID}`]);
});

test('a kubelet that is started without a runtime gives no sign of life, until there is one', () => {
  const simulation = rig();
  simulation.advance(15_000);
  simulation.stop('containerd/node-1');
  simulation.crash('kubelet/node-1');
  simulation.advance(30_000);
  requests.length = 0;
  const renewals = () =>
    requests.filter(({ request: { resource, verb } }) => resource === 'leases' && verb === 'update').length;
  simulation.advance(70_000);
  expect(renewals()).toBe(0);
  simulation.start('containerd/node-1');
  simulation.advance(100_000);
  expect(renewals()).toBeGreaterThan(1);
});
