// One pod's life on a machine, write by write, against what a real 1.36.3 kubelet was recorded to send.

import { expect, test } from 'vitest';
import { boundPod, lines, requests, rig, stored, tellServer } from './rig.ts';

test('a pod comes to run in the recorded order', () => {
  const simulation = rig();
  simulation.advance(5000);
  requests.length = 0;
  tellServer(simulation, {
    kind: 'put',
    object: boundPod('alone', { containers: [{ name: 'main', image: 'nginx:1.27' }] }),
  });
  simulation.advance(7000);
  expect(lines('alone')).toEqual([
    'get pods',
    'patch pods/status',
    'event Pulled: Container image "nginx:1.27" already present on machine and can be accessed by the pod',
    'get pods',
    'patch pods/status',
    'event Created: Container created',
    'event Started: Container started',
    'get pods',
    'patch pods/status',
  ]);
  expect(stored(simulation, 'pods/default/alone')?.status).toMatchObject({ phase: 'Running' });
});
