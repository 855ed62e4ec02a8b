// How many pods a measured value asks for: the present number times what is measured over what is wanted, rounded up. Pods that
// cannot be judged count in whichever way moves least: missing ones as fully busy when it would shrink, as idle when it would grow.
// Source: upstream `podautoscaler/replica_calculator.go`, `podautoscaler/metrics/{client,utilization}.go`.

import type { PodMetrics } from '../api/kinds/metrics.ts';
import { isDeleting, type KubeObject } from '../api/object.ts';
import { milliValue } from '../api/quantity.ts';
import { parseTime } from '../api/time.ts';
import type { Container, Pod } from '../api/types.ts';
import { autoscaler as timings } from '../timings.ts';
import { condition } from './pod-facts.ts';

/** What one metric asks for. */
export interface Proposal {
  readonly replicas: number;
  /** Percent of what is requested; undefined when a plain value was asked for. */
  readonly utilization?: number;
  /** Thousandths, on average. */
  readonly average: number;
}

/** How far a ratio may lie from 1 before anything is done. */
export interface Tolerance {
  readonly down: number;
  readonly up: number;
}

export interface Question {
  readonly resource: string;
  /** Only this container counts; '' for the whole pod. */
  readonly container: string;
  readonly current: number;
  readonly tolerance: Tolerance;
  readonly nowMs: number;
  /** Those that the target's selector finds. */
  readonly pods: readonly KubeObject[];
  readonly metrics: readonly PodMetrics[];
}

interface Sample {
  readonly value: number;
  readonly atMs: number;
  readonly windowMs: number;
}

type Samples = Map<string, Sample>;

/** For a target in percent of the requests. A text says why there is no answer. */
export function byUtilization(question: Question, target: number): Proposal | string {
  const { pods, resource, container, current } = question;
  const samples = samplesOf(question);
  if (typeof samples === 'string') return samples;
  if (pods.length === 0) return NO_PODS;
  const groups = sortOut(question, samples);
  if (samples.size === 0) return UNREADY;
  const requests = requestsOf(pods, resource, container);
  if (typeof requests === 'string') return requests;
  const first = utilization(samples, requests, target);
  if (!first) return 'no metrics returned matched known pods';
  const fallback = (name: string): number => Math.trunc(((requests.get(name) ?? 0) * Math.max(100, target)) / 100);
  const again = (): number | undefined => utilization(samples, requests, target)?.ratio;
  const replicas = rebalanced(question, samples, groups, first.ratio, fallback, again);
  return { replicas: replicas ?? current, utilization: first.percent, average: first.average };
}

/** For a target as a plain value, in thousandths. */
export function byValue(question: Question, target: number): Proposal | string {
  const { pods, current } = question;
  const samples = samplesOf(question);
  if (typeof samples === 'string') return samples;
  if (pods.length === 0) return NO_PODS;
  const groups = sortOut(question, samples);
  if (samples.size === 0) return UNREADY;
  const average = averageOf(samples);
  const again = (): number => averageOf(samples) / target;
  const replicas = rebalanced(question, samples, groups, average / target, () => target, again);
  return { replicas: replicas ?? current, average };
}

const NO_PODS = 'no pods returned by selector while calculating replica count';
const UNREADY = 'did not receive metrics for targeted pods (pods might be unready)';

/** The number a ratio leads to; undefined: leave it as it is. */
function rebalanced(
  { tolerance, current }: Question,
  samples: Samples,
  { ready, unready, missing }: Groups,
  ratio: number,
  fallback: (name: string) => number,
  again: () => number | undefined,
): number | undefined {
  const growing = unready.length > 0 && ratio > 1;
  if (!growing && missing.length === 0) return within(ratio, tolerance) ? undefined : Math.ceil(ratio * ready);
  if (ratio < 1) for (const name of missing) samples.set(name, plain(fallback(name)));
  else if (ratio > 1) for (const name of missing) samples.set(name, plain(0));
  if (growing) for (const name of unready) samples.set(name, plain(0));
  const adjusted = again();
  if (adjusted === undefined || within(adjusted, tolerance)) return undefined;
  if ((ratio < 1 && adjusted > 1) || (ratio > 1 && adjusted < 1)) return undefined;
  const replicas = Math.ceil(adjusted * samples.size);
  if ((adjusted < 1 && replicas > current) || (adjusted > 1 && replicas < current)) return undefined;
  return replicas;
}

function within(ratio: number, { down, up }: Tolerance): boolean {
  return 1 - down <= ratio && ratio <= 1 + up;
}

function plain(value: number): Sample {
  return { value, atMs: 0, windowMs: 0 };
}

function samplesOf({ metrics, resource, container }: Question): Samples | string {
  const samples: Samples = new Map();
  for (const { metadata, containers, timestamp, window } of metrics) {
    const { name = '', namespace = '' } = metadata;
    const wanted = container === '' ? containers : containers.filter((each) => each.name === container);
    if (container !== '' && wanted.length === 0)
      return `failed to get container metrics: container ${container} not present in metrics for pod ${namespace}/${name}`;
    const values = wanted.map(({ usage }) => usage[resource as keyof typeof usage]);
    if (values.some((text) => text === undefined)) continue;
    const value = values.reduce((sum, text) => sum + milliValue(text), 0);
    samples.set(name, { value, atMs: parseTime(timestamp), windowMs: spanOf(window) });
  }
  return samples;
}

/** `14.999s`, `1m0.5s`. */
function spanOf(window: string): number {
  const [, minutes = '0', seconds = '0'] = /^(?:(\d+)m)?([\d.]+)s$/.exec(window) ?? [];
  return Number(minutes) * 60_000 + Number(seconds) * 1000;
}

interface Groups {
  readonly ready: number;
  readonly unready: readonly string[];
  readonly missing: readonly string[];
}

/** Who counts, who does not yet, of whom nothing is known; the samples of those who do not count are taken away. */
function sortOut({ pods, resource, nowMs }: Question, samples: Samples): Groups {
  const unready: string[] = [];
  const missing: string[] = [];
  let ready = 0;
  for (const object of pods) {
    const name = object.metadata.name ?? '';
    const { phase } = (object as unknown as Pod).status ?? {};
    const sample = samples.get(name);
    if (isDeleting(object) || phase === 'Failed') {
      samples.delete(name);
    } else if (phase === 'Pending') {
      unready.push(name);
    } else if (!sample) {
      missing.push(name);
    } else if (resource === 'cpu' && !isSteady(object, sample, nowMs)) {
      unready.push(name);
    } else {
      ready++;
    }
  }
  for (const name of unready) samples.delete(name);
  return { ready, unready, missing };
}

/** Whether the CPU of a pod says something: a program that starts up is busy with itself. */
function isSteady(object: KubeObject, { atMs, windowMs }: Sample, nowMs: number): boolean {
  const ready = condition(object, 'Ready');
  const started = parseTime((object as unknown as Pod).status?.startTime ?? '');
  if (!ready || Number.isNaN(started)) return false;
  const since = parseTime(ready.lastTransitionTime ?? '');
  if (started + timings.cpuInitialization > nowMs) return ready.status !== 'False' && atMs >= since + windowMs;
  return ready.status === 'True' || started + timings.initialReadiness <= since;
}

function requestsOf(pods: readonly KubeObject[], resource: string, only: string): Map<string, number> | string {
  const requests = new Map<string, number>();
  for (const object of pods) {
    const { metadata, spec } = object as unknown as Pod;
    const sidecars = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    const containers: Container[] = [...(spec?.containers ?? []), ...sidecars];
    let sum = 0;
    for (const { name, resources } of containers) {
      if (only !== '' && name !== only) continue;
      const request = resources?.requests?.[resource];
      if (request === undefined) return `missing request for ${resource} in container ${name} of Pod ${metadata.name}`;
      sum += milliValue(request);
    }
    requests.set(metadata.name ?? '', sum);
  }
  return requests;
}

function utilization(samples: Samples, requests: ReadonlyMap<string, number>, target: number) {
  let used = 0;
  let requested = 0;
  let counted = 0;
  for (const [name, { value }] of samples) {
    const request = requests.get(name);
    if (request === undefined) continue;
    used += value;
    requested += request;
    counted++;
  }
  if (requested === 0) return undefined;
  const percent = Math.trunc((used * 100) / requested);
  return { ratio: percent / target, percent, average: Math.trunc(used / counted) };
}

function averageOf(samples: Samples): number {
  let sum = 0;
  for (const { value } of samples.values()) sum += value;
  return Math.trunc(sum / samples.size);
}
