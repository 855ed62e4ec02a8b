// Admission: plugins that may change or refuse what is well formed and allowed. First the namespace must exist and must not be
// ending; then a pod gets its service account, its priority and its patience with broken nodes, and a new node its first taint.
// Source: apiserver `admission/plugin/namespace/lifecycle`, `pkg/kubeapiserver/options/plugins.go` for the order.

import {
  defaultTolerations,
  missingServiceAccountText,
  priority,
  serviceAccount,
  serviceAccountName,
  specLikeTwin,
  type Twin,
  taintNewNode,
  tokenVolumeName,
  tokenVolumeOf,
} from '../api/admission.ts';
import type { Kind } from '../api/kinds/kind.ts';
import { isFineSpec, vouchForSpec } from '../api/kinds/pod.ts';
import type { KubeObject } from '../api/object.ts';
import * as errors from '../api/status.ts';
import type { Namespace, Node, Pod, ServiceAccount } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import type { Plan, Surroundings } from './plan.ts';
import { refuse } from './plan.ts';
import { refOf } from './resources.ts';

/** Mutating admission of a create: changes the draft's own fields; answers a plan when it refuses or has to ask etcd. */
export function admitCreate(request: ApiRequest, kind: Kind, draft: KubeObject, world: Surroundings): Plan | undefined {
  const stopped = namespaceLifecycle(request, kind, draft, world);
  if (stopped || kind.group !== '') return stopped;
  if (kind.plural === 'pods') return admitPod(request, kind, draft, world);
  if (kind.plural === 'nodes') draft.spec = taintNewNode(draft as Node).spec;
  return undefined;
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
    return refuse('mutating admission', errors.namespaceTerminating(refOf(kind), nameOf(draft), name));
  }
  return undefined;
}

/** Names are generated later than this. Source: apiserver `pkg/admission/errors.go` extractResourceName. */
function nameOf({ metadata: { name, generateName } }: KubeObject): string {
  return name || generateName || 'Unknown';
}

function admitPod(request: ApiRequest, kind: Kind, draft: KubeObject, world: Surroundings): Plan | undefined {
  const forbid = (why: string): Plan => refuse('mutating admission', errors.forbidden(refOf(kind), nameOf(draft), why));
  let pod = draft as Pod;
  // A pod without containers is refused later, by validation and in its own words.
  if (!pod.spec?.containers) pod = { ...pod, spec: { ...pod.spec, containers: [] } };
  const key = `${request.namespace}/${serviceAccountName(pod)}`;
  const account = world.find('serviceaccounts', key) as ServiceAccount | undefined;
  if (!account) {
    const etcdKey = `/registry/serviceaccounts/${key}`;
    if (!world.lookedUp(etcdKey)) return { do: 'look-up', key: etcdKey };
    return forbid(missingServiceAccountText(pod));
  }
  const letters = (): string =>
    world.letters(`kube-api-access/${request.namespace}/${draft.metadata.name ?? draft.metadata.generateName}`);
  const given = pod.spec;
  const twin = twins.get(given);
  if (twin !== undefined && twin.account === account) {
    draft.spec = specLikeTwin(twin, tokenVolumeName(letters()));
    if (twin.fine) vouchForSpec(draft.spec as Pod['spec']);
    else twin.fine = isFineSpec(twin.spec);
    return undefined;
  }
  pod = serviceAccount(pod, account, letters);
  const important = priority(pod);
  if ('forbidden' in important) return forbid(important.forbidden);
  const { runtimeClassName } = pod.spec;
  if (runtimeClassName) return forbid(`pod rejected: RuntimeClass "${runtimeClassName}" not found`);
  const { spec } = defaultTolerations(important.pod);
  draft.spec = spec;
  const volume = tokenVolumeOf(spec);
  if (volume !== undefined) twins.set(given, { account, spec, volume, fine: false });
  return undefined;
}

/** By the spec as it came from its template, which is the same object for all of its pods. */
const twins = new WeakMap<Pod['spec'], Twin & { fine: boolean }>();
