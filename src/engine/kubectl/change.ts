// What all verbs that change an existing object have in common: the change is worked out from what was read, sent as a patch
// under the verb's own manager name, and reported in one line.

import { apiVersionOf } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';
import { createMergePatch } from '../api/patch/merge-patch.ts';
import type { Json } from '../api/patch/strategic-merge.ts';
import { twoWayStrategicPatch } from '../api/patch/three-way.ts';
import { typeOfKind } from '../api/schema/schema.ts';
import type { PatchType, RequestOptions } from '../api/wire.ts';
import type { Reply } from '../client/requests.ts';
import { fetchTargets } from './fetch.ts';
import { readManifests } from './manifests.ts';
import { prefixOf, printObjects } from './output.ts';
import { bodyOf, type Run, resourceOf } from './run.ts';
import { kindOf, readTargets, type TargetRules } from './targets.ts';

/** An object as it is and as it should be; `did` is the word of the report: `labeled`, `image updated`. */
export interface Change {
  readonly resource: string;
  readonly before: KubeObject;
  readonly after: KubeObject;
  readonly did: string;
  readonly manager: string;
  readonly patchType: PatchType;
}

export const MERGE: PatchType = 'application/merge-patch+json';
export const STRATEGIC: PatchType = 'application/strategic-merge-patch+json';

/** What becomes of fields that the server does not know: `--validate`. */
export function fieldValidation(run: Run): string {
  const validate = (run.text('validate') ?? 'strict').toLowerCase();
  if (validate === 'warn') return 'Warn';
  return validate === 'ignore' || validate === 'false' ? 'Ignore' : 'Strict';
}

/** Reads the objects that words or files name; the verb's `found` goes on with them. */
export function fetchNamed(run: Run, words: readonly string[], rules: TargetRules = {}): void {
  const files = run.list('filename');
  if (files.length === 0) {
    const targets = readTargets(run, words, rules);
    if (targets !== undefined) fetchTargets(run, targets);
    return;
  }
  const manifests = readManifests(run, files);
  if (manifests === undefined) return;
  fetchTargets(
    run,
    manifests.map(({ resource, object }) => ({ resource, name: object.metadata.name ?? '' })),
  );
}

/** Sends the difference; the verb has to list `changed` among its replies. */
export function send(run: Run, change: Change): void {
  const { resource, before, after, manager, patchType } = change;
  const kind = kindOf(resource);
  const type = typeOfKind(apiVersionOf(kind), kind.kind);
  const patch =
    patchType === MERGE
      ? (createMergePatch(before as Json, after as Json) ?? {})
      : twoWayStrategicPatch(before as Json, after as Json, type);
  if (run.dryRun === 'client') return report(run, resource, after, change.did);
  run.ask(
    {
      verb: 'patch',
      ...placeOf(resource, before),
      body: Object.freeze(patch),
      patchType,
      options: writeOptions(run, manager),
    },
    'changed',
    change,
  );
}

export function changed(run: Run, reply: Reply): void {
  const { resource, did } = reply.context as Change;
  if (run.failed(reply)) return;
  report(run, resource, bodyOf<KubeObject>(reply), did);
}

export function report(run: Run, resource: string, object: KubeObject, did: string): void {
  const kind = kindOf(resource);
  const format = run.text('output') ?? '';
  if (format === '') run.out(`${prefixOf(kind)}${object.metadata.name} ${did}${run.dryRunSuffix}`);
  else printObjects(run, format, [{ kind, object }], false);
}

/** The members of a request that name one object. */
export function placeOf(resource: string, { metadata }: KubeObject) {
  const kind = kindOf(resource);
  return { ...resourceOf(kind), ...(kind.namespaced ? { namespace: metadata.namespace } : {}), name: metadata.name };
}

export function writeOptions(run: Run, manager: string): RequestOptions {
  const dryRun = run.dryRun === 'server' ? { dryRun: 'All' } : {};
  return { fieldManager: run.text('field-manager') ?? manager, ...dryRun };
}

/** The same object with other labels or annotations. */
export function withMap(
  object: KubeObject,
  map: 'labels' | 'annotations',
  entries: Readonly<Record<string, string>>,
): KubeObject {
  return { ...object, metadata: { ...object.metadata, [map]: entries } };
}
