// `kubectl describe hpa`: of each metric what it is and what it should be, what holds the number of pods where it is, and why.
// Source: kubectl `pkg/describe/describe.go` describeHorizontalPodAutoscalerV2.

import type { HorizontalPodAutoscaler, HPAScalingRules, MetricSpec, MetricStatus } from '../../api/types.ts';
import type { Describer } from './describer.ts';
import { annotations, longTime, multiline } from './parts.ts';

const UNKNOWN = '<unknown>';

export const horizontalPodAutoscaler: Describer = {
  text: (object) => autoscalerText(object as HorizontalPodAutoscaler),
};

function autoscalerText({ metadata, spec, status }: HorizontalPodAutoscaler): string {
  const { kind, name } = spec.scaleTargetRef;
  let text = `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace}\n`;
  text += multiline('Labels', metadata.labels) + annotations('Annotations', metadata.annotations);
  text += `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}\nReference:\t${kind}/${name}\n`;
  text += 'Metrics:\t( current / target )\n';
  for (const [index, metric] of (spec.metrics ?? []).entries())
    text += `  ${metricText(metric, status?.currentMetrics?.[index])}\n`;
  text += `Min replicas:\t${spec.minReplicas ?? '<unset>'}\nMax replicas:\t${spec.maxReplicas}\n`;
  if (spec.behavior) {
    text += `Behavior:\n${rulesText('Scale Up', spec.behavior.scaleUp)}${rulesText('Scale Down', spec.behavior.scaleDown)}`;
  }
  text += `${kind} pods:\t${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired\n`;
  if (!status?.conditions?.length) return text;
  const rows = status.conditions.map(
    ({ type, status: value, reason = '', message = '' }) => `  ${type}\t${value}\t${reason}\t${message}\n`,
  );
  return `${text}Conditions:\n  Type\tStatus\tReason\tMessage\n  ----\t------\t------\t-------\n${rows.join('')}`;
}

function metricText(metric: MetricSpec, measured: MetricStatus | undefined): string {
  const { external, pods, object, resource, containerResource } = metric;
  if (external) {
    const { name } = external.metric;
    const { averageValue, value } = external.target;
    const current = measured?.external?.current;
    return averageValue === undefined
      ? `"${name}" (target value):\t${current?.value ?? UNKNOWN} / ${value}`
      : `"${name}" (target average value):\t${current?.averageValue ?? UNKNOWN} / ${averageValue}`;
  }
  if (pods)
    return `"${pods.metric.name}" on pods:\t${measured?.pods?.current.averageValue ?? UNKNOWN} / ${pods.target.averageValue}`;
  if (object) {
    const { averageValue, value } = object.target;
    const current = measured?.object?.current;
    const head = `"${object.metric.name}" on ${object.describedObject.kind}/${object.describedObject.name}`;
    return averageValue === undefined
      ? `${head} (target value):\t${current?.value ?? UNKNOWN} / ${value}`
      : `${head} (target average value):\t${current?.averageValue ?? UNKNOWN} / ${averageValue}`;
  }
  const source = resource ?? containerResource;
  if (!source) return `${UNKNOWN} metric type ${metric.type}`;
  const current = (measured?.resource ?? measured?.containerResource)?.current;
  const of = containerResource ? ` of container "${containerResource.container}"` : '';
  const head = `resource ${source.name}${of} on pods`;
  const { averageValue, averageUtilization } = source.target;
  if (averageValue !== undefined) return `${head}:\t${current?.averageValue ?? UNKNOWN} / ${averageValue}`;
  const now =
    current?.averageUtilization === undefined ? UNKNOWN : `${current.averageUtilization}% (${current.averageValue})`;
  return `${head}  (as a percentage of request):\t${now} / ${averageUtilization === undefined ? '<auto>' : `${averageUtilization}%`}`;
}

function rulesText(title: string, rules: HPAScalingRules | undefined): string {
  if (!rules) return '';
  const { stabilizationWindowSeconds, policies = [], selectPolicy = 'Max' } = rules;
  let text = `  ${title}:\n`;
  if (stabilizationWindowSeconds !== undefined)
    text += `    Stabilization Window: ${stabilizationWindowSeconds} seconds\n`;
  if (policies.length === 0) return text;
  text += `    Select Policy: ${selectPolicy}\n    Policies:\n`;
  for (const { type, value, periodSeconds } of policies)
    text += `      - Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds\n`;
  return text;
}
