// Plays a transcript against a simulated cluster: the same commands, files and waits, one after the other, as one learner types them.

import type { ClusterSpec } from '../cluster/cluster-spec.ts';
import { type ClusterOptions, createCluster, defaultCluster, type Host, type ViewOutput } from '../index.ts';
import { difference, type Transcript, transcriptOf } from './transcript.ts';
import { type Beside, circumstancesOf } from './transcript-beside.ts';

export interface PlayedStep {
  readonly command: string;
  readonly expected: string;
  readonly actual: string;
  /** The first lines that differ, or undefined when they agree. */
  readonly difference: string | undefined;
}

/** A cluster like the recorded one: three workers of 2 CPU in zones a, b and c, no control-plane node, images near by. */
export const recordedCluster: ClusterOptions = {
  cluster: {
    ...defaultCluster,
    controlPlane: { nodes: 1, registered: false },
    nodes: ['a', 'b', 'c'].map((zone, i) => ({ name: `node-${i + 1}`, cpu: 2, memory: '8Gi', zone })),
    registry: ['nginx:1.14.2', 'nginx:1.27', 'nginx:1.28', 'busybox:1.36'].map((image) => ({ image })),
  },
};

function withCluster(more: Partial<ClusterSpec>): ClusterOptions {
  return { ...recordedCluster, cluster: { ...(recordedCluster.cluster as ClusterSpec), ...more } };
}

/** A command that does not end is stopped after this much simulated time. */
const LIMIT = 120_000;

export class Session {
  readonly host: Host;

  constructor(options: ClusterOptions = recordedCluster) {
    this.host = createCluster(options);
    this.host.drain();
  }

  /** Types a line and lets the cluster live until the command has ended. */
  type(line: string, files: Readonly<Record<string, string>> = {}): string {
    const { host } = this;
    const thread = host.submit({ kubectl: line.replace(/^kubectl /, ''), files });
    const outputs: ViewOutput[] = [];
    const end = host.now() + LIMIT;
    while (!outputs.some(({ stream }) => stream === 'exit')) {
      if (host.now() >= end) host.submit({ interrupt: thread });
      host.advance(host.now() + 10, Number.POSITIVE_INFINITY);
      outputs.push(...host.drain().output.filter((each) => each.thread === thread));
    }
    return transcriptOf(outputs);
  }

  /** What goes on beside what is typed. */
  beside(steps: readonly Beside[] = []): void {
    for (const { action, sleep } of steps) {
      if (action) this.host.submit(action);
      this.sleep(sleep);
    }
  }

  sleep(ticks: number): void {
    this.host.advance(this.host.now() + ticks, Number.POSITIVE_INFINITY);
    this.host.drain();
  }
}

/** Plays all of it; a wait for something that never comes ends by its own time-out. */
export function play({ namespace, files, steps }: Transcript, options?: ClusterOptions): readonly PlayedStep[] {
  const circumstances = circumstancesOf(namespace);
  const session = new Session(options ?? withCluster(circumstances.cluster));
  session.beside(circumstances.before.map((action) => ({ action, sleep: 100 })));
  session.type(`create namespace ${namespace}`);
  session.type(`config set-context --current --namespace=${namespace}`);
  session.sleep(1_000);
  const played: PlayedStep[] = [];
  for (const { command, wait, output } of steps) {
    if (wait !== undefined) {
      const seconds = /^sleep (\d+)$/.exec(wait)?.[1];
      if (seconds !== undefined) session.sleep(Number(seconds) * 1000);
      else if (wait.includes('; sleep ')) {
        const [line, pause] = wait.split('; sleep ');
        session.type(line, files);
        session.sleep(Number(pause) * 1000);
      } else if (wait.startsWith('kubectl ')) session.type(wait, files);
      else session.beside(circumstances.remarks[wait]);
    }
    if (command === undefined) continue;
    session.sleep(circumstances.pauses[command] ?? 0);
    const actual = session.type(command, files);
    played.push({ command, expected: output, actual, difference: difference(command, output, actual) });
  }
  return played;
}
