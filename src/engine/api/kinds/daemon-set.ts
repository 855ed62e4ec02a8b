// A DaemonSet wants one pod on every node that lets it in: what each machine needs, such as a log collector or a proxy. It has no
// number of replicas, for the nodes are the number. Its template's generation is counted in an annotation of older days.
// Source: `pkg/apis/apps/v1/{defaults,conversion}.go`, `pkg/registry/apps/daemonset/strategy.go`, `pkg/apis/apps/validation`.
import { type FieldError, invalid, notSupported, required } from '../field-error.ts';
import { sortedMap } from '../go-text.ts';
import { percentOf } from '../int-or-string.ts';
import { formatLabelSelector, matchesLabels, printLabels } from '../labels.ts';
import { equal, type KubeObject } from '../object.ts';
import type {
  DaemonSet,
  DaemonSetSpec,
  DaemonSetStatus,
  DaemonSetUpdateStrategy,
  IntOrString,
  RollingUpdateDaemonSet,
} from '../types.ts';
import { immutableMessage } from '../validation.ts';
import { nonNegative, positiveIntOrPercent, validateLabelSelector } from './checks.ts';
import { ageColumn, column, containerColumns, integerColumn, nameColumn } from './columns.ts';
import { fill, partOf } from './fill.ts';
import type { Draft, Kind, Subresource } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { noSpec, templateDefaults } from './pod-defaults.ts';
import { podWarnings } from './pod-warnings.ts';
import { allVerbs, changed, countGeneration, keep, metadataFields, setGeneration } from './strategy.ts';
import { selectorShape, validateLasting, withoutZeros } from './workload.ts';

/** The annotation in which the server counts changes of the template. */
export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

export const daemonSetKind: Kind = Object.freeze<Kind>({
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: ['status'],
  generation: true,
  unconditionalUpdate: true,
  createOnUpdate: false,
  nameRule: 'subdomain',
  storagePrefix: 'daemonsets',
  storageVersionHash: 'dd7pWHUlMKQ=',

  defaults(draft: Draft): void {
    const spec = (draft.spec ?? {}) as DaemonSetSpec;
    const template = fill(spec, { template: { spec: noSpec } });
    draft.spec = fill(strategyDefaults(partOf(template, 'template', templateDefaults)), { revisionHistoryLimit: 10 });
    const status = fill((draft.status ?? {}) as DaemonSetStatus, fresh);
    draft.status = withoutZeros(status, Object.keys(fresh));
  },

  prepareForCreate(draft: Draft): void {
    draft.status = fresh;
    setGeneration(draft, 1);
    setTemplateGeneration(draft, Math.max(1, templateGeneration(draft) ?? 0));
  },

  prepareForUpdate(draft: Draft, old: KubeObject, subresource?: Subresource): void {
    keep(draft, old, subresource === 'status' ? 'spec' : 'status');
    const other = !equal((draft as DaemonSet).spec.template, (old as DaemonSet).spec.template);
    setTemplateGeneration(draft, (templateGeneration(old) ?? 0) + (other ? 1 : 0));
    countGeneration(draft, old, changed(draft, old, 'spec'));
  },

  validate(object: KubeObject): FieldError[] {
    const errors = validateObjectMeta(object, daemonSetKind);
    validateSpec((object as DaemonSet).spec, errors);
    return errors;
  },

  validateUpdate(object: KubeObject, old: KubeObject, subresource?: Subresource): FieldError[] {
    const set = object as DaemonSet;
    const before = old as DaemonSet;
    const errors = validateObjectMetaUpdate(object, old);
    if (subresource === 'status') {
      validateStatus(set.status, before.status, errors);
      return errors;
    }
    // The real server looks at the spec twice, and says everything twice in the list of causes.
    validateSpec(set.spec, errors);
    const { selector } = set.spec;
    const repeated = errors.length > 0 ? [...daemonSetKind.validate(object), ...errors] : errors;
    if (!equal(selector, before.spec.selector)) {
      repeated.push(invalid('spec.selector', selector ? selectorShape(selector) : null, immutableMessage));
    }
    return repeated;
  },

  warnings: (object) => podWarnings((object as DaemonSet).spec.template?.spec ?? noSpec, 'spec.template.spec'),

  columns: [
    nameColumn(),
    integerColumn<DaemonSet>('Desired', ({ status }) => status?.desiredNumberScheduled ?? 0),
    integerColumn<DaemonSet>('Current', ({ status }) => status?.currentNumberScheduled ?? 0),
    integerColumn<DaemonSet>('Ready', ({ status }) => status?.numberReady ?? 0),
    integerColumn<DaemonSet>('Up-to-date', ({ status }) => status?.updatedNumberScheduled ?? 0),
    integerColumn<DaemonSet>('Available', ({ status }) => status?.numberAvailable ?? 0),
    column<DaemonSet>('Node Selector', ({ spec }) => printLabels(spec.template?.spec?.nodeSelector)),
    ageColumn,
    ...containerColumns<DaemonSet>(({ spec }) => spec.template?.spec?.containers ?? []),
    column<DaemonSet>('Selector', ({ spec }) => formatLabelSelector(spec.selector), 1),
  ],

  selectableFields: metadataFields,
});

/** These counters are on the wire even when they are zero. */
const fresh = Object.freeze({
  currentNumberScheduled: 0,
  numberMisscheduled: 0,
  desiredNumberScheduled: 0,
  numberReady: 0,
});

/** How often the template was changed, plus one; undefined when nobody has counted. */
export function templateGeneration({ metadata }: { readonly metadata: KubeObject['metadata'] }): number | undefined {
  const text = metadata.annotations?.[TEMPLATE_GENERATION];
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

function setTemplateGeneration(draft: Draft, generation: number): void {
  const { annotations } = draft.metadata;
  const text = String(generation);
  if (annotations?.[TEMPLATE_GENERATION] === text) return;
  draft.metadata = { ...draft.metadata, annotations: { ...annotations, [TEMPLATE_GENERATION]: text } };
}

function strategyDefaults(spec: DaemonSetSpec): DaemonSetSpec {
  const given = spec.updateStrategy ?? {};
  let strategy: DaemonSetUpdateStrategy = given.type ? given : { ...given, type: 'RollingUpdate' };
  if (strategy.type === 'RollingUpdate') {
    const rollingUpdate = fill(strategy.rollingUpdate ?? {}, { maxUnavailable: 1, maxSurge: 0 });
    if (rollingUpdate !== strategy.rollingUpdate) strategy = { ...strategy, rollingUpdate };
  }
  return strategy === spec.updateStrategy ? spec : { ...spec, updateStrategy: strategy };
}

function validateSpec(spec: DaemonSetSpec, errors: FieldError[]): void {
  const { selector, template } = spec;
  validateLabelSelector(selector, 'spec.selector', errors);
  const labels = template?.metadata?.labels;
  if (!matchesLabels(selector, labels ?? {})) {
    const message = '`selector` does not match template `labels`';
    errors.push(invalid('spec.template.metadata.labels', sortedMap(labels), message));
  }
  if (selector && Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0) {
    errors.push(invalid('spec.selector', selectorShape(selector), 'empty selector is invalid for daemonset'));
  }
  validateLasting(template, 'spec.template', errors, 'DaemonSet');
  nonNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  validateStrategy(spec.updateStrategy ?? {}, errors);
  nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit', errors);
}

function validateStrategy({ type, rollingUpdate }: DaemonSetUpdateStrategy, errors: FieldError[]): void {
  const field = 'spec.updateStrategy';
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    const shape = { Type: type, RollingUpdate: rollingUpdate ? rollingShape(rollingUpdate) : null };
    errors.push(notSupported(field, shape, ['RollingUpdate', 'OnDelete']));
  } else if (!rollingUpdate) errors.push(required(`${field}.rollingUpdate`));
  else validateRolling(rollingUpdate, `${field}.rollingUpdate`, errors);
}

/** Either some pods may be missing, or there may be too many: one of the two, and not both. */
function validateRolling({ maxUnavailable, maxSurge }: RollingUpdateDaemonSet, field: string, errors: FieldError[]) {
  const limits = { maxUnavailable, maxSurge };
  for (const [name, limit] of Object.entries(limits)) positiveIntOrPercent(limit, `${field}.${name}`, errors);
  for (const [name, limit] of Object.entries(limits)) {
    if ((percentOf(limit) ?? 0) > 100) errors.push(invalid(`${field}.${name}`, limit, 'must not be greater than 100%'));
  }
  if (amount(maxUnavailable) !== 0 && amount(maxSurge) !== 0) {
    errors.push(invalid(`${field}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  } else if (amount(maxUnavailable) === 0 && amount(maxSurge) === 0) {
    errors.push(required(`${field}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  }
}

function rollingShape(rolling: RollingUpdateDaemonSet): object {
  return { MaxUnavailable: rolling.maxUnavailable ?? 0, MaxSurge: rolling.maxSurge ?? 0 };
}

function amount(value: IntOrString | undefined): number {
  return typeof value === 'string' ? (percentOf(value) ?? 0) : (value ?? 0);
}

function validateStatus(
  status: DaemonSetStatus | undefined,
  before: DaemonSetStatus | undefined,
  errors: FieldError[],
): void {
  const counters = [
    ...(['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady'] as const),
    ...(['observedGeneration', 'updatedNumberScheduled', 'numberAvailable', 'numberUnavailable'] as const),
    'collisionCount' as const,
  ];
  for (const name of counters) nonNegative(status?.[name], `status.${name}`, errors);
  if (before?.collisionCount !== undefined && (status?.collisionCount ?? 0) < before.collisionCount) {
    errors.push(invalid('status.collisionCount', status?.collisionCount ?? 0, 'cannot be decremented'));
  }
}
