// A Secret is a ConfigMap for what not everybody should read. Its values are base64, its type says which keys must be there,
// and `stringData` is a door for writers only: it is never read back.
// Source: `pkg/apis/core/validation/validation.go` ValidateSecret, `pkg/registry/core/secret/strategy.go`.
import { type FieldError, forbidden, invalid, invalids, required, tooLong } from '../field-error.ts';
import { equal, type KubeObject } from '../object.ts';
import type { Secret } from '../types.ts';
import { configMapKeyErrors, immutableMessage } from '../validation.ts';
import { base64Bytes, base64Chars, base64OfText } from './base64.ts';
import { ageColumn, column, nameColumn } from './columns.ts';
import { dataBytesMax, immutableDataMessage } from './config-map.ts';
import { goJsonError } from './go-json-error.ts';
import type { Draft, Kind } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { allVerbs, countGeneration, dropEmpty, metadataFields } from './strategy.ts';

export const secretKind: Kind = Object.freeze<Kind>({
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  generation: false,
  unconditionalUpdate: true,
  createOnUpdate: false,
  nameRule: 'subdomain',
  storagePrefix: 'secrets',
  storageVersionHash: 'S6u1pOWzb84=',

  defaults(draft: Draft): void {
    const { stringData, data, type } = draft as unknown as Secret;
    if (stringData) {
      const merged = { ...data };
      for (const [key, text] of Object.entries(stringData)) merged[key] = base64OfText(text);
      draft.data = merged;
    }
    delete draft.stringData;
    dropEmpty(draft, 'data');
    if (!type) draft.type = 'Opaque';
  },

  prepareForCreate(): void {
    // Nothing of a Secret is the server's.
  },

  prepareForUpdate(draft: Draft, old: KubeObject): void {
    if (!draft.type) draft.type = old.type;
    countGeneration(draft, old, false);
  },

  validate(object: KubeObject): FieldError[] {
    const errors = validateObjectMeta(object, secretKind);
    const secret = object as Secret;
    const data = secret.data ?? {};
    let bytes = 0;
    for (const key in data) {
      errors.push(...invalids(`data[${key}]`, key, configMapKeyErrors(key)));
      bytes += base64Bytes(data[key] ?? '');
    }
    if (bytes > dataBytesMax) errors.push(tooLong('data', dataBytesMax));
    validateType(secret, data, errors);
    return errors;
  },

  validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
    const errors = validateObjectMetaUpdate(object, old);
    const { type, data, immutable } = object as Secret;
    const before = old as Secret;
    if (type !== before.type) errors.push(invalid('type', type, immutableMessage));
    if (before.immutable === true) {
      if (immutable !== true) errors.push(forbidden('immutable', immutableDataMessage));
      if (!equal(data, before.data)) errors.push(forbidden('data', immutableDataMessage));
    }
    return [...errors, ...secretKind.validate(object)];
  },

  warnings(object: KubeObject): string[] {
    const { type, data } = object as Secret;
    if (type !== 'kubernetes.io/tls') return [];
    const certificate = base64Chars(data?.['tls.crt'] ?? '');
    return certificate.includes('-----BEGIN ') ? [] : ['tls: failed to find any PEM data in certificate input'];
  },

  columns: [
    nameColumn(),
    column<Secret>('Type', ({ type }) => type ?? ''),
    column<Secret>('Data', ({ data }) => Object.keys(data ?? {}).length),
    ageColumn,
  ],

  selectableFields: (object) => ({ ...metadataFields(object), type: (object as Secret).type ?? '' }),
});

const accountAnnotation = 'kubernetes.io/service-account.name';

function validateType(secret: Secret, data: { readonly [key: string]: string }, errors: FieldError[]): void {
  const needs = (...keys: string[]): void => {
    for (const key of keys) if (data[key] === undefined) errors.push(required(`data[${key}]`));
  };
  switch (secret.type) {
    case 'kubernetes.io/service-account-token':
      if (!secret.metadata.annotations?.[accountAnnotation]) {
        errors.push(required(`metadata.annotations[${accountAnnotation}]`));
      }
      return;
    case 'kubernetes.io/dockercfg':
      dockerConfig('.dockercfg', data, errors);
      return;
    case 'kubernetes.io/dockerconfigjson':
      dockerConfig('.dockerconfigjson', data, errors);
      return;
    case 'kubernetes.io/basic-auth':
      // One of the two is enough.
      if (data.username === undefined && data.password === undefined) needs('username', 'password');
      return;
    case 'kubernetes.io/ssh-auth':
      if (!data['ssh-privatekey']) errors.push(required('data[ssh-privatekey]'));
      return;
    case 'kubernetes.io/tls':
      needs('tls.crt', 'tls.key');
      return;
  }
}

function dockerConfig(key: string, data: { readonly [key: string]: string }, errors: FieldError[]): void {
  const config = data[key];
  if (config === undefined) {
    errors.push(required(`data[${key}]`));
    return;
  }
  const message = goJsonError(base64Chars(config));
  if (message !== undefined) errors.push(invalid(`data[${key}]`, '<secret contents redacted>', message));
}
