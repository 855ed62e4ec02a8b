// What runs inside the pods of a machine, as the network sees it: programs that accept connections, answer after a while, and take
// their connections with them when they end. It needs neither kubelet nor containerd: with both gone the programs go on answering.
// An address that no pod here has is asked for on the bridge, three times in three seconds; then the sender hears that no route leads there.

import type { HttpRequest, HttpResponse } from '../api/connection.ts';
import type { Body, Message, ResetBody, Tick } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { Table } from '../kernel/table.ts';
import { network } from '../timings.ts';
import { httpAnswer, listens } from './answers.ts';
import { type Calling, callerMessage } from './calling.ts';
import { type ContainerRecord, disk, type PodRecord } from './cri.ts';
import { type Program, programOf } from './programs.ts';
import { noteServed } from './served.ts';
import { configOf, pods, replace } from './store.ts';

/** The ids of the containers at the far ends of connections that outlast one quick answer. */
export interface PodsState {
  readonly containers: Table<string>;
  /** Containers that call others, by id. */
  readonly callers: Record<string, Calling>;
}

/** From containerd, the machine's only witness: these containers' connections are over. */
export interface ContainerGone extends Body {
  readonly kind: 'container-gone';
  readonly container: string;
}

/** An answer that took its time is ready. */
interface ReadyBody extends Body {
  readonly kind: 'answer-ready';
  readonly stream: string;
  readonly from: string;
  readonly uid: string;
  readonly container: string;
  readonly path: string;
  readonly keepAlive: boolean;
}

/** Nobody on the bridge has answered to this address. */
interface NobodyBody extends Body {
  readonly kind: 'nobody-there';
  readonly stream: string;
  readonly from: string;
  readonly ip: string;
}

/** Up to here an answer is simply on its way for longer; beyond, its container may end before it is ready. */
const QUICK: Tick = 20;

export const podsProcess: ProcessDefinition<PodsState> = {
  component: 'pods',

  start(io) {
    // The machine has lost power, or it is new: no connection has survived.
    io.disk.table<readonly string[]>(disk.connections).clear();
    return { containers: new Table(), callers: {} };
  },

  receive(state, message, io) {
    const { body } = message;
    if (callerMessage(state.callers, message, io)) return;
    switch (body.kind) {
      case 'http-request':
        request(state, message as Message<HttpRequest>, io);
        break;
      case 'answer-ready':
        ready(state, body as ReadyBody, io);
        break;
      case 'nobody-there':
        nobody(state, body as NobodyBody, io);
        break;
      case 'container-gone':
        for (const stream of connectionsOf(io, (body as ContainerGone).container)) {
          state.containers.delete(stream);
          io.close(stream);
        }
        io.disk.table<readonly string[]>(disk.connections).delete((body as ContainerGone).container);
        break;
      case 'reset':
        release(state, (body as ResetBody).stream, io);
        break;
      default:
        break;
    }
  },
};

function request(state: PodsState, { body, from, stream }: Message<HttpRequest>, io: IO): void {
  const { target, path, keepAlive } = body;
  if (!('ip' in target)) return;
  const known = state.containers.get(stream);
  const owners = ownersOf(target.ip, io);
  if (owners.length === 0) {
    const asked: NobodyBody = { kind: 'nobody-there', stream, from, ip: target.ip };
    state.containers.set(stream, '');
    io.after(network.addressAsked, io.cause.periodic ? 'periodic' : 'work', asked);
    return;
  }
  let refusing = '';
  for (const record of owners) {
    refusing = nameOf(record);
    for (const container of record.containers) {
      if (known !== undefined ? container.id !== known : !accepts(container, target.port, io)) continue;
      if (!alive(container, io.now)) break;
      const program = programIn(container, io);
      const latency = program.latency ?? 1;
      if (keepAlive || latency > QUICK) hold(state, stream, container.id, io);
      if (latency <= QUICK) {
        respond(state, stream, from, record, container, program, path, keepAlive, latency - 1, io);
      } else {
        const ready: ReadyBody = {
          kind: 'answer-ready',
          stream,
          from,
          uid: record.pod.uid,
          container: container.id,
          path,
          keepAlive,
        };
        io.after(latency, io.cause.periodic ? 'periodic' : 'work', ready);
      }
      return;
    }
  }
  if (known !== undefined) {
    release(state, stream, io);
    io.close(stream);
    return;
  }
  turnAway('refused', refusing, stream, from, `nothing listens on port ${target.port}`, io);
}

function turnAway(
  outcome: 'refused' | 'no route',
  pod: string,
  stream: string,
  to: string,
  because: string,
  io: IO,
): void {
  const response: HttpResponse = { kind: 'http-response', outcome, code: 0, body: '', pod, route: undefined };
  io.send(to, response, { stream, ends: true, because });
}

/** For a client that still waits. */
function nobody(state: PodsState, { stream, from, ip }: NobodyBody, io: IO): void {
  if (!state.containers.has(stream)) return;
  release(state, stream, io);
  turnAway('no route', '', stream, from, `nobody on ${io.machine} has the address ${ip}`, io);
}

function ready(state: PodsState, body: ReadyBody, io: IO): void {
  const record = pods(io).get(body.uid);
  const container = record?.containers.find(({ id }) => id === body.container);
  // With the container its connections have ended, and the client knows.
  if (!record || !container || state.containers.get(body.stream) !== container.id) return;
  const { stream, from, path, keepAlive } = body;
  respond(state, stream, from, record, container, programIn(container, io), path, keepAlive, 0, io);
}

function respond(
  state: PodsState,
  stream: string,
  from: string,
  record: PodRecord,
  container: ContainerRecord,
  program: Program,
  path: string,
  keepAlive: boolean,
  delay: Tick,
  io: IO,
): void {
  const answer = httpAnswer(program, container, path, io.now - container.startedAt);
  if (answer.toggles) replace(io, record, { ...container, flipped: !container.flipped });
  noteServed(io.disk, container.id);
  if (!keepAlive) release(state, stream, io);
  const text = answer.body.includes('$HOSTNAME') ? answer.body.replaceAll('$HOSTNAME', record.pod.name) : answer.body;
  const { code } = answer;
  const pod = nameOf(record);
  const response: HttpResponse = {
    kind: 'http-response',
    outcome: 'answered',
    code,
    body: text,
    pod,
    route: undefined,
  };
  io.send(from, response, { stream, ends: !keepAlive, delay });
}

/** The pods behind an address: one for a pod's own, all of the host network for the machine's. */
function ownersOf(ip: string, io: IO): readonly PodRecord[] {
  const uid = io.disk.table<string>(disk.addresses).get(ip);
  if (uid !== undefined) {
    const record = pods(io).get(uid);
    return record ? [record] : [];
  }
  if (ip !== io.config.address) return [];
  return pods(io)
    .values()
    .filter(({ sandboxes }) => sandboxes[0]?.ip === '' && sandboxes[0].state === 'SANDBOX_READY');
}

function alive({ state, startedAt, end }: ContainerRecord, now: Tick): boolean {
  return state === 'CONTAINER_RUNNING' && startedAt <= now && (end === undefined || end.at > now);
}

/** A server that has been told to stop closes its door first and ends then; one that ignores the signal goes on. */
function accepts(container: ContainerRecord, port: number, io: IO): boolean {
  if (!alive(container, io.now) || container.portInUse !== undefined) return false;
  const program = programIn(container, io);
  const closing = container.signalledAt !== undefined && !program.script && program.onStop !== 'ignored';
  return !closing && listens(program, port, io.now - container.startedAt);
}

function programIn(container: ContainerRecord, io: IO): Program {
  return programOf(container.config, configOf(io).behaviours ?? []);
}

function nameOf({ pod }: PodRecord): string {
  return `${pod.namespace}/${pod.name}`;
}

function connectionsOf(io: IO, container: string): readonly string[] {
  return io.disk.table<readonly string[]>(disk.connections).get(container) ?? [];
}

function hold(state: PodsState, stream: string, container: string, io: IO): void {
  if (state.containers.has(stream)) return;
  state.containers.set(stream, container);
  io.disk
    .table<readonly string[]>(disk.connections)
    .set(container, Object.freeze([...connectionsOf(io, container), stream]));
}

function release(state: PodsState, stream: string, io: IO): void {
  const container = state.containers.get(stream);
  if (container === undefined) return;
  state.containers.delete(stream);
  const left = connectionsOf(io, container).filter((one) => one !== stream);
  const table = io.disk.table<readonly string[]>(disk.connections);
  if (left.length === 0) table.delete(container);
  else table.set(container, Object.freeze(left));
}
