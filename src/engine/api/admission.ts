// Between "understood" and "checked" the API server finishes a new pod: who it is, how important, how long it bears a broken
// node. Each step is a pure function from pod to pod, so each can be shown as a stage of its own.
// Source: `plugin/pkg/admission/{serviceaccount,priority,defaulttolerationseconds,nodetaint}`. The server's order is
// serviceAccount, taintNewNode, priority, defaultTolerations.
import { goQuote } from './go-text.ts';
import type { Container, Node, Pod, ServiceAccount, Taint, Toleration, Volume, VolumeMount } from './types.ts';

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const tokenVolumePrefix = 'kube-api-access-';

/** The account a new pod acts as: the one it names, else `default`. The server looks it up before `serviceAccount`. */
export function serviceAccountName(pod: Pod): string {
  return pod.spec.serviceAccountName || 'default';
}

/** `error looking up service account ns/x: serviceaccount "x" not found`, for a 403; typical right after a namespace is made. */
export function missingServiceAccountText(pod: Pod): string {
  const name = serviceAccountName(pod);
  return `error looking up service account ${pod.metadata.namespace}/${name}: serviceaccount ${goQuote(name)} not found`;
}

/**
 * Names the account in the pod, lends it the account's pull secrets, and mounts a token that the kubelet keeps fresh into every
 * container that does not mount something there itself. `suffix` gives five random letters; it is called only when needed.
 */
export function serviceAccount(pod: Pod, account: ServiceAccount, suffix: () => string): Pod {
  const spec = namedSpec(pod.spec, account);
  const automount = spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
  if (!automount || !(spec.containers.some(lacksToken) || spec.initContainers?.some(lacksToken))) {
    return { ...pod, spec };
  }
  const volume = tokenVolumeName(suffix());
  const mount: VolumeMount = { name: volume, readOnly: true, mountPath: tokenPath };
  const token: Volume = { name: volume, projected: tokenSources };
  const mounted = (container: Container): Container => {
    const { volumeMounts } = container;
    // A key the copy lacks goes before what is copied: added to a finished copy it would cost ten times as much.
    if (!('volumeMounts' in container)) return { volumeMounts: [mount], ...container };
    return lacksToken(container) ? { ...container, volumeMounts: [...(volumeMounts ?? []), mount] } : container;
  };
  const containers = spec.containers.map(mounted);
  const withToken: Pod['spec'] =
    'volumes' in spec
      ? { ...spec, volumes: [...(spec.volumes ?? []), token], containers }
      : { volumes: [token], ...spec, containers };
  if (spec.initContainers) withToken.initContainers = spec.initContainers.map(mounted);
  return { ...pod, spec: withToken };
}

interface Named {
  readonly name: string;
  readonly pullSecrets: ServiceAccount['imagePullSecrets'];
  readonly spec: Pod['spec'];
}

// Pods of one template share their spec up to here, so its copy with the account's name is made once.
const named = new WeakMap<Pod['spec'], Named>();

function namedSpec(spec: Pod['spec'], account: ServiceAccount): Pod['spec'] {
  const name = spec.serviceAccountName || 'default';
  const pullSecrets = spec.imagePullSecrets?.length ? spec.imagePullSecrets : account.imagePullSecrets;
  const known = named.get(spec);
  if (known !== undefined && known.name === name && known.pullSecrets === pullSecrets) return known.spec;
  const result: Pod['spec'] = { ...spec, serviceAccountName: name, serviceAccount: name };
  if (pullSecrets?.length) result.imagePullSecrets = pullSecrets;
  named.set(spec, { name, pullSecrets, spec: result });
  return result;
}

export function tokenVolumeName(letters: string): string {
  return tokenVolumePrefix + letters;
}

function lacksToken({ volumeMounts }: Container): boolean {
  return !volumeMounts?.some(({ mountPath }) => mountPath === tokenPath);
}

// The same in every pod, so it is one object.
const tokenSources: NonNullable<Volume['projected']> = {
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] },
    },
  ],
  defaultMode: 420,
};

/** The outcome of a stage that may refuse: the finished pod, or the words of a 403. */
export type Admitted = { readonly pod: Pod } | { readonly forbidden: string };

// The two classes that every cluster has from birth.
const systemClasses: { readonly [name: string]: number } = {
  'system-cluster-critical': 2000000000,
  'system-node-critical': 2000001000,
};

/** The pod's importance as a number. Without a class it is 0; what a client wrote itself must agree. */
export function priority(pod: Pod): Admitted {
  const { priorityClassName, priority: given, preemptionPolicy: policy } = pod.spec;
  const value = priorityClassName ? systemClasses[priorityClassName] : 0;
  if (value === undefined) return { forbidden: `no PriorityClass with name ${priorityClassName} was found` };
  const computed = 'priority admission controller computed';
  const from = 'from the given PriorityClass name';
  if (given !== undefined && given !== value) {
    return {
      forbidden: `the integer value of priority (${given}) must not be provided in pod spec; ${computed} ${value} ${from}`,
    };
  }
  if (policy !== undefined && policy !== 'PreemptLowerPriority') {
    const text = `the string value of PreemptionPolicy (${policy}) must not be provided in pod spec`;
    return { forbidden: `${text}; ${computed} PreemptLowerPriority ${from}` };
  }
  const { spec } = pod;
  const finished: Pod['spec'] =
    'priority' in spec || 'preemptionPolicy' in spec
      ? { ...spec, priority: value, preemptionPolicy: 'PreemptLowerPriority' }
      : { priority: value, preemptionPolicy: 'PreemptLowerPriority', ...spec };
  return { pod: { ...pod, spec: finished } };
}

/** What admission made of the first pod of a template; the next ones differ in the name of one volume. */
export interface Twin {
  readonly account: ServiceAccount;
  readonly spec: Pod['spec'];
  readonly volume: string;
}

/** The finished spec of a pod whose twin has one, with a token volume of its own. */
export function specLikeTwin({ spec, volume }: Twin, name: string): Pod['spec'] {
  const mount: VolumeMount = { name, readOnly: true, mountPath: tokenPath };
  const mounted = (container: Container): Container => {
    const { volumeMounts } = container;
    if (volumeMounts?.[volumeMounts.length - 1]?.name !== volume) return container;
    return { ...container, volumeMounts: volumeMounts.length === 1 ? [mount] : [...volumeMounts.slice(0, -1), mount] };
  };
  const token: Volume = { name, projected: tokenSources };
  const volumes = spec.volumes?.length === 1 ? [token] : [...(spec.volumes ?? []).slice(0, -1), token];
  const containers = spec.containers.length === 1 ? [mounted(spec.containers[0])] : spec.containers.map(mounted);
  if (!spec.initContainers) return { ...spec, volumes, containers };
  return { ...spec, volumes, containers, initContainers: spec.initContainers.map(mounted) };
}

/** The name of the token volume that admission gave a pod, which is its last; undefined when it gave none. */
export function tokenVolumeOf(spec: Pod['spec']): string | undefined {
  const last = spec.volumes?.[spec.volumes.length - 1];
  return last?.projected === tokenSources ? last.name : undefined;
}

/** Five minutes on a node that is not ready or cannot be reached, each unless the pod says otherwise for that taint. */
export function defaultTolerations(pod: Pod): Pod {
  const given = pod.spec.tolerations;
  const tolerations = given === undefined || given.length === 0 ? patience : withPatience(given);
  if (tolerations === given) return pod;
  const spec = 'tolerations' in pod.spec ? { ...pod.spec, tolerations } : { tolerations, ...pod.spec };
  return { ...pod, spec };
}

const fiveMinutes = (key: string): Toleration => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
});
const patience: Toleration[] = [
  fiveMinutes('node.kubernetes.io/not-ready'),
  fiveMinutes('node.kubernetes.io/unreachable'),
];

// Pods of one template have the very same list; so have the finished ones.
const finished = new WeakMap<Toleration[], Toleration[]>();

function withPatience(given: Toleration[]): Toleration[] {
  let result = finished.get(given);
  if (result !== undefined) return result;
  const missing = patience.filter(
    (toleration) =>
      !given.some(
        ({ key = '', effect = '' }) =>
          (key === toleration.key || key === '') && (effect === 'NoExecute' || effect === ''),
      ),
  );
  result = missing.length === 0 ? given : [...given, ...missing];
  finished.set(given, result);
  finished.set(result, result);
  return result;
}

const notReady: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

/** A node that registers takes no pods until it has said that it is ready. */
export function taintNewNode(node: Node): Node {
  const taints = node.spec.taints ?? [];
  if (taints.some(({ key, effect }) => key === notReady.key && effect === notReady.effect)) return node;
  return { ...node, spec: { ...node.spec, taints: [...taints, notReady] } };
}
