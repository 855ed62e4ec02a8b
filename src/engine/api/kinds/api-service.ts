// An APIService says who answers for a group of the API: the server itself, or another server behind it to which it hands the
// request on. That is how the numbers of the metrics server come under the same roof as everything else.
// Source: kube-aggregator `pkg/apis/apiregistration`, `pkg/registry/apiservice/strategy.go`, `pkg/apiserver/handler_proxy.go`.
import { type FieldError, invalid, required } from '../field-error.ts';
import type { KubeObject } from '../object.ts';
import type { APIService } from '../types.ts';
import { ageColumn, column, nameColumn } from './columns.ts';
import { withKey } from './fill.ts';
import type { Draft, Kind, Subresource } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { allVerbs, clusterMetadataFields, countGeneration, keep } from './strategy.ts';

export const apiServiceKind: Kind = Object.freeze<Kind>({
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  plural: 'apiservices',
  singular: 'apiservice',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  verbs: allVerbs,
  subresources: ['status'],
  generation: false,
  unconditionalUpdate: false,
  createOnUpdate: false,
  nameRule: 'path-segment',
  storagePrefix: 'apiregistration.k8s.io/apiservices',
  storageVersionHash: 'InPBPD7+PqM=',

  defaults(draft: Draft): void {
    const spec = (draft.spec ?? {}) as APIService['spec'];
    if (spec.service && spec.service.port === undefined)
      draft.spec = withKey(spec, 'service', { ...spec.service, port: 443 });
    draft.status ??= {};
  },

  prepareForCreate(draft: Draft): void {
    draft.status = {};
  },

  prepareForUpdate(draft: Draft, old: KubeObject, subresource?: Subresource): void {
    keep(draft, old, subresource === 'status' ? 'spec' : 'status');
    countGeneration(draft, old, false);
  },

  validate(object: KubeObject): FieldError[] {
    const errors = validateObjectMeta(object, apiServiceKind);
    validateSpec(object as APIService, errors);
    return errors;
  },

  validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
    const errors = validateObjectMetaUpdate(object, old);
    validateSpec(object as APIService, errors);
    return errors;
  },

  columns: [
    nameColumn(),
    column<APIService>('Service', ({ spec }) =>
      spec?.service ? `${spec.service.namespace}/${spec.service.name}` : 'Local',
    ),
    column<APIService>('Available', ({ status }) => {
      const available = status?.conditions?.find(({ type }) => type === 'Available');
      if (!available) return 'Unknown';
      return available.status === 'True' ? 'True' : `${available.status} (${available.reason ?? ''})`;
    }),
    ageColumn,
  ],
  selectableFields: clusterMetadataFields,
});

function validateSpec({ metadata, spec }: APIService, errors: FieldError[]): void {
  const { group = '', version = '', groupPriorityMinimum = 0, versionPriority = 0, service } = spec ?? {};
  const name = `${version}.${group}`;
  if (metadata.name !== name)
    errors.push(invalid('metadata.name', metadata.name, `must be \`spec.version+"."+spec.group\`: "${name}"`));
  if (version === '') errors.push(required('spec.version'));
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > 20_000)
    errors.push(invalid('spec.groupPriorityMinimum', groupPriorityMinimum, 'must be positive and less than 20000'));
  if (versionPriority <= 0 || versionPriority > 1000)
    errors.push(invalid('spec.versionPriority', versionPriority, 'must be positive and less than 1000'));
  if (!service) return;
  if (!service.namespace) errors.push(required('spec.service.namespace'));
  if (!service.name) errors.push(required('spec.service.name'));
}
