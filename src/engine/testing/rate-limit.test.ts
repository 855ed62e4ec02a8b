// A large wish in a whole cluster: its pods come as fast as the controller's client may send, and each request that waited says so.
import { expect, test } from 'vitest';
import { defaultCluster, workers } from '../cluster/cluster-spec.ts';
import type { Message } from '../kernel/message.ts';
import { HeadlessRun } from '../recording/headless.ts';

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 70
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: "nginx:1.27"}]}
`;

test('seventy pods: about thirty at once, then twenty a second with their events, each wait told', () => {
  const run = new HeadlessRun({ cluster: { ...defaultCluster, nodes: workers(3, ['nginx:1.27']) } });
  const created: { readonly at: number; readonly because: string }[] = [];
  const { world } = run.host as unknown as { world: { observer: { delivered?: (message: Message) => void } } };
  const { observer } = world;
  world.observer = {
    ...observer,
    delivered(message) {
      observer.delivered?.(message);
      const { kind, verb, resource, agent } = message.body as unknown as Record<string, string>;
      if (kind === 'request' && verb === 'create' && resource === 'pods' && agent === 'kube-controller-manager')
        created.push({ at: message.sentAt, because: message.because });
    },
  };
  run.host.submit({ apply: manifest });
  run.host.advance(run.host.now() + 10_000, Number.POSITIVE_INFINITY);
  expect(created).toHaveLength(70);
  const [first] = created;
  const early = created.filter(({ at }) => at < first.at + 500);
  expect(early.length).toBeGreaterThan(25);
  expect(early.length).toBeLessThan(45);
  // 40 pods and some events at 20 a second.
  const took = created[69].at - first.at;
  expect(took).toBeGreaterThan(1_900);
  expect(took).toBeLessThan(4_000);
  expect(early[0].because).not.toContain('waited');
  expect(created[69].because).toMatch(/; waited .* at most 20 requests a second$/);
});
