// The life of one container in the runtime: started, ending by itself or on a signal, ended. Each running one has at most one alarm.
// When its program will end is computed at its start and kept in its record, so whoever restarts comes to the same end.

import { HOSTED, type HostedBody } from '../api/connection.ts';
import { between } from '../kernel/dice.ts';
import type { Message } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { containerd as timings } from '../timings.ts';
import type { ContainerRuns } from './calling.ts';
import {
  type ContainerEnd,
  type ContainerEvent,
  type ContainerRecord,
  type CriRequest,
  type CriResponse,
  disk,
  type KillContainer,
  type PodRecord,
} from './cri.ts';
import { breakExecs } from './exec-calls.ts';
import { lastWords } from './output.ts';
import type { ContainerGone } from './pods.ts';
import { endWithoutPort, takenPort } from './ports.ts';
import { callsAfter, endOnStop, killed, naturalEnd, type Program, programOf } from './programs.ts';
import { type Containerd, configOf, type EndBody, pods, replace } from './store.ts';

export function start(state: Containerd, message: Message<CriRequest>, uid: string, id: string, io: IO): void {
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
  const portInUse = takenPort(record, container, program, configOf(io).behaviours ?? []);
  const running: ContainerRecord = {
    ...container,
    state: 'CONTAINER_RUNNING',
    startedAt,
    end:
      portInUse === undefined
        ? naturalEnd(program, startedAt, container.config.memoryLimit)
        : endWithoutPort(program, startedAt),
    ...(portInUse === undefined ? {} : { portInUse }),
  };
  replace(io, record, running);
  watchEnd(state, uid, running, io);
  if (program.process !== undefined) host(program.process, id, delay, io);
  if (program.script?.caller) {
    const at = startedAt + callsAfter(program.script);
    const runs: ContainerRuns = { kind: 'container-runs', uid, container: id, at };
    io.send(`pods/${io.machine}`, runs, { stream: `${io.self}:runs` });
  }
  answer(undefined, delay);
}

export function stop(
  state: Containerd,
  message: Message<CriRequest>,
  uid: string,
  id: string,
  timeout: number,
  io: IO,
): void {
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
  let reaction = endOnStop(program, container.startedAt, io.now, container.edits);
  if (reaction && !program.script && program.onStop === undefined) {
    const [lo, hi] = timings.serverEnd;
    reaction = { ...reaction, at: io.now + between(io.draw('end', container.id), lo, hi) };
  }
  if (!reaction) return end;
  return end && end.at < reaction.at ? end : reaction;
}

/** A command has changed files that its script may look at: its end may be another one now. */
export function reconsider(state: Containerd, uid: string, container: ContainerRecord, io: IO): void {
  const record = pods(io).get(uid);
  if (!record) return;
  const program = programOf(container.config, configOf(io).behaviours ?? []);
  if (!program.script || container.signalledAt !== undefined) return replace(io, record, container);
  const end = naturalEnd(program, container.startedAt, container.config.memoryLimit, container.edits);
  const changed: ContainerRecord = { ...container, end };
  replace(io, record, changed);
  watchEnd(state, uid, changed, io);
}

export function kill(state: Containerd, body: KillContainer, io: IO): void {
  const record = body.uid
    ? pods(io).get(body.uid)
    : pods(io)
        .values()
        .find(({ pod }) => pod.namespace === body.namespace && pod.name === body.name);
  const container = record?.containers.find(
    (one) => one.state === 'CONTAINER_RUNNING' && (body.container === undefined || one.config.name === body.container),
  );
  if (record && container)
    hit(state, record, container, body.signal === 'SIGKILL' ? killed(io.now + 1) : undefined, io);
}

/** Of those that end a program; what other signals do is not played. */
const endingSignals: readonly string[] = ['TERM', 'QUIT', 'INT', '15', '3', '2'];

/** A signal to a container's first process from inside. SIGKILL from there does nothing to it. */
export function signalFirst(state: Containerd, uid: string, id: string, signal: string, io: IO): void {
  const record = pods(io).get(uid);
  const container = record?.containers.find((one) => one.id === id);
  if (!record || container?.state !== 'CONTAINER_RUNNING' || !endingSignals.includes(signal)) return;
  hit(state, record, container, undefined, io);
}

function hit(
  state: Containerd,
  record: PodRecord,
  container: ContainerRecord,
  death: ContainerEnd | undefined,
  io: IO,
): void {
  const program = programOf(container.config, configOf(io).behaviours ?? []);
  const end = death ?? signalled(program, container, io);
  if (!end) return;
  const next: ContainerRecord = { ...container, end };
  replace(io, record, next);
  watchEnd(state, record.pod.uid, next, io);
}

/** Sets the alarm for the end that a running container's record foretells; one timer a container. */
export function watchEnd(
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

export function ended(state: Containerd, { uid, id }: EndBody, io: IO): void {
  delete state.ends[id];
  const container = pods(io)
    .get(uid)
    ?.containers.find((one) => one.id === id);
  if (!container?.end || container.state !== 'CONTAINER_RUNNING') return;
  const asked = state.stops[id] !== undefined;
  finish(state, uid, id, container.end, io, !asked);
}

/** A process of this machine has its container: it is told, and finds it on the disk when it starts later. */
function host(component: string, container: string, delay: number, io: IO): void {
  io.disk.table<string>(HOSTED).set(component, `${io.boot} ${container}`);
  const body: HostedBody = { kind: 'hosted', runs: true };
  io.send(`${component}/${io.machine}`, body, { stream: `${io.self}:${component}`, delay });
}

/** The container that ended was the home of a process, and no younger one has taken its place. */
function evict(component: string, container: string, io: IO): void {
  const homes = io.disk.table<string>(HOSTED);
  if (homes.get(component) !== `${io.boot} ${container}`) return;
  homes.delete(component);
  const body: HostedBody = { kind: 'hosted', runs: false };
  io.send(`${component}/${io.machine}`, body, { stream: `${io.self}:${component}` });
}

export function finish(state: Containerd, uid: string, id: string, end: ContainerEnd, io: IO, tell: boolean): void {
  const record = pods(io).get(uid);
  const container = record?.containers.find((one) => one.id === id);
  if (!record || !container) return;
  const program = programOf(container.config, configOf(io).behaviours ?? []);
  let exited: ContainerRecord = { ...container, state: 'CONTAINER_EXITED', end };
  const message = lastWords(io.disk, record, exited, program);
  if (message !== '') exited = { ...exited, end: { ...end, message } };
  replace(io, record, exited);
  if (state.ends[id] !== undefined) io.cancel(state.ends[id]);
  delete state.ends[id];
  const { process } = program;
  if (process !== undefined) evict(process, id, io);
  if (io.disk.table(disk.connections).has(id)) {
    const gone: ContainerGone = { kind: 'container-gone', container: id };
    io.send(`pods/${io.machine}`, gone, { stream: `${io.self}:gone` });
  }
  const waiting = state.stops[id];
  delete state.stops[id];
  breakExecs(state, id, io);
  if (waiting) {
    const response: CriResponse = { kind: 'cri-response', call: 'StopContainer', container: exited };
    io.send(waiting.from, response, { stream: waiting.stream, ends: true });
  }
  if (!tell) return;
  const event: ContainerEvent = { kind: 'container-event', type: 'CONTAINER_STOPPED_EVENT', uid, container: id };
  const because = `${container.config.name} ended with code ${end.code} (${end.reason})`;
  for (const { stream, to } of state.listeners) io.send(to, event, { stream, because });
}
