// `kubectl scale`: writes a number into the small Scale object that stands for everything with replicas.
// Source: kubectl `pkg/cmd/scale/scale.go`, `pkg/scale/scale.go`.

import type { KubeObject } from '../../api/object.ts';
import type { Reply } from '../../client/requests.ts';
import { fetchNamed, MERGE, placeOf, report } from '../change.ts';
import type { Found } from '../fetch.ts';
import type { Run } from '../run.ts';
import { kindOf } from '../targets.ts';
import type { Verb } from '../verb.ts';

export const scale: Verb = {
  name: 'scale',
  short: 'Set a new size for a deployment or replica set',
  usage: 'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  examples: ['scale deployment/web --replicas=5', 'scale deploy web --replicas=2 --current-replicas=5'],
  later: 'timeout',
  flags: ['replicas', 'current-replicas', 'resource-version', 'all', 'selector:l', 'filename:f', 'dry-run', 'output:o'],
  required: ['replicas'],
  begin,
  found,
  replies: { scaled },
};

function begin(run: Run): void {
  if ((run.number('replicas') ?? -1) < 0) {
    return run.die('error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  }
  fetchNamed(run, run.args);
}

function found(run: Run, objects: readonly Found[]): void {
  if (objects.length === 0 && run.invocation.errors.length === 0) return run.die('error: no objects passed to scale');
  for (const { resource, object } of objects) {
    const kind = kindOf(resource);
    if (!kind.subresources.includes('scale')) {
      // Nobody looks beforehand whether it can be scaled: the request goes out, and its path does not exist.
      run.fail('Error from server (NotFound): the server could not find the requested resource');
      continue;
    }
    const { replicas } = (object.spec ?? {}) as { replicas?: number };
    const expected = run.number('current-replicas') ?? -1;
    if (expected >= 0 && replicas !== expected) {
      run.fail(`error: Expected replicas to be ${expected}, was ${replicas}`);
      continue;
    }
    const version = run.text('resource-version') ?? '';
    if (version !== '' && object.metadata.resourceVersion !== version) {
      run.fail(`error: Expected resource version to be ${version}, was ${object.metadata.resourceVersion}`);
      continue;
    }
    if (run.dryRun === 'client') {
      report(run, resource, object, 'scaled');
      continue;
    }
    const body = Object.freeze({ spec: { replicas: run.number('replicas') } });
    const options = run.dryRun === 'server' ? { dryRun: 'All' } : {};
    run.ask(
      { verb: 'patch', ...placeOf(resource, object), subresource: 'scale', body, patchType: MERGE, options },
      'scaled',
      { resource, object },
    );
  }
}

function scaled(run: Run, reply: Reply): void {
  const { resource, object } = reply.context as { resource: string; object: KubeObject };
  if (!run.failed(reply)) report(run, resource, object, 'scaled');
}
