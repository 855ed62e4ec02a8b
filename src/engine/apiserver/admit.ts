// Admission: plugins that may change or refuse what is well formed and allowed. The namespace must exist and must not be
// ending; the other built-in plugins follow in upstream's order.
// Source: apiserver `admission/plugin/namespace/lifecycle`, `pkg/kubeapiserver/options/plugins.go`.

import type { Kind } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';
import * as errors from '../api/status.ts';
import type { Namespace } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import type { Plan, Surroundings } from './plan.ts';
import { refuse } from './plan.ts';
import { refOf } from './resources.ts';

export function admitCreate(request: ApiRequest, kind: Kind, draft: KubeObject, world: Surroundings): Plan | undefined {
  return namespaceLifecycle(request, kind, draft, world);
}

function namespaceLifecycle(request: ApiRequest, kind: Kind, draft: KubeObject, world: Surroundings): Plan | undefined {
  if (!kind.namespaced) return undefined;
  const name = request.namespace ?? '';
  const namespace = world.find('namespaces', name) as Namespace | undefined;
  if (!namespace) {
    // The copy may be behind a namespace that was created a moment ago, so etcd has the last word.
    const key = `/registry/namespaces/${name}`;
    if (!world.lookedUp(key)) return { do: 'look-up', key };
    return refuse('mutating admission', errors.notFound({ group: '', resource: 'namespaces' }, name));
  }
  if (namespace.metadata.deletionTimestamp || namespace.status?.phase === 'Terminating') {
    return refuse('mutating admission', errors.namespaceTerminating(refOf(kind), draft.metadata.name ?? '', name));
  }
  return undefined;
}

export function admitUpdate(
  _request: ApiRequest,
  _kind: Kind,
  _draft: KubeObject,
  _existing: KubeObject,
  _world: Surroundings,
): Plan | undefined {
  return undefined;
}

export function validateAdmission(
  _request: ApiRequest,
  _kind: Kind,
  _object: KubeObject,
  _existing: KubeObject | undefined,
  _world: Surroundings,
): Plan | undefined {
  return undefined;
}
