// HTTP at the edge of the engine: a request as it came over a real connection becomes a message for the API server, and the
// answer becomes bytes again. Nothing here touches a socket; the tests and `podarium serve` share it.
// Source: apiserver `endpoints/request/requestinfo.go`, `endpoints/handlers/negotiation`.

import type { KubeObject } from '../api/object.ts';
import * as errors from '../api/status.ts';
import type { Status } from '../api/types.ts';
import type { ApiRequest, ApiResponse, PatchType, RequestOptions, Verb, WatchEvent } from '../api/wire.ts';
import { toYaml } from '../api/yaml.ts';
import { parseBody } from './body.ts';
import { negotiate, type Representation } from './negotiation.ts';
import { partial } from './table.ts';

export interface HttpRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: string;
  /** Who the connection belongs to, as authentication found out. */
  readonly user: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | readonly string[] };
  readonly body: string;
}

export type ParsedHttp =
  | { readonly ok: true; readonly request: ApiRequest; readonly representation: Representation }
  | { readonly ok: false; readonly response: HttpResponse };

const BODY_LIMIT = 3 * 1024 * 1024;
const patchTypes: readonly string[] = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];
const bodyTypes: readonly string[] = ['application/json', 'application/yaml'];
const plainPaths = /^\/(version|api|api\/[^/]+|apis\/[^/]+|apis\/[^/]+\/[^/]+)\/?$/;

export function parseHttp(http: HttpRequest): ParsedHttp {
  const question = http.path.indexOf('?');
  const path = question < 0 ? http.path : http.path.slice(0, question);
  const options = queryOf(question < 0 ? '' : http.path.slice(question + 1));
  const place = placeOf(path);
  const common = { kind: 'request', user: http.user, agent: agentOf(http) } as const;

  const answered = negotiate(http.headers.accept, place === undefined);
  if (errors.isStatus(answered)) return refused(answered);
  if (!place) {
    if (http.method !== 'GET' && plainPaths.test(path)) return refused(errors.methodNotAllowed());
    const aggregated = answered.as === 'APIGroupDiscoveryList' ? { aggregated: 'true' } : {};
    const request: ApiRequest = Object.freeze({
      ...common,
      verb: 'get' as Verb,
      group: '',
      version: '',
      resource: '',
      path,
      options: { ...options, ...aggregated },
    });
    return { ok: true, request, representation: answered };
  }

  const verb = verbOf(http.method, place, options);
  if (!verb) return refused(errors.methodNotAllowed());
  if (answered.as === 'PartialObjectMetadata' && verb === 'list') {
    const what = 'you requested PartialObjectMetadata, but the requested object is a list (*core.NamespaceList)';
    return refused(Object.freeze({ ...errors.notAcceptable(), message: what, details: undefined }));
  }
  const { watching: _, ...target } = place;
  const base = { ...common, ...target, verb, options, asTable: answered.as === 'Table' };
  const body = bodyOf(http, verb);
  if (errors.isStatus(body)) return refused(body);
  return { ok: true, request: Object.freeze({ ...base, ...body }), representation: answered };
}

function refused(status: Status): ParsedHttp {
  return { ok: false, response: json(status.code ?? 500, status) };
}

// ---- the path ----------------------------------------------------------------------------------------------------

interface Place {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** The old form of a watch, `/api/v1/watch/…`. */
  readonly watching: boolean;
}

/** What a path names; undefined for one that is no resource. */
export function placeOf(path: string): Place | undefined {
  const all = path.split('/').slice(1);
  if (all[all.length - 1] === '') all.pop();
  const core = all[0] === 'api';
  if (!core && all[0] !== 'apis') return undefined;
  const group = core ? '' : all[1];
  const version = core ? all[1] : all[2];
  let rest = all.slice(core ? 2 : 3);
  if (rest.length === 0 || !version || (!core && !group)) return undefined;
  const watching = rest[0] === 'watch' && rest.length > 1;
  if (watching) rest = rest.slice(1);
  let namespace: string | undefined;
  if (rest[0] === 'namespaces' && rest.length > 2 && !['status', 'finalize'].includes(rest[2])) {
    namespace = rest[1] === '' ? undefined : rest[1];
    rest = rest.slice(2);
  }
  const [resource, name, ...below] = rest;
  const subresource = below.length > 0 ? below.join('/') : undefined;
  return {
    group,
    version,
    resource,
    watching,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

function verbOf(method: string, place: Place, options: RequestOptions): Verb | undefined {
  const { name } = place;
  switch (method) {
    case 'GET':
      if (place.watching || ['true', '1'].includes(options.watch ?? '')) return 'watch';
      return name === undefined ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return name === undefined ? undefined : 'update';
    case 'PATCH':
      return name === undefined ? undefined : 'patch';
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete';
    default:
      return undefined;
  }
}

export function queryOf(text: string): RequestOptions {
  const options: Record<string, string> = {};
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    options[name] ??= equals < 0 ? '' : decode(part.slice(equals + 1));
  }
  return Object.freeze(options);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}

/** `kubectl/v1.36.3 (linux/amd64) …` → `kubectl`: the manager of fields when the request names none. */
function agentOf(http: HttpRequest): string {
  const agent = http.headers['user-agent'] ?? 'unknown';
  return agent.split('/')[0];
}

// ---- the body ----------------------------------------------------------------------------------------------------

function bodyOf(http: HttpRequest, verb: Verb): Partial<ApiRequest> | Status {
  if (verb === 'get' || verb === 'list' || verb === 'watch') return {};
  if (http.body.length > BODY_LIMIT) return errors.requestEntityTooLarge(`limit is ${BODY_LIMIT}`);
  const type = (http.headers['content-type'] ?? '').split(';')[0].trim();
  if (verb === 'patch') {
    if (!patchTypes.includes(type)) return errors.unsupportedMediaType({ patch: true });
    return { ...parseBody(http.body, type), patchType: type as PatchType };
  }
  if (http.body === '' && verb !== 'create' && verb !== 'update') return {};
  if (type !== '' && !bodyTypes.includes(type)) return errors.unsupportedMediaType();
  return parseBody(http.body, type === '' ? 'application/json' : type);
}

// ---- the answer --------------------------------------------------------------------------------------------------

export function formatHttp(response: ApiResponse, representation: Representation): HttpResponse {
  const { code, body, warnings } = response;
  const extra: Record<string, string | readonly string[]> =
    warnings && warnings.length > 0 ? { Warning: warnings.map(warningHeader) } : {};
  if (typeof body === 'string') {
    return { status: code, headers: { 'Content-Type': 'text/plain; charset=utf-8', ...extra }, body };
  }
  if (body === undefined || code === 204) return { status: code, headers: extra, body: '' };
  const retryAfter = errors.isStatus(body) ? body.details?.retryAfterSeconds : undefined;
  const headers = retryAfter ? { ...extra, 'Retry-After': String(retryAfter) } : extra;
  const shown = represent(body as KubeObject, representation);
  if (representation.yaml) {
    return { status: code, headers: { 'Content-Type': 'application/yaml', ...headers }, body: toYaml(shown) };
  }
  const discovery = representation.as === 'APIGroupDiscoveryList' && !errors.isStatus(body);
  const type = discovery ? 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' : 'application/json';
  return { status: code, headers: { 'Content-Type': type, ...headers }, body: JSON.stringify(shown) };
}

/** One line of a watch's body. */
export function formatWatchEvent(event: WatchEvent, representation: Representation): string {
  const object = event.type === 'ERROR' ? event.object : represent(event.object as KubeObject, representation);
  return `${JSON.stringify({ type: event.type, object })}\n`;
}

/** The body in the form that was asked for. Items of a list do not repeat their kind. */
function represent(body: KubeObject, { as, version }: Representation): unknown {
  if (errors.isStatus(body)) return body;
  const items = body.items as readonly KubeObject[] | undefined;
  if (as === 'PartialObjectMetadataList' && items) {
    const { metadata } = body;
    return { kind: as, apiVersion: 'meta.k8s.io/v1', metadata, items: items.map(partial) };
  }
  if (as === 'PartialObjectMetadata') return partial(body);
  if (body.kind === 'Table' && version === 'v1beta1') return tableV1beta1(body);
  if (!Array.isArray(items) || !body.kind?.endsWith('List')) return body;
  return { ...body, items: items.map(({ kind: _kind, apiVersion: _version, ...rest }) => rest) };
}

function tableV1beta1(table: KubeObject): unknown {
  const apiVersion = 'meta.k8s.io/v1beta1';
  const rows = (table.rows as { readonly object?: KubeObject }[]).map((row) =>
    row.object?.kind === 'PartialObjectMetadata' ? { ...row, object: { ...row.object, apiVersion } } : row,
  );
  return { ...table, apiVersion, rows };
}

function warningHeader(text: string): string {
  return `299 - "${text.replace(/[\\"]/g, '\\$&')}"`;
}

function json(status: number, body: Status): HttpResponse {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}
