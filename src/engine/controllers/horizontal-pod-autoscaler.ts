// The autoscaler looks at each HorizontalPodAutoscaler every 15 s and never in between: it reads how many pods the target has, asks
// for what they use, and writes one number into the target's scale. It knows nothing of requests, of load, or of what a pod does.
// Source: upstream `podautoscaler/horizontal.go`; write by write as recorded (facts 4.10, 11.13).

import { kinds } from '../api/kinds/index.ts';
import { matchesSelector, parseSelector, type Selector } from '../api/labels.ts';
import { equal, isDeleting, type KubeObject } from '../api/object.ts';
import { milliValue } from '../api/quantity.ts';
import { rfc3339 } from '../api/time.ts';
import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus, Scale } from '../api/types.ts';
import type { Change } from '../client/informer.ts';
import { codeOf, errorText, type Reply, succeeded } from '../client/requests.ts';
import { autoscaler as timings } from '../timings.ts';
import { type Limits, limit, noteScale, type Past } from './autoscaler-limits.ts';
import { isResource, type Outcome, outcomeOf, unmeasured } from './autoscaler-metrics.ts';
import { ConditionList, type StatusParts, statusOf } from './autoscaler-status.ts';
import type { Controller, Intent, Observed, Plan, ResourceName, Step, Wakes } from './controller.ts';

const autoscalers: ResourceName = { group: 'autoscaling', version: 'v2', resource: 'horizontalpodautoscalers' };
const podMetrics: ResourceName = { group: 'metrics.k8s.io', version: 'v1beta1', resource: 'pods' };

export const horizontalPodAutoscalerController: Controller = {
  name: 'horizontalpodautoscaling',
  title: 'Horizontal pod autoscaler',
  user: 'system:serviceaccount:kube-system:horizontal-pod-autoscaler',
  source: 'horizontal-pod-autoscaler',
  workers: 5,
  reconciles: 'horizontalpodautoscalers',
  watches: { horizontalpodautoscalers: changed, pods: () => [] },
  reconcile,
  followUps: { 'scale-read': scaleRead, measured, rescaled, 'status-written': statusWritten },
};

const again = { ticks: timings.period, class: 'periodic' } as const;

/** Whatever changes, the next look is a period away; of several the earliest counts. */
function changed({ key, type }: Change): Wakes {
  return type === 'deleted' ? [key] : [{ key, after: timings.period, class: 'periodic' }];
}

function reconcile(key: string, observed: Observed): Plan {
  const hpa = autoscalerOf(key, observed);
  if (!hpa) return { steps: [], because: '', remember: { [`past ${key}`]: undefined, [`selector ${key}`]: undefined } };
  const { kind, name, apiVersion = 'v1' } = hpa.spec.scaleTargetRef;
  const target = targetOf(hpa);
  if (!target) {
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    return unscalable(hpa, `no matches for kind "${kind}" in group "${group}"`, observed);
  }
  const because = `how many pods does ${kind} ${name} want?`;
  const { namespace } = hpa.metadata;
  const ask: Intent = { verb: 'get', of: target, subresource: 'scale', namespace, name, because };
  return { steps: [{ intents: [ask], then: 'scale-read' }], because: '' };
}

function autoscalerOf(key: string, observed: Observed): HorizontalPodAutoscaler | undefined {
  const object = observed.get('horizontalpodautoscalers', key);
  return object && !isDeleting(object) ? (object as HorizontalPodAutoscaler) : undefined;
}

function targetOf({ spec }: HorizontalPodAutoscaler): ResourceName | undefined {
  const { apiVersion = 'v1', kind } = spec.scaleTargetRef;
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const found = kinds.find((each) => each.kind === kind && each.group === group);
  return found && { group, version: version || found.version, resource: found.plural };
}

function scaleRead(key: string, observed: Observed, [reply]: readonly Reply[]): Plan {
  const hpa = autoscalerOf(key, observed);
  if (!hpa) return { steps: [], because: '' };
  if (!succeeded(reply)) return unscalable(hpa, errorText(reply), observed);
  const scale = reply.response?.body as Scale;
  const current = scale.spec?.replicas ?? 0;
  const past = pastOf(key, observed);
  const remember = past
    ? {}
    : { [`past ${key}`]: { ...empty, recommendations: [{ count: current, at: observed.now }] } };
  const { min, max } = limitsOf(hpa);
  const judged = (current > 0 || min === 0) && current <= max && current >= min;
  const metrics = judged ? (hpa.spec.metrics ?? []).filter(isResource) : [];
  const intents = metrics.map(
    (metric): Intent => ({
      verb: 'list',
      of: podMetrics,
      namespace: hpa.metadata.namespace,
      labelSelector: scale.status?.selector,
      because: `what do the pods of ${hpa.spec.scaleTargetRef.name} use of ${(metric.resource ?? metric.containerResource)?.name}?`,
    }),
  );
  return { steps: [{ intents, then: 'measured', memo: scale }], because: '', remember };
}

const empty: Past = Object.freeze({ recommendations: [], ups: [], downs: [] });

function pastOf(key: string, observed: Observed): Past | undefined {
  return observed.memory(`past ${key}`) as Past | undefined;
}

function limitsOf({ spec }: HorizontalPodAutoscaler): Limits {
  return { min: spec.minReplicas ?? 1, max: spec.maxReplicas, behavior: spec.behavior };
}

/** A round's findings on their way to being written. */
interface Findings {
  readonly hpa: HorizontalPodAutoscaler;
  readonly parts: StatusParts;
  readonly notes: readonly Intent[];
  /** Notes that come after the status. */
  readonly late?: readonly Intent[];
  readonly because: string;
  readonly remember?: Readonly<Record<string, unknown>>;
}

function measured(key: string, observed: Observed, replies: readonly Reply[], memo: unknown): Plan {
  const hpa = autoscalerOf(key, observed);
  if (!hpa) return { steps: [], because: '' };
  const scale = memo as Scale;
  const current = scale.spec?.replicas ?? 0;
  const limits = limitsOf(hpa);
  const conditions = conditionsOf(hpa, observed);
  conditions.set(
    'AbleToScale',
    'True',
    'SucceededGetScale',
    "the HPA controller was able to get the target's current scale",
  );
  if (current === 0 && limits.min !== 0) {
    const text = 'scaling is disabled since the replica count of the target is zero';
    conditions.set('ScalingActive', 'False', 'ScalingDisabled', text);
    const parts = { currentReplicas: 0, desiredReplicas: 0, metrics: null, conditions: conditions.all };
    return written({ hpa, parts, notes: [], because: 'the target wants no pods: it is left alone' });
  }
  const outside =
    current > limits.max ? 'above Spec.MaxReplicas' : current < limits.min ? 'below Spec.MinReplicas' : '';
  if (outside !== '') {
    const desired = current > limits.max ? limits.max : limits.min;
    const reason = `Current number of replicas ${outside}`;
    return rescale({ hpa, scale, desired, reason, metrics: null, conditions, notes: [], thought: reason });
  }
  const found = findings(key, hpa, scale, replies, conditions, observed);
  if (!found.ok) {
    const { desiredReplicas = 0 } = hpa.status ?? {};
    const parts = { currentReplicas: current, desiredReplicas, metrics: found.metrics, conditions: conditions.all };
    const late = [warning(hpa, 'FailedComputeMetricsReplicas', found.late)];
    return written({ hpa, parts, notes: found.notes, late, because: found.because, remember: found.remember });
  }
  const { proposed, name, metrics, notes, remember } = found;
  const reason = proposed > current ? `${name} above target` : proposed < current ? 'All metrics below target' : '';
  const past = pastOf(key, observed) ?? empty;
  const { desired, able, limit: held, recommendations } = limit(proposed, current, limits, past, observed.now);
  conditions.set('AbleToScale', 'True', able.reason, able.message);
  conditions.set('ScalingLimited', held.limited ? 'True' : 'False', held.reason, held.message);
  const thought = `${summary(hpa, metrics)} · ${current} → ${desired}`;
  const kept = { ...remember, [`past ${key}`]: { ...past, recommendations } };
  if (desired !== current) {
    const plan = rescale({ hpa, scale, desired, reason, metrics, conditions, notes, thought });
    return { ...plan, remember: kept };
  }
  const parts = { currentReplicas: current, desiredReplicas: current, metrics, conditions: conditions.all };
  return written({ hpa, parts, notes, because: thought, remember: kept });
}

function conditionsOf({ status }: HorizontalPodAutoscaler, { epochMs, now }: Observed): ConditionList {
  return new ConditionList(status?.conditions ?? [], epochMs + now);
}

type Found =
  | {
      readonly ok: true;
      readonly proposed: number;
      readonly name: string;
      readonly metrics: readonly MetricStatus[];
      readonly notes: readonly Intent[];
      readonly remember: Readonly<Record<string, unknown>>;
    }
  | {
      readonly ok: false;
      readonly metrics: readonly MetricStatus[] | null;
      readonly notes: readonly Intent[];
      /** What the round as a whole says. */
      readonly late: string;
      readonly because: string;
      readonly remember: Readonly<Record<string, unknown>>;
    };

/** The largest of what the metrics ask for; the first that could not be measured forbids to shrink. */
function findings(
  key: string,
  hpa: HorizontalPodAutoscaler,
  scale: Scale,
  replies: readonly Reply[],
  conditions: ConditionList,
  observed: Observed,
): Found {
  const selector = scale.status?.selector ?? '';
  const remember = { [`selector ${key}`]: selector };
  const bad = selectorProblem(key, hpa, selector, conditions, observed);
  if ('problem' in bad) {
    const notes = [warning(hpa, bad.reason, bad.problem)];
    return { ok: false, metrics: null, notes, late: bad.problem, because: bad.problem, remember };
  }
  const current = scale.spec?.replicas ?? 0;
  const { scaleUp, scaleDown } = hpa.spec.behavior ?? {};
  const own = (text: string | undefined): number => (text === undefined ? timings.tolerance : milliValue(text) / 1000);
  const round = {
    namespace: hpa.metadata.namespace ?? '',
    current,
    tolerance: { up: own(scaleUp?.tolerance), down: own(scaleDown?.tolerance) },
    nowMs: observed.epochMs + observed.now,
    pods: bad.pods,
  };
  const answers = replies.slice();
  const outcomes = (hpa.spec.metrics ?? []).map(
    (metric: MetricSpec): Outcome => outcomeOf(metric, isResource(metric) ? answers.shift() : undefined, round),
  );
  const metrics = outcomes.map((outcome) => (outcome.ok ? outcome.status : unmeasured));
  const failed = outcomes.filter((outcome) => !outcome.ok);
  const notes = failed.map(({ reason, error }) => warning(hpa, reason, error));
  let proposed = 0;
  let name = '';
  for (const outcome of outcomes) {
    if (!outcome.ok || (proposed !== 0 && outcome.replicas <= proposed)) continue;
    proposed = outcome.replicas;
    name = outcome.name;
  }
  if (failed.length === outcomes.length || (failed.length > 0 && proposed < current)) {
    const [{ reason, error, wrapped }] = failed;
    conditions.set('ScalingActive', 'False', reason, `the HPA was unable to compute the replica count: ${error}`);
    const late = `invalid metrics (${failed.length} invalid out of ${outcomes.length}), first error is: ${wrapped}`;
    return { ok: false, metrics, notes, late, because: `cannot tell: ${error}`, remember };
  }
  const text = `the HPA was able to successfully calculate a replica count from ${name}`;
  conditions.set('ScalingActive', 'True', 'ValidMetricFound', text);
  return { ok: true, proposed, name, metrics, notes, remember };
}

type Selection = { readonly pods: readonly KubeObject[] } | { readonly problem: string; readonly reason: string };

/** The target's pods, if they are its own: two autoscalers over the same pods would pull in two directions. */
function selectorProblem(
  key: string,
  { metadata }: HorizontalPodAutoscaler,
  selector: string,
  conditions: ConditionList,
  observed: Observed,
): Selection {
  if (selector === '') {
    conditions.set('ScalingActive', 'False', 'InvalidSelector', "the HPA target's scale is missing a selector");
    return { problem: 'selector is required', reason: 'SelectorRequired' };
  }
  const { namespace = '' } = metadata;
  const own = parsed(selector);
  const pods = observed.list('pods', namespace).filter((pod) => matchesSelector(own, pod.metadata.labels));
  const others = observed
    .memories(`selector ${namespace}/`)
    .filter(
      ([name, text]) =>
        name !== `selector ${key}` && pods.some((pod) => matchesSelector(parsed(text as string), pod.metadata.labels)),
    )
    .map(([name]) => name.slice('selector '.length));
  if (others.length === 0) return { pods };
  const problem = `pods by selector ${selector} are controlled by multiple HPAs: [${[key, ...others].sort().join(' ')}]`;
  conditions.set('ScalingActive', 'False', 'AmbiguousSelector', problem);
  return { problem, reason: 'AmbiguousSelector' };
}

function parsed(selector: string): Selector {
  const result = parseSelector(selector);
  return result.ok ? result.value : 'nothing';
}

/** `46% of 50%`, for the screen. */
function summary({ spec }: HorizontalPodAutoscaler, statuses: readonly MetricStatus[]): string {
  const texts = (spec.metrics ?? []).map(({ resource, containerResource }, index) => {
    const target = (resource ?? containerResource)?.target;
    const current = (statuses[index].resource ?? statuses[index].containerResource)?.current;
    if (!target || !current) return '? of ?';
    if (target.averageValue !== undefined) return `${current.averageValue} of ${target.averageValue}`;
    return `${current.averageUtilization}% of ${target.averageUtilization}%`;
  });
  return texts.join(', ');
}

// ---- writing -------------------------------------------------------------------------------------------------------

interface Rescaling {
  readonly hpa: HorizontalPodAutoscaler;
  readonly scale: Scale;
  readonly desired: number;
  readonly reason: string;
  readonly metrics: readonly MetricStatus[] | null;
  readonly conditions: ConditionList;
  readonly notes: readonly Intent[];
  readonly thought: string;
}

/** Plain data for the follow-up. */
interface RescaleMemo extends Omit<Rescaling, 'conditions'> {
  readonly conditions: StatusParts['conditions'];
}

function rescale({ conditions, ...rest }: Rescaling): Plan {
  const { hpa, scale, desired, thought } = rest;
  const memo: RescaleMemo = { ...rest, conditions: conditions.all };
  const object = { ...scale, spec: { ...scale.spec, replicas: desired } } as unknown as KubeObject;
  const of = targetOf(hpa) as ResourceName;
  const intent: Intent = { verb: 'update', of, subresource: 'scale', object, because: thought };
  return { steps: [{ intents: [intent], then: 'rescaled', memo }], because: thought };
}

function rescaled(key: string, observed: Observed, [reply]: readonly Reply[], memo: unknown): Plan {
  const { hpa, scale, desired, reason, metrics, notes, thought, ...rest } = memo as RescaleMemo;
  const current = scale.spec?.replicas ?? 0;
  const conditions = new ConditionList(rest.conditions, observed.epochMs + observed.now);
  if (!succeeded(reply)) {
    const error = errorText(reply);
    const text = `the HPA controller was unable to update the target scale: ${error}`;
    conditions.set('AbleToScale', 'False', 'FailedUpdateScale', text);
    const note = warning(hpa, 'FailedRescale', `New size: ${desired}; reason: ${reason}; error: ${error}`);
    const { desiredReplicas = 0, currentMetrics = null } = hpa.status ?? {};
    const parts = { currentReplicas: current, desiredReplicas, metrics: currentMetrics, conditions: conditions.all };
    return written({ hpa, parts, notes: [...notes, note], because: text });
  }
  const text = `the HPA controller was able to update the target scale to ${desired}`;
  conditions.set('AbleToScale', 'True', 'SucceededRescale', text);
  const note: Intent = {
    verb: 'event',
    about: hpa,
    type: 'Normal',
    reason: 'SuccessfulRescale',
    message: `New size: ${desired}; reason: ${reason}`,
    because: '',
  };
  const parts: StatusParts = {
    currentReplicas: current,
    desiredReplicas: desired,
    metrics,
    conditions: conditions.all,
    scaledAt: rfc3339(observed.epochMs, observed.now),
  };
  const past = noteScale(pastOf(key, observed) ?? empty, limitsOf(hpa), current, desired, observed.now);
  return written({ hpa, parts, notes: [...notes, note], because: thought, remember: { [`past ${key}`]: past } });
}

/** The target is not there, or nothing that could be scaled. */
function unscalable(hpa: HorizontalPodAutoscaler, error: string, observed: Observed): Plan {
  const conditions = conditionsOf(hpa, observed);
  const text = `the HPA controller was unable to get the target's current scale: ${error}`;
  conditions.set('AbleToScale', 'False', 'FailedGetScale', text);
  const { currentReplicas = 0, desiredReplicas = 0, currentMetrics = null } = hpa.status ?? {};
  const parts = { currentReplicas, desiredReplicas, metrics: currentMetrics, conditions: conditions.all };
  return written({ hpa, parts, notes: [warning(hpa, 'FailedGetScale', error)], because: text });
}

/** Notes, then the status if there is anything new in it, then late notes; the next look comes a period later. */
function written({ hpa, parts, notes, late = [], because, remember }: Findings): Plan {
  const status = statusOf(hpa, parts);
  const steps: Step[] = notes.length > 0 ? [{ intents: notes }] : [];
  if (!equal(withoutGaps(status), withoutGaps(hpa.status ?? {}))) {
    const object = Object.freeze({ ...hpa, status });
    const intents: Intent[] = [{ verb: 'update', of: autoscalers, subresource: 'status', object, because }];
    steps.push({ intents, then: 'status-written', memo: hpa });
  }
  if (late.length > 0) steps.push({ intents: late });
  return { steps, because, requeueAfter: again, ...(remember ? { remember } : {}) };
}

function withoutGaps(status: object): object {
  return Object.fromEntries(Object.entries(status).filter(([, value]) => value !== undefined && value !== null));
}

/** A status that was refused is not written again before the next look. */
function statusWritten(_key: string, _observed: Observed, [reply]: readonly Reply[], memo: unknown): Plan | undefined {
  if (succeeded(reply)) return undefined;
  if (codeOf(reply) === 404) return { steps: [], because: '' };
  const notes = [warning(memo as HorizontalPodAutoscaler, 'FailedUpdateStatus', errorText(reply))];
  return { steps: [{ intents: notes }], because: '', requeueAfter: again };
}

function warning(about: HorizontalPodAutoscaler, reason: string, message: string): Intent {
  return { verb: 'event', about, type: 'Warning', reason, message, because: '' };
}
