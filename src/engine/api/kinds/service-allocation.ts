// Addresses and ports that the server itself gives to a Service. Both come from ranges with a lower band that is left for those
// who ask for a certain number, so that a number from a manual is rarely taken already. What is taken is asked of the caller.
// Source: `pkg/registry/core/service/storage/alloc.go`, `ipallocator/ipallocator.go`, `portallocator/allocator.go`.
import { type FieldError, invalid } from '../field-error.ts';
import type { KubeObject } from '../object.ts';
import * as errors from '../status.ts';
import type { ServicePort, ServiceSpec, Status } from '../types.ts';
import { isIp, isIpv4 } from '../validation.ts';
import type { Allocator, Draft } from './kind.ts';
import { clusterIpErrors } from './service-addresses.ts';
import {
  inSync,
  isHeadless,
  keepAllocated,
  needsClusterIp,
  needsHealthPort,
  needsNodePort,
  serviceSpec,
} from './service-fields.ts';

/** kubeadm's service network, 10.96.0.0/12. The first address is that of the Service `kubernetes`. */
const NETWORK = 10 * 2 ** 24 + 96 * 2 ** 16;
const SIZE = 2 ** 20;
/** The first addresses of the network are given only to those who ask for them: min(max(16, size/16), 256). */
const STATIC_ADDRESSES = 256;

export const FIRST_NODE_PORT = 30_000;
const LAST_NODE_PORT = 32_767;
/** min(max(16, size/32), 128). */
const STATIC_NODE_PORTS = 86;
/** So many guesses before the range is gone through in order. */
const GUESSES = 16;

/** What this Service has taken of the ranges: `10.96.4.7`, `30080`. */
export function serviceClaims(object: KubeObject): readonly string[] {
  const { clusterIPs = [], ports = [], healthCheckNodePort = 0, type } = serviceSpec(object) ?? {};
  if (type === 'ExternalName') return [];
  const claims = clusterIPs.filter((address) => address !== 'None' && address !== '');
  for (const { nodePort = 0 } of ports) if (nodePort !== 0) claims.push(String(nodePort));
  if (healthCheckNodePort !== 0) claims.push(String(healthCheckNodePort));
  return claims;
}

/** Fills in what the client left to the server and refuses what is not to be had. */
export function allocateService(
  draft: Draft,
  old: KubeObject | undefined,
  kind: errors.KindRef,
  allocator: Allocator,
): Status | undefined {
  const name = draft.metadata.name ?? '';
  draft.spec ??= {};
  if (old) keepAllocated(draft, old);
  else draft.spec = inSync(serviceSpec(draft), undefined);
  const found = families(draft, old) ?? [];
  if (found.length > 0) return errors.invalid(kind, name, found);
  // Addresses and ports of one object are told apart by where they go, and of two objects by their names.
  const subject = `${draft.metadata.namespace}/${name}`;
  const taken = (claim: string): boolean => {
    const holder = allocator.holder(claim);
    return holder !== undefined && holder !== subject;
  };
  const guess = (what: string, ordinal: number): number => allocator.draw(`${subject}/${what}`, ordinal);
  return address(draft, old, kind, taken, guess) ?? nodePorts(draft, kind, taken, guess);
}

type Taken = (claim: string) => boolean;
type Guess = (what: string, ordinal: number) => number;

/** One family is all there is: which of its fields are filled in, and which wishes cannot be met. */
function families(draft: Draft, old: KubeObject | undefined): readonly FieldError[] | undefined {
  const spec = serviceSpec(draft);
  if (!needsClusterIp(spec)) return undefined;
  const found = clusterIpErrors(spec);
  if (found.length > 0) return found;
  const { ipFamilyPolicy = 'SingleStack', ipFamilies = [], clusterIPs = [] } = spec;
  if (ipFamilyPolicy === 'RequireDualStack' && old === undefined) {
    return [invalid('spec.ipFamilyPolicy', ipFamilyPolicy, 'this cluster is not configured for dual-stack services')];
  }
  for (const [index, family] of ipFamilies.entries()) {
    if (family !== 'IPv4') return [invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster')];
  }
  for (const [index, ip] of clusterIPs.entries()) {
    if (isIp(ip) && !isIpv4(ip)) {
      return [invalid(`spec.clusterIPs[${index}]`, ip, 'IPv6 is not configured on this cluster')];
    }
  }
  draft.spec = { ...spec, ipFamilies: ['IPv4'], ipFamilyPolicy };
  return undefined;
}

function address(
  draft: Draft,
  old: KubeObject | undefined,
  kind: errors.KindRef,
  taken: Taken,
  guess: Guess,
): Status | undefined {
  const spec = serviceSpec(draft);
  if (!needsClusterIp(spec) || isHeadless(spec)) return undefined;
  // An address that was given once stays as it is; that nobody changes it is for validation to see.
  if (old && needsClusterIp(serviceSpec(old))) return undefined;
  const wanted = spec.clusterIPs?.[0] ?? '';
  if (wanted === '') {
    const clusterIP = freeAddress(taken, guess);
    if (clusterIP === undefined) return errors.internalError('failed to allocate a serviceIP: range is full');
    draft.spec = { ...spec, clusterIP, clusterIPs: [clusterIP] };
    return undefined;
  }
  const why = refusedAddress(wanted, taken);
  if (why === undefined) return undefined;
  const detail = `failed to allocate IP ${wanted}: ${why}`;
  return errors.invalid(kind, draft.metadata.name ?? '', [invalid('spec.clusterIPs', spec.clusterIPs, detail)]);
}

function refusedAddress(text: string, taken: Taken): string | undefined {
  const offset = text.split('.').reduce((number, part) => number * 256 + Number(part), 0) - NETWORK;
  if (offset < 0 || offset >= SIZE) return 'the provided network does not match the current range';
  if (offset === 0 || offset === SIZE - 1) return 'the provided IP is not in the valid range';
  return taken(text) ? 'provided IP is already allocated' : undefined;
}

function freeAddress(taken: Taken, guess: Guess): string | undefined {
  const dynamic = SIZE - 1 - STATIC_ADDRESSES;
  for (let ordinal = 0; ordinal < GUESSES; ordinal += 1) {
    const address = addressText(STATIC_ADDRESSES + (guess('address', ordinal) % dynamic));
    if (!taken(address)) return address;
  }
  for (let offset = STATIC_ADDRESSES; offset < SIZE - 1; offset += 1) {
    if (!taken(addressText(offset))) return addressText(offset);
  }
  for (let offset = 1; offset < STATIC_ADDRESSES; offset += 1) {
    if (!taken(addressText(offset))) return addressText(offset);
  }
  return undefined;
}

function addressText(offset: number): string {
  const number = NETWORK + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

function nodePorts(draft: Draft, kind: errors.KindRef, taken: Taken, guess: Guess): Status | undefined {
  const spec = serviceSpec(draft);
  const name = draft.metadata.name ?? '';
  const given = new Set<number>();
  const refused = (field: string, port: number): Status | undefined => {
    const why = refusedPort(port, taken);
    return why === undefined ? undefined : errors.invalid(kind, name, [invalid(field, port, why)]);
  };
  const next = (what: string): number | undefined => {
    const port = freePort((claim) => taken(claim) || given.has(Number(claim)), guess, what);
    if (port !== undefined) given.add(port);
    return port;
  };
  const full = (): Status => errors.internalError('failed to allocate a nodePort: range is full');
  if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') {
    const ports: ServicePort[] = [];
    const asked = spec.ports ?? [];
    for (const { nodePort = 0 } of asked) if (nodePort !== 0) given.add(nodePort);
    for (const [index, port] of asked.entries()) {
      if (port.nodePort) {
        const status = refused(`spec.ports[${index}].nodePort`, port.nodePort);
        if (status) return status;
        ports.push(port);
      } else if (needsNodePort(spec)) {
        // The same port over two protocols is the same number on the nodes.
        const twin = ports.find((each) => each.port === port.port && each.protocol !== port.protocol && each.nodePort);
        const nodePort = twin?.nodePort ?? next(`port/${port.name ?? ''}/${port.protocol}/${port.port}`);
        if (nodePort === undefined) return full();
        ports.push({ ...port, nodePort });
      } else ports.push(port);
    }
    draft.spec = withPorts(spec, ports);
  }
  if (!needsHealthPort(spec)) return undefined;
  const asked = spec.healthCheckNodePort ?? 0;
  if (asked !== 0) {
    return refusedPort(asked, taken) === undefined
      ? undefined
      : errors.internalError(
          `failed to allocate requested HealthCheck NodePort ${asked}: ${refusedPort(asked, taken)}`,
        );
  }
  const healthCheckNodePort = next('health');
  if (healthCheckNodePort === undefined) return full();
  draft.spec = { ...serviceSpec(draft), healthCheckNodePort };
  return undefined;
}

function withPorts(spec: ServiceSpec, ports: ServicePort[]): ServiceSpec {
  return spec.ports?.every((port, index) => port === ports[index]) === true ? spec : { ...spec, ports };
}

function refusedPort(port: number, taken: Taken): string | undefined {
  if (port < FIRST_NODE_PORT || port > LAST_NODE_PORT) {
    const range = `${FIRST_NODE_PORT}-${LAST_NODE_PORT}`;
    return `provided port is not in the valid range. The range of valid ports is ${range}`;
  }
  return taken(String(port)) ? 'provided port is already allocated' : undefined;
}

function freePort(taken: Taken, guess: Guess, what: string): number | undefined {
  const first = FIRST_NODE_PORT + STATIC_NODE_PORTS;
  const dynamic = LAST_NODE_PORT - first + 1;
  for (let ordinal = 0; ordinal < GUESSES; ordinal += 1) {
    const port = first + (guess(what, ordinal) % dynamic);
    if (!taken(String(port))) return port;
  }
  for (let port = first; port <= LAST_NODE_PORT; port += 1) if (!taken(String(port))) return port;
  for (let port = FIRST_NODE_PORT; port < first; port += 1) if (!taken(String(port))) return port;
  return undefined;
}
