// What is refused of a Service, in the order in which the server finds it: ports and names, affinity, addresses, and fields that
// only make sense for one type. A cluster IP is given once and never changes.
// Source: `pkg/apis/core/validation/validation.go` ValidateService, ValidateServiceUpdate.
import { duplicate, type FieldError, forbidden, invalid, invalids, notSupported, required } from '../field-error.ts';
import { equal } from '../object.ts';
import type { Service, ServicePort, ServiceSpec } from '../types.ts';
import { dns1123SubdomainErrors, portNumberErrors, qualifiedNameErrors } from '../validation.ts';
import { dnsLabel, oneOf, portNumberOrName } from './checks.ts';
import { validateLabels } from './object-meta.ts';
import { cidrErrors, clusterIpErrors, plainAddress } from './service-addresses.ts';
import { isExternallyAccessible, isHeadless, needsClusterIp, needsHealthPort } from './service-fields.ts';

const KUBELET_PORT = 10250;
const MAX_AFFINITY_SECONDS = 86_400;
const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const protocols = ['SCTP', 'TCP', 'UDP'];
const policies = ['Cluster', 'Local'];
const distributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];
const onlyLoadBalancer = "may only be used when `type` is 'LoadBalancer'";

export function validateServiceSpec({ spec }: Service, errors: FieldError[]): void {
  const { ports = [], type, selector, externalIPs = [] } = spec;
  if (ports.length === 0 && !isHeadless(spec) && type !== 'ExternalName') errors.push(required('spec.ports'));
  validateByType(spec, errors);
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    validatePort(port, ports.length > 1, names, `spec.ports[${index}]`, errors);
  }
  if (selector) errors.push(...validateLabels(selector, 'spec.selector'));
  validateAffinity(spec, errors);
  errors.push(...clusterIpErrors(spec));
  for (const [index, address] of externalIPs.entries()) {
    errors.push(...plainAddress(address, `spec.externalIPs[${index}]`));
  }
  oneOf(type, types, 'spec.type', errors);
  validateNumbers(spec, errors);
  validateLoadBalancer(spec, errors);
  validatePolicies(spec, errors);
}

function validateByType(spec: ServiceSpec, errors: FieldError[]): void {
  const { type, ports = [], clusterIPs = [], ipFamilies = [], ipFamilyPolicy, externalName = '' } = spec;
  if (type === 'LoadBalancer') {
    for (const [index, { port }] of ports.entries()) {
      if (port !== KUBELET_PORT) continue;
      const detail = `may not expose port ${KUBELET_PORT} externally since it is used by kubelet`;
      errors.push(invalid(`spec.ports[${index}]`, port, detail));
    }
  }
  if ((type === 'LoadBalancer' || type === 'NodePort') && isHeadless(spec)) {
    errors.push(invalid('spec.clusterIPs[0]', clusterIPs[0], `may not be set to 'None' for ${type} services`));
  }
  if (type !== 'ExternalName') return;
  const detail = 'may not be set for ExternalName services';
  if (clusterIPs.length > 0) errors.push(forbidden('spec.clusterIPs', detail));
  if (ipFamilies.length > 0) errors.push(forbidden('spec.ipFamilies', detail));
  if (ipFamilyPolicy) errors.push(forbidden('spec.ipFamilyPolicy', detail));
  const cname = externalName.endsWith('.') ? externalName.slice(0, -1) : externalName;
  if (cname === '') errors.push(required('spec.externalName'));
  else errors.push(...invalids('spec.externalName', cname, dns1123SubdomainErrors(cname)));
}

function validatePort(port: ServicePort, several: boolean, names: Set<string>, at: string, errors: FieldError[]): void {
  const { name = '', protocol = '', appProtocol } = port;
  if (several && name === '') errors.push(required(`${at}.name`));
  else if (name !== '') {
    dnsLabel(name, `${at}.name`, errors);
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
  }
  errors.push(...invalids(`${at}.port`, port.port ?? 0, portNumberErrors(port.port ?? 0)));
  if (protocol === '') errors.push(required(`${at}.protocol`));
  else oneOf(protocol, protocols, `${at}.protocol`, errors);
  portNumberOrName(port.targetPort, `${at}.targetPort`, errors);
  if (appProtocol) errors.push(...invalids(`${at}.appProtocol`, appProtocol, qualifiedNameErrors(appProtocol)));
}

function validateAffinity({ sessionAffinity, sessionAffinityConfig }: ServiceSpec, errors: FieldError[]): void {
  const at = 'spec.sessionAffinityConfig';
  if (!sessionAffinity) errors.push(required('spec.sessionAffinity'));
  else oneOf(sessionAffinity, ['ClientIP', 'None'], 'spec.sessionAffinity', errors);
  if (sessionAffinity === 'ClientIP') {
    const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds;
    if (seconds === undefined) errors.push(required(at, 'when session affinity type is ClientIP'));
    else if (seconds <= 0 || seconds > MAX_AFFINITY_SECONDS) {
      const detail = `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`;
      errors.push(invalid(`${at}.clientIP.timeoutSeconds`, seconds, detail));
    }
  } else if (sessionAffinity === 'None' && sessionAffinityConfig) {
    errors.push(forbidden(at, 'must not be set when session affinity is None'));
  }
}

/** A number may be used twice only over different protocols. */
function validateNumbers({ type, ports = [] }: ServiceSpec, errors: FieldError[]): void {
  if (type === 'ClusterIP') {
    for (const [index, { nodePort = 0 }] of ports.entries()) {
      const detail = "may not be used when `type` is 'ClusterIP'";
      if (nodePort !== 0) errors.push(forbidden(`spec.ports[${index}].nodePort`, detail));
    }
  }
  const onNodes = new Set<string>();
  const here = new Set<string>();
  for (const [index, { protocol, nodePort = 0 }] of ports.entries()) {
    const pair = `${protocol} ${nodePort}`;
    if (nodePort !== 0 && onNodes.has(pair)) errors.push(duplicate(`spec.ports[${index}].nodePort`, nodePort));
    onNodes.add(pair);
  }
  for (const [index, { protocol, port }] of ports.entries()) {
    const pair = `${protocol} ${port}`;
    const shape = { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
    if (here.has(pair)) errors.push(duplicate(`spec.ports[${index}]`, shape));
    here.add(pair);
  }
}

function validateLoadBalancer(spec: ServiceSpec, errors: FieldError[]): void {
  const { type, loadBalancerSourceRanges = [], allocateLoadBalancerNodePorts, loadBalancerClass } = spec;
  const balances = type === 'LoadBalancer';
  // The path is spelled with a capital letter upstream.
  const at = 'spec.LoadBalancerSourceRanges';
  if (loadBalancerSourceRanges.length > 0 && !balances) errors.push(forbidden(at, onlyLoadBalancer));
  if (balances) {
    for (const [index, range] of loadBalancerSourceRanges.entries()) {
      errors.push(...cidrErrors(range, `${at}[${index}]`));
    }
  }
  if (balances && allocateLoadBalancerNodePorts === undefined) {
    errors.push(required('spec.allocateLoadBalancerNodePorts'));
  } else if (!balances && allocateLoadBalancerNodePorts !== undefined) {
    errors.push(forbidden('spec.allocateLoadBalancerNodePorts', onlyLoadBalancer));
  }
  if (loadBalancerClass === undefined) return;
  if (balances)
    errors.push(...invalids('spec.loadBalancerClass', loadBalancerClass, qualifiedNameErrors(loadBalancerClass)));
  else errors.push(forbidden('spec.loadBalancerClass', onlyLoadBalancer));
}

function validatePolicies(spec: ServiceSpec, errors: FieldError[]): void {
  const { externalTrafficPolicy = '', healthCheckNodePort = 0, internalTrafficPolicy, trafficDistribution } = spec;
  if (!isExternallyAccessible(spec)) {
    const detail = 'may only be set for externally-accessible services';
    if (externalTrafficPolicy !== '') errors.push(invalid('spec.externalTrafficPolicy', externalTrafficPolicy, detail));
  } else if (externalTrafficPolicy === '') errors.push(required('spec.externalTrafficPolicy'));
  else oneOf(externalTrafficPolicy, policies, 'spec.externalTrafficPolicy', errors);
  if (!needsHealthPort(spec)) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    if (healthCheckNodePort !== 0) errors.push(invalid('spec.healthCheckNodePort', healthCheckNodePort, detail));
  } else if (healthCheckNodePort === 0) errors.push(required('spec.healthCheckNodePort'));
  else errors.push(...invalids('spec.healthCheckNodePort', healthCheckNodePort, portNumberErrors(healthCheckNodePort)));
  if (internalTrafficPolicy === undefined) {
    if (needsClusterIp(spec)) errors.push(required('spec.internalTrafficPolicy'));
  } else oneOf(internalTrafficPolicy, policies, 'spec.internalTrafficPolicy', errors);
  if (trafficDistribution !== undefined && !distributions.includes(trafficDistribution)) {
    errors.push(notSupported('spec.trafficDistribution', trafficDistribution, distributions));
  }
}

/** What an update may not do, before the new object is looked at by itself. */
export function validateServiceChange({ spec }: Service, { spec: before }: Service, errors: FieldError[]): void {
  if (needsClusterIp(spec) && needsClusterIp(before)) {
    const [old] = before.clusterIPs ?? [];
    const [now] = spec.clusterIPs ?? [];
    const at = 'spec.clusterIPs[0]';
    if (old !== undefined && now === undefined) {
      errors.push(invalid(at, spec.clusterIPs ?? null, 'primary clusterIP can not be unset'));
    } else if (old !== undefined && now !== old) {
      errors.push(invalid(at, spec.clusterIPs, 'may not change once set'));
    }
  }
  const balances = spec.type === 'LoadBalancer' && before.type === 'LoadBalancer';
  if (balances && !equal(spec.loadBalancerClass, before.loadBalancerClass)) {
    errors.push(invalid('spec.loadBalancerClass', spec.loadBalancerClass ?? null, 'may not change once set'));
  }
}
