// What people call things, in a cluster that runs: a node's lease is found by the node's name, as whoever points at it would say it.
import { expect, it } from 'vitest';
import { createCluster, defaultCluster } from '../index.ts';

const own = 'apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata:\n  name: node-2\nspec: {}\n';

it('takes the lease of a node for its heartbeat, unless a lease of that name lies in the usual namespace', () => {
  const host = createCluster({ seed: 3, cluster: { ...defaultCluster, apply: [own] } });
  const meant = (text: string) => {
    const found = host.resolve(text);
    return found.ok ? found.value : found.message;
  };
  expect(meant('lease/node-1')).toBe('Lease/kube-node-lease/node-1');
  expect(host.get('Lease/kube-node-lease/node-1')).toBeDefined();
  expect(meant('lease/node-2')).toBe('Lease/default/node-2');
  expect(meant('lease/kube-node-lease/node-2')).toBe('Lease/kube-node-lease/node-2');
  expect(meant('lease/nobody')).toBe('Lease/default/nobody');
  expect(meant('configmap/node-1')).toBe('ConfigMap/default/node-1');
});
