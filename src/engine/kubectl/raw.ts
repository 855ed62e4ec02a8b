// `kubectl get --raw`: a path of the API is asked for as it is, and what the server says is printed as it is: objects as JSON, one
// watch event a line, health checks as text. Errors are worded by a client that knows nothing of the resource.

import type { ApiResponse } from '../api/wire.ts';
import type { Call, Reply } from '../client/requests.ts';
import { replyError } from './errors.ts';
import type { Run } from './run.ts';
import type { Watched } from './verb.ts';

/** Sends the request that the path stands for. */
export function askRaw(run: Run, raw: string): void {
  const request = rawRequest(raw);
  const { watch } = request.options ?? {};
  if (watch !== '1' && watch !== 'true') return run.ask(request, 'raw');
  const { verb: _, ...what } = request;
  run.watch(what, 'raw');
}

/** A path as a request: resources are asked for as such, everything else by the path itself. */
function rawRequest(raw: string): Call {
  const [path, query = ''] = raw.split('?');
  const [root, ...parts] = path.split('/').filter((part) => part !== '');
  const group = root === 'apis' ? (parts.shift() ?? '') : '';
  const version = parts.shift() ?? '';
  const namespace = parts[0] === 'namespaces' && parts.length > 2 ? parts.splice(0, 2)[1] : undefined;
  const [resource, name, subresource] = parts;
  if ((root !== 'api' && root !== 'apis') || resource === undefined) {
    return { verb: 'get', group: '', version: '', resource: '', path, ...optionsOf(query) };
  }
  const place = { ...(namespace === undefined ? {} : { namespace }), ...optionsOf(query) };
  if (name === undefined) return { verb: 'list', group, version, resource, ...place };
  return { verb: 'get', group, version, resource, ...place, name, ...(subresource ? { subresource } : {}) };
}

/** `?resourceVersion=1200&resourceVersionMatch=Exact` as the options of a request; a name without a value has the value ''. */
function optionsOf(query: string): Pick<Call, 'options'> {
  if (query === '') return {};
  const options: Record<string, string> = {};
  for (const pair of query.split('&')) {
    const [name, ...value] = pair.split('=');
    if (name !== '') options[unescaped(name)] = unescaped(value.join('='));
  }
  return { options };
}

/** Percent signs and pluses as in a URL; what is no valid escape stays as it is. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}

/** What such an error says of the request: nothing. */
const nameless = { verb: 'get', resource: '', group: '' } as const;

export function printRaw(run: Run, reply: Reply): void {
  if (run.failed({ ...reply, request: { ...reply.request, ...nameless, name: undefined } })) return;
  const body = reply.response?.body;
  // Servers answer on one line, all but the one who tells the version.
  const indent = reply.request.path?.startsWith('/version') ? 2 : undefined;
  run.write('stdout', typeof body === 'string' ? body : JSON.stringify(onTheWire(body), undefined, indent));
}

/** A list says once what all of its items are. */
function onTheWire(body: unknown): unknown {
  const { kind = '', items } = (body ?? {}) as { readonly kind?: string; readonly items?: readonly object[] };
  if (!kind.endsWith('List') || !Array.isArray(items)) return body;
  const bare = items.map((item: Readonly<Record<string, unknown>>) => {
    const { kind: _kind, apiVersion: _version, ...rest } = item;
    return rest;
  });
  return { ...(body as object), items: bare };
}

export function printRawEvent(run: Run, { type, object }: Watched): void {
  if (type !== 'END') return run.write('stdout', `${JSON.stringify({ type, object })}\n`);
  const end = object as unknown as ApiResponse;
  if (end.kind !== 'response' || end.code < 400) return;
  run.fail(replyError({ response: end, failure: '', request: nameless }, run.state.config.server));
}
