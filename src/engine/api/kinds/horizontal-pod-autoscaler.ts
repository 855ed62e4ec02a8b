// A HorizontalPodAutoscaler says between which numbers of pods a workload may move, and which measured value should be where.
// What nobody says is: 80 % of the requested CPU, one pod at least; how fast it may move has defaults only where a behavior is given.
// Source: `pkg/apis/autoscaling/v2/defaults.go`, `pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go`.
import type { FieldError } from '../field-error.ts';
import { equal, type KubeObject } from '../object.ts';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerSpec,
  HorizontalPodAutoscalerStatus,
  HPAScalingRules,
  MetricSpec,
} from '../types.ts';
import { targetsText } from './autoscaler-targets.ts';
import { fromV1, toV1 } from './autoscaler-v1.ts';
import { validateAutoscalerSpec, validateAutoscalerStatus } from './autoscaler-validation.ts';
import { ageColumn, column, nameColumn } from './columns.ts';
import { fill } from './fill.ts';
import type { Draft, Kind, PrinterColumn, Subresource } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { allVerbs, countGeneration, keep, metadataFields } from './strategy.ts';

const shared = {
  group: 'autoscaling',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: ['status'],
  generation: false,
  unconditionalUpdate: true,
  createOnUpdate: false,
  nameRule: 'subdomain',
  storagePrefix: 'horizontalpodautoscalers',
  storageVersionHash: 'qwQve8ut294=',

  prepareForUpdate(draft: Draft, old: KubeObject, subresource?: Subresource): void {
    keep(draft, old, subresource === 'status' ? 'spec' : 'status');
    countGeneration(draft, old, false);
  },

  selectableFields: metadataFields,
} as const;

/** Either form as the stored one. */
const stored = (object: KubeObject): HorizontalPodAutoscaler =>
  (object.apiVersion === 'autoscaling/v1' ? fromV1(object) : object) as HorizontalPodAutoscaler;

const columns: readonly PrinterColumn[] = [
  nameColumn(),
  column('Reference', (object) => {
    const { kind, name } = stored(object).spec.scaleTargetRef;
    return `${kind}/${name}`;
  }),
  column('Targets', (object) => targetsText(stored(object))),
  column('MinPods', (object) => `${stored(object).spec.minReplicas ?? '<unset>'}`),
  column('MaxPods', (object) => stored(object).spec.maxReplicas ?? 0),
  column('Replicas', (object) => stored(object).status?.currentReplicas ?? 0),
  ageColumn,
];

export const horizontalPodAutoscalerKind: Kind = Object.freeze<Kind>({
  ...shared,
  version: 'v2',
  columns,

  defaults(draft: Draft): void {
    const spec = (draft.spec ?? {}) as HorizontalPodAutoscalerSpec;
    let full = fill(spec, { minReplicas: 1 });
    if (!full.scaleTargetRef) full = { ...full, scaleTargetRef: { kind: '', name: '' } };
    if (!full.metrics?.length) full = { ...full, metrics: [cpuAt80] };
    if (full.behavior) full = withRules(full);
    draft.spec = full;
    const status = (draft.status ?? {}) as Partial<HorizontalPodAutoscalerStatus>;
    draft.status = fill(status, { desiredReplicas: 0 });
    if (status.currentMetrics === undefined) draft.status = { ...(draft.status as object), currentMetrics: null };
  },

  prepareForCreate(draft: Draft): void {
    draft.status = { currentMetrics: null, desiredReplicas: 0 };
  },

  validate(object: KubeObject): FieldError[] {
    const errors = validateObjectMeta(object, horizontalPodAutoscalerKind);
    validateAutoscalerSpec((object as HorizontalPodAutoscaler).spec, 1, errors);
    return errors;
  },

  validateUpdate(object: KubeObject, old: KubeObject, subresource?: Subresource): FieldError[] {
    const errors = validateObjectMetaUpdate(object, old);
    const { spec, status } = object as HorizontalPodAutoscaler;
    if (subresource === 'status') validateAutoscalerStatus(status, errors);
    else validateAutoscalerSpec(spec, (old as HorizontalPodAutoscaler).spec.minReplicas === 0 ? 0 : 1, errors);
    return errors;
  },
});

export const horizontalPodAutoscalerV1Kind: Kind = Object.freeze<Kind>({
  ...shared,
  version: 'v1',
  columns,

  defaults(draft: Draft): void {
    draft.spec = fill(
      (draft.spec ?? {}) as object,
      { minReplicas: 1, scaleTargetRef: { kind: '', name: '' } } as object,
    );
    draft.status = fill((draft.status ?? {}) as object, { currentReplicas: 0, desiredReplicas: 0 } as object);
  },

  prepareForCreate(draft: Draft): void {
    draft.status = { currentReplicas: 0, desiredReplicas: 0 };
  },

  validate: (object) => horizontalPodAutoscalerKind.validate(completed(object)),
  validateUpdate: (object, old, subresource) =>
    horizontalPodAutoscalerKind.validateUpdate(completed(object), completed(old), subresource),
  toStored: completed,
  fromStored: (object) => toV1(object as HorizontalPodAutoscaler),
});

/** The v2 form with its own defaults: without a CPU target v1, too, means 80 %. */
function completed(object: KubeObject): KubeObject {
  const draft: Draft = fromV1(object);
  horizontalPodAutoscalerKind.defaults(draft);
  return draft;
}

const cpuAt80: MetricSpec = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
};

const up: HPAScalingRules = {
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
  selectPolicy: 'Max',
  stabilizationWindowSeconds: 0,
};

const down: HPAScalingRules = { policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }], selectPolicy: 'Max' };

function withRules(spec: HorizontalPodAutoscalerSpec): HorizontalPodAutoscalerSpec {
  const { scaleUp = {}, scaleDown = {} } = spec.behavior ?? {};
  const behavior = { ...spec.behavior, scaleUp: fill(scaleUp, up), scaleDown: fill(scaleDown, down) };
  return equal(behavior, spec.behavior) ? spec : { ...spec, behavior };
}
