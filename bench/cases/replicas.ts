// From one `kubectl apply` to N pods Ready: the engine's whole work, every message of it, in CPU time.

import { cpuOf, deployment, heapMegabytes, type Measurement, newCluster, untilAvailable } from './measure.ts';

export function replicasBench(): Measurement[] {
  start(50, 12); // the compiler's warm-up is paid before the clock runs
  const small = start(10, 12);
  const medium = start(200, 12);
  const large = start(1_000, 12);
  const huge = start(5_000, 60);
  // Slope of log(CPU) over log(N): 1 is linear.
  const slope = Math.log(large[0].value / medium[0].value) / Math.log(1_000 / 200);
  return [
    ...small,
    ...medium,
    ...large,
    ...huge,
    { name: 'replicas: slope of CPU over N, 200 to 1,000', value: slope, unit: '', n: 1 },
  ];
}

function start(replicas: number, nodes: number): Measurement[] {
  const host = newCluster(nodes);
  const before = host.now();
  let messages = 0;
  const cpu = cpuOf(() => {
    host.submit({ apply: deployment('web', replicas) });
    const limit = before + 600_000;
    while (host.now() < limit) {
      messages += host.advance(host.now() + 100, Number.POSITIVE_INFINITY);
      const { status } = (host.get('Deployment/default/web') ?? {}) as { status?: { availableReplicas?: number } };
      if (status?.availableReplicas === replicas) break;
    }
  });
  untilAvailable(host, 'web', replicas);
  const what = `replicas: ${replicas} on ${nodes} machines until Ready`;
  return [
    { name: what, value: cpu, unit: 'ms CPU', n: replicas },
    { name: `${what}, messages`, value: messages, unit: '', n: replicas },
    { name: `${what}, heap`, value: heapMegabytes(), unit: 'MB', n: replicas },
    { name: `${what}, simulated`, value: (host.now() - before) / 1000, unit: 's', n: replicas },
  ];
}
