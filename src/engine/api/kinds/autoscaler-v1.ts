// The older form of an autoscaler knows one number, the percentage of requested CPU. Whatever else the newer form can say
// travels along as JSON in annotations, so that nothing is lost on the way through an old client.
// Source: `pkg/apis/autoscaling/v1/conversion.go`.
import type { KubeObject } from '../object.ts';
import type {
  AutoscalingHorizontalPodAutoscaler,
  HorizontalPodAutoscaler,
  HPAScalingRules,
  MetricSpec,
  MetricStatus,
} from '../types.ts';

const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const CURRENT = 'autoscaling.alpha.kubernetes.io/current-metrics';
const CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';
const ours = [METRICS, CURRENT, CONDITIONS, BEHAVIOR];

type Json = { [field: string]: unknown };

export function toV1(object: HorizontalPodAutoscaler): KubeObject {
  const { metadata, spec, status } = object;
  const notes: { [name: string]: string } = {};
  const isCpu = ({ resource }: { resource?: { name: string } }): boolean => resource?.name === 'cpu';
  const cpu = (spec.metrics ?? []).find((each) => isCpu(each) && each.resource?.target.averageUtilization);
  const others = (spec.metrics ?? []).filter((each) => each !== cpu);
  if (others.length > 0) notes[METRICS] = JSON.stringify(others.map(oldMetric));
  const measured = (status?.currentMetrics ?? []).filter(({ type }) => type !== '');
  if (measured.length > 0) notes[CURRENT] = JSON.stringify(measured.map(oldStatus));
  if (status?.conditions?.length) notes[CONDITIONS] = JSON.stringify(status.conditions);
  if (spec.behavior) {
    const { scaleUp, scaleDown } = spec.behavior;
    notes[BEHAVIOR] = JSON.stringify({ ScaleUp: goRules(scaleUp), ScaleDown: goRules(scaleDown) });
  }
  const { scaleTargetRef, minReplicas, maxReplicas } = spec;
  const now = measured.find(isCpu)?.resource?.current.averageUtilization;
  const percentage = cpu?.resource?.target.averageUtilization;
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata:
      Object.keys(notes).length > 0 ? { ...metadata, annotations: { ...metadata.annotations, ...notes } } : metadata,
    spec: {
      scaleTargetRef,
      minReplicas,
      maxReplicas,
      ...(percentage === undefined ? {} : { targetCPUUtilizationPercentage: percentage }),
    },
    status: {
      currentReplicas: status?.currentReplicas ?? 0,
      desiredReplicas: status?.desiredReplicas ?? 0,
      ...(status?.lastScaleTime ? { lastScaleTime: status.lastScaleTime } : {}),
      ...(now === undefined ? {} : { currentCPUUtilizationPercentage: now }),
    },
  };
}

export function fromV1(object: KubeObject): KubeObject {
  const { metadata, spec, status } = object as unknown as AutoscalingHorizontalPodAutoscaler;
  const { targetCPUUtilizationPercentage: percentage, ...rest } = spec;
  const notes = metadata.annotations ?? {};
  const metrics = (read(notes[METRICS]) as Json[] | undefined)?.map(newMetric) ?? [];
  if (percentage !== undefined)
    metrics.unshift({
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percentage } },
    });
  const behavior = read(notes[BEHAVIOR]) as { ScaleUp?: Json; ScaleDown?: Json } | undefined;
  const annotations = Object.fromEntries(Object.entries(notes).filter(([name]) => !ours.includes(name)));
  const { annotations: _, ...bare } = metadata;
  const current = (read(notes[CURRENT]) as Json[] | undefined)?.map(newStatus);
  const conditions = read(notes[CONDITIONS]);
  const { currentReplicas = 0, desiredReplicas = 0, lastScaleTime } = status ?? {};
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: Object.keys(annotations).length > 0 ? { ...bare, annotations } : bare,
    spec: {
      ...rest,
      ...(metrics.length > 0 ? { metrics } : {}),
      ...(behavior ? { behavior: { scaleUp: rulesOf(behavior.ScaleUp), scaleDown: rulesOf(behavior.ScaleDown) } } : {}),
    },
    status: {
      ...(currentReplicas > 0 ? { currentReplicas } : {}),
      desiredReplicas,
      currentMetrics: current ?? null,
      ...(conditions ? { conditions } : {}),
      ...(lastScaleTime ? { lastScaleTime } : {}),
    },
  };
}

function read(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// ---- metrics in the words of v2beta1 -----------------------------------------------------------------------------------

function oldMetric({ type, resource, containerResource, pods, object, external }: MetricSpec): Json {
  const source = resource ?? containerResource;
  const { averageUtilization, averageValue } = source?.target ?? {};
  const target = defined({ targetAverageUtilization: averageUtilization, targetAverageValue: averageValue });
  if (resource) return { type, resource: { name: resource.name, ...target } };
  if (containerResource) {
    const { name, container } = containerResource;
    return { type, containerResource: { name, ...target, container } };
  }
  if (pods) {
    const { metric, target: wanted } = pods;
    return {
      type,
      pods: defined({
        metricName: metric.name,
        targetAverageValue: wanted.averageValue,
        selector: metric.selector,
      }),
    };
  }
  if (object) {
    const { metric, describedObject, target: wanted } = object;
    return {
      type,
      object: defined({
        target: describedObject,
        metricName: metric.name,
        targetValue: wanted.value ?? '0',
        selector: metric.selector,
        averageValue: wanted.averageValue,
      }),
    };
  }
  return {
    type,
    external: defined({
      metricName: external?.metric.name,
      metricSelector: external?.metric.selector,
      targetValue: external?.target.value,
      targetAverageValue: external?.target.averageValue,
    }),
  };
}

function newMetric(old: Json): MetricSpec {
  const part = (field: string): Json => (old[field] ?? {}) as Json;
  const type = old.type as string;
  const target = (value: unknown, average: unknown, percent?: unknown): Json =>
    defined({
      type: percent !== undefined ? 'Utilization' : value !== undefined && value !== '0' ? 'Value' : 'AverageValue',
      value: value === '0' ? undefined : value,
      averageValue: average,
      averageUtilization: percent,
    });
  const metric = (name: unknown, selector: unknown): Json => defined({ name, selector });
  const { resource, containerResource, pods, object } = old;
  if (resource || containerResource) {
    const field = resource ? 'resource' : 'containerResource';
    const { name, container, targetAverageUtilization, targetAverageValue } = part(field);
    const wanted = target(undefined, targetAverageValue, targetAverageUtilization);
    return { type, [field]: defined({ name, container, target: wanted }) } as MetricSpec;
  }
  if (pods) {
    const { metricName, targetAverageValue, selector } = part('pods');
    const source = { metric: metric(metricName, selector), target: target(undefined, targetAverageValue) };
    return { type, pods: source } as unknown as MetricSpec;
  }
  if (object) {
    const { target: describedObject, metricName, targetValue, averageValue, selector } = part('object');
    const source = { describedObject, metric: metric(metricName, selector), target: target(targetValue, averageValue) };
    return { type, object: source } as unknown as MetricSpec;
  }
  const { metricName, metricSelector, targetValue, targetAverageValue } = part('external');
  const source = { metric: metric(metricName, metricSelector), target: target(targetValue, targetAverageValue) };
  return { type, external: source } as unknown as MetricSpec;
}

function oldStatus({ type, resource, containerResource }: MetricStatus): Json {
  const field = resource ? 'resource' : 'containerResource';
  const { name, current, ...more } = (resource ?? containerResource) as NonNullable<MetricStatus['resource']>;
  const { averageUtilization, averageValue } = current;
  const values = { currentAverageUtilization: averageUtilization, currentAverageValue: averageValue };
  return { type, [field]: defined({ name, ...values, ...more }) };
}

function newStatus(old: Json): MetricStatus {
  const field = old.resource ? 'resource' : 'containerResource';
  const { name, container, currentAverageUtilization, currentAverageValue } = (old[field] ?? {}) as Json;
  const current = defined({ averageUtilization: currentAverageUtilization, averageValue: currentAverageValue });
  return { type: old.type, [field]: defined({ name, container, current }) } as unknown as MetricStatus;
}

// ---- rules in the words of the server's own memory ---------------------------------------------------------------------

function goRules(rules: HPAScalingRules | undefined): unknown {
  if (!rules) return null;
  const { stabilizationWindowSeconds = null, selectPolicy = null, policies = [], tolerance = null } = rules;
  return {
    StabilizationWindowSeconds: stabilizationWindowSeconds,
    SelectPolicy: selectPolicy,
    Policies: policies.map(({ type, value, periodSeconds }) => ({
      Type: type,
      Value: value,
      PeriodSeconds: periodSeconds,
    })),
    Tolerance: tolerance,
  };
}

function rulesOf(rules: Json | undefined | null): HPAScalingRules | undefined {
  if (!rules) return undefined;
  const policies = (rules.Policies ?? []) as { Type: string; Value: number; PeriodSeconds: number }[];
  return defined({
    stabilizationWindowSeconds: rules.StabilizationWindowSeconds ?? undefined,
    selectPolicy: rules.SelectPolicy ?? undefined,
    policies: policies.map(({ Type, Value, PeriodSeconds }) => ({
      type: Type,
      value: Value,
      periodSeconds: PeriodSeconds,
    })),
    tolerance: rules.Tolerance ?? undefined,
  }) as HPAScalingRules;
}

function defined(json: Json): Json {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
}
