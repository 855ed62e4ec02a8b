// `kubectl expose`: a Service for something that is there already. It reads the labels and the ports off the workload, so that
// nobody has to repeat them, and from then on the two have nothing to do with each other but those labels.
// Source: kubectl `pkg/cmd/expose/expose.go`, `pkg/polymorphichelpers/{mapbasedselectorforobject,portsforobject}.go`.

import type { KubeObject } from '../../api/object.ts';
import { mergePatch } from '../../api/patch/merge-patch.ts';
import type { Container, LabelSelector, ServicePort } from '../../api/types.ts';
import { parseYaml } from '../../api/yaml.ts';
import type { Reply } from '../../client/requests.ts';
import { fetchNamed, writeOptions } from '../change.ts';
import type { Found } from '../fetch.ts';
import { prefixOf, printObjects } from '../output.ts';
import { bodyOf, type Run, resourceOf } from '../run.ts';
import { kindOf } from '../targets.ts';
import type { Verb } from '../verb.ts';

const SERVICES = 'services';
const MAX_NAME = 63;
const exposable = ['pods', 'services', 'deployments.apps', 'replicasets.apps', 'replicationcontrollers'];

export const expose: Verb = {
  name: 'expose',
  short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  usage:
    'expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  examples: ['expose deployment web --port=80', 'expose deployment web --port=80 --target-port=http --type=NodePort'],
  flags: [
    ...['port', 'protocol', 'target-port', 'name', 'type', 'selector', 'labels:l', 'external-ip', 'load-balancer-ip'],
    ...['cluster-ip', 'session-affinity', 'overrides', 'filename:f', 'dry-run', 'output:o', 'field-manager'],
  ],
  begin: (run) => fetchNamed(run, run.args),
  found(run, objects) {
    for (const found of objects) exposeOne(run, found);
  },
  replies: { exposed },
};

function exposeOne(run: Run, { resource, object }: Found): void {
  if (!exposable.includes(resource)) {
    const { group, kind } = kindOf(resource);
    return run.fail(`error: cannot expose a ${group === '' ? kind : `${kind}.${group}`}`);
  }
  const selector = run.text('selector') === undefined ? selectorOf(object) : pairs(run.text('selector') ?? '');
  if (typeof selector === 'string') {
    return run.fail(`error: couldn't retrieve selectors via --selector flag or introspection: ${selector}`);
  }
  const ports = portsOf(run, object);
  if (ports.length === 0 && run.text('cluster-ip') !== 'None') {
    return run.fail("error: couldn't find port via --port flag or introspection");
  }
  const made = serviceOf(run, object, selector, ports);
  if (made === undefined) return;
  if (run.dryRun === 'client') return report(run, made);
  const options = { ...writeOptions(run, 'kubectl-expose'), fieldValidation: 'Strict' };
  const where = { ...resourceOf(kindOf(SERVICES)), namespace: object.metadata.namespace };
  run.ask({ verb: 'create', ...where, body: Object.freeze(made), options }, 'exposed');
}

/** Undefined after an error was noted. */
function serviceOf(
  run: Run,
  { metadata }: KubeObject,
  selector: Words,
  ports: readonly ServicePort[],
): KubeObject | undefined {
  const given = run.text('labels');
  const labels = given === undefined ? metadata.labels : pairs(given);
  const spec = {
    ...(ports.length > 0 ? { ports } : {}),
    selector,
    ...option('type', run.text('type')),
    ...option('clusterIP', run.text('cluster-ip')),
    ...option('sessionAffinity', run.text('session-affinity')),
    ...option('loadBalancerIP', run.text('load-balancer-ip')),
    ...(run.text('external-ip') ? { externalIPs: [run.text('external-ip')] } : {}),
  };
  const name = (run.text('name') ?? metadata.name ?? '').slice(0, MAX_NAME);
  const service: KubeObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...(labels ? { labels } : {}), name, namespace: metadata.namespace },
    spec,
    status: { loadBalancer: {} },
  };
  const overrides = run.text('overrides');
  if (overrides === undefined) return service;
  const parsed = parseYaml(overrides);
  if (parsed.ok) return mergePatch(service, parsed.value) as KubeObject;
  run.fail(`error: Invalid overrides: ${parsed.error.message}`);
  return undefined;
}

type Words = Readonly<Record<string, string>>;

const option = (key: string, value: string | undefined): object => (value === undefined ? {} : { [key]: value });

function pairs(text: string): Words {
  return Object.fromEntries(text.split(',').map((pair) => pair.split('=') as [string, string]));
}

/** The labels by which the pods of a workload are found; a sentence when there are none that a Service could use. */
function selectorOf({ kind, metadata, spec }: KubeObject): Words | string {
  if (kind === 'Pod') return metadata.labels ?? 'the pod has no labels and cannot be exposed';
  const { selector } = (spec ?? {}) as { readonly selector?: unknown };
  if (kind === 'Service') return (selector as Words | undefined) ?? 'the service has no pod selector set';
  const { matchLabels, matchExpressions = [] } = (selector ?? {}) as LabelSelector;
  if (matchExpressions.length > 0) {
    const expressions = matchExpressions.map(
      ({ key, operator, values = [] }) => `{Key:${key} Operator:${operator} Values:[${values.join(' ')}]}`,
    );
    return `couldn't convert expressions - "[${expressions.join(' ')}]" to map-based selector format`;
  }
  return matchLabels ?? 'invalid label selector';
}

/** From the flags, else all ports that the containers name; several get names of their own. */
function portsOf(run: Run, object: KubeObject): readonly ServicePort[] {
  const known = knownPorts(object);
  const asked = run.text('port');
  const numbers = asked === undefined ? [...new Set(known.map(({ port }) => port))] : asked.split(',').map(Number);
  const target = run.text('target-port');
  return numbers.map((port, index): ServicePort => {
    const found = known.find((each) => each.port === port)?.protocol;
    const protocol = (run.text('protocol') ?? found ?? 'TCP').toUpperCase() as ServicePort['protocol'];
    const targetPort = target === undefined ? port : /^\d+$/.test(target) ? Number(target) : target;
    const name = numbers.length > 1 ? { name: `port-${index + 1}` } : {};
    return { ...name, port, protocol, targetPort };
  });
}

function knownPorts({ kind, spec }: KubeObject): readonly { readonly port: number; readonly protocol?: string }[] {
  if (kind === 'Service') return (spec as { readonly ports?: ServicePort[] }).ports ?? [];
  const pod = kind === 'Pod' ? spec : (spec as { readonly template?: { readonly spec?: object } }).template?.spec;
  const { containers = [] } = (pod ?? {}) as { readonly containers?: readonly Container[] };
  return containers.flatMap(({ ports = [] }) =>
    ports.map(({ containerPort, protocol }) => ({ port: containerPort, protocol })),
  );
}

function exposed(run: Run, reply: Reply): void {
  if (!run.failed(reply)) report(run, bodyOf<KubeObject>(reply));
}

function report(run: Run, object: KubeObject): void {
  const kind = kindOf(SERVICES);
  const format = run.text('output') ?? '';
  if (format === '') run.out(`${prefixOf(kind)}${object.metadata.name} exposed${run.dryRunSuffix}`);
  else printObjects(run, format, [{ kind, object }], false);
}
