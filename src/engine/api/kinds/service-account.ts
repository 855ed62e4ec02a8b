// A ServiceAccount is who a pod is when it talks to the API server. Every namespace gets one called `default`; its tokens are
// made on request, for a time and an audience.
// Source: `pkg/registry/core/serviceaccount/strategy.go`, `pkg/apis/core/validation`.
import type { KubeObject } from '../object.ts';
import { ageColumn, nameColumn } from './columns.ts';
import type { Draft, Kind } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { allVerbs, countGeneration, dropEmpty, metadataFields } from './strategy.ts';

export const serviceAccountKind: Kind = Object.freeze<Kind>({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: ['token'],
  generation: false,
  unconditionalUpdate: true,
  createOnUpdate: false,
  nameRule: 'subdomain',
  storagePrefix: 'serviceaccounts',
  storageVersionHash: 'pbx9ZvyFpBE=',

  defaults(draft: Draft): void {
    dropEmpty(draft, 'secrets');
    dropEmpty(draft, 'imagePullSecrets');
  },

  prepareForCreate(): void {
    // Secrets that a client names here are kept as they are.
  },

  prepareForUpdate(draft: Draft, old: KubeObject): void {
    countGeneration(draft, old, false);
  },

  validate: (object) => validateObjectMeta(object, serviceAccountKind),

  validateUpdate: (object, old) => [
    ...validateObjectMetaUpdate(object, old),
    ...validateObjectMeta(object, serviceAccountKind),
  ],

  columns: [nameColumn(), ageColumn],
  selectableFields: metadataFields,
});
