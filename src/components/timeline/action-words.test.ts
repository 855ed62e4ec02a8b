// What stands on a flag.
import { describe, expect, it } from 'vitest';
import type { Action } from '../../engine/index.ts';
import { actionInFull, actionWords, changesSomething } from './action-words.ts';

const cases: [Action, string, boolean][] = [
  [{ delete: 'pod/web-7d4b9c6f5-x2x7q' }, 'delete x2x7q', true],
  [{ kubectl: 'delete pod web-7d4b9c6f5-x2x7q' }, 'delete pod x2x7q', true],
  [{ kubectl: 'apply -f -', stdin: 'kind: Pod\nmetadata:\n  name: web\n' }, 'apply web', true],
  [{ kubectl: 'frobnicate' }, 'frobnicate', false],
  [{ kubectl: 'get pods -w' }, 'get pods -w', false],
  [{ kubectl: 'rollout status deployment/web' }, 'rollout status deployment/web', false],
  [{ kubectl: 'rollout undo deployment/web' }, 'rollout undo deployment/web', true],
  [{ unplug: 'node/node-2' }, 'unplug node-2', true],
  [{ stop: 'node/node-2' }, 'stop node-2', true],
  [{ stop: 'kube-scheduler/master-1' }, 'stop kube-scheduler/master-1', true],
  [{ scale: 'deployment/web', to: 5 }, 'scale web → 5', true],
  [{ kill: 'pod/default/web-1', container: 'app' }, 'kill container of web-1', true],
  [{ addNode: { name: 'node-4' } }, 'add node-4', true],
  [{ interrupt: -1 }, 'Ctrl-C', false],
  [{ rollout: 'restart', of: 'deployment/web' }, 'rollout restart web', true],
  [{ removeMachine: 'node-3' }, 'remove node-3', true],
];

describe('actionWords', () => {
  it.each(cases)('%j', (action, words, changes) => {
    expect(actionWords(action)).toBe(words);
    expect(changesSomething(action)).toBe(changes);
  });
});

describe('actionInFull', () => {
  it.each<[Action, string]>([
    [{ scale: 'deployment/web', to: 5 }, 'scale deployment/web to 5'],
    [{ kubectl: 'kubectl scale deployment/web  --replicas=5' }, 'scale deployment/web --replicas=5'],
    [{ delete: 'pod/web-7d4b9c6f5-x2x7q' }, 'delete pod/web-7d4b9c6f5-x2x7q'],
    [{ unplug: 'node/node-2' }, 'unplug node/node-2'],
    [{ rollout: 'undo', of: 'deployment/web' }, 'rollout undo deployment/web'],
    [{ load: 'service/web', rate: '5/s' }, 'traffic service/web to 5/s'],
    [{ apply: 'kind: Pod' }, 'apply'],
    [{ addNode: { name: 'node-4' } }, 'add node-4'],
    [{ restore: 'before', markCompacted: true }, 'restore etcd from before'],
  ])('%j', (action, words) => {
    expect(actionInFull(action)).toBe(words);
  });
});
