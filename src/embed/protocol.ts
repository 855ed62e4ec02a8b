// What host and frame say to each other. Over the window only a greeting and its answer, each with a nonce and each to an origin by name;
// everything after that over a private port, as JSON in texts, so that a size can be measured, nothing but data can arrive, and whatever
// is not of a known shape ends here.

import { type ErrorCode, type EventName, errorCodes, eventNames, protocolVersion, type Ready } from '../share/sdk.ts';
import { wrongWith } from '../share/verbs.ts';

/** Majors that this end speaks: its own, and one back once there is one. */
export const versions: readonly number[] = Object.freeze([protocolVersion]);
export const greetingTimeoutMs = 10_000;
export const limits = Object.freeze({
  /** Characters of one message. */
  message: 4_200_000,
  /** Requests that wait for their answers. */
  waiting: 200,
  /** Hosts' ports that one frame serves at a time. */
  ports: 4,
  /** Nonces that are remembered, so that none is used twice. */
  nonces: 256,
  listeners: 50,
});

const mark = 'podarium';
const nonceShape = /^[A-Za-z0-9_-]{22,64}$/;

export interface Greeting {
  readonly kind: 'ping';
  readonly nonce: string;
  readonly versions: readonly number[];
}

export type GreetingAnswer =
  /** `born`: when the page in the frame began, in milliseconds since 1970; a frame that was loaded anew has another. */
  | { readonly kind: 'port'; readonly nonce: string; readonly version: number; readonly born?: number | undefined }
  | { readonly kind: 'no'; readonly nonce: string; readonly code: ErrorCode; readonly message: string };

export type FromHost =
  | { readonly kind: 'call'; readonly id: number; readonly verb: string; readonly args: readonly unknown[] }
  | { readonly kind: 'on'; readonly id: number; readonly event: EventName; readonly options: Record<string, unknown> }
  | { readonly kind: 'off'; readonly id: number };

export type FromFrame =
  | { readonly kind: 'hello'; readonly ready: Ready; readonly problem?: Problem }
  | { readonly kind: 'answer'; readonly id: number; readonly value?: unknown; readonly problem?: Problem }
  | { readonly kind: 'event'; readonly id: number; readonly data: unknown };

export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
}

export const greeting = (nonce: string): object => ({ [mark]: 'ping', nonce, versions });

export function readGreeting(data: unknown): Greeting | undefined {
  if (!isRecord(data) || data[mark] !== 'ping' || !isNonce(data.nonce)) return undefined;
  const { nonce, versions: theirs } = data;
  if (!Array.isArray(theirs) || theirs.length > 16 || !theirs.every(isCount)) return undefined;
  return { kind: 'ping', nonce, versions: theirs };
}

/** The highest version that both ends speak. */
export const sharedVersion = (theirs: readonly number[]): number | undefined =>
  versions.filter((version) => theirs.includes(version)).sort((a, b) => b - a)[0];

export const greetingAnswer = ({ kind, ...rest }: GreetingAnswer): object => ({ [mark]: kind, ...rest });

export function readGreetingAnswer(data: unknown): GreetingAnswer | undefined {
  if (!isRecord(data) || !isNonce(data.nonce)) return undefined;
  const { nonce } = data;
  if (data[mark] === 'port' && isCount(data.version)) {
    const born = typeof data.born === 'number' ? data.born : undefined;
    return { kind: 'port', nonce, version: data.version, born };
  }
  if (data[mark] !== 'no') return undefined;
  const { code, message } = problemFrom(data);
  return { kind: 'no', nonce, code, message };
}

export const write = (message: FromHost | FromFrame): string => JSON.stringify(message);

/** A host's message, or what is wrong with it; with the number of the request when that can be told. */
export function readFromHost(data: unknown): FromHost | { readonly problem: Problem; readonly id: number | undefined } {
  const wrong = (message: string, id?: number, code: ErrorCode = 'bad-request') => ({ problem: { code, message }, id });
  const read = readJson(data);
  if ('wrong' in read) return wrong(read.wrong, undefined, read.code);
  const { kind, id, verb, args, event, options } = read.json;
  if (!isCount(id)) return wrong('a request has a number');
  if (kind === 'off') return { kind, id };
  if (kind === 'on') {
    if (!eventNames.includes(event as EventName)) return wrong(`there is no event ${short(event)}`, id);
    if (options !== undefined && !isRecord(options)) return wrong('options of an event are an object', id);
    return { kind, id, event: event as EventName, options: options ?? {} };
  }
  if (kind !== 'call') return wrong(`there is no message ${short(kind)}`, id);
  if (typeof verb !== 'string' || !Array.isArray(args)) return wrong('a call has a verb and arguments', id);
  const problem = wrongWith(verb, args);
  if (problem !== '')
    return wrong(problem, id, problem.startsWith('there is no verb') ? 'unknown-verb' : 'bad-request');
  return { kind, id, verb, args: args.map((each) => each ?? undefined) };
}

/** A frame's message; undefined when it is none. */
export function readFromFrame(data: unknown): FromFrame | undefined {
  const read = readJson(data);
  if ('wrong' in read) return undefined;
  const { kind, id, value, ready, problem, data: content } = read.json;
  const trouble = isRecord(problem) ? { problem: problemFrom(problem) } : {};
  if (kind === 'hello' && isRecord(ready)) return { kind, ready: ready as unknown as Ready, ...trouble };
  if (!isCount(id)) return undefined;
  if (kind === 'answer') return { kind, id, value, ...trouble };
  return kind === 'event' && isRecord(content) ? { kind, id, data: content } : undefined;
}

type Json = { readonly json: Record<string, unknown> } | { readonly wrong: string; readonly code: ErrorCode };

function readJson(data: unknown): Json {
  if (typeof data !== 'string') return { wrong: 'a message is a text', code: 'bad-request' };
  if (data.length > limits.message)
    return { wrong: `a message has at most ${limits.message} characters`, code: 'limit' };
  try {
    const json: unknown = JSON.parse(data);
    if (isRecord(json)) return { json };
  } catch {
    // Told below.
  }
  return { wrong: 'a message is a JSON object', code: 'bad-request' };
}

function problemFrom({ code, message }: Record<string, unknown>): Problem {
  const known = errorCodes.find((each) => each === code) ?? 'failed';
  return { code: known, message: typeof message === 'string' ? message.slice(0, 4_000) : '' };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isNonce = (value: unknown): value is string => typeof value === 'string' && nonceShape.test(value);
const short = (value: unknown): string => String(typeof value === 'object' ? 'of that kind' : value).slice(0, 40);
