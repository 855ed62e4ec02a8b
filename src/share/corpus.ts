// Runs whose links are kept for ever: together they do everything that an action can say, in clusters of one master and of three, with
// users, with branches, and in lessons with answers. `npm run links -- --corpus FOLDER` writes the links of this version.

import { type Action, createCluster, type Host, readClusterSpec } from '../engine/index.ts';
import { loadLesson, Player } from '../scenarios/index.ts';
import { type LiveBranch, type SharedRun, shareLesson, shareSandbox } from './shared-run.ts';

const deployment = (name: string, replicas: number): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: "nginx:1.27"}]}
`;

type Did = Action | ((host: Host) => Action);

/** What was done, as pairs of ticks to wait and an action. */
function live(cluster: unknown, seed: number, did: readonly (readonly [number, Did])[]): Host {
  const read = readClusterSpec(cluster);
  if ('errors' in read) throw new Error(read.errors.map(({ field, message }) => `${field} ${message}`).join('; '));
  const host = createCluster({ cluster: read.spec, seed });
  act(host, did);
  return host;
}

function act(host: Host, did: readonly (readonly [number, Did])[]): void {
  for (const [wait, action] of did) {
    host.advance(host.now() + wait, Number.POSITIVE_INFINITY);
    host.submit(typeof action === 'function' ? action(host) : action);
  }
  host.advance(host.now() + 6_000, Number.POSITIVE_INFINITY);
}

const alone = (host: Host): SharedRun =>
  shareSandbox([{ id: 1, name: 'main', parent: undefined, forkedAt: 0, host }], 1);

const two = { nodes: [{ name: 'node-1' }, { name: 'node-2' }] };

function commands(): SharedRun {
  let watch = 0;
  const host = live(two, 11, [
    [0, { apply: deployment('web', 2) }],
    [4_000, { kubectl: 'apply -f -', stdin: deployment('shop', 1) }],
    [2_000, { kubectl: 'apply -f more.yaml', files: { 'more.yaml': deployment('more', 1) } }],
  ]);
  watch = host.submit({ kubectl: 'get pods -w' });
  act(host, [
    [2_000, { interrupt: watch }],
    [500, { scale: 'deployment/web', to: 4 }],
    [3_000, { patch: 'deployment/web', with: '{"spec":{"minReadySeconds":1}}' }],
    [1_000, { label: 'deployment/web', with: 'tier=front' }],
    [500, { cordon: 'node/node-1' }],
    [500, { uncordon: 'node/node-1' }],
    [500, { rollout: 'restart', of: 'deployment/web' }],
    [500, { rollout: 'pause', of: 'deployment/web' }],
    [500, { rollout: 'resume', of: 'deployment/web' }],
    [8_000, { rollout: 'undo', of: 'deployment/web' }],
    [2_000, { delete: 'pod[app=web]#1' }],
  ]);
  return alone(host);
}

const faults = (): SharedRun =>
  alone(
    live({ ...two, apply: [deployment('web', 3)] }, 12, [
      [500, { kill: 'pod[app=web]#1' }],
      [500, { kill: 'pod[app=web]#2', container: 'main' }],
      [500, { crash: 'kubelet/node-1' }],
      [500, { stop: 'kube-scheduler/master-1' }],
      [1_000, { start: 'kube-scheduler/master-1' }],
      [500, { pause: 'kube-controller-manager/master-1' }],
      [2_000, { resume: 'kube-controller-manager/master-1' }],
      [500, { unplug: 'node/node-2' }],
      [3_000, { plug: 'node/node-2' }],
      [500, { partition: ['node-1', 'master-1'] }],
      [2_000, { heal: ['node-1', 'master-1'] }],
      [
        500,
        {
          addNode: {
            name: 'node-3',
            cpu: 2,
            memory: '4Gi',
            zone: 'b',
            labels: { disk: 'fast' },
            taints: ['x=y:NoSchedule'],
          },
        },
      ],
      [6_000, { removeMachine: 'node-3' }],
      [500, { loseDisk: 'node-2' }],
    ]),
  );

const stored = (): SharedRun =>
  alone(
    live({ nodes: [{ name: 'node-1' }] }, 13, [
      [0, { apply: deployment('web', 1) }],
      [3_000, { backup: 'before' }],
      [500, (host) => ({ addBackup: 'copy', file: host.snapshotFile('before') ?? '' })],
      [500, { scale: 'deployment/web', to: 2 }],
      [3_000, { restore: 'before' }],
      [6_000, { restore: 'copy', bumpRevision: true, markCompacted: true }],
    ]),
  );

const masters = (): SharedRun =>
  alone(
    live({ controlPlane: { nodes: 3 }, ...two, apply: [deployment('web', 2)] }, 14, [
      [500, { stop: 'node/master-1' }],
      [20_000, { kubectl: 'scale deployment web --replicas=3' }],
      [2_000, { start: 'node/master-1' }],
      [8_000, { crash: 'etcd/master-2' }],
    ]),
  );

const service =
  'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n';

const users = (): SharedRun =>
  alone(
    live(
      {
        ...two,
        apply: [deployment('web', 2), service],
        traffic: [{ name: 'shoppers', to: 'service/web', rate: '4.5/s', from: 'outside', keepAlive: true }],
        behaviours: [{ image: 'nginx:1.27', do: { cpu: { idle: 1, perRequest: 2 } } }],
      },
      15,
      [
        [2_000, { load: 'shoppers', rate: '30/min' }],
        [1_000, { load: 'service/web', rate: '2/s' }],
        [1_000, { stop: 'kube-proxy/node-2' }],
        [500, { delete: 'pod[app=web]#1' }],
      ],
    ),
  );

/** Three ways that leave each other in their past, one of them from a moment just before what was done there. */
function branches(): SharedRun {
  const main = live({ ...two, apply: [deployment('web', 2)] }, 16, [[1_000, { scale: 'deployment/web', to: 5 }]]);
  const at = main.recording().inputs[0].tick;
  const all: LiveBranch[] = [{ id: 1, name: 'main', parent: undefined, forkedAt: 0, host: main }];
  const leave = (id: number, name: string, parent: number, tick: number, did: readonly (readonly [number, Did])[]) => {
    const from = all[parent - 1].host;
    from.seek(tick);
    const host = from.fork();
    act(host, did);
    all.push({ id, name, parent, forkedAt: tick, host });
  };
  leave(2, 'zwei genügen · 二つ', 1, at - 1, [
    [0, { scale: 'deployment/web', to: 2 }],
    [500, { cordon: 'node/node-1' }],
  ]);
  leave(3, 'what if 2', 2, at + 2_000, [[0, { unplug: 'node/node-1' }]]);
  all[1].host.seek(at + 100);
  return shareSandbox(all, 3);
}

/** A lesson played as it is meant up to a step, with all answers. */
function lesson(id: string, step: number): SharedRun {
  const loaded = loadLesson(id);
  if (!loaded) throw new Error(`there is no lesson ${id}`);
  const player = Player.fresh(loaded);
  for (let index = 0; index < step && player.run.index === index; index++) player.solve();
  return shareLesson(player.run.attempt(), player.host);
}

/** Somebody who tries hundreds of things in one task. */
function long(): SharedRun {
  const loaded = loadLesson('self-healing');
  if (!loaded) throw new Error('there is no lesson self-healing');
  const player = Player.fresh(loaded);
  while (player.run.step.id !== 'delete-one') player.solve();
  for (let i = 0; i < 130; i++) {
    player.host.submit(
      i % 3 === 2 ? { kill: `pod[app=web]#${1 + (i % 2)}` } : { kubectl: `get pods${i % 2 ? ' -o wide' : ''}` },
    );
    player.live(700 + ((i * 613) % 900));
  }
  return shareLesson(player.run.attempt(), player.host);
}

const drained = (): SharedRun =>
  alone(
    live({ ...two, apply: [deployment('web', 2)] }, 13, [
      [4_000, { drain: 'node/node-1' }],
      [20_000, { uncordon: 'node/node-1' }],
    ]),
  );

export const corpus: Readonly<Record<string, () => SharedRun>> = {
  commands,
  faults,
  drained,
  'etcd-restore': stored,
  'three-masters': masters,
  traffic: users,
  branches,
  'lesson-long': long,
  'lesson-self-healing': () => lesson('self-healing', 7),
  'lesson-node-failure': () => lesson('node-failure', 5),
  'lesson-what-etcd-remembers': () => lesson('what-etcd-remembers', 4),
};
