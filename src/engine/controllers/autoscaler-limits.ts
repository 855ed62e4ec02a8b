// What becomes of the number that the metrics ask for: it is held up while recent rounds asked for something else, slowed down to what
// the policies allow, and kept between the least and the most. Each of the three leaves its reason in a condition.
// Source: upstream `podautoscaler/horizontal.go` normalizeDesiredReplicas, normalizeDesiredReplicasWithBehaviors.

import type { HorizontalPodAutoscalerBehavior, HPAScalingRules } from '../api/types.ts';
import type { Tick } from '../kernel/message.ts';
import { autoscaler as timings } from '../timings.ts';

/** Something that happened to a number, and when: a recommendation, or by how many pods it was changed. */
export interface Moment {
  readonly count: number;
  readonly at: Tick;
}

export interface Limits {
  readonly min: number;
  readonly max: number;
  readonly behavior: HorizontalPodAutoscalerBehavior | undefined;
}

/** What the controller remembers of one autoscaler. */
export interface Past {
  readonly recommendations: readonly Moment[];
  readonly ups: readonly Moment[];
  readonly downs: readonly Moment[];
}

export interface Verdict {
  readonly reason: string;
  readonly message: string;
}

export interface Limited {
  readonly desired: number;
  /** Why it is able to scale. */
  readonly able: Verdict;
  /** What it is limited by; `limited` false: by nothing. */
  readonly limit: Verdict & { readonly limited: boolean };
  readonly recommendations: readonly Moment[];
}

const FASTEST = 2;
const FIRST_STEP = 4;

const text = {
  ready: verdict('ReadyForNewScale', 'recommended size matches current size'),
  down: verdict(
    'ScaleDownStabilized',
    'recent recommendations were higher than current one, applying the highest recent recommendation',
  ),
  up: verdict(
    'ScaleUpStabilized',
    'recent recommendations were lower than current one, applying the lowest recent recommendation',
  ),
  within: verdict('DesiredWithinRange', 'the desired count is within the acceptable range'),
  few: verdict('TooFewReplicas', 'the desired replica count is less than the minimum replica count'),
  many: verdict('TooManyReplicas', 'the desired replica count is more than the maximum replica count'),
  fast: verdict('ScaleUpLimit', 'the desired replica count is increasing faster than the maximum scale rate'),
  steep: verdict('ScaleDownLimit', 'the desired replica count is decreasing faster than the maximum scale rate'),
};

function verdict(reason: string, message: string): Verdict {
  return Object.freeze({ reason, message });
}

export function limit(proposed: number, current: number, limits: Limits, past: Past, now: Tick): Limited {
  const { behavior } = limits;
  const calm = behavior ? calmedBy(behavior, proposed, current, past, now) : calmed(proposed, past, now);
  const bound = behavior
    ? boundBy(behavior, calm.count, current, limits, past, now)
    : boundPlainly(calm.count, current, limits);
  return {
    desired: bound.desired,
    able: calm.count === proposed ? text.ready : calm.why,
    limit: { ...bound.why, limited: bound.desired !== calm.count },
    recommendations: [...calm.kept, { count: proposed, at: now }],
  };
}

interface Calm {
  readonly count: number;
  readonly why: Verdict;
  readonly kept: readonly Moment[];
}

/** The highest recommendation of the last five minutes. */
function calmed(proposed: number, { recommendations }: Past, now: Tick): Calm {
  const kept = recommendations.filter(({ at }) => at >= now - timings.downscaleWindow);
  return { count: Math.max(proposed, ...kept.map(({ count }) => count)), why: text.down, kept };
}

/** On the way up the lowest of its window, on the way down the highest of its own. */
function calmedBy(
  behavior: HorizontalPodAutoscalerBehavior,
  proposed: number,
  current: number,
  { recommendations }: Past,
  now: Tick,
): Calm {
  const upWindow = (behavior.scaleUp?.stabilizationWindowSeconds ?? 0) * 1000;
  const downSeconds = behavior.scaleDown?.stabilizationWindowSeconds;
  const downWindow = downSeconds === undefined ? timings.downscaleWindow : downSeconds * 1000;
  const kept = recommendations.filter(({ at }) => at >= now - Math.max(upWindow, downWindow));
  const growing = proposed >= current;
  const window = growing ? upWindow : downWindow;
  const recent = kept.filter(({ at }) => at > now - window).map(({ count }) => count);
  const count = growing ? Math.min(proposed, ...recent) : Math.max(proposed, ...recent);
  return { count, why: growing ? text.up : text.down, kept };
}

interface Bound {
  readonly desired: number;
  readonly why: Verdict;
}

/** At most twice as many, or four, in one round. */
function boundPlainly(desired: number, current: number, { min, max }: Limits): Bound {
  const step = Math.max(FASTEST * current, FIRST_STEP);
  const most = Math.min(max, step);
  if (desired < min) return { desired: min, why: text.few };
  if (desired > most) return { desired: most, why: max > step ? text.fast : text.many };
  return { desired, why: text.within };
}

function boundBy(
  { scaleUp, scaleDown }: HorizontalPodAutoscalerBehavior,
  desired: number,
  current: number,
  { min, max }: Limits,
  past: Past,
  now: Tick,
): Bound {
  if (desired > current) {
    const step = Math.max(current, mostBy(scaleUp ?? {}, current, past, now));
    const most = Math.min(max, step);
    if (desired > most) return { desired: most, why: max > step ? text.fast : text.many };
  } else if (desired < current) {
    const step = Math.min(current, leastBy(scaleDown ?? {}, current, past, now));
    const least = Math.max(min, step);
    if (desired < least) return { desired: least, why: min < step ? text.steep : text.few };
  }
  return { desired, why: text.within };
}

/** How many there may be after this round; what was added or taken within a policy's period counts against it. */
function mostBy(rules: HPAScalingRules, current: number, past: Past, now: Tick): number {
  if (rules.selectPolicy === 'Disabled') return current;
  const counts = (rules.policies ?? []).map(({ type, value, periodSeconds }) => {
    const from = current - within(past.ups, periodSeconds, now) + within(past.downs, periodSeconds, now);
    return type === 'Pods' ? from + value : Math.ceil(from * (1 + value / 100));
  });
  return rules.selectPolicy === 'Min' ? Math.min(...counts) : Math.max(...counts);
}

function leastBy(rules: HPAScalingRules, current: number, past: Past, now: Tick): number {
  if (rules.selectPolicy === 'Disabled') return current;
  const counts = (rules.policies ?? []).map(({ type, value, periodSeconds }) => {
    const from = current - within(past.ups, periodSeconds, now) + within(past.downs, periodSeconds, now);
    return type === 'Pods' ? from - value : Math.trunc(from * (1 - value / 100));
  });
  return rules.selectPolicy === 'Min' ? Math.max(...counts) : Math.min(...counts);
}

function within(moments: readonly Moment[], seconds: number, now: Tick): number {
  return moments.reduce((sum, { count, at }) => (at > now - seconds * 1000 ? sum + count : sum), 0);
}

/** A change that was carried out; only with a behavior does it matter later, for as long as its longest period. */
export function noteScale(past: Past, limits: Limits, from: number, to: number, now: Tick): Past {
  const { behavior } = limits;
  if (!behavior) return past;
  const add = (moments: readonly Moment[], rules: HPAScalingRules | undefined, count: number): readonly Moment[] => {
    const longest = Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds)) * 1000;
    return [...moments.filter(({ at }) => at >= now - longest), { count, at: now }];
  };
  return to > from
    ? { ...past, ups: add(past.ups, behavior.scaleUp, to - from) }
    : { ...past, downs: add(past.downs, behavior.scaleDown, from - to) };
}
