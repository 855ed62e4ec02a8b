// The autoscaler's arithmetic by itself: what a measured value asks for, and what stabilisation, policies and bounds make of it.
import { describe, expect, test } from 'vitest';
import type { PodMetrics } from '../api/kinds/metrics.ts';
import type { KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { HPAScalingRules } from '../api/types.ts';
import { type Limits, limit, noteScale, type Past } from './autoscaler-limits.ts';
import { byUtilization, byValue, type Question } from './autoscaler-replicas.ts';

const NOW = 1_767_258_600_000;

interface Shape {
  readonly use?: number;
  readonly request?: string;
  readonly phase?: string;
  readonly ready?: boolean;
  readonly age?: number;
  readonly readyFor?: number;
}

/** Pods of 600 s that are long ready and request 100m, with what is said otherwise; without `use` nothing is known of them. */
function question(shapes: readonly Shape[], more: Partial<Question> = {}): Question {
  const pods = shapes.map(({ request = '100m', phase = 'Running', ready = true, age = 600, readyFor = 500 }, i) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `web-${i}`, namespace: 'a' },
    spec: { containers: [{ name: 'app', resources: request === '' ? {} : { requests: { cpu: request } } }] },
    status: {
      phase,
      startTime: rfc3339(NOW, -age * 1000),
      conditions: [
        { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: rfc3339(NOW, -readyFor * 1000) },
      ],
    },
  })) as unknown as KubeObject[];
  const metrics = shapes.flatMap(({ use }, i): PodMetrics[] =>
    use === undefined
      ? []
      : [
          {
            kind: 'PodMetrics',
            apiVersion: 'metrics.k8s.io/v1beta1',
            metadata: { name: `web-${i}`, namespace: 'a' },
            timestamp: rfc3339(NOW, -5_000),
            window: '15s',
            containers: [{ name: 'app', usage: { cpu: `${use}m`, memory: '10Mi' } }],
          },
        ],
  );
  const tolerance = { up: 0.1, down: 0.1 };
  return { resource: 'cpu', container: '', current: shapes.length, tolerance, nowMs: NOW, pods, metrics, ...more };
}

const replicas = (shapes: readonly Shape[], more?: Partial<Question>): unknown => {
  const found = byUtilization(question(shapes, more), 50);
  return typeof found === 'string' ? found : found.replicas;
};

describe('what a value asks for', () => {
  test.each([
    ['the present number times the ratio, rounded up', [{ use: 126 }], 3],
    ['half as much, half as many', [{ use: 25 }, { use: 25 }, { use: 25 }, { use: 25 }], 2],
    ['nothing to do leaves none', [{ use: 0 }, { use: 0 }], 0],
    ['54 of 50 is near enough', [{ use: 54 }, { use: 54 }], 2],
    ['46 of 50 is, too', [{ use: 46 }, { use: 46 }], 2],
    ['56 of 50 is not', [{ use: 56 }, { use: 56 }], 3],
    ['new pods count as idle when it would grow', [{ use: 111 }, {}, {}], 3],
    ['missing ones count as busy when it would shrink', [{ use: 10 }, { use: 10 }, {}], 3],
    [
      'a young pod that was not ready for a whole window does not count',
      [{ use: 90 }, { use: 400, age: 20, readyFor: 10 }],
      2,
    ],
    ['a pending pod counts as idle when it would grow', [{ use: 90 }, { phase: 'Pending' }], 2],
    ['one that has failed counts not at all', [{ use: 100 }, { use: 100, phase: 'Failed' }], 2],
    [
      'percent of the request, not of the machine',
      [
        { use: 100, request: '1' },
        { use: 100, request: '1' },
      ],
      1,
    ],
  ] as const)('%s', (_name, shapes, expected) => {
    expect(replicas(shapes as readonly Shape[])).toBe(expected);
  });

  test('without a request there is no percentage', () => {
    expect(replicas([{ use: 10, request: '' }])).toBe('missing request for cpu in container app of Pod web-0');
    expect(replicas([])).toBe('no pods returned by selector while calculating replica count');
    expect(replicas([{ use: 10, ready: false, age: 20 }])).toBe(
      'did not receive metrics for targeted pods (pods might be unready)',
    );
  });

  test('a plain value is compared with the average', () => {
    expect(byValue(question([{ use: 300 }, { use: 100 }]), 50)).toEqual({ replicas: 8, average: 200 });
  });

  test('each direction has a tolerance of its own', () => {
    expect(replicas([{ use: 56 }], { tolerance: { up: 0.2, down: 0 } })).toBe(1);
    expect(replicas([{ use: 51 }], { tolerance: { up: 0, down: 0.5 } })).toBe(2);
  });
});

describe('what becomes of it', () => {
  const none: Past = { recommendations: [], ups: [], downs: [] };
  const plain: Limits = { min: 1, max: 20, behavior: undefined };
  const result = (proposed: number, current: number, limits: Limits = plain, past: Past = none, now = 600_000) => {
    const { desired, able, limit: held } = limit(proposed, current, limits, past, now);
    return [desired, able.reason, held.limited, held.reason];
  };

  test('bounds', () => {
    expect(result(3, 2)).toEqual([3, 'ReadyForNewScale', false, 'DesiredWithinRange']);
    expect(result(0, 2)).toEqual([1, 'ReadyForNewScale', true, 'TooFewReplicas']);
    expect(result(9, 5, { ...plain, max: 6 })).toEqual([6, 'ReadyForNewScale', true, 'TooManyReplicas']);
    expect(result(9, 1)).toEqual([4, 'ReadyForNewScale', true, 'ScaleUpLimit']);
    expect(result(30, 6)).toEqual([12, 'ReadyForNewScale', true, 'ScaleUpLimit']);
  });

  test('what was recommended in the last five minutes holds it up', () => {
    const past = { ...none, recommendations: [{ count: 5, at: 300_000 }] };
    expect(result(1, 5, plain, past, 600_000)).toEqual([5, 'ScaleDownStabilized', false, 'DesiredWithinRange']);
    expect(result(1, 5, plain, past, 600_001)).toEqual([1, 'ReadyForNewScale', false, 'DesiredWithinRange']);
  });

  const rules = (scaleUp: HPAScalingRules, scaleDown: HPAScalingRules = {}): Limits => ({
    ...plain,
    behavior: { scaleUp, scaleDown },
  });
  const pods = (value: number, periodSeconds = 60) => ({ type: 'Pods', value, periodSeconds });
  const percent = (value: number, periodSeconds = 60) => ({ type: 'Percent', value, periodSeconds });

  test('policies slow it down, and what was changed in their period counts', () => {
    expect(result(9, 2, rules({ policies: [pods(1)] }))).toEqual([3, 'ReadyForNewScale', true, 'ScaleUpLimit']);
    const limits = rules({ policies: [pods(1)] });
    const past = noteScale(none, limits, 2, 3, 580_000);
    expect(result(9, 3, limits, past)).toEqual([3, 'ReadyForNewScale', true, 'ScaleUpLimit']);
    expect(result(9, 3, limits, past, 640_001)).toEqual([4, 'ReadyForNewScale', true, 'ScaleUpLimit']);
  });

  test('of several policies the most counts, or the least, or none may move', () => {
    const both = [pods(1), percent(100)];
    expect(result(20, 5, rules({ policies: both }))[0]).toBe(10);
    expect(result(20, 5, rules({ policies: both, selectPolicy: 'Min' }))[0]).toBe(6);
    expect(result(20, 5, rules({ policies: both, selectPolicy: 'Disabled' }))[0]).toBe(5);
  });

  test('on the way down it has a window of its own', () => {
    const calm = { stabilizationWindowSeconds: 0, policies: [percent(10)] };
    expect(result(2, 10, rules({}, calm))).toEqual([9, 'ReadyForNewScale', true, 'ScaleDownLimit']);
    const past = { ...none, recommendations: [{ count: 8, at: 590_000 }] };
    const windows = rules({ stabilizationWindowSeconds: 60, policies: [pods(99)] }, { policies: [pods(99)] });
    expect(result(2, 10, windows, past)).toEqual([8, 'ScaleDownStabilized', false, 'DesiredWithinRange']);
    expect(result(15, 5, windows, past)).toEqual([8, 'ScaleUpStabilized', false, 'DesiredWithinRange']);
  });
});
