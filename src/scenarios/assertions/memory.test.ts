// What clauses mean in time: told as a short story of one Deployment's available pods, moment by moment.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../../engine/index.ts';
import type { Clause } from '../clause-schema.ts';
import type { Goal } from '../schema.ts';
import { judge } from './evaluate.ts';
import { loadExpressions, satisfies } from './expression.ts';
import { GoalWatch } from './goal.ts';
import { withDues } from './memory.ts';
import { type KubeObject, type Moment, Scene } from './scene.ts';

/** A cluster that only knows names. */
const host = {
  list: () => [],
  traffic: () => [],
  resolve: (text: string) => {
    const [kind, name = ''] = text.split('/');
    return { ok: true, value: `${kind[0].toUpperCase()}${kind.slice(1)}/default/${name}` };
  },
} as unknown as Host;

const web = (available: number): KubeObject =>
  ({
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas: 3 },
    status: { availableReplicas: available },
  }) as unknown as KubeObject;

let revision = 0;

function available(at: number, count: number): Moment {
  revision++;
  const change = {
    revision,
    at,
    type: 'MODIFIED',
    ref: 'Deployment/default/web',
    object: web(count),
    previous: undefined,
    thread: 0,
  };
  return { kind: 'change', at, change } as Moment;
}

const time = (at: number): Moment => ({ kind: 'time', at });
const unplug = (at: number, by: 'learner' | 'lesson' = 'learner'): Moment => ({
  kind: 'action',
  at,
  verb: 'unplug',
  target: 'Node/default/node-1',
  by,
});

/** When a goal passes in a story that begins with three available pods. */
function passes(goal: Partial<Goal>, story: readonly Moment[]): number | undefined {
  const scene = new Scene(host, [], 0);
  scene.take(available(0, 3));
  const watch = new GoalWatch({ text: 'x', ...goal } as Goal, scene);
  for (const moment of withDues(scene, story)) {
    scene.take(moment);
    watch.take(moment);
  }
  return watch.passedAt;
}

const three: Clause = { that: 'deployment/web', path: 'status.availableReplicas', is: 3 };
const fewer: Clause = { that: 'deployment/web', path: 'status.availableReplicas', under: 3 };

describe('a goal', () => {
  const accident = [unplug(10), available(20, 2), time(1_000), available(2_000, 3), time(4_000), time(9_000)];

  it.each<[string, Partial<Goal>, readonly Moment[], number | undefined]>([
    ['in order: what held all along is no moment', { order: [{ action: 'unplug' }, three] }, accident, 2_000],
    ['in order: the first has to come, too', { order: [three] }, [time(100)], undefined],
    ['in order: two may come in one moment', { order: [fewer, { ...three, is: 2 }] }, accident, 20],
    ['in order, too late', { order: [{ action: 'unplug' }, { ...three, within: '1s' }] }, accident, undefined],
    ['in order, lasting', { order: [{ action: 'unplug' }, { ...three, for: '5s' }] }, accident, 7_000],
    ['all, lasting', { eventually: [fewer], all: [{ ...three, for: '2s' }] }, accident, 4_000],
    ['what the lesson does is not the learner’s', { order: [{ action: 'unplug' }] }, [unplug(5, 'lesson')], undefined],
    ['done to that object', { order: [{ action: 'unplug', of: 'node/node-1' }] }, accident, 10],
    ['done to another', { order: [{ action: 'unplug', of: 'node/node-2' }] }, accident, undefined],
    ['never, broken', { order: [{ action: 'unplug' }], never: [fewer] }, [available(5, 2), unplug(10)], undefined],
    [
      'never, until',
      { eventually: [{ action: 'unplug' }], never: [{ ...fewer, until: { action: 'unplug' } }] },
      accident,
      10,
    ],
    ['never, after', { order: [fewer], never: [{ ...fewer, after: '1s' }] }, accident, 20],
    ['after something', { all: [{ ...three, after: fewer }] }, accident, 2_000],
    ['within, missed', { order: [fewer], within: '10ms' }, accident, undefined],
    ['counted', { all: [{ action: 'unplug', count: 2 }] }, [unplug(10), unplug(30)], 30],
    ['any of two moments', { order: [{ any: [{ event: 'Created' }, { action: 'unplug' }] }] }, accident, 10],
    ['none', { order: [{ action: 'unplug' }], none: [fewer] }, accident, 10],
  ])('%s', (_name, goal, story, at) => {
    expect(passes(goal, story)).toBe(at);
  });
});

describe('what is joined keeps its own times', () => {
  const cut: Clause = { action: 'unplug' };
  const drain: Clause = { action: 'drain' };
  const accident = [unplug(10), available(20, 2), time(1_000), available(2_000, 3), time(4_000), time(9_000)];
  const twice = [unplug(10), available(20, 2), unplug(30), available(2_000, 3)];

  it.each<[string, Partial<Goal>, readonly Moment[], number | undefined]>([
    ['any in order: what held all along is no moment', { order: [{ any: [three, drain] }] }, accident, 2_000],
    ['any in order, looked at too late', { order: [{ any: [cut], after: '1s' }] }, accident, undefined],
    ['any in order, too late', { order: [{ any: [cut], within: '5ms' }] }, accident, undefined],
    ['any in any in order', { order: [{ any: [{ any: [cut, drain] }, drain] }] }, accident, 10],
    ['any never, until', { order: [three], never: [{ any: [fewer], until: cut }] }, accident, 2_000],
    [
      'any never, after within',
      { order: [three], never: [{ any: [{ ...three, is: 2, after: '1s' }] }] },
      accident,
      undefined,
    ],
    ['any at some time, not for so long', { eventually: [{ any: [fewer], for: '5s' }] }, accident, undefined],
    ['any at some time, for so long', { eventually: [{ any: [fewer], for: '900ms' }] }, accident, 920],
    ['any, lasting', { eventually: [fewer], all: [{ any: [three], for: '5s' }] }, accident, 7_000],
    ['any of none', { any: [{ none: [three] }] }, accident, 20],
    ['none of all', { order: [cut], none: [{ all: [fewer, cut] }] }, accident, 10],
    ['none in order', { order: [{ none: [three] }] }, accident, 20],
    ['never none', { order: [cut, three], never: [{ none: [three] }] }, accident, undefined],
    [
      'never any of all of none',
      { order: [three], never: [{ any: [{ all: [fewer, { none: [drain] }] }] }] },
      accident,
      undefined,
    ],
    ['all in order', { order: [{ all: [cut, fewer] }] }, accident, 20],
    ['the same twice in order', { order: [cut, { ...cut }] }, twice, 30],
    ['counted at some time', { eventually: [{ ...cut, count: 2 }] }, twice, 30],
    ['counted too late', { all: [{ ...cut, count: 2, within: '15ms' }] }, twice, undefined],
    ['counted never', { order: [three], never: [{ ...cut, count: { atLeast: 2 } }] }, twice, undefined],
    ['all, until: what held then stays', { order: [fewer], all: [{ ...three, until: cut }] }, accident, 20],
    [
      'in time in order',
      { order: [cut, { ...fewer, within: '10ms' }, { ...three, within: '1980ms' }] },
      accident,
      2_000,
    ],
    ['too late in order', { order: [cut, fewer, { ...three, within: '1979ms' }] }, accident, undefined],
  ])('%s', (_name, goal, story, at) => {
    expect(passes(goal, story)).toBe(at);
  });
});

describe('what time alone makes true is judged at its tick, however seldom anybody looks', () => {
  const seldom = [available(20, 2), available(2_000, 3), time(9_000)];

  it.each<[string, Partial<Goal>, number | undefined]>([
    ['lasting, in order', { order: [{ ...fewer, for: '1s' }] }, 1_020],
    ['lasting, at some time', { eventually: [{ ...fewer, for: '1s' }] }, 1_020],
    ['lasting, never', { order: [three], never: [{ ...fewer, for: '1s' }] }, undefined],
    ['exactly as long', { eventually: [{ ...fewer, for: '1980ms' }] }, 2_000],
    ['a little too long', { eventually: [{ ...fewer, for: '1981ms' }] }, undefined],
    ['from a time on', { all: [{ ...three, after: '3s' }] }, 3_000],
    [
      'what came before is not after what lasted',
      {
        order: [
          { ...fewer, for: '1s' },
          { ...three, is: 2 },
        ],
      },
      undefined,
    ],
  ])('%s', (_name, goal, at) => {
    expect(passes(goal, seldom)).toBe(at);
  });
});

describe('a condition in CEL', () => {
  beforeAll(loadExpressions);

  it.each([
    ['self.status.availableReplicas == self.spec.replicas', 3, true],
    ['self.status.availableReplicas == self.spec.replicas', 2, false],
    ['self.status.availableReplicas >= 2 && self.metadata.name == "web"', 2, true],
    ['self.status.nothing == 1', 3, false],
    ['self.status.', 3, false],
  ])('%s with %i', (source, count, expected) => {
    expect(satisfies(source, web(count))).toBe(expected);
  });

  it('says what is observed', () => {
    const scene = new Scene(host, [], 0);
    scene.take(available(0, 2));
    expect(judge(fewer, scene)).toEqual({ holds: true, observed: '2 of 3', sentence: 'web has 2 of 3 available pods' });
    expect(judge({ that: 'deployment/web', expr: 'self.spec.replicas == 3' }, scene).observed).toBe('holds');
  });

  it('tells what is gone from what was never there', () => {
    const scene = new Scene(host, [], 0);
    const seen = available(0, 2);
    scene.take(seen);
    if (seen.kind === 'change') scene.take({ ...seen, at: 5, change: { ...seen.change, type: 'DELETED' } });
    expect(judge(three, scene)).toMatchObject({ observed: 'is gone', sentence: 'web is gone' });
    expect(judge({ that: 'deployment/other', exists: true }, scene)).toMatchObject({
      observed: 'not there yet',
      sentence: 'other is not there yet',
    });
  });
});
