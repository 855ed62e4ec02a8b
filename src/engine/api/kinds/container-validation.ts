// The rules for one container: what it must have, what may not be combined, and which numbers make sense. Most mistakes a
// manifest can hold are found here, each with the path to the very field.
// Source: `pkg/apis/core/validation/validation.go` validateContainerCommon, ValidateContainers, ValidateInitContainers.
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  invalids,
  notFound,
  notSupported,
  required,
} from '../field-error.ts';
import type { Container, ContainerPort, PodSpec, Probe, SecurityContext, VolumeMount } from '../types.ts';
import { dns1123LabelErrors, portNameErrors, portNumberErrors } from '../validation.ts';
import { descendingPath, once, oneOf } from './checks.ts';
import { validateEnv, validateEnvFrom } from './env-validation.ts';
import { internalForm } from './internal-form.ts';
import { validateLifecycle, validateProbe } from './probe-validation.ts';
import { validateResources } from './resource-validation.ts';

export const pullPolicies = ['Always', 'IfNotPresent', 'Never'];

/** What the containers of one pod have to agree with. */
export interface ContainerContext {
  readonly spec: PodSpec;
  /** Names of the pod's sound volumes. */
  readonly volumes: ReadonlySet<string>;
}

/** App containers at `spec.containers`; returns their names for the init containers, which share the name space. */
export function validateContainers(context: ContainerContext, field: string, errors: FieldError[]): Set<string> {
  const names = new Set<string>();
  const containers = context.spec.containers ?? [];
  if (containers.length === 0) errors.push(required(field));
  for (let index = 0; index < containers.length; index += 1) {
    const container = containers[index] as Container;
    const at = `${field}[${index}]`;
    validateContainer(container, context, at, errors);
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    else names.add(container.name);
    validateProbes(container, context, at, errors);
  }
  hostPortConflicts(containers, (index) => `${field}[${index}]`, errors);
  return names;
}

export function validateInitContainers(
  context: ContainerContext,
  names: Set<string>,
  field: string,
  errors: FieldError[],
): void {
  for (const [index, container] of (context.spec.initContainers ?? []).entries()) {
    const at = `${field}[${index}]`;
    validateContainer(container, context, at, errors);
    if (container.restartPolicy !== undefined && container.restartPolicy !== 'Always') {
      errors.push(notSupported(`${at}.restartPolicy`, container.restartPolicy, ['Always']));
    }
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    else if (container.name) names.add(container.name);
    hostPortConflicts([container], () => at, errors);
    if (container.restartPolicy === 'Always') {
      validateProbes(container, context, at, errors);
      continue;
    }
    for (const part of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
      if (!container[part]) continue;
      errors.push(forbidden(`${at}.${part}`, 'may not be set for init containers without restartPolicy=Always'));
    }
  }
}

const finePorts = new WeakSet<object>();
const fineEnv = new WeakSet<object>();
const fineResources = new WeakSet<object>();
const fineSecurity = new WeakSet<object>();
const fineProbes = new WeakSet<object>();
const plainName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

function validateContainer(container: Container, context: ContainerContext, at: string, errors: FieldError[]): void {
  const { name, image, ports, env, envFrom, resources, securityContext, volumeMounts } = container;
  if (!name) errors.push(required(`${at}.name`));
  else if (!plainName.test(name)) errors.push(...invalids(`${at}.name`, name, dns1123LabelErrors(name)));
  if (!image) errors.push(required(`${at}.image`));
  else if (image.trim() !== image) {
    errors.push(invalid(`${at}.image`, image, 'must not have leading or trailing whitespace'));
  }
  const { terminationMessagePolicy, imagePullPolicy } = container;
  if (terminationMessagePolicy !== 'File' && terminationMessagePolicy !== 'FallbackToLogsOnError') {
    const supported = ['FallbackToLogsOnError', 'File'];
    errors.push(notSupported(`${at}.terminationMessagePolicy`, terminationMessagePolicy, supported));
  }
  if (ports) once(finePorts, ports, errors, () => validatePorts(ports, `${at}.ports`, errors));
  if (env) once(fineEnv, env, errors, () => validateEnv(env, `${at}.env`, errors));
  if (envFrom) once(fineEnv, envFrom, errors, () => validateEnvFrom(envFrom, `${at}.envFrom`, errors));
  if (volumeMounts) validateVolumeMounts(volumeMounts, context.volumes, `${at}.volumeMounts`, errors);
  if (!pullPolicies.includes(imagePullPolicy ?? '')) {
    errors.push(notSupported(`${at}.imagePullPolicy`, imagePullPolicy, pullPolicies));
  }
  if (resources) once(fineResources, resources, errors, () => validateResources(resources, `${at}.resources`, errors));
  if (securityContext) {
    once(fineSecurity, securityContext, errors, () => {
      validateSecurityContext(securityContext, `${at}.securityContext`, errors);
    });
  }
}

function validateProbes(container: Container, context: ContainerContext, at: string, errors: FieldError[]): void {
  const grace = context.spec.terminationGracePeriodSeconds ?? 30;
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  if (lifecycle) validateLifecycle(lifecycle, grace, `${at}.lifecycle`, errors);
  if (livenessProbe)
    once(fineProbes, livenessProbe, errors, () => validateKillingProbe(livenessProbe, `${at}.livenessProbe`, errors));
  if (readinessProbe) {
    validateProbe(readinessProbe, `${at}.readinessProbe`, errors);
    const { terminationGracePeriodSeconds } = readinessProbe;
    if (terminationGracePeriodSeconds !== undefined) {
      const field = `${at}.readinessProbe.terminationGracePeriodSeconds`;
      errors.push(invalid(field, terminationGracePeriodSeconds, 'must not be set for readinessProbes'));
    }
  }
  if (startupProbe)
    once(fineProbes, startupProbe, errors, () => validateKillingProbe(startupProbe, `${at}.startupProbe`, errors));
}

// A probe that restarts the container acts on the first success; only readiness may ask for several.
function validateKillingProbe(probe: Probe, field: string, errors: FieldError[]): void {
  validateProbe(probe, field, errors);
  if (probe.successThreshold !== 1)
    errors.push(invalid(`${field}.successThreshold`, probe.successThreshold, 'must be 1'));
}

function validatePorts(ports: readonly ContainerPort[], field: string, errors: FieldError[]): void {
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const at = `${field}[${index}]`;
    if (port.name) {
      const messages = portNameErrors(port.name);
      if (messages.length > 0) errors.push(...invalids(`${at}.name`, port.name, messages));
      else if (names.has(port.name)) errors.push(duplicate(`${at}.name`, port.name));
      else names.add(port.name);
    }
    if (!port.containerPort) errors.push(required(`${at}.containerPort`));
    else errors.push(...invalids(`${at}.containerPort`, port.containerPort, portNumberErrors(port.containerPort)));
    if (port.hostPort) errors.push(...invalids(`${at}.hostPort`, port.hostPort, portNumberErrors(port.hostPort)));
    oneOf(port.protocol, ['SCTP', 'TCP', 'UDP'], `${at}.protocol`, errors);
  }
}

/** On the host's network a container's port is the host's port. */
export function validateHostNetworkPorts(containers: readonly Container[], field: string, errors: FieldError[]): void {
  for (const [index, container] of containers.entries()) {
    for (const [portIndex, port] of (container.ports ?? []).entries()) {
      // A real pod has been given its host ports by now; a template need not have any.
      if (!port.hostPort || port.hostPort === port.containerPort) continue;
      const at = `${field}[${index}].ports[${portIndex}].hostPort`;
      errors.push(invalid(at, port.hostPort, 'must match `containerPort` when `hostNetwork` is true'));
    }
  }
}

function hostPortConflicts(
  containers: readonly Container[],
  field: (index: number) => string,
  errors: FieldError[],
): void {
  let taken: Set<string> | undefined;
  for (let index = 0; index < containers.length; index += 1) {
    const ports = containers[index]?.ports;
    if (!ports) continue;
    for (const [portIndex, port] of ports.entries()) {
      if (!port.hostPort) continue;
      const key = `${port.protocol}/${port.hostIP ?? ''}/${port.hostPort}`;
      taken ??= new Set();
      if (taken.has(key)) errors.push(duplicate(`${field(index)}.ports[${portIndex}].hostPort`, key));
      else taken.add(key);
    }
  }
}

function validateVolumeMounts(
  mounts: readonly VolumeMount[],
  volumes: ReadonlySet<string>,
  field: string,
  errors: FieldError[],
): void {
  for (let index = 0; index < mounts.length; index += 1) {
    const mount = mounts[index] as VolumeMount;
    const at = `${field}[${index}]`;
    if (!mount.name) errors.push(required(`${at}.name`));
    if (!volumes.has(mount.name)) errors.push(notFound(`${at}.name`, mount.name ?? ''));
    if (!mount.mountPath) errors.push(required(`${at}.mountPath`));
    for (let earlier = 0; earlier < index; earlier += 1) {
      if (mounts[earlier]?.mountPath !== mount.mountPath) continue;
      errors.push(invalid(`${at}.mountPath`, mount.mountPath ?? '', 'must be unique'));
      break;
    }
    if (mount.subPath) descendingPath(mount.subPath, `${at}.subPath`, errors);
    if (mount.subPathExpr) {
      if (mount.subPath) {
        const message = 'subPathExpr and subPath are mutually exclusive';
        errors.push(invalid(`${at}.subPathExpr`, mount.subPathExpr, message));
      }
      descendingPath(mount.subPathExpr, `${at}.subPathExpr`, errors);
    }
    if (mount.mountPropagation !== undefined) {
      oneOf(mount.mountPropagation, ['Bidirectional', 'HostToContainer', 'None'], `${at}.mountPropagation`, errors);
    }
  }
}

/** User and group numbers, and profiles; shared by pods and containers. */
export function validateRunAs(
  context: Pick<SecurityContext, 'runAsUser' | 'runAsGroup' | 'seccompProfile'>,
  field: string,
  errors: FieldError[],
): void {
  for (const key of ['runAsUser', 'runAsGroup'] as const) {
    const id = context[key];
    if (typeof id !== 'number' || (id >= 0 && id <= 2147483647)) continue;
    errors.push(invalid(`${field}.${key}`, id, 'must be between 0 and 2147483647, inclusive'));
  }
  const profile = context.seccompProfile;
  if (!profile) return;
  const at = `${field}.seccompProfile`;
  if (profile.type === 'Localhost') {
    if (!profile.localhostProfile) {
      errors.push(required(`${at}.localhostProfile`, 'must be set when seccomp type is Localhost'));
    }
  } else if (profile.localhostProfile !== undefined) {
    const message = 'can only be set when seccomp type is Localhost';
    errors.push(invalid(`${at}.localhostProfile`, profile.localhostProfile, message));
  }
  if (!profile.type) errors.push(required(`${at}.type`, 'type is required when seccompProfile is set'));
  else oneOf(profile.type, ['Localhost', 'RuntimeDefault', 'Unconfined'], `${at}.type`, errors);
}

function validateSecurityContext(context: SecurityContext, field: string, errors: FieldError[]): void {
  validateRunAs(context, field, errors);
  if (context.allowPrivilegeEscalation !== false) return;
  if (context.privileged === true) {
    const message = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true';
    errors.push(invalid(field, internalForm(context, 'SecurityContext'), message));
  }
  if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) {
    const message = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
    errors.push(invalid(field, internalForm(context, 'SecurityContext'), message));
  }
}

/** Ephemeral containers are guests: they bring no ports, probes, lifecycle or resources. */
export function validateEphemeralContainers(
  context: ContainerContext,
  names: ReadonlySet<string>,
  field: string,
  errors: FieldError[],
): void {
  const taken = new Set(names);
  for (const [index, container] of (context.spec.ephemeralContainers ?? []).entries()) {
    const at = `${field}[${index}]`;
    validateContainer({ ...container, ports: undefined, resources: undefined }, context, at, errors);
    if (taken.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    else taken.add(container.name);
    const target = container.targetContainerName;
    if (target && !names.has(target)) errors.push(notFound(`${at}.targetContainerName`, target));
    for (const part of guestsMayNot) {
      const value = container[part];
      if (value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0))
        continue;
      errors.push(forbidden(`${at}.${part}`, 'cannot be set for an Ephemeral Container'));
    }
  }
}

const guestsMayNot = ['ports', 'resources', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const;
