// Requests and limits: a request is what the scheduler reserves, a limit what the kernel enforces, so no request may exceed
// its limit, and what cannot be shared must be asked for exactly.
// Source: `pkg/apis/core/validation/validation.go` ValidateContainerResourceRequirements, `pkg/apis/core/helper`.
import { type FieldError, forbidden, invalid, invalids, required } from '../field-error.ts';
import { canonicalQuantity, compareQuantities, milliValue } from '../quantity.ts';
import type { ResourceRequirements } from '../types.ts';
import { nonNegativeMessage, qualifiedNameErrors } from '../validation.ts';

export function validateResources(resources: ResourceRequirements, field: string, errors: FieldError[]): void {
  const { limits = {}, requests = {} } = resources;
  for (const name in limits) validateAmount(name, limits[name] ?? '0', `${field}.limits[${name}]`, errors);
  for (const name in requests) {
    const request = requests[name] ?? '0';
    validateAmount(name, request, `${field}.requests[${name}]`, errors);
    const limit = limits[name];
    if (limit !== undefined) {
      const order = compareQuantities(request, limit);
      const of = `${name} limit of ${canonicalQuantity(limit)}`;
      if (order !== 0 && !mayOvercommit(name)) {
        errors.push(invalid(`${field}.requests`, canonicalQuantity(request), `must be equal to ${of}`));
      } else if (order > 0) {
        errors.push(invalid(`${field}.requests`, canonicalQuantity(request), `must be less than or equal to ${of}`));
      }
    } else if (!mayOvercommit(name)) {
      errors.push(required(`${field}.limits`, 'Limit must be set for non overcommitable resources'));
    }
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.some((name) => name === 'cpu' || name === 'memory')) {
    errors.push(forbidden(field, 'HugePages require cpu or memory'));
  }
}

/** Amounts in a map that is no request or limit (overhead, a node's capacity). */
export function validateAmount(name: string, amount: string, field: string, errors: FieldError[]): void {
  const syntax = qualifiedNameErrors(name);
  if (syntax.length > 0) errors.push(...invalids(field, name, syntax));
  else if (!name.includes('/')) {
    if (!standardResources.has(name) && !isHugePages(name)) {
      errors.push(invalid(field, name, 'must be a standard resource type or fully qualified'));
    }
    if (!containerResources.has(name) && !isHugePages(name)) {
      errors.push(invalid(field, name, 'must be a standard resource for containers'));
    }
  }
  validateQuantity(name, amount, field, errors);
}

/** Not negative, and whole where a part makes no sense. */
export function validateQuantity(name: string, amount: string, field: string, errors: FieldError[]): void {
  const text = canonicalQuantity(amount);
  if (compareQuantities(amount, '0') < 0) errors.push(invalid(field, text, nonNegativeMessage));
  if (isWhole(name) && milliValue(amount) % 1000 !== 0) errors.push(invalid(field, text, 'must be an integer'));
}

const containerResources = new Set(['cpu', 'memory', 'ephemeral-storage']);
const countedResources = new Set([
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);
const standardResources = new Set([
  ...containerResources,
  ...countedResources,
  'storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
]);

const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
const mayOvercommit = (name: string): boolean => isNative(name) && !isHugePages(name);
const isWhole = (name: string): boolean => countedResources.has(name) || !isNative(name);

/** A byte amount with a fraction is stored, with a warning. Source: `pkg/api/pod/warnings.go`. */
export function fractionalByteWarnings(resources: ResourceRequirements | undefined, field: string): string[] {
  const warnings: string[] = [];
  for (const part of ['requests', 'limits'] as const) {
    for (const name of ['memory', 'ephemeral-storage']) {
      const amount = resources?.[part]?.[name];
      if (amount === undefined || milliValue(amount) % 1000 === 0) continue;
      warnings.push(
        `${field}.${part}[${name}]: fractional byte value "${canonicalQuantity(amount)}" is invalid, must be an integer`,
      );
    }
  }
  return warnings;
}
