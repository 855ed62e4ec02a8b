// `kubectl apply`: reads what is there, remembers in an annotation what was applied last, and sends only the difference.
// That makes three versions: what the file said last time, what it says now, and what the cluster has. See three-way.ts.
// Source: kubectl `pkg/cmd/apply/{apply,patcher}.go`.

import { goJson } from '../../api/go-text.ts';
import { parseJson } from '../../api/json.ts';
import { apiVersionOf, type Kind } from '../../api/kinds/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import { isRecord, type Json, PatchError } from '../../api/patch/strategic-merge.ts';
import { threeWayStrategicPatch } from '../../api/patch/three-way.ts';
import { typeOfKind } from '../../api/schema/schema.ts';
import type { RequestOptions } from '../../api/wire.ts';
import type { Reply } from '../../client/requests.ts';
import { fieldValidation } from '../change.ts';
import { replyError, whenDoing } from '../errors.ts';
import { type Manifest, readManifests } from '../manifests.ts';
import { formatError, prefixOf, printObjects, sorted } from '../output.ts';
import { bodyOf, type Run, resourceOf, resourceText } from '../run.ts';
import { kindOf } from '../targets.ts';
import { absentAll } from '../unsupported.ts';
import type { Verb } from '../verb.ts';

export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const MANAGER = 'kubectl-client-side-apply';

export const apply: Verb = {
  name: 'apply',
  short: 'Apply a configuration to a resource by file name or stdin',
  usage: 'apply -f FILENAME',
  examples: ['apply -f web.yaml', 'apply -f web.yaml --dry-run=server', 'apply -f web.yaml --server-side'],
  flags: [
    'filename:f',
    'dry-run',
    'output:o',
    'server-side',
    'force-conflicts',
    'field-manager',
    'validate',
    'selector:l',
    'show-managed-fields',
  ],
  later: 'all cascade force grace-period overwrite timeout wait',
  subcommands: absentAll('apply', 'edit-last-applied set-last-applied view-last-applied'),
  begin,
  tasks: { read },
  replies: { live, created, patched, merged },
};

function begin(run: Run): void {
  const files = run.list('filename');
  if (files.length === 0) return run.die('error: must specify one of -f and -k');
  if (run.args.length > 0) return run.usageError(`Unexpected args: [${run.args.join(' ')}]`);
  const wrong = formatError(run.text('output'), false);
  if (wrong !== undefined) return run.die(wrong);
  const manifests = readManifests(run, files);
  if (manifests === undefined) return;
  if (manifests.length === 0 && run.invocation.errors.length === 0) return run.die('error: no objects passed to apply');
  run.then('read', manifests);
}

function read(run: Run, item: unknown): void {
  const manifest = item as Manifest;
  const { object, source } = manifest;
  const kind = kindOf(manifest.resource);
  if (run.is('server-side')) return mergeOnServer(run, manifest, kind);
  const { name = '', generateName } = object.metadata;
  if (name === '' && generateName) return run.fail(`error: from ${generateName}: cannot use generate name with apply`);
  if (name === '') {
    run.fail(
      `error: error when retrieving current configuration of:\n${describeInfo(kind, object)}\nfrom server for: ${JSON.stringify(source)}: resource name may not be empty`,
    );
    return;
  }
  run.ask({ verb: 'get', ...placeOf(kind, object), name }, 'live', manifest);
}

function placeOf(kind: Kind, { metadata }: KubeObject) {
  return { ...resourceOf(kind), ...(kind.namespaced ? { namespace: metadata.namespace } : {}) };
}

function describeInfo(kind: Kind, { metadata }: KubeObject): string {
  const version = kind.group === '' ? '/v1' : apiVersionOf(kind);
  const head = `Resource: "${resourceText(kind)}", GroupVersionKind: "${version}, Kind=${kind.kind}"`;
  return `${head}\nName: "${metadata.name ?? ''}", Namespace: "${kind.namespaced ? metadata.namespace : ''}"`;
}

function writeOptions(run: Run): RequestOptions {
  return {
    fieldManager: run.text('field-manager') ?? MANAGER,
    fieldValidation: fieldValidation(run),
    ...(run.dryRun === 'server' ? { dryRun: 'All' } : {}),
  };
}

function live(run: Run, reply: Reply): void {
  const manifest = reply.context as Manifest;
  const { object, source } = manifest;
  const kind = kindOf(manifest.resource);
  const modified = annotated(object);
  if (reply.response?.code === 404) {
    if (run.dryRun === 'client') return report(run, manifest, modified, 'created');
    run.ask(
      { verb: 'create', ...placeOf(kind, object), body: modified, options: writeOptions(run) },
      'created',
      manifest,
    );
    return;
  }
  const retrieving = (message: string): string =>
    `error when retrieving current configuration of:\n${describeInfo(kind, object)}\nfrom server for: ${JSON.stringify(source)}: ${message}`;
  if (run.failed(reply, retrieving)) return;
  const current = bodyOf<KubeObject>(reply);
  if (current.metadata.annotations?.[lastApplied] === undefined) warnOfMissing(run, kind, current);
  const patch = differenceTo(run, manifest, modified, current);
  if (patch === undefined) return;
  if (Object.keys(patch).length === 0) return report(run, manifest, current, 'unchanged');
  if (run.dryRun === 'client') return report(run, manifest, modified, 'configured');
  const name = object.metadata.name;
  const body = Object.freeze(patch);
  const patchType = 'application/strategic-merge-patch+json';
  run.ask({ verb: 'patch', ...placeOf(kind, object), name, body, patchType, options: writeOptions(run) }, 'patched', {
    manifest,
    patch: goJson(sorted(patch)),
  });
}

/** The patch, or undefined after the error that there is none: a list element without its key, for example. */
export function differenceTo(
  run: Run,
  { resource, source }: Manifest,
  modified: KubeObject,
  current: KubeObject,
): Json | undefined {
  const kind = kindOf(resource);
  const text = current.metadata.annotations?.[lastApplied] ?? '';
  const parsed = text === '' ? undefined : parseJson(text);
  const original = parsed?.ok && isRecord(parsed.value) ? parsed.value : {};
  try {
    const type = typeOfKind(apiVersionOf(kind), kind.kind);
    return threeWayStrategicPatch(original, modified as Json, current as Json, type);
  } catch (error) {
    if (!(error instanceof PatchError || error instanceof TypeError)) throw error;
    const [was, will, is] = [original, modified, current].map((each) => goJson(sorted(each)));
    run.fail(
      `error: error when creating patch with:\noriginal:\n${was}\nmodified:\n${will}\ncurrent:\n${is}\nfor: ${JSON.stringify(source)}: ${error.message}`,
    );
    return undefined;
  }
}

function warnOfMissing(run: Run, kind: Kind, { metadata }: KubeObject): void {
  run.err(
    `Warning: resource ${kind.plural}/${metadata.name} is missing the ${lastApplied} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`,
  );
}

/** The object with the annotation that says how it was applied. */
export function annotated(object: KubeObject): KubeObject {
  // Annotations that are no map are for the server to refuse.
  if (!isRecord(object.metadata.annotations ?? {})) return object;
  const { [lastApplied]: _, ...annotations } = object.metadata.annotations ?? {};
  const plain = { ...object, metadata: { ...object.metadata, annotations } };
  const text = `${goJson(sorted(plain))}\n`;
  return Object.freeze({
    ...plain,
    metadata: { ...plain.metadata, annotations: { ...annotations, [lastApplied]: text } },
  });
}

function created(run: Run, reply: Reply): void {
  const manifest = reply.context as Manifest;
  if (run.failed(reply, whenDoing('creating', manifest.source))) return;
  report(run, manifest, bodyOf<KubeObject>(reply), 'created');
}

function patched(run: Run, reply: Reply): void {
  const { manifest, patch } = reply.context as { manifest: Manifest; patch: string };
  const { object, source } = manifest;
  const place = `error when applying patch:\n${patch}\nto:\n${describeInfo(kindOf(manifest.resource), object)}\nfor: ${JSON.stringify(source)}: `;
  if (run.failed(reply, (message) => `${place}${whenDoing('patching', source)(message)}`)) return;
  report(run, manifest, bodyOf<KubeObject>(reply), 'configured');
}

function mergeOnServer(run: Run, manifest: Manifest, kind: Kind): void {
  const { object } = manifest;
  const options = {
    ...writeOptions(run),
    fieldManager: run.text('field-manager') ?? 'kubectl',
    force: String(run.is('force-conflicts')),
  };
  const { name = '' } = object.metadata;
  const patchType = 'application/apply-patch+yaml';
  run.ask({ verb: 'patch', ...placeOf(kind, object), name, body: object, patchType, options }, 'merged', manifest);
}

function merged(run: Run, reply: Reply): void {
  const manifest = reply.context as Manifest;
  run.warn(reply.response);
  if (reply.response?.code === 409) {
    run.fail(
      `${replyError(reply, run.state.config.server, (text) => text.replace(/^Apply failed/, 'Apply failed')).replace(/^Error from server \(Conflict\)/, 'error')}\n${conflictHelp}`,
    );
    return;
  }
  if (reply.response === undefined || reply.response.code >= 300) {
    run.fail(replyError(reply, run.state.config.server));
    return;
  }
  report(run, manifest, reply.response.body as KubeObject, 'serverside-applied');
}

const conflictHelp = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

function report(run: Run, { resource }: Manifest, object: KubeObject, what: string): void {
  const kind = kindOf(resource);
  const format = run.text('output');
  if (format === undefined || format === '')
    run.out(`${prefixOf(kind)}${object.metadata.name} ${what}${run.dryRunSuffix}`);
  else printObjects(run, format, [{ kind, object }], false);
}
