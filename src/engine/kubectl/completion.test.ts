// What Tab offers.
import { expect, test } from 'vitest';
import { complete } from './completion.ts';

const names: Readonly<Record<string, readonly string[]>> = {
  pods: ['web-1', 'web-2', 'db-0'],
  deployments: ['web'],
  nodes: ['node-1', 'node-2'],
  namespaces: ['default', 'kube-system'],
};
const at = (line: string): readonly string[] => complete(line, (resource) => names[resource] ?? []);

test.each([
  ['kubectl des', ['describe']],
  ['ro', ['rollout']],
  ['kubectl get po', ['pods']],
  ['kubectl get pods w', ['web-1', 'web-2']],
  ['kubectl get pods web-1 ', ['db-0', 'web-2']],
  ['kubectl get pod/d', ['pod/db-0']],
  ['kubectl delete deploy ', ['web']],
  ['kubectl rollout st', ['status']],
  ['kubectl rollout status deployment/', ['deployment/web']],
  ['kubectl logs ', ['db-0', 'web-1', 'web-2']],
  ['kubectl cordon ', ['node-1', 'node-2']],
  ['kubectl get pods -n k', ['kube-system']],
  ['kubectl get pods -o y', ['yaml']],
  ['kubectl get pods --show-l', ['--show-labels']],
  ['kubectl delete pod x --cascade=f', ['--cascade=foreground']],
  ['kubectl get nope x', []],
])('%s', (line, expected) => {
  expect(at(line)).toEqual(expected);
});
