// What Deployments and ReplicaSets have in common: a selector that finds pods, and a template that makes pods the selector
// finds. If the two disagreed, a controller would create pods for ever without seeing them, so that is refused.
// Source: `pkg/apis/apps/validation/validation.go`.
import { type FieldError, forbidden, invalid, notSupported, required } from '../field-error.ts';
import { sortedMap } from '../go-text.ts';
import { matchesLabels } from '../labels.ts';
import type { LabelSelector, PodTemplateSpec } from '../types.ts';
import { once, validateLabelSelector } from './checks.ts';
import { validateAnnotations, validateLabels } from './object-meta.ts';
import { noSpec } from './pod-defaults.ts';
import { validatePodSpec } from './pod-spec-validation.ts';

/** The selector's own errors; true when it can be used to look at the template. */
export function validateSelector(
  selector: LabelSelector | undefined | null,
  field: string,
  errors: FieldError[],
): boolean {
  if (!selector) {
    errors.push(required(field));
    return true;
  }
  validateLabelSelector(selector, field, errors);
  if (isEmpty(selector)) {
    // Upstream says "deployment" for both kinds.
    errors.push(invalid(field, selectorShape(selector), 'empty selector is invalid for deployment'));
  }
  const sound = (selector.matchExpressions ?? []).every(({ operator, values }) => {
    const some = (values ?? []).length > 0;
    return operator === 'In' || operator === 'NotIn'
      ? some
      : !some && (operator === 'Exists' || operator === 'DoesNotExist');
  });
  if (!sound) errors.push(invalid(field, selectorShape(selector), 'invalid label selector'));
  return sound;
}

const fineTemplates = new WeakSet<object>();

/** The template of a set that keeps its pods alive for ever: it must match, and its pods must always restart. */
export function validateTemplate(
  template: PodTemplateSpec | undefined,
  selector: LabelSelector | undefined | null,
  field: string,
  errors: FieldError[],
): void {
  const labels = template?.metadata?.labels;
  if (!(selector && isEmpty(selector)) && !matchesLabels(selector, labels ?? {})) {
    const message = '`selector` does not match template `labels`';
    errors.push(invalid(`${field}.metadata.labels`, sortedMap(labels), message));
  }
  validateLasting(template, field, errors, 'ReplicaSet');
}

/** What is asked of every template whose pods are to run for ever, whoever owns it. */
export function validateLasting(
  template: PodTemplateSpec | undefined,
  field: string,
  errors: FieldError[],
  owner: string,
): void {
  const labels = template?.metadata?.labels;
  const check = (): void => {
    if (labels) errors.push(...validateLabels(labels, `${field}.metadata.labels`));
    const annotations = template?.metadata?.annotations;
    if (annotations) validateAnnotations(annotations, `${field}.metadata.annotations`, errors);
    const spec = template?.spec ?? noSpec;
    validatePodSpec(spec, `${field}.spec`, errors);
    if ((spec.ephemeralContainers ?? []).length > 0) {
      errors.push(forbidden(`${field}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'));
    }
    if (spec.restartPolicy !== 'Always') {
      errors.push(notSupported(`${field}.spec.restartPolicy`, spec.restartPolicy, ['Always']));
    }
    if (spec.activeDeadlineSeconds !== undefined) {
      const message = `activeDeadlineSeconds in ${owner} is not Supported`;
      errors.push(forbidden(`${field}.spec.activeDeadlineSeconds`, message));
    }
  };
  if (template) once(fineTemplates, template, errors, check);
  else check();
}

function isEmpty(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;
}

/** A selector as error texts print it: Go's order, maps sorted, empty members left out. */
export function selectorShape(selector: LabelSelector): object {
  const { matchLabels, matchExpressions = [] } = selector;
  return {
    ...(matchLabels && Object.keys(matchLabels).length > 0 ? { matchLabels: sortedMap(matchLabels) } : {}),
    ...(matchExpressions.length > 0
      ? {
          matchExpressions: matchExpressions.map(({ key, operator, values }) => ({
            key,
            operator,
            ...(values && values.length > 0 ? { values } : {}),
          })),
        }
      : {}),
  };
}

/** A status without its zero counters, which are not on the wire; those in `always` stay. */
export function withoutZeros<T extends object>(status: T, always: readonly string[]): T {
  let result: T | undefined;
  for (const key in status) {
    const value = status[key];
    if ((value !== 0 && value !== undefined && value !== null) || (value === 0 && always.includes(key))) continue;
    result ??= { ...status };
    delete result[key];
  }
  return result ?? status;
}
