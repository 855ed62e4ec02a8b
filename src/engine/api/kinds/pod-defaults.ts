// What a pod becomes before anybody has looked at it: nearly every field a manifest leaves out has a value in the cluster.
// A template gets most of them already in its Deployment; a few are only decided for a real pod.
// Source: `pkg/apis/core/v1/defaults.go`, zz_generated.defaults.go and conversion.go.
import { addQuantities, compareQuantities } from '../quantity.ts';
import type {
  Container,
  ContainerPort,
  EnvVar,
  EphemeralContainer,
  HTTPGetAction,
  Lifecycle,
  LifecycleHandler,
  PodSpec,
  PodTemplateSpec,
  Probe,
  ResourceRequirements,
} from '../types.ts';
import { canonicalQuantities, eachOf, fill, partOf, remembered, withKey } from './fill.ts';
import { pullPolicyFor } from './pull-policy.ts';
import { fieldRefDefaults, resourceFieldDefaults, volumeDefaults } from './volume-defaults.ts';

/** Defaults of the spec in a pod template: what Deployment and ReplicaSet show. */
export const templateSpecDefaults = remembered((given: PodSpec): PodSpec => {
  let spec = given;
  spec = eachOf(spec, 'volumes', volumeDefaults);
  spec = eachOf(spec, 'initContainers', containerDefaults);
  spec = eachOf(spec, 'containers', containerDefaults);
  spec = eachOf(spec, 'ephemeralContainers', ephemeralContainerDefaults);
  spec = partOf(spec, 'resources', resourceDefaults);
  spec = partOf(spec, 'overhead', canonicalQuantities);
  const account = spec.serviceAccountName || spec.serviceAccount;
  if (account) spec = fill(withKey(spec, 'serviceAccountName', account), { serviceAccount: account });
  if (account && spec.serviceAccount !== account) spec = { ...spec, serviceAccount: account };
  return fill(spec, specDefaults);
});

const specDefaults: Partial<PodSpec> = Object.freeze({
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  securityContext: Object.freeze({}),
  schedulerName: 'default-scheduler',
});

/** Defaults of a real pod's spec: those of a template, and requests that follow limits, host ports, service links. */
export const podSpecDefaults = remembered((given: PodSpec): PodSpec => {
  let spec = templateSpecDefaults(given);
  if (spec.resources) spec = podLevelRequests(spec);
  spec = eachOf(spec, 'initContainers', requestsFollowLimits);
  spec = eachOf(spec, 'containers', requestsFollowLimits);
  if (spec.hostNetwork === true) {
    spec = eachOf(spec, 'initContainers', hostPorts);
    spec = eachOf(spec, 'containers', hostPorts);
  }
  return fill(spec, { enableServiceLinks: true });
});

export const templateDefaults = remembered((template: PodTemplateSpec): PodTemplateSpec => {
  const spec = template.spec as PodSpec | undefined;
  return fill(withKey(template, 'spec', templateSpecDefaults(spec ?? noSpec)), { metadata: {} });
});

// A body without a spec still has the defaults of an empty one, which is then refused for its missing containers.
export const noSpec = Object.freeze({}) as PodSpec;

const containerDefaults = remembered((given: Container): Container => {
  let container = given;
  container = eachOf(container, 'ports', (port: ContainerPort) => fill(port, { protocol: 'TCP' }));
  container = eachOf(container, 'env', envDefaults);
  container = partOf(container, 'resources', resourceDefaults);
  container = partOf(container, 'livenessProbe', probeDefaults);
  container = partOf(container, 'readinessProbe', probeDefaults);
  container = partOf(container, 'startupProbe', probeDefaults);
  container = partOf(container, 'lifecycle', lifecycleDefaults);
  return fill(container, {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: pullPolicyFor(container.image ?? ''),
  });
});

function ephemeralContainerDefaults(container: EphemeralContainer): EphemeralContainer {
  return containerDefaults(container) as EphemeralContainer;
}

function envDefaults(env: EnvVar): EnvVar {
  return partOf(env, 'valueFrom', (source) =>
    partOf(partOf(source, 'fieldRef', fieldRefDefaults), 'resourceFieldRef', resourceFieldDefaults),
  );
}

function resourceDefaults(resources: ResourceRequirements): ResourceRequirements {
  return partOf(partOf(resources, 'limits', canonicalQuantities), 'requests', canonicalQuantities);
}

function probeDefaults(given: Probe): Probe {
  let probe = partOf(given, 'httpGet', httpGetDefaults);
  probe = partOf(probe, 'grpc', (grpc) => fill(grpc, { service: '' }));
  for (const key of ['timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const) {
    if (probe[key] === 0) probe = { ...probe, [key]: probeNumbers[key] };
  }
  return fill(probe, probeNumbers);
}

const probeNumbers = Object.freeze({ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });

function httpGetDefaults(get: HTTPGetAction): HTTPGetAction {
  return fill(get.path === '' ? { ...get, path: '/' } : get, { path: '/', scheme: 'HTTP' });
}

function lifecycleDefaults(lifecycle: Lifecycle): Lifecycle {
  const handler = (given: LifecycleHandler): LifecycleHandler => partOf(given, 'httpGet', httpGetDefaults);
  return partOf(partOf(lifecycle, 'postStart', handler), 'preStop', handler);
}

function requestsFollowLimits(container: Container): Container {
  const limits = container.resources?.limits;
  if (!limits) return container;
  const requests = fill(container.resources?.requests ?? {}, limits);
  if (requests === container.resources?.requests || Object.keys(requests).length === 0) return container;
  return { ...container, resources: { ...container.resources, limits, requests } };
}

function hostPorts(container: Container): Container {
  return eachOf(container, 'ports', (port: ContainerPort) =>
    port.hostPort ? port : withKey(port, 'hostPort', port.containerPort),
  );
}

// Requests of a whole pod that were left out: what its containers ask for together, else the pod's own limit.
function podLevelRequests(spec: PodSpec): PodSpec {
  const { limits = {}, requests = {} } = spec.resources ?? {};
  const result = { ...requests };
  for (const name of ['cpu', 'memory']) {
    if (result[name] !== undefined) continue;
    const sum = containerRequests(spec, name);
    if (sum !== undefined) result[name] = sum;
    else if (limits[name] !== undefined) result[name] = limits[name];
  }
  if (Object.keys(result).length === Object.keys(requests).length) return spec;
  return { ...spec, resources: { ...spec.resources, requests: result } };
}

// Sidecars run beside the app containers, other init containers one by one before them; the greater need counts.
function containerRequests(spec: PodSpec, name: string): string | undefined {
  const asked = (container: Container): string | undefined =>
    container.resources?.requests?.[name] ?? container.resources?.limits?.[name];
  let sum: string | undefined;
  for (const container of spec.containers ?? []) {
    const request = asked(container);
    if (request !== undefined) sum = addQuantities(sum, request);
  }
  let sidecars: string | undefined;
  let start: string | undefined;
  for (const container of spec.initContainers ?? []) {
    const request = asked(container);
    if (request === undefined) continue;
    const together = addQuantities(sidecars, request);
    if (container.restartPolicy === 'Always') sidecars = together;
    if (start === undefined || compareQuantities(together, start) > 0) start = together;
  }
  if (sidecars !== undefined) sum = addQuantities(sum, sidecars);
  if (start !== undefined && (sum === undefined || compareQuantities(start, sum) > 0)) sum = start;
  return sum;
}
