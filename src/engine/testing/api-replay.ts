// Plays a recorded session of a real API server against ours and says, exchange by exchange, whether the whole answer is equal:
// status, headers and body. What depends on kinds or controllers that are not there yet is left out, with the reason.

import { findNotYetResource, notYetText } from '../api/kinds/not-yet.ts';
import { cloneDeep } from '../api/object.ts';
import {
  formatHttp,
  formatWatchEvent,
  type HttpRequest,
  type HttpResponse,
  parseHttp,
  placeOf,
} from '../apiserver/http.ts';
import type { Representation } from '../apiserver/negotiation.ts';
import { Comparer } from './api-compare.ts';
import { ApiRig } from './api-rig.ts';
import { missingGroup, scopes } from './api-scope.ts';

export interface ReplayedExchange {
  readonly name: string;
  /** Why it is not judged; '' when it is. */
  readonly outOfScope: string;
  readonly equal: boolean;
  readonly difference: string;
}

export interface Replayed {
  readonly session: string;
  readonly exchanges: readonly ReplayedExchange[];
}

/** Reasons by exchange name, for what the session itself does not show. */
export type Scope = { readonly [exchange: string]: string };

interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  readonly user?: string;
  readonly body?: unknown;
}

interface Recorded {
  readonly name: string;
  readonly kind?: 'watch-open' | 'watch-close' | 'sleep';
  readonly request: RecordedRequest;
  readonly response: {
    readonly status: number;
    readonly headers?: object;
    readonly body?: unknown;
    readonly events?: unknown;
  };
  readonly watch?: string;
  readonly until_end?: boolean;
  readonly ms?: number;
  readonly repeat_until?: RepeatUntil;
  readonly limit_ms?: number;
  readonly ignore?: readonly string[];
}

interface RepeatUntil {
  readonly status?: number;
  readonly pointer?: string;
  readonly equals?: unknown;
  readonly contains?: string;
  readonly absent?: boolean;
  readonly length?: number;
}

interface Answer {
  readonly status: number;
  readonly headers: object;
  readonly body?: unknown;
}

interface OpenWatch {
  readonly stream: string;
  readonly representation: Representation;
}

const keptHeaders: readonly string[] = [
  'Content-Type',
  'Warning',
  'Retry-After',
  'Location',
  'Allow',
  'Www-Authenticate',
];

export function replaySession(text: string): Replayed {
  const [head, ...exchanges] = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded & { session: string; parts: string; managedFields?: boolean });
  const scope = scopes[head.session] ?? {};
  const replay = new Replay(head.parts.includes('kcm'), head.managedFields === true, scope);
  return { session: head.session, exchanges: exchanges.map((exchange) => replay.run(exchange)) };
}

class Replay {
  private readonly rig: ApiRig;
  private readonly comparer: Comparer;
  /** What we answered, by exchange. */
  private readonly answers = new Map<string, unknown>();
  private readonly watches = new Map<string, OpenWatch | undefined>();

  constructor(
    withControllers: boolean,
    keepManagedFields: boolean,
    private readonly scope: Scope,
  ) {
    this.rig = new ApiRig();
    if (withControllers) this.rig.withControllers();
    this.comparer = new Comparer(keepManagedFields);
  }

  run(exchange: Recorded): ReplayedExchange {
    const { name } = exchange;
    const outOfScope = this.scope[name] ?? this.reasonOf(exchange);
    if (outOfScope !== '') return { name, outOfScope, equal: false, difference: '' };
    const difference = this.differenceOf(exchange);
    return { name, outOfScope, equal: difference === '', difference };
  }

  /** What an exchange needs and we have not. */
  private reasonOf({ name, request, watch }: Recorded): string {
    if (missingGroup.test(name)) return 'its group is not there yet';
    if (watch !== undefined) return this.watches.has(watch) ? '' : `the watch ${watch} was not opened`;
    if (!request) return '';
    const needed = JSON.stringify(request).match(/\{\{[^.}]+|"\$from":"[^"]+/g) ?? [];
    const lacking = needed.map((each) => each.replace(/^\{\{|^"\$from":"/, '')).find((each) => !this.answers.has(each));
    if (lacking !== undefined) return `depends on ${lacking}`;
    const place = placeOf(request.path.split('?')[0]);
    const unbuilt = place && findNotYetResource(place.group, place.version, place.resource);
    return unbuilt ? notYetText(unbuilt) : '';
  }

  private differenceOf(exchange: Recorded): string {
    const { kind, response } = exchange;
    switch (kind) {
      case 'sleep':
        this.rig.wait(exchange.ms ?? 0);
        return '';
      case 'watch-open':
        return this.openWatch(exchange);
      case 'watch-close':
        return this.closeWatch(exchange);
      default: {
        const answer = this.repeat(exchange);
        this.answers.set(exchange.name, answer.body);
        const ignore = (exchange.ignore ?? []).map((pointer) =>
          pointer.startsWith('/response') ? pointer.slice('/response'.length) : `/body${pointer}`,
        );
        return this.comparer.difference(normal(response), answer, ignore);
      }
    }
  }

  private repeat(exchange: Recorded): Answer {
    const { repeat_until: until, limit_ms: limit = 30_000 } = exchange;
    const end = this.rig.simulation.now + limit;
    for (;;) {
      const answer = this.ask(exchange.request);
      if (!until || holds(until, answer) || this.rig.simulation.now >= end) return answer;
      this.rig.wait(500);
    }
  }

  private ask(recorded: RecordedRequest): Answer {
    const http = this.httpOf(recorded);
    const parsed = parseHttp(http);
    const answer = parsed.ok ? formatHttp(this.rig.ask(parsed.request), parsed.representation) : parsed.response;
    this.rig.wait(5);
    return answerOf(answer, http.method);
  }

  private openWatch({ name, request, response }: Recorded): string {
    const parsed = parseHttp(this.httpOf(request));
    if (!parsed.ok) {
      this.watches.set(name, undefined);
      return this.comparer.difference(normal(response), answerOf(parsed.response, 'GET'));
    }
    const stream = this.rig.send(parsed.request);
    this.rig.wait(10);
    const refusal = this.rig.answer(stream);
    if (refusal && refusal.code !== 200) {
      this.watches.set(name, undefined);
      return this.comparer.difference(normal(response), answerOf(formatHttp(refusal, parsed.representation), 'GET'));
    }
    this.watches.set(name, { stream, representation: parsed.representation });
    return this.comparer.difference(normal(response), { status: 200, headers: { 'Content-Type': 'application/json' } });
  }

  private closeWatch({ watch = '', until_end: untilEnd, response }: Recorded): string {
    const open = this.watches.get(watch);
    if (!open) return this.comparer.difference(response, { events: [], ended: true });
    this.rig.wait(untilEnd ? 5_000 : 600);
    const ended = this.rig.answer(open.stream) !== undefined;
    const events = this.rig
      .events(open.stream)
      .map((event) => JSON.parse(formatWatchEvent(event, open.representation)) as { type: string; object: KubeLike })
      .filter(({ type, object }) => type !== 'BOOKMARK' || object.metadata.annotations !== undefined);
    if (!ended) this.rig.hangUp(open.stream);
    return this.comparer.difference(response, { events, ended });
  }

  private httpOf(recorded: RecordedRequest): HttpRequest {
    const headers: Record<string, string> = { 'user-agent': 'reference-client/1.0' };
    for (const [name, value] of Object.entries(recorded.headers ?? {})) headers[name.toLowerCase()] = value;
    const body = this.bodyOf(recorded.body);
    return { method: recorded.method, path: this.path(recorded), headers, body, user: recorded.user ?? 'admin' };
  }

  private path({ path }: RecordedRequest): string {
    return this.fill(path);
  }

  private bodyOf(body: unknown): string {
    if (body === undefined) return '';
    if (typeof body === 'string') return this.fill(body);
    const { $from, $set } = body as { $from?: string; $set?: { [pointer: string]: unknown } };
    if ($from === undefined) return this.fill(JSON.stringify(body));
    const copy = cloneDeep(this.answers.get($from)) as Json;
    for (const [pointer, value] of Object.entries($set ?? {})) setAt(copy, pointer, value);
    return this.fill(JSON.stringify(copy));
  }

  /** `{{name.path.to.field}}` is a value of one of our earlier answers. */
  private fill(text: string): string {
    return text.replace(/\{\{([^}]+)\}\}/g, (_, expression: string) => {
      const [name, ...path] = expression.split('.');
      let value = this.answers.get(name);
      for (const key of path) value = (value as Json | undefined)?.[key];
      return typeof value === 'string' ? value : JSON.stringify(value);
    });
  }
}

type Json = { [key: string]: unknown };
interface KubeLike {
  readonly metadata: { readonly annotations?: unknown };
}

function answerOf(response: HttpResponse, method: string): Answer {
  const headers: Record<string, unknown> = {};
  for (const name of keptHeaders) if (response.headers[name] !== undefined) headers[name] = response.headers[name];
  if (response.body === '' || method === 'HEAD') return { status: response.status, headers };
  const json = String(response.headers['Content-Type']).startsWith('application/json');
  const body = json ? (JSON.parse(response.body) as unknown) : response.body;
  return { status: response.status, headers, body };
}

function normal({ status, headers = {}, body }: Recorded['response']): Answer {
  return body === undefined ? { status, headers } : { status, headers, body };
}

function holds(until: RepeatUntil, answer: Answer): boolean {
  if (until.status !== undefined) return answer.status === until.status;
  const value = getAt(answer.body, until.pointer ?? '');
  if (until.absent) return value === undefined;
  if (until.equals !== undefined) return value === until.equals;
  if (until.contains !== undefined) return JSON.stringify(value ?? '').includes(until.contains);
  return until.length === undefined || (value as unknown[] | undefined)?.length === until.length;
}

function steps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function getAt(value: unknown, pointer: string): unknown {
  let at = value;
  for (const step of steps(pointer)) at = (at as Json | undefined)?.[step];
  return at;
}

function setAt(root: Json, pointer: string, value: unknown): void {
  const path = steps(pointer);
  let at = root;
  for (const step of path.slice(0, -1)) {
    at[step] ??= {};
    at = at[step] as Json;
  }
  const last = path[path.length - 1];
  if (last === '-' && Array.isArray(at)) at.push(value);
  else at[last] = value;
}
