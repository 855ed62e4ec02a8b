// Gets the objects a command speaks of, one request a name or list, before the verb does anything with them.
// Errors are noted and the rest goes on, as kubectl's builder does with ContinueOnError.

import type { Kind } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';
import type { RequestOptions } from '../api/wire.ts';
import type { Reply } from '../client/requests.ts';
import { bodyOf, type Run, resourceOf, resourceText } from './run.ts';
import { kindOf, type Target } from './targets.ts';

/** An object and the kind it was asked for as. Plain data. */
export interface Found {
  readonly resource: string;
  readonly object: KubeObject;
  /** The file it came from, '' when it was asked for by name. */
  readonly source: string;
}

/** Fetches all targets, then calls the verb's `found`. */
export function fetchTargets(run: Run, targets: readonly Target[]): void {
  run.data.found = [];
  run.then('fetch', targets);
  run.then('fetched');
}

/** The namespace of a request for this kind; undefined for cluster-wide kinds and for `-A`. */
export function namespaceFor(run: Run, kind: Kind): string | undefined {
  return kind.namespaced && !run.is('all-namespaces') ? run.namespace : undefined;
}

/** Query options of a list by what was typed. */
export function listOptions(run: Run): RequestOptions {
  const labelSelector = run.text('selector');
  const fieldSelector = run.text('field-selector');
  return {
    ...(labelSelector ? { labelSelector } : {}),
    ...(fieldSelector ? { fieldSelector } : {}),
    limit: '500',
  };
}

function fetchOne(run: Run, item: unknown): void {
  const target = item as Target;
  const kind = kindOf(target.resource);
  const namespace = namespaceFor(run, kind);
  const where = { ...resourceOf(kind), ...(namespace === undefined ? {} : { namespace }) };
  if (target.name !== undefined) run.ask({ verb: 'get', ...where, name: target.name }, 'fetch', target);
  else run.ask({ verb: 'list', ...where, options: listOptions(run) }, 'fetch', target);
}

function fetched(run: Run, reply: Reply): void {
  const { resource, name } = reply.context as Target;
  if (run.failed(reply, name === undefined ? listRefused(run, kindOf(resource), reply) : undefined)) return;
  const found = run.data.found as Found[];
  if (name !== undefined) found.push({ resource, object: bodyOf<KubeObject>(reply), source: '' });
  else for (const object of itemsOf(reply)) found.push({ resource, object, source: '' });
}

/** The objects of a list, with the kind that a list leaves out. */
export function itemsOf(reply: Reply): readonly KubeObject[] {
  const {
    kind = '',
    apiVersion = '',
    items,
  } = bodyOf<{ kind?: string; apiVersion?: string; items: KubeObject[] }>(reply);
  return items.map((item) => (item.kind ? item : { ...item, apiVersion, kind: kind.replace(/List$/, '') }));
}

/** How kubectl wraps the refusal of a list: what it was looking for, if the server could not make sense of it. */
export function listRefused(run: Run, kind: Kind, reply: Reply): ((message: string) => string) | undefined {
  if (reply.response?.code !== 400 && reply.response?.code !== 404) return undefined;
  const labels = run.text('selector') ?? '';
  const fields = run.text('field-selector') ?? '';
  const resource = JSON.stringify(resourceText(kind));
  if (labels === '' && fields === '') return (message) => `Unable to list ${resource}: ${message}`;
  const selectors = `label selector ${JSON.stringify(labels)}, field selector ${JSON.stringify(fields)}`;
  return (message) => `Unable to find ${resource} that match ${selectors}: ${message}`;
}

/** Steps that every verb has. */
export const fetching: {
  readonly tasks: Readonly<Record<string, (run: Run, item: unknown) => void>>;
  readonly replies: Readonly<Record<string, (run: Run, reply: Reply) => void>>;
} = {
  tasks: { fetch: fetchOne },
  replies: { fetch: fetched },
};
