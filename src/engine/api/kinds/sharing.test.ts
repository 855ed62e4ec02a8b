// A thousand pods of one ReplicaSet must not cost a thousand readings of its template: what is known is recognised, and
// nothing that is shared is ever written to.
import { expect, test } from 'vitest';
import { defaultTolerations, priority, serviceAccount } from '../admission.ts';
import { cloneDeep, freezeDeep, type KubeObject } from '../object.ts';
import type { Pod, ReplicaSet, ServiceAccount } from '../types.ts';
import { kinds } from './index.ts';
import type { Draft } from './kind.ts';
import { podKind } from './pod.ts';
import { replicaSetKind } from './replica-set.ts';

const account: ServiceAccount = freezeDeep({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } });

function replicaSet(): ReplicaSet {
  const labels = { app: 'web' };
  const container = {
    name: 'app',
    image: 'nginx',
    ports: [{ containerPort: 80 }],
    env: [{ name: 'A', value: '1' }],
    resources: { requests: { cpu: '0.1' } },
    readinessProbe: { httpGet: { port: 80 } },
  };
  const template = { metadata: { labels }, spec: { containers: [container], volumes: [{ name: 'v' }] } };
  const spec = { selector: { matchLabels: labels }, template };
  const draft: Draft = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web', namespace: 'n' }, spec };
  replicaSetKind.defaults(draft);
  expect(replicaSetKind.validate(draft)).toEqual([]);
  return freezeDeep(draft) as ReplicaSet;
}

function podOf(set: ReplicaSet, letters: string): Pod {
  const { metadata, spec } = set.spec.template ?? { spec: { containers: [] } };
  const meta = { name: `web-${letters}`, namespace: 'n', labels: metadata?.labels };
  const draft: Draft = { apiVersion: 'v1', kind: 'Pod', metadata: meta, spec };
  podKind.defaults(draft);
  const admitted = priority(serviceAccount(draft as Pod, account, () => letters));
  expect('pod' in admitted).toBe(true);
  if ('pod' in admitted) draft.spec = defaultTolerations(admitted.pod).spec;
  podKind.prepareForCreate(draft);
  const pod = freezeDeep(draft) as Pod;
  expect(podKind.validate(pod)).toEqual([]);
  return pod;
}

test('pods of one template share all that is not their own', () => {
  const set = replicaSet();
  const [one, two] = [podOf(set, 'aaaaa'), podOf(set, 'bbbbb')];
  const [first, second] = [one.spec.containers[0], two.spec.containers[0]];
  for (const part of ['ports', 'env', 'resources', 'readinessProbe'] as const)
    expect(first?.[part]).toBe(second?.[part]);
  expect(one.spec.tolerations).toBe(two.spec.tolerations);
  expect(one.spec.volumes?.[0]).toBe(two.spec.volumes?.[0]);
  expect(one.metadata.labels).toBe(two.metadata.labels);
  expect(one.spec.volumes?.[1]?.name).toBe('kube-api-access-aaaaa');
  expect(two.spec.volumes?.[1]?.name).toBe('kube-api-access-bbbbb');
});

test('a template that is complete comes back as it is', () => {
  const set = replicaSet();
  const again: Draft = { ...set };
  replicaSetKind.defaults(again);
  expect(again.spec).toBe(set.spec);
});

test('a mistake is found again although its template was seen', () => {
  const bad = freezeDeep({ containers: [{ name: 'app', image: 'nginx', env: [{ name: 'A=B', value: '1' }] }] });
  for (const name of ['one', 'two']) {
    const draft: Draft = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'n' }, spec: bad };
    podKind.defaults(draft);
    podKind.prepareForCreate(draft);
    expect(podKind.validate(draft).map(({ field }) => field)).toEqual(['spec.containers[0].env[0].name']);
  }
});

test.each(kinds.map((kind) => [`${kind.kind} ${kind.group}`, kind] as const))(
  '%s: defaults twice are defaults once',
  (_name, kind) => {
    const bare: KubeObject = freezeDeep({ apiVersion: 'x', kind: kind.kind, metadata: { name: 'x', namespace: 'n' } });
    const once: Draft = { ...bare };
    kind.defaults(once);
    const twice: Draft = { ...freezeDeep(cloneDeep(once)) };
    kind.defaults(twice);
    expect(twice).toEqual(once);
    // Whatever is missing, the rules speak of it in words and the table still has cells.
    expect(() => kind.validate(once)).not.toThrow();
    expect(kind.columns.map((column) => typeof column.cell(once, 0))).not.toContain('undefined');
    expect(kind.selectableFields(once)['metadata.name']).toBe('x');
  },
);
