// A pod that fits nowhere is tried again and again; every attempt can be looked at, the older ones by living their moment anew.
import { expect, it } from 'vitest';
import { createCluster } from './cluster-host.ts';

const pod = `apiVersion: v1
kind: Pod
metadata: {name: big}
spec:
  containers:
  - {name: main, image: nginx, resources: {requests: {cpu: 100}}}
`;

it('remembers every attempt, with all reasons', () => {
  const host = createCluster();
  host.submit({ apply: pod });
  host.advance(host.now() + 5_000, Number.POSITIVE_INFINITY);
  // Each pod that goes gives room, and so hope.
  for (const name of ['a', 'b', 'c', 'd']) {
    host.submit({ kubectl: `run ${name} --image=nginx` });
    host.advance(host.now() + 4_000, Number.POSITIVE_INFINITY);
    host.submit({ kubectl: `delete pod ${name} --now` });
    host.advance(host.now() + 15_000, Number.POSITIVE_INFINITY);
  }
  const attempts = host.attempts('Pod/default/big');
  expect(attempts.length).toBeGreaterThan(3);
  expect(attempts.map(({ number }) => number)).toEqual(attempts.map((_, place) => place + 1));
  const first = host.decision('Pod/default/big', 1);
  expect(first).toMatchObject({ number: 1, at: attempts[0].at });
  expect(first?.decision.fitError).toMatch(/^0\/4 nodes are available: /);
  expect(host.decision('Pod/default/big')?.number).toBe(attempts.length);
  expect(host.decision('Pod/default/nobody')).toBeUndefined();
  expect(host.decided()[0]).toMatchObject({ ref: 'Pod/default/big', node: undefined });
});
