// Volumes have one source each and a name of their own in the pod; files that are projected into them stay below them.
// Source: `pkg/apis/core/validation/validation.go` ValidateVolumes, validateVolumeSource.
import { duplicate, type FieldError, forbidden, invalid, invalids, required } from '../field-error.ts';
import { compareQuantities } from '../quantity.ts';
import type { DownwardAPIVolumeFile, KeyToPath, ProjectedVolumeSource, Volume, VolumeProjection } from '../types.ts';
import { dns1123LabelErrors, dns1123SubdomainErrors } from '../validation.ts';
import { descendingPath, noBacksteps, oneOf } from './checks.ts';
import { validateFieldRef, validateResourceFieldRef, volumeFields } from './env-validation.ts';

// The order in which the real server looks for sources; the second one found is one too many.
const sourceOrder = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
] as const satisfies readonly (keyof Volume)[];

const fine = new WeakSet<object>();
const plainName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Appends the errors of all volumes; returns the names of the sound ones, which containers may mount. */
export function validateVolumes(volumes: readonly Volume[], field: string, errors: FieldError[]): Set<string> {
  const names = new Set<string>();
  for (let index = 0; index < volumes.length; index += 1) {
    const volume = volumes[index] as Volume;
    const at = `${field}[${index}]`;
    const before = errors.length;
    // Token volumes of all pods share their source; only the name is each pod's own.
    if (!fine.has(volume.projected ?? volume) || !plainName.test(volume.name)) {
      validateSource(volume, at, errors);
      if (!volume.name) errors.push(required(`${at}.name`));
      else if (!plainName.test(volume.name)) {
        errors.push(...invalids(`${at}.name`, volume.name, dns1123LabelErrors(volume.name)));
      }
      if (errors.length === before) fine.add(volume.projected ?? volume);
    }
    if (names.has(volume.name)) errors.push(duplicate(`${at}.name`, volume.name));
    if (errors.length === before) names.add(volume.name);
  }
  return names;
}

function validateSource(volume: Volume, at: string, errors: FieldError[]): void {
  let found = 0;
  for (const type of sourceOrder) {
    if (!volume[type]) continue;
    found += 1;
    if (found > 1) errors.push(forbidden(`${at}.${type}`, 'may not specify more than 1 volume type'));
    else validateOneSource(volume, type, `${at}.${type}`, errors);
  }
  if (found === 0) errors.push(required(at, 'must specify a volume type'));
}

function validateOneSource(volume: Volume, type: keyof Volume, at: string, errors: FieldError[]): void {
  const { emptyDir, hostPath, secret, configMap, persistentVolumeClaim, nfs, downwardAPI, projected } = volume;
  if (type === 'emptyDir' && emptyDir?.sizeLimit !== undefined && compareQuantities(emptyDir.sizeLimit, '0') < 0) {
    errors.push(forbidden(`${at}.sizeLimit`, 'SizeLimit field must be a valid resource quantity'));
  } else if (type === 'hostPath' && hostPath) {
    if (!hostPath.path) errors.push(required(`${at}.path`));
    else noBacksteps(hostPath.path, `${at}.path`, errors);
    oneOf(hostPath.type ?? '', hostPathTypes, `${at}.type`, errors);
  } else if (type === 'secret' && secret) {
    if (!secret.secretName) errors.push(required(`${at}.secretName`));
    fileMode(secret.defaultMode, `${at}.defaultMode`, errors);
    keysToPaths(secret.items, `${at}.items`, errors);
  } else if (type === 'configMap' && configMap) {
    if (!configMap.name) errors.push(required(`${at}.name`));
    fileMode(configMap.defaultMode, `${at}.defaultMode`, errors);
    keysToPaths(configMap.items, `${at}.items`, errors);
  } else if (type === 'persistentVolumeClaim' && !persistentVolumeClaim?.claimName) {
    errors.push(required(`${at}.claimName`));
  } else if (type === 'nfs' && nfs) {
    if (!nfs.server) errors.push(required(`${at}.server`));
    if (!nfs.path) errors.push(required(`${at}.path`));
    else if (!nfs.path.startsWith('/')) errors.push(invalid(`${at}.path`, nfs.path, 'must be an absolute path'));
  } else if (type === 'downwardAPI' && downwardAPI) {
    fileMode(downwardAPI.defaultMode, `${at}.defaultMode`, errors);
    for (const file of downwardAPI.items ?? []) downwardFile(file, at, errors);
  } else if (type === 'projected' && projected) {
    fileMode(projected.defaultMode, `${at}.defaultMode`, errors);
    projections(projected, at, errors);
  }
}

const hostPathTypes = [
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
  '',
];

function fileMode(mode: number | undefined, field: string, errors: FieldError[]): void {
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return;
  errors.push(invalid(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive'));
}

function keysToPaths(items: readonly KeyToPath[] | undefined, field: string, errors: FieldError[]): void {
  for (const [index, item] of (items ?? []).entries()) keyToPath(item, `${field}[${index}]`, errors);
}

function keyToPath(item: KeyToPath, at: string, errors: FieldError[]): void {
  if (!item.key) errors.push(required(`${at}.key`));
  if (!item.path) errors.push(required(`${at}.path`));
  else filePath(item.path, `${at}.path`, errors);
  fileMode(item.mode, `${at}.mode`, errors);
}

// A file of a volume may not start with two dots: the kubelet keeps its own links under such names.
function filePath(path: string, field: string, errors: FieldError[]): void {
  descendingPath(path, field, errors);
  if (path.startsWith('..') && !path.startsWith('../')) errors.push(invalid(field, path, "must not start with '..'"));
}

function downwardFile(file: DownwardAPIVolumeFile, at: string, errors: FieldError[]): void {
  if (!file.path) errors.push(required(`${at}.path`));
  else filePath(file.path, `${at}.path`, errors);
  if (file.fieldRef) {
    validateFieldRef(file.fieldRef, volumeFields, `${at}.fieldRef`, errors);
    if (file.resourceFieldRef) {
      errors.push(invalid(at, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
    }
  } else if (file.resourceFieldRef) {
    validateResourceFieldRef(file.resourceFieldRef, true, `${at}.resourceFieldRef`, errors);
  } else errors.push(required(at, 'one of fieldRef and resourceFieldRef is required'));
  fileMode(file.mode, `${at}.mode`, errors);
}

function projections(projected: ProjectedVolumeSource, at: string, errors: FieldError[]): void {
  const taken = new Set<string>();
  const claim = (path: string | undefined, name: string): void => {
    if (!path) return;
    if (taken.has(path)) errors.push(invalid(at, name, 'conflicting duplicate paths'));
    else taken.add(path);
  };
  for (const [index, source] of (projected.sources ?? []).entries()) {
    const field = `${at}.sources[${index}]`;
    let found = 0;
    for (const type of projectionOrder) {
      if (!source[type]) continue;
      found += 1;
      if (found > 1) errors.push(forbidden(`${field}.${type}`, 'may not specify more than 1 volume type per source'));
      else projection(source, `${field}.${type}`, claim, errors);
    }
    if (found === 0) errors.push(required(field, 'must specify a volume type'));
  }
}

const projectionOrder = [
  'secret',
  'configMap',
  'downwardAPI',
  'serviceAccountToken',
  'clusterTrustBundle',
  'podCertificate',
] as const satisfies readonly (keyof VolumeProjection)[];

function projection(
  source: VolumeProjection,
  at: string,
  claim: (path: string | undefined, name: string) => void,
  errors: FieldError[],
): void {
  const named = source.secret ?? source.configMap;
  const token = source.serviceAccountToken;
  if (named) {
    if (!named.name) errors.push(required(`${at}.name`));
    for (const [index, item] of (named.items ?? []).entries()) {
      keyToPath(item, `${at}.items[${index}]`, errors);
      claim(item.path, named.name ?? '');
    }
  } else if (source.downwardAPI) {
    for (const file of source.downwardAPI.items ?? []) {
      downwardFile(file, at, errors);
      claim(file.path, file.path);
    }
  } else if (token) {
    const seconds = token.expirationSeconds ?? 3600;
    if (seconds < 600) {
      errors.push(invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes'));
    } else if (seconds > 2 ** 32) {
      errors.push(invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds'));
    }
    if (!token.path) errors.push(required(`${at}.path`));
    else filePath(token.path, `${at}.path`, errors);
    claim(token.path, token.path);
  } else if (source.clusterTrustBundle?.name) {
    const { name } = source.clusterTrustBundle;
    errors.push(...invalids(`${at}.name`, name, dns1123SubdomainErrors(name)));
  }
}
