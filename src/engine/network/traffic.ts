// Users: processes that send requests at a steady rate, from a machine of the cluster or from outside of it, and count what came back.
// They know a Service by name and nothing of pods. What they lose they keep, with the way it went, for whoever asks why.

import type { HttpRequest, HttpResponse } from '../api/connection.ts';
import type { Body, Message, ResetBody, Tick } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { Table } from '../kernel/table.ts';
import {
  addressOf,
  dropIdle,
  newSource,
  nextDue,
  note,
  type Outcome,
  putIdle,
  type Source,
  setRate,
  type TrafficSpec,
  takeIdle,
  type Under,
} from './traffic-source.ts';

export interface TrafficState {
  readonly sources: Record<string, Source>;
  /** By stream. */
  readonly under: Table<Under>;
  /** By time-out: streams in the order of sending, some of which have been answered since. */
  readonly waits: Record<string, Wait>;
  /** Machines through which requests from outside enter, in turn. */
  entries: readonly string[];
}

interface Wait {
  queue: { readonly stream: string; readonly number: number; readonly until: Tick }[];
  armed: boolean;
}

/** What wiring tells the process at its start. */
export interface TrafficConfig {
  readonly sources: readonly TrafficSpec[];
  readonly entries: readonly string[];
  /** The client's own address. */
  readonly source: string;
}

/** From outside: another rate, a source that is new, or other machines to enter through. */
export interface LoadBody extends Body {
  readonly kind: 'load';
  readonly spec: TrafficSpec;
}

/** From outside: the cluster has come to rest, and its users come. */
export interface BeginBody extends Body {
  readonly kind: 'begin';
}

export interface EntriesBody extends Body {
  readonly kind: 'entries';
  readonly entries: readonly string[];
}

interface SendBody extends Body {
  readonly kind: 'traffic-send';
  readonly source: string;
}

interface WaitBody extends Body {
  readonly kind: 'traffic-wait';
  readonly timeout: string;
}

/** On disk: the rates as they were set last, for when the machine starts again. */
const LOADS = 'traffic/loads';
/** On disk: `began`, the tick at which traffic began. */
const META = 'traffic/meta';
/** Connections that a client keeps open to one entry at most; a browser's limit. */
const MOST_IDLE = 6;

export const traffic: ProcessDefinition<TrafficState> = {
  component: 'traffic',

  start(io) {
    const { entries } = io.config as unknown as TrafficConfig;
    const state: TrafficState = { sources: {}, under: new Table(), waits: {}, entries };
    const began = io.disk.table<Tick>(META).get('began');
    if (began !== undefined) begin(state, began, io);
    return state;
  },

  receive(state, message, io) {
    const { body } = message;
    switch (body.kind) {
      case 'traffic-send':
        due(state, state.sources[(body as SendBody).source], io);
        break;
      case 'http-response':
        answered(state, message as Message<HttpResponse>, io);
        break;
      case 'reset':
        broken(state, body as ResetBody, io);
        break;
      case 'traffic-wait':
        expire(state, (body as WaitBody).timeout, io);
        break;
      case 'begin':
        io.disk.table<Tick>(META).set('began', io.now);
        begin(state, io.now, io);
        break;
      case 'load':
        load(state, (body as LoadBody).spec, io);
        break;
      case 'entries':
        state.entries = (body as EntriesBody).entries;
        break;
      default:
        break;
    }
  },
};

/** Sources count from the moment at which traffic began, on this machine's first day as after each restart. */
function begin(state: TrafficState, began: Tick, io: IO): void {
  const changed = io.disk.table<TrafficSpec>(LOADS).values();
  const names = changed.map(({ name }) => name);
  const { sources } = io.config as unknown as TrafficConfig;
  for (const spec of [...sources.filter(({ name }) => !names.includes(name)), ...changed]) {
    const source = newSource(spec, Math.max(io.now, began + spec.start));
    state.sources[spec.name] = source;
    arm(source, io);
  }
}

function load(state: TrafficState, spec: TrafficSpec, io: IO): void {
  io.disk.table<TrafficSpec>(LOADS).set(spec.name, Object.freeze(spec));
  const source = state.sources[spec.name] ?? newSource(spec, io.now);
  state.sources[spec.name] = source;
  if (source.timer !== 0) io.cancel(source.timer);
  source.timer = 0;
  setRate(source, spec.rate, io.now);
  arm(source, io);
}

/** Periodic: a source that sends for ever must not keep the world from coming to rest. */
function arm(source: Source, io: IO): void {
  const at = nextDue(source);
  if (at === undefined) return;
  const body: SendBody = { kind: 'traffic-send', source: source.spec.name };
  source.timer = io.after(Math.max(1, at - io.now), 'periodic', body);
}

/** Sends all that are due in this tick, and sets the timer for the next. */
function due(state: TrafficState, source: Source, io: IO): void {
  source.timer = 0;
  for (let at = nextDue(source); at !== undefined && at <= io.now; at = nextDue(source)) {
    source.sentAtRate++;
    send(state, source, io);
  }
  arm(source, io);
}

function send(state: TrafficState, source: Source, io: IO): void {
  const { spec } = source;
  const { name, to, port, from, path, keepAlive, timeout } = spec;
  const outside = from === 'outside';
  const number = ++source.sent;
  const entry = outside ? state.entries[source.turn++ % Math.max(1, state.entries.length)] : io.machine;
  if (entry === undefined) {
    end(source, { source: name, number, message: 0, entry: '', sentAt: io.now, kept: false }, '', 'unresolved', io, {
      reason: 'there is no machine through which it could enter',
    });
    return;
  }
  const kept = keepAlive ? takeIdle(source, entry) : undefined;
  const stream = kept ?? `${io.self}.${io.incarnation}:${name}#${number}`;
  const request: HttpRequest = {
    kind: 'http-request',
    target: { service: to, ...(port === undefined ? {} : { port }), ...(outside ? { outside } : {}) },
    path,
    source: (io.config as unknown as TrafficConfig).source,
    keepAlive,
  };
  const message = io.send(addressOf(entry), request, { stream, because: `request ${number} of ${name}` });
  const under: Under = { source: name, number, message, entry, sentAt: io.now, kept: kept !== undefined };
  state.under.set(stream, Object.freeze(under));
  expect(state, stream, number, timeout, io);
}

function answered(state: TrafficState, { body, stream, ends }: Message<HttpResponse>, io: IO): void {
  const under = state.under.get(stream);
  if (!under) return;
  const source = state.sources[under.source];
  state.under.delete(stream);
  if (!ends) {
    if ((source.idle[under.entry] ?? []).length < MOST_IDLE) putIdle(source, under.entry, stream);
    else io.close(stream);
  }
  const { outcome, code, pod, route } = body;
  if (outcome === 'answered') {
    const failed = code >= 500;
    end(source, under, stream, failed ? 'failed' : 'ok', io, {
      code,
      pod,
      route,
      reason: failed ? `HTTP ${code}` : '',
    });
  } else {
    const words = { refused: 'connection refused', 'no route': 'no route to host', reset: '', unresolved: '' }[outcome];
    const reason = words || (route?.because ?? '');
    end(source, under, stream, outcome, io, { pod, route, reason });
  }
}

function broken(state: TrafficState, { stream, reason }: ResetBody, io: IO): void {
  const under = state.under.get(stream);
  if (!under) {
    for (const name in state.sources) dropIdle(state.sources[name], stream);
    return;
  }
  state.under.delete(stream);
  end(state.sources[under.source], under, stream, reason === 'connection refused' ? 'refused' : 'reset', io, {
    reason,
  });
}

// ---- waiting --------------------------------------------------------------------------------------------------------

/** One queue and one armed timer for each length of patience. */
function expect(state: TrafficState, stream: string, number: number, timeout: Tick, io: IO): void {
  const key = String(timeout);
  state.waits[key] ??= { queue: [], armed: false };
  const wait = state.waits[key];
  wait.queue.push(Object.freeze({ stream, number, until: io.now + timeout }));
  if (!wait.armed) armWait(wait, key, timeout, io);
}

function armWait(wait: Wait, timeout: string, delay: Tick, io: IO): void {
  wait.armed = true;
  const body: WaitBody = { kind: 'traffic-wait', timeout };
  io.after(delay, 'periodic', body);
}

function expire(state: TrafficState, key: string, io: IO): void {
  const wait = state.waits[key];
  wait.armed = false;
  let i = 0;
  for (; i < wait.queue.length; i++) {
    const { stream, number, until } = wait.queue[i];
    const under = state.under.get(stream);
    if (!under || under.number !== number) continue;
    if (until > io.now) break;
    state.under.delete(stream);
    io.close(stream);
    end(state.sources[under.source], under, stream, 'timed out', io, { reason: `no answer within ${key} ms` });
  }
  wait.queue = wait.queue.slice(i);
  if (wait.queue.length > 0) armWait(wait, key, Math.max(1, wait.queue[0].until - io.now), io);
}

function end(
  source: Source,
  { number, message, entry, sentAt }: Under,
  stream: string,
  outcome: Outcome,
  io: IO,
  {
    code = 0,
    pod = '',
    route,
    reason = '',
  }: Partial<Pick<HttpResponse, 'code' | 'pod' | 'route'>> & { reason?: string },
): void {
  note(source, {
    number,
    message,
    stream,
    entry,
    sentAt,
    endedAt: io.now,
    outcome,
    code,
    reason,
    pod: pod === '' ? podOf(route) : pod,
    route,
  });
}

function podOf(route: HttpResponse['route']): string {
  return route && route.pod !== '' ? `${route.service.slice(0, route.service.indexOf('/'))}/${route.pod}` : '';
}
