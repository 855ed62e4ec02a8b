// Verbs about the cluster as a whole: its version, its address, and which types of objects it has.
// Source: kubectl `pkg/cmd/{version,clusterinfo,apiresources}`.

import { kinds } from '../../api/kinds/index.ts';
import { apiVersionOf, type Kind } from '../../api/kinds/kind.ts';
import type { Reply } from '../../client/requests.ts';
import { layOut } from '../printers.ts';
import { bodyOf, type Run, resourceOf } from '../run.ts';
import { kindOf } from '../targets.ts';
import { absentAll, notYet } from '../unsupported.ts';
import type { Verb } from '../verb.ts';

/** The release whose words and rules this kubectl follows. */
const CLIENT = 'v1.35.2';
const KUSTOMIZE = 'v5.7.1';

const path = (path: string) => ({ verb: 'get', group: '', version: '', resource: '', path }) as const;

export const version: Verb = {
  name: 'version',
  short: 'Print the client and server version information',
  usage: 'version',
  flags: ['client', 'output:o'],
  begin(run) {
    if (run.is('client')) return run.out(`Client Version: ${CLIENT}\nKustomize Version: ${KUSTOMIZE}`);
    run.ask(path('/version'), 'got');
  },
  replies: {
    got(run, reply) {
      run.out(`Client Version: ${CLIENT}\nKustomize Version: ${KUSTOMIZE}`);
      if (!run.failed(reply)) run.out(`Server Version: ${bodyOf<{ gitVersion: string }>(reply).gitVersion}`);
    },
  },
};

export const clusterInfo: Verb = {
  name: 'cluster-info',
  short: 'Display cluster information',
  usage: 'cluster-info',
  flags: [],
  begin(run) {
    if (run.args[0] === 'dump') return run.die(notYet('kubectl cluster-info dump'));
    const options = { labelSelector: 'kubernetes.io/cluster-service=true' };
    run.ask({ verb: 'list', ...resourceOf(kindOf('namespaces')), options: { ...options, limit: '1' } }, 'got');
  },
  replies: {
    got(run, reply) {
      const hint = "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.";
      if (run.failed(reply)) return run.out(hint);
      run.out(`Kubernetes control plane is running at https://${run.state.config.server}\n${hint}`);
    },
  },
};

/** The whole of discovery is asked for, as a cache that has to be fresh is. */
export const apiResources: Verb = {
  name: 'api-resources',
  short: 'Print the supported API resources on the server',
  usage: 'api-resources',
  flags: ['api-group', 'namespaced', 'no-headers', 'output:o', 'verbs', 'cached'],
  later: 'categories sort-by',
  begin: (run) => run.ask(path('/apis'), 'got'),
  replies: { got: showResources },
};

function showResources(run: Run, reply: Reply): void {
  if (run.failed(reply)) return;
  const format = run.text('output') ?? '';
  if (format !== '' && format !== 'wide' && format !== 'name')
    return run.die(`error: --output ${format} is not available`);
  const group = run.text('api-group');
  const namespaced = run.text('namespaced');
  const verbs = run.list('verbs');
  const shown = kinds.filter(
    (kind) =>
      (group === undefined || kind.group === group) &&
      (namespaced === undefined || String(kind.namespaced) === namespaced) &&
      verbs.every((verb) => kind.verbs.includes(verb)),
  );
  if (format === 'name') {
    for (const { plural, group: of } of shown) run.out(`${plural}${of === '' ? '' : `.${of}`}`);
    return;
  }
  const titles = [
    'NAME',
    'SHORTNAMES',
    'APIVERSION',
    'NAMESPACED',
    'KIND',
    ...(format === 'wide' ? ['VERBS', 'CATEGORIES'] : []),
  ];
  const row = (kind: Kind): string[] => {
    const cells = [kind.plural, kind.shortNames.join(','), apiVersionOf(kind), String(kind.namespaced), kind.kind];
    return format === 'wide' ? [...cells, kind.verbs.join(','), kind.categories.join(',')] : cells;
  };
  for (const line of layOut([...(run.is('no-headers') ? [] : [titles]), ...shown.map(row)])) run.out(line);
}

export const apiVersions: Verb = {
  name: 'api-versions',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  usage: 'api-versions',
  flags: [],
  begin: (run) => run.ask(path('/apis'), 'got'),
  replies: {
    got(run, reply) {
      if (run.failed(reply)) return;
      const { groups } = bodyOf<{ groups: readonly { versions: readonly { groupVersion: string }[] }[] }>(reply);
      const found = groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion));
      for (const each of [...new Set([...found, 'v1'])].sort()) run.out(each);
    },
  },
};

const canI: Verb = {
  name: 'can-i',
  short: 'Check whether an action is allowed',
  usage: 'auth can-i VERB [TYPE | TYPE/NAME]',
  flags: ['all-namespaces:A', 'list', 'quiet:q', 'subresource', 'no-headers'],
  begin(run) {
    if (run.is('list')) return run.die(notYet('kubectl auth can-i --list'));
    if (run.args.length !== 2) {
      return run.die(
        `error: you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.`,
      );
    }
    const [verb, what] = run.args;
    const [type, name = ''] = what.split('/');
    const kind = kinds.find(({ plural, singular, shortNames }) =>
      [plural, singular, ...shortNames].includes(type.toLowerCase()),
    );
    const attributes = {
      ...(kind?.namespaced === false || run.is('all-namespaces') ? {} : { namespace: run.namespace }),
      verb,
      group: kind?.group ?? '',
      resource: kind?.plural ?? type,
      ...(name === '' ? {} : { name }),
    };
    const body = Object.freeze({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: attributes },
    });
    run.ask(
      { verb: 'create', group: 'authorization.k8s.io', version: 'v1', resource: 'selfsubjectaccessreviews', body },
      'told',
    );
  },
  replies: {
    told(run, reply) {
      if (reply.response?.code === 404) return run.fail(notYet('kubectl auth can-i'));
      if (run.failed(reply)) return;
      const { allowed = false } = bodyOf<{ status?: { allowed?: boolean } }>(reply).status ?? {};
      run.out(allowed ? 'yes' : 'no');
      if (!allowed) run.finish(1);
    },
  },
};

export const auth: Verb = {
  name: 'auth',
  short: 'Inspect authorization',
  usage: 'auth SUBCOMMAND',
  flags: [],
  subcommands: [canI, ...absentAll('auth', 'reconcile whoami')],
};

const currentContext: Verb = {
  name: 'current-context',
  short: 'Display the current-context',
  usage: 'config current-context',
  flags: [],
  begin: (run) => run.out(run.state.config.context),
};

const getContexts: Verb = {
  name: 'get-contexts',
  short: 'Describe one or many contexts',
  usage: 'config get-contexts',
  flags: ['no-headers', 'output:o'],
  begin(run) {
    const { context, user, namespace } = run.state.config;
    if (run.text('output') === 'name') return run.out(context);
    const row = ['*', context, context, user, namespace === 'default' ? '' : namespace];
    for (const line of layOut([['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'], row])) run.out(line);
  },
};

const view: Verb = {
  name: 'view',
  short: 'Display merged kubeconfig settings',
  usage: 'config view',
  flags: ['minify', 'output:o'],
  later: 'flatten merge raw',
  begin(run) {
    const { context, user, server } = run.state.config;
    run.out(
      `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: DATA+OMITTED
    server: https://${server}
  name: ${context}
contexts:
- context:
    cluster: ${context}
    user: ${user}
  name: ${context}
current-context: ${context}
kind: Config
users:
- name: ${user}
  user:
    client-certificate-data: DATA+OMITTED
    client-key-data: DATA+OMITTED`,
    );
  },
};

/** `set-context --current --namespace=x`: the namespace of the commands that follow. */
const setContext: Verb = {
  name: 'set-context',
  short: 'Set a context entry: the namespace of what follows',
  usage: 'config set-context --current --namespace=NAMESPACE',
  flags: ['current'],
  begin(run) {
    const { context } = run.state.config;
    const namespace = run.text('namespace');
    if (!run.is('current') && run.args[0] !== context)
      return run.die(`error: there is only one context here: ${context}`);
    if (namespace !== undefined) run.state.config = Object.freeze({ ...run.state.config, namespace });
    run.out(`Context ${JSON.stringify(context)} modified.`);
  },
};

/** There is one context, and it is in use. */
const useContext: Verb = {
  name: 'use-context',
  aliases: ['use'],
  short: 'Set the current-context in a kubeconfig file',
  usage: 'config use-context CONTEXT_NAME',
  flags: [],
  begin(run) {
    const name = JSON.stringify(run.args[0] ?? '');
    if (run.args[0] === run.state.config.context) run.out(`Switched to context ${name}.`);
    else run.die(`error: no context exists with the name: ${name}`);
  },
};

export const config: Verb = {
  name: 'config',
  short: 'Modify kubeconfig files',
  usage: 'config SUBCOMMAND',
  flags: [],
  subcommands: [
    currentContext,
    getContexts,
    setContext,
    useContext,
    view,
    ...absentAll(
      'config',
      'delete-cluster delete-context delete-user get-clusters get-users rename-context set set-cluster set-credentials unset',
    ),
  ],
};
