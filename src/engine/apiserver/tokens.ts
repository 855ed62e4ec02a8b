// A token says who a pod is. The kubelet asks for one before it mounts the volume; here the token is a text that looks right
// and that nobody can use anywhere else.
// Source: `pkg/registry/core/serviceaccount/storage/token.go`.

import { decode } from '../api/decode.ts';
import type { Kind } from '../api/kinds/kind.ts';
import { tokenRequestDefaults, validateTokenRequest } from '../api/kinds/subresources.ts';
import type { KubeObject } from '../api/object.ts';
import * as errors from '../api/status.ts';
import { rfc3339 } from '../api/time.ts';
import type { TokenRequest } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import type { Plan, Surroundings } from './plan.ts';
import { noWarnings, refuse } from './plan.ts';
import { refOf } from './resources.ts';

export function planToken(
  request: ApiRequest,
  kind: Kind,
  existing: KubeObject | undefined,
  world: Surroundings,
): Plan {
  const name = request.name ?? '';
  const decoded = decode(request.body, { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' });
  if (errors.isStatus(decoded)) return refuse('decode and default', decoded);
  if (!existing) return refuse('persist', errors.notFound(refOf(kind), name));
  const asked = tokenRequestDefaults(decoded.object as unknown as TokenRequest);
  const found = validateTokenRequest(asked);
  if (found.length > 0) {
    const ref = { group: 'authentication.k8s.io', kind: 'TokenRequest' };
    return refuse('prepare and validate', errors.invalid(ref, '', found));
  }
  if (!world.sure) return { do: 'answer', body: existing, code: 201, warnings: noWarnings };
  const seconds = asked.spec.expirationSeconds ?? 0;
  const key = `token/${request.namespace}/${name}`;
  const token = `eyJhbGciOiJub25lIn0.${world.newUid(key).replace(/-/g, '')}.${world.newUid(`${key}/signature`).replace(/-/g, '')}`;
  const body = Object.freeze({
    ...asked,
    metadata: {
      name,
      namespace: request.namespace,
      uid: existing.metadata.uid,
      creationTimestamp: rfc3339(world.nowMs, 0),
    },
    status: { token, expirationTimestamp: rfc3339(world.nowMs, seconds * 1000) },
  });
  return { do: 'answer', body: body as unknown as KubeObject, code: 201, warnings: noWarnings };
}
