// The TARGETS column of an autoscaler: of each metric its name, what it is and what it should be. What has not been measured
// is `<unknown>`, and that is the first thing to look for when an autoscaler does nothing.
// Source: `pkg/printers/internalversion/printers.go` formatHPAMetrics.
import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus, MetricTarget, MetricValueStatus } from '../types.ts';

const UNKNOWN = '<unknown>';
const SHOWN = 2;

export function targetsText({ spec, status }: HorizontalPodAutoscaler): string {
  const metrics = spec.metrics ?? [];
  if (metrics.length === 0) return '<none>';
  const texts = metrics.map((metric, index) => targetText(metric, status?.currentMetrics?.[index]));
  const more = texts.length > SHOWN ? ` + ${texts.length - SHOWN} more...` : '';
  return `${texts.slice(0, SHOWN).join(', ')}${more}`;
}

/** What a metric is called, what it is measured in, and where its present value is found. */
export interface MetricParts {
  readonly name: string;
  readonly target: MetricTarget;
  readonly current: MetricValueStatus | undefined;
}

export function metricParts(metric: MetricSpec, status: MetricStatus | undefined): MetricParts | undefined {
  const { resource, containerResource, pods, object, external } = metric;
  if (resource) return { name: resource.name, target: resource.target, current: status?.resource?.current };
  if (containerResource)
    return {
      name: containerResource.name,
      target: containerResource.target,
      current: status?.containerResource?.current,
    };
  if (pods) return { name: pods.metric.name, target: pods.target, current: status?.pods?.current };
  if (object) return { name: object.metric.name, target: object.target, current: status?.object?.current };
  if (external) return { name: external.metric.name, target: external.target, current: status?.external?.current };
  return undefined;
}

function targetText(metric: MetricSpec, status: MetricStatus | undefined): string {
  const parts = metricParts(metric, status);
  if (!parts) return '<unknown type>';
  const { name, target, current } = parts;
  const perPod = metric.external || metric.object;
  if (target.averageValue !== undefined)
    return `${name}: ${current?.averageValue ?? UNKNOWN}/${target.averageValue}${perPod ? ' (avg)' : ''}`;
  if (perPod) return `${name}: ${current?.value ?? UNKNOWN}/${target.value}`;
  const percent = (value: number | undefined, otherwise: string): string =>
    value === undefined ? otherwise : `${value}%`;
  return `${name}: ${percent(current?.averageUtilization, UNKNOWN)}/${percent(target.averageUtilization, '<auto>')}`;
}
