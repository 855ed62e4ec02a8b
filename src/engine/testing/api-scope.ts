// Which recorded exchanges are not played, and why: they need a kind or a controller that is not there yet, or they list
// everything a real server has. Whatever only names such a kind in its path is found out without a word here.

import type { Scope } from './api-replay.ts';

const lists = 'lists kinds of which some are not there yet';
const openapi = 'OpenAPI documents are not served yet';
const budgets = 'needs PodDisruptionBudgets';

const all = (reason: string, ...names: string[]): Scope => Object.fromEntries(names.map((name) => [name, reason]));

/** By session, then by exchange. */
export const scopes: { readonly [session: string]: Scope } = {
  '01-discovery': {
    ...all(lists, 'root-get-root', 'root-get-apis', 'api-aggregated', 'apis-aggregated', 'method-post-'),
    ...all(lists, 'apis-aggregated-unknown-version-fallback', 'resources-v1', 'resources-apps-v1'),
    ...all(lists, 'slash-apis-', 'slash-api-v1-', 'slash-apis-apps-v1-', 'method-delete-apis'),
    ...all(openapi, 'openapi-v3-index', 'openapi-v3-missing'),
  },
  '02-core-crud': all('the recorded server listens at a port of its own', 'misc-kubernetes-service'),
  '03-groups-crud': all('calls a server behind an APIService', 'apireg-call-unavailable'),
  '05-patch': all('shows managedFields with the client of the recording', 'merge-wrong-type'),
  '10-subresources': all(budgets, 'evict-budget-not-computed', 'evict-refused', 'evict-two-budgets'),
};

/** Groups that real discovery has and ours has not yet. */
export const missingGroup = /^(resources|group)-(?!apps$|apps-|coordination|discovery|events|v1$)/;
