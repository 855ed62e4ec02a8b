// The collector looks at a world once a frame and says what has changed since it looked last. It follows the journals of the store,
// so a frame in which one pod changed costs one pod, however many there are. It only reads: a watched world is the same world.

import { equal, type KubeObject } from '../api/object.ts';
import type { ApiRequest, EtcdKeyValue } from '../api/wire.ts';
import { storeMachine } from '../cluster/control-plane.ts';
import { type Address, componentOf, type Message, type Tick } from '../kernel/message.ts';
import type { Observer } from '../kernel/parts.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Table } from '../kernel/table.ts';
import { type KubectlState, outputPosition, outputsSince } from '../kubectl/state.ts';
import type { TrafficState } from '../network/traffic.ts';
import type { StoredImage } from '../runtime/cri.ts';
import { viewAutoscaler } from './autoscalers.ts';
import type {
  Delta,
  Frame,
  ViewAutoscaler,
  ViewEvent,
  ViewMachine,
  ViewMessage,
  ViewNode,
  ViewOutput,
  ViewPod,
  ViewProcess,
  ViewRules,
  ViewService,
  ViewTraffic,
  ViewWorkload,
} from './frame.ts';
import { NetworkView, viewTraffic } from './network.ts';
import { viewEvent, viewNode, viewPod, viewWorkload } from './objects.ts';
import { type Overheard, viewProcess } from './processes.ts';
import { ServicesView } from './services.ts';
import { refOfKey, viewMessage } from './tokens.ts';

const OUTSIDE = 'outside';
/** Background tokens that have long arrived when a frame is drawn are not worth drawing. */
const STALE: Tick = 100;
const REMEMBERED = 32_768;

interface Shelf<T> {
  known: Map<string, T>;
  changed: Map<string, T>;
  gone: Set<string>;
}

export class Collector {
  /** Installed as the simulation's observer: it sees what is sent, delivered and lost. */
  readonly observer: Observer;
  /** The last messages by the low bits of their id; inputs, which have ids of their own, by themselves. */
  private readonly ring: (Message | undefined)[] = new Array(REMEMBERED);
  private readonly inputs = new Map<number, Message>();
  private readonly lost = new Set<number>();
  private sent: Message[] = [];
  private readonly heard = new Map<Address, Overheard>();
  private touched = new Set<Address>();
  private whole = true;
  /** The machine whose store is read. */
  private home = '';
  private behindSince = Number.POSITIVE_INFINITY;
  private table: Table<EtcdKeyValue> | undefined;
  private position = 0;
  private outputPosition = 0;
  private readonly pods: Shelf<ViewPod> = shelf();
  private readonly nodes = new Map<string, ViewNode>();
  private readonly workloads: Shelf<ViewWorkload> = shelf();
  private readonly services: Shelf<ViewService> = shelf();
  private readonly autoscalers: Shelf<ViewAutoscaler> = shelf();
  private readonly serviceView = new ServicesView();
  private readonly events: Shelf<ViewEvent> = shelf();
  private readonly machines: Shelf<ViewMachine> = shelf();
  private readonly processes: Shelf<ViewProcess> = shelf();
  private readonly network = new NetworkView();
  private readonly traffic: Shelf<ViewTraffic> = shelf();
  private readonly rules: Shelf<ViewRules> = shelf();

  constructor(private readonly epochMs: number) {
    this.observer = {
      sent: (message) => this.noteSent(message),
      delivered: (message) => this.noteDelivered(message),
      lost: (message) => this.noteLost(message),
    };
  }

  /** After a jump in time: the next frame is whole. */
  reset(): void {
    this.whole = true;
    this.sent = [];
  }

  /** A message that is still remembered, sent or rung. */
  message(id: number): Message | undefined {
    const message = id < 0 ? this.inputs.get(id) : this.ring[id % REMEMBERED];
    return message?.id === id ? message : undefined;
  }

  /** Every message that is still remembered, in no order. */
  each(visit: (message: Message) => void): void {
    for (const message of this.inputs.values()) visit(message);
    for (const message of this.ring) if (message !== undefined) visit(message);
  }

  isLost(id: number): boolean {
    return this.lost.has(id);
  }

  drain(world: Simulation): Frame {
    const whole = this.whole;
    if (whole) this.forget();
    this.readStore(world);
    this.readMachines(world);
    this.readProcesses(world, whole);
    this.readNetwork(world, whole);
    const frame: Frame = {
      tick: world.now,
      revision: this.revision(world),
      settled: world.settled(),
      nextDue: world.nextDue(),
      whole,
      pods: take(this.pods),
      machines: take(this.machines),
      processes: take(this.processes),
      workloads: take(this.workloads),
      services: take(this.services),
      autoscalers: take(this.autoscalers),
      events: take(this.events),
      traffic: take(this.traffic),
      rules: take(this.rules),
      messages: this.takeMessages(world),
      output: this.takeOutput(world),
    };
    this.whole = false;
    this.touched = new Set();
    return frame;
  }

  private forget(): void {
    const shelves = [
      this.pods,
      this.workloads,
      this.services,
      this.autoscalers,
      this.events,
      this.machines,
      this.processes,
      this.traffic,
      this.rules,
    ];
    for (const one of shelves as Shelf<unknown>[]) {
      one.known.clear();
      one.changed.clear();
      one.gone.clear();
    }
    this.network.forget();
    this.serviceView.forget();
    this.nodes.clear();
    this.table = undefined;
    this.outputPosition = 0;
  }

  // ---- messages ----------------------------------------------------------------------------------------------------

  private noteLost(message: Message): void {
    if (this.lost.size >= REMEMBERED) this.lost.clear();
    this.lost.add(message.id);
  }

  private noteSent(message: Message): void {
    this.remember(message);
    this.sent.push(message);
    this.touched.add(message.from);
    this.touched.add(message.to);
    const { body } = message;
    if (body.kind === 'cri-request') this.heardOf(message.to).call = message;
    else if (body.kind === 'request') {
      const { resource, verb } = body as ApiRequest;
      if (resource === 'leases' && verb === 'update') this.heardOf(message.from).leaseRenewedAt = message.sentAt;
    }
  }

  private noteDelivered(message: Message): void {
    this.touched.add(message.to);
    if (message.isTimer || message.id < 0 || message.body.kind === 'start') this.remember(message);
    if (message.body.kind === 'cri-response') this.heardOf(message.from).call = undefined;
    if (message.body.kind === 'request' && message.thread !== 0) this.heardOf(message.to).call = message;
  }

  private heardOf(address: Address): Overheard {
    let heard = this.heard.get(address);
    if (heard === undefined) {
      heard = { call: undefined, leaseRenewedAt: 0 };
      this.heard.set(address, heard);
    }
    return heard;
  }

  private remember(message: Message): void {
    if (message.id < 0) this.inputs.set(message.id, message);
    else this.ring[message.id % REMEMBERED] = message;
  }

  private takeMessages(world: Simulation): readonly ViewMessage[] {
    const messages: ViewMessage[] = [];
    for (const message of this.sent) {
      if (message.stream === '' || (message.thread === 0 && message.dueAt < world.now - STALE)) continue;
      messages.push(viewMessage(message, this.lost.has(message.id)));
    }
    this.sent = [];
    return messages;
  }

  private takeOutput(world: Simulation): readonly ViewOutput[] {
    for (const process of world.processes.values()) {
      if (process.spec.component !== 'kubectl' || !process.state) continue;
      const state = process.state as KubectlState;
      const output = outputsSince(state, this.outputPosition);
      this.outputPosition = outputPosition(state);
      return output.map(({ thread, stream, text }) => ({ thread, stream, text }));
    }
    return [];
  }

  // ---- objects -----------------------------------------------------------------------------------------------------

  private readStore(world: Simulation): void {
    this.chooseHome(world);
    const table = world.machines.get(this.home)?.disk['etcd/kvs'] as Table<EtcdKeyValue> | undefined;
    if (!table) return;
    const changed = table === this.table ? table.changedSince(this.position) : undefined;
    if (changed) {
      for (const key of new Set(changed)) this.readKey(key, table.get(key));
    } else {
      const before = [
        ...this.pods.known.keys(),
        ...this.workloads.known.keys(),
        ...this.autoscalers.known.keys(),
        ...this.events.known.keys(),
        ...this.serviceView.known(),
      ];
      for (const key of before) if (!table.has(key)) this.readKey(key, undefined);
      table.scan((kv, key) => void this.readKey(key, kv));
    }
    for (const [key, view] of this.serviceView.take()) put(this.services, key, view);
    this.table = table;
    this.position = table.position;
  }

  /** Members that work are a few ticks apart at most: another one is read when this one is gone or stays behind. */
  private chooseHome(world: Simulation): void {
    const newest = storeMachine(world) ?? '';
    if (newest === this.home) this.behindSince = Number.POSITIVE_INFINITY;
    else this.behindSince = Math.min(this.behindSince, world.now);
    const left = !world.machines.get(this.home)?.disk['etcd/meta'];
    if (left || world.now - this.behindSince >= STALE) this.home = newest;
  }

  private readKey(key: string, kv: EtcdKeyValue | undefined): void {
    this.network.note(key, kv);
    this.serviceView.note(key, kv);
    const folder = key.split('/', 3)[2];
    const object: KubeObject | undefined = kv?.value;
    switch (folder) {
      case 'pods':
        put(this.pods, key, object && viewPod(object, this.epochMs));
        return;
      case 'deployments':
      case 'replicasets':
      case 'daemonsets':
        put(this.workloads, key, object && viewWorkload(object, this.epochMs));
        return;
      case 'horizontalpodautoscalers':
        put(this.autoscalers, key, object && viewAutoscaler(object, this.epochMs));
        return;
      case 'events':
        put(this.events, key, object && viewEvent(object, this.epochMs));
        return;
      case 'minions': {
        const name = key.slice('/registry/minions/'.length);
        const node = object && viewNode(object);
        const known = this.nodes.get(name);
        if (node && !equal(node, known)) this.nodes.set(name, node);
        else if (!node) this.nodes.delete(name);
        return;
      }
    }
  }

  private readMachines(world: Simulation): void {
    for (const [name, machine] of world.machines) {
      if (name === OUTSIDE) continue;
      const cut = world.cuts.find((c) => (c.a === name && c.b === '*') || (c.b === name && c.a === '*'));
      const images = machine.disk['containerd/images'] as Table<StoredImage> | undefined;
      const known = this.machines.known.get(name);
      put(this.machines, name, {
        name,
        role:
          name === 'laptop'
            ? 'laptop'
            : machine.processes.some((p) => p.startsWith('etcd/'))
              ? 'control-plane'
              : 'worker',
        up: machine.up,
        cutSince: cut?.since,
        node: this.nodes.get(name),
        processes: machine.processes.filter((address) => !isUnseen(address)),
        images: images && images.size !== known?.images.length ? images.keys() : (known?.images ?? []),
      });
    }
    for (const name of this.machines.known.keys()) if (!world.machines.has(name)) put(this.machines, name, undefined);
  }

  private readProcesses(world: Simulation, all: boolean): void {
    for (const address of all ? world.processes.keys() : this.touched) {
      const process = isUnseen(address) ? undefined : world.processes.get(address);
      if (process) put(this.processes, address, viewProcess(process, world, this.heardOf(address)));
    }
    for (const [address, view] of this.processes.known) {
      const process = world.processes.get(address);
      if (!process) put(this.processes, address, undefined);
      else if (process.life !== view.life)
        put(this.processes, address, viewProcess(process, world, this.heardOf(address)));
    }
  }

  private readNetwork(world: Simulation, all: boolean): void {
    for (const address of all ? world.processes.keys() : this.touched) {
      const process = world.processes.get(address);
      if (process?.spec.component !== 'traffic' || !process.state) continue;
      for (const source of Object.values((process.state as TrafficState).sources)) {
        put(this.traffic, source.spec.name, viewTraffic(source, process.machine, world));
      }
    }
    for (const rules of this.network.rules(world)) put(this.rules, rules.machine, rules);
    for (const name of this.rules.known.keys()) if (!world.machines.has(name)) put(this.rules, name, undefined);
  }

  private revision(world: Simulation): number {
    return (world.machines.get(this.home)?.disk['etcd/meta'] as Table<number> | undefined)?.get('revision') ?? 1;
  }
}

/** Not components of Kubernetes: the kernel's part of the network, what runs in pods, and users. They are seen as requests. */
function isUnseen(address: Address): boolean {
  return UNSEEN.has(componentOf(address));
}

const UNSEEN = new Set(['netfilter', 'pods', 'traffic']);

function shelf<T>(): Shelf<T> {
  return { known: new Map(), changed: new Map(), gone: new Set() };
}

/** Keeps the old object where nothing shown has changed, so that components need not look again. */
function put<T>(shelf: Shelf<T>, key: string, value: T | undefined): void {
  const known = shelf.known.get(key);
  if (value === undefined) {
    if (known === undefined) return;
    shelf.known.delete(key);
    shelf.changed.delete(key);
    shelf.gone.add(key);
    return;
  }
  if (known !== undefined && equal(known, value)) return;
  shelf.known.set(key, value);
  shelf.changed.set(key, value);
  shelf.gone.delete(key);
}

/** `gone` names members as they name themselves: refs for objects, names for machines, addresses for processes. */
function take<T>(shelf: Shelf<T>): Delta<T> {
  const delta = { changed: [...shelf.changed.values()], gone: [...shelf.gone].map(nameOfKey) };
  shelf.changed.clear();
  shelf.gone.clear();
  return delta;
}

function nameOfKey(key: string): string {
  return key.startsWith('/registry/') ? refOfKey(key) : key;
}
