// Scale is the same small object for everything that has replicas, so that an autoscaler need not know what it scales.
// Writing it changes `spec.replicas` of the object behind it and nothing else.
// Source: `pkg/registry/apps/{deployment,replicaset}/storage/storage.go`.

import { decode } from '../api/decode.ts';
import type { Kind } from '../api/kinds/kind.ts';
import { applyScale, scaleOf, validateScale } from '../api/kinds/subresources.ts';
import type { KubeObject } from '../api/object.ts';
import { applyJsonPatch } from '../api/patch/json-patch.ts';
import { applyMergePatch } from '../api/patch/merge-patch.ts';
import * as errors from '../api/status.ts';
import type { Scale, Status } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import { planReplace } from './pipeline.ts';
import type { Plan, Surroundings } from './plan.ts';
import { refuse } from './plan.ts';
import { refOf } from './resources.ts';

export function planScale(
  request: ApiRequest,
  kind: Kind,
  existing: KubeObject | undefined,
  world: Surroundings,
): Plan {
  const name = request.name ?? '';
  if (!existing) return refuse('persist', errors.notFound(refOf(kind), name));
  const scale = askedScale(request, scaleOf(existing));
  if (errors.isStatus(scale)) return refuse('decode and default', scale);
  const found = validateScale(scale);
  if (found.length > 0) {
    return refuse('prepare and validate', errors.invalid({ group: 'autoscaling', kind: 'Scale' }, name, found));
  }
  const draft: KubeObject = { ...existing };
  applyScale(draft, scale);
  const plan = planReplace({ ...request, subresource: undefined }, kind, draft, existing, [], world);
  if (plan.do === 'answer') return { ...plan, body: scaleOf(existing) as unknown as KubeObject };
  return plan.do === 'write' ? { ...plan, shows: 'scale' } : plan;
}

function askedScale(request: ApiRequest, present: Scale): Scale | Status {
  let body = request.body;
  if (request.verb === 'patch') {
    const apply = request.patchType === 'application/json-patch+json' ? applyJsonPatch : applyMergePatch;
    const patched = apply(present, body);
    if (errors.isStatus(patched)) return patched;
    body = patched.value;
  }
  const decoded = decode(body, { group: 'autoscaling', version: 'v1', kind: 'Scale' });
  return errors.isStatus(decoded) ? decoded : (decoded.object as unknown as Scale);
}
