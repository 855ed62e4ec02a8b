// containerd makes sandboxes and containers, watches over them and tells what became of them; it never decides what should run.
// Its records lie on the machine's disk, so a crash of containerd or of the kubelet harms no container: on its return it finds them running.
// Only when the machine loses power do containers end: they are then exited with code 255, reason Unknown, as nobody saw them end.

import { between } from '../kernel/dice.ts';
import type { Body, Message } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { type Range, containerd as timings } from '../timings.ts';
import { giveBackAddress, takeAddress } from './addresses.ts';
import { answerDial } from './answers.ts';
import { ended, finish, kill, start, stop, watchEnd } from './containers.ts';
import type {
  ContainerEnd,
  ContainerRecord,
  CriRequest,
  CriResponse,
  Dial,
  KillContainer,
  PodRecord,
  SandboxRecord,
  StoredImage,
} from './cri.ts';
import { disk } from './cri.ts';
import { type ExecEndBody, execEnded, startExec } from './exec.ts';
import { hex64, lookUp, normalised, parseReference } from './images.ts';
import { forgetOutput } from './output.ts';
import { killed } from './programs.ts';
import { forgetServed } from './served.ts';
import { type Containerd, configOf, type EndBody, images, pods, save } from './store.ts';
import { retire } from './usage.ts';

interface PulledBody extends Body {
  readonly kind: 'pulled';
  readonly stream: string;
  readonly from: string;
  readonly image: string;
}

export const containerd: ProcessDefinition<Containerd> = {
  component: 'containerd',

  start(io) {
    const state: Containerd = { ends: {}, stops: {}, execs: {}, listeners: [] };
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
      case 'exec-end':
        execEnded(state, body as ExecEndBody, io);
        break;
      case 'pulled':
        pulled(body as PulledBody, io);
        break;
      case 'dial':
        answerDial(message as Message<Dial>, io);
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
        for (const one of record.containers) if (one.sandbox === body.sandbox) forget(one, io);
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
      const gone = record?.containers.find(({ id }) => id === body.container);
      if (gone) forget(gone, io);
      if (record) save(io, { ...record, containers: record.containers.filter((one) => one !== gone) });
      reply({}, timings.removeContainer, body.container);
      return;
    }
    case 'ExecSync':
    case 'Exec':
      startExec(state, message, body, io);
      return;
    case 'GetContainerEvents':
      state.listeners.push({ stream, to: from });
      return;
    default:
      return;
  }
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

function forget(container: ContainerRecord, io: IO): void {
  retire(io.disk, container, configOf(io).behaviours ?? [], io.now);
  forgetServed(io.disk, container.id);
  forgetOutput(io.disk, container.id);
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

function sandboxId(uid: string, attempt: number): string {
  return hex64(`${uid}/sandbox#${attempt}`);
}
