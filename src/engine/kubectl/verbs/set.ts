// `kubectl set image|env|resources`: changes one thing in the containers of a pod template (or pod) and leaves the rest alone.
// Source: kubectl `pkg/cmd/set/{set_image,set_env,set_resources}.go`.

import { produce } from 'immer';
import type { KubeObject } from '../../api/object.ts';
import { parseQuantity } from '../../api/quantity.ts';
import type { Container, EnvVar } from '../../api/types.ts';
import { changed, fetchNamed, report, STRATEGIC, send } from '../change.ts';
import type { Found } from '../fetch.ts';
import { prefixOf } from '../output.ts';
import type { Run } from '../run.ts';
import { kindOf } from '../targets.ts';
import { absentAll } from '../unsupported.ts';
import type { Verb } from '../verb.ts';

const common = ['all', 'selector:l', 'filename:f', 'dry-run', 'output:o', 'field-manager'];

const image: Verb = {
  name: 'image',
  short: 'Update the image of a pod template',
  usage: 'set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ...',
  examples: ['set image deployment/web nginx=nginx:1.28', "set image deploy web '*=nginx:1.28'"],
  flags: common,
  later: 'local',
  begin: (run) => begin(run, 'error: at least one image update is required'),
  found: setImages,
  replies: { changed },
};

const env: Verb = {
  name: 'env',
  short: 'Update environment variables on a pod template',
  usage: 'set env (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ...',
  examples: ['set env deployment/web COLOR=blue', 'set env deployment/web COLOR-', 'set env deployment/web --list'],
  flags: [...common, 'containers:c', 'list', 'env:e'],
  later: 'local overwrite prefix',
  begin: (run) => begin(run, 'error: at least one environment variable must be provided'),
  found: setEnv,
  replies: { changed },
};

const resources: Verb = {
  name: 'resources',
  short: 'Update resource requests and limits on objects with pod templates',
  usage: 'set resources (-f FILENAME | TYPE NAME) ([--limits=LIMITS & --requests=REQUESTS]',
  examples: ['set resources deployment/web --requests=cpu=100m,memory=64Mi --limits=cpu=500m'],
  flags: [...common, 'containers:c', 'limits', 'requests'],
  later: 'local',
  begin(run) {
    if (run.text('limits') === undefined && run.text('requests') === undefined)
      return run.die('error: you must specify an update to requests or limits (in the form of --requests/--limits)');
    fetchNamed(run, run.args);
  },
  found: setResources,
  replies: { changed },
};

export const set: Verb = {
  name: 'set',
  short: 'Set specific features on objects',
  usage: 'set SUBCOMMAND',
  flags: [],
  subcommands: [env, image, resources, ...absentAll('set', 'selector serviceaccount=sa subject')],
};

function begin(run: Run, missing: string): void {
  const isPair = (word: string, i: number): boolean => word.includes('=') || (i > 0 && word.endsWith('-'));
  const pairs = [...run.args.filter(isPair), ...run.list('env')];
  const words = run.args.filter((word, i) => !isPair(word, i));
  if (words.length === 0 && run.list('filename').length === 0)
    return run.die('error: one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (pairs.length === 0 && !run.is('list')) return run.die(missing);
  run.data.pairs = pairs;
  fetchNamed(run, words);
}

interface Spec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

/** The pod spec inside an object, or undefined when it has none. */
function specOf(object: KubeObject): Spec | undefined {
  if (object.kind === 'Pod') return object.spec as Spec;
  return (object.spec as { template?: { spec?: Spec } } | undefined)?.template?.spec;
}

/** The same object with every container replaced by what `edit` makes of it; all else is shared. */
function withContainers(object: KubeObject, edit: (container: Container) => Container): KubeObject {
  const { containers, initContainers } = specOf(object) as Spec;
  return produce(object, (draft: KubeObject) => {
    const spec = specOf(draft) as { containers: Container[]; initContainers?: Container[] };
    spec.containers = containers.map(edit);
    if (initContainers) spec.initContainers = initContainers.map(edit);
  });
}

function lacksSpec(run: Run, { resource, object }: Found): boolean {
  if (specOf(object) !== undefined) return false;
  const kind = kindOf(resource);
  run.fail(
    `error: ${prefixOf(kind)}${object.metadata.name} the object is not a pod or does not have a pod template: *${kind.version}.${kind.kind}`,
  );
  return true;
}

function pairsOf(run: Run): readonly (readonly [string, string])[] {
  return (run.data.pairs as readonly string[])
    .filter((pair) => pair.includes('='))
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
}

function setImages(run: Run, objects: readonly Found[]): void {
  for (const each of objects) {
    if (lacksSpec(run, each)) continue;
    const { object } = each;
    const images = new Map(pairsOf(run));
    const { containers, initContainers = [] } = specOf(object) as Spec;
    const names = [...containers, ...initContainers].map(({ name }) => name);
    for (const name of images.keys()) {
      if (name !== '*' && !names.includes(name))
        run.fail(`error: unable to find container named ${JSON.stringify(name)}`);
    }
    if (run.invocation.errors.length > 0) continue;
    const after = withContainers(object, (container) => ({
      ...container,
      image: images.get(container.name) ?? images.get('*') ?? container.image,
    }));
    update(run, each, after, 'image updated');
  }
}

/** Nothing is sent, or said, when nothing changes. */
function update(run: Run, { resource, object }: Found, after: KubeObject, did: string): void {
  if (JSON.stringify(after) === JSON.stringify(object)) return;
  send(run, { resource, before: object, after, did, manager: 'kubectl-set', patchType: STRATEGIC });
}

function chosen(run: Run, { name }: Container): boolean {
  const pattern = run.text('containers') ?? '*';
  return new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`).test(name);
}

function setEnv(run: Run, objects: readonly Found[]): void {
  for (const each of objects) {
    if (lacksSpec(run, each)) continue;
    const { resource, object } = each;
    if (run.is('list')) {
      for (const { name, env: list = [] } of (specOf(object) as Spec).containers) {
        run.out(`# ${kindOf(resource).kind} ${object.metadata.name}, container ${name}`);
        for (const { name: key, value = '', valueFrom } of list)
          run.out(valueFrom ? `# ${key} from ${sourceOf(valueFrom)}` : `${key}=${value}`);
      }
      continue;
    }
    const removed = (run.data.pairs as readonly string[])
      .filter((pair) => !pair.includes('='))
      .map((pair) => pair.slice(0, -1));
    const after = withContainers(object, (container) => {
      if (!chosen(run, container)) return container;
      const kept = (container.env ?? []).filter(({ name }) => !removed.includes(name));
      const list: EnvVar[] = [...kept];
      for (const [name, value] of pairsOf(run)) {
        const at = list.findIndex((variable) => variable.name === name);
        if (at < 0) list.push({ name, value });
        else list[at] = { name, value };
      }
      const { env: _, ...bare } = container;
      return list.length > 0 ? { ...bare, env: list } : bare;
    });
    update(run, each, after, 'env updated');
  }
}

function sourceOf({ configMapKeyRef, secretKeyRef, fieldRef }: NonNullable<EnvVar['valueFrom']>): string {
  if (configMapKeyRef) return `configmap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`;
  if (secretKeyRef) return `secret ${secretKeyRef.name}, key ${secretKeyRef.key}`;
  return `field path ${fieldRef?.fieldPath ?? ''}`;
}

function setResources(run: Run, objects: readonly Found[]): void {
  const amounts = (flag: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      (run.text(flag) ?? '')
        .split(',')
        .filter((part) => part !== '')
        .map((part) => part.split('=') as [string, string]),
    );
  const [limits, requests] = [amounts('limits'), amounts('requests')];
  for (const part of `${run.text('limits') ?? ''},${run.text('requests') ?? ''}`.split(',')) {
    if (part !== '' && part.split('=').length !== 2)
      return run.die(`error: Invalid argument syntax ${part}, expected <resource>=<value>`);
  }
  for (const value of [...Object.values(limits), ...Object.values(requests)]) {
    if (!parseQuantity(value ?? '').ok)
      return run.die(
        "error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      );
  }
  for (const each of objects) {
    if (lacksSpec(run, each)) continue;
    const after = withContainers(each.object, (container) => {
      if (!chosen(run, container)) return container;
      const before = container.resources ?? {};
      return {
        ...container,
        resources: {
          ...before,
          ...(Object.keys(limits).length > 0 ? { limits: { ...before.limits, ...limits } } : {}),
          ...(Object.keys(requests).length > 0 ? { requests: { ...before.requests, ...requests } } : {}),
        },
      };
    });
    if (run.dryRun === 'client') report(run, each.resource, after, 'resource requirements updated');
    else update(run, each, after, 'resource requirements updated');
  }
}
