// The query parameters of a write are an object of their own, with rules of their own and refusals in the same form.
// Source: apimachinery `pkg/apis/meta/v1/validation/validation.go`.

import { type FieldError, forbidden, invalid, notSupported, required, tooLong } from '../api/field-error.ts';
import * as errors from '../api/status.ts';
import type { Status } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';

const APPLY = 'application/apply-patch+yaml';
const optionKinds: { readonly [verb: string]: string } = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
  delete: 'DeleteOptions',
  deletecollection: 'DeleteOptions',
};
const nonPrintable = /[^\x20-\x7e\u00a1-\uffff]/;

/** Refuses the options of a create, update or patch; undefined when they are fine. */
export function writeOptionsError(request: ApiRequest): Status | undefined {
  const { options } = request;
  if (!options && request.patchType !== APPLY) return undefined;
  const { dryRun, fieldManager = '', fieldValidation = '', force } = options ?? {};
  const found: FieldError[] = [];
  if (request.verb === 'patch') {
    if (request.patchType !== APPLY && force !== undefined) {
      found.push(forbidden('force', 'may not be specified for non-apply patch'));
    }
    if (request.patchType === APPLY && fieldManager === '') {
      found.push(required('fieldManager', 'is required for apply patch'));
    }
  }
  if (fieldManager.length > 128) found.push(tooLong('fieldManager', 128));
  if (nonPrintable.test(fieldManager)) {
    found.push(invalid('fieldManager', fieldManager, 'should only contain printable characters'));
  }
  found.push(...dryRunErrors(dryRun));
  if (!['', 'Ignore', 'Strict', 'Warn'].includes(fieldValidation)) {
    found.push(notSupported('fieldValidation', fieldValidation, ['', 'Ignore', 'Strict', 'Warn']));
  }
  return found.length > 0 ? optionsInvalid(request.verb, found) : undefined;
}

export function dryRunErrors(dryRun: string | readonly string[] | undefined): FieldError[] {
  const values = dryRun === undefined || dryRun === '' ? [] : typeof dryRun === 'string' ? [dryRun] : dryRun;
  return values.every((value) => value === 'All') ? [] : [notSupported('dryRun', values, ['All'])];
}

/** `DeleteOptions.meta.k8s.io "" is invalid: …`. */
export function optionsInvalid(verb: string, found: readonly FieldError[]): Status {
  return errors.invalid({ group: 'meta.k8s.io', kind: optionKinds[verb] }, '', found);
}

export function isDryRun(request: ApiRequest): boolean {
  return request.options?.dryRun === 'All';
}

/** Who is written down as the manager of the fields this request sets. */
export function managerOf(request: ApiRequest): string {
  return request.options?.fieldManager || request.agent;
}
