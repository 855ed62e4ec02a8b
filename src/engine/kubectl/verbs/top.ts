// `kubectl top`: what nodes and pods use, as the metrics server measured it last. It asks three times: is there a metrics API at all,
// what does it say, and, when it says nothing, whether there is anything it could have said something about.
// Source: kubectl `pkg/cmd/top/{top_node,top_pod}.go`, `pkg/metricsutil/metrics_printer.go`.

import { goSpan } from '../../api/go-span.ts';
import type { NodeMetrics, PodMetrics, Usage } from '../../api/kinds/metrics.ts';
import type { KubeObject } from '../../api/object.ts';
import { milliValue, value } from '../../api/quantity.ts';
import { parseTime } from '../../api/time.ts';
import type { Node } from '../../api/types.ts';
import type { Reply } from '../../client/requests.ts';
import { layOut } from '../printers.ts';
import { bodyOf, type Run } from '../run.ts';
import type { Verb } from '../verb.ts';

const METRICS = { group: 'metrics.k8s.io', version: 'v1beta1' } as const;
const CORE = { group: '', version: 'v1' } as const;
const MEBIBYTE = 1_048_576;
/** A pod younger than this may well have no metrics yet. */
const YOUNG = 120_000;

const shared = ['selector:l', 'sort-by', 'no-headers'];

const nodes: Verb = {
  name: 'node',
  aliases: ['nodes', 'no'],
  short: 'Display resource (CPU/memory) usage of nodes',
  usage: 'top node [NAME | -l label]',
  examples: ['top nodes', 'top node node-1', 'top nodes --sort-by=cpu'],
  flags: [...shared, 'show-capacity'],
  begin,
  replies: { groups: (run, reply) => whenThere(run, reply, 'nodes'), metrics: nodeMetrics, nodes: nodesRead },
};

const pods: Verb = {
  name: 'pod',
  aliases: ['pods', 'po'],
  short: 'Display resource (CPU/memory) usage of pods',
  usage: 'top pod [NAME | -l label]',
  examples: ['top pods', 'top pods --sort-by=cpu', 'top pod web-1 --containers', 'top pods -A'],
  flags: [...shared, 'all-namespaces:A', 'field-selector', 'containers-too', 'sum'],
  begin,
  replies: { groups: (run, reply) => whenThere(run, reply, 'pods'), metrics: podMetrics, pods: podsRead },
};

export const top: Verb = {
  name: 'top',
  short: 'Display resource (CPU/memory) usage',
  usage: 'top SUBCOMMAND',
  flags: [],
  subcommands: [nodes, pods],
};

function begin(run: Run): void {
  const by = run.text('sort-by') ?? '';
  if (!['', 'cpu', 'memory'].includes(by)) return run.die('error: --sort-by accepts only cpu or memory');
  if (run.args.length > 1) return run.usageError(`unexpected args: [${run.args.join(' ')}]`);
  if (run.args.length === 1 && run.text('selector') !== undefined)
    return run.die('error: only one of NAME or --selector can be provided');
  run.ask({ verb: 'get', group: '', version: '', resource: '', path: '/apis' }, 'groups');
}

function whenThere(run: Run, reply: Reply, resource: string): void {
  if (run.failed(reply)) return;
  const { groups } = bodyOf<{ groups: readonly { name: string; versions: readonly { version: string }[] }[] }>(reply);
  const found = groups.find(({ name }) => name === METRICS.group);
  if (!found?.versions.some(({ version }) => version === METRICS.version))
    return run.die('error: Metrics API not available');
  ask(run, { ...METRICS, resource }, 'metrics');
}

function ask(run: Run, what: { group: string; version: string; resource: string }, step: string): void {
  const [name] = run.args;
  const where = what.resource === 'nodes' || run.is('all-namespaces') ? {} : { namespace: run.namespace };
  if (name !== undefined) return void run.ask({ verb: 'get', ...what, ...where, name }, step);
  const labelSelector = run.text('selector');
  const fieldSelector = run.text('field-selector');
  const options = { ...(labelSelector ? { labelSelector } : {}), ...(fieldSelector ? { fieldSelector } : {}) };
  run.ask({ verb: 'list', ...what, ...where, options }, step);
}

function itemsOf<T>(reply: Reply): readonly T[] {
  const body = bodyOf<{ items?: readonly T[] }>(reply);
  return body.items ?? [body as T];
}

// ---- nodes -----------------------------------------------------------------------------------------------------------

function nodeMetrics(run: Run, reply: Reply): void {
  if (run.failed(reply)) return;
  const metrics = itemsOf<NodeMetrics>(reply);
  if (metrics.length === 0) return run.die('error: metrics not available yet');
  run.data.metrics = metrics;
  ask(run, { ...CORE, resource: 'nodes' }, 'nodes');
}

function nodesRead(run: Run, reply: Reply): void {
  if (run.failed(reply)) return;
  const metrics = sorted(run, run.data.metrics as readonly NodeMetrics[], ({ usage }) => usage);
  const all = itemsOf<KubeObject>(reply) as readonly Node[];
  const lines: string[][] = [];
  for (const { metadata, usage } of metrics) {
    const { allocatable = {}, capacity = {} } = all.find((node) => node.metadata.name === metadata.name)?.status ?? {};
    const room = run.is('show-capacity') ? capacity : allocatable;
    const [cpu, memory] = cells(usage);
    const cpuShare = share(milliValue(usage.cpu), milliValue(room.cpu));
    const memoryShare = share(value(usage.memory), value(room.memory));
    lines.push([metadata.name ?? '', cpu, cpuShare, memory, memoryShare]);
  }
  for (const { metadata } of all) {
    if (metrics.some((each) => each.metadata.name === metadata.name)) continue;
    lines.push([metadata.name ?? '', '<unknown>', '<unknown>', '<unknown>', '<unknown>']);
  }
  print(run, ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)'], lines);
}

function share(used: number, of: number): string {
  return of > 0 ? `${Math.trunc((used / of) * 100)}%` : '<unknown>';
}

// ---- pods ------------------------------------------------------------------------------------------------------------

function podMetrics(run: Run, reply: Reply): void {
  if (run.failed(reply)) return;
  const metrics = itemsOf<PodMetrics>(reply);
  if (metrics.length === 0) return ask(run, { ...CORE, resource: 'pods' }, 'pods');
  const everywhere = run.is('all-namespaces');
  const byContainer = run.is('containers-too');
  const lines: string[][] = [];
  let cpu = 0;
  let memory = 0;
  for (const { metadata, containers } of sorted(run, metrics, podUsage)) {
    const head = everywhere ? [metadata.namespace ?? '', metadata.name ?? ''] : [metadata.name ?? ''];
    const usage = podUsage({ containers });
    cpu += milliValue(usage.cpu);
    memory += value(usage.memory);
    if (byContainer) for (const { name, usage: own } of containers) lines.push([...head, name, ...cells(own)]);
    else lines.push([...head, ...cells(usage)]);
  }
  const header = [...(everywhere ? ['NAMESPACE'] : []), ...(byContainer ? ['POD', 'NAME'] : ['NAME'])];
  if (run.is('sum')) {
    const blank = header.map(() => '');
    lines.push([...blank, '________', '________'], [...blank, `${cpu}m`, `${Math.trunc(memory / MEBIBYTE)}Mi`]);
  }
  print(run, [...header, 'CPU(cores)', 'MEMORY(bytes)'], lines);
}

function podUsage({ containers }: Pick<PodMetrics, 'containers'>): Usage {
  const cpu = containers.reduce((sum, { usage }) => sum + milliValue(usage.cpu), 0);
  const memory = containers.reduce((sum, { usage }) => sum + value(usage.memory), 0);
  return { cpu: `${cpu}m`, memory: String(memory) };
}

/** Nothing was measured: because there is nothing, because it is too early, or because something is wrong. */
function podsRead(run: Run, reply: Reply): void {
  if (run.failed(reply)) return;
  const found = itemsOf<KubeObject>(reply);
  if (found.length === 0) {
    run.err(run.is('all-namespaces') ? 'No resources found' : `No resources found in ${run.namespace} namespace.`);
    return;
  }
  for (const { metadata } of found) {
    const age = run.nowMs - parseTime(metadata.creationTimestamp ?? '');
    if (age <= YOUNG) continue;
    return run.die(`error: Metrics not available for pod ${metadata.namespace}/${metadata.name}, age: ${goSpan(age)}`);
  }
  run.die('error: metrics not available yet');
}

// ---- printing --------------------------------------------------------------------------------------------------------

function sorted<T extends { readonly metadata: KubeObject['metadata'] }>(
  run: Run,
  items: readonly T[],
  usageOf: (item: T) => Usage,
): readonly T[] {
  const by = run.text('sort-by') ?? '';
  const amount = (item: T): number => {
    const usage = usageOf(item);
    return by === 'cpu' ? milliValue(usage.cpu) : by === 'memory' ? value(usage.memory) : 0;
  };
  const name = ({ metadata }: T): string => `${metadata.namespace ?? ''}/${metadata.name}`;
  return [...items].sort((a, b) => amount(b) - amount(a) || (name(a) < name(b) ? -1 : 1));
}

function cells({ cpu, memory }: Usage): [cpu: string, memory: string] {
  return [`${milliValue(cpu)}m`, `${Math.trunc(value(memory) / MEBIBYTE)}Mi`];
}

/** Every cell ends with a tab here, the last one too. */
function print(run: Run, header: readonly string[], lines: readonly (readonly string[])[]): void {
  const all = run.is('no-headers') ? lines : [header, ...lines];
  for (const line of layOut(all.map((cellsOfLine) => [...cellsOfLine, '']))) run.out(line);
}
