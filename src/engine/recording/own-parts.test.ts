// What installed the cluster's own parts is no output of the learner's: their terminal begins with what they applied.
import { expect, it } from 'vitest';
import { createCluster, defaultCluster } from '../index.ts';

it('shows what was applied for the learner, and not how the cluster got its own parts', () => {
  const apply = ['apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mine\n'];
  const host = createCluster({ seed: 3, cluster: { ...defaultCluster, apply } });
  expect(host.list('daemonsets')).toHaveLength(1);
  const texts = host.drain().output.map(({ text }) => text);
  expect(texts.join()).toContain('configmap/mine created');
  expect(texts.join()).not.toContain('kube-proxy');
  host.submit({ kubectl: 'get daemonsets -A' });
  host.advance(host.now() + 1_000, Number.POSITIVE_INFINITY);
  expect(
    host
      .drain()
      .output.map(({ text }) => text)
      .join(),
  ).toContain('kube-proxy');
});
