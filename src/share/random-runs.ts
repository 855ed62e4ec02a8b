// Random runs for the test of links: a small cluster, a few actions at odd moments, branches that leave in the past. One number names
// a run, and the same number is always the same run.

import { type Action, createCluster, type Host, readClusterSpec } from '../engine/index.ts';
import { fromFragment, toFragment } from './link.ts';
import { rebuild } from './rebuild.ts';
import { type LiveBranch, type SharedRun, shareSandbox } from './shared-run.ts';

const acts: readonly Action[] = [
  { kubectl: 'create deployment web --image=nginx:1.27 --replicas=2' },
  { kubectl: 'get pods -o wide' },
  { kubectl: 'expose deployment web --port=80' },
  { kubectl: 'delete pod -l app=web --wait=false' },
  { kubectl: 'scale deployment web --replicas=4' },
  { cordon: 'node/node-1' },
  { uncordon: 'node/node-1' },
  { stop: 'kube-scheduler/master-1' },
  { start: 'kube-scheduler/master-1' },
  { unplug: 'node-2' },
  { plug: 'node-2' },
  { crash: 'kubelet/node-1' },
  { kill: 'pod[app=web]#1' },
  { scale: 'deployment/web', to: 3 },
  { rollout: 'restart', of: 'deployment/web' },
  { label: 'node/node-1', with: 'disk=fast' },
  { kubectl: 'apply -f -', stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: zwölf}\ndata: {a: "日本"}\n' },
  { kubectl: 'get pods -w' },
  { pause: 'kube-controller-manager/master-1' },
  { resume: 'kube-controller-manager/master-1' },
  { partition: ['node-1', 'master-1'] },
  { heal: ['node-1', 'master-1'] },
  { load: 'service/web', rate: '3/s' },
  { addNode: { name: 'node-3', cpu: '500m' } },
  { removeMachine: 'node-3' },
  { backup: 'then' },
  { restore: 'then' },
];

/** Whole numbers below a bound, one after another, from one number. */
export function numbers(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

export function randomRun(seed: number): readonly LiveBranch[] {
  const next = numbers(seed);
  const read = readClusterSpec({
    controlPlane: { registered: false },
    nodes: [{ name: 'node-1' }, ...(next(2) ? [{ name: 'node-2' }] : [])],
    ...(next(3) === 0
      ? {
          traffic: [{ to: 'service/web', rate: `${1 + next(90) / 10}/s`, from: 'outside', keepAlive: next(2) === 0 }],
          behaviours: [{ image: 'nginx:1.27', do: { cpu: { idle: 1, perRequest: 2 } } }],
        }
      : {}),
  });
  if (!('spec' in read)) throw new Error('a random cluster is a valid one');
  const host = createCluster({ cluster: read.spec, seed: next(1_000_000) });
  const branches: { id: number; name: string; parent: number | undefined; forkedAt: number; host: Host }[] = [
    { id: 1, name: 'main', parent: undefined, forkedAt: 0, host },
  ];
  const many = 1 + next(3);
  for (let b = 0; b < many; b++) {
    if (b > 0) {
      const from = branches[next(branches.length)];
      from.host.seek(from.host.lessonStart + next(from.host.horizon - from.host.lessonStart));
      const copy = from.host.fork();
      branches.push({ id: b + 1, name: `way ${b}`, parent: from.id, forkedAt: from.host.now(), host: copy });
    }
    const { host: run } = branches[b];
    for (let i = next(4); i > 0; i--) {
      run.advance(run.now() + next(4_000), Number.POSITIVE_INFINITY);
      if (next(3) === 0) run.step(false);
      run.submit(acts[next(acts.length)]);
    }
    run.advance(run.now() + next(8_000), Number.POSITIVE_INFINITY);
    if (next(3) === 0) run.seek(run.now() - next(3_000));
  }
  return branches;
}

export interface Trip {
  /** What is wrong with the run that came out; '' when nothing is. */
  readonly problem: string;
  readonly characters: number;
}

export async function roundTrip(seed: number): Promise<Trip> {
  const branches = randomRun(seed);
  const run = shareSandbox(branches, branches[seed % branches.length].id);
  const fragment = await toFragment(run);
  return { problem: await problemWith(run, fragment), characters: fragment.length };
}

async function problemWith(run: SharedRun, fragment: string): Promise<string> {
  const opened = await fromFragment(fragment);
  if (!opened || 'problem' in opened) return `does not open: ${opened?.problem.path} ${opened?.problem.message}`;
  const live = finish(opened.run);
  if ('tooLong' in live) return 'is said to be too long';
  if (!live.same) return 'has another hash at its cursor';
  const again = shareSandbox(
    live.branches.map((branch, i) => ({
      ...branch,
      id: i + 1,
      parent: branch.parent === undefined ? undefined : branch.parent + 1,
    })),
    live.active + 1,
  );
  return (await toFragment(again)) === fragment ? '' : `writes another link: ${JSON.stringify([run, again])}`;
}

function finish(run: SharedRun): ReturnType<typeof rebuild> extends Generator<number, infer R, void> ? R : never {
  const living = rebuild(run);
  for (;;) {
    const { done, value } = living.next();
    if (done) return value;
  }
}
