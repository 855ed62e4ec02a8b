// Stories as text: commands, then what the cluster did about them, written down by the run itself. A story is read like a log, checked
// like a test, and recorded anew with UPDATE=1. Only decisions are kept (creates, deletes, sizes, taints, evictions), in whole seconds,
// so a story changes when the cluster decides otherwise and not when it is a little faster.

import type { EtcdRecord } from '../api/wire.ts';
import { storeTable } from '../cluster/control-plane.ts';
import { createCluster, type MachineSpec } from '../index.ts';
import type { Table } from '../kernel/table.ts';
import type { ClusterHost } from '../recording/cluster-host.ts';

/** Commands that belong together, and what came of them. `line` counts from 1. */
interface Block {
  readonly comments: readonly string[];
  readonly commands: readonly { readonly text: string; readonly line: number }[];
}

const QUIET_LIMIT = 1_800_000;
const LISTEN = 60_000;

/** Runs a story and returns its text with the outputs that this run gave. Throws, with the line, what a story expects in vain. */
export function runScript(text: string): string {
  const story = new Story();
  return parse(text)
    .map((block) => {
      for (const { text: command, line } of block.commands) {
        try {
          story.run(command);
        } catch (error) {
          throw new Error(`line ${line}: ${command}: ${error instanceof Error ? error.message : error}`);
        }
      }
      return [...block.comments, ...block.commands.map((command) => command.text), '----', ...story.told(), ''].join(
        '\n',
      );
    })
    .join('\n');
}

/** A block is comments, commands, `----` and its output, up to an empty line. */
function parse(text: string): readonly Block[] {
  const blocks: { comments: string[]; commands: { text: string; line: number }[] }[] = [];
  let open = false;
  let output = false;
  text.split('\n').forEach((line, i) => {
    if (line === '') {
      open = false;
      output = false;
    } else if (!output) {
      if (!open) blocks.push({ comments: [], commands: [] });
      open = true;
      const block = blocks[blocks.length - 1];
      if (line === '----') output = true;
      else if (line.startsWith('#')) block.comments.push(line);
      else block.commands.push({ text: line, line: i + 1 });
    }
  });
  return blocks;
}

class Story {
  private host: ClusterHost | undefined;
  /** The last revision that was listened to, and what has not been told yet. */
  private heard = 0;
  private readonly untold: EtcdRecord[] = [];

  run(command: string): void {
    const [word, ...words] = command.split(' ');
    switch (word) {
      case 'nodes':
        this.build(words);
        return;
      case 'deployment':
        this.submit({ apply: deployment(words) });
        return;
      case 'run':
        this.live(words);
        return;
      case 'expect':
        this.expect(words);
        return;
      case 'scale':
        this.submit({ scale: words[0], to: Number(words[1]) });
        return;
      case 'delete':
        this.submit({ delete: words[0] });
        return;
      case 'service':
        this.submit({ apply: service(words[0]) });
        return;
      case 'apply':
        this.submit({ apply: words.join(' ') });
        return;
      case 'load':
        this.submit({ load: `service/${words[0]}`, rate: words[1] });
        return;
      case 'stop':
        this.submit({ stop: words[0] });
        return;
      case 'start':
        this.submit({ start: words[0] });
        return;
      case 'kubectl':
        this.submit({ kubectl: words.join(' ') });
        return;
      default:
        throw new Error(
          'no such command; there are nodes, deployment, service, apply, load, scale, delete, stop, start, kubectl, run, expect',
        );
    }
  }

  /** What happened since it was asked last. */
  told(): readonly string[] {
    this.listen();
    return this.untold.splice(0).flatMap((record) => this.tell(record));
  }

  /** The store forgets what is older than five minutes; a story does not. */
  private listen(): void {
    const fresh = this.records().filter(({ revision }) => revision > this.heard);
    this.heard = fresh.at(-1)?.revision ?? this.heard;
    this.untold.push(...fresh);
  }

  /** `nodes a=2 b=2`, and `metrics` for a metrics server; a request then costs nginx a hundredth of a second of one core. */
  private build(words: readonly string[]): void {
    const measured = words.includes('metrics');
    const names = words.filter((word) => word !== 'metrics');
    const nodes = names.map((word): MachineSpec => {
      const [name, cpu] = word.split('=');
      return { name, cpu, memory: '8Gi', images: ['nginx:1.27', 'nginx:1.28'] };
    });
    const controlPlane = { nodes: 1, registered: false } as const;
    const busy = { metricsServer: true, behaviours: [{ image: 'nginx', do: { cpu: { idle: 0, perRequest: 10 } } }] };
    const more = measured ? busy : {};
    this.host = createCluster({ cluster: { epoch: '2026-01-01T09:00:00Z', controlPlane, nodes, apply: [], ...more } });
    this.listen();
    this.untold.length = 0;
  }

  private cluster(): ClusterHost {
    if (!this.host) throw new Error('a story begins with nodes, like: nodes a=2 b=2');
    return this.host;
  }

  private submit(action: Parameters<ClusterHost['submit']>[0]): void {
    this.cluster().submit(action);
  }

  private live([how, duration]: readonly string[]): void {
    const host = this.cluster();
    if (how !== 'until') {
      const end = host.now() + Number(how.replace(/s$/, '')) * 1000;
      do {
        host.advance(Math.min(end, host.now() + LISTEN), Number.POSITIVE_INFINITY);
        this.listen();
      } while (host.now() < end);
      return;
    }
    if (duration !== 'quiet') throw new Error('run 10s, or run until quiet');
    const limit = host.now() + QUIET_LIMIT;
    do {
      host.advance(host.now() + 250, Number.POSITIVE_INFINITY);
      if (host.now() % LISTEN < 250) this.listen();
    } while (!host.world.settled() && host.now() < limit);
    if (!host.world.settled()) throw new Error('it did not come to rest');
  }

  /** `expect 3 ready pods`, `expect 1 terminating pods`, `expect no deployments`. */
  private expect([count, ...words]: readonly string[]): void {
    const resource = words[words.length - 1];
    const state = words.length > 1 ? words[0] : '';
    const found = this.cluster()
      .list(resource)
      .filter((object) => isIn(state, object as Condensed));
    const want = count === 'no' ? 0 : Number(count);
    if (found.length !== want) throw new Error(`there are ${found.length}`);
  }

  private records(): readonly EtcdRecord[] {
    const history = storeTable<EtcdRecord>(this.cluster().world, 'etcd/history') as Table<EtcdRecord>;
    return history.values('');
  }

  private tell(record: EtcdRecord): readonly string[] {
    const [, , folder, ...path] = record.key.split('/');
    const what = decision(folder, record);
    if (what === undefined) return [];
    const host = this.cluster();
    const seconds = String(Math.floor((record.at - host.lessonStart) / 1000)).padStart(5);
    const writer = (record.writer.split(' ')[0].split(':').pop() ?? '').padEnd(26);
    const name = withoutChance(path[path.length - 1]);
    const because = withoutChance(record.because);
    return [`${seconds}s  ${writer} ${what} ${name}${because ? `: ${because}` : ''}`];
  }
}

/** Pods are called after what made them: their own names, and which of several equal ones it hits, are chance. */
function withoutChance(text: string): string {
  return text.replace(/([a-z0-9]+)-[a-f0-9]{8,10}-[a-z0-9]{5}\b/g, 'a pod of $1');
}

interface Condensed {
  readonly metadata: { readonly deletionTimestamp?: string };
  readonly spec?: {
    readonly replicas?: number;
    readonly nodeName?: string;
    readonly taints?: readonly { readonly key: string }[];
  };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

function isIn(state: string, { metadata, status }: Condensed): boolean {
  const ready = status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
  switch (state) {
    case '':
      return true;
    case 'ready':
      return ready && !metadata.deletionTimestamp;
    case 'unready':
      return !ready && !metadata.deletionTimestamp;
    case 'terminating':
      return metadata.deletionTimestamp !== undefined;
    default:
      throw new Error('a state is ready, unready or terminating');
  }
}

/** What a stored change decides, in a word or two; undefined for reports and routine. */
function decision(folder: string, { type, kv, previous, writer }: EtcdRecord): string | undefined {
  if (!['pods', 'replicasets', 'deployments', 'minions'].includes(folder)) return undefined;
  // What kubelets report of their pods is no decision; where the scheduler puts equal pods is chance.
  if (folder === 'pods' && /^system:(node:|kube-scheduler)/.test(writer)) return undefined;
  if (type === 'DELETE') return 'removes';
  const before = previous?.value as Condensed | undefined;
  const after = kv?.value as unknown as Condensed;
  if (!before) return folder === 'minions' ? undefined : 'creates';
  if (!before.metadata.deletionTimestamp && after.metadata.deletionTimestamp) return 'deletes';
  if (before.spec?.replicas !== after.spec?.replicas)
    return `scales ${before.spec?.replicas} → ${after.spec?.replicas}`;
  const taints = (object: Condensed) => (object.spec?.taints ?? []).length;
  if (taints(before) !== taints(after)) return 'taints';
  if (folder === 'deployments') return undefined;
  return readiness(before) === readiness(after) ? undefined : `finds ${readiness(after)}:`;
}

function readiness({ status }: Condensed): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  return ready === 'True' ? 'ready' : ready === 'Unknown' ? 'unknown' : 'not ready';
}

function service(name: string): string {
  return `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {app: ${name}}, ports: [{port: 80}]}
`;
}

/** `web replicas=3 image=nginx:1.27 cpu=100m`, as a manifest. */
function deployment([name, ...settings]: readonly string[]): string {
  const given = Object.fromEntries(settings.map((setting) => setting.split('=')));
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: ${given.replicas ?? 1}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      terminationGracePeriodSeconds: 5
      containers: [{name: app, image: '${given.image ?? 'nginx:1.27'}'${given.cpu ? `, resources: {requests: {cpu: ${given.cpu}}}` : ''}}]
`;
}
