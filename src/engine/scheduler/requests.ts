// What a pod asks for is what the scheduler believes: it adds up requests, never looks at use.
// A pod's sum is the larger of "all containers at once" and "the greediest moment of its start", plus the runtime's overhead.
// Pods of one template share their container list, so the sum is worked out once per template.
import { milliValue, value } from '../api/quantity.ts';
import type { Container, ContainerStatus, Pod, PodSpec } from '../api/types.ts';

/** CPU in thousandths of a core, everything else in bytes or pieces; `scalars` holds extended resources and huge pages. */
export interface Resources {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly ephemeralStorageBytes: number;
  readonly scalars: Readonly<Record<string, number>>;
}

export interface PodRequests {
  /** What filters and the balance score count; pod-level resources override the containers' sum. */
  readonly actual: Resources;
  /** What LeastAllocated counts: a container without a request is taken for 100m CPU and 200 MiB; pod-level resources don't matter. */
  readonly scored: { readonly cpuMillis: number; readonly memoryBytes: number };
  /** True when the pod asks for nothing at all, so that only the number of pods can refuse it. */
  readonly nothing: boolean;
}

const NO_SCALARS: Readonly<Record<string, number>> = Object.freeze({});
export const NO_RESOURCES: Resources = Object.freeze({
  cpuMillis: 0,
  memoryBytes: 0,
  ephemeralStorageBytes: 0,
  scalars: NO_SCALARS,
});

/** Upstream's schedutil.DefaultMilliCPURequest and DefaultMemoryRequest. */
export const ASSUMED_CPU_MILLIS = 100;
export const ASSUMED_MEMORY_BYTES = 200 * 1024 * 1024;

type ResourceList = Readonly<Record<string, string>>;
type Sums = Record<string, number>;

/**
 * The requests of a pod as the scheduler counts them. Source: component-helpers/resource/helpers.go (PodRequests) of
 * v1.36. While an in-place resize is under way the larger of wished, allocated and actual counts.
 */
export function podRequests(pod: Pod): PodRequests {
  const spec = pod.spec;
  if (spec === undefined) return NOTHING;
  if (hasStatusResources(pod)) {
    const granted = sumUp(spec, pod);
    const asked = ofSpec(spec);
    return same(granted, asked) ? asked : granted;
  }
  return ofSpec(spec);
}

function ofSpec(spec: PodSpec): PodRequests {
  const known = byContainers.get(spec.containers);
  if (
    known !== undefined &&
    known.initContainers === spec.initContainers &&
    known.overhead === spec.overhead &&
    known.resources === spec.resources
  ) {
    return known.requests;
  }
  const requests = sumUp(spec, undefined);
  byContainers.set(spec.containers, {
    initContainers: spec.initContainers,
    overhead: spec.overhead,
    resources: spec.resources,
    requests,
  });
  return requests;
}

interface Known {
  readonly initContainers: PodSpec['initContainers'];
  readonly overhead: PodSpec['overhead'];
  readonly resources: PodSpec['resources'];
  readonly requests: PodRequests;
}

/** Only a shortcut: what it holds follows from the key, so it may be emptied at any time. */
const byContainers = new WeakMap<readonly Container[], Known>();

const NOTHING: PodRequests = Object.freeze({
  actual: NO_RESOURCES,
  scored: Object.freeze({ cpuMillis: 0, memoryBytes: 0 }),
  nothing: true,
});

function sumUp(spec: PodSpec, pod: Pod | undefined): PodRequests {
  const actual = aggregate(spec, pod, false);
  const scored = aggregate(spec, pod, true);
  for (const [name, quantity] of Object.entries(spec.resources?.requests ?? {})) {
    if (POD_LEVEL.has(name) || name.startsWith('hugepages-')) actual[name] = amount(name, quantity);
  }
  for (const [name, quantity] of Object.entries(spec.overhead ?? {})) {
    actual[name] = (actual[name] ?? 0) + amount(name, quantity);
    scored[name] = (scored[name] ?? 0) + amount(name, quantity);
  }
  const resources = toResources(actual);
  return Object.freeze({
    actual: resources,
    scored: Object.freeze({ cpuMillis: scored.cpu ?? 0, memoryBytes: scored.memory ?? 0 }),
    nothing:
      resources.cpuMillis === 0 &&
      resources.memoryBytes === 0 &&
      resources.ephemeralStorageBytes === 0 &&
      Object.keys(resources.scalars).length === 0,
  });
}

const POD_LEVEL = new Set(['cpu', 'memory']);

/** Containers and sidecars run together; an init container runs with the sidecars declared before it. */
function aggregate(spec: PodSpec, pod: Pod | undefined, assumeMissing: boolean): Sums {
  const together: Sums = {};
  for (const container of spec.containers) {
    add(together, ofContainer(container, pod, pod?.status?.containerStatuses, assumeMissing));
  }
  const sidecars: Sums = {};
  const greediest: Sums = {};
  for (const container of spec.initContainers ?? []) {
    const own = ofContainer(container, pod, pod?.status?.initContainerStatuses, assumeMissing);
    if (container.restartPolicy === 'Always') {
      add(together, own);
      add(sidecars, own);
      raise(greediest, sidecars);
    } else {
      add(own, sidecars);
      raise(greediest, own);
    }
  }
  raise(together, greediest);
  return together;
}

function ofContainer(
  container: Container,
  pod: Pod | undefined,
  statuses: readonly ContainerStatus[] | undefined,
  assumeMissing: boolean,
): Sums {
  const sums = toSums(container.resources?.requests);
  const status = statuses?.find((candidate) => candidate.name === container.name);
  if (pod !== undefined && status !== undefined) {
    const granted = toSums(status.resources?.requests);
    raise(granted, toSums(status.allocatedResources));
    if (isResizeInfeasible(pod)) {
      // The node has said it can't give what the spec asks for: what it gave is what counts.
      if (Object.keys(granted).length > 0) {
        for (const name of Object.keys(sums)) delete sums[name];
      }
    }
    raise(sums, granted);
  }
  if (assumeMissing) {
    sums.cpu ??= ASSUMED_CPU_MILLIS;
    sums.memory ??= ASSUMED_MEMORY_BYTES;
  }
  return sums;
}

/** Whether the status says what some container was granted; `resources: {}` says nothing. */
function hasStatusResources({ status }: Pod): boolean {
  if (status === undefined) return false;
  return someGranted(status.containerStatuses) || someGranted(status.initContainerStatuses);
}

function someGranted(statuses: readonly ContainerStatus[] | undefined): boolean {
  if (statuses === undefined) return false;
  for (const { resources, allocatedResources } of statuses) {
    for (const _ in resources?.requests) return true;
    for (const _ in allocatedResources) return true;
  }
  return false;
}

/** The same amounts: then the very object that is kept for the spec is used, and whoever compares sees at once that nothing changed. */
function same(a: PodRequests, b: PodRequests): boolean {
  const { actual: x, scored: p } = a;
  const { actual: y, scored: q } = b;
  if (x.cpuMillis !== y.cpuMillis || x.memoryBytes !== y.memoryBytes) return false;
  if (p.cpuMillis !== q.cpuMillis || p.memoryBytes !== q.memoryBytes) return false;
  if (x.ephemeralStorageBytes !== y.ephemeralStorageBytes) return false;
  for (const name in x.scalars) if (x.scalars[name] !== y.scalars[name]) return false;
  for (const name in y.scalars) if (x.scalars[name] !== y.scalars[name]) return false;
  return true;
}

function isResizeInfeasible(pod: Pod): boolean {
  return (
    pod.status?.conditions?.some(
      (condition) => condition.type === 'PodResizePending' && condition.reason === 'Infeasible',
    ) === true
  );
}

/** A node's `status.allocatable`, in the same form as requests. */
export function toResources(sums: Readonly<Sums>): Resources {
  let scalars: Sums | undefined;
  for (const name in sums) {
    if (isScalar(name)) {
      scalars ??= {};
      scalars[name] = sums[name];
    }
  }
  return Object.freeze({
    cpuMillis: sums.cpu ?? 0,
    memoryBytes: sums.memory ?? 0,
    ephemeralStorageBytes: sums['ephemeral-storage'] ?? 0,
    scalars: scalars === undefined ? NO_SCALARS : Object.freeze(scalars),
  });
}

export function toSums(list: ResourceList | undefined): Sums {
  const sums: Sums = {};
  for (const name in list) sums[name] = amount(name, list[name]);
  return sums;
}

function amount(name: string, quantity: string): number {
  return name === 'cpu' ? milliValue(quantity) : value(quantity);
}

/** Extended resources carry a domain; huge pages and attach limits are counted likewise. */
function isScalar(name: string): boolean {
  return name.includes('/') || name.startsWith('hugepages-') || name.startsWith('attachable-volumes-');
}

/** `a + sign × b`, for a node's sum when a pod comes (+1) or goes (−1). */
export function plus(a: Resources, b: Resources, sign: 1 | -1): Resources {
  let scalars = a.scalars;
  for (const name in b.scalars) {
    if (scalars === a.scalars) scalars = { ...a.scalars };
    (scalars as Sums)[name] = (scalars[name] ?? 0) + sign * b.scalars[name];
  }
  return Object.freeze({
    cpuMillis: a.cpuMillis + sign * b.cpuMillis,
    memoryBytes: a.memoryBytes + sign * b.memoryBytes,
    ephemeralStorageBytes: a.ephemeralStorageBytes + sign * b.ephemeralStorageBytes,
    scalars: scalars === a.scalars ? scalars : Object.freeze(scalars),
  });
}

function add(sums: Sums, more: Readonly<Sums>): void {
  for (const name in more) sums[name] = (sums[name] ?? 0) + more[name];
}

function raise(sums: Sums, least: Readonly<Sums>): void {
  for (const name in least) sums[name] = Math.max(sums[name] ?? 0, least[name]);
}
