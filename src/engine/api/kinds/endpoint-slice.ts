// An EndpointSlice is a list of addresses behind a Service, with what is known of each: is it ready, does it still serve, is it
// on its way out. The list is cut into slices of at most a hundred, so that one pod's change is a small message.
// Source: `pkg/apis/discovery/{validation,v1}`, `pkg/registry/discovery/endpointslice/strategy.go`.
import { duplicate, type FieldError, invalid, invalids, notSupported, required, tooMany } from '../field-error.ts';
import { equal, type KubeObject } from '../object.ts';
import type { DiscoveryEndpointPort, Endpoint, EndpointSlice } from '../types.ts';
import {
  dns1123SubdomainErrors,
  immutableMessage,
  isIpv4,
  isIpv6,
  portNumberErrors,
  qualifiedNameErrors,
} from '../validation.ts';
import { dnsLabel, oneOf } from './checks.ts';
import { ageColumn, column, nameColumn } from './columns.ts';
import { eachOf, fill } from './fill.ts';
import type { Draft, Kind } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { plainAddress } from './service-addresses.ts';
import { allVerbs, countGeneration, metadataFields, setGeneration } from './strategy.ts';

const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;
const MAX_PORTS = 100;
/** So many addresses or ports are shown in a table. */
const SHOWN = 3;
const addressTypes = ['FQDN', 'IPv4', 'IPv6'];
const protocols = ['SCTP', 'TCP', 'UDP'];

export const endpointSliceKind: Kind = Object.freeze<Kind>({
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  generation: true,
  unconditionalUpdate: true,
  createOnUpdate: false,
  nameRule: 'subdomain',
  storagePrefix: 'endpointslices',
  storageVersionHash: 'Nx3SIv6I0mE=',

  defaults(draft: Draft): void {
    const slice = draft as EndpointSlice;
    const named = eachOf(slice, 'ports', (port: DiscoveryEndpointPort) => fill(port, { name: '', protocol: 'TCP' }));
    const filled = eachOf(named, 'endpoints', (endpoint: Endpoint) => fill(endpoint, { conditions: {} }));
    // Go prints both lists even when they are empty.
    draft.ports = filled.ports?.length ? filled.ports : null;
    draft.endpoints = filled.endpoints?.length ? filled.endpoints : null;
  },

  prepareForCreate(draft: Draft): void {
    setGeneration(draft, 1);
  },

  prepareForUpdate(draft: Draft, old: KubeObject): void {
    countGeneration(draft, old, contentChanged(draft, old));
  },

  validate(object: KubeObject): FieldError[] {
    const errors = validateObjectMeta(object, endpointSliceKind);
    const { addressType = '' } = object as Partial<EndpointSlice>;
    if (addressType === '') errors.push(required('addressType'));
    else oneOf(addressType, addressTypes, 'addressType', errors);
    validateEndpoints(object as EndpointSlice, errors);
    validatePorts(object as EndpointSlice, errors);
    return errors;
  },

  validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
    const errors = validateObjectMetaUpdate(object, old);
    errors.push(...endpointSliceKind.validate(object));
    const { addressType } = object as EndpointSlice;
    if (addressType !== (old as EndpointSlice).addressType) {
      errors.push(invalid('addressType', addressType, immutableMessage));
    }
    return errors;
  },

  columns: [
    nameColumn(),
    column<EndpointSlice>('AddressType', ({ addressType }) => addressType ?? ''),
    column<EndpointSlice>('Ports', ({ ports }) =>
      shortList((ports ?? []).map(({ port, name }) => (port ? String(port) : (name ?? '*')))),
    ),
    column<EndpointSlice>('Endpoints', ({ endpoints }) =>
      shortList((endpoints ?? []).flatMap(({ addresses }) => addresses)),
    ),
    ageColumn,
  ],

  selectableFields: metadataFields,
});

/** Whatever is not the server's own bookkeeping counts: labels and annotations too. */
function contentChanged(draft: KubeObject, old: KubeObject): boolean {
  for (const field of ['endpoints', 'ports', 'addressType'] as const) if (!equal(draft[field], old[field])) return true;
  const { labels, annotations, ownerReferences, finalizers } = draft.metadata;
  const before = old.metadata;
  return !(
    equal(labels, before.labels) &&
    equal(annotations, before.annotations) &&
    equal(ownerReferences, before.ownerReferences) &&
    equal(finalizers, before.finalizers)
  );
}

function validateEndpoints({ endpoints, addressType }: EndpointSlice, errors: FieldError[]): void {
  const list = endpoints ?? [];
  if (list.length > MAX_ENDPOINTS) {
    errors.push(tooMany('endpoints', list.length, MAX_ENDPOINTS));
    return;
  }
  for (const [index, { addresses = [], nodeName, hostname }] of list.entries()) {
    const at = `endpoints[${index}]`;
    if (addresses.length === 0) errors.push(required(`${at}.addresses`, 'must contain at least 1 address'));
    if (addresses.length > MAX_ADDRESSES) errors.push(tooMany(`${at}.addresses`, addresses.length, MAX_ADDRESSES));
    for (const [place, address] of addresses.entries()) {
      validateAddress(address, addressType, `${at}.addresses[${place}]`, errors);
    }
    if (nodeName) errors.push(...invalids(`${at}.nodeName`, nodeName, dns1123SubdomainErrors(nodeName)));
    if (hostname) dnsLabel(hostname, `${at}.hostname`, errors);
  }
}

function validateAddress(address: string, type: EndpointSlice['addressType'], at: string, errors: FieldError[]): void {
  if (type === 'FQDN') errors.push(...invalids(at, address, dns1123SubdomainErrors(address)));
  else if (type === 'IPv4' && !isIpv4(address)) errors.push(invalid(at, address, 'must be a valid IPv4 address'));
  else if (type === 'IPv6' && !isIpv6(address)) errors.push(invalid(at, address, 'must be a valid IPv6 address'));
  else errors.push(...plainAddress(address, at));
}

function validatePorts({ ports }: EndpointSlice, errors: FieldError[]): void {
  const list = ports ?? [];
  if (list.length > MAX_PORTS) {
    errors.push(tooMany('ports', list.length, MAX_PORTS));
    return;
  }
  const names = new Set<string>();
  for (const [index, { name = '', protocol, port, appProtocol }] of list.entries()) {
    const at = `ports[${index}]`;
    if (name !== '') dnsLabel(name, `${at}.name`, errors);
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
    if (!protocol) errors.push(required(`${at}.protocol`));
    else if (!protocols.includes(protocol)) errors.push(notSupported(`${at}.protocol`, protocol, protocols));
    if (port !== undefined) errors.push(...invalids(`${at}.port`, port, portNumberErrors(port)));
    if (appProtocol) errors.push(...invalids(`${at}.appProtocol`, appProtocol, qualifiedNameErrors(appProtocol)));
  }
}

/** The first three and how many more; `<unset>` for none. */
export function shortList(texts: readonly string[], none = '<unset>'): string {
  const shown = texts.slice(0, SHOWN).join(',');
  if (texts.length > SHOWN) return `${shown} + ${texts.length - SHOWN} more...`;
  return shown === '' ? none : shown;
}
