// What a new pod is given before it is checked: an account with its token, a priority, patience with broken nodes.
// Each stage is looked at alone, with frozen pods, so a stage that writes into its input fails here.
import { describe, expect, test } from 'vitest';
import {
  defaultTolerations,
  missingServiceAccountText,
  priority,
  serviceAccount,
  serviceAccountName,
  taintNewNode,
} from './admission.ts';
import { freezeDeep } from './object.ts';
import type { Node, Pod, ServiceAccount } from './types.ts';

const account: ServiceAccount = freezeDeep({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } });
const suffix = () => 'x2b4c';

function pod(spec: Partial<Pod['spec']> = {}): Pod {
  const containers = [{ name: 'app', image: 'nginx:1.27' }];
  return freezeDeep({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'n' },
    spec: { containers, ...spec },
  });
}

describe('service account', () => {
  test('a pod gets a name and a token that is mounted in every container, init containers too', () => {
    const { spec } = serviceAccount(pod({ initContainers: [{ name: 'i', image: 'b' }] }), account, suffix);
    expect([spec.serviceAccountName, spec.serviceAccount]).toEqual(['default', 'default']);
    expect(spec.volumes?.map(({ name }) => name)).toEqual(['kube-api-access-x2b4c']);
    const mount = {
      name: 'kube-api-access-x2b4c',
      readOnly: true,
      mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
    };
    expect([...(spec.initContainers ?? []), ...spec.containers].map(({ volumeMounts }) => volumeMounts)).toEqual([
      [mount],
      [mount],
    ]);
  });

  test('its volume comes after the pod’s own', () => {
    const given = pod({
      volumes: [{ name: 'v', emptyDir: {} }],
      containers: [{ name: 'app', volumeMounts: [{ name: 'v', mountPath: '/v' }] }],
    });
    const { spec } = serviceAccount(given, account, suffix);
    expect(spec.volumes?.map(({ name }) => name)).toEqual(['v', 'kube-api-access-x2b4c']);
    expect(spec.containers[0]?.volumeMounts?.map(({ mountPath }) => mountPath)).toEqual([
      '/v',
      '/var/run/secrets/kubernetes.io/serviceaccount',
    ]);
  });

  test('who mounts something at that place, or wants no token, draws no letters', () => {
    const never = () => expect.unreachable();
    const own = [{ name: 'mine', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }];
    serviceAccount(pod({ containers: [{ name: 'app', volumeMounts: own }] }), account, never);
    const without = serviceAccount(pod({ automountServiceAccountToken: false }), account, never);
    expect(without.spec.volumes).toBeUndefined();
    serviceAccount(pod(), { ...account, automountServiceAccountToken: false }, never);
  });

  test('pull secrets are the account’s unless the pod has some', () => {
    const lending = { ...account, imagePullSecrets: [{ name: 'a' }] };
    expect(serviceAccount(pod(), lending, suffix).spec.imagePullSecrets).toEqual([{ name: 'a' }]);
    const own = pod({ imagePullSecrets: [{ name: 'b' }] });
    expect(serviceAccount(own, lending, suffix).spec.imagePullSecrets).toEqual([{ name: 'b' }]);
    expect(serviceAccount(own, account, suffix).spec.imagePullSecrets).toEqual([{ name: 'b' }]);
  });

  test('one template under two accounts keeps them apart', () => {
    const template = pod();
    const lending = { ...account, imagePullSecrets: [{ name: 'a' }] };
    expect(serviceAccount(template, account, suffix).spec.imagePullSecrets).toBeUndefined();
    expect(serviceAccount(template, lending, suffix).spec.imagePullSecrets).toEqual([{ name: 'a' }]);
    expect(serviceAccount(template, account, suffix).spec.imagePullSecrets).toBeUndefined();
  });

  test('a missing account is named with its namespace', () => {
    const ghost = pod({ serviceAccountName: 'ghost' });
    expect(serviceAccountName(ghost)).toBe('ghost');
    expect(missingServiceAccountText(ghost)).toBe(
      'error looking up service account n/ghost: serviceaccount "ghost" not found',
    );
  });
});

describe('priority', () => {
  test.each([
    [undefined, 0],
    ['system-cluster-critical', 2000000000],
    ['system-node-critical', 2000001000],
  ])('class %s is %d', (priorityClassName, value) => {
    const admitted = priority(pod(priorityClassName ? { priorityClassName } : {}));
    expect('pod' in admitted && [admitted.pod.spec.priority, admitted.pod.spec.preemptionPolicy]).toEqual([
      value,
      'PreemptLowerPriority',
    ]);
  });

  test.each<[Partial<Pod['spec']>, string]>([
    [{ priorityClassName: 'nope' }, 'no PriorityClass with name nope was found'],
    [
      { priority: 5 },
      'the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    ],
    [
      { preemptionPolicy: 'Never' },
      'the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name',
    ],
  ])('%o is refused', (spec, text) => {
    expect(priority(pod(spec))).toEqual({ forbidden: text });
  });
});

describe('default tolerations', () => {
  const keys = (given: Pod) =>
    defaultTolerations(given).spec.tolerations?.map(({ key, tolerationSeconds }) => `${key} ${tolerationSeconds}`);

  test('both are added, after the pod’s own', () => {
    expect(keys(pod({ tolerations: [{ key: 'a', operator: 'Exists' }] }))).toEqual([
      'a undefined',
      'node.kubernetes.io/not-ready 300',
      'node.kubernetes.io/unreachable 300',
    ]);
  });

  test('a pod that has its own patience keeps it', () => {
    const own = {
      key: 'node.kubernetes.io/not-ready',
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 10,
    } as const;
    expect(keys(pod({ tolerations: [own] }))).toEqual([
      'node.kubernetes.io/not-ready 10',
      'node.kubernetes.io/unreachable 300',
    ]);
    expect(keys(pod({ tolerations: [{ operator: 'Exists' }] }))).toEqual(['undefined undefined']);
  });

  test('pods of one template share the finished list', () => {
    const tolerations = freezeDeep([{ key: 'a', operator: 'Exists' as const }]);
    const [one, two] = [pod({ tolerations }), pod({ tolerations })].map(
      (each) => defaultTolerations(each).spec.tolerations,
    );
    expect(one).toBe(two);
    expect(defaultTolerations(pod()).spec.tolerations).toBe(defaultTolerations(pod()).spec.tolerations);
  });
});

test('a new node takes no pods yet', () => {
  const node: Node = freezeDeep({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: {} } as Node);
  const tainted = taintNewNode(node);
  expect(tainted.spec.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }]);
  expect(taintNewNode(tainted)).toBe(tainted);
});
