// What wakes a pod that spreading or company kept out: pods and nodes that change the counts, and nothing else.
import { expect, it } from 'vitest';
import type { Node, Pod } from '../api/types.ts';
import { type ClusterEvent, eventMayHelp } from './queue-hints.ts';

const pod = (labels: Record<string, string>, spec: object = {}) =>
  ({ metadata: { name: 'p', namespace: 'default', labels }, spec: { containers: [], ...spec } }) as unknown as Pod;
const node = (labels: Record<string, string>) => ({ metadata: { name: 'n', labels } }) as unknown as Node;
const helps = (waiting: Pod, plugin: string, event: ClusterEvent) => eventMayHelp(waiting, [plugin], event);

it('wakes a spread pod for its like and for new domains', () => {
  const web = { matchLabels: { app: 'web' } };
  const spread = pod({ app: 'web' }, { topologySpreadConstraints: [{ topologyKey: 'zone', labelSelector: web }] });
  const by = (event: ClusterEvent) => helps(spread, 'PodTopologySpread', event);
  expect(by({ on: 'AssignedPod', action: 'Delete', object: pod({ app: 'web' }) })).toBe(true);
  expect(by({ on: 'AssignedPod', action: 'Delete', object: pod({ app: 'other' }) })).toBe(false);
  expect(by({ on: 'Node', action: 'Add', object: node({ zone: 'a' }) })).toBe(true);
  expect(by({ on: 'Node', action: 'Add', object: node({}) })).toBe(false);
  expect(by({ on: 'Node', action: 'Update', object: node({ zone: 'a' }), before: node({ zone: 'a' }) })).toBe(false);
  expect(by({ on: 'Node', action: 'Update', object: node({ zone: 'b' }), before: node({ zone: 'a' }) })).toBe(true);
});

it('wakes a pod that wants company when it comes, and one that avoids it when it goes', () => {
  const term = { topologyKey: 'zone', labelSelector: { matchLabels: { app: 'db' } } };
  const wish = { requiredDuringSchedulingIgnoredDuringExecution: [term] };
  const joins = pod({}, { affinity: { podAffinity: wish } });
  const avoids = pod({}, { affinity: { podAntiAffinity: wish } });
  const comes: ClusterEvent = { on: 'AssignedPod', action: 'Add', object: pod({ app: 'db' }) };
  const goes: ClusterEvent = { on: 'AssignedPod', action: 'Delete', object: pod({ app: 'db' }) };
  expect([comes, goes].map((event) => helps(joins, 'InterPodAffinity', event))).toEqual([true, false]);
  expect([comes, goes].map((event) => helps(avoids, 'InterPodAffinity', event))).toEqual([false, true]);
  const loner: ClusterEvent = {
    on: 'AssignedPod',
    action: 'Delete',
    object: { ...avoids, metadata: { namespace: 'default' } },
  };
  expect(helps(pod({ app: 'db' }), 'InterPodAffinity', loner)).toBe(true);
});
