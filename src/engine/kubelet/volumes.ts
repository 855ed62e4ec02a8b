// Before a container starts its files must be there: tokens, ConfigMaps, Secrets, claims. A loop of 100 ms sets them up, one attempt after the other.
// What is missing is no error of the pod: the kubelet tells it in an event and tries again, so the pod starts when somebody creates it.
// Source: `pkg/kubelet/volumemanager/**`, `pkg/volume/{projected,configmap,secret}`.

import { milliValue, value as toNumber } from '../api/quantity.ts';
import type { Container, EnvVar, Pod, Volume } from '../api/types.ts';
import { codeOf, errorText, type Reply } from '../client/requests.ts';
import type { Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { kubelet as timings } from '../timings.ts';
import { ask, drawn, type Kubelet, nextPoint } from './state.ts';
import type { Requests, Worker } from './worker.ts';

/** One object that a volume or a variable needs. */
export interface Need {
  readonly resource: 'configmaps' | 'secrets' | 'serviceaccounts/token' | 'persistentvolumeclaims';
  readonly name: string;
  readonly volume: string;
  readonly optional: boolean;
  readonly keys: readonly string[];
}

/** When the first attempt is made: the volume manager notices the pod in one turn of its loop and mounts in the next. */
export function mountAt(io: IO, uid: string): Tick {
  return (
    nextPoint(io, 'volumes', timings.volumeLoop) + timings.volumeLoop + drawn(io, timings.volumeSetUp, 'volume', uid)
  );
}

/** After so many failures of the same volume: 0.5 s, 1 s, 2 s … 2 min 2 s. */
export function mountRetry(failures: number): Tick {
  return Math.min(timings.mountRetryMax, timings.mountRetry * 2 ** Math.min(10, Math.max(0, failures - 1)));
}

/** What has to be asked for before the volumes of a pod can be set up, in the order of the spec. */
export function volumeNeeds(pod: Pod): Need[] {
  const needs: Need[] = [];
  for (const volume of pod.spec.volumes ?? []) needs.push(...needsOf(pod, volume));
  return needs;
}

function needsOf(pod: Pod, volume: Volume): Need[] {
  const { name, configMap, secret, projected, persistentVolumeClaim } = volume;
  const keysOf = (items: readonly { key: string }[] | undefined) => (items ?? []).map(({ key }) => key);
  if (configMap) return [need('configmaps', configMap.name, name, configMap.optional, keysOf(configMap.items))];
  if (secret) return [need('secrets', secret.secretName, name, secret.optional, keysOf(secret.items))];
  if (persistentVolumeClaim) return [need('persistentvolumeclaims', persistentVolumeClaim.claimName, name)];
  const found: Need[] = [];
  for (const source of projected?.sources ?? []) {
    if (source.serviceAccountToken)
      found.push(need('serviceaccounts/token', pod.spec.serviceAccountName ?? 'default', name));
    // Every namespace has this one; kubelets watch it, so no request shows.
    if (source.configMap && source.configMap.name !== 'kube-root-ca.crt') {
      found.push(
        need('configmaps', source.configMap.name, name, source.configMap.optional, keysOf(source.configMap.items)),
      );
    }
    if (source.secret) {
      found.push(need('secrets', source.secret.name, name, source.secret.optional, keysOf(source.secret.items)));
    }
  }
  return found;
}

function need(
  resource: Need['resource'],
  name: string | undefined,
  volume: string,
  optional = false,
  keys: readonly string[] = [],
): Need {
  return { resource, name: name ?? '', volume, optional, keys };
}

/** The ConfigMaps and Secrets that a container's environment names. */
export function environmentNeeds(container: Container): Need[] {
  const needs: Need[] = [];
  for (const { configMapRef, secretRef } of container.envFrom ?? []) {
    if (configMapRef) needs.push(need('configmaps', configMapRef.name, '', configMapRef.optional));
    if (secretRef) needs.push(need('secrets', secretRef.name, '', secretRef.optional));
  }
  for (const { valueFrom } of container.env ?? []) {
    const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
    if (configMapKeyRef)
      needs.push(need('configmaps', configMapKeyRef.name, '', configMapKeyRef.optional, [configMapKeyRef.key]));
    if (secretKeyRef) needs.push(need('secrets', secretKeyRef.name, '', secretKeyRef.optional, [secretKeyRef.key]));
  }
  return needs;
}

/** Asks the API server for one need; the reply comes as `then`. */
export function askFor(kubelet: Kubelet, io: IO, worker: Worker, what: Need, index: number, then: string): void {
  const { pod, uid } = worker;
  const { namespace } = pod.metadata;
  const { name } = what;
  const context = { uid, index };
  if (what.resource === 'serviceaccounts/token') {
    const body = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {
        audiences: [],
        expirationSeconds: 3607,
        boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: pod.metadata.name, uid },
      },
    };
    const request = {
      verb: 'create' as const,
      group: '',
      version: 'v1',
      resource: 'serviceaccounts',
      subresource: 'token',
      namespace,
      name,
      body,
    };
    ask(kubelet, io, uid, request, then, context, { because: `its volume ${what.volume} holds a token` });
    return;
  }
  const because = what.volume === '' ? 'a variable is taken from it' : `its volume ${what.volume} holds it`;
  const request = { verb: 'get' as const, group: '', version: 'v1', resource: what.resource, namespace, name };
  ask(kubelet, io, uid, request, then, context, { because });
}

/** Why a need is not met by a reply, in the kubelet's words; '' when it is. */
export function unmet(what: Need, reply: Reply, namespace: string): string {
  const code = codeOf(reply);
  const isMap = what.resource === 'configmaps';
  if (code >= 200 && code < 300) {
    if (what.resource === 'persistentvolumeclaims') {
      const claim = reply.response?.body as { status?: { phase?: string } };
      return claim.status?.phase === 'Bound' ? '' : 'PVC is not bound';
    }
    if (what.optional) return '';
    const object = reply.response?.body as { data?: Record<string, string>; binaryData?: Record<string, string> };
    for (const key of what.keys) {
      if (object.data?.[key] !== undefined || object.binaryData?.[key] !== undefined) continue;
      if (what.volume !== '') return `references non-existent ${isMap ? 'config' : 'secret'} key: ${key}`;
      return `couldn't find key ${key} in ${isMap ? 'ConfigMap' : 'Secret'} ${namespace}/${what.name}`;
    }
    return '';
  }
  if (code === 404) {
    if (what.optional) return '';
    if (what.resource === 'serviceaccounts/token') return `failed to fetch token: ${errorText(reply)}`;
    const kind = { configmaps: 'configmap', secrets: 'secret', persistentvolumeclaims: 'persistentvolumeclaim' }[
      what.resource
    ];
    return `${kind} "${what.name}" not found`;
  }
  if (what.resource === 'serviceaccounts/token') return `failed to fetch token: ${errorText(reply)}`;
  return errorText(reply);
}

/** The environment of a container from what was fetched; `objects` by `resource/name`. */
export function environmentOf(
  container: Container,
  pod: Pod,
  objects: Readonly<Record<string, Readonly<Record<string, string>>>>,
  podIP: string,
  hostIP: string,
  services: Readonly<Record<string, string>>,
  node: Requests,
): Record<string, string> {
  // What the pod says itself comes later and so wins over what names Services.
  const env: Record<string, string> = { ...services, HOSTNAME: pod.spec.hostname ?? pod.metadata.name ?? '' };
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const from = configMapRef ? `configmaps/${configMapRef.name}` : `secrets/${secretRef?.name}`;
    const data = objects[from] ?? {};
    for (const key in data) env[prefix + key] = data[key];
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom ?? {};
    let text = valueFrom ? undefined : (value ?? '');
    if (configMapKeyRef) text = objects[`configmaps/${configMapKeyRef.name}`]?.[configMapKeyRef.key];
    if (secretKeyRef) text = objects[`secrets/${secretKeyRef.name}`]?.[secretKeyRef.key];
    if (fieldRef) text = field(pod, fieldRef.fieldPath, podIP, hostIP);
    if (resourceFieldRef) text = resourceOf(pod, container, resourceFieldRef, node);
    if (text !== undefined) env[name] = expand(text, env);
  }
  return env;
}

/** `$(NAME)` stands for a variable that is known, `$$` for a dollar sign. Source: `third_party/forked/golang/expansion`. */
export function expand(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (all, key?: string) => (key === undefined ? '$' : (env[key] ?? all)));
}

/** Rounded up to whole divisors; what has no limit may use what the node has. Source: `pkg/api/v1/resource/helpers.go`. */
function resourceOf(
  { spec }: Pod,
  own: Container,
  { containerName, resource, divisor }: NonNullable<NonNullable<EnvVar['valueFrom']>['resourceFieldRef']>,
  node: Requests,
): string {
  const all = [...spec.containers, ...(spec.initContainers ?? [])];
  const { resources } = all.find(({ name }) => name === containerName) ?? own;
  const [kind, what = ''] = resource.split('.');
  const read = what === 'cpu' ? milliValue : toNumber;
  const given = resources?.[kind as 'limits' | 'requests']?.[what];
  const amount = given === undefined && kind === 'limits' ? (node[what as keyof Requests] ?? 0) : read(given);
  const unit = divisor === undefined || toNumber(divisor) === 0 ? read('1') : read(divisor);
  return String(Math.ceil(amount / unit));
}

function field(pod: Pod, path: string, podIP: string, hostIP: string): string {
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed) return pod.metadata[keyed[1] as 'labels' | 'annotations']?.[keyed[2]] ?? '';
  const simple: Record<string, string | undefined> = {
    'metadata.name': pod.metadata.name,
    'metadata.namespace': pod.metadata.namespace,
    'metadata.uid': pod.metadata.uid,
    'spec.nodeName': pod.spec.nodeName,
    'spec.serviceAccountName': pod.spec.serviceAccountName,
    'status.podIP': podIP,
    'status.podIPs': podIP,
    'status.hostIP': hostIP,
    'status.hostIPs': hostIP,
  };
  return simple[path] ?? '';
}
