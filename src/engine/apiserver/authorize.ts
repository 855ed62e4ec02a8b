// Who may do what. Members of system:masters may do anything, the cluster's own components what they need; everybody else
// would need a role, and gets the refusal that names the missing one.
// Source: apiserver `pkg/endpoints/filters/authorization.go`; the rules themselves are those of the default cluster roles.

import { forbiddenByRbac, forbiddenPath } from '../api/status.ts';
import type { Status } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import { qualified } from '../api/wire.ts';

const masters: readonly string[] = ['admin', 'kubernetes-admin', 'system:apiserver'];
const components: readonly string[] = ['system:kube-controller-manager', 'system:kube-scheduler', 'system:kube-proxy'];
const componentPrefixes: readonly string[] = ['system:serviceaccount:kube-system:', 'system:node:'];
/** Open to everyone, known or not (`system:public-info-viewer`). */
const publicPaths: readonly string[] = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
/** Open to everyone who has proven who they are (`system:discovery`). */
const discovery = /^\/(api|apis|openapi|healthz|livez|readyz|version)(\/.*)?$/;

const known = new Map<string, boolean>();

/** `anonymous` is a request without credentials. */
export function userName(user: string): string {
  return user === '' || user === 'anonymous' ? 'system:anonymous' : user;
}

/**
 * A refusal, or undefined when the request may go on. While the roles have not been read, only those may go on who need none:
 * the masters, and kubelets, for whom the node authorizer speaks.
 */
export function authorize(request: ApiRequest, withoutRoles = false): Status | undefined {
  if (isTrusted(request.user) && !(withoutRoles && needsRole(request.user))) return undefined;
  const user = userName(request.user);
  if (request.path !== undefined) {
    const open = publicPaths.includes(request.path) || (user !== 'system:anonymous' && isDiscovery(request.path));
    return open ? undefined : forbiddenPath(user, request.verb, request.path);
  }
  const { verb, group, resource, subresource, name, namespace } = request;
  return forbiddenByRbac({ user, verb, group, resource, subresource, name: verb === 'create' ? '' : name, namespace });
}

/** What was asked, as traces and tokens name it: `create pods`. */
export function label(request: ApiRequest): string {
  return request.path === undefined ? `${request.verb} ${qualified(request)}` : `get ${request.path}`;
}

function isDiscovery(path: string): boolean {
  const parts = path.split('/').filter((part) => part !== '');
  return discovery.test(path) && parts.length <= 3;
}

function needsRole(user: string): boolean {
  return !masters.includes(user) && !user.startsWith('system:node:');
}

function isTrusted(user: string): boolean {
  const answer = known.get(user);
  if (answer !== undefined) return answer;
  const trusted =
    masters.includes(user) || components.includes(user) || componentPrefixes.some((prefix) => user.startsWith(prefix));
  known.set(user, trusted);
  return trusted;
}
