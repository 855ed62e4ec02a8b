// One source of requests, as data: how many a second, from where to which Service, and what became of them. When the n-th request is
// due follows from the rate alone, so a source needs no clock of its own and a changed rate simply begins to count anew.

import type { RouteTaken } from '../api/connection.ts';
import type { Address, Tick } from '../kernel/message.ts';

/** As a cluster file gives it, with everything filled in. */
export interface TrafficSpec {
  readonly name: string;
  /** `namespace/name` of a Service. */
  readonly to: string;
  readonly port?: number | string;
  /** A machine, or `outside`. */
  readonly from: string;
  /** Requests in a thousand seconds, so that 0.5/s is a whole number. */
  readonly rate: number;
  readonly keepAlive: boolean;
  readonly path: string;
  /** How long the client waits for an answer. */
  readonly timeout: Tick;
  /** Ticks after traffic began: that is when the cluster has come to rest for the first time. */
  readonly start: Tick;
}

export type Outcome = 'ok' | 'failed' | 'refused' | 'no route' | 'timed out' | 'reset' | 'unresolved';

/** A request that has come to its end. */
export interface PastRequest {
  /** Counts the source's requests from 1. */
  readonly number: number;
  /** The message that opened it. */
  readonly message: number;
  readonly stream: string;
  /** Machine where it entered. */
  readonly entry: string;
  readonly sentAt: Tick;
  readonly endedAt: Tick;
  readonly outcome: Outcome;
  readonly code: number;
  readonly reason: string;
  /** `namespace/name`, '' if none answered or refused. */
  readonly pod: string;
  /** Undefined for those that got no word back: the machine where they entered may know. */
  readonly route: RouteTaken | undefined;
}

export interface Source {
  readonly spec: TrafficSpec;
  rate: number;
  /** Since when this rate holds, and how many it has sent under it. */
  rateSince: Tick;
  sentAtRate: number;
  sent: number;
  ok: number;
  failed: number;
  refused: number;
  timedOut: number;
  reset: number;
  lastLatency: Tick;
  /** Answers by pod (`namespace/name`), of the pods that answered last. */
  readonly answeredBy: Record<string, number>;
  /** The timer of the next request, 0 for none. */
  timer: number;
  /** Which entry is next, for a source that takes them in turn. */
  turn: number;
  /** Open connections without a request in hand, by entry. */
  readonly idle: Record<string, readonly string[]>;
  recent: readonly PastRequest[];
  lost: readonly PastRequest[];
}

/** A request that is under way, by its stream. */
export interface Under {
  readonly source: string;
  readonly number: number;
  readonly message: number;
  readonly entry: string;
  readonly sentAt: Tick;
  /** The connection was there already. */
  readonly kept: boolean;
}

const RECENT = 20;
const LOST = 50;
/** Pods whose answers are counted; the one that came first is forgotten then. */
const MOST_PODS = 64;

export function newSource(spec: TrafficSpec, now: Tick): Source {
  return {
    spec,
    rate: spec.rate,
    rateSince: now,
    sentAtRate: 0,
    sent: 0,
    ok: 0,
    failed: 0,
    refused: 0,
    timedOut: 0,
    reset: 0,
    lastLatency: 0,
    answeredBy: {},
    timer: 0,
    turn: 0,
    idle: {},
    recent: [],
    lost: [],
  };
}

/** The tick at which the next request is due, counted from when the rate was set; undefined at rate 0. */
export function nextDue({ rate, rateSince, sentAtRate }: Source): Tick | undefined {
  return rate <= 0 ? undefined : rateSince + Math.round(((sentAtRate + 1) * 1_000_000) / rate);
}

/** Another rate: the first request under it comes one interval from now. */
export function setRate(source: Source, rate: number, now: Tick): void {
  source.rate = rate;
  source.rateSince = now;
  source.sentAtRate = 0;
}

/** Counts an end and keeps it among the last ones. */
export function note(source: Source, past: PastRequest): void {
  switch (past.outcome) {
    case 'ok':
      source.ok++;
      source.lastLatency = past.endedAt - past.sentAt;
      if (past.pod !== '') tally(source.answeredBy, past.pod);
      break;
    case 'failed':
      source.failed++;
      break;
    case 'timed out':
      source.timedOut++;
      break;
    case 'reset':
      source.reset++;
      break;
    default:
      source.refused++;
      break;
  }
  source.recent = keep(source.recent, past, RECENT);
  if (past.outcome !== 'ok') source.lost = keep(source.lost, past, LOST);
}

function tally(counts: Record<string, number>, pod: string): void {
  if (counts[pod] === undefined) {
    const pods = Object.keys(counts);
    if (pods.length >= MOST_PODS) delete counts[pods[0]];
    counts[pod] = 0;
  }
  counts[pod]++;
}

function keep(list: readonly PastRequest[], past: PastRequest, most: number): readonly PastRequest[] {
  const kept = list.length < most ? list.slice() : list.slice(list.length - most + 1);
  kept.push(Object.freeze(past));
  return Object.freeze(kept);
}

/** Takes an idle connection to an entry, the one used last. */
export function takeIdle(source: Source, entry: string): string | undefined {
  const idle = source.idle[entry];
  if (!idle || idle.length === 0) return undefined;
  source.idle[entry] = Object.freeze(idle.slice(0, -1));
  return idle[idle.length - 1];
}

export function putIdle(source: Source, entry: string, stream: string): void {
  source.idle[entry] = Object.freeze([...(source.idle[entry] ?? []), stream]);
}

export function dropIdle(source: Source, stream: string): void {
  for (const entry in source.idle) {
    const idle = source.idle[entry];
    if (idle.includes(stream)) source.idle[entry] = Object.freeze(idle.filter((one) => one !== stream));
  }
}

export function addressOf(entry: string): Address {
  return `netfilter/${entry}`;
}
