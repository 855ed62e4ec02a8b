// `kubectl replace` puts a manifest in the place of an object, and `kubectl diff` shows what apply would change.
// Source: kubectl `pkg/cmd/replace/replace.go`, `pkg/cmd/diff/diff.go`.

import type { KubeObject } from '../../api/object.ts';
import { toYaml } from '../../api/yaml.ts';
import type { Reply } from '../../client/requests.ts';
import { fieldValidation, placeOf, report, STRATEGIC, writeOptions } from '../change.ts';
import { whenDoing } from '../errors.ts';
import { unifiedDiff } from '../line-diff.ts';
import { type Manifest, readManifests } from '../manifests.ts';
import { withoutManagers } from '../output.ts';
import { bodyOf, type Run, resourceOf } from '../run.ts';
import { kindOf } from '../targets.ts';
import type { Verb } from '../verb.ts';
import { annotated, differenceTo } from './apply.ts';

export const replace: Verb = {
  name: 'replace',
  short: 'Replace a resource by file name or stdin',
  usage: 'replace -f FILENAME',
  examples: ['replace -f web.yaml'],
  flags: ['filename:f', 'dry-run', 'output:o', 'field-manager', 'force', 'validate'],
  later: 'cascade grace-period raw save-config timeout wait',
  begin(run) {
    if (run.is('force'))
      return run.die('error: replace --force (delete and create) is not in Podarium yet; delete it and create it');
    const manifests = filesOf(run);
    if (manifests !== undefined) run.then('get', manifests);
  },
  tasks: {
    get: (run, item) => {
      const { resource, object } = item as Manifest;
      run.ask({ verb: 'get', ...placeOf(resource, object) }, 'got', item);
    },
  },
  replies: {
    got(run, reply) {
      const { resource, object, source } = reply.context as Manifest;
      if (run.failed(reply, whenDoing('replacing', source))) return;
      const options = { ...writeOptions(run, 'kubectl-replace'), fieldValidation: fieldValidation(run) };
      run.ask(
        { verb: 'update', ...placeOf(resource, object), body: Object.freeze(object), options },
        'replaced',
        reply.context,
      );
    },
    replaced(run, reply) {
      const { resource, source } = reply.context as Manifest;
      if (!run.failed(reply, whenDoing('replacing', source)))
        report(run, resource, bodyOf<KubeObject>(reply), 'replaced');
    },
  },
};

function filesOf(run: Run): readonly Manifest[] | undefined {
  const files = run.list('filename');
  if (files.length === 0) return void run.die('error: must specify one of -f and -k');
  const manifests = readManifests(run, files);
  if (manifests?.length === 0 && run.invocation.errors.length === 0)
    run.fail(`error: no objects passed to ${run.invocation.path[0]}`);
  return manifests;
}

export const diff: Verb = {
  name: 'diff',
  short: 'Diff the live version against a would-be applied version',
  usage: 'diff -f FILENAME',
  examples: ['diff -f web.yaml'],
  flags: ['filename:f', 'field-manager', 'show-managed-fields', 'selector:l'],
  later: 'force-conflicts server-side',
  begin(run) {
    const manifests = filesOf(run);
    if (manifests !== undefined) run.then('get', manifests);
  },
  tasks: replace.tasks,
  replies: { got: compare, would: show },
};

/** What is there, or undefined, and the manifest. */
interface Comparison {
  readonly manifest: Manifest;
  readonly live: KubeObject | undefined;
}

function compare(run: Run, reply: Reply): void {
  const manifest = reply.context as Manifest;
  const { resource, object } = manifest;
  const kind = kindOf(resource);
  const options = { dryRun: 'All', fieldManager: run.text('field-manager') ?? 'kubectl-client-side-apply' };
  const where = { ...placeOf(resource, object) };
  const modified = annotated(object);
  if (reply.response?.code === 404) {
    const context: Comparison = { manifest, live: undefined };
    const { namespace } = where as { namespace?: string };
    run.ask(
      { verb: 'create', ...resourceOf(kind), ...(namespace ? { namespace } : {}), body: object, options },
      'would',
      context,
    );
    return;
  }
  if (run.failed(reply)) return;
  const live = bodyOf<KubeObject>(reply);
  const patch = differenceTo(run, manifest, modified, live);
  if (patch === undefined) return;
  run.ask({ verb: 'patch', ...where, body: Object.freeze(patch), patchType: STRATEGIC, options }, 'would', {
    manifest,
    live,
  });
}

function show(run: Run, reply: Reply): void {
  const { manifest, live } = reply.context as Comparison;
  if (run.failed(reply)) return;
  const after = withoutManagers(bodyOf<KubeObject>(reply));
  const { namespace = '', name } = after.metadata;
  const kind = kindOf(manifest.resource);
  const file = [...(kind.group === '' ? [] : [kind.group]), kind.version, kind.kind, namespace, name].join('.');
  const text = unifiedDiff(live ? toYaml(withoutManagers(live)) : '', toYaml(after), `LIVE/${file}`, `MERGED/${file}`);
  if (text === '') return;
  run.write('stdout', `diff -u -N LIVE/${file} MERGED/${file}\n${text}`);
  run.invocation.code = 1;
}
