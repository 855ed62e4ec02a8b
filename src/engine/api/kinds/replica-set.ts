// A ReplicaSet keeps a number of equal pods alive. It knows nothing of versions: a Deployment makes one ReplicaSet for each.
// Source: `pkg/registry/apps/replicaset/strategy.go`, `pkg/apis/apps/validation`.
import { type FieldError, invalid } from '../field-error.ts';
import { formatLabelSelector } from '../labels.ts';
import { equal, type KubeObject } from '../object.ts';
import type { ReplicaSet, ReplicaSetSpec, ReplicaSetStatus } from '../types.ts';
import { immutableMessage } from '../validation.ts';
import { nonNegative } from './checks.ts';
import { ageColumn, column, containerColumns, integerColumn, nameColumn } from './columns.ts';
import { fill, partOf } from './fill.ts';
import type { Draft, Kind, Subresource } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { noSpec, templateDefaults } from './pod-defaults.ts';
import { podWarnings } from './pod-warnings.ts';
import { allVerbs, changed, countGeneration, keep, metadataFields, setGeneration } from './strategy.ts';
import { selectorShape, validateSelector, validateTemplate, withoutZeros } from './workload.ts';

export const replicaSetKind: Kind = Object.freeze<Kind>({
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: ['scale', 'status'],
  generation: true,
  unconditionalUpdate: true,
  createOnUpdate: false,
  nameRule: 'subdomain',
  storagePrefix: 'replicasets',
  storageVersionHash: 'P1RzHs8/mWQ=',

  defaults(draft: Draft): void {
    const spec = (draft.spec ?? {}) as ReplicaSetSpec;
    const template = fill(spec, { template: { spec: noSpec } });
    draft.spec = fill(partOf(template, 'template', templateDefaults), { replicas: 1 });
    const status = fill((draft.status ?? {}) as ReplicaSetStatus, { replicas: 0 });
    draft.status = withoutZeros(status, ['replicas', 'terminatingReplicas']);
  },

  prepareForCreate(draft: Draft): void {
    draft.status = { replicas: 0 };
    setGeneration(draft, 1);
  },

  prepareForUpdate(draft: Draft, old: KubeObject, subresource?: Subresource): void {
    keep(draft, old, subresource === 'status' ? 'spec' : 'status');
    countGeneration(draft, old, changed(draft, old, 'spec'));
  },

  validate(object: KubeObject): FieldError[] {
    const errors = validateObjectMeta(object, replicaSetKind);
    validateSpec(object as ReplicaSet, errors);
    return errors;
  },

  validateUpdate(object: KubeObject, old: KubeObject, subresource?: Subresource): FieldError[] {
    const errors = validateObjectMetaUpdate(object, old);
    const set = object as ReplicaSet;
    if (subresource === 'status') validateStatus(set, errors);
    else {
      validateSpec(set, errors);
      const { selector } = set.spec;
      if (!equal(selector, (old as ReplicaSet).spec.selector)) {
        errors.push(invalid('spec.selector', selector ? selectorShape(selector) : null, immutableMessage));
      }
    }
    return errors;
  },

  warnings: (object) => podWarnings((object as ReplicaSet).spec.template?.spec ?? noSpec, 'spec.template.spec'),

  columns: [
    nameColumn(),
    integerColumn<ReplicaSet>('Desired', ({ spec }) => spec.replicas ?? 0),
    integerColumn<ReplicaSet>('Current', ({ status }) => status?.replicas ?? 0),
    integerColumn<ReplicaSet>('Ready', ({ status }) => status?.readyReplicas ?? 0),
    ageColumn,
    ...containerColumns<ReplicaSet>(({ spec }) => spec.template?.spec.containers ?? []),
    column<ReplicaSet>('Selector', ({ spec }) => formatLabelSelector(spec.selector), 1),
  ],

  selectableFields: (object) => ({
    ...metadataFields(object),
    'status.replicas': String((object as ReplicaSet).status?.replicas ?? 0),
  }),
});

function validateSpec({ spec }: ReplicaSet, errors: FieldError[]): void {
  nonNegative(spec.replicas, 'spec.replicas', errors);
  nonNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  if (validateSelector(spec.selector, 'spec.selector', errors)) {
    validateTemplate(spec.template, spec.selector, 'spec.template', errors);
  }
}

function validateStatus({ status }: ReplicaSet, errors: FieldError[]): void {
  const { replicas = 0, fullyLabeledReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status ?? {};
  nonNegative(replicas, 'status.replicas', errors);
  nonNegative(fullyLabeledReplicas, 'status.fullyLabeledReplicas', errors);
  nonNegative(readyReplicas, 'status.readyReplicas', errors);
  nonNegative(availableReplicas, 'status.availableReplicas', errors);
  nonNegative(status?.observedGeneration, 'status.observedGeneration', errors);
  const parts = { fullyLabeledReplicas, readyReplicas, availableReplicas };
  for (const [name, count] of Object.entries(parts)) {
    if (count > replicas) errors.push(invalid(`status.${name}`, count, 'cannot be greater than status.replicas'));
  }
  if (availableReplicas > readyReplicas) {
    errors.push(invalid('status.availableReplicas', availableReplicas, 'cannot be greater than readyReplicas'));
  }
}
