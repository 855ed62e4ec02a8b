// What an autoscaler may not say: fewer at most than at least, a metric without a target, a policy without a period.
// Source: `pkg/apis/autoscaling/validation/validation.go`; texts of 1.36 as recorded.
import { type FieldError, forbidden, invalid, invalids, notSupported, required } from '../field-error.ts';
import { quantityOf } from '../quantity.ts';
import type {
  CrossVersionObjectReference,
  HorizontalPodAutoscalerSpec,
  HorizontalPodAutoscalerStatus,
  HPAScalingRules,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
} from '../types.ts';
import { pathSegmentErrors, positiveIntegerMessage } from '../validation.ts';
import { dnsLabel, nonNegative, oneOf } from './checks.ts';

const LONGEST_WINDOW = 3600;
const LONGEST_PERIOD = 1800;
const types = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const nothingSaid = 'must populate information for the given metric source';

export function validateAutoscalerSpec(spec: HorizontalPodAutoscalerSpec, least: number, errors: FieldError[]): void {
  const { minReplicas, maxReplicas = 0, scaleTargetRef, metrics = [], behavior } = spec;
  if (minReplicas !== undefined && minReplicas < least)
    errors.push(invalid('spec.minReplicas', minReplicas, `must be greater than or equal to ${least}`));
  if (maxReplicas === 0) errors.push(required('spec.maxReplicas', 'must be set and greater than 0'));
  else if (maxReplicas < 1) errors.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0'));
  if (minReplicas !== undefined && maxReplicas < minReplicas)
    errors.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  validateReference(scaleTargetRef, 'spec.scaleTargetRef', errors);
  const { apiVersion = '', kind } = scaleTargetRef ?? {};
  if (!apiVersion.includes('/') && kind !== 'ReplicationController')
    errors.push(invalid('spec.scaleTargetRef.apiVersion', apiVersion, 'apiVersion must specify API group'));
  for (const [index, metric] of metrics.entries()) validateMetric(metric, `spec.metrics[${index}]`, errors);
  if (minReplicas === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External')) {
    const text = 'must specify at least one Object or External metric to support scaling to zero replicas';
    errors.push(forbidden('spec.metrics', text));
  }
  validateRules(behavior?.scaleUp, 'spec.behavior.scaleUp', errors);
  validateRules(behavior?.scaleDown, 'spec.behavior.scaleDown', errors);
}

export function validateAutoscalerStatus(
  status: HorizontalPodAutoscalerStatus | undefined,
  errors: FieldError[],
): void {
  nonNegative(status?.currentReplicas, 'status.currentReplicas', errors);
  nonNegative(status?.desiredReplicas, 'status.desiredReplicas', errors);
}

function validateReference(ref: CrossVersionObjectReference | undefined, field: string, errors: FieldError[]): void {
  for (const key of ['kind', 'name'] as const) {
    const value = ref?.[key] ?? '';
    if (value === '') errors.push(required(`${field}.${key}`));
    else errors.push(...invalids(`${field}.${key}`, value, pathSegmentErrors(value)));
  }
}

function validateRules(rules: HPAScalingRules | undefined, field: string, errors: FieldError[]): void {
  if (!rules) return;
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [], tolerance } = rules;
  const at = `${field}.stabilizationWindowSeconds`;
  if (window !== undefined && window < 0) errors.push(invalid(at, window, 'must be greater than or equal to zero'));
  if (window !== undefined && window > LONGEST_WINDOW)
    errors.push(invalid(at, window, `must be less than or equal to ${LONGEST_WINDOW}`));
  if (selectPolicy !== undefined) oneOf(selectPolicy, ['Disabled', 'Max', 'Min'], `${field}.selectPolicy`, errors);
  if (policies.length === 0) errors.push(required(`${field}.policies`, 'must specify at least one Policy'));
  for (const [index, { type, value, periodSeconds }] of policies.entries()) {
    const policy = `${field}.policies[${index}]`;
    oneOf(type ?? '', ['Percent', 'Pods'], `${policy}.type`, errors);
    if (!(value > 0)) errors.push(invalid(`${policy}.value`, value ?? 0, positiveIntegerMessage));
    const period = `${policy}.periodSeconds`;
    if (!(periodSeconds > 0)) errors.push(invalid(period, periodSeconds ?? 0, positiveIntegerMessage));
    if (periodSeconds > LONGEST_PERIOD)
      errors.push(invalid(period, periodSeconds, `must be less than or equal to ${LONGEST_PERIOD}`));
  }
  if (tolerance !== undefined && quantityOf(tolerance).nanos < 0n)
    errors.push(invalid(`${field}.tolerance`, tolerance, 'must be greater than or equal to 0'));
}

function validateMetric(metric: MetricSpec, field: string, errors: FieldError[]): void {
  const { type = '', object, external, pods, resource, containerResource } = metric;
  if (type === '') errors.push(required(`${field}.type`, 'must specify a metric source type'));
  const known = types.includes(type);
  if (!known) errors.push(notSupported(`${field}.type`, type, types));
  const present = sources.filter((source) => metric[source] !== undefined);
  // Only the first that is there is looked into.
  switch (present[0]) {
    case 'object':
      if (!object) break;
      validateReference(object.describedObject, `${field}.object.describedObject`, errors);
      validateIdentifier(object.metric, `${field}.object.metric`, errors);
      validateTarget(object.target, `${field}.object.target`, errors);
      needsValue(object.target, `${field}.object.target`, 'must set either a target value or averageValue', errors);
      break;
    case 'external': {
      if (!external) break;
      const at = `${field}.external.target`;
      validateIdentifier(external.metric, `${field}.external.metric`, errors);
      validateTarget(external.target, at, errors);
      needsValue(external.target, at, 'must set either a target value for metric or a per-pod target', errors);
      if (external.target.value !== undefined && external.target.averageValue !== undefined)
        errors.push(forbidden(`${at}.value`, 'may not set both a target value for metric and a per-pod target'));
      break;
    }
    case 'pods':
      if (!pods) break;
      validateIdentifier(pods.metric, `${field}.pods.metric`, errors);
      validateTarget(pods.target, `${field}.pods.target`, errors);
      if (pods.target?.averageValue === undefined)
        errors.push(required(`${field}.pods.target.averageValue`, 'must specify a positive target averageValue'));
      break;
    case 'resource':
      if (resource) validateResource(resource, `${field}.resource`, errors);
      break;
    case 'containerResource':
      if (containerResource) validateResource(containerResource, `${field}.containerResource`, errors, true);
      break;
    default:
  }
  const expected = type.slice(0, 1).toLowerCase() + type.slice(1);
  if (!known) errors.push(notSupported(`${field}.type`, type, types));
  else if (metric[expected as Source] === undefined) errors.push(required(`${field}.${expected}`, nothingSaid));
  if (present.length === 1) return;
  for (const source of present)
    if (source !== expected) errors.push(forbidden(`${field}.${source}`, 'must populate the given metric source only'));
}

type Source = 'object' | 'external' | 'pods' | 'resource' | 'containerResource';
const sources: readonly Source[] = ['object', 'external', 'pods', 'resource', 'containerResource'];

function validateResource(
  source: { readonly name: string; readonly container?: string; readonly target: MetricTarget },
  field: string,
  errors: FieldError[],
  ofContainer = false,
): void {
  const { name = '', container = '', target } = source;
  if (name === '') errors.push(required(`${field}.name`, 'must specify a resource name'));
  if (ofContainer && container === '') errors.push(required(`${field}.container`, 'must specify a container'));
  else if (ofContainer) dnsLabel(container, `${field}.container`, errors);
  validateTarget(target, `${field}.target`, errors);
  const utilization = target?.averageUtilization !== undefined;
  const value = target?.averageValue !== undefined;
  const at = `${field}.target`;
  if (!utilization && !value)
    errors.push(required(`${at}.averageUtilization`, 'must set either a target raw value or a target utilization'));
  if (utilization && value)
    errors.push(forbidden(`${at}.averageValue`, 'may not set both a target raw value and a target utilization'));
}

function validateIdentifier(metric: MetricIdentifier | undefined, field: string, errors: FieldError[]): void {
  const name = metric?.name ?? '';
  if (name === '') errors.push(required(`${field}.name`, 'must specify a metric name'));
  else errors.push(...invalids(`${field}.name`, name, pathSegmentErrors(name)));
}

function validateTarget(target: MetricTarget | undefined, field: string, errors: FieldError[]): void {
  const { type = '', value, averageValue, averageUtilization } = target ?? ({} as Partial<MetricTarget>);
  if (type === '') errors.push(required(`${field}.type`, 'must specify a metric target type'));
  if (!['Utilization', 'Value', 'AverageValue'].includes(type))
    errors.push(invalid(`${field}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  if (value !== undefined && quantityOf(value).nanos <= 0n)
    errors.push(invalid(`${field}.value`, value, 'must be positive'));
  if (averageValue !== undefined && quantityOf(averageValue).nanos <= 0n)
    errors.push(invalid(`${field}.averageValue`, averageValue, 'must be positive'));
  if (averageUtilization !== undefined && averageUtilization < 1)
    errors.push(invalid(`${field}.averageUtilization`, averageUtilization, 'must be greater than 0'));
}

function needsValue(target: MetricTarget | undefined, field: string, text: string, errors: FieldError[]): void {
  if (target?.value === undefined && target?.averageValue === undefined)
    errors.push(required(`${field}.averageValue`, text));
}
