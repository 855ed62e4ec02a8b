// The first minute says that the learner deleted a pod only when they did: by button, by key or by kubectl, by name or in a selection.
import { expect, it } from 'vitest';
import type { Action } from '../../engine/index.ts';
import type { SessionState } from '../session/store.ts';
import { type FirstMinuteState, nextFirstMinute } from './first-minute-state.ts';

const owner = 'ReplicaSet/default/web-7d4b9c6f5';
const pod = (name: string, state = 'Running') => ({
  ref: `Pod/default/${name}`,
  namespace: 'default',
  name,
  uid: name,
  node: 'node-1',
  owner,
  state,
});
const world = (pods: readonly ReturnType<typeof pod>[], ...done: readonly Action[]) =>
  ({
    pods: new Map(pods.map((one) => [one.ref, one])),
    workloads: { [owner]: { ready: 2 } },
    actions: done.map((action, id) => ({ id, tick: id, action })),
  }) as unknown as SessionState;

const asked = nextFirstMinute(
  { stage: 'waiting', known: new Set() } as unknown as FirstMinuteState,
  world([pod('web-a'), pod('web-b')]),
);
const after = (...done: readonly Action[]) =>
  nextFirstMinute(asked, world([pod('web-a'), pod('web-b', 'Terminating')], ...done));

it('asks for one of the running pods', () => {
  expect(asked).toMatchObject({ stage: 'ask', victim: { name: 'web-b' } });
});

it.each<Action>([
  { delete: 'pod/default/web-b' },
  { delete: 'pod[app=web]#1' },
  { kubectl: 'delete pod web-b' },
  { kubectl: 'kubectl delete pods web-b --now' },
  { kubectl: 'delete po/web-b' },
  { kubectl: 'delete pods -l app=web' },
  { kubectl: 'delete pod --all' },
])('sees a delete: %j', (action) => {
  expect(after(action).stage).toBe('watch');
});

it.each<Action>([
  { scale: 'deployment/web', to: 1 },
  { kubectl: 'scale deployment web --replicas=1' },
  { delete: 'pod/default/web-a' },
  { kubectl: 'delete deployment web' },
])('is not told of a pod that went otherwise, and asks for another: %j', (action) => {
  expect(after(action)).toMatchObject({ stage: 'ask', victim: { name: 'web-a' } });
});
