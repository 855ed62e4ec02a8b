// A Namespace is a room with a door of its own for names. It carries a finalizer from birth, so that deleting it waits until
// the room is empty.
// Source: `pkg/registry/core/namespace/strategy.go`, `pkg/apis/core/v1/defaults.go`.
import { type FieldError, invalid, invalids } from '../field-error.ts';
import type { KubeObject } from '../object.ts';
import type { Namespace } from '../types.ts';
import { qualifiedNameErrors } from '../validation.ts';
import { ageColumn, column, nameColumn } from './columns.ts';
import { fill } from './fill.ts';
import type { Draft, Kind, Subresource } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { clusterMetadataFields, countGeneration, keep } from './strategy.ts';

const nameLabel = 'kubernetes.io/metadata.name';

export const namespaceKind: Kind = Object.freeze<Kind>({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  categories: [],
  namespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  subresources: ['finalize', 'status'],
  generation: false,
  unconditionalUpdate: true,
  createOnUpdate: false,
  nameRule: 'label',
  storagePrefix: 'namespaces',
  storageVersionHash: 'Q3oi5N2YM8M=',

  defaults(draft: Draft): void {
    labelWithName(draft);
    draft.spec ??= {};
    draft.status = fill((draft.status ?? {}) as NonNullable<Namespace['status']>, { phase: 'Active' });
  },

  prepareForCreate(draft: Draft): void {
    labelWithName(draft);
    draft.status = { phase: 'Active' };
    const finalizers = (draft.spec as Namespace['spec']).finalizers ?? [];
    if (!finalizers.includes('kubernetes')) draft.spec = { finalizers: [...finalizers, 'kubernetes'] };
  },

  prepareForUpdate(draft: Draft, old: KubeObject, subresource?: Subresource): void {
    if (subresource !== 'finalize') keep(draft, old, 'spec');
    if (subresource !== 'status') keep(draft, old, 'status');
    countGeneration(draft, old, false);
  },

  validate(object: KubeObject): FieldError[] {
    return [...validateObjectMeta(object, namespaceKind), ...finalizerErrors(object as Namespace)];
  },

  validateUpdate(object: KubeObject, old: KubeObject, subresource?: Subresource): FieldError[] {
    const errors = validateObjectMetaUpdate(object, old);
    if (subresource === 'finalize') errors.push(...finalizerErrors(object as Namespace));
    return errors;
  },

  columns: [nameColumn(), column<Namespace>('Status', ({ status }) => status?.phase ?? ''), ageColumn],

  selectableFields: (object) => ({
    ...clusterMetadataFields(object),
    name: object.metadata.name ?? '',
    'status.phase': (object as Namespace).status?.phase ?? '',
  }),
});

// Selectors over namespaces can so ask for one by name.
function labelWithName(draft: Draft): void {
  const { name, labels } = draft.metadata;
  if (!name || labels?.[nameLabel] === name) return;
  draft.metadata = { ...draft.metadata, labels: { ...labels, [nameLabel]: name } };
}

function finalizerErrors({ spec }: Namespace): FieldError[] {
  return (spec.finalizers ?? []).flatMap((finalizer) => {
    const errors = invalids('spec.finalizers', finalizer, qualifiedNameErrors(finalizer));
    if (errors.length > 0 || finalizer.includes('/') || finalizer === 'kubernetes') return errors;
    const message = 'name is neither a standard finalizer name nor is it fully qualified';
    return [invalid('spec.finalizers', finalizer, message)];
  });
}
