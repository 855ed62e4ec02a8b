// The arithmetic of rollouts as tables: the moves of facts 4.2, one row a look.
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import type { DeploymentCondition } from '../api/types.ts';
import { newSetSize, proportional, shrinkOld } from './deployment-rolling.ts';
import { asDeployment, bounds, calculateStatus, setCondition, withProgress } from './deployment-status.ts';

type Strategy = { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string };

function deployment(
  replicas: number,
  rollingUpdate: Strategy = { maxSurge: '25%', maxUnavailable: '25%' },
): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', generation: 1 },
    spec: { replicas, strategy: { type: 'RollingUpdate', rollingUpdate }, progressDeadlineSeconds: 600 },
  };
}

function set(name: string, replicas: number, available = replicas, max = replicas): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      uid: name,
      creationTimestamp: `2026-01-01T00:00:${name.length.toString().padStart(2, '0')}Z`,
      annotations: { 'deployment.kubernetes.io/max-replicas': String(max) },
    },
    spec: { replicas },
    status: { replicas, availableReplicas: available },
  };
}

describe('how many more and how many fewer', () => {
  test.each([
    [10, { maxSurge: '25%', maxUnavailable: '25%' }, 3, 2],
    [4, { maxSurge: '25%', maxUnavailable: '25%' }, 1, 1],
    [1, { maxSurge: '25%', maxUnavailable: '25%' }, 1, 0],
    [3, { maxSurge: 1, maxUnavailable: 0 }, 1, 0],
    [3, { maxSurge: 0, maxUnavailable: 0 }, 0, 1],
    [3, { maxSurge: '0%', maxUnavailable: '10%' }, 0, 1],
    [2, { maxSurge: 0, maxUnavailable: 5 }, 0, 2],
    [0, { maxSurge: '25%', maxUnavailable: '25%' }, 0, 0],
  ])('%i replicas, %o: surge %i, unavailable %i', (replicas, strategy, maxSurge, maxUnavailable) => {
    expect(bounds(asDeployment(deployment(replicas, strategy)))).toEqual({ maxSurge, maxUnavailable });
  });
});

/** Lives a rollout in which every pod becomes available before the next look; answers the sizes written, new and old. */
function rollout(wish: KubeObject, oldSize: number): string[] {
  const written: string[] = [];
  let old = oldSize;
  let fresh = newSetSize(wish, [set('old', old)], 0);
  written.push(`new ${fresh}`);
  for (let available = 0; written.length < 50; ) {
    const all = [set('old', old), set('newer', fresh, available)];
    const grown = newSetSize(wish, all, fresh);
    const shrunk = grown > fresh ? [] : shrinkOld(wish, [all[0]], all[1]);
    if (grown > fresh) {
      fresh = grown;
      written.push(`new ${fresh}`);
    } else if (shrunk.length > 0) {
      old = shrunk[0].to;
      written.push(`old ${old}`);
    } else if (available < fresh) available++;
    else return written;
  }
  throw new Error(`no end: ${written.join(', ')}`);
}

describe('a rollout, size by size', () => {
  test.each([
    // Recorded twice (T04-rollout).
    [4, undefined, ['new 1', 'old 3', 'new 2', 'old 2', 'new 3', 'old 1', 'new 4', 'old 0']],
    // Recorded: strictly one after the other (T04-rollout-no-unavailable).
    [3, { maxSurge: 1, maxUnavailable: 0 }, ['new 1', 'old 2', 'new 2', 'old 1', 'new 3', 'old 0']],
    [
      10,
      undefined,
      [
        'new 3',
        'old 8',
        'new 5',
        'old 7',
        'new 6',
        'old 6',
        'new 7',
        'old 5',
        'new 8',
        'old 4',
        'new 9',
        'old 3',
        'new 10',
        'old 2',
        'old 1',
        'old 0',
      ],
    ],
    [1, undefined, ['new 1', 'old 0']],
    [2, { maxSurge: 0, maxUnavailable: 1 }, ['new 0', 'old 1', 'new 1', 'old 0', 'new 2']],
    [3, { maxSurge: 3, maxUnavailable: 0 }, ['new 3', 'old 2', 'old 1', 'old 0']],
    [3, { maxSurge: 0, maxUnavailable: 3 }, ['new 0', 'old 0', 'new 3']],
  ])('%i replicas, %o', (replicas, strategy, expected) => {
    expect(rollout(deployment(replicas, strategy), replicas)).toEqual(expected);
  });
});

describe('old ReplicaSets shrink', () => {
  const sizes = (wish: KubeObject, old: KubeObject[], fresh: KubeObject) =>
    shrinkOld(wish, old, fresh).map(({ set: s, to }) => `${s.metadata.name} ${to}`);

  test('first by what is not available, the oldest first', () => {
    expect(sizes(deployment(4), [set('b', 2, 1), set('cc', 2, 2)], set('new', 1, 0))).toEqual(['b 1']);
  });

  test('recorded: cleaned up and scaled down in one look (T04-rollout-pod-deleted)', () => {
    expect(sizes(deployment(4), [set('b', 3, 2)], set('new', 2, 2))).toEqual(['b 2', 'b 1']);
  });

  test('not while the new pods are not available', () => {
    expect(sizes(deployment(3, { maxSurge: 1, maxUnavailable: 0 }), [set('b', 3)], set('new', 1, 0))).toEqual([]);
  });
});

describe('a new size in the middle of a rollout is shared out', () => {
  test.each([
    ['10 → 20, 9 old and 4 new', 20, [set('old', 9, 9, 13), set('newer', 4, 4, 13)], { old: 17, newer: 8 }],
    ['10 → 5', 5, [set('old', 9, 9, 13), set('newer', 4, 4, 13)], { old: 5, newer: 2 }],
    ['to zero', 0, [set('old', 3, 3, 5), set('newer', 2, 2, 5)], { old: 0, newer: 0 }],
    ['one more goes to the largest', 4, [set('old', 2, 2, 4), set('newer', 2, 2, 4)], { newer: 3 }],
    ['nothing to share', 4, [set('old', 3, 3, 5), set('newer', 2, 2, 5)], {}],
  ])('%s', (_name, replicas, sets, expected) => {
    const resizes = proportional(deployment(replicas), sets, (s) =>
      Number(s.metadata.annotations?.['deployment.kubernetes.io/max-replicas']),
    );
    expect(Object.fromEntries(resizes.map(({ set: s, to }) => [s.metadata.name, to]))).toEqual(expected);
  });
});

describe('conditions', () => {
  const names = (conditions: readonly DeploymentCondition[]) =>
    conditions.map(({ type, reason }) => `${type} ${reason}`);
  const condition = (type: string, status: string, reason: string) => ({ type, status, reason, message: '' });

  test('one whose status or reason changes moves to the end, any other stays with its times', () => {
    let conditions = setCondition([], condition('Progressing', 'True', 'NewReplicaSetCreated'), 't1');
    conditions = setCondition(conditions, condition('Available', 'False', 'MinimumReplicasUnavailable'), 't2');
    expect(names(conditions)).toEqual(['Progressing NewReplicaSetCreated', 'Available MinimumReplicasUnavailable']);
    expect(setCondition(conditions, condition('Progressing', 'True', 'NewReplicaSetCreated'), 't3')).toBe(conditions);
    conditions = setCondition(conditions, condition('Progressing', 'True', 'ReplicaSetUpdated'), 't4');
    expect(names(conditions)).toEqual(['Available MinimumReplicasUnavailable', 'Progressing ReplicaSetUpdated']);
    expect(conditions[1]).toMatchObject({ lastTransitionTime: 't1', lastUpdateTime: 't4' });
  });

  test('the recorded life of a fresh Deployment: created, progressing, available, complete', () => {
    const wish = deployment(3);
    const now = 1_767_258_000_000;
    const seen: string[][] = [];
    let stored: KubeObject = {
      ...wish,
      status: { conditions: [condition('Progressing', 'True', 'NewReplicaSetCreated')] },
    };
    for (const [replicas, available] of [
      [0, 0],
      [3, 0],
      [3, 1],
      [3, 2],
      [3, 3],
    ]) {
      const fresh = {
        ...set('new', 3, available),
        status: { replicas, readyReplicas: available, availableReplicas: available },
      };
      const counted = calculateStatus(stored, [fresh], fresh, '2026-01-01T09:00:00Z');
      const status = withProgress(stored, [fresh], fresh, counted, now);
      stored = { ...stored, status };
      seen.push(names(status.conditions ?? []));
    }
    expect(seen).toEqual([
      ['Progressing NewReplicaSetCreated', 'Available MinimumReplicasUnavailable'],
      ['Available MinimumReplicasUnavailable', 'Progressing ReplicaSetUpdated'],
      ['Available MinimumReplicasUnavailable', 'Progressing ReplicaSetUpdated'],
      ['Available MinimumReplicasUnavailable', 'Progressing ReplicaSetUpdated'],
      ['Available MinimumReplicasAvailable', 'Progressing NewReplicaSetAvailable'],
    ]);
  });

  test('losing a pod of a complete Deployment touches Available only', () => {
    const complete = [
      { ...condition('Available', 'True', 'MinimumReplicasAvailable'), lastUpdateTime: 't', lastTransitionTime: 't' },
      { ...condition('Progressing', 'True', 'NewReplicaSetAvailable'), lastUpdateTime: 't', lastTransitionTime: 't' },
    ];
    const stored = { ...deployment(3), status: { replicas: 3, updatedReplicas: 3, conditions: complete } };
    const fresh = { ...set('new', 3, 2), status: { replicas: 3, readyReplicas: 2, availableReplicas: 2 } };
    const counted = calculateStatus(stored, [fresh], fresh, 'u');
    const { conditions = [] } = withProgress(stored, [fresh], fresh, counted, 1_767_258_000_000);
    expect(names(conditions)).toEqual(['Progressing NewReplicaSetAvailable', 'Available MinimumReplicasUnavailable']);
    expect(conditions[0].lastUpdateTime).toBe('t');
  });
});
