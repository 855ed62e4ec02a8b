// Small objects that are written to a path below another one: a Scale turns one knob of a Deployment, a Binding puts a pod on
// a node, an Eviction asks politely, a TokenRequest gets a token. None of them is ever stored.
// Source: `pkg/registry/apps/*/storage`, `pkg/registry/core/pod/storage`, `pkg/apis/authentication/validation`.
import { type FieldError, fieldErrorText, invalid, notSupported, required } from '../field-error.ts';
import { formatLabelSelector } from '../labels.ts';
import type { KubeObject } from '../object.ts';
import type { APIResource, Binding, LabelSelector, Scale, TokenRequest } from '../types.ts';
import { nonNegativeMessage } from '../validation.ts';
import type { Draft, Kind } from './kind.ts';

/** What discovery says of one subresource; `kind` etc. are of the object it takes. */
export interface SubresourceInfo {
  readonly kind: string;
  /** Absent where the object is of the parent's group and version. */
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

const connectVerbs = ['create', 'delete', 'get', 'patch', 'update'];
const known: { readonly [name: string]: SubresourceInfo } = {
  attach: { kind: 'PodAttachOptions', verbs: ['create', 'get'] },
  binding: { kind: 'Binding', verbs: ['create'] },
  eviction: { kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
  exec: { kind: 'PodExecOptions', verbs: ['create', 'get'] },
  portforward: { kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
  scale: { kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update'] },
  token: { kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] },
};

/** A subresource of a kind, or undefined when the kind has none of that name. */
export function subresourceInfo(kind: Kind, name: string): SubresourceInfo | undefined {
  if (!kind.subresources.includes(name)) return undefined;
  const found = known[name];
  if (found !== undefined) return found;
  if (name === 'proxy') return { kind: `${kind.kind}ProxyOptions`, verbs: connectVerbs };
  if (name === 'log') return { kind: kind.kind, verbs: ['get'] };
  if (name === 'finalize') return { kind: kind.kind, verbs: ['update'] };
  return { kind: kind.kind, verbs: ['get', 'patch', 'update'] };
}

/** The entries of a kind in its group's APIResourceList: itself, then its subresources by name. */
export function discoveryResources(kind: Kind): APIResource[] {
  const { plural, singular, namespaced, shortNames, categories, storageVersionHash } = kind;
  const own: APIResource = {
    name: plural,
    singularName: singular,
    namespaced,
    kind: kind.kind,
    verbs: [...kind.verbs],
    ...(shortNames.length > 0 ? { shortNames: [...shortNames] } : {}),
    ...(categories.length > 0 ? { categories: [...categories] } : {}),
    ...(storageVersionHash !== '' ? { storageVersionHash } : {}),
  };
  const below = kind.subresources.map((name) => {
    const { group, version, verbs, kind: taken } = subresourceInfo(kind, name) as SubresourceInfo;
    const foreign = group === undefined || version === undefined ? {} : { group, version };
    return { name: `${plural}/${name}`, singularName: '', namespaced, ...foreign, kind: taken, verbs: [...verbs] };
  });
  return [own, ...below];
}

/** The Scale of a Deployment or ReplicaSet. */
export function scaleOf(object: KubeObject): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const { replicas, selector } = (object.spec ?? {}) as { replicas?: number; selector?: LabelSelector };
  const { replicas: present } = (object.status ?? {}) as { replicas?: number };
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas ? { replicas } : {},
    status: { replicas: present ?? 0, selector: formatLabelSelector(selector) },
  };
}

export function validateScale(scale: Scale): FieldError[] {
  const replicas = scale.spec?.replicas ?? 0;
  return replicas < 0 ? [invalid('spec.replicas', replicas, nonNegativeMessage)] : [];
}

/** Writes the wish of a Scale into the draft of its object; everything else is as stored. */
export function applyScale(draft: Draft, scale: Scale): void {
  draft.spec = { ...(draft.spec as object), replicas: scale.spec?.replicas ?? 0 };
  const version = scale.metadata.resourceVersion;
  if (version) draft.metadata = { ...draft.metadata, resourceVersion: version };
}

/**
 * What is wrong with a Binding, as text: these errors come back as plain ones (code 500), not as Invalid. '' when it is fine.
 */
export function bindingError(binding: Binding): string {
  const { kind = '', name = '' } = binding.target ?? {};
  if (kind !== '' && kind !== 'Node') return fieldErrorText(notSupported('target.kind', kind, ['Node', '<empty>']));
  return name === '' ? fieldErrorText(required('target.name')) : '';
}

const defaultAudiences: readonly string[] = ['https://kubernetes.default.svc.cluster.local'];

/** Defaults of a TokenRequest: an hour, the API server itself, bound to nothing. */
export function tokenRequestDefaults(request: TokenRequest): TokenRequest {
  const { audiences, boundObjectRef, expirationSeconds } = (request.spec ?? {}) as Partial<TokenRequest['spec']>;
  const spec = {
    audiences: audiences && audiences.length > 0 ? audiences : [...defaultAudiences],
    expirationSeconds: expirationSeconds ?? 3600,
    boundObjectRef: boundObjectRef ?? null,
  } as TokenRequest['spec'];
  return { ...request, apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
}

export function validateTokenRequest({ spec }: TokenRequest): FieldError[] {
  const field = 'spec.expirationSeconds';
  const seconds = spec.expirationSeconds ?? 3600;
  if (seconds < 600) return [invalid(field, seconds, 'may not specify a duration less than 10 minutes')];
  return seconds > 2 ** 32 ? [invalid(field, seconds, 'may not specify a duration larger than 2^32 seconds')] : [];
}
