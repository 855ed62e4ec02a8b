// A status is written from the copy that was counted. Where that copy was old, the object is read and the same numbers are written once
// more on its latest version; a second conflict is left to the next look. ReplicaSets and DaemonSets both do so (facts 4.1, 4.3).

import type { KubeObject } from '../api/object.ts';
import { codeOf, type Reply, succeeded } from '../client/requests.ts';
import type { Intent, Observed, Plan, ResourceName, Step } from './controller.ts';

/** Writes a status; the controller's `followUps` need those of `statusFollowUps` for what comes then. */
export function writeStatus(of: ResourceName, object: KubeObject, status: unknown, because: string): Step {
  const counted = Object.freeze({ ...object, status });
  return {
    intents: [{ verb: 'update', of, subresource: 'status', object: counted, because }],
    then: 'status-written',
    memo: status,
  };
}

/** What follows a status write of this resource; `again` is what the second try gives as its reason. */
export function statusFollowUps(of: ResourceName, again: string) {
  return {
    'status-written': (
      _key: string,
      _observed: Observed,
      replies: readonly Reply[],
      memo: unknown,
    ): Plan | undefined => {
      const [reply] = replies;
      if (succeeded(reply) || codeOf(reply) === 404) return undefined;
      const { namespace, name = '' } = reply.request;
      const read: Intent = { verb: 'get', of, namespace, name, because: 'its copy was old: reads again' };
      return { steps: [{ intents: [read], then: 'status-read-again', memo }], because: '' };
    },
    'status-read-again': (_key: string, _observed: Observed, replies: readonly Reply[], memo: unknown): Plan => {
      const [reply] = replies;
      if (!succeeded(reply)) return { steps: [], because: '', failed: codeOf(reply) !== 404 };
      const object = Object.freeze({ ...(reply.response?.body as KubeObject), status: memo });
      const intents: Intent[] = [{ verb: 'update', of, subresource: 'status', object, because: again }];
      return { steps: [{ intents }], because: '' };
    },
  };
}
