// A Lease says who holds something, since when, and when they last said so. Nodes renew theirs every ten seconds; leaders
// of controllers keep theirs so that a second one waits.
// Source: `pkg/apis/coordination/validation/validation.go`, `pkg/registry/coordination/lease/strategy.go`.
import { type FieldError, forbidden, invalid } from '../field-error.ts';
import type { KubeObject } from '../object.ts';
import type { Lease } from '../types.ts';
import { nonNegative } from './checks.ts';
import { ageColumn, column, nameColumn } from './columns.ts';
import type { Draft, Kind } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { allVerbs, countGeneration, metadataFields } from './strategy.ts';

export const leaseKind: Kind = Object.freeze<Kind>({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  generation: false,
  unconditionalUpdate: false,
  createOnUpdate: true,
  nameRule: 'subdomain',
  storagePrefix: 'leases',
  storageVersionHash: 'gqkMMb/YqFM=',

  defaults(draft: Draft): void {
    draft.spec ??= {};
  },

  prepareForCreate(): void {
    // Times in a lease are its holder's.
  },

  prepareForUpdate(draft: Draft, old: KubeObject): void {
    countGeneration(draft, old, false);
  },

  validate(object: KubeObject): FieldError[] {
    const errors = validateObjectMeta(object, leaseKind);
    validateSpec(object as Lease, errors);
    return errors;
  },

  validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
    const errors = validateObjectMetaUpdate(object, old);
    validateSpec(object as Lease, errors);
    return errors;
  },

  columns: [nameColumn(), column<Lease>('Holder', ({ spec }) => spec?.holderIdentity ?? ''), ageColumn],
  selectableFields: metadataFields,
});

function validateSpec({ spec }: Lease, errors: FieldError[]): void {
  const { leaseDurationSeconds, leaseTransitions, preferredHolder, strategy } = spec ?? {};
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0) {
    errors.push(invalid('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0'));
  }
  nonNegative(leaseTransitions, 'spec.leaseTransitions', errors);
  if (preferredHolder && !strategy) {
    errors.push(forbidden('spec.preferredHolder', 'may only be specified when `strategy` is defined'));
  }
}
