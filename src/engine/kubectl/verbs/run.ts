// `kubectl run`: one pod from an image and a few words, for trying something out. Nobody will create it again.
// Source: kubectl `pkg/cmd/run/run.go`, `pkg/generate/versioned/run.go`.

import type { KubeObject } from '../../api/object.ts';
import { mergePatch } from '../../api/patch/merge-patch.ts';
import { parseYaml } from '../../api/yaml.ts';
import type { Run } from '../run.ts';
import type { Verb } from '../verb.ts';
import { created, send } from './create.ts';

export const runVerb: Verb = {
  name: 'run',
  short: 'Run a particular image on the cluster',
  usage:
    'run NAME --image=image [--env="key=value"] [--port=port] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  examples: ['run one --image=nginx:1.27', 'run one --image=busybox:1.36 --restart=Never -- sleep 1000'],
  flags: [
    'image',
    'port',
    'env',
    'labels:l',
    'restart',
    'overrides',
    'command',
    'image-pull-policy',
    'dry-run',
    'output:o',
    'field-manager',
    'rm',
    'stdin:i',
    'tty:t',
    'attach',
    'expose',
    'quiet:q',
  ],
  required: ['image'],
  begin,
  tasks: { send },
  replies: { created },
};

/** Name, tag and digest as a reference may have them. Source: `distribution/reference` ReferenceRegexp. */
function parsesAsImage(image: string): boolean {
  return /^([A-Za-z0-9.-]+(:\d+)?\/)?[a-z0-9]+([._/-]+[a-z0-9]+)*(:\w[\w.-]{0,127})?(@[a-z0-9]+:[0-9a-fA-F]{32,})?$/.test(
    image,
  );
}

function begin(run: Run): void {
  const [name, ...args] = [...run.args, ...run.invocation.rest];
  if (name === undefined) return run.usageError('NAME is required for run');
  for (const flag of ['rm', 'stdin', 'tty', 'attach']) {
    if (run.is(flag))
      return run.die(
        `error: --${flag} needs a terminal inside the container, which is not in Podarium yet; look at what it prints with kubectl logs ${name}`,
      );
  }
  if (!parsesAsImage(run.text('image') ?? '')) {
    return run.die(`error: Invalid image name ${JSON.stringify(run.text('image'))}: invalid reference format`);
  }
  if (run.is('expose'))
    return run.die('error: --expose is not in Podarium yet; kubectl expose pod afterwards does the same');
  const restart = run.text('restart') ?? 'Always';
  if (!['Always', 'OnFailure', 'Never'].includes(restart)) return run.die(`error: invalid restart policy: ${restart}`);
  const labels = run.text('labels');
  const pairs = labels?.split(',').map((pair) => pair.split('=') as [string, string]);
  const port = run.number('port');
  const env = run
    .list('env')
    .map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1) }));
  const policy = run.text('image-pull-policy');
  const container = {
    ...(args.length > 0 ? { [run.is('command') ? 'command' : 'args']: args } : {}),
    ...(env.length > 0 ? { env } : {}),
    image: run.text('image'),
    ...(policy ? { imagePullPolicy: policy } : {}),
    name,
    ...(port ? { ports: [{ containerPort: port }] } : {}),
    resources: {},
  };
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { labels: pairs ? Object.fromEntries(pairs) : { run: name }, name, namespace: run.namespace },
    spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: restart },
    status: {},
  };
  const overrides = run.text('overrides');
  let object = pod;
  if (overrides !== undefined) {
    const parsed = parseYaml(overrides);
    if (!parsed.ok) return run.die(`error: Invalid overrides: ${parsed.error.message}`);
    object = mergePatch(pod, parsed.value) as KubeObject;
  }
  run.then('send', [{ resource: 'pods', object, source: '', what: 'run' }]);
}
