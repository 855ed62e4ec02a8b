// A Deployment says which pods should run and how to get from one version to the next. Its spec is a wish with generous
// defaults: one replica, a quarter more and a quarter fewer while rolling, ten old versions kept, ten minutes of patience.
// Source: `pkg/apis/apps/v1/defaults.go`, `pkg/registry/apps/deployment/strategy.go`, `pkg/apis/apps/validation`.
import { type FieldError, forbidden, invalid, notSupported, required } from '../field-error.ts';
import { percentOf } from '../int-or-string.ts';
import { formatLabelSelector } from '../labels.ts';
import { equal, type KubeObject } from '../object.ts';
import type { Deployment, DeploymentSpec, DeploymentStatus, DeploymentStrategy, IntOrString } from '../types.ts';
import { immutableMessage } from '../validation.ts';
import { nonNegative, positiveIntOrPercent } from './checks.ts';
import { ageColumn, column, containerColumns, nameColumn } from './columns.ts';
import { fill, partOf } from './fill.ts';
import type { Draft, Kind, Subresource } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { noSpec, templateDefaults } from './pod-defaults.ts';
import { podWarnings } from './pod-warnings.ts';
import { allVerbs, changed, countGeneration, keep, metadataFields, setGeneration } from './strategy.ts';
import { selectorShape, validateSelector, validateTemplate, withoutZeros } from './workload.ts';

export const deploymentKind: Kind = Object.freeze<Kind>({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: ['scale', 'status'],
  generation: true,
  unconditionalUpdate: true,
  createOnUpdate: false,
  nameRule: 'subdomain',
  storagePrefix: 'deployments',
  storageVersionHash: '8aSe+NMegvE=',

  defaults(draft: Draft): void {
    const spec = (draft.spec ?? {}) as DeploymentSpec;
    const template = fill(spec, { template: { spec: noSpec } });
    draft.spec = fill(strategyDefaults(partOf(template, 'template', templateDefaults)), {
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    });
    draft.status = withoutZeros((draft.status ?? {}) as DeploymentStatus, ['terminatingReplicas']);
  },

  prepareForCreate(draft: Draft): void {
    draft.status = {};
    setGeneration(draft, 1);
  },

  prepareForUpdate(draft: Draft, old: KubeObject, subresource?: Subresource): void {
    if (subresource === 'status') {
      keep(draft, old, 'spec');
      keepLabels(draft, old);
      countGeneration(draft, old, false);
    } else {
      keep(draft, old, 'status');
      const annotated = !equal(draft.metadata.annotations, old.metadata.annotations);
      countGeneration(draft, old, annotated || changed(draft, old, 'spec'));
    }
  },

  validate(object: KubeObject): FieldError[] {
    const errors = validateObjectMeta(object, deploymentKind);
    validateSpec((object as Deployment).spec, errors);
    return errors;
  },

  validateUpdate(object: KubeObject, old: KubeObject, subresource?: Subresource): FieldError[] {
    const errors = validateObjectMetaUpdate(object, old);
    const deployment = object as Deployment;
    if (subresource === 'status') {
      validateStatus(deployment.status ?? {}, (old as Deployment).status ?? {}, errors);
      return errors;
    }
    validateSpec(deployment.spec, errors);
    const { selector } = deployment.spec;
    if (!equal(selector, (old as Deployment).spec.selector)) {
      errors.push(invalid('spec.selector', selector ? selectorShape(selector) : null, immutableMessage));
    }
    return errors;
  },

  warnings: (object) => podWarnings((object as Deployment).spec.template?.spec ?? noSpec, 'spec.template.spec'),

  columns: [
    nameColumn(),
    column<Deployment>('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`),
    column<Deployment>('Up-to-date', ({ status }) => status?.updatedReplicas ?? 0),
    column<Deployment>('Available', ({ status }) => status?.availableReplicas ?? 0),
    ageColumn,
    ...containerColumns<Deployment>(({ spec }) => spec.template.spec.containers ?? []),
    column<Deployment>('Selector', ({ spec }) => formatLabelSelector(spec.selector), 1),
  ],

  selectableFields: metadataFields,
});

function strategyDefaults(spec: DeploymentSpec): DeploymentSpec {
  const given = spec.strategy ?? {};
  let strategy: DeploymentStrategy = fill(given.type ? given : { ...given, type: 'RollingUpdate' }, {});
  if (strategy.type === 'RollingUpdate') {
    const rollingUpdate = fill(strategy.rollingUpdate ?? {}, { maxUnavailable: '25%', maxSurge: '25%' });
    if (rollingUpdate !== strategy.rollingUpdate) strategy = { ...strategy, rollingUpdate };
  }
  return strategy === spec.strategy ? spec : { ...spec, strategy };
}

// The status door also takes annotations (the controller keeps its revision number there), but no labels.
function keepLabels(draft: Draft, old: KubeObject): void {
  const { labels } = old.metadata;
  if (draft.metadata.labels === labels) return;
  const { labels: _dropped, ...rest } = draft.metadata;
  draft.metadata = labels === undefined ? rest : { ...rest, labels };
}

function validateSpec(spec: DeploymentSpec, errors: FieldError[]): void {
  nonNegative(spec.replicas, 'spec.replicas', errors);
  if (validateSelector(spec.selector, 'spec.selector', errors)) {
    validateTemplate(spec.template, spec.selector, 'spec.template', errors);
  }
  validateStrategy(spec.strategy ?? {}, errors);
  nonNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit', errors);
  const deadline = spec.progressDeadlineSeconds;
  if (deadline === undefined) return;
  nonNegative(deadline, 'spec.progressDeadlineSeconds', errors);
  if ((spec.minReadySeconds ?? 0) >= deadline) {
    errors.push(invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
  }
}

function validateStrategy(strategy: DeploymentStrategy, errors: FieldError[]): void {
  const field = 'spec.strategy';
  const { type, rollingUpdate } = strategy;
  if (type === 'Recreate') {
    if (!rollingUpdate) return;
    errors.push(forbidden(`${field}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'"));
  } else if (type === 'RollingUpdate') {
    if (!rollingUpdate) {
      errors.push(required(`${field}.rollingUpdate`, 'this should be defaulted and never be nil'));
      return;
    }
    const { maxUnavailable, maxSurge } = rollingUpdate;
    positiveIntOrPercent(maxUnavailable, `${field}.rollingUpdate.maxUnavailable`, errors);
    positiveIntOrPercent(maxSurge, `${field}.rollingUpdate.maxSurge`, errors);
    if (amount(maxUnavailable) === 0 && amount(maxSurge) === 0) {
      const message = 'may not be 0 when `maxSurge` is 0';
      errors.push(invalid(`${field}.rollingUpdate.maxUnavailable`, maxUnavailable ?? 0, message));
    }
    if ((percentOf(maxUnavailable) ?? 0) > 100) {
      errors.push(invalid(`${field}.rollingUpdate.maxUnavailable`, maxUnavailable, 'must not be greater than 100%'));
    }
  } else {
    const shape = { Type: type, RollingUpdate: rollingUpdate ? rollingShape(rollingUpdate) : null };
    errors.push(notSupported(field, shape, ['Recreate', 'RollingUpdate']));
  }
}

function rollingShape(rolling: NonNullable<DeploymentStrategy['rollingUpdate']>): object {
  return { MaxUnavailable: rolling.maxUnavailable ?? 0, MaxSurge: rolling.maxSurge ?? 0 };
}

function amount(value: IntOrString | undefined): number {
  return typeof value === 'string' ? (percentOf(value) ?? 0) : (value ?? 0);
}

function validateStatus(status: DeploymentStatus, before: DeploymentStatus, errors: FieldError[]): void {
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  nonNegative(status.observedGeneration, 'status.observedGeneration', errors);
  nonNegative(replicas, 'status.replicas', errors);
  nonNegative(updatedReplicas, 'status.updatedReplicas', errors);
  nonNegative(readyReplicas, 'status.readyReplicas', errors);
  nonNegative(availableReplicas, 'status.availableReplicas', errors);
  nonNegative(status.unavailableReplicas, 'status.unavailableReplicas', errors);
  nonNegative(status.collisionCount, 'status.collisionCount', errors);
  for (const [name, count] of Object.entries({ updatedReplicas, readyReplicas, availableReplicas })) {
    if (count > replicas) errors.push(invalid(`status.${name}`, count, 'cannot be greater than status.replicas'));
  }
  if (availableReplicas > readyReplicas) {
    errors.push(invalid('status.availableReplicas', availableReplicas, 'cannot be greater than readyReplicas'));
  }
  if (before.collisionCount !== undefined && (status.collisionCount ?? 0) < before.collisionCount) {
    errors.push(invalid('status.collisionCount', status.collisionCount ?? 0, 'cannot be decremented'));
  }
}
