// A random life: a random cluster, random workloads, random faults, and a watchman who looks every second. When everything is mended
// the cluster must come back to what was wished for, and the recording must live again to the same hash.
// One seed reproduces everything; a seed that failed is kept as a test with a line of its history.

import type { EtcdKeyValue } from '../../api/wire.ts';
import type { Action } from '../../cluster/action.ts';
import { defaultCluster, workers } from '../../cluster/cluster-spec.ts';
import type { Host, Recording } from '../../index.ts';
import { between, draw } from '../../kernel/dice.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import type { Table } from '../../kernel/table.ts';
import { createCluster, replay } from '../../recording/cluster-host.ts';
import { unfinished, Watchman } from '../invariants/invariants.ts';

export interface Life {
  readonly seed: number;
  readonly problems: readonly string[];
  readonly recording: Recording;
  readonly hash: string;
  readonly simulatedMinutes: number;
}

const ACTIONS = 25;
/** The longest wait for convergence: a node's silence, five minutes of toleration, and back-offs of up to five more. */
const HEALING = 1_800_000;

/** Lives one life and says what was wrong with it. */
export function liveRandomly(seed: number): Life {
  const throwOf = (purpose: string, n = 0) => draw(seed, `vopr-${purpose}`, 'life', n);
  const nodes = between(throwOf('nodes'), 2, 5);
  const users = {
    ...{ name: 'users', to: 'default/web', from: 'outside', rate: 500, keepAlive: false },
    ...{ path: '/', timeout: 1_000, start: 0 },
  };
  const cluster = { ...defaultCluster, nodes: workers(nodes, ['nginx:1.14.2', 'nginx:1.27']), traffic: [users] };
  const host = createCluster({ cluster, seed }) as Host & { readonly world: Simulation };
  const watchman = new Watchman();
  const problems: string[] = [];
  const live = (ticks: number) => {
    const until = host.now() + ticks;
    while (host.now() < until && problems.length === 0) {
      host.advance(Math.min(until, host.now() + 1_000), Number.POSITIVE_INFINITY);
      problems.push(...watchman.look(host.world));
    }
  };
  for (const name of ['web', 'api']) host.submit({ apply: manifest(name, between(throwOf(name), 1, 5)) });
  host.submit({ apply: SERVICE });
  const broken: Action[] = [];
  for (let n = 0; n < ACTIONS && problems.length === 0; n++) {
    live(between(throwOf('wait', n), 50, n % 5 === 0 ? 90_000 : 4_000));
    const { action, cure } = randomAction(throwOf('action', n), throwOf('object', n), nodes);
    host.submit(action);
    if (cure) broken.push(cure);
  }
  for (const cure of broken) host.submit(cure);
  const limit = host.now() + HEALING;
  const kvs = () => host.world.machine('master-1').disk['etcd/kvs'] as Table<EtcdKeyValue>;
  live(60_000);
  while (problems.length === 0 && unfinished(kvs()).length > 0 && host.now() < limit) live(10_000);
  if (problems.length === 0)
    problems.push(...unfinished(kvs()).map((what) => `not healed after ${HEALING / 60_000} minutes: ${what}`));
  const recording = host.recording();
  const hash = host.hash();
  if (problems.length === 0 && replay(recording, host.now()).hash() !== hash)
    problems.push('the recording lives to another hash');
  return { seed, problems, recording, hash, simulatedMinutes: Math.round(host.now() / 60_000) };
}

interface Deed {
  readonly action: Action;
  /** What undoes it in the end. */
  readonly cure?: Action;
}

function randomAction(kind: number, object: number, nodes: number): Deed {
  const node = `node-${1 + (object % nodes)}`;
  const name = object % 2 === 0 ? 'web' : 'api';
  const pod = `pod[app=${name}]#1`;
  const process = [
    'kube-scheduler/master-1',
    'kube-controller-manager/master-1',
    'kube-apiserver/master-1',
    'etcd/master-1',
  ][object % 4];
  const deeds: readonly Deed[] = [
    { action: { delete: pod } },
    { action: { kill: pod } },
    { action: { scale: `deployment/${name}`, to: object % 6 } },
    { action: { kubectl: `set image deployment/${name} main=nginx:${object % 3 === 0 ? '1.14.2' : '1.27'}` } },
    { action: { kubectl: `rollout restart deployment/${name}` } },
    { action: { kubectl: `rollout undo deployment/${name}` } },
    { action: { crash: process } },
    { action: { pause: process }, cure: { resume: process } },
    { action: { stop: node }, cure: { start: node } },
    { action: { start: node } },
    { action: { unplug: node }, cure: { plug: node } },
    { action: { plug: node } },
    { action: { crash: `kubelet/${node}` } },
    { action: { crash: `containerd/${node}` } },
    { action: { cordon: node }, cure: { uncordon: node } },
    { action: { kubectl: `label pod ${'$'}(${pod}) app-` } },
    { action: { stop: 'master-1' }, cure: { start: 'master-1' } },
    { action: { start: 'master-1' } },
  ];
  return deeds[kind % deeds.length];
}

/** Somebody asks all the time: what is under way then must live again to the same hash, too. */
const SERVICE = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80 }] },
});

function manifest(name: string, replicas: number): string {
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          terminationGracePeriodSeconds: 5,
          containers: [{ name: 'main', image: 'nginx:1.14.2', resources: { requests: { cpu: '100m' } } }],
        },
      },
    },
  });
}
