// Every refusal of the API server is an object, too: a Status with a code, a one-word reason for programs and a sentence
// for people. One constructor a reason, each with the exact sentence of the real server.
// Source: apimachinery `pkg/api/errors/errors.go`; texts that differ are as recorded from v1.36.3.
import type { FieldError } from './field-error.ts';
import { aggregateText, fieldErrorBody } from './field-error.ts';
import { goQuote } from './go-text.ts';
import type { Status, StatusCause, StatusDetails } from './types.ts';

/** A resource as errors name it: plural and group (`''` for core). */
export interface ResourceRef {
  readonly group: string;
  readonly resource: string;
}

/** A kind as errors of validation name it. */
export interface KindRef {
  readonly group: string;
  readonly kind: string;
}

/** `pods`, `deployments.apps`. */
export function resourceText(ref: ResourceRef): string {
  return ref.group === '' ? ref.resource : `${ref.resource}.${ref.group}`;
}

/** True for anything that is a Status object, success or failure. */
export function isStatus(value: unknown): value is Status {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { kind?: unknown }).kind === 'Status' &&
    (value as { apiVersion?: unknown }).apiVersion === 'v1'
  );
}

export function isFailure(value: unknown): value is Status {
  return isStatus(value) && value.status === 'Failure';
}

/** Members in the order the server sends them; empty ones left out. */
function failure(code: number, reason: string | undefined, message: string, details?: StatusDetails): Status {
  return Object.freeze({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  } satisfies Status);
}

function detailsOf(name: string, group: string, kind: string, causes?: StatusCause[]): StatusDetails {
  return {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    ...(kind === '' ? {} : { kind }),
    ...(causes === undefined || causes.length === 0 ? {} : { causes }),
  };
}

const about = (ref: ResourceRef, name: string): StatusDetails => detailsOf(name, ref.group, ref.resource);

export function notFound(ref: ResourceRef, name: string): Status {
  return failure(404, 'NotFound', `${resourceText(ref)} ${goQuote(name)} not found`, about(ref, name));
}

/** A known group, but no such resource, version or subresource in it. */
export function noSuchResource(): Status {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function alreadyExists(ref: ResourceRef, name: string, options: { deleting?: boolean } = {}): Status {
  const prefix = options.deleting === true ? 'object is being deleted: ' : '';
  const message = `${prefix}${resourceText(ref)} ${goQuote(name)} already exists`;
  return failure(409, 'AlreadyExists', message, about(ref, name));
}

/** generateName found no free name in eight attempts. */
export function generateNameConflict(ref: ResourceRef, name: string): Status {
  const text = 'the server was not able to generate a unique name for the object';
  const message = `${resourceText(ref)} ${goQuote(name)} already exists, ${text}`;
  return failure(409, 'AlreadyExists', message, { ...about(ref, name), retryAfterSeconds: 1 });
}

export const objectModified =
  'the object has been modified; please apply your changes to the latest version and try again';

/** A write that was based on an older version, or any other lost race: `why` is the part after the colon. */
export function conflict(ref: ResourceRef, name: string, why: string = objectModified): Status {
  const message = `Operation cannot be fulfilled on ${resourceText(ref)} ${goQuote(name)}: ${why}`;
  return failure(409, 'Conflict', message, about(ref, name));
}

/** A PUT whose metadata.uid is not that of the stored object. `storageKey` is its key in etcd. */
export function uidConflict(ref: ResourceRef, name: string, storageKey: string, given: string, stored: string): Status {
  const precondition = `Precondition failed: UID in precondition: ${given}, UID in object meta: ${stored}`;
  const error = `StorageError: invalid object, Code: 4, Key: ${storageKey}, ResourceVersion: 0`;
  return conflict(ref, name, `${error}, AdditionalErrorMsg: ${precondition}`);
}

/** A DELETE whose precondition does not hold; here the server names the Kind, not the resource. */
export function deletePreconditionConflict(
  ref: KindRef,
  name: string,
  what: 'UID' | 'ResourceVersion',
  given: string,
  stored: string,
): Status {
  const guess = what === 'UID' ? 'deleted and then recreated' : 'modified';
  const why = `the ${what} in the precondition (${given}) does not match the ${what} in record (${stored}). The object might have been ${guess}`;
  return conflict({ group: ref.group, resource: ref.kind }, name, why);
}

/** One field another manager owns, for server-side apply. */
export interface ApplyConflict {
  readonly manager: string;
  /** Set when that manager's entry is an Update: its apiVersion is then named. */
  readonly updateVersion?: string;
  /** `.spec.replicas`. */
  readonly field: string;
}

/** Server-side apply met fields of others. Conflicts are given sorted by manager. */
export function applyConflict(conflicts: readonly ApplyConflict[]): Status {
  const who = (each: ApplyConflict): string =>
    goQuote(each.manager) + (each.updateVersion === undefined ? '' : ` using ${each.updateVersion}`);
  const causes = conflicts.map((each) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${who(each)}`,
    field: each.field,
  }));
  const first = conflicts[0];
  let text: string;
  if (conflicts.length === 1 && first !== undefined) {
    text = `Apply failed with 1 conflict: conflict with ${who(first)}: ${first.field}`;
  } else {
    const lines: string[] = [];
    let last = '';
    for (const each of conflicts) {
      if (who(each) !== last) lines.push(`conflicts with ${who(each)}:`);
      lines.push(`- ${each.field}`);
      last = who(each);
    }
    text = `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
  }
  return failure(409, 'Conflict', text, { causes });
}

/** All validation errors of one object. The message drops repeated texts, the causes keep them. */
export function invalid(ref: KindRef, name: string, errors: readonly FieldError[]): Status {
  const causes = errors.map((error) => ({ reason: error.type, message: fieldErrorBody(error), field: error.field }));
  const head = `${resourceText({ group: ref.group, resource: ref.kind })} ${goQuote(name)} is invalid`;
  const text = aggregateText(errors);
  return failure(422, 'Invalid', text === '' ? head : `${head}: ${text}`, detailsOf(name, ref.group, ref.kind, causes));
}

/** A JSON patch that did not apply: the server says no more than this. */
export function patchNotApplicable(): Status {
  return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

export interface AccessRequest {
  readonly user: string;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** The server escapes these three in names that come from outside. */
const sanitize = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** RBAC says no. */
export function forbiddenByRbac(access: AccessRequest): Status {
  const { user, verb, group, resource, subresource, name = '', namespace = '' } = access;
  const full = subresource === undefined || subresource === '' ? resource : `${resource}/${subresource}`;
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace ${goQuote(namespace)}`;
  const text = `User ${goQuote(user)} cannot ${verb} resource ${goQuote(full)} in API group ${goQuote(group)} ${scope}`;
  return forbidden({ group, resource }, name, sanitize(text));
}

/** RBAC says no to a path that is no resource. */
export function forbiddenPath(user: string, verb: string, path: string): Status {
  return failure(
    403,
    'Forbidden',
    sanitize(`forbidden: User ${goQuote(user)} cannot ${verb} path ${goQuote(path)}`),
    {},
  );
}

/** Admission says no, in its own words. */
export function forbidden(ref: ResourceRef, name: string, why: string, causes?: StatusCause[]): Status {
  const subject = name === '' ? resourceText(ref) : `${resourceText(ref)} ${goQuote(name)}`;
  return failure(403, 'Forbidden', `${subject} is forbidden: ${why}`, detailsOf(name, ref.group, ref.resource, causes));
}

/** Nothing new goes into a namespace that is being deleted. */
export function namespaceTerminating(ref: ResourceRef, name: string, namespace: string): Status {
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const message = `namespace ${namespace} is being terminated`;
  return forbidden(ref, name, why, [{ reason: 'NamespaceTerminating', message, field: 'metadata.namespace' }]);
}

export function unauthorized(): Status {
  return failure(401, 'Unauthorized', 'Unauthorized');
}

export function badRequest(message: string): Status {
  return failure(400, 'BadRequest', message);
}

export function methodNotAllowed(): Status {
  return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

const mediaTypes = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';

export function notAcceptable(): Status {
  return failure(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${mediaTypes}`, {});
}

/** Without `patch`: a body in an unknown format. With it: a patch of a kind that is none. */
export function unsupportedMediaType(options: { patch?: boolean } = {}): Status {
  if (options.patch === true) return failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  const message = `the body of the request was in an unknown format - accepted media types include: ${mediaTypes}`;
  return failure(415, 'UnsupportedMediaType', message);
}

export function requestEntityTooLarge(what: string): Status {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: ${what}`);
}

/** The history that a watch, list or continue token needs is compacted: 410, list again. */
export function expired(message: string): Status {
  return failure(410, 'Expired', message);
}

export const listTooOld = 'The resourceVersion for the provided list is too old.';
export const continueTooOld =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/** The watch cache no longer has revision `version`; it starts at `oldest`. */
export function tooOldResourceVersion(version: number, oldest: number): Status {
  return expired(`too old resource version: ${version} (${oldest})`);
}

/** A list asked for a revision this server has not reached within three seconds. */
export function tooLargeResourceVersion(version: number, current: number): Status {
  return failure(504, 'Timeout', `Timeout: Too large resource version: ${version}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

export function tooManyRequests(message: string, retryAfterSeconds?: number, causes?: StatusCause[]): Status {
  return failure(429, 'TooManyRequests', message, {
    ...(causes === undefined ? {} : { causes }),
    ...(retryAfterSeconds === undefined || retryAfterSeconds === 0 ? {} : { retryAfterSeconds }),
  });
}

/** An eviction that a budget refuses; `why` names the budget, `retryAfterSeconds` is 10 while it is not computed yet. */
export function evictionRefused(why: string, retryAfterSeconds?: number): Status {
  const causes = [{ reason: 'DisruptionBudget', message: why }];
  const message = "Cannot evict pod as it would violate the pod's disruption budget.";
  return tooManyRequests(message, retryAfterSeconds, causes);
}

export function internalError(message: string): Status {
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}

/** An error that upstream code returned without dressing it up: code 500, no reason, no details. */
export function plainError(message: string): Status {
  return failure(500, undefined, message);
}

export function timeout(message: string): Status {
  return failure(504, 'Timeout', `Timeout: ${message}`, {});
}

/** Done. `code` is 201 for bindings and evictions and absent for deletes, as the server sends it. */
export function success(details?: StatusDetails, code?: number): Status {
  return Object.freeze({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    ...(details === undefined ? {} : { details }),
    ...(code === undefined ? {} : { code }),
  } satisfies Status);
}

/** The answer to a delete that removed the object at once. */
export function deleted(ref: ResourceRef, name: string, uid: string): Status {
  return success({ ...about(ref, name), uid });
}
