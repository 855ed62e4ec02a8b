// Reads `-f`: files of one or many documents, YAML or JSON, from the editor's tabs or from what was pasted.
// What cannot be read is said in kubectl's words; the other documents still count.
// Source: cli-runtime `pkg/resource/visitor.go`, `mapper.go`.

import { kindByName } from '../api/kinds/index.ts';
import type { Kind } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';
import { parseManifests } from '../api/yaml.ts';
import type { Run } from './run.ts';
import { nameOf } from './targets.ts';
import { unsupportedKind } from './unsupported.ts';

/** An object of a file. Plain data; `namespace` is filled in for kinds that have one. */
export interface Manifest {
  readonly resource: string;
  readonly object: KubeObject;
  readonly source: string;
}

/** The objects of all files in order; errors are noted. Undefined when a file is missing: then nothing is done at all. */
export function readManifests(run: Run, files: readonly string[]): readonly Manifest[] | undefined {
  const manifests: Manifest[] = [];
  for (const file of files) {
    const text = textOf(run, file);
    if (text === undefined) return undefined;
    const source = file === '-' ? 'STDIN' : file;
    const read = parseManifests(text, source);
    for (const { object } of read.manifests) {
      const manifest = readOne(run, object, source);
      if (manifest !== undefined) manifests.push(manifest);
    }
    if (read.error !== undefined) run.fail(read.error.message);
  }
  return manifests;
}

/** The text of a file, or undefined after the command ended with kubectl's line. */
export function textOf(run: Run, file: string): string | undefined {
  const { files, stdin } = run.invocation;
  if (file === '-') {
    if (stdin !== undefined) return stdin;
    run.die('error: there is nothing to read: paste a manifest, or name a file of the editor with -f');
  } else if (/^https?:/.test(file)) {
    run.die(`error: ${file}: this page opens no addresses; paste the manifest into the editor`);
  } else {
    const name = file.replace(/^\.\//, '');
    if (files[name] !== undefined) return files[name];
    run.die(`error: the path ${JSON.stringify(file)} does not exist`);
  }
  return undefined;
}

function readOne(run: Run, value: KubeObject, source: string): Manifest | undefined {
  const fail = (text: string): undefined => void run.fail(text);
  const { apiVersion, kind: kindName, metadata = {} } = value as Partial<KubeObject>;
  const missing = [...(apiVersion ? [] : ['apiVersion not set']), ...(kindName ? [] : ['kind not set'])];
  if (missing.length > 0) {
    const which = missing.length === 1 ? missing[0] : `[${missing.join(', ')}]`;
    return fail(
      `error: error validating ${JSON.stringify(source)}: error validating data: ${which}; if you choose to ignore these errors, turn validation off with --validate=false`,
    );
  }
  const wrong = wrongMetadata(metadata);
  if (wrong !== undefined)
    return fail(`error: unable to decode ${JSON.stringify(source)}: json: cannot unmarshal ${wrong}`);
  const kind = kindByName(String(apiVersion), String(kindName));
  if (kind === undefined) return fail(noSuchKind(String(kindName), String(apiVersion), metadata, source));
  const { namespace } = metadata ?? {};
  if (kind.namespaced && namespace && run.text('namespace') !== undefined && namespace !== run.namespace) {
    return fail(
      `error: the namespace from the provided object ${JSON.stringify(namespace)} does not match the namespace ${JSON.stringify(run.namespace)}. You must pass '--namespace=${namespace}' to perform this operation.`,
    );
  }
  const object = { ...value, metadata: withNamespace(metadata ?? {}, kind, namespace || run.namespace) };
  return { resource: nameOf(kind), object, source };
}

/** What Go's decoder would say of metadata that has the wrong form, after `cannot unmarshal `. */
function wrongMetadata(metadata: unknown): string | undefined {
  const word = (value: unknown): string =>
    Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  if (typeof metadata !== 'object' || Array.isArray(metadata)) {
    return `${word(metadata)} into Go struct field PartialObjectMetadata.metadata of type v1.ObjectMeta`;
  }
  for (const field of ['name', 'namespace', 'generateName'] as const) {
    const value = (metadata as Partial<Record<string, unknown>> | null)?.[field];
    if (value !== undefined && value !== null && typeof value !== 'string') {
      return `${word(value)} into Go struct field ObjectMeta.metadata.${field} of type string`;
    }
  }
  return undefined;
}

function withNamespace(metadata: KubeObject['metadata'], kind: Kind, namespace: string): KubeObject['metadata'] {
  return kind.namespaced ? { ...metadata, namespace } : metadata;
}

function noSuchKind(
  kind: string,
  version: string,
  { name = '', namespace = '' }: KubeObject['metadata'],
  source: string,
): string {
  const hint = unsupportedKind(kind);
  const text = `error: resource mapping not found for name: "${name}" namespace: "${namespace}" from ${JSON.stringify(source)}: no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(version)}`;
  return `${text}\nensure CRDs are installed first${hint === undefined ? '' : `\n${hint}`}`;
}
