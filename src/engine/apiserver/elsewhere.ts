// What is asked for and is not here: either no Kubernetes has it, and the real refusal is given, or Kubernetes has it and
// Podarium has not, and then that is said in our own words, because the real ones would be a lie.

import { kindFor, kinds } from '../api/kinds/index.ts';
import { findNotYetResource, notYet, notYetText } from '../api/kinds/not-yet.ts';
import * as errors from '../api/status.ts';
import type { Status } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';

const groups: ReadonlySet<string> = new Set([...kinds, ...notYet].map(({ group }) => group));

export const pageNotFound = '404 page not found\n';

/** The refusal: a Status, or the bare text that a mux answers for a path nobody has registered. */
export function missingResource({ group, version, resource }: ApiRequest): Status | string {
  const unbuilt = kindFor(group, version, resource) ? undefined : findNotYetResource(group, version, resource);
  if (unbuilt) return notImplemented(notYetText(unbuilt));
  return groups.has(group) ? errors.noSuchResource() : pageNotFound;
}

/** Code 501, which no real API server sends: whoever sees it knows who is speaking. */
function notImplemented(message: string): Status {
  return Object.freeze({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'NotImplemented',
    code: 501,
  });
}
