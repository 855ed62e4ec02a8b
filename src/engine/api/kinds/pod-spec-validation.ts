// The rules for a pod's spec, the same whether it is a real pod's or a template's: volumes first, since containers mount
// them, then containers, then everything that concerns the pod as a whole.
// Source: `pkg/apis/core/validation/validation.go` ValidatePodSpec.
import { duplicate, type FieldError, forbidden, invalid, invalids, required } from '../field-error.ts';
import type { PodSpec } from '../types.ts';
import { dns1123LabelErrors, dns1123SubdomainErrors, isIp, qualifiedNameErrors } from '../validation.ts';
import { labelKey, once, oneOf } from './checks.ts';
import {
  type ContainerContext,
  validateContainers,
  validateEphemeralContainers,
  validateHostNetworkPorts,
  validateInitContainers,
  validateRunAs,
} from './container-validation.ts';
import { validateLabels } from './object-meta.ts';
import { validateAmount, validateResources } from './resource-validation.ts';
import { validateAffinity, validateSpread, validateTolerations } from './scheduling-validation.ts';
import { validateVolumes } from './volume-validation.ts';

const restartPolicies = ['Always', 'OnFailure', 'Never'];
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const fine = new WeakSet<object>();
const noVolumes: ReadonlySet<string> = new Set();

export function validatePodSpec(spec: PodSpec, field: string, errors: FieldError[]): void {
  const volumes = spec.volumes ? validateVolumes(spec.volumes, `${field}.volumes`, errors) : noVolumes;
  const context: ContainerContext = { spec, volumes };
  const names = validateContainers(context, `${field}.containers`, errors);
  if (spec.initContainers) validateInitContainers(context, names, `${field}.initContainers`, errors);
  if (spec.ephemeralContainers) validateEphemeralContainers(context, names, `${field}.ephemeralContainers`, errors);
  const { resources } = spec;
  if (resources) once(fine, resources, errors, () => validateResources(resources, `${field}.resources`, errors));
  if (spec.hostNetwork === true) {
    validateHostNetworkPorts(spec.containers ?? [], `${field}.containers`, errors);
    validateHostNetworkPorts(spec.initContainers ?? [], `${field}.initContainers`, errors);
  }
  oneOf(spec.restartPolicy, restartPolicies, `${field}.restartPolicy`, errors);
  oneOf(spec.dnsPolicy, dnsPolicies, `${field}.dnsPolicy`, errors);
  if (spec.nodeSelector) errors.push(...validateLabels(spec.nodeSelector, `${field}.nodeSelector`));
  const { securityContext, affinity, tolerations, topologySpreadConstraints } = spec;
  if (securityContext) validateRunAs(securityContext, `${field}.securityContext`, errors);
  if (affinity) once(fine, affinity, errors, () => validateAffinity(affinity, `${field}.affinity`, errors));
  validateDns(spec, field, errors);
  validateGates(spec, field, errors);
  if (topologySpreadConstraints) {
    once(fine, topologySpreadConstraints, errors, () => {
      validateSpread(topologySpreadConstraints, `${field}.topologySpreadConstraints`, errors);
    });
  }
  validateNames(spec, field, errors);
  if (tolerations) {
    once(fine, tolerations, errors, () => validateTolerations(tolerations, `${field}.tolerations`, errors));
  }
  validateRest(spec, field, errors);
}

function validateDns(spec: PodSpec, field: string, errors: FieldError[]): void {
  const { dnsConfig } = spec;
  if (spec.dnsPolicy === 'None') {
    const detail = `must provide \`dnsConfig\` when \`dnsPolicy\` is ${spec.dnsPolicy}`;
    if (!dnsConfig) errors.push(required(`${field}.dnsConfig`, detail));
    else if ((dnsConfig.nameservers ?? []).length === 0) {
      const message = `must provide at least one DNS nameserver when \`dnsPolicy\` is ${spec.dnsPolicy}`;
      errors.push(required(`${field}.dnsConfig.nameservers`, message));
    }
  }
  if (!dnsConfig) return;
  const { nameservers = [], searches = [], options = [] } = dnsConfig;
  if (nameservers.length > 3) {
    const at = `${field}.dnsConfig.nameservers`;
    errors.push(invalid(at, nameservers, 'must not have more than 3 nameservers'));
  }
  for (const [index, server] of nameservers.entries()) ip(server, `${field}.dnsConfig.nameservers[${index}]`, errors);
  if (searches.length > 32) {
    errors.push(invalid(`${field}.dnsConfig.searches`, searches, 'must not have more than 32 search paths'));
  }
  for (const [index, option] of options.entries()) {
    if (!option.name) errors.push(required(`${field}.dnsConfig.options[${index}]`, 'must not be empty'));
  }
}

function ip(address: string, field: string, errors: FieldError[]): void {
  if (isIp(address)) return;
  errors.push(invalid(field, address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'));
}

function validateGates(spec: PodSpec, field: string, errors: FieldError[]): void {
  for (const [index, gate] of (spec.readinessGates ?? []).entries()) {
    labelKey(gate.conditionType ?? '', `${field}.readinessGates[${index}].conditionType`, errors);
  }
  const seen = new Set<string>();
  for (const [index, gate] of (spec.schedulingGates ?? []).entries()) {
    const at = `${field}.schedulingGates[${index}]`;
    errors.push(...invalids(at, gate.name, qualifiedNameErrors(gate.name ?? '')));
    if (seen.has(gate.name)) errors.push(duplicate(at, gate.name));
    seen.add(gate.name);
  }
}

function validateNames(spec: PodSpec, field: string, errors: FieldError[]): void {
  const { serviceAccountName, nodeName, activeDeadlineSeconds, hostname, subdomain } = spec;
  if (serviceAccountName) subdomainName(serviceAccountName, `${field}.serviceAccountName`, errors);
  if (nodeName) subdomainName(nodeName, `${field}.nodeName`, errors);
  if (activeDeadlineSeconds !== undefined && (activeDeadlineSeconds < 1 || activeDeadlineSeconds > 2147483647)) {
    const message = 'must be between 1 and 2147483647, inclusive';
    errors.push(invalid(`${field}.activeDeadlineSeconds`, activeDeadlineSeconds, message));
  }
  if (hostname) errors.push(...invalids(`${field}.hostname`, hostname, dns1123LabelErrors(hostname)));
  if (subdomain) errors.push(...invalids(`${field}.subdomain`, subdomain, dns1123LabelErrors(subdomain)));
}

const plainName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

function subdomainName(name: string, field: string, errors: FieldError[]): void {
  if (!plainName.test(name)) errors.push(...invalids(field, name, dns1123SubdomainErrors(name)));
}

function validateRest(spec: PodSpec, field: string, errors: FieldError[]): void {
  for (const [index, alias] of (spec.hostAliases ?? []).entries()) {
    ip(alias.ip, `${field}.hostAliases[${index}].ip`, errors);
    for (const name of alias.hostnames ?? []) {
      errors.push(...invalids(`${field}.hostAliases[${index}].hostnames`, name, dns1123SubdomainErrors(name)));
    }
  }
  if (spec.priorityClassName) subdomainName(spec.priorityClassName, `${field}.priorityClassName`, errors);
  if (spec.runtimeClassName) subdomainName(spec.runtimeClassName, `${field}.runtimeClassName`, errors);
  if (spec.preemptionPolicy) {
    oneOf(spec.preemptionPolicy, ['Never', 'PreemptLowerPriority'], `${field}.preemptionPolicy`, errors);
  }
  for (const name in spec.overhead) {
    validateAmount(name, spec.overhead[name] ?? '0', `${field}.overhead[${name}]`, errors);
  }
  if (spec.os) {
    if (!spec.os.name) errors.push(required(`${field}.os.name`, 'cannot be empty'));
    else oneOf(spec.os.name, ['linux', 'windows'], `${field}.os`, errors);
  }
  if (spec.hostNetwork === true && spec.hostUsers === false) {
    errors.push(forbidden(`${field}.hostNetwork`, 'when `hostUsers` is false'));
  }
}
