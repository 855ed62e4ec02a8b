// The two pure cores by table: what is to be done for a pod, and what its status is, for pods and containers in every state that matters.

import { describe, expect, test } from 'vitest';
import { goSpan } from '../api/go-span.ts';
import type { Container, Pod } from '../api/types.ts';
import type { ContainerRecord, PodRecord } from '../runtime/cri.ts';
import { inBackOff, nextBackOff } from './restarts.ts';
import { type PodStatusInput, podStatus } from './status.ts';
import { planPod } from './sync-pod.ts';
import type { Step } from './worker.ts';

type Policy = 'Always' | 'OnFailure' | 'Never';

/** `init:` and `side:` mark init containers and sidecars. */
function pod(names: string, restartPolicy: Policy = 'Always', more: Partial<Pod['metadata']> = {}): Pod {
  const containers: Container[] = [];
  const initContainers: Container[] = [];
  for (const word of names.split(' ')) {
    const [kind, name] = word.includes(':') ? word.split(':') : ['', word];
    if (kind === '') containers.push({ name, image: 'nginx' });
    else initContainers.push({ name, image: 'nginx', ...(kind === 'side' ? { restartPolicy: 'Always' } : {}) });
  }
  const metadata = { name: 'p', namespace: 'default', uid: 'u', generation: 1, ...more };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { restartPolicy, containers, initContainers } };
}

/** `a+` runs, `a!3` ended with 3; `-` in front: the sandbox is gone, nothing at all: '' . */
function runtime(text: string): PodRecord | undefined {
  if (text === '') return undefined;
  const gone = text.startsWith('-');
  const containers = text
    .replace('-', '')
    .split(' ')
    .filter((word) => word !== '')
    .map(record);
  const state = gone ? 'SANDBOX_NOTREADY' : 'SANDBOX_READY';
  const sandboxes = [{ id: 's', attempt: 0, state, ip: '10.244.0.9', createdAt: 0 } as const];
  return { pod: { uid: 'u', namespace: 'default', name: 'p' }, sandboxes, containers };
}

function record(word: string): ContainerRecord {
  const [name, code] = word.split(/[+!]/);
  const ended = word.includes('!');
  return {
    id: `id-${name}`,
    sandbox: 's',
    config: { name, attempt: 0, image: 'nginx', command: [], args: [], env: {}, memoryLimit: 0 },
    image: 'docker.io/library/nginx:latest',
    imageID: 'docker.io/library/nginx@sha256:0',
    state: ended ? 'CONTAINER_EXITED' : 'CONTAINER_RUNNING',
    createdAt: 0,
    startedAt: 1000,
    end: ended ? { at: 5000, code: Number(code), reason: code === '0' ? 'Completed' : 'Error' } : undefined,
    signalledAt: undefined,
  };
}

const words = (steps: readonly Step[]) =>
  steps
    .map((step) =>
      step.do === 'start' ? `start ${step.container}` : step.do === 'sandbox' ? `sandbox ${step.attempt}` : step.do,
    )
    .join(', ');

describe('what is to be done', () => {
  test.each<[string, Policy, string, string]>([
    ['a', 'Always', '', 'sandbox 0, start a'],
    ['a b', 'Always', '', 'sandbox 0, start a, start b'],
    ['a', 'Always', 'a+', ''],
    ['a', 'Always', 'a!0', 'start a'],
    ['a', 'OnFailure', 'a!0', ''],
    ['a', 'OnFailure', 'a!1', 'start a'],
    ['a', 'Never', 'a!1', ''],
    ['a b', 'Always', 'a+ b!1', 'start b'],
    ['init:i a', 'Always', '', 'sandbox 0, start i'],
    ['init:i a', 'Always', 'i+', ''],
    ['init:i a', 'Always', 'i!0', 'start a'],
    ['init:i a', 'Always', 'i!1', 'start i'],
    ['init:i a', 'Never', 'i!1', ''],
    ['init:i init:j a', 'Always', 'i!0', 'start j'],
    ['side:s a', 'Always', '', 'sandbox 0, start s'],
    ['side:s a', 'Always', 's+', 'start a'],
    ['side:s init:j a', 'Always', 's+', 'start j'],
    ['side:s a', 'Always', 's!1 a+', 'start s'],
    ['a', 'Always', '-a!255', 'stop-sandbox, sandbox 1, start a'],
    ['a', 'Never', '-a!255', ''],
    ['a', 'OnFailure', '-a!0', ''],
  ])('%s (%s) with %s: %s', (names, policy, there, steps) => {
    const plan = planPod(pod(names, policy), runtime(there), {}, {});
    expect(words(plan.steps)).toBe(steps);
    expect(plan.because).not.toBe('');
  });

  const told = (steps: readonly Step[]) => steps.flatMap((step) => (step.do === 'stop' ? [step.message] : []));

  test.each<[string, Policy, string[], string]>([
    ['a', 'Always', ['Container a definition changed, will be restarted'], 'stop, start a'],
    ['a', 'Never', ['Container a definition changed, will be restarted'], 'stop, start a'],
    ['side:a b', 'Always', ['Init container a definition changed'], 'stop, start a'],
  ])('another image for %s (%s): %j', (names, policy, messages, steps) => {
    const changed = runtime(names.includes('b') ? 'a+ b+' : 'a+') as PodRecord;
    const [first, ...rest] = changed.containers;
    const containers = [{ ...first, config: { ...first.config, image: 'nginx:old' } }, ...rest];
    const plan = planPod(pod(names, policy), { ...changed, containers }, {}, {});
    expect(told(plan.steps)).toEqual(messages);
    expect(words(plan.steps)).toBe(steps);
  });

  test.each<[string, Policy, string, string[]]>([
    ['a', 'Always', 'a+', ['Container a failed liveness probe, will be restarted']],
    ['a b', 'Never', 'a+ b+', ['Container a failed liveness probe']],
    ['a', 'Never', 'a+', ['Stopping container a']],
    ['side:a b', 'Always', 'a+ b+', ['Init container a failed liveness probe']],
  ])('a probe fails in %s (%s) with %s: %j', (names, policy, there, messages) => {
    expect(told(planPod(pod(names, policy), runtime(there), {}, { a: 'liveness' }).steps)).toEqual(messages);
  });
});

function input(names: string, policy: Policy, there: string, more: Partial<PodStatusInput> = {}): PodStatusInput {
  const base = { runtime: runtime(there), reasons: {}, probed: {}, over: false, previous: undefined };
  return { pod: pod(names, policy), ...base, now: 6000, epochMs: 0, hostIP: '1.1.1.1', mayRun: false, ...more };
}

describe('phase and readiness', () => {
  test.each<[string, Policy, string, string, string]>([
    ['a', 'Always', '', 'Pending', 'containers with unready status: [a]'],
    ['a', 'Always', 'a+', 'Running', 'True'],
    ['a b', 'Always', 'a+ b!1', 'Running', 'containers with unready status: [b]'],
    ['a', 'Always', 'a!0', 'Running', 'containers with unready status: [a]'],
    ['a', 'OnFailure', 'a!1', 'Running', 'containers with unready status: [a]'],
    ['a', 'OnFailure', 'a!0', 'Succeeded', 'PodCompleted'],
    ['a', 'Never', 'a!1', 'Failed', 'PodFailed'],
    ['a b', 'Never', 'a!0 b!1', 'Failed', 'PodFailed'],
    ['init:i a', 'Always', 'i+', 'Pending', 'containers with unready status: [a]'],
    ['init:i a', 'Always', 'i!1', 'Pending', 'containers with unready status: [a]'],
    ['init:i a', 'Never', 'i!1', 'Failed', 'PodFailed'],
    ['side:s a', 'Always', 's+ a+', 'Running', 'True'],
    ['side:s a', 'OnFailure', 's+ a!0', 'Succeeded', 'PodCompleted'],
  ])('%s (%s) with %s is %s', (names, policy, there, phase, ready) => {
    const status = podStatus(input(names, policy, there));
    const condition = status.conditions?.find(({ type }) => type === 'Ready');
    expect(status.phase).toBe(phase);
    expect(condition?.message ?? condition?.reason ?? condition?.status).toBe(ready);
  });

  test('a terminal phase is kept back while something may run, and never taken back', () => {
    const first = podStatus(input('a', 'Never', 'a!0', { mayRun: true }));
    expect(first.phase).toBe('Pending');
    const last = podStatus(input('a', 'Never', 'a!0'));
    expect(podStatus(input('a', 'Never', 'a+', { previous: last })).phase).toBe('Succeeded');
  });

  test('a condition keeps its time until its status flips', () => {
    const first = podStatus(input('a', 'Always', 'a+'));
    const second = podStatus(input('a', 'Always', 'a!1', { previous: first, now: 60_000 }));
    const time = (status: typeof first, wanted: string) =>
      status.conditions?.find(({ type }) => type === wanted)?.lastTransitionTime;
    expect(time(second, 'Initialized')).toBe(time(first, 'Initialized'));
    expect(time(second, 'Ready')).toBe('1970-01-01T00:01:00Z');
  });

  test('a container that ended shows so, until putting off its restart is the newer fact', () => {
    const state = (status: ReturnType<typeof podStatus>) => status.containerStatuses?.[0];
    expect(state(podStatus(input('a', 'Always', 'a!1')))?.state?.terminated?.exitCode).toBe(1);
    const reasons = { a: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } };
    const waiting = state(podStatus(input('a', 'Always', 'a!1', { reasons })));
    expect(waiting?.state?.waiting?.reason).toBe('CrashLoopBackOff');
    expect(waiting?.lastState?.terminated?.exitCode).toBe(1);
  });
});

test('restarts wait 10, 20, 40 … 300 s, and a long run begins anew', () => {
  const waits: string[] = [];
  let backOff = nextBackOff(undefined, 0, 0, 10_000, 300_000);
  for (let n = 0; n < 7; n++) {
    waits.push(goSpan(backOff.delay));
    backOff = nextBackOff(backOff, 0, 0, 10_000, 300_000);
  }
  expect(waits).toEqual(['10s', '20s', '40s', '1m20s', '2m40s', '5m0s', '5m0s']);
  expect(inBackOff({ delay: 40_000, at: 0 }, 5_000, 15_000, 300_000)).toEqual({ left: 30_000, delay: 40_000 });
  expect(inBackOff({ delay: 40_000, at: 0 }, 600_001, 600_002, 300_000).left).toBe(0);
  expect(nextBackOff({ delay: 300_000, at: 0 }, 600_001, 600_002, 10_000, 300_000).delay).toBe(10_000);
});
