// Containers whose script calls others: one step after the other, a call with an answer or without one, then the next, until the
// container ends. To the network they are clients like any other; their steps are periodic, so they don't keep the world awake.

import type { HttpRequest, HttpResponse } from '../api/connection.ts';
import type { Body, Message, ResetBody, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { type CallerStep, complaint } from './caller.ts';
import type { ContainerRecord, PodRecord } from './cri.ts';
import { addOutput } from './output.ts';
import { programOf } from './programs.ts';
import { configOf, pods } from './store.ts';

/** A container that calls, by its id. Frozen; replaced as a whole. */
export interface Calling {
  readonly uid: string;
  readonly step: number;
  /** Calls so far. */
  readonly calls: number;
  /** The last call got an answer that its tool likes. */
  readonly ok: boolean;
  /** The connection of a call that is under way, and the timer of its patience. */
  readonly stream: string;
  readonly timer: number;
}

/** From containerd: a container whose script calls others begins to run. */
export interface ContainerRuns extends Body {
  readonly kind: 'container-runs';
  readonly uid: string;
  readonly container: string;
  /** When its loop begins. */
  readonly at: Tick;
}

interface StepBody extends Body {
  readonly kind: 'caller-step';
  readonly container: string;
}

interface PatienceBody extends Body {
  readonly kind: 'caller-patience';
  readonly container: string;
  readonly stream: string;
}

type Callers = Record<string, Calling>;

/** Starting a program and looking up a name (estimate; a whole turn of such a loop without a sleep takes about 10). */
const SPAWN: Tick = 5;

function runs(callers: Callers, { uid, container, at }: ContainerRuns, io: IO): void {
  callers[container] = Object.freeze({ uid, step: 0, calls: 0, ok: true, stream: '', timer: 0 });
  later(container, Math.max(1, at - io.now), io);
}

/** True when the message belonged to a caller. */
export function callerMessage(callers: Callers, message: Message, io: IO): boolean {
  const { body } = message;
  switch (body.kind) {
    case 'container-runs':
      runs(callers, body as ContainerRuns, io);
      return true;
    case 'caller-step':
      step(callers, (body as StepBody).container, io);
      return true;
    case 'caller-patience': {
      const { container, stream } = body as PatienceBody;
      if (callers[container]?.stream !== stream) return true;
      io.close(stream);
      over(callers, container, { outcome: 'timed out', code: 0, address: '' }, '', io);
      return true;
    }
    case 'http-response': {
      const container = containerOf(message.stream);
      if (callers[container]?.stream !== message.stream) return true;
      const { outcome, code, body: text, route } = body as HttpResponse;
      over(callers, container, { outcome, code, address: route?.match ?? '' }, text, io);
      return true;
    }
    case 'reset': {
      const { stream } = body as ResetBody;
      const container = containerOf(stream);
      if (callers[container]?.stream !== stream) return false;
      over(callers, container, { outcome: 'reset', code: 0, address: '' }, '', io);
      return true;
    }
    default:
      return false;
  }
}

/** Streams of callers end with their container's id and the number of the call. */
function containerOf(stream: string): string {
  const at = stream.indexOf(CALL);
  return at < 0 ? '' : stream.slice(at + CALL.length, stream.lastIndexOf('#'));
}

const CALL = ':call/';

function step(callers: Callers, id: string, io: IO): void {
  const calling = callers[id];
  const found = calling && lookUp(calling.uid, id, io);
  if (!found) {
    delete callers[id];
    return;
  }
  const { record, container, steps } = found;
  let { step, ok } = calling;
  // A turn without a call or a sleep in it does not exist, so this comes to an end.
  for (; ; step = (step + 1) % steps.length) {
    const next = steps[step];
    if (next.only !== 'always' && (next.only === 'ok') !== ok) continue;
    if (next.kind === 'echo') {
      addOutput(io.disk, id, io.now - container.startedAt, next.text);
      ok = true;
      continue;
    }
    const after = (step + 1) % steps.length;
    if (next.kind === 'sleep') {
      callers[id] = Object.freeze({ ...calling, step: after, ok: true });
      later(id, Math.max(1, next.ticks), io);
      return;
    }
    const calls = calling.calls + 1;
    const stream = `${io.self}.${io.incarnation}${CALL}${id}#${calls}`;
    const { host, port, path, timeout } = next;
    const literal = /^\d+\.\d+\.\d+\.\d+$/.test(host);
    const request: HttpRequest = {
      kind: 'http-request',
      target: literal ? { ip: host, port } : { name: host, namespace: record.pod.namespace, port },
      path,
      source: record.sandboxes[0]?.ip || String(io.config.address ?? ''),
      keepAlive: false,
    };
    const because = `${record.pod.name} calls ${host}`;
    io.send(`netfilter/${io.machine}`, request, { stream, delay: SPAWN, because });
    const patience: PatienceBody = { kind: 'caller-patience', container: id, stream };
    const timer = io.after(timeout, 'periodic', patience);
    callers[id] = Object.freeze({ ...calling, step: after, calls, ok, stream, timer });
    return;
  }
}

function over(
  callers: Callers,
  id: string,
  end: { readonly outcome: string; readonly code: number; readonly address: string },
  text: string,
  io: IO,
): void {
  const calling = callers[id];
  io.cancel(calling.timer);
  const found = lookUp(calling.uid, id, io);
  if (!found) {
    delete callers[id];
    return;
  }
  const { container, steps } = found;
  const call = steps[(calling.step + steps.length - 1) % steps.length];
  if (call.kind !== 'call') return;
  const said = complaint(call, { ...end, address: end.address.split(':')[0] });
  const at = io.now - container.startedAt;
  if (said !== '') addOutput(io.disk, id, at, said);
  else if (call.shows && text !== '') addOutput(io.disk, id, at, text);
  callers[id] = Object.freeze({ ...calling, ok: said === '', stream: '', timer: 0 });
  later(id, 1, io);
}

function later(container: string, delay: Tick, io: IO): void {
  const body: StepBody = { kind: 'caller-step', container };
  io.after(delay, 'periodic', body);
}

function lookUp(
  uid: string,
  id: string,
  io: IO,
): { record: PodRecord; container: ContainerRecord; steps: readonly CallerStep[] } | undefined {
  const record = pods(io).get(uid);
  const container = record?.containers.find((one) => one.id === id);
  if (!record || container?.state !== 'CONTAINER_RUNNING') return undefined;
  if (container.end !== undefined && container.end.at <= io.now) return undefined;
  const steps = programOf(container.config, configOf(io).behaviours ?? []).script?.caller?.steps;
  return steps && { record, container, steps };
}
