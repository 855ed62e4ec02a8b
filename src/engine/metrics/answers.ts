// What the metrics server answers: the latest rates of pods and nodes, made up for the one who asks and forgotten again.
// Source: metrics-server `pkg/api/{pod,node}.go`.

import { goSpan } from '../api/go-span.ts';
import { METRICS_GROUP, type NodeMetrics, type PodMetrics, type Usage } from '../api/kinds/metrics.ts';
import { matchesSelector, parseSelector, type Selector } from '../api/labels.ts';
import { type KubeObject, keyFor } from '../api/object.ts';
import { formatQuantity } from '../api/quantity.ts';
import * as errors from '../api/status.ts';
import { rfc3339 } from '../api/time.ts';
import type { Status } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import { type Measured, measure, type NodeSamples } from './samples.ts';

const API_VERSION = `${METRICS_GROUP}/v1beta1`;

/** What there is to answer from. */
export interface Known {
  readonly nowMs: number;
  readonly epochMs: number;
  /** Nodes and running pods, as the informers know them. */
  readonly pods: readonly KubeObject[];
  readonly nodes: readonly KubeObject[];
  samplesOf(node: string): NodeSamples | undefined;
}

export function answer(request: ApiRequest, known: Known): { readonly code: number; readonly body: unknown } {
  const { verb, path, resource, namespace = '', name, options = {} } = request;
  if (path !== undefined) return { code: 200, body: resourceList };
  if (verb !== 'get' && verb !== 'list') return refused(errors.methodNotAllowed());
  const metricsOf = resource === 'pods' ? podMetrics : nodeMetrics;
  const all = resource === 'pods' ? known.pods : known.nodes;
  if (name !== undefined) {
    const object = all.find(({ metadata }) => metadata.name === name && (metadata.namespace ?? '') === namespace);
    if (!object) return refused(errors.notFound({ group: '', resource: resource === 'pods' ? 'pods' : 'node' }, name));
    const found = metricsOf(object, known);
    if (found) return { code: 200, body: found };
    const missing = resource === 'pods' ? keyFor(namespace, name) : name;
    return refused(
      errors.notFound({ group: METRICS_GROUP, resource: `${resource === 'pods' ? 'pod' : 'node'}metrics` }, missing),
    );
  }
  const parsed = parseSelector(options.labelSelector ?? '');
  if (!parsed.ok) return refused(errors.badRequest(parsed.message));
  const items = all
    .filter(({ metadata }) => chosen(metadata, namespace, parsed.value))
    .map((object) => metricsOf(object, known))
    .filter((item) => item !== undefined);
  const kind = resource === 'pods' ? 'PodMetricsList' : 'NodeMetricsList';
  return { code: 200, body: { kind, apiVersion: API_VERSION, metadata: {}, items } };
}

function chosen({ namespace: own, labels }: KubeObject['metadata'], namespace: string, selector: Selector): boolean {
  return (namespace === '' || own === namespace) && matchesSelector(selector, labels);
}

function refused(status: Status): { readonly code: number; readonly body: Status } {
  return { code: status.code ?? 500, body: status };
}

/** The earliest of the containers' readings stands for the pod. */
function podMetrics({ metadata, spec }: KubeObject, known: Known): PodMetrics | undefined {
  const { name = '', namespace = '', labels } = metadata;
  const { nodeName = '' } = (spec ?? {}) as { nodeName?: string };
  const pairs = known.samplesOf(nodeName)?.pods[keyFor(namespace, name)];
  if (!pairs) return undefined;
  const containers: { name: string; usage: Usage }[] = [];
  let earliest: Measured | undefined;
  for (const container of Object.keys(pairs).sort()) {
    const measured = measure(pairs[container]);
    if (!measured) return undefined;
    containers.push({ name: container, usage: usageOf(measured) });
    if (!earliest || measured.at < earliest.at) earliest = measured;
  }
  if (!earliest) return undefined;
  const head = headOf('PodMetrics', { name, namespace, labels }, earliest, known);
  return Object.freeze({ ...head, containers });
}

function nodeMetrics({ metadata }: KubeObject, known: Known): NodeMetrics | undefined {
  const { name = '', labels } = metadata;
  const samples = known.samplesOf(name);
  const measured = samples && measure(samples.node);
  if (!measured) return undefined;
  return Object.freeze({ ...headOf('NodeMetrics', { name, labels }, measured, known), usage: usageOf(measured) });
}

function headOf(
  kind: string,
  { name, namespace, labels }: { name: string; namespace?: string; labels?: KubeObject['metadata']['labels'] },
  { at, window }: Measured,
  { nowMs, epochMs }: Known,
) {
  return {
    kind,
    apiVersion: API_VERSION,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      creationTimestamp: rfc3339(nowMs, 0),
      ...(labels ? { labels } : {}),
    },
    timestamp: rfc3339(epochMs, at),
    window: goSpan(window),
  };
}

function usageOf({ nanocores, memory }: Measured): Usage {
  return {
    cpu: formatQuantity({ nanos: BigInt(nanocores), format: 'DecimalSI' }),
    memory: formatQuantity({ nanos: BigInt(memory) * 1_000_000_000n, format: 'BinarySI' }),
  };
}

const resource = (name: string, kind: string, namespaced: boolean): object => ({
  name,
  singularName: '',
  namespaced,
  kind,
  verbs: ['get', 'list'],
});

const resourceList = Object.freeze({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: API_VERSION,
  resources: [resource('nodes', 'NodeMetrics', false), resource('pods', 'PodMetrics', true)],
});
