// A cluster as everybody outside the engine gets it: built from a cluster file, warmed up until it is at rest, then lived, watched,
// stepped and sought through one small interface. Nothing else of the engine is needed to show it.

import { resolveResource } from '../api/kinds/index.ts';
import type { KubeObject } from '../api/object.ts';
import { parseTime } from '../api/time.ts';
import type { EtcdKeyValue } from '../api/wire.ts';
import type { ApiServerState } from '../apiserver/state.ts';
import type { Action } from '../cluster/action.ts';
import { addonsOf } from '../cluster/addons.ts';
import { type ClusterSpec, defaultCluster } from '../cluster/cluster-spec.ts';
import { amongMasters, storeTable } from '../cluster/control-plane.ts';
import { beginTraffic } from '../cluster/load.ts';
import { KUBECTL, LAPTOP } from '../cluster/machines.ts';
import { resolveReference } from '../cluster/references.ts';
import { buildSimulation } from '../cluster/wiring.ts';
import { recordsBefore, recordsOfKey } from '../etcd/past.ts';
import { type SnapshotInfo, snapshotInfo, snapshots, snapshotText } from '../etcd/snapshot.ts';
import { compactedRevision, currentRevision } from '../etcd/store.ts';
import type { AsOf, Host, Recording, RevisionPage } from '../host.ts';
import { hashHex, hashOf } from '../kernel/hash.ts';
import type { Message, Tick } from '../kernel/message.ts';
import type { Observer } from '../kernel/parts.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Table } from '../kernel/table.ts';
import { complete } from '../kubectl/completion.ts';
import type { KubectlState } from '../kubectl/state.ts';
import type { Attempt, Attempts } from '../scheduler/attempts.ts';
import { chosenNode } from '../scheduler/decision.ts';
import type { SchedulerState } from '../scheduler/scheduler.ts';
import { Collector } from '../view/collect.ts';
import { type CommandEnd, commandEnd } from '../view/command-end.ts';
import { type EtcdctlAnswer, etcdctl } from '../view/etcdctl.ts';
import type { Frame, ObjectRef, ViewMessage, ViewRequest, ViewTraffic, Why } from '../view/frame.ts';
import { changesAfter, type StoredChange } from '../view/history.ts';
import { requestById, requestOf, trafficNow } from '../view/network.ts';
import { type RevisionInfo, revisionInfo, type ViewRevision, viewRevision } from '../view/revisions.ts';
import { viewMessage } from '../view/tokens.ts';
import { explain, type Past } from '../view/why.ts';

import { asOf, getIn, keyOfRef, listIn, noData, storeOf } from './as-of.ts';
import { Timeline } from './timeline.ts';

export const ENGINE_VERSION = '0.1.0';
export const KUBERNETES_VERSION = '1.36';

/** How long a cluster may take to come to rest before a lesson begins; a cluster that never rests begins then. */
const WARM_UP: Tick = 300_000;
/** A step waits this long for something to happen before it gives up. */
const STEP_LIMIT: Tick = 3_600_000;

export interface ClusterOptions {
  readonly cluster?: ClusterSpec;
  readonly seed?: number;
  /** Sees every message of this run from boot on, besides the host's own collector. */
  readonly observer?: Observer;
}

/** Builds a cluster and runs it until it is at rest; that moment is where its lesson time starts. */
export function createCluster(options: ClusterOptions = {}): ClusterHost {
  const spec = options.cluster ?? defaultCluster;
  const seed = options.seed ?? 1;
  const world = buildSimulation(spec, seed);
  const collector = new Collector(parseTime(spec.epoch));
  const observer = options.observer ? both(collector.observer, options.observer) : collector.observer;
  world.observer = observer;
  warmUp(world, spec);
  return new ClusterHost(spec, seed, new Timeline(world, observer), collector, world.now);
}

function both(a: Observer, b: Observer): Observer {
  return {
    sent(message) {
      a.sent?.(message);
      b.sent?.(message);
    },
    delivered(message) {
      a.delivered?.(message);
      b.delivered?.(message);
    },
    lost(message, fault) {
      a.lost?.(message, fault);
      b.lost?.(message, fault);
    },
  };
}

/** Lives a recorded run again, to its last input and on to `untilTick`. */
export function replay(recording: Recording, untilTick?: Tick, observer?: Observer): ClusterHost {
  const host = createCluster({
    cluster: recording.cluster as ClusterSpec,
    seed: recording.seed,
    ...(observer ? { observer } : {}),
  });
  for (const { tick, input } of recording.inputs) {
    host.advance(tick, Number.POSITIVE_INFINITY);
    host.submit(input);
  }
  if (untilTick !== undefined) host.advance(untilTick, Number.POSITIVE_INFINITY);
  return host;
}

function warmUp(world: Simulation, spec: ClusterSpec): void {
  const nodes = spec.nodes.length + (spec.controlPlane.registered ? spec.controlPlane.nodes : 0);
  rest(world, (w) => nodesReady(w) >= nodes && leasesHeld(w));
  for (const manifest of [...addonsOf(spec), ...spec.apply]) {
    world.submit({ apply: manifest } satisfies Action);
    rest(world, () => true);
  }
  beginTraffic(world);
}

function rest(world: Simulation, enough: (world: Simulation) => boolean): void {
  const limit = world.now + WARM_UP;
  world.advance(world.now + 1);
  while (world.now < limit && !(world.settled() && enough(world))) world.advance(world.now + 250);
}

/** Somebody controls and somebody schedules: where etcd first has to elect a leader, nodes may be ready before that. */
function leasesHeld(world: Simulation): boolean {
  const kvs = kvsOf(world);
  const held = (name: string): boolean => kvs?.has(`/registry/leases/kube-system/${name}`) === true;
  return held('kube-controller-manager') && held('kube-scheduler');
}

function nodesReady(world: Simulation): number {
  let ready = 0;
  kvsOf(world)?.scan((kv) => {
    const { conditions = [] } = (kv.value.status ?? {}) as { conditions?: { type: string; status: string }[] };
    if (conditions.some((c) => c.type === 'Ready' && c.status === 'True')) ready++;
  }, '/registry/minions/');
  return ready;
}

function kvsOf(world: Simulation): Table<EtcdKeyValue> | undefined {
  return storeTable(world, 'etcd/kvs');
}

export class ClusterHost implements Host {
  readonly epochMs: number;

  constructor(
    private readonly spec: ClusterSpec,
    private readonly seed: number,
    private readonly timeline: Timeline,
    private readonly collector: Collector,
    readonly lessonStart: Tick,
  ) {
    this.epochMs = parseTime(spec.epoch);
  }

  get beginnings(): number {
    return addonsOf(this.spec).length + this.spec.apply.length;
  }

  now(): Tick {
    return this.timeline.now;
  }

  get horizon(): Tick {
    return this.timeline.horizon;
  }

  submit(action: Action): number {
    return this.timeline.submit(action);
  }

  advance(toTick: Tick, maxMessages: number): number {
    return this.timeline.advance(toTick, maxMessages);
  }

  step(foregroundOnly: boolean): ViewMessage | undefined {
    const message = this.timeline.stepUntil(isStep(foregroundOnly), STEP_LIMIT);
    return message && viewMessage(message);
  }

  drain(): Frame {
    const frame = this.collector.drain(this.timeline.world);
    // Who installed the cluster's own parts is nobody on this page: what kubectl said to them is not the learner's.
    const installed = -addonsOf(this.spec).length;
    const output = frame.output.filter(({ thread }) => thread < installed);
    return output.length === frame.output.length ? frame : { ...frame, output };
  }

  seek(tick: Tick): void {
    this.collector.reset();
    this.timeline.seek(tick);
  }

  backTo(tick: Tick, inputs: number): void {
    this.collector.reset();
    this.timeline.backTo(tick, inputs);
  }

  stepBack(foregroundOnly: boolean): boolean {
    this.collector.reset();
    return this.timeline.stepBack(isStep(foregroundOnly));
  }

  fork(): Host {
    const collector = new Collector(this.epochMs);
    return new ClusterHost(this.spec, this.seed, this.timeline.fork(collector.observer), collector, this.lessonStart);
  }

  get(ref: ObjectRef): unknown {
    return getIn(kvsOf(this.timeline.world), ref);
  }

  list(kindOrResource: string): readonly unknown[] {
    return listIn(kvsOf(this.timeline.world), kindOrResource);
  }

  changes(afterRevision: number): readonly StoredChange[] {
    return changesAfter(this.past().history, afterRevision);
  }

  revision(): number {
    const meta = storeTable<number>(this.timeline.world, 'etcd/meta');
    return meta?.get('revision') ?? 0;
  }

  revisions(before: number, limit: number, keyContains = ''): RevisionPage {
    const store = storeOf(this.timeline.world);
    if (!store) return { rows: [], compacted: 0, current: 0, restored: 0 };
    const from = before === 0 ? Number.POSITIVE_INFINITY : before;
    const rows = recordsBefore(store, from, limit, ({ key }) => key.includes(keyContains)).map(viewRevision);
    const restored = store.meta.get('restored') ?? 0;
    return { rows, compacted: compactedRevision(store), current: currentRevision(store), restored };
  }

  historyOf(ref: ObjectRef): readonly ViewRevision[] {
    const store = storeOf(this.timeline.world);
    const key = keyOfRef(ref);
    return store && key !== undefined ? recordsOfKey(store, key).map(viewRevision) : [];
  }

  revisionInfo(revision: number): RevisionInfo | { readonly error: string } {
    const { world } = this.timeline;
    const store = storeOf(world);
    if (!store) return { error: noData };
    const server = amongMasters(world, 'kube-apiserver', (state) => (state as ApiServerState).ready) as
      | ApiServerState
      | undefined;
    return revisionInfo(store, revision, this.past(), server);
  }

  asOf(revision: number): AsOf | { readonly error: string } {
    return asOf(this.timeline.world, this.spec, this.epochMs, revision);
  }

  etcdctl(line: string): EtcdctlAnswer {
    return etcdctl(line, storeOf(this.timeline.world));
  }

  snapshots(): readonly SnapshotInfo[] {
    return snapshots(this.timeline.world.machine(LAPTOP).disk);
  }

  snapshotFile(name: string): string | undefined {
    const { disk } = this.timeline.world.machine(LAPTOP);
    return snapshotInfo(disk, name) && snapshotText(disk, name);
  }

  settled(): boolean {
    return this.timeline.world.settled();
  }

  why(ref: ObjectRef | number): Why {
    return explain(ref, this.past());
  }

  /** What a person calls an object (`pod/web-1`, `deploy/web`, `pod[app=web]#2`), as a reference; or why it is none. */
  resolve(
    text: string,
    namespace = 'default',
  ): { readonly ok: true; readonly value: ObjectRef } | { readonly ok: false; readonly message: string } {
    const found = resolveReference(text, this.timeline.world, namespace);
    if (typeof found === 'string') return { ok: false, message: found };
    const kind = resolveResource(found.resource);
    if (!kind) return { ok: false, message: `there is no kind ${found.resource}` };
    return { ok: true, value: `${kind.kind}/${found.namespace}/${found.name}` };
  }

  attempts(ref: ObjectRef): readonly { readonly number: number; readonly at: Tick }[] {
    const known = attemptsAt(this.timeline.world, ref);
    if (!known) return [];
    return [...known.earlier, ...known.latest.map(({ number, at }) => ({ number, at }))];
  }

  decision(ref: ObjectRef, attempt?: number): Attempt | undefined {
    const known = attemptsAt(this.timeline.world, ref);
    if (!known) return undefined;
    if (attempt === undefined) return known.latest.at(-1);
    const kept = known.latest.find(({ number }) => number === attempt);
    const earlier = known.earlier.find(({ number }) => number === attempt);
    if (kept || !earlier) return kept;
    const then = this.timeline.recall(earlier.at, earlier.at, {});
    return attemptsAt(then, ref)?.latest.find(({ number }) => number === attempt);
  }

  decided(): readonly { readonly ref: ObjectRef; readonly at: Tick; readonly node: string | undefined }[] {
    const state = schedulerOf(this.timeline.world);
    const found: { readonly ref: ObjectRef; readonly at: Tick; readonly node: string | undefined }[] = [];
    state?.attempts.scan(({ latest }, key) => {
      const last = latest[latest.length - 1];
      found.push({ ref: `Pod/${key}`, at: last.at, node: chosenNode(last.decision) });
    });
    return found.sort((a, b) => b.at - a.at);
  }

  message(id: number): { readonly view: ViewMessage; readonly body: unknown } | undefined {
    const message = this.past().message(id);
    return message && { view: viewMessage(message, this.collector.isLost(id)), body: message.body };
  }

  traffic(): readonly ViewTraffic[] {
    return trafficNow(this.timeline.world);
  }

  request(id: string | number): ViewRequest | undefined {
    const { world } = this.timeline;
    if (typeof id === 'string') return requestById(id, world);
    const message = this.past().message(id);
    return message && requestOf(message, world);
  }

  commandEnd(id: number): CommandEnd | undefined {
    return commandEnd(this.timeline.world.processes.get(KUBECTL)?.state as KubectlState | undefined, id);
  }

  complete(line: string): readonly string[] {
    return complete(line, (resource) => {
      const kind = resolveResource(resource);
      return kind ? (this.list(kind.plural) as KubeObject[]).map((object) => object.metadata.name ?? '') : [];
    });
  }

  recording(): Recording {
    return {
      format: 'recording/1',
      engine: ENGINE_VERSION,
      kubernetes: KUBERNETES_VERSION,
      epoch: this.spec.epoch,
      seed: this.seed,
      cluster: this.spec,
      lessonStart: this.lessonStart,
      inputs: this.timeline.inputs,
    };
  }

  hash(): string {
    return hashHex(hashOf(this.timeline.world.world()));
  }

  /** The world at the cursor, for the command line and tests; whoever shows the cluster must not need it. */
  get world(): Simulation {
    return this.timeline.world;
  }

  private past(): Past {
    return {
      now: this.timeline.now,
      history: storeTable(this.timeline.world, 'etcd/history') as Past['history'],
      inputs: this.timeline.inputs,
      message: (id) => this.collector.message(id),
      each: (visit) => this.collector.each(visit),
      recall: (from, to) => this.recall(from, to),
    };
  }

  /** Messages of a window that is no longer remembered, lived again. */
  private recall(from: Tick, to: Tick): ReadonlyMap<number, Message> {
    const messages = new Map<number, Message>();
    const keep = (message: Message): void => void messages.set(message.id, message);
    this.timeline.recall(from, to, { sent: keep, delivered: keep });
    return messages;
  }
}

/** The scheduler that leads, or the first there is. */
function schedulerOf(world: Simulation): SchedulerState | undefined {
  const leads = (state: unknown) => (state as SchedulerState).election.leading;
  return amongMasters(world, 'kube-scheduler', leads) as SchedulerState | undefined;
}

function attemptsAt(world: Simulation, ref: ObjectRef): Attempts | undefined {
  const [, namespace, name] = ref.split('/');
  const state = schedulerOf(world);
  return state?.attempts.get(`${namespace}/${name}`);
}

function isStep(foregroundOnly: boolean): (message: Message) => boolean {
  return (message) => message.stream !== '' && (!foregroundOnly || message.thread !== 0);
}
