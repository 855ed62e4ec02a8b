// A ControllerRevision is a page of history: the template that a DaemonSet or StatefulSet had once, under a number that grows.
// Whoever owns it gives its data a meaning; the server only sees to it that what is written once stays as it is.
// Source: `pkg/registry/apps/controllerrevision/strategy.go`, `pkg/apis/apps/validation` ValidateControllerRevision.
import { type FieldError, invalid, required } from '../field-error.ts';
import { controllerOf, equal, type KubeObject } from '../object.ts';
import type { ControllerRevision } from '../types.ts';
import { immutableMessage } from '../validation.ts';
import { nonNegative } from './checks.ts';
import { ageColumn, column, nameColumn } from './columns.ts';
import type { Draft, Kind } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { allVerbs, countGeneration, metadataFields } from './strategy.ts';

export const controllerRevisionKind: Kind = Object.freeze<Kind>({
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  singular: 'controllerrevision',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  generation: false,
  unconditionalUpdate: true,
  createOnUpdate: false,
  nameRule: 'subdomain',
  storagePrefix: 'controllerrevisions',
  storageVersionHash: '85nkx63pcBU=',

  defaults(draft: Draft): void {
    if (draft.revision === undefined) draft.revision = 0;
  },

  prepareForCreate(): void {
    // Nothing of a ControllerRevision is the server's.
  },

  prepareForUpdate(draft: Draft, old: KubeObject): void {
    countGeneration(draft, old, false);
  },

  validate(object: KubeObject): FieldError[] {
    const errors = validateObjectMeta(object, controllerRevisionKind);
    validateRevision(object as ControllerRevision, errors);
    return errors;
  },

  validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
    const errors = validateObjectMetaUpdate(object, old);
    const { data } = object as ControllerRevision;
    validateRevision(object as ControllerRevision, errors);
    if (!equal(data, (old as ControllerRevision).data)) errors.push(invalid('data', data ?? null, immutableMessage));
    return errors;
  },

  columns: [
    nameColumn(),
    column('Controller', ownerText),
    column<ControllerRevision>('Revision', ({ revision }) => revision),
    ageColumn,
  ],

  selectableFields: metadataFields,
});

function validateRevision({ revision, data }: ControllerRevision, errors: FieldError[]): void {
  nonNegative(revision, 'revision', errors);
  if (data === undefined || data === null) errors.push(required('data', 'data is mandatory'));
}

/** `daemonset.apps/agent` */
function ownerText(object: KubeObject): string {
  const owner = controllerOf(object);
  if (owner === undefined) return '<none>';
  const [group] = owner.apiVersion.includes('/') ? owner.apiVersion.split('/') : [''];
  return `${owner.kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${owner.name}`;
}
