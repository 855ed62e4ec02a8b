// Environment variables either have a value or say where to read one: a field of the pod, a resource amount, a ConfigMap or
// a Secret. Only the fields a running pod really has can be asked for.
// Source: `pkg/apis/core/validation/validation.go` ValidateEnv, ValidateEnvFrom.
import { type FieldError, invalid, invalids, notSupported, required } from '../field-error.ts';
import type { EnvFromSource, EnvVar, ObjectFieldSelector, ResourceFieldSelector } from '../types.ts';
import { configMapKeyErrors, dns1123SubdomainErrors, envVarNameErrors } from '../validation.ts';

export function validateEnv(env: readonly EnvVar[], field: string, errors: FieldError[]): void {
  for (const [index, variable] of env.entries()) {
    const at = `${field}[${index}]`;
    if (!variable.name) errors.push(required(`${at}.name`));
    else errors.push(...invalids(`${at}.name`, variable.name, envVarNameErrors(variable.name)));
    if (variable.valueFrom) validateValueFrom(variable, `${at}.valueFrom`, errors);
  }
}

function validateValueFrom(variable: EnvVar, field: string, errors: FieldError[]): void {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = variable.valueFrom ?? {};
  if (fieldRef) validateFieldRef(fieldRef, envFields, `${field}.fieldRef`, errors);
  if (resourceFieldRef) validateResourceFieldRef(resourceFieldRef, false, `${field}.resourceFieldRef`, errors);
  if (configMapKeyRef) validateKeyRef(configMapKeyRef, `${field}.configMapKeyRef`, errors);
  if (secretKeyRef) validateKeyRef(secretKeyRef, `${field}.secretKeyRef`, errors);
  const sources = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(Boolean).length;
  if (sources === 0) {
    const choices =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    errors.push(invalid(field, '', choices));
  }
  if (variable.value) {
    if (sources !== 0) errors.push(invalid(field, '', 'may not be specified when `value` is not empty'));
  } else if (sources > 1) errors.push(invalid(field, '', 'may not have more than one field specified at a time'));
}

function validateKeyRef(ref: { name?: string; key: string }, field: string, errors: FieldError[]): void {
  if (!ref.name) errors.push(required(`${field}.name`));
  if (!ref.key) errors.push(required(`${field}.key`));
  else errors.push(...invalids(`${field}.key`, ref.key, configMapKeyErrors(ref.key)));
}

export const envFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

export const volumeFields = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

const knownFields = new Set([...envFields, ...volumeFields]);

/** A reference to a field of the pod itself; `supported` differs between variables and files. */
export function validateFieldRef(
  ref: ObjectFieldSelector,
  supported: readonly string[],
  field: string,
  errors: FieldError[],
): void {
  if (!ref.apiVersion) errors.push(required(`${field}.apiVersion`));
  else if (!ref.fieldPath) errors.push(required(`${field}.fieldPath`));
  else {
    const path = /^(metadata\.(?:labels|annotations))\['(.*)'\]$/.exec(ref.fieldPath)?.[1] ?? ref.fieldPath;
    if (!knownFields.has(path)) {
      const message = `error converting fieldPath: field label not supported: ${ref.fieldPath}`;
      errors.push(invalid(`${field}.fieldPath`, ref.fieldPath, message));
    } else if (path === ref.fieldPath && !supported.includes(path)) {
      errors.push(notSupported(`${field}.fieldPath`, path, supported));
    }
  }
}

const resourceFields = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

/** A reference to a container's request or limit; a file has to say whose (`containerRequired`). */
export function validateResourceFieldRef(
  ref: ResourceFieldSelector,
  containerRequired: boolean,
  field: string,
  errors: FieldError[],
): void {
  if (containerRequired && !ref.containerName) errors.push(required(`${field}.containerName`));
  else if (!ref.resource) errors.push(required(`${field}.resource`));
  else if (!resourceFields.includes(ref.resource) && !/^(limits|requests)\.hugepages-/.test(ref.resource)) {
    errors.push(notSupported(`${field}.resource`, ref.resource, resourceFields));
  }
}

export function validateEnvFrom(sources: readonly EnvFromSource[], field: string, errors: FieldError[]): void {
  for (const [index, source] of sources.entries()) {
    const at = `${field}[${index}]`;
    if (source.prefix) errors.push(...invalids(`${at}.prefix`, source.prefix, envVarNameErrors(source.prefix)));
    for (const key of ['configMapRef', 'secretRef'] as const) {
      const ref = source[key];
      if (!ref) continue;
      if (!ref.name) errors.push(required(`${at}.${key}.name`));
      else errors.push(...invalids(`${at}.${key}.name`, ref.name, dns1123SubdomainErrors(ref.name)));
    }
    if (!source.configMapRef && !source.secretRef) {
      errors.push(invalid(at, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (source.configMapRef && source.secretRef) {
      errors.push(invalid(at, '', 'may not have more than one field specified at a time'));
    }
  }
}
