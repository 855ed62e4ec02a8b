// A running cluster: a rollout, an idle hour, and jumps in time.

import { cpuOf, deployment, type Measurement, newCluster, untilAvailable } from './measure.ts';

export function rolloutBench(): Measurement[] {
  const host = newCluster(12);
  host.submit({ apply: deployment('web', 200) });
  untilAvailable(host, 'web', 200);
  const before = host.now();
  const cpu = cpuOf(() => {
    host.submit({ kubectl: 'set image deployment/web nginx=nginx:1.16.1' });
    host.advance(host.now() + 1_000, Number.POSITIVE_INFINITY);
    untilAvailable(host, 'web', 200);
  });
  return [
    { name: 'rollout of 200', value: cpu, unit: 'ms CPU', n: 200 },
    { name: 'rollout of 200, simulated', value: (host.now() - before) / 1000, unit: 's', n: 200 },
  ];
}

export function idleBench(): Measurement[] {
  const host = newCluster(4);
  host.submit({ apply: deployment('web', 100) });
  untilAvailable(host, 'web', 100);
  host.advance(host.now() + 60_000, Number.POSITIVE_INFINITY);
  let messages = 0;
  const cpu = cpuOf(() => {
    messages = host.advance(host.now() + 3_600_000, Number.POSITIVE_INFINITY);
  });
  return [
    { name: 'idle hour with 100 pods, simulated by real time', value: 3_600_000 / cpu, unit: '×', n: 1 },
    { name: 'idle hour with 100 pods, messages', value: messages, unit: '', n: 1 },
  ];
}

/** An hour with 50 pods in which one is deleted every two minutes; then to random places and single steps back. */
export function seekBench(): Measurement[] {
  const host = newCluster(4);
  host.submit({ apply: deployment('web', 50) });
  untilAvailable(host, 'web', 50);
  const start = host.now();
  for (let i = 0; i < 30; i++) {
    host.submit({ delete: 'pod[app=web]#1' });
    host.advance(start + (i + 1) * 120_000, Number.POSITIVE_INFINITY);
  }
  const end = host.now();
  const jumps: number[] = [];
  for (let i = 0; i < 25; i++) {
    const to = start + Math.round(((i * 7919) % 997) * ((end - start) / 997));
    jumps.push(cpuOf(() => host.seek(to)));
  }
  host.seek(start + 120_500);
  host.stepBack(true);
  const steps: number[] = [];
  for (let i = 0; i < 20; i++) steps.push(cpuOf(() => host.stepBack(true)));
  return [
    {
      name: 'seek anywhere in an hour with 50 pods, worst',
      value: Math.max(...jumps),
      unit: 'ms CPU',
      n: jumps.length,
    },
    { name: 'seek anywhere in an hour with 50 pods, median', value: median(jumps), unit: 'ms CPU', n: jumps.length },
    { name: 'one step back, worst', value: Math.max(...steps), unit: 'ms CPU', n: steps.length },
    { name: 'one step back, median', value: median(steps), unit: 'ms CPU', n: steps.length },
  ];
}

function median(numbers: readonly number[]): number {
  return numbers.slice().sort((a, b) => a - b)[numbers.length >> 1];
}
