// Small checks that many validators share, each with its one sentence. All of them append to the caller's list, in the order
// in which the real server would have found the mistakes.
import { type FieldError, invalid, invalids, notSupported, required } from '../field-error.ts';
import type { IntOrString, LabelSelector } from '../types.ts';
import {
  dns1123LabelErrors,
  labelValueErrors,
  nonNegativeMessage,
  percentErrors,
  portNameErrors,
  portNumberErrors,
  qualifiedNameErrors,
} from '../validation.ts';
import { validateLabels } from './object-meta.ts';

/** Runs `check` unless this very subtree was found fine before; subtrees are immutable, so it still is. */
export function once(known: WeakSet<object>, subtree: object, errors: FieldError[], check: () => void): void {
  if (known.has(subtree)) return;
  const before = errors.length;
  check();
  if (errors.length === before) known.add(subtree);
}

export function nonNegative(value: number | undefined | null, field: string, errors: FieldError[]): void {
  if (value !== undefined && value !== null && value < 0) errors.push(invalid(field, value, nonNegativeMessage));
}

export function oneOf(value: unknown, supported: readonly string[], field: string, errors: FieldError[]): void {
  if (!supported.includes(value as string)) errors.push(notSupported(field, value, supported));
}

export function labelKey(key: string, field: string, errors: FieldError[]): void {
  errors.push(...invalids(field, key, qualifiedNameErrors(key)));
}

export function dnsLabel(name: string, field: string, errors: FieldError[]): void {
  errors.push(...invalids(field, name, dns1123LabelErrors(name)));
}

export function portNumberOrName(port: IntOrString | undefined, field: string, errors: FieldError[]): void {
  if (typeof port === 'string') errors.push(...invalids(field, port, portNameErrors(port)));
  else errors.push(...invalids(field, port ?? 0, portNumberErrors(port ?? 0)));
}

/** A path below something: relative, and never upwards. */
export function descendingPath(path: string, field: string, errors: FieldError[]): void {
  if (path.startsWith('/')) errors.push(invalid(field, path, 'must be a relative path'));
  noBacksteps(path, field, errors);
}

export function noBacksteps(path: string, field: string, errors: FieldError[]): void {
  if (path.split('/').includes('..')) errors.push(invalid(field, path, "must not contain '..'"));
}

/** A number ≥ 0 or a percentage; Source: `pkg/apis/apps/validation` ValidatePositiveIntOrPercent. */
export function positiveIntOrPercent(value: IntOrString | undefined, field: string, errors: FieldError[]): void {
  if (typeof value === 'string') errors.push(...invalids(field, value, percentErrors(value)));
  else nonNegative(value, field, errors);
}

const selectorOperators = { In: 'some', NotIn: 'some', Exists: 'none', DoesNotExist: 'none' } as const;

/** Source: apimachinery `pkg/apis/meta/v1/validation` ValidateLabelSelector. */
export function validateLabelSelector(
  selector: LabelSelector | undefined | null,
  field: string,
  errors: FieldError[],
): void {
  if (!selector) return;
  if (selector.matchLabels) errors.push(...validateLabels(selector.matchLabels, `${field}.matchLabels`));
  for (const [index, requirement] of (selector.matchExpressions ?? []).entries()) {
    const at = `${field}.matchExpressions[${index}]`;
    const { operator } = requirement;
    const values = requirement.values ?? [];
    const needs = selectorOperators[operator as keyof typeof selectorOperators] as 'some' | 'none' | undefined;
    if (needs === undefined) errors.push(invalid(`${at}.operator`, operator ?? '', 'not a valid selector operator'));
    else if (needs === 'some' && values.length === 0) {
      errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (needs === 'none' && values.length > 0) {
      const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      errors.push({ type: 'FieldValueForbidden', field: `${at}.values`, detail });
    }
    labelKey(requirement.key ?? '', `${at}.key`, errors);
    for (const [position, value] of values.entries()) {
      errors.push(...invalids(`${at}.values[${position}]`, value, labelValueErrors(value)));
    }
  }
}
