// The cluster as etcd remembers it: the stored objects of one revision in a world that stands still. What the store knows is
// shown as it was; machines and processes, which the store does not know, stay as they are. A kubectl in this view talks to an
// API server of its own whose etcd holds that revision, so it answers in the real words, and it can change nothing.

import { kindByName, kinds, resolveResource } from '../api/kinds/index.ts';
import type { KubeObject } from '../api/object.ts';
import type { EtcdKeyValue } from '../api/wire.ts';
import type { ClusterSpec } from '../cluster/cluster-spec.ts';
import { membersIn, storeDisk, storeMachine } from '../cluster/control-plane.ts';
import { KUBECTL, MASTER } from '../cluster/machines.ts';
import { buildReader } from '../cluster/wiring.ts';
import { storeAt, writtenAt } from '../etcd/past.ts';
import { openStore, type Store } from '../etcd/store.ts';
import type { AsOf } from '../host.ts';
import type { Tick } from '../kernel/message.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Table } from '../kernel/table.ts';
import { type KubectlState, outputsSince } from '../kubectl/state.ts';
import { Collector } from '../view/collect.ts';
import type { ObjectRef } from '../view/frame.ts';

/** A command that only reads is done long before. */
const COMMAND: Tick = 20_000;

/** What may be asked of the past. The second word is looked at only for verbs that have several. */
const READS: Readonly<Record<string, readonly string[] | true>> = {
  get: true,
  describe: true,
  events: true,
  explain: true,
  'api-resources': true,
  'api-versions': true,
  version: true,
  'cluster-info': true,
  help: true,
  rollout: ['history'],
  config: ['view', 'current-context', 'get-contexts'],
};
const NOT_STORED = ['logs', 'exec', 'attach', 'top', 'port-forward', 'cp', 'debug', 'proxy'];

export const noData = 'etcd has no data on this disk';

/** The store of a world: etcd's tables on the control plane's disk. */
export function storeOf(world: Simulation): Store | undefined {
  const disk = storeDisk(world);
  return disk && openStore(disk);
}

/** The view of a revision, or etcd's own error. */
export function asOf(
  world: Simulation,
  spec: ClusterSpec,
  epochMs: number,
  revision: number,
): AsOf | { error: string } {
  const store = storeOf(world);
  if (!store) return { error: noData };
  const past = storeAt(store, revision);
  if ('error' in past) return past;
  const at = writtenAt(store, revision);
  return {
    revision,
    at,
    frame: () => frameOf(world, past, epochMs, at),
    get: (ref) => getIn(past.kvs, ref),
    list: (kind) => listIn(past.kvs, kind),
    kubectl: (line) => kubectl(past, spec, line, at, revision),
  };
}

/** An object by reference, as clients see it. */
export function getIn(kvs: Table<EtcdKeyValue> | undefined, ref: ObjectRef): KubeObject | undefined {
  const key = keyOfRef(ref);
  const kv = key === undefined ? undefined : kvs?.get(key);
  return kv && stamped(kv);
}

/** `Pod/default/web` → `/registry/pods/default/web`; undefined for what is no object. */
export function keyOfRef(ref: ObjectRef): string | undefined {
  const [kindName, namespace, name] = ref.split('/');
  const kind = kinds.find((k) => k.kind === kindName);
  if (!kind || name === undefined) return undefined;
  return `/registry/${kind.storagePrefix}/${namespace === '' ? '' : `${namespace}/`}${name}`;
}

export function listIn(kvs: Table<EtcdKeyValue> | undefined, kindOrResource: string): readonly KubeObject[] {
  const kind = resolveResource(kindOrResource) ?? kindByName('v1', kindOrResource);
  if (!kind) return [];
  return (kvs?.values(`/registry/${kind.storagePrefix}/`) ?? []).map(stamped);
}

/** A whole frame of the same machines over the older store. */
function frameOf(world: Simulation, past: Store, epochMs: number, at: Tick): ReturnType<AsOf['frame']> {
  const copy = world.fork();
  const home = storeMachine(copy) ?? MASTER;
  for (const name of membersIn(copy)) if (name !== home) copy.loseDisk(name, 'etcd/meta');
  const { disk } = copy.machine(home);
  disk['etcd/kvs'] = past.kvs;
  disk['etcd/history'] = past.history;
  disk['etcd/meta'] = past.meta;
  // A collector that begins has nothing to compare with: its first frame is whole. What is in flight belongs to the present.
  const frame = new Collector(epochMs).drain(copy);
  return { ...frame, tick: at, messages: [], output: [] };
}

function kubectl(
  past: Store,
  spec: ClusterSpec,
  line: string,
  at: Tick,
  revision: number,
): ReturnType<AsOf['kubectl']> {
  const words = line.trim().replace(/^kubectl(\s+|$)/, '');
  const refusal = refusalOf(words, revision);
  if (refusal !== '') return { stdout: '', stderr: `${refusal}\n`, code: 1 };
  // The reader gets copies: what its API server might write must not show in the view.
  const reader = buildReader(spec, { kvs: past.kvs.fork(), history: past.history.fork(), meta: past.meta.fork() }, at);
  reader.advance(at + 50);
  reader.deliverFromOutside(KUBECTL, Object.freeze({ kind: 'kubectl', id: 1, line: words }));
  const laptop = (): KubectlState => reader.process(KUBECTL).state as KubectlState;
  const exited = (): boolean => outputsSince(laptop(), 0).some(({ stream }) => stream === 'exit');
  while (!exited() && reader.now < at + COMMAND) reader.advance(reader.now + 20);
  const printed = outputsSince(laptop(), 0);
  const on = (stream: string): string =>
    printed
      .filter((piece) => piece.stream === stream)
      .map(({ text }) => text)
      .join('');
  return { stdout: on('stdout'), stderr: on('stderr'), code: Number(on('exit') || 1) };
}

/** Why a command cannot be run in the past, or ''. */
function refusalOf(words: string, revision: number): string {
  const [verb = '', ...rest] = words.split(/\s+/).filter((word) => word !== '' && !word.startsWith('-'));
  const flags = words.split(/\s+/);
  if (flags.some((flag) => /^(-w|--watch|--watch-only)(=true)?$/.test(flag))) {
    return `podarium: nothing new will come: this is the cluster as of revision ${revision}`;
  }
  if (NOT_STORED.includes(verb)) {
    return `podarium: "${verb}" asks a machine, and machines do not keep old moments; etcd holds objects only (as of revision ${revision})`;
  }
  const reads = verb === '' ? true : READS[verb];
  if (reads === true || reads?.includes(rest[0] ?? '')) return '';
  return `podarium: the past can be read and not changed: this is the cluster as of revision ${revision}; leave it to act on the cluster of now`;
}

function stamped(kv: EtcdKeyValue): KubeObject {
  return { ...kv.value, metadata: { ...kv.value.metadata, resourceVersion: String(kv.modRevision) } };
}
