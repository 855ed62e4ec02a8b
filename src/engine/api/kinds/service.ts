// A Service is a promise: a name, an address and a port that stay, whichever pods are behind them. It runs nothing. Others read
// it: the EndpointSlice controller finds the pods its selector means, and every node writes rules for its address.
// Source: `pkg/apis/core/v1/defaults.go`, `pkg/registry/core/service`, `pkg/printers/internalversion`.
import type { FieldError } from '../field-error.ts';
import { printLabels } from '../labels.ts';
import type { KubeObject } from '../object.ts';
import type { Service, ServicePort, ServiceSpec } from '../types.ts';
import { ageColumn, column, nameColumn } from './columns.ts';
import { eachOf, fill } from './fill.ts';
import type { Draft, Kind, Subresource } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { allocateService, serviceClaims } from './service-allocation.ts';
import {
  dropForeignFields,
  isExternallyAccessible,
  isHeadless,
  needsClusterIp,
  serviceSpec,
} from './service-fields.ts';
import { validateServiceChange, validateServiceSpec } from './service-validation.ts';
import { allVerbs, countGeneration, keep, metadataFields } from './strategy.ts';

const AFFINITY_SECONDS = 10_800;

export const serviceKind: Kind = Object.freeze<Kind>({
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: ['proxy', 'status'],
  generation: false,
  unconditionalUpdate: true,
  createOnUpdate: true,
  nameRule: 'label',
  storagePrefix: 'services/specs',
  storageVersionHash: '0/CO1lhkEBI=',

  defaults(draft: Draft): void {
    const spec = fill((draft.spec ?? {}) as ServiceSpec, { sessionAffinity: 'None', type: 'ClusterIP' });
    draft.spec = forType(eachOf(affinity(spec), 'ports', portDefaults));
    draft.status = fill((draft.status ?? {}) as NonNullable<Service['status']>, { loadBalancer: {} });
  },

  allocate: (draft, old, allocator) => allocateService(draft, old, serviceKind, allocator),
  claims: serviceClaims,

  prepareForCreate(draft: Draft): void {
    draft.status = { loadBalancer: {} };
  },

  prepareForUpdate(draft: Draft, old: KubeObject, subresource?: Subresource): void {
    keep(draft, old, subresource === 'status' ? 'spec' : 'status');
    if (subresource === undefined) dropForeignFields(draft, old);
    countGeneration(draft, old, false);
  },

  validate(object: KubeObject): FieldError[] {
    const errors = validateObjectMeta(object, serviceKind);
    validateServiceSpec(object as Service, errors);
    return errors;
  },

  validateUpdate(object: KubeObject, old: KubeObject, subresource?: Subresource): FieldError[] {
    const errors = validateObjectMetaUpdate(object, old);
    if (subresource === 'status') return errors;
    validateServiceChange(object as Service, old as Service, errors);
    validateServiceSpec(object as Service, errors);
    return errors;
  },

  warnings,

  columns: [
    nameColumn(),
    column<Service>('Type', ({ spec }) => spec.type ?? ''),
    column<Service>('Cluster-IP', ({ spec }) => spec.clusterIPs?.[0] ?? '<none>'),
    column<Service>('External-IP', externalAddress),
    column<Service>('Port(s)', ({ spec }) => (spec.ports ?? []).map(portText).join(',') || '<none>'),
    ageColumn,
    column<Service>('Selector', ({ spec }) => printLabels(spec.selector), 1),
  ],

  selectableFields: (object) => ({
    ...metadataFields(object),
    'spec.clusterIP': serviceSpec(object).clusterIP ?? '',
    'spec.type': serviceSpec(object).type ?? '',
  }),
});

function affinity(spec: ServiceSpec): ServiceSpec {
  const { sessionAffinityConfig: config, ...rest } = spec;
  if (spec.sessionAffinity === 'None') return config === undefined ? spec : rest;
  if (spec.sessionAffinity !== 'ClientIP') return spec;
  if (typeof config?.clientIP?.timeoutSeconds === 'number') return spec;
  return { ...spec, sessionAffinityConfig: { clientIP: { timeoutSeconds: AFFINITY_SECONDS } } };
}

function portDefaults(port: ServicePort): ServicePort {
  const named = fill(port, { protocol: 'TCP' });
  const { targetPort } = named;
  return targetPort === undefined || targetPort === 0 || targetPort === ''
    ? { ...named, targetPort: port.port }
    : named;
}

function forType(spec: ServiceSpec): ServiceSpec {
  let filled = spec;
  if (isExternallyAccessible(filled) && !filled.externalTrafficPolicy) {
    filled = { ...filled, externalTrafficPolicy: 'Cluster' };
  }
  if (needsClusterIp(filled)) filled = fill(filled, { internalTrafficPolicy: 'Cluster' });
  return filled.type === 'LoadBalancer' ? fill(filled, { allocateLoadBalancerNodePorts: true }) : filled;
}

/** Source: `pkg/api/service/warnings.go`. */
function warnings(object: KubeObject): string[] {
  const { spec } = object as Service;
  const said: string[] = [];
  const external = (spec.externalIPs?.length ?? 0) > 0;
  if (isHeadless(spec)) {
    if (spec.loadBalancerIP) said.push('spec.loadBalancerIP is ignored for headless services');
    if (external) said.push('spec.externalIPs is ignored for headless services');
    if (spec.sessionAffinity !== 'None') said.push('spec.SessionAffinity is ignored for headless services');
  }
  if (external && spec.type === 'ExternalName') {
    said.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  } else if (external && !isHeadless(spec)) {
    said.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  }
  if (spec.externalName && spec.type !== 'ExternalName') {
    said.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  if (spec.trafficDistribution === 'PreferClose') {
    said.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  }
  return said;
}

function externalAddress({ spec, status }: Service): string {
  const external = spec.externalIPs ?? [];
  if (spec.type === 'ExternalName') return spec.externalName ?? '';
  if (spec.type !== 'LoadBalancer') return external.join(',') || '<none>';
  const given = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
  return [...given.filter((text) => text !== ''), ...external].join(',') || '<pending>';
}

/** `80/TCP`, and with a port on the nodes `80:30080/TCP`. */
function portText({ port, nodePort = 0, protocol }: ServicePort): string {
  return nodePort === 0 ? `${port}/${protocol}` : `${port}:${nodePort}/${protocol}`;
}
