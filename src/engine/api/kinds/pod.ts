// A Pod: containers that live and die together on one node. This file says how a manifest becomes a pod in the store, what
// of it may change afterwards, and what `kubectl get pods` shows.
// Source: `pkg/registry/core/pod/strategy.go`, `pkg/apis/core/validation`, `pkg/printers/internalversion`.
import { type FieldError, forbidden } from '../field-error.ts';
import { equal, type KubeObject } from '../object.ts';
import type { Pod, PodCondition, PodSpec, PodStatus } from '../types.ts';
import { ageColumn, column, nameColumn } from './columns.ts';
import { eachOf, fill } from './fill.ts';
import type { Draft, Kind, Subresource } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { noSpec, podSpecDefaults } from './pod-defaults.ts';
import { qosClass } from './pod-qos.ts';
import { validatePodSpec } from './pod-spec-validation.ts';
import { podStatusLine, restartsText } from './pod-status-word.ts';
import { validatePodResize, validatePodSpecUpdate } from './pod-update.ts';
import { podWarnings } from './pod-warnings.ts';
import { allVerbs, changed, countGeneration, keep, metadataFields, setGeneration } from './strategy.ts';

const none = (text: string | undefined): string => text || '<none>';

export const podKind: Kind = Object.freeze<Kind>({
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: [
    'attach',
    'binding',
    'ephemeralcontainers',
    'eviction',
    'exec',
    'log',
    'portforward',
    'proxy',
    'resize',
    'status',
  ],
  generation: true,
  unconditionalUpdate: true,
  createOnUpdate: false,
  nameRule: 'subdomain',
  storagePrefix: 'pods',
  storageVersionHash: 'xPOwRZ+Yhw8=',

  defaults(draft: Draft): void {
    draft.spec = podSpecDefaults((draft.spec as PodSpec | undefined) ?? noSpec);
    const status = draft.status as PodStatus | undefined;
    if (status?.conditions) draft.status = eachOf(status, 'conditions', conditionShape);
  },

  prepareForCreate(draft: Draft): void {
    const spec = draft.spec as PodSpec;
    const gated = (spec.schedulingGates ?? []).length > 0;
    const status: PodStatus = { phase: 'Pending', qosClass: qosClass(spec) };
    if (gated) status.conditions = [gatedCondition(draft.metadata.creationTimestamp)];
    draft.status = status;
    setGeneration(draft, 1);
    positiveGrace(draft, spec);
  },

  prepareForUpdate(draft: Draft, old: KubeObject, subresource?: Subresource): void {
    if (subresource === 'status') {
      keep(draft, old, 'spec');
      keepOwners(draft, old);
      const status = draft.status as PodStatus | undefined;
      const before = (old.status as PodStatus | undefined)?.qosClass;
      if (before !== undefined) draft.status = fill(status ?? {}, { qosClass: before });
    } else {
      if (subresource === 'ephemeralcontainers' || subresource === 'resize') onlyPart(draft, old, subresource);
      keep(draft, old, 'status');
    }
    countGeneration(draft, old, subresource !== 'status' && subresource !== 'binding' && changed(draft, old, 'spec'));
  },

  validate(object: KubeObject): FieldError[] {
    const errors = validateObjectMeta(object, podKind);
    const spec = (object.spec as PodSpec | undefined) ?? noSpec;
    if (spec !== vouched) checkNewSpec(spec, errors);
    return errors;
  },

  validateUpdate(object: KubeObject, old: KubeObject, subresource?: Subresource): FieldError[] {
    const errors = validateObjectMetaUpdate(object, old);
    if (subresource === 'status') return errors;
    errors.push(...validateObjectMeta(object, podKind));
    const { spec } = object as Pod;
    if (spec !== (old as Pod).spec) validatePodSpec(spec, 'spec', errors);
    if (subresource === 'resize') validatePodResize(object as Pod, old as Pod, errors);
    else if (subresource !== 'ephemeralcontainers' && subresource !== 'binding') {
      validatePodSpecUpdate(object as Pod, old as Pod, errors);
    }
    return errors;
  },

  warnings: (object) => podWarnings((object.spec as PodSpec | undefined) ?? noSpec, 'spec'),

  columns: [
    nameColumn(),
    column<Pod>('Ready', (pod) => {
      const line = podStatusLine(pod);
      return `${line.readyContainers}/${line.totalContainers}`;
    }),
    column<Pod>('Status', (pod) => podStatusLine(pod).word),
    column<Pod>('Restarts', (pod, nowMs) => restartsText(podStatusLine(pod), nowMs)),
    ageColumn,
    column<Pod>('IP', (pod) => none(pod.status?.podIPs?.[0]?.ip), 1),
    column<Pod>('Node', (pod) => none(pod.spec.nodeName), 1),
    column<Pod>('Nominated Node', (pod) => none(pod.status?.nominatedNodeName), 1),
    column<Pod>('Readiness Gates', readinessGates, 1),
  ],

  selectableFields(object: KubeObject): Record<string, string> {
    const { spec, status } = object as Pod;
    return {
      ...metadataFields(object),
      'spec.nodeName': spec.nodeName ?? '',
      'spec.restartPolicy': spec.restartPolicy ?? '',
      'spec.schedulerName': spec.schedulerName ?? '',
      'spec.serviceAccountName': spec.serviceAccountName ?? '',
      'spec.hostNetwork': String(spec.hostNetwork ?? false),
      'status.phase': status?.phase ?? '',
      'status.podIP': status?.podIPs?.[0]?.ip ?? status?.podIP ?? '',
      'status.nominatedNodeName': status?.nominatedNodeName ?? '',
    };
  },
});

let vouched: PodSpec | undefined;

/** Says that the spec that is checked next differs from one that is fine only in what was given to it by admission. */
export function vouchForSpec(spec: PodSpec): void {
  vouched = spec;
}

export function isFineSpec(spec: PodSpec): boolean {
  const errors: FieldError[] = [];
  checkNewSpec(spec, errors);
  return errors.length === 0;
}

function checkNewSpec(spec: PodSpec, errors: FieldError[]): void {
  validatePodSpec(spec, 'spec', errors);
  if ((spec.ephemeralContainers ?? []).length > 0) {
    errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  }
  if (spec.nodeName && (spec.schedulingGates ?? []).length > 0) {
    errors.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
}

// These two times are printed even when there is none.
function conditionShape(condition: PodCondition): PodCondition {
  if (condition.lastProbeTime !== undefined && condition.lastTransitionTime !== undefined) return condition;
  return { lastProbeTime: null, lastTransitionTime: null, ...condition } as unknown as PodCondition;
}

function gatedCondition(now: string | undefined): PodCondition {
  return conditionShape({
    lastTransitionTime: now,
    message: 'Scheduling is blocked due to non-empty scheduling gates',
    reason: 'SchedulingGated',
    status: 'False',
    type: 'PodScheduled',
  });
}

// A negative grace period was once possible; it means the shortest one.
function positiveGrace(draft: Draft, spec: PodSpec): void {
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) draft.spec = { ...spec, terminationGracePeriodSeconds: 1 };
}

// Status writers may not adopt or orphan.
function keepOwners(draft: Draft, old: KubeObject): void {
  const { ownerReferences } = old.metadata;
  if (draft.metadata.ownerReferences === ownerReferences || equal(draft.metadata.ownerReferences, ownerReferences))
    return;
  const { ownerReferences: _dropped, ...rest } = draft.metadata;
  draft.metadata = ownerReferences === undefined ? rest : { ...rest, ownerReferences };
}

// A narrow door: of the whole spec only the ephemeral containers, or only the resources of existing containers, get through.
function onlyPart(draft: Draft, old: KubeObject, door: 'ephemeralcontainers' | 'resize'): void {
  const spec = draft.spec as PodSpec;
  const before = old.spec as PodSpec;
  // What was asked for in vain is its asker's all the same (recorded: such a write makes a new version).
  const { resourceVersion, managedFields } = draft.metadata;
  draft.metadata = { ...old.metadata, resourceVersion, managedFields };
  if (door === 'ephemeralcontainers') {
    draft.spec = { ...before, ephemeralContainers: spec.ephemeralContainers };
    return;
  }
  const containers = before.containers.map((container, index) => {
    const asked = spec.containers[index];
    if (asked?.name !== container.name || equal(asked.resources, container.resources)) return container;
    return { ...container, resources: asked.resources };
  });
  draft.spec = containers.some((container, index) => container !== before.containers[index])
    ? { ...before, containers }
    : before;
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const open = gates.filter(({ conditionType }) =>
    status?.conditions?.some(({ type, status }) => type === conditionType && status === 'True'),
  );
  return `${open.length}/${gates.length}`;
}
