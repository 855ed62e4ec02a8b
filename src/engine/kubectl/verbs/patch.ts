// `kubectl patch`: sends a piece of an object to be merged into it; three kinds of merging are on offer.
// Source: kubectl `pkg/cmd/patch/patch.go`.

import { equal, type KubeObject } from '../../api/object.ts';
import type { PatchType } from '../../api/wire.ts';
import { parseYaml } from '../../api/yaml.ts';
import type { Reply } from '../../client/requests.ts';
import { fetchNamed, MERGE, placeOf, report, STRATEGIC, writeOptions } from '../change.ts';
import type { Found } from '../fetch.ts';
import { textOf } from '../manifests.ts';
import { bodyOf, type Run } from '../run.ts';
import type { Verb } from '../verb.ts';

const types: Readonly<Record<string, PatchType>> = {
  json: 'application/json-patch+json',
  merge: MERGE,
  strategic: STRATEGIC,
};

export const patch: Verb = {
  name: 'patch',
  short: 'Update fields of a resource',
  usage: 'patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  examples: [
    `patch deployment web -p '{"spec":{"replicas":2}}'`,
    `patch pod web-1 --type=json -p '[{"op":"remove","path":"/metadata/labels/app"}]'`,
  ],
  later: 'local',
  flags: ['patch:p', 'patch-file', 'type', 'filename:f', 'dry-run', 'output:o', 'field-manager', 'subresource'],
  begin,
  found,
  replies: { patched },
};

function begin(run: Run): void {
  const given = run.text('patch');
  const file = run.text('patch-file');
  if (given !== undefined && file !== undefined)
    return run.die('error: cannot specify --patch and --patch-file together');
  if ((given ?? '') === '' && file === undefined)
    return run.die('error: must specify --patch or --patch-file containing the contents of the patch');
  const type = run.text('type') ?? 'strategic';
  if (types[type.toLowerCase()] === undefined)
    return run.die(`error: --type must be one of [json merge strategic], not ${JSON.stringify(type)}`);
  const text = file === undefined ? given : textOf(run, file);
  if (text === undefined) return;
  const parsed = parseYaml(text);
  if (!parsed.ok) return run.die(`error: unable to parse ${JSON.stringify(text)}: ${parsed.error.message}`);
  run.data.patch = Object.freeze(parsed.value);
  fetchNamed(run, run.args);
}

function found(run: Run, objects: readonly Found[]): void {
  const subresource = run.text('subresource');
  const patchType = types[(run.text('type') ?? 'strategic').toLowerCase()];
  for (const { resource, object } of objects) {
    const where = { ...placeOf(resource, object), ...(subresource ? { subresource } : {}) };
    run.ask(
      { verb: 'patch', ...where, body: run.data.patch, patchType, options: writeOptions(run, 'kubectl-patch') },
      'patched',
      { resource, object },
    );
  }
}

function patched(run: Run, reply: Reply): void {
  const { resource, object } = reply.context as { resource: string; object: KubeObject };
  if (run.failed(reply)) return;
  const after = bodyOf<KubeObject>(reply);
  report(run, resource, after, equal(after, object) ? 'patched (no change)' : 'patched');
}
