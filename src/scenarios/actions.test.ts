// The one vocabulary of learners, solutions, hints, faults and logs: every verb is accepted by the reader, what kubectl can do is done by
// kubectl in the words a person would type, and what cannot be done is refused with what there is instead.
import { describe, expect, it } from 'vitest';
import { type Action, createCluster, defaultCluster } from '../engine/index.ts';
import { actionMistake, targetOf, verbOf } from './actions.ts';
import type { LessonAction } from './fields.ts';
import { clauseShape } from './lint-clauses.ts';
import { mayDo, toolNames } from './tools.ts';

const mistake = (action: LessonAction) => actionMistake(action, {}, clauseShape);

const manifest = `apiVersion: v1
kind: ConfigMap
metadata: { name: prices }
`;

/** What each verb is in kubectl's words; '' where no kubectl can do it. */
const vocabulary: readonly (readonly [LessonAction, string])[] = [
  [{ apply: manifest }, 'apply -f -'],
  [{ patch: 'node/node-1', with: '{"metadata": {"labels": {"disk": "ssd"}}}' }, 'patch node node-1 --patch-file=-'],
  [{ scale: 'deployment/coredns', to: 2 }, 'scale deployment coredns --replicas=2'],
  [{ delete: 'configmap/prices' }, 'delete configmap prices'],
  [{ label: 'node/node-1', with: 'disk=ssd' }, 'label node node-1 disk=ssd'],
  [{ cordon: 'node/node-1' }, 'cordon node-1'],
  [{ uncordon: 'node/node-1' }, 'uncordon node-1'],
  [{ drain: 'node/node-1' }, 'drain node-1 --ignore-daemonsets'],
  [{ rollout: 'undo', of: 'deployment/web' }, 'rollout undo deployment web'],
  [{ rollout: 'pause', of: 'deployment/web' }, 'rollout pause deployment web'],
  [{ rollout: 'resume', of: 'deployment/web' }, 'rollout resume deployment web'],
  [{ rollout: 'restart', of: 'deployment/web' }, 'rollout restart deployment web'],
  [{ unplug: 'node/node-1' }, ''],
  [{ plug: 'node/node-1' }, ''],
  [{ partition: ['node-1', 'master-1'] }, ''],
  [{ heal: ['node-1', 'master-1'] }, ''],
  [{ stop: 'kubelet/node-1' }, ''],
  [{ start: 'kubelet/node-1' }, ''],
  [{ kill: 'pod/web-1' }, ''],
  [{ load: 'service/web', rate: '5/s' }, ''],
];

describe('the vocabulary', () => {
  it.each(vocabulary)('%j is %s', (action, line) => {
    expect(mistake(action)).toBeUndefined();
    const host = createCluster({ cluster: defaultCluster, seed: 1 });
    const given = (typeof action === 'string' ? { kubectl: action } : action) as Action;
    expect(toolNames).toContain(verbOf(given));
    const before = host.now();
    host.submit(given);
    host.advance(before + 20, Number.POSITIVE_INFINITY);
    const typed = host.drain().processes.changed.find(({ kubectl }) => kubectl && kubectl.at >= before);
    expect(typed?.kubectl?.command.replace(/^kubectl /, '') ?? '').toBe(line);
  });

  it.each([
    { wait: '10s' },
    { wait: 'settled' },
    { wait: { that: 'node/node-1', exists: true } },
    { trigger: 'again' },
    { answer: 2 },
    { seek: '+30s' },
    { fork: 'what-if' },
  ])('%j is the lesson’s own', (action) => {
    expect(mistake(action as LessonAction)).toBeUndefined();
  });
});

it.each([
  [{ hang: 'kubelet/node-1' }, 'hang is not simulated here: to freeze a component write {pause: kubelet/node-1}'],
  [{ delay: ['node-1', 'master-1'], by: '1s' }, 'delay is not simulated here: a connection is whole or cut'],
  [{ clockSkew: 'node-1' }, 'clockSkew is not simulated here: all machines have one clock'],
  [{ revoke: 'alice' }, 'revoke is not simulated here: there are no roles and bindings'],
  [{ corruptImage: 'nginx:1.27' }, 'corruptImage is not simulated here: name an image that no registry has'],
  [{ unplugg: 'node/node-1' }, 'unplugg: unknown action unplugg; did you mean unplug?'],
])('%j is refused', (action, told) => {
  expect(mistake(action as LessonAction)).toContain(told);
});

describe('a line of kubectl is what kubectl takes it for, wherever its flags stand', () => {
  it.each([
    ['kubectl delete pod web-1', 'delete', 'pod/web-1'],
    ['-n shop delete pod web-1', 'delete', 'pod/shop/web-1'],
    ['delete -n shop pod/web-1', 'delete', 'pod/shop/web-1'],
    ['-n get delete node node-1', 'delete', 'node/get/node-1'],
    ['scale --replicas 2 deployment web', 'scale', 'deployment/web'],
    ['rollout undo deployment/web', 'rollout', 'deployment/web'],
    ['set image deployment/web web=nginx:1.28', 'set', 'deployment/web'],
    ['create deployment web --image=nginx:1.27', 'create', 'deployment/web'],
    ['drain nodes/node-1 --ignore-daemonsets', 'drain', 'node/node-1'],
    ['delte pod web-1', 'help', ''],
    ['delete pod web-1 --no-such-flag', 'help', ''],
  ])('%s', (kubectl, verb, target) => {
    expect([verbOf({ kubectl }), targetOf({ kubectl })]).toEqual([verb, target]);
  });

  it.each([
    ['get pods', true],
    ['rollout status deployment/web', true],
    ['rollout undo deployment/web', false],
    ['-n get delete node node-1', false],
    ['delete pod web-1 -l "a=rollout status"', false],
    ['delete pod web-1', false],
  ])('only what looks is always allowed: %s', (kubectl, allowed) => {
    expect(mayDo(['select'], { kubectl })).toBe(allowed);
  });
});
