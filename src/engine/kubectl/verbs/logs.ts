// `kubectl logs`: what a container printed. The API server has it fetched from the kubelet of the pod's node, for it is kept there.
// Following is asking again once a second here, where the real one leaves the connection open.
// Source: kubectl `pkg/cmd/logs/logs.go`, `pkg/polymorphichelpers/logsforobject.go`.

import { qualifiedResource } from '../../api/kinds/kind.ts';
import { formatLabelSelector, matchesLabels } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import type { LabelSelector, Pod } from '../../api/types.ts';
import type { Reply } from '../../client/requests.ts';
import { connectionError } from '../errors.ts';
import { itemsOf } from '../fetch.ts';
import { bodyOf, type Run, resourceOf } from '../run.ts';
import { kindOf, resolve } from '../targets.ts';
import type { Verb } from '../verb.ts';

const FOLLOW = 1_000;

export const logs: Verb = {
  name: 'logs',
  short: 'Print the logs for a container in a pod',
  usage: 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  examples: [
    'logs web-1',
    'logs -f web-1',
    'logs web-1 --previous',
    'logs deploy/web --tail=5',
    'logs -l app=web --prefix',
  ],
  later: 'ignore-errors max-log-requests',
  flags: [
    'follow:f',
    'previous:p',
    'container:c',
    'tail',
    'since',
    'selector:l',
    'timestamps',
    'prefix',
    'all-containers',
  ],
  begin,
  tasks: { read },
  replies: { pod, owner, pods, text },
};

/** One container's log, and how much of it was printed. */
interface Source {
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
  readonly printed: number;
}

function begin(run: Run): void {
  const selector = run.text('selector');
  if (run.args.length === 0 && selector === undefined) {
    return run.usageError(
      "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
    );
  }
  if (selector !== undefined) {
    if (run.args.length > 0) return run.usageError('only a selector (-l) or a POD name is allowed');
    run.ask(
      { verb: 'list', ...resourceOf(kindOf('pods')), namespace: run.namespace, options: { labelSelector: selector } },
      'pods',
      '',
    );
    return;
  }
  const [type, name] = run.args[0].includes('/') ? run.args[0].split('/') : ['pods', run.args[0]];
  const kind = resolve(run, type);
  if (kind === undefined) return;
  const where = { verb: 'get', ...resourceOf(kind), namespace: run.namespace, name } as const;
  run.ask(where, kind.plural === 'pods' ? 'pod' : 'owner', { resource: qualifiedResource(kind), name });
}

function pod(run: Run, reply: Reply): void {
  const { name } = reply.context as { name: string };
  if (reply.response?.code === 404) {
    return run.fail(
      `error: error from server (NotFound): pods ${JSON.stringify(name)} not found in namespace ${JSON.stringify(run.namespace)}`,
    );
  }
  if (!run.failed(reply)) readPod(run, bodyOf<unknown>(reply) as Pod);
}

/** Of the pods behind a Deployment or ReplicaSet, one is read. */
function owner(run: Run, reply: Reply): void {
  if (run.failed(reply)) return;
  const { spec, metadata } = bodyOf<KubeObject>(reply);
  const { selector } = (spec ?? {}) as { selector?: LabelSelector };
  const options = { labelSelector: formatLabelSelector(selector) };
  run.data.selector = selector;
  run.ask({ verb: 'list', ...resourceOf(kindOf('pods')), namespace: metadata.namespace, options }, 'pods', run.args[0]);
}

function pods(run: Run, reply: Reply): void {
  if (run.failed(reply)) return;
  const items = itemsOf(reply) as unknown as readonly Pod[];
  const from = reply.context as string;
  if (from === '') {
    if (items.length === 0) run.err(`No resources found in ${run.namespace} namespace.`);
    for (const each of items) readPod(run, each, 10);
    return;
  }
  const own = items.filter(({ metadata }) => matchesLabels(run.data.selector as LabelSelector, metadata.labels));
  const [first, ...others] = [...own].sort((a, b) => rank(a) - rank(b));
  if (first === undefined) return run.fail('error: timed out waiting for the condition');
  if (others.length > 0) run.err(`Found ${own.length} pods, using pod/${first.metadata.name}`);
  readPod(run, first);
}

/** Running pods first. */
function rank({ status }: Pod): number {
  return status?.phase === 'Running' ? 0 : status?.phase === 'Pending' ? 2 : 1;
}

function readPod(run: Run, { metadata, spec }: Pod, tail?: number): void {
  const names = (list: readonly { name: string }[] | undefined): string[] => (list ?? []).map(({ name }) => name);
  const containers = names(spec?.containers);
  const all = [...names(spec?.initContainers), ...containers];
  let chosen: string[];
  if (run.is('all-containers')) chosen = all;
  else if (run.text('container') !== undefined) chosen = [run.text('container') as string];
  else {
    const annotated = metadata.annotations?.['kubectl.kubernetes.io/default-container'];
    chosen = [annotated ?? containers[0]];
    if (annotated === undefined && all.length > 1) {
      const others = [...containers, ...names(spec?.initContainers).map((name) => `${name} (init)`)];
      run.err(`Defaulted container "${containers[0]}" out of: ${others.join(', ')}`);
    }
  }
  const { namespace = '', name } = metadata;
  run.data.tail = run.number('tail') ?? tail;
  for (const container of chosen) run.then('read', [{ namespace, name, container, printed: 0 }]);
}

function read(run: Run, item: unknown): void {
  const { namespace, name, container, printed } = item as Source;
  const tail = run.data.tail as number | undefined;
  const since = run.span('since');
  const options = {
    container,
    ...(run.is('follow') ? { follow: 'true' } : {}),
    ...(run.is('previous') ? { previous: 'true' } : {}),
    ...(run.is('timestamps') ? { timestamps: 'true' } : {}),
    ...(tail !== undefined && tail >= 0 && printed === 0 ? { tailLines: String(tail) } : {}),
    ...(since === undefined ? {} : { sinceSeconds: String(Math.ceil(since / 1000)) }),
  };
  run.ask({ verb: 'get', ...resourceOf(kindOf('pods')), namespace, name, subresource: 'log', options }, 'text', item);
}

function text(run: Run, reply: Reply): void {
  const source = reply.context as Source;
  if (reply.response === undefined) return run.fail(connectionError(reply.failure, run.state.config.server));
  if (run.failed(reply)) return;
  const whole = bodyOf<string | undefined>(reply) ?? '';
  if (typeof whole !== 'string') return;
  const tailed = source.printed === 0 && run.data.tail !== undefined;
  const fresh = source.printed >= 0 ? whole.slice(source.printed) : '';
  const lines = run.is('prefix') ? fresh.replace(/^(?=.)/gm, `[pod/${source.name}/${source.container}] `) : fresh;
  run.write('stdout', lines);
  if (!run.is('follow')) return;
  // After the first, tailed answer the length of the whole is not known: the next one tells it.
  const printed = tailed ? -1 : whole.length;
  const next = source.printed === -1 ? whole.length : printed;
  run.later(FOLLOW, 'read', { ...source, printed: next }, 'periodic');
}
