// A field that Kubernetes knows and this cluster does not act on is stored and served all the same; but it is said, by path,
// so that nobody waits for an effect that will not come. Everything that is not listed here is acted on, or has no effect to show.

import type { KubeObject } from './object.ts';
import type { Container, PodSpec, Volume } from './types.ts';

/** Fields of a pod's spec without effect here. An empty object or list asks for nothing and is not worth a word. */
const POD_FIELDS = [
  'dnsConfig',
  'hostAliases',
  'hostIPC',
  'hostPID',
  'hostUsers',
  'imagePullSecrets',
  'os',
  'overhead',
  'resourceClaims',
  'resources',
  'runtimeClassName',
  'securityContext',
  'setHostnameAsFQDN',
  'shareProcessNamespace',
] as const satisfies readonly (keyof PodSpec)[];

const CONTAINER_FIELDS = [
  'resizePolicy',
  'restartPolicyRules',
  'securityContext',
  'stdin',
  'tty',
  'volumeDevices',
  'workingDir',
] as const satisfies readonly (keyof Container)[];

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const satisfies readonly (keyof Container)[];

/** Kinds of volumes that are mounted here; all others are accepted and stay empty. */
const VOLUMES: readonly (keyof Volume)[] = ['name', 'emptyDir', 'configMap', 'secret', 'projected'];

const told = new WeakMap<object, readonly string[]>();

/** Paths of fields that are set and not acted on, like `spec.template.spec.hostAliases`; in the order of the schema. */
export function notSimulated(object: KubeObject): readonly string[] {
  if (object.kind === 'Pod') return ofPodSpec(object.spec as PodSpec | undefined, 'spec');
  const template = (object.spec as { template?: { spec?: PodSpec } } | undefined)?.template;
  return template?.spec ? ofPodSpec(template.spec, 'spec.template.spec') : [];
}

/** The sentence of the `Warning` header. */
export function notSimulatedText(path: string): string {
  return `accepted, not simulated: ${path}`;
}

function ofPodSpec(spec: PodSpec | undefined, at: string): readonly string[] {
  if (!spec) return [];
  // Pods of one template share their list of containers: what was said of one is said of all.
  const known = told.get(spec);
  if (known) return known;
  const paths: string[] = [];
  for (const field of POD_FIELDS) if (isSet(spec[field])) paths.push(`${at}.${field}`);
  if (spec.dnsPolicy === 'None' || spec.dnsPolicy === 'Default') paths.push(`${at}.dnsPolicy`);
  for (const list of ['initContainers', 'containers'] as const) {
    (spec[list] ?? []).forEach((container, i) => {
      const here = `${at}.${list}[${i}]`;
      for (const field of CONTAINER_FIELDS) if (isSet(container[field])) paths.push(`${here}.${field}`);
      if (list === 'containers' && isSet(container.restartPolicy)) paths.push(`${here}.restartPolicy`);
      if (isSet(container.lifecycle?.stopSignal)) paths.push(`${here}.lifecycle.stopSignal`);
      for (const probe of PROBES) {
        const { grpc, httpGet } = container[probe] ?? {};
        if (isSet(grpc)) paths.push(`${here}.${probe}.grpc`);
        if (httpGet?.scheme === 'HTTPS') paths.push(`${here}.${probe}.httpGet.scheme`);
      }
    });
  }
  (spec.volumes ?? []).forEach((volume, i) => {
    for (const field in volume) {
      if (!VOLUMES.includes(field as keyof Volume)) paths.push(`${at}.volumes[${i}].${field}`);
    }
  });
  told.set(spec, paths);
  return paths;
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
