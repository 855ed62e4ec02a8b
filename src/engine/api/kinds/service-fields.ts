// Which fields of a Service go with which type. Every Service with an address has a cluster IP, two types also have ports on
// the nodes, and when the type changes, what no longer applies is cleared, but only if the client did not touch it.
// Source: `pkg/registry/core/service/strategy.go`, `pkg/registry/core/service/storage/storage.go`.
import { equal, type KubeObject } from '../object.ts';
import type { Service, ServicePort, ServiceSpec } from '../types.ts';
import { mapSame, withKey } from './fill.ts';
import type { Draft } from './kind.ts';

export function serviceSpec(object: KubeObject): ServiceSpec {
  return (object as Service).spec;
}

export function isHeadless(spec: ServiceSpec): boolean {
  return spec.clusterIPs?.length === 1 && spec.clusterIPs[0] === 'None';
}

export function needsClusterIp(spec: ServiceSpec): boolean {
  return spec.type === 'ClusterIP' || spec.type === 'NodePort' || spec.type === 'LoadBalancer';
}

export function needsNodePort({ type, allocateLoadBalancerNodePorts: wanted }: ServiceSpec): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && wanted !== false);
}

/** A load balancer that asks each node whether it has endpoints of its own needs a port to ask at. */
export function needsHealthPort(spec: ServiceSpec): boolean {
  return spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
}

export function isExternallyAccessible({ type, externalIPs = [] }: ServiceSpec): boolean {
  return type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && externalIPs.length > 0);
}

/** What a client left out of an update although the server had given it: address and node ports stay. */
export function keepAllocated(draft: Draft, old: KubeObject): void {
  const before = serviceSpec(old);
  let spec = serviceSpec(draft);
  if (needsClusterIp(before) && needsClusterIp(spec)) {
    if (!spec.clusterIP && before.clusterIP) spec = { ...spec, clusterIP: before.clusterIP };
    if (!spec.clusterIPs?.length && before.clusterIPs?.length && spec.clusterIP === before.clusterIPs[0]) {
      spec = { ...spec, clusterIPs: before.clusterIPs };
    }
  }
  if (needsNodePort(before) && needsNodePort(spec)) spec = keepNodePorts(spec, before);
  if (needsHealthPort(before) && needsHealthPort(spec) && !spec.healthCheckNodePort && before.healthCheckNodePort) {
    spec = { ...spec, healthCheckNodePort: before.healthCheckNodePort };
  }
  draft.spec = inSync(spec, before);
}

// By the name of the port: everything else about it may have been changed.
function keepNodePorts(spec: ServiceSpec, before: ServiceSpec): ServiceSpec {
  const used = new Set((spec.ports ?? []).map(({ nodePort = 0 }) => nodePort));
  const known = new Map((before.ports ?? []).map(({ name = '', nodePort = 0 }) => [name, nodePort]));
  const ports = mapSame(spec.ports ?? [], (port): ServicePort => {
    if (port.nodePort) return port;
    const nodePort = known.get(port.name ?? '') ?? 0;
    if (nodePort === 0 || used.has(nodePort)) return port;
    return { ...port, nodePort };
  });
  return spec.ports ? withKey(spec, 'ports', ports) : spec;
}

/** `clusterIP` is the older name of the first of `clusterIPs`; a change of one that leaves the other alone is a change of both. */
export function inSync(spec: ServiceSpec, before: ServiceSpec | undefined): ServiceSpec {
  const { clusterIP = '', clusterIPs } = spec;
  if (before === undefined)
    return clusterIP !== '' && !clusterIPs?.length ? { ...spec, clusterIPs: [clusterIP] } : spec;
  if (!equal(clusterIPs ?? [], before.clusterIPs ?? []) || clusterIP === (before.clusterIP ?? '')) return spec;
  return clusterIP === '' ? without(spec, 'clusterIPs') : { ...spec, clusterIPs: [clusterIP] };
}

/** After a change of type: what the server had filled in for the old one goes, unless the client gave it another value. */
export function dropForeignFields(draft: Draft, old: KubeObject): void {
  const before = serviceSpec(old);
  let spec = serviceSpec(draft);
  const drop = (...fields: (keyof ServiceSpec)[]): void => {
    for (const field of fields) {
      if (spec[field] !== undefined && equal(spec[field], before[field])) spec = without(spec, field);
    }
  };
  if (needsClusterIp(before) && !needsClusterIp(spec)) drop('clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy');
  if (needsNodePort(before) && !needsNodePort(spec) && sameNodePorts(spec, before) && spec.ports) {
    const ports = mapSame(spec.ports, (port) => (port.nodePort ? withoutNodePort(port) : port));
    spec = withKey(spec, 'ports', ports);
  }
  if (needsHealthPort(before) && !needsHealthPort(spec)) drop('healthCheckNodePort');
  if (before.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    drop('allocateLoadBalancerNodePorts', 'loadBalancerClass');
  }
  if (isExternallyAccessible(before) && !isExternallyAccessible(spec)) drop('externalTrafficPolicy');
  if (needsClusterIp(before) && !needsClusterIp(spec)) drop('internalTrafficPolicy');
  draft.spec = spec;
}

function sameNodePorts(spec: ServiceSpec, before: ServiceSpec): boolean {
  const of = ({ ports = [] }: ServiceSpec): number[] =>
    ports.flatMap(({ nodePort = 0 }) => (nodePort === 0 ? [] : [nodePort])).sort((a, b) => a - b);
  return equal(of(spec), of(before));
}

function withoutNodePort(port: ServicePort): ServicePort {
  const { nodePort: _released, ...rest } = port;
  return rest;
}

function without(spec: ServiceSpec, field: keyof ServiceSpec): ServiceSpec {
  const copy = { ...spec };
  delete copy[field];
  return copy;
}
