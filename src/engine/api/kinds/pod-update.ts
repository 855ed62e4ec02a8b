// A running pod is nearly carved in stone: the image, a deadline, more tolerations; everything else means a new pod. What
// was asked for beyond that is shown as a difference of two specs.
// Source: `pkg/apis/core/validation/validation.go` ValidatePodUpdate, ValidatePodResize.
import { type FieldError, forbidden, invalid, required } from '../field-error.ts';
import { goJson, goQuote } from '../go-text.ts';
import { equal } from '../object.ts';
import type { Container, Pod, PodSpec, Toleration } from '../types.ts';
import { internalForm } from './internal-form.ts';
import { unifiedDiff } from './line-diff.ts';
import { qosClass } from './pod-qos.ts';

const updatable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** What may not change in the spec of an existing pod. The new pod's own validity is the caller's matter. */
export function validatePodSpecUpdate(pod: Pod, old: Pod, errors: FieldError[]): void {
  const { spec } = pod;
  const before = old.spec;
  if (spec === before) return;
  if (containersChanged(spec.containers, before.containers, 'spec.containers', errors)) return;
  if (containersChanged(spec.initContainers, before.initContainers, 'spec.initContainers', errors)) return;
  if (!deadlineUpdate(spec.activeDeadlineSeconds, before.activeDeadlineSeconds, errors)) return;
  tolerationsUpdate(spec.tolerations ?? [], before.tolerations ?? [], errors);
  const gates = (before.schedulingGates ?? []).map(({ name }) => name);
  for (const { name } of spec.schedulingGates ?? []) {
    if (gates.includes(name)) continue;
    const message = `only deletion is allowed, but found new scheduling gate '${name}'`;
    errors.push(forbidden('spec.schedulingGates', message));
  }
  const settled = munged(spec, before);
  if (equal(settled, before)) return;
  const message = `pod updates may not change fields other than ${updatable}\n${specDiff(before, settled)}`;
  errors.push(forbidden('spec', message));
}

/** The spec with everything that may change put back to what it was: any difference left is one too many. */
function munged(spec: PodSpec, before: PodSpec): PodSpec {
  const result: PodSpec = { ...spec, containers: sameImages(spec.containers, before.containers) ?? [] };
  const replace = <K extends keyof PodSpec>(key: K, value: PodSpec[K]): void => {
    if (value === undefined) delete result[key];
    else result[key] = value;
  };
  replace('initContainers', sameImages(spec.initContainers, before.initContainers));
  replace('activeDeadlineSeconds', before.activeDeadlineSeconds);
  replace('tolerations', before.tolerations);
  replace('schedulingGates', before.schedulingGates);
  const grace = before.terminationGracePeriodSeconds ?? 0;
  if (grace < 0 && spec.terminationGracePeriodSeconds === 1) result.terminationGracePeriodSeconds = grace;
  if ((before.schedulingGates ?? []).length > 0) {
    const added = Object.entries(before.nodeSelector ?? {}).every(([key, value]) => spec.nodeSelector?.[key] === value);
    if (added) replace('nodeSelector', before.nodeSelector);
  }
  return result;
}

function sameImages(containers: Container[] | undefined, before: Container[] | undefined): Container[] | undefined {
  return containers?.map((container, index) => {
    const image = before?.[index]?.image;
    return image === container.image ? container : { ...container, image };
  });
}

function containersChanged(
  containers: readonly Container[] | undefined,
  before: readonly Container[] | undefined,
  field: string,
  errors: FieldError[],
): boolean {
  if ((containers ?? []).length !== (before ?? []).length) {
    errors.push(forbidden(field, 'pod updates may not add or remove containers'));
    return true;
  }
  for (const [index, { image }] of (containers ?? []).entries()) {
    if (!image) errors.push(required(`${field}[${index}].image`));
    else if (image.trim() !== image) {
      errors.push(invalid(`${field}[${index}].image`, image, 'must not have leading or trailing whitespace'));
    }
  }
  return false;
}

function deadlineUpdate(deadline: number | undefined, before: number | undefined, errors: FieldError[]): boolean {
  const field = 'spec.activeDeadlineSeconds';
  if (deadline === undefined) {
    if (before !== undefined) errors.push(invalid(field, null, 'must not update from a positive integer to nil value'));
  } else if (deadline < 0 || deadline > 2147483647) {
    errors.push(invalid(field, deadline, 'must be between 0 and 2147483647, inclusive'));
    return false;
  } else if (before !== undefined && before < deadline) {
    errors.push(invalid(field, deadline, 'must be less than or equal to previous value'));
    return false;
  }
  return true;
}

function tolerationsUpdate(
  tolerations: readonly Toleration[],
  before: readonly Toleration[],
  errors: FieldError[],
): void {
  const bare = ({ tolerationSeconds: _seconds, ...rest }: Toleration): Toleration => rest;
  for (const old of before) {
    if (tolerations.some((toleration) => equal(bare(toleration), bare(old)))) continue;
    const message = 'existing toleration can not be modified except its tolerationSeconds';
    errors.push(forbidden('spec.tolerations', message));
    return;
  }
}

/** A resize may change cpu and memory of containers, never the pod's class. */
export function validatePodResize(pod: Pod, old: Pod, errors: FieldError[]): void {
  const before = qosClass(old.spec);
  if (qosClass(pod.spec) === before) return;
  errors.push(invalid('spec', before, 'Pod QOS Class may not change as a result of resizing'));
}

function specDiff(before: PodSpec, after: PodSpec): string {
  const text = (spec: PodSpec): string => indented(internalForm(spec, 'PodSpec'), '');
  return unifiedDiff(text(before), text(after));
}

// JSON with one space a level and Go's escapes.
function indented(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return goJson(value);
  const inner = `${indent} `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((item) => inner + indented(item, inner)).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, part]) => `${inner}${goQuote(key)}: ${indented(part, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
