// The wishes a pod has for its node: labels it must have, neighbours it likes or avoids, how evenly to spread, which taints
// it bears. A wish that cannot be read would never be granted, so it is refused at once.
// Source: `pkg/apis/core/validation/validation.go` validateAffinity, ValidateTolerations, validateTopologySpreadConstraints.
import { duplicate, type FieldError, forbidden, invalid, invalids, notSupported, required } from '../field-error.ts';
import type {
  Affinity,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinityTerm,
  Toleration,
  TopologySpreadConstraint,
} from '../types.ts';
import { dns1123LabelErrors, labelValueErrors } from '../validation.ts';
import { labelKey, oneOf, validateLabelSelector } from './checks.ts';

export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateTolerations(tolerations: readonly Toleration[], field: string, errors: FieldError[]): void {
  for (const [index, toleration] of tolerations.entries()) {
    const at = `${field}[${index}]`;
    const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = toleration;
    if (key !== '') labelKey(key, `${at}.key`, errors);
    else if (operator !== 'Exists') {
      const message = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalid(`${at}.operator`, operator, message));
    }
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
      errors.push(invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    if (operator === 'Equal' || operator === '') {
      const messages = labelValueErrors(value);
      if (messages.length > 0) errors.push(invalid(`${at}.operator`, value, messages.join(';')));
    } else if (operator === 'Exists') {
      if (value !== '')
        errors.push(invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else if (operator !== 'Lt' && operator !== 'Gt') {
      errors.push(notSupported(`${at}.operator`, operator, ['Equal', 'Exists']));
    }
    if (effect !== '') oneOf(effect, taintEffects, `${at}.effect`, errors);
  }
}

export function validateAffinity(affinity: Affinity, field: string, errors: FieldError[]): void {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  if (nodeAffinity) {
    const at = `${field}.nodeAffinity`;
    const must = nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    if (must) {
      const terms = `${at}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
      const list = must.nodeSelectorTerms ?? [];
      if (list.length === 0) errors.push(required(terms, 'must have at least one node selector term'));
      for (const [index, term] of list.entries()) validateNodeSelectorTerm(term, `${terms}[${index}]`, errors);
    }
    for (const [index, wish] of (nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
      const wishAt = `${at}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
      validateWeight(wish.weight, `${wishAt}.weight`, errors);
      validateNodeSelectorTerm(wish.preference ?? {}, `${wishAt}.preference`, errors);
    }
  }
  for (const [name, pods] of [
    ['podAffinity', podAffinity],
    ['podAntiAffinity', podAntiAffinity],
  ] as const) {
    if (!pods) continue;
    const at = `${field}.${name}`;
    for (const [index, term] of (pods.requiredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
      validatePodAffinityTerm(term, `${at}.requiredDuringSchedulingIgnoredDuringExecution[${index}]`, errors);
    }
    for (const [index, wish] of (pods.preferredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
      const wishAt = `${at}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
      validateWeight(wish.weight, `${wishAt}.weight`, errors);
      validatePodAffinityTerm(wish.podAffinityTerm ?? { topologyKey: '' }, `${wishAt}.podAffinityTerm`, errors);
    }
  }
}

function validateWeight(weight: number | undefined, field: string, errors: FieldError[]): void {
  if ((weight ?? 0) < 1 || (weight ?? 0) > 100) errors.push(invalid(field, weight ?? 0, 'must be in the range 1-100'));
}

function validateNodeSelectorTerm(term: NodeSelectorTerm, at: string, errors: FieldError[]): void {
  for (const [index, requirement] of (term.matchExpressions ?? []).entries()) {
    validateNodeRequirement(requirement, `${at}.matchExpressions[${index}]`, errors);
  }
  for (const [index, requirement] of (term.matchFields ?? []).entries()) {
    validateFieldRequirement(requirement, `${at}.matchFields[${index}]`, errors);
  }
}

function validateNodeRequirement(requirement: NodeSelectorRequirement, at: string, errors: FieldError[]): void {
  const { key, operator } = requirement;
  const values = requirement.values ?? [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) {
      errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    }
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      errors.push(forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    }
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) {
      errors.push(required(`${at}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
    }
  } else errors.push(invalid(`${at}.operator`, operator ?? '', 'not a valid selector operator'));
  labelKey(key ?? '', `${at}.key`, errors);
  for (const [index, value] of values.entries()) {
    errors.push(...invalids(`${at}.values[${index}]`, value, labelValueErrors(value)));
  }
}

function validateFieldRequirement(requirement: NodeSelectorRequirement, at: string, errors: FieldError[]): void {
  const { key, operator } = requirement;
  const values = requirement.values ?? [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length !== 1) {
      const message = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
      errors.push(required(`${at}.values`, message));
    }
  } else errors.push(invalid(`${at}.operator`, operator ?? '', 'not a valid selector operator'));
  if (key !== 'metadata.name') errors.push(invalid(`${at}.key`, key ?? '', 'not a valid field selector key'));
}

function validatePodAffinityTerm(term: PodAffinityTerm, at: string, errors: FieldError[]): void {
  validateLabelSelector(term.labelSelector, `${at}.labelSelector`, errors);
  validateLabelSelector(term.namespaceSelector, `${at}.namespaceSelector`, errors);
  for (const name of term.namespaces ?? []) errors.push(...invalids(`${at}.namespace`, name, dns1123LabelErrors(name)));
  if (!term.topologyKey) errors.push(required(`${at}.topologyKey`, 'can not be empty'));
  labelKey(term.topologyKey ?? '', `${at}.topologyKey`, errors);
}

export function validateSpread(
  constraints: readonly TopologySpreadConstraint[],
  field: string,
  errors: FieldError[],
): void {
  const seen = new Set<string>();
  for (const [index, constraint] of constraints.entries()) {
    const at = `${field}[${index}]`;
    const { maxSkew, topologyKey, whenUnsatisfiable, minDomains } = constraint;
    if (!(maxSkew > 0)) errors.push(invalid(`${at}.maxSkew`, maxSkew ?? 0, 'must be greater than zero'));
    if (!topologyKey) errors.push(required(`${at}.topologyKey`, 'can not be empty'));
    oneOf(whenUnsatisfiable ?? '', ['DoNotSchedule', 'ScheduleAnyway'], `${at}.whenUnsatisfiable`, errors);
    const pair = `{${topologyKey ?? ''}, ${whenUnsatisfiable ?? ''}}`;
    if (seen.has(pair)) errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, pair));
    seen.add(pair);
    if (minDomains !== undefined) {
      if (minDomains <= 0) errors.push(invalid(`${at}.minDomains`, minDomains, 'must be greater than zero'));
      if (whenUnsatisfiable !== 'DoNotSchedule') {
        const message = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable ?? ''}`;
        errors.push(invalid(`${at}.minDomains`, minDomains, message));
      }
    }
    for (const key of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      if (constraint[key] !== undefined) oneOf(constraint[key], ['Honor', 'Ignore'], `${at}.${key}`, errors);
    }
    validateLabelSelector(constraint.labelSelector, `${at}.labelSelector`, errors);
  }
}
