// `kubectl create`: sends manifests as they are, or makes a small object from a few words. Unlike apply it never changes what exists.
// Source: kubectl `pkg/cmd/create/*.go`.

import { goJson } from '../../api/go-text.ts';
import { base64OfText } from '../../api/kinds/base64.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Reply } from '../../client/requests.ts';
import { fieldValidation, writeOptions } from '../change.ts';
import { replyError, whenDoing } from '../errors.ts';
import { parseSpan } from '../flags.ts';
import { readManifests, textOf } from '../manifests.ts';
import { prefixOf, printObjects, sorted } from '../output.ts';
import { bodyOf, type Run, resourceOf } from '../run.ts';
import { kindOf } from '../targets.ts';
import { absentAll } from '../unsupported.ts';
import type { Verb } from '../verb.ts';
import { lastApplied } from './apply.ts';
import { serviceCommands, serviceTitles } from './create-service.ts';

const common = ['dry-run', 'output:o', 'field-manager', 'save-config', 'validate'];

/** What is to be sent: `wrap` tells how a refusal is worded. */
interface Draft {
  readonly resource: string;
  readonly object: KubeObject;
  readonly source: string;
  /** `deployment`: the error then begins `error: failed to create deployment: `. */
  readonly what: string;
}

const steps = { tasks: { send }, replies: { created } } as const;

/** A subcommand that makes an object from words, or explains why it cannot. `called`: its name, with `=alias`. */
function maker(
  called: string,
  short: string,
  usage: string,
  flags: readonly string[],
  make: (run: Run, name: string) => Omit<Draft, 'source' | 'what'> | undefined,
  required: readonly string[] = [],
): Verb {
  const [name, ...aliases] = called.split('=');
  return {
    name,
    aliases,
    short,
    usage: `create ${usage}`,
    flags: [...common, ...flags],
    required,
    begin(run) {
      if (run.args.length !== 1) return run.usageError(`exactly one NAME is required, got ${run.args.length}`);
      const draft = make(run, run.args[0]);
      if (draft !== undefined) run.then('send', [{ ...draft, source: '', what: name }]);
    },
    ...steps,
  };
}

const deployment = maker(
  'deployment=deploy',
  'Create a deployment with the specified name',
  'deployment NAME --image=image -- [COMMAND] [args...]',
  ['image', 'replicas:r', 'port'],
  (run, name) => {
    const labels = { app: name };
    const images = (run.text('image') ?? '').split(',');
    const port = run.text('port');
    const containers = images.map((image) => ({
      image,
      name: containerName(image),
      ...(run.invocation.rest.length > 0 ? { command: [...run.invocation.rest] } : {}),
      ...(port ? { ports: [{ containerPort: Number(port) }] } : {}),
      resources: {},
    }));
    const spec = {
      replicas: run.number('replicas') ?? 1,
      selector: { matchLabels: labels },
      strategy: {},
      template: { metadata: { labels }, spec: { containers } },
    };
    return draftOf(run, 'deployments.apps', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels },
      spec,
      status: {},
    });
  },
  ['image'],
);

/** `registry/team/nginx:1.27` → `nginx`. */
function containerName(image: string): string {
  const last = image.split('/').pop() as string;
  return last
    .split(/[:@]/)[0]
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-');
}

const namespace = maker(
  'namespace=ns',
  'Create a namespace with the specified name',
  'namespace NAME',
  [],
  (run, name) =>
    draftOf(run, 'namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} }),
);

const serviceAccount = maker(
  'serviceaccount=sa',
  'Create a service account with the specified name',
  'serviceaccount NAME',
  [],
  (run, name) => draftOf(run, 'serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } }),
);

const dataFlags = ['from-literal', 'from-file', 'from-env-file'];

const configMap = maker(
  'configmap=cm',
  'Create a config map from literal values or files',
  'configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1]',
  dataFlags,
  (run, name) => {
    const data = readData(run);
    if (data === undefined) return undefined;
    return draftOf(run, 'configmaps', {
      apiVersion: 'v1',
      ...(Object.keys(data).length > 0 ? { data } : {}),
      kind: 'ConfigMap',
      metadata: { name },
    });
  },
);

const genericSecret = maker(
  'generic',
  'Create a secret from literal values or files',
  'secret generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1]',
  [...dataFlags, 'type'],
  (run, name) => {
    const values = readData(run);
    if (values === undefined) return undefined;
    const data = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, base64OfText(value)]));
    const type = run.text('type') ?? 'Opaque';
    return draftOf(run, 'secrets', {
      apiVersion: 'v1',
      ...(Object.keys(data).length > 0 ? { data } : {}),
      kind: 'Secret',
      metadata: { name },
      type,
    });
  },
);

function draftOf(run: Run, resource: string, object: KubeObject): Omit<Draft, 'source' | 'what'> {
  const { namespaced } = kindOf(resource);
  const metadata = namespaced ? { ...object.metadata, namespace: run.namespace } : object.metadata;
  return { resource, object: { ...object, metadata } };
}

/** Keys and values of the `--from-…` flags; undefined after the command ended with an error. */
function readData(run: Run): Readonly<Record<string, string>> | undefined {
  const data: Record<string, string> = {};
  const add = (key: string, value: string): boolean => {
    if (!/^[-._a-zA-Z0-9]+$/.test(key)) {
      run.die(
        `error: ${JSON.stringify(key)} is not a valid key name for a ConfigMap: a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
      );
      return false;
    }
    if (data[key] !== undefined) {
      run.die(
        `error: cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ConfigMap ${JSON.stringify(run.args[0])}`,
      );
      return false;
    }
    data[key] = value;
    return true;
  };
  for (const literal of run.list('from-literal')) {
    const at = literal.indexOf('=');
    if (at < 1) return void run.die(`error: invalid literal source ${literal}, expected key=value`);
    if (!add(literal.slice(0, at), literal.slice(at + 1))) return undefined;
  }
  for (const source of run.list('from-file')) {
    const [key, file] = source.includes('=') ? source.split('=') : [source.split('/').pop() as string, source];
    if (run.invocation.files[file.replace(/^\.\//, '')] === undefined)
      return void run.die(`error: error reading ${file}: no such file or directory`);
    if (!add(key, textOf(run, file) ?? '')) return undefined;
  }
  for (const file of run.list('from-env-file')) {
    const text = textOf(run, file);
    if (text === undefined) return undefined;
    for (const line of text.split('\n').map((each) => each.trim())) {
      if (line === '' || line.startsWith('#') || !line.includes('=')) continue;
      if (!add(line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1))) return undefined;
    }
  }
  return data;
}

const token: Verb = {
  name: 'token',
  short: 'Request a service account token',
  usage: 'create token SERVICE_ACCOUNT_NAME',
  flags: ['duration', 'audience', 'output:o'],
  begin(run) {
    if (run.args.length !== 1) return run.usageError(`exactly one NAME is required, got ${run.args.length}`);
    const duration = run.text('duration');
    const spec = {
      audiences: run.list('audience').length > 0 ? run.list('audience') : null,
      expirationSeconds: duration === undefined ? null : Math.round((parseSpan(duration) ?? 0) / 1000),
    };
    const body = Object.freeze({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec });
    const where = { ...resourceOf(kindOf('serviceaccounts')), namespace: run.namespace, name: run.args[0] };
    run.ask({ verb: 'create', ...where, subresource: 'token', body }, 'issued');
  },
  replies: {
    issued(run, reply) {
      if (run.failed(reply, (message) => `failed to create token: ${message}`)) return;
      const { status } = bodyOf<{ status?: { token?: string } }>(reply);
      run.out(status?.token ?? '');
    },
  },
};

const secret: Verb = {
  name: 'secret',
  short: 'Create a secret using a specified subcommand',
  usage: 'create secret (generic) NAME',
  flags: [],
  subcommands: [genericSecret, ...absentAll('create secret', 'docker-registry tls')],
};

export const create: Verb = {
  name: 'create',
  short: 'Create a resource from a file or from stdin',
  usage: 'create -f FILENAME',
  examples: ['create -f web.yaml', 'create deployment web --image=nginx:1.27 --replicas=3', 'create namespace shop'],
  flags: [...common, 'filename:f', 'selector:l'],
  later: 'raw',
  subcommands: [
    configMap,
    deployment,
    namespace,
    secret,
    serviceCommands((name, short, usage, flags, build, required) =>
      maker(
        name,
        short,
        usage,
        flags,
        (run, called) => {
          const object = build(run, called);
          return object && draftOf(run, 'services', object);
        },
        required,
      ),
    ),
    serviceAccount,
    token,
    ...absentAll(
      'create',
      'clusterrole clusterrolebinding cronjob=cj ingress=ing job poddisruptionbudget=pdb priorityclass=pc quota=resourcequota role rolebinding',
    ),
  ],
  begin(run) {
    const files = run.list('filename');
    if (run.args.length > 0) return run.usageError(`Unexpected args: [${run.args.join(' ')}]`);
    if (files.length === 0) return run.die('error: must specify one of -f and -k');
    const manifests = readManifests(run, files);
    if (manifests === undefined) return;
    if (manifests.length === 0 && run.invocation.errors.length === 0)
      return run.die('error: no objects passed to create');
    run.then(
      'send',
      manifests.map((manifest) => ({ ...manifest, what: '' })),
    );
  },
  ...steps,
};

export function send(run: Run, item: unknown): void {
  const draft = item as Draft;
  const { resource, source } = draft;
  const kind = kindOf(resource);
  let { object } = draft;
  if (run.is('save-config')) {
    const annotations = object.metadata.annotations ?? {};
    const text = `${goJson(sorted({ ...object, metadata: { ...object.metadata, annotations } }))}\n`;
    object = { ...object, metadata: { ...object.metadata, annotations: { ...annotations, [lastApplied]: text } } };
  }
  if (run.dryRun === 'client') return report(run, draft, withoutDefaultNamespace(run, object));
  const manager = source === '' && draft.what === 'run' ? 'kubectl-run' : 'kubectl-create';
  const options = { ...writeOptions(run, manager), fieldValidation: fieldValidation(run) };
  const where = { ...resourceOf(kind), ...(kind.namespaced ? { namespace: object.metadata.namespace } : {}) };
  run.ask({ verb: 'create', ...where, body: Object.freeze(object), options }, 'created', draft);
}

/** A dry run shows the namespace only when it was asked for. */
function withoutDefaultNamespace(run: Run, object: KubeObject): KubeObject {
  if (run.text('namespace') !== undefined || object.metadata.namespace !== run.namespace) return object;
  const { namespace: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

export function created(run: Run, reply: Reply): void {
  const draft = reply.context as Draft;
  if (draft.what !== '' && draft.what !== 'run' && (reply.response?.code ?? 0) >= 300) {
    // These subcommands pass the server's sentence on as it is.
    const { message = '' } = bodyOf<{ message?: string }>(reply);
    run.warn(reply.response);
    const made = draft.what === 'generic' ? 'secret' : (serviceTitles[draft.what] ?? draft.what);
    const plain = replyError(reply, run.state.config.server);
    run.fail(draft.what === 'namespace' ? plain : `error: failed to create ${made}: ${message}`);
    return;
  }
  if (run.failed(reply, whenDoing('creating', draft.source))) return;
  report(run, draft, bodyOf<KubeObject>(reply));
}

function report(run: Run, { resource }: Draft, object: KubeObject): void {
  const kind = kindOf(resource);
  const format = run.text('output') ?? '';
  if (format === '') run.out(`${prefixOf(kind)}${object.metadata.name} created${run.dryRunSuffix}`);
  else printObjects(run, format, [{ kind, object }], false);
}
