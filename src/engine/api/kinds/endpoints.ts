// Endpoints: the older form of what EndpointSlices say, one object a Service with all its addresses in it. Deprecated since 1.33
// and written all the same, because old clients read it; every answer about it carries a warning.
// Source: `pkg/apis/core/validation/validation.go` ValidateEndpoints, `pkg/registry/core/endpoint/strategy.go`.
import { type FieldError, invalids, required } from '../field-error.ts';
import type { KubeObject } from '../object.ts';
import type { EndpointAddress, EndpointPort, EndpointSubset, Endpoints } from '../types.ts';
import { dns1123SubdomainErrors, portNumberErrors, qualifiedNameErrors } from '../validation.ts';
import { dnsLabel, oneOf } from './checks.ts';
import { ageColumn, column, nameColumn } from './columns.ts';
import { shortList } from './endpoint-slice.ts';
import { eachOf, fill } from './fill.ts';
import type { Draft, Kind } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { plainAddress } from './service-addresses.ts';
import { allVerbs, countGeneration, dropEmpty, metadataFields } from './strategy.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];

export const endpointsKind: Kind = Object.freeze<Kind>({
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  generation: false,
  unconditionalUpdate: true,
  createOnUpdate: true,
  nameRule: 'subdomain',
  storagePrefix: 'services/endpoints',
  storageVersionHash: 'fWeeMqaN/OA=',
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',

  defaults(draft: Draft): void {
    dropEmpty(draft, 'subsets');
    const { subsets } = draft as Endpoints;
    if (!subsets) return;
    const filled = eachOf(draft as Endpoints, 'subsets', (subset: EndpointSubset) =>
      eachOf(subset, 'ports', (port: EndpointPort) => fill(port, { protocol: 'TCP' })),
    );
    draft.subsets = filled.subsets;
  },

  prepareForCreate(): void {
    // Nothing in it is the server's.
  },

  prepareForUpdate(draft: Draft, old: KubeObject): void {
    countGeneration(draft, old, false);
  },

  validate(object: KubeObject): FieldError[] {
    const errors = validateObjectMeta(object, endpointsKind);
    for (const [index, subset] of ((object as Endpoints).subsets ?? []).entries()) {
      validateSubset(subset, `subsets[${index}]`, errors);
    }
    return errors;
  },

  validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
    return [...validateObjectMetaUpdate(object, old), ...endpointsKind.validate(object)];
  },

  columns: [nameColumn(), column<Endpoints>('Endpoints', ({ subsets }) => endpointsText(subsets ?? [])), ageColumn],

  selectableFields: metadataFields,
});

function validateSubset(
  { addresses = [], notReadyAddresses = [], ports = [] }: EndpointSubset,
  at: string,
  errors: FieldError[],
): void {
  if (addresses.length === 0 && notReadyAddresses.length === 0) {
    errors.push(required(at, 'must specify `addresses` or `notReadyAddresses`'));
  }
  for (const [index, address] of addresses.entries()) validateAddress(address, `${at}.addresses[${index}]`, errors);
  for (const [index, address] of notReadyAddresses.entries()) {
    validateAddress(address, `${at}.notReadyAddresses[${index}]`, errors);
  }
  for (const [index, { name = '', port, protocol = '', appProtocol }] of ports.entries()) {
    const place = `${at}.ports[${index}]`;
    if (ports.length > 1 && name === '') errors.push(required(`${place}.name`));
    else if (name !== '') dnsLabel(name, `${place}.name`, errors);
    errors.push(...invalids(`${place}.port`, port ?? 0, portNumberErrors(port ?? 0)));
    if (protocol === '') errors.push(required(`${place}.protocol`));
    else oneOf(protocol, protocols, `${place}.protocol`, errors);
    if (appProtocol) errors.push(...invalids(`${place}.appProtocol`, appProtocol, qualifiedNameErrors(appProtocol)));
  }
}

function validateAddress({ ip, hostname, nodeName }: EndpointAddress, at: string, errors: FieldError[]): void {
  if (hostname) dnsLabel(hostname, `${at}.hostname`, errors);
  if (nodeName) errors.push(...invalids(`${at}.nodeName`, nodeName, dns1123SubdomainErrors(nodeName)));
  errors.push(...plainAddress(ip ?? '', `${at}.ip`));
}

/** `10.244.1.2:80,10.244.2.2:80`: ready addresses only, as kubectl shows them; without ports the bare addresses. */
export function endpointsText(subsets: readonly EndpointSubset[]): string {
  if (subsets.length === 0) return '<none>';
  const texts = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip}:${port}`)),
  );
  return shortList(texts, '');
}
