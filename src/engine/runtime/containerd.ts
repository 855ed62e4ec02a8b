// containerd makes sandboxes and containers, watches over them and tells what became of them; it never decides what should run.
// Its records lie on the machine's disk, so a crash of containerd or of the kubelet harms no container: on its return it finds them running.
// Only when the machine loses power do containers end: they are then exited with code 255, reason Unknown, as nobody saw them end.

import { between } from '../kernel/dice.ts';
import type { Body, Message } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import type { Table } from '../kernel/table.ts';
import { type Range, containerd as timings } from '../timings.ts';
import { giveBackAddress, takeAddress } from './addresses.ts';
import type {
  ContainerEnd,
  ContainerEvent,
  ContainerRecord,
  CriRequest,
  CriResponse,
  KillContainer,
  PodRecord,
  SandboxRecord,
  StoredImage,
} from './cri.ts';
import { disk } from './cri.ts';
import { hex64, lookUp, normalised, parseReference, type RegistryEntry } from './images.ts';
import { type Behaviour, endOnStop, killed, naturalEnd, type Program, programOf } from './programs.ts';

export interface ContainerdConfig {
  readonly podCIDR: string;
  readonly registry?: readonly RegistryEntry[];
  readonly behaviours?: readonly Behaviour[];
  readonly node: { readonly images?: readonly string[] };
}

/** What it keeps in memory only; all else is on disk. */
interface Containerd {
  /** Timers for the end of each container's program, by container id. */
  readonly ends: Record<string, number>;
  /** Open StopContainer calls by container id. */
  readonly stops: Record<string, { readonly stream: string; readonly from: string; readonly timer: number }>;
  /** Streams of kubelets that listen to events. */
  listeners: { readonly stream: string; readonly to: string }[];
}

interface EndBody extends Body {
  readonly kind: 'container-end';
  readonly uid: string;
  readonly id: string;
}

interface PulledBody extends Body {
  readonly kind: 'pulled';
  readonly stream: string;
  readonly from: string;
  readonly image: string;
}

export const containerd: ProcessDefinition<Containerd> = {
  component: 'containerd',

  start(io) {
    const state: Containerd = { ends: {}, stops: {}, listeners: [] };
    const meta = io.disk.table<number>(disk.meta);
    if (meta.get('boot') === undefined) for (const image of configOf(io).node.images ?? []) store(io, image);
    const powerLost = meta.get('boot') !== undefined && meta.get('boot') !== io.boot;
    meta.set('boot', io.boot);
    for (const record of pods(io).values()) {
      if (powerLost) save(io, lost(record, io));
      else for (const container of record.containers) watchEnd(state, record.pod.uid, container, io);
    }
    return state;
  },

  receive(state, message, io) {
    const { body } = message;
    switch (body.kind) {
      case 'cri-request':
        serve(state, message as Message<CriRequest>, io);
        break;
      case 'container-end':
        ended(state, body as EndBody, io);
        break;
      case 'pulled':
        pulled(body as PulledBody, io);
        break;
      case 'kill-container':
        kill(state, body as KillContainer, io);
        break;
      case 'reset': {
        const { stream } = body as unknown as { stream: string };
        state.listeners = state.listeners.filter((listener) => listener.stream !== stream);
        break;
      }
      default:
        break;
    }
  },
};

function serve(state: Containerd, message: Message<CriRequest>, io: IO): void {
  const { body, from, stream } = message;
  const reply = (answer: Omit<CriResponse, 'kind' | 'call'>, range?: Range, subject = '') => {
    const response: CriResponse = { kind: 'cri-response', call: body.call, ...answer };
    const delay = range ? between(io.draw(body.call, subject), range[0], range[1]) : 0;
    io.send(from, response, { stream, ends: true, delay });
    return delay;
  };
  switch (body.call) {
    case 'RunPodSandbox': {
      const { pod, attempt, hostNetwork } = body;
      const ip = hostNetwork ? '' : takeAddress(io.disk.table(disk.addresses), configOf(io).podCIDR, pod.uid);
      if (ip === undefined) {
        const id = sandboxId(pod.uid, attempt);
        const range = `failed to allocate for range 0: no IP addresses available in range set: ${configOf(io).podCIDR}`;
        const text = `failed to setup network for sandbox "${id}": plugin type="bridge" failed (add): ${range}`;
        reply({ error: `rpc error: code = Unknown desc = ${text}` }, timings.removeContainer, pod.uid);
        return;
      }
      const id = sandboxId(pod.uid, attempt);
      const sandbox: SandboxRecord = { id, attempt, state: 'SANDBOX_READY', ip, createdAt: io.now };
      const old = pods(io).get(pod.uid);
      save(io, { pod, sandboxes: [sandbox, ...(old?.sandboxes ?? []).slice(0, 1)], containers: old?.containers ?? [] });
      const cni = hostNetwork ? 'host network: no plugin is called' : `CNI ADD: ${ip} from ${configOf(io).podCIDR}`;
      reply({ id, ip, cni }, timings.runSandbox, `${pod.uid}#${attempt}`);
      return;
    }
    case 'StopPodSandbox': {
      const record = pods(io).get(body.uid);
      const sandbox = record?.sandboxes.find(({ id }) => id === body.sandbox);
      if (record && sandbox && sandbox.state === 'SANDBOX_READY') {
        if (sandbox.ip !== '') giveBackAddress(io.disk.table(disk.addresses), sandbox.ip);
        const sandboxes = record.sandboxes.map((one) =>
          one === sandbox ? { ...one, state: 'SANDBOX_NOTREADY' as const } : one,
        );
        save(io, { ...record, sandboxes });
        for (const container of record.containers) {
          if (container.sandbox === sandbox.id && container.state === 'CONTAINER_RUNNING') {
            finish(state, record.pod.uid, container.id, killed(io.now), io, false);
          }
        }
        reply({ cni: sandbox.ip === '' ? '' : `CNI DEL: ${sandbox.ip}` }, timings.stopSandbox, body.sandbox);
      } else {
        reply({});
      }
      return;
    }
    case 'RemovePodSandbox': {
      const record = pods(io).get(body.uid);
      if (record) {
        const sandboxes = record.sandboxes.filter(({ id }) => id !== body.sandbox);
        const containers = record.containers.filter(({ sandbox }) => sandbox !== body.sandbox);
        if (sandboxes.length === 0) pods(io).delete(body.uid);
        else save(io, { ...record, sandboxes, containers });
      }
      reply({}, timings.removeContainer, body.sandbox);
      return;
    }
    case 'PodSandboxStatus':
      reply({ pod: pods(io).get(body.uid) });
      return;
    case 'ListContainers':
      reply({ pods: pods(io).values() });
      return;
    case 'ListImages':
      reply({ images: images(io).values() });
      return;
    case 'ImageStatus':
      reply({ image: imageHere(io, body.image) }, timings.imageStatus, stream);
      return;
    case 'PullImage':
      pull(message, body.image, io);
      return;
    case 'CreateContainer': {
      const record = pods(io).get(body.uid);
      const image = imageHere(io, body.config.image);
      if (!record || !image) {
        const missing = record ? `image "${body.config.image}"` : `sandbox "${body.sandbox}"`;
        reply({ error: `rpc error: code = NotFound desc = ${missing}: not found` });
        return;
      }
      const id = hex64(`${body.sandbox}/${body.config.name}#${body.config.attempt}@${io.now}`);
      const container: ContainerRecord = {
        id,
        sandbox: body.sandbox,
        config: body.config,
        image: image.name,
        imageID: `${image.name.slice(0, image.name.lastIndexOf(':'))}@${image.digest}`,
        state: 'CONTAINER_CREATED',
        createdAt: io.now,
        startedAt: 0,
        end: undefined,
        signalledAt: undefined,
      };
      save(io, { ...record, containers: [container, ...record.containers] });
      reply({ id }, timings.createContainer, id);
      return;
    }
    case 'StartContainer':
      start(state, message, body.uid, body.container, io);
      return;
    case 'StopContainer':
      stop(state, message, body.uid, body.container, body.timeout, io);
      return;
    case 'RemoveContainer': {
      const record = pods(io).get(body.uid);
      if (record) save(io, { ...record, containers: record.containers.filter(({ id }) => id !== body.container) });
      reply({}, timings.removeContainer, body.container);
      return;
    }
    case 'GetContainerEvents':
      state.listeners.push({ stream, to: from });
      return;
    default:
      return;
  }
}

function start(state: Containerd, message: Message<CriRequest>, uid: string, id: string, io: IO): void {
  const record = pods(io).get(uid);
  const container = record?.containers.find((one) => one.id === id);
  const answer = (error: string | undefined, delay: number) => {
    const response: CriResponse = {
      kind: 'cri-response',
      call: 'StartContainer',
      ...(error === undefined ? {} : { error }),
    };
    io.send(message.from, response, { stream: message.stream, ends: true, delay });
  };
  if (!record || !container) {
    answer(`rpc error: code = NotFound desc = an error occurred when try to find container "${id}": not found`, 0);
    return;
  }
  const delay = between(io.draw('StartContainer', id), timings.startContainer[0], timings.startContainer[1]);
  const program = programOf(container.config, configOf(io).behaviours ?? []);
  const startedAt = io.now + delay;
  if (program.cannotStart !== undefined) {
    const text = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${program.cannotStart}`;
    const end: ContainerEnd = { at: startedAt, code: 128, reason: 'StartError', message: text };
    replace(io, record, { ...container, state: 'CONTAINER_EXITED', end });
    answer(text, delay);
    return;
  }
  const running: ContainerRecord = {
    ...container,
    state: 'CONTAINER_RUNNING',
    startedAt,
    end: naturalEnd(program, startedAt, container.config.memoryLimit),
  };
  replace(io, record, running);
  watchEnd(state, uid, running, io);
  answer(undefined, delay);
}

function stop(state: Containerd, message: Message<CriRequest>, uid: string, id: string, timeout: number, io: IO): void {
  const record = pods(io).get(uid);
  const container = record?.containers.find((one) => one.id === id);
  const { from, stream } = message;
  if (!record || !container || container.state !== 'CONTAINER_RUNNING') {
    const response: CriResponse = { kind: 'cri-response', call: 'StopContainer', container };
    io.send(from, response, { stream, ends: true });
    return;
  }
  const program = programOf(container.config, configOf(io).behaviours ?? []);
  const end = signalled(program, container, io);
  const atTheLatest = killed(io.now + Math.max(1, timeout));
  const stopped: ContainerRecord = {
    ...container,
    signalledAt: io.now,
    end: !end || end.at > atTheLatest.at ? atTheLatest : end,
  };
  replace(io, record, stopped);
  state.stops[id] = { stream, from, timer: 0 };
  watchEnd(state, uid, stopped, io, 'work');
}

/** The earlier of what the signal leads to and what would have come anyway. */
function signalled(program: Program, container: ContainerRecord, io: IO): ContainerEnd | undefined {
  const { end } = container;
  let reaction = endOnStop(program, container.startedAt, io.now);
  if (reaction && !program.script && program.onStop === undefined) {
    const [lo, hi] = timings.serverEnd;
    reaction = { ...reaction, at: io.now + between(io.draw('end', container.id), lo, hi) };
  }
  if (!reaction) return end;
  return end && end.at < reaction.at ? end : reaction;
}

function kill(state: Containerd, body: KillContainer, io: IO): void {
  const record = body.uid
    ? pods(io).get(body.uid)
    : pods(io)
        .values()
        .find(({ pod }) => pod.namespace === body.namespace && pod.name === body.name);
  const container = record?.containers.find(
    (one) => one.state === 'CONTAINER_RUNNING' && (body.container === undefined || one.config.name === body.container),
  );
  if (!record || !container) return;
  const program = programOf(container.config, configOf(io).behaviours ?? []);
  const end = body.signal === 'SIGKILL' ? killed(io.now + 1) : signalled(program, container, io);
  if (!end) return;
  const hit: ContainerRecord = { ...container, end };
  replace(io, record, hit);
  watchEnd(state, record.pod.uid, hit, io);
}

/** Sets the alarm for the end that a running container's record foretells; one timer a container. */
function watchEnd(
  state: Containerd,
  uid: string,
  container: ContainerRecord,
  io: IO,
  timerClass: 'work' | 'backoff' = 'backoff',
): void {
  const { id, end } = container;
  const armed = state.ends[id];
  if (armed !== undefined) io.cancel(armed);
  delete state.ends[id];
  if (container.state !== 'CONTAINER_RUNNING' || !end) return;
  const body: EndBody = { kind: 'container-end', uid, id };
  state.ends[id] = io.after(Math.max(1, end.at - io.now), timerClass, body);
}

function ended(state: Containerd, { uid, id }: EndBody, io: IO): void {
  delete state.ends[id];
  const container = pods(io)
    .get(uid)
    ?.containers.find((one) => one.id === id);
  if (!container?.end || container.state !== 'CONTAINER_RUNNING') return;
  const asked = state.stops[id] !== undefined;
  finish(state, uid, id, container.end, io, !asked);
}

function finish(state: Containerd, uid: string, id: string, end: ContainerEnd, io: IO, tell: boolean): void {
  const record = pods(io).get(uid);
  const container = record?.containers.find((one) => one.id === id);
  if (!record || !container) return;
  const exited: ContainerRecord = { ...container, state: 'CONTAINER_EXITED', end };
  replace(io, record, exited);
  if (state.ends[id] !== undefined) io.cancel(state.ends[id]);
  delete state.ends[id];
  const waiting = state.stops[id];
  delete state.stops[id];
  if (waiting) {
    const response: CriResponse = { kind: 'cri-response', call: 'StopContainer', container: exited };
    io.send(waiting.from, response, { stream: waiting.stream, ends: true });
  }
  if (!tell) return;
  const event: ContainerEvent = { kind: 'container-event', type: 'CONTAINER_STOPPED_EVENT', uid, container: id };
  const because = `${container.config.name} ended with code ${end.code} (${end.reason})`;
  for (const { stream, to } of state.listeners) io.send(to, event, { stream, because });
}

function pull(message: Message<CriRequest>, image: string, io: IO): void {
  const { registry } = configOf(io);
  const result = lookUp(image, registry);
  const { from, stream } = message;
  if ('refused' in result) {
    const [lo, hi] = timings.pullRefused;
    const code = result.refused.endsWith(': not found') ? 'NotFound' : 'Unknown';
    const error = `rpc error: code = ${code} desc = ${result.refused}`;
    const response: CriResponse = { kind: 'cri-response', call: 'PullImage', error };
    io.send(from, response, { stream, ends: true, delay: between(io.draw('refuse', stream), lo, hi) });
    return;
  }
  const here = images(io).has(result.found.name);
  const transfer = result.found.size / timings.pullBytesPerTick;
  const setUp = registry ? timings.nearbyPullSetUp : timings.pullSetUp;
  const needed = here ? setUp : setUp + transfer * (1 + timings.unpackShare);
  const jitter = between(io.draw('pull', `${io.self}/${image}`), 90, 120);
  const body: PulledBody = { kind: 'pulled', stream, from, image };
  io.after(Math.max(1, Math.round((needed * jitter) / 100)), 'work', body);
}

function pulled({ stream, from, image }: PulledBody, io: IO): void {
  const response: CriResponse = { kind: 'cri-response', call: 'PullImage', image: store(io, image) };
  io.send(from, response, { stream, ends: true });
}

function store(io: IO, image: string): StoredImage | undefined {
  const result = lookUp(image, configOf(io).registry);
  if ('refused' in result) return undefined;
  images(io).set(result.found.name, result.found);
  return result.found;
}

function imageHere(io: IO, image: string): StoredImage | undefined {
  const reference = parseReference(image);
  return reference && images(io).get(normalised(reference));
}

/** After a power loss: nobody saw the containers end. */
function lost(record: PodRecord, io: IO): PodRecord {
  const end: ContainerEnd = { at: io.now, code: 255, reason: 'Unknown' };
  return {
    ...record,
    sandboxes: record.sandboxes.map((sandbox) => ({ ...sandbox, state: 'SANDBOX_NOTREADY' as const })),
    containers: record.containers.map((container) =>
      container.state === 'CONTAINER_RUNNING' ? { ...container, state: 'CONTAINER_EXITED' as const, end } : container,
    ),
  };
}

function replace(io: IO, record: PodRecord, container: ContainerRecord): void {
  const fresh = pods(io).get(record.pod.uid) ?? record;
  save(io, { ...fresh, containers: fresh.containers.map((one) => (one.id === container.id ? container : one)) });
}

function save(io: IO, record: PodRecord): void {
  pods(io).set(record.pod.uid, Object.freeze(record));
}

function pods(io: IO): Table<PodRecord> {
  return io.disk.table<PodRecord>(disk.pods);
}

function images(io: IO): Table<StoredImage> {
  return io.disk.table<StoredImage>(disk.images);
}

function configOf(io: IO): ContainerdConfig {
  return io.config as unknown as ContainerdConfig;
}

function sandboxId(uid: string, attempt: number): string {
  return hex64(`${uid}/sandbox#${attempt}`);
}
