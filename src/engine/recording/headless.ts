// A cluster without a screen: it lives a script to its end and keeps what can be compared afterwards: stored changes, requests,
// messages and what kubectl printed. The command line, the comparison with recordings and graders all run clusters this way.

import { kinds } from '../api/kinds/index.ts';
import type { KubeObject } from '../api/object.ts';
import type { ClusterSpec } from '../cluster/cluster-spec.ts';
import { KUBECTL } from '../cluster/machines.ts';
import type { ScriptStep } from '../cluster/read-action.ts';
import type { Recording } from '../host.ts';
import type { Message, Tick } from '../kernel/message.ts';
import type { Observer } from '../kernel/parts.ts';
import { type KubectlState, type Output, outputsSince } from '../kubectl/state.ts';
import { storeOf } from './as-of.ts';
import { type ChangeLine, changeLine, type LogFilter } from './changes.ts';
import { type ClusterHost, createCluster, replay } from './cluster-host.ts';
import { Harvest } from './harvest.ts';
import { type RequestLine, RequestLog } from './requests.ts';
import { type TraceLine, traceLine } from './trace.ts';
import { transcriptOf } from './transcript.ts';

export interface HeadlessOptions {
  readonly cluster?: ClusterSpec;
  readonly seed?: number;
  /** Lived again instead of a fresh cluster. */
  readonly recording?: Recording;
  /** Keep every message as a trace line; off by default, since there are many. */
  readonly trace?: boolean;
}

/** The history is read at least this often, before it is compacted away. */
const HARVEST: Tick = 60_000;
/** How long a cluster may take to settle before the answer is no; and how often it is looked at. */
export const SETTLE_LIMIT: Tick = 3_600_000;
const SETTLE_LOOK: Tick = 250;
/** A command that has not ended by then is left to itself. */
const COMMAND_LIMIT: Tick = 120_000;

export class HeadlessRun {
  readonly host: ClusterHost;
  readonly traced: TraceLine[] = [];
  private readonly requestLog = new RequestLog();
  private readonly harvested = new Harvest();
  private readonly printed: Output[] = [];
  private outputPosition = 0;

  constructor({ cluster, seed, recording, trace = false }: HeadlessOptions) {
    const log = this.requestLog.observer;
    const observer: Observer = trace ? { ...log, delivered: (message) => this.tracing(message) } : log;
    this.host = recording
      ? replay(recording, undefined, observer)
      : createCluster({ observer, ...(cluster ? { cluster } : {}), ...(seed === undefined ? {} : { seed }) });
    this.harvest();
  }

  /** Lives to a tick. */
  advance(toTick: Tick): void {
    const { host } = this;
    do {
      host.advance(Math.min(toTick, host.now() + HARVEST), Number.POSITIVE_INFINITY);
      this.harvest();
    } while (host.now() < toTick);
  }

  /** Does what the script says when it says so; `at` counts from `start`. */
  play(steps: readonly ScriptStep[], start: Tick = this.host.lessonStart): void {
    for (const step of steps) {
      if (start + step.at > this.host.now()) this.advance(start + step.at);
      this.host.submit(step.do);
    }
  }

  /** Lives until nothing is left to do, or `limit` ticks have passed; says whether it came to rest. */
  settle(limit: Tick = SETTLE_LIMIT): boolean {
    const end = this.host.now() + limit;
    // Looked at on a grid of its own, so that a replay of the same inputs stops at the same tick.
    const late = this.host.now() % SETTLE_LOOK;
    if (late > 0) this.advance(this.host.now() - late + SETTLE_LOOK);
    while (!this.host.world.settled()) {
      if (this.host.now() >= end) return false;
      this.advance(this.host.now() + SETTLE_LOOK);
    }
    return true;
  }

  /** Runs one kubectl command to its end and answers what it printed, with its exit code (undefined: it goes on). */
  command(action: ScriptStep['do']): { readonly code: number | undefined; readonly text: string } {
    const id = this.host.submit(action);
    const end = this.host.now() + COMMAND_LIMIT;
    const own = (): readonly Output[] => this.printed.filter(({ thread }) => thread === id);
    while (!own().some(({ stream }) => stream === 'exit') && this.host.now() < end) this.advance(this.host.now() + 10);
    const exit = own().find(({ stream }) => stream === 'exit');
    return { code: exit && Number(exit.text), text: transcriptOf(own()) };
  }

  /** Stored changes as a recording has them, in the order of revisions. */
  changes(filter: LogFilter): readonly ChangeLine[] {
    const lines: ChangeLine[] = [];
    for (const record of this.harvested.records) {
      const line = changeLine(record, lines.length + 1, filter);
      if (line) lines.push(line);
    }
    return lines;
  }

  /** What one command has printed up to now. */
  printedBy(id: number): readonly Output[] {
    return this.printed.filter(({ thread }) => thread === id);
  }

  requests(filter: LogFilter): readonly RequestLine[] {
    return this.requestLog.lines(filter);
  }

  /** What every kubectl command printed, in the order the commands were given. */
  transcript(): string {
    return transcriptOf(this.printed);
  }

  /** Every object in one list, as `kubectl get … -A -o json` would print it. */
  objects(): unknown {
    const items = kinds.flatMap((kind) => (this.host.list(kind.plural) as KubeObject[]).map(withoutManagers));
    return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
  }

  /** `world <hash> tick <n> revision <n>`: equal for equal recordings, everywhere. */
  hashLine(): string {
    return `world ${this.host.hash()} tick ${this.host.now()} revision ${this.revision()}`;
  }

  revision(): number {
    return this.host.revision();
  }

  private tracing(message: Message): void {
    this.requestLog.observer.delivered?.(message);
    const line = traceLine(message);
    if (line) this.traced.push(line);
  }

  private harvest(): void {
    this.harvested.take(storeOf(this.host.world), this.host.now());
    const laptop = this.host.world.processes.get(KUBECTL)?.state as KubectlState | undefined;
    if (!laptop) return;
    const outputs = outputsSince(laptop, this.outputPosition);
    this.printed.push(...outputs);
    this.outputPosition = laptop.dropped + laptop.outputs.length;
  }
}

function withoutManagers(object: KubeObject): unknown {
  const { managedFields: _, ...metadata } = object.metadata;
  return sorted({ ...object, metadata });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const from = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.keys(from)
      .sort()
      .map((key) => [key, sorted(from[key])]),
  );
}
