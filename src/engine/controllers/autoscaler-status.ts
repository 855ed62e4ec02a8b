// What an autoscaler says of itself: how many there are and should be, what it measured last, and three conditions that answer the
// three questions one asks of it: can it scale, does it know what to do, does something hold it back.
// Source: upstream `podautoscaler/horizontal.go` setCondition, setStatus.

import { rfc3339 } from '../api/time.ts';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  HorizontalPodAutoscalerStatus,
  MetricStatus,
} from '../api/types.ts';

type Conditions = readonly HorizontalPodAutoscalerCondition[];

/** Conditions that are set one after the other in the course of a round. */
export class ConditionList {
  constructor(
    private list: Conditions,
    private readonly nowMs: number,
  ) {}

  /** A new one goes to the end; the time changes only with the status. */
  set(type: string, status: 'True' | 'False', reason: string, message: string): void {
    const old = this.list.find((each) => each.type === type);
    const lastTransitionTime = old?.status === status ? old.lastTransitionTime : rfc3339(this.nowMs, 0);
    const fresh = { type, status, lastTransitionTime, reason, message };
    this.list = old ? this.list.map((each) => (each === old ? fresh : each)) : [...this.list, fresh];
  }

  get all(): Conditions {
    return this.list;
  }
}

export interface StatusParts {
  readonly currentReplicas: number;
  readonly desiredReplicas: number;
  readonly metrics: readonly MetricStatus[] | null;
  readonly conditions: Conditions;
  /** When it has just been scaled; otherwise the old time stays. */
  readonly scaledAt?: string;
}

export function statusOf(hpa: HorizontalPodAutoscaler, parts: StatusParts): HorizontalPodAutoscalerStatus {
  const { currentReplicas, desiredReplicas, metrics, conditions, scaledAt } = parts;
  const lastScaleTime = scaledAt ?? hpa.status?.lastScaleTime;
  return {
    conditions: [...conditions],
    currentMetrics: metrics as MetricStatus[],
    ...(currentReplicas === 0 ? {} : { currentReplicas }),
    desiredReplicas,
    ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
  };
}
