// An autoscaler as a screen shows it: between which numbers it may move, what it measured and what should have been, and its reasons.

import { metricParts } from '../api/kinds/autoscaler-targets.ts';
import type { KubeObject } from '../api/object.ts';
import { parseTime } from '../api/time.ts';
import type { HorizontalPodAutoscaler, MetricTarget, MetricValueStatus } from '../api/types.ts';
import type { ViewAutoscaler } from './frame.ts';
import { refOf } from './tokens.ts';

export function viewAutoscaler(object: KubeObject, epochMs: number): ViewAutoscaler {
  const { metadata, spec, status } = object as HorizontalPodAutoscaler;
  const { namespace = '', name = '', creationTimestamp = '' } = metadata;
  const { kind, name: target } = spec.scaleTargetRef;
  const metrics = (spec.metrics ?? []).flatMap((metric, i) => {
    const parts = metricParts(metric, status?.currentMetrics?.[i]);
    if (!parts) return [];
    return [{ name: parts.name, current: valueText(parts.current), target: valueText(parts.target) }];
  });
  return {
    ref: refOf(object),
    namespace,
    name,
    target: `${kind}/${namespace}/${target}`,
    min: spec.minReplicas ?? 1,
    max: spec.maxReplicas,
    current: status?.currentReplicas ?? 0,
    desired: status?.desiredReplicas ?? 0,
    metrics,
    lastScaleAt: status?.lastScaleTime ? parseTime(status.lastScaleTime) - epochMs : undefined,
    conditions: (status?.conditions ?? []).map(({ type, status: value, reason = '', message = '' }) => ({
      type,
      status: value,
      reason,
      message,
    })),
    createdAt: parseTime(creationTimestamp ?? '') - epochMs,
  };
}

/** `46%`, `100Mi`; '' when nothing was measured. */
function valueText(value: MetricTarget | MetricValueStatus | undefined): string {
  if (!value) return '';
  if (value.averageUtilization !== undefined) return `${value.averageUtilization}%`;
  return value.averageValue ?? value.value ?? '';
}
