// One metric of an autoscaler at a time: what it measures, what that asks for, or in which words it could not be measured.
// Source: upstream `podautoscaler/horizontal.go` computeReplicasForMetric and what it calls.

import type { PodMetrics } from '../api/kinds/metrics.ts';
import type { KubeObject } from '../api/object.ts';
import { formatQuantity, milliValue } from '../api/quantity.ts';
import type { MetricSpec, MetricStatus, MetricTarget } from '../api/types.ts';
import { codeOf, errorText, type Reply, succeeded } from '../client/requests.ts';
import { byUtilization, byValue, type Proposal, type Tolerance } from './autoscaler-replicas.ts';

/** What all metrics of one round share. */
export interface Round {
  readonly namespace: string;
  readonly current: number;
  readonly tolerance: Tolerance;
  readonly nowMs: number;
  readonly pods: readonly KubeObject[];
}

export type Outcome =
  | { readonly ok: true; readonly replicas: number; readonly name: string; readonly status: MetricStatus }
  /** `error` is what the event says, `wrapped` what the round says of it. */
  | { readonly ok: false; readonly reason: string; readonly error: string; readonly wrapped: string };

/** Whether the metric is asked of the metrics API; the others have no API here, as in a cluster without an adapter. */
export function isResource({ type }: MetricSpec): boolean {
  return type === 'Resource' || type === 'ContainerResource';
}

/** Nobody has measured this: on the wire a status without a type. */
export const unmeasured: MetricStatus = Object.freeze({ type: '' });

export function outcomeOf(metric: MetricSpec, reply: Reply | undefined, round: Round): Outcome {
  const { resource, containerResource, pods, object, external } = metric;
  const { namespace } = round;
  const custom =
    'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';
  if (resource) return resourceOutcome('Resource', resource.name, '', resource.target, reply, round);
  if (containerResource) {
    const { name, container, target } = containerResource;
    return resourceOutcome('ContainerResource', name, container, target, reply, round);
  }
  if (pods) {
    const error = `unable to get metric ${pods.metric.name}: ${custom}`;
    return { ok: false, reason: 'FailedGetPodsMetric', error, wrapped: `failed to get pods metric value: ${error}` };
  }
  if (object) {
    const { kind, name } = object.describedObject;
    const plain = `unable to get metric ${object.metric.name}: ${kind} on ${namespace} ${name}/${custom}`;
    const perPod = object.target.averageValue !== undefined;
    const error = perPod ? `failed to get ${object.metric.name} object metric: ${plain}` : plain;
    const wrapped = `failed to get object metric value: ${error}`;
    return { ok: false, reason: 'FailedGetObjectMetric', error, wrapped };
  }
  const name = external?.metric.name ?? '';
  const selector = external?.metric.selector;
  const api = `unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`;
  const error = `unable to get external metric ${namespace}/${name}/${selector ? goSelector(selector) : 'nil'}: ${api}`;
  const wrapped = `failed to get ${name} external metric value: failed to get ${name} external metric: ${error}`;
  return { ok: false, reason: 'FailedGetExternalMetric', error, wrapped };
}

function goSelector({ matchLabels = {} }: { matchLabels?: { readonly [key: string]: string } }): string {
  const labels = Object.keys(matchLabels).sort();
  const pairs = labels.map((key) => `${key}: ${matchLabels[key]},`).join('');
  return `&LabelSelector{MatchLabels:map[string]string{${pairs}},MatchExpressions:[]LabelSelectorRequirement{},}`;
}

function resourceOutcome(
  type: 'Resource' | 'ContainerResource',
  name: string,
  container: string,
  target: MetricTarget,
  reply: Reply | undefined,
  round: Round,
): Outcome {
  const proposal = proposalOf(name, container, target, reply, round);
  const reason = `FailedGet${type}Metric`;
  if (typeof proposal === 'string') {
    const what = target.averageValue !== undefined ? 'usage' : 'utilization';
    const error = `failed to get ${name} ${what}: ${proposal}`;
    const kind = type === 'Resource' ? 'resource' : 'container';
    return { ok: false, reason, error, wrapped: `failed to get ${name} ${kind} metric value: ${error}` };
  }
  const { replicas, utilization, average } = proposal;
  const averageValue = amount(name, average);
  const current = utilization === undefined ? { averageValue } : { averageUtilization: utilization, averageValue };
  const status: MetricStatus =
    type === 'Resource'
      ? { type, resource: { name, current } }
      : { type, containerResource: { name, container, current } };
  const words = utilization === undefined ? '' : ' utilization (percentage of request)';
  return { ok: true, replicas, name: `${name}${type === 'Resource' ? '' : ' container'} resource${words}`, status };
}

function proposalOf(
  resource: string,
  container: string,
  { averageValue, averageUtilization }: MetricTarget,
  reply: Reply | undefined,
  round: Round,
): Proposal | string {
  const metrics = metricsIn(reply);
  if (typeof metrics === 'string') return `unable to get metrics for resource ${resource}: ${metrics}`;
  const question = { ...round, resource, container, metrics };
  if (averageValue !== undefined) return byValue(question, milliValue(averageValue));
  if (averageUtilization !== undefined) return byUtilization(question, averageUtilization);
  return 'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set';
}

function metricsIn(reply: Reply | undefined): readonly PodMetrics[] | string {
  const body = reply && succeeded(reply) ? reply.response?.body : undefined;
  if (!body) return `unable to fetch metrics from resource metrics API: ${reply ? clientError(reply) : 'nobody asked'}`;
  const { items } = body as { readonly items: readonly PodMetrics[] };
  return items.length === 0 ? 'no metrics returned from resource metrics API' : items;
}

/** In client-go's words where the answer was no Status. */
function clientError(reply: Reply): string {
  const about = '(get pods.metrics.k8s.io)';
  if (codeOf(reply) === 404) return `the server could not find the requested resource ${about}`;
  if (codeOf(reply) === 503) return `the server is currently unable to handle the request ${about}`;
  return errorText(reply);
}

/** Memory reads best in its own units. */
function amount(resource: string, millis: number): string {
  const format = resource === 'memory' ? 'BinarySI' : 'DecimalSI';
  return formatQuantity({ nanos: BigInt(millis) * 1_000_000n, format });
}
