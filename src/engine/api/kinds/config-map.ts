// A ConfigMap holds settings that pods read as files or variables: keys that could be file names, at most a mebibyte of
// values, and a switch that makes all of it unchangeable for good.
// Source: `pkg/apis/core/validation/validation.go` ValidateConfigMap, `pkg/registry/core/configmap/strategy.go`.
import { type FieldError, forbidden, invalid, invalids, tooLong } from '../field-error.ts';
import { equal, type KubeObject } from '../object.ts';
import type { ConfigMap } from '../types.ts';
import { byteLength, configMapKeyErrors } from '../validation.ts';
import { base64Bytes } from './base64.ts';
import { ageColumn, column, nameColumn } from './columns.ts';
import type { Draft, Kind } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { allVerbs, countGeneration, dropEmpty, metadataFields } from './strategy.ts';

export const dataBytesMax = 1048576;
export const immutableDataMessage = 'field is immutable when `immutable` is set';

export const configMapKind: Kind = Object.freeze<Kind>({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  generation: false,
  unconditionalUpdate: true,
  createOnUpdate: false,
  nameRule: 'subdomain',
  storagePrefix: 'configmaps',
  storageVersionHash: 'qFsyl6wFWjQ=',

  defaults(draft: Draft): void {
    dropEmpty(draft, 'data');
    dropEmpty(draft, 'binaryData');
  },

  prepareForCreate(): void {
    // Nothing of a ConfigMap is the server's.
  },

  prepareForUpdate(draft: Draft, old: KubeObject): void {
    countGeneration(draft, old, false);
  },

  validate(object: KubeObject): FieldError[] {
    const errors = validateObjectMeta(object, configMapKind);
    const { data = {}, binaryData = {} } = object as ConfigMap;
    let bytes = 0;
    for (const key in data) {
      errors.push(...invalids(`data[${key}]`, key, configMapKeyErrors(key)));
      if (key in binaryData) errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
      bytes += byteLength(data[key] ?? '');
    }
    for (const key in binaryData) {
      errors.push(...invalids(`binaryData[${key}]`, key, configMapKeyErrors(key)));
      bytes += base64Bytes(binaryData[key] ?? '');
    }
    // The size belongs to no field; Go prints the path of nothing as [].
    if (bytes > dataBytesMax) errors.push(tooLong('[]', dataBytesMax));
    return errors;
  },

  validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
    const errors = validateObjectMetaUpdate(object, old);
    if ((old as ConfigMap).immutable === true) {
      if ((object as ConfigMap).immutable !== true) errors.push(forbidden('immutable', immutableDataMessage));
      for (const key of ['data', 'binaryData'] as const) {
        if (!equal((object as ConfigMap)[key], (old as ConfigMap)[key]))
          errors.push(forbidden(key, immutableDataMessage));
      }
    }
    return [...errors, ...configMapKind.validate(object)];
  },

  columns: [
    nameColumn(),
    column<ConfigMap>('Data', (map) => Object.keys(map.data ?? {}).length + Object.keys(map.binaryData ?? {}).length),
    ageColumn,
  ],

  selectableFields: metadataFields,
});
