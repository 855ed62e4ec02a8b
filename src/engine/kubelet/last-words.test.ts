// What a container leaves behind in words: its last ones become the message of its end, its variables are as its spec says.
import { describe, expect, test } from 'vitest';
import type { Container, Pod } from '../api/types.ts';
import { boundPod, lines, rig, stored, tellServer } from './rig.ts';
import { environmentOf } from './volumes.ts';

/** The state of the only container of a pod that runs this script, and the events about the pod. */
function lived(
  container: Record<string, unknown>,
  more: Record<string, unknown> = {},
): { state: unknown; told: string[] } {
  const simulation = rig({ more });
  simulation.advance(5000);
  const spec = { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox:1.36', ...container }] };
  tellServer(simulation, { kind: 'put', object: boundPod('a', spec) });
  simulation.advance(15_000);
  const { status } = stored(simulation, 'pods/default/a') as unknown as Pod;
  return { state: status?.containerStatuses?.[0].state?.terminated ?? {}, told: lines('a') };
}

describe('the message of an end', () => {
  const script = (text: string) => ({ command: ['sh', '-c', text] });
  const fromLog = { terminationMessagePolicy: 'FallbackToLogsOnError' };

  test.each([
    ['written to the file', script('echo bye > /dev/termination-log; echo out; exit 1'), 'bye\n'],
    [
      'written to a file of its own',
      { ...script('echo bye > /tmp/end; exit 1'), terminationMessagePath: '/tmp/end' },
      'bye\n',
    ],
    [
      'the file wins over the log',
      { ...script('echo bye > /dev/termination-log; echo out; exit 1'), ...fromLog },
      'bye\n',
    ],
    ['the log of one that failed', { ...script('echo one; echo two; exit 1'), ...fromLog }, 'one\ntwo\n'],
    ['the log of one that did not fail says nothing', { ...script('echo one'), ...fromLog }, undefined],
    ['nothing was written, nothing is said', script('echo out; exit 1'), undefined],
  ])('%s', (_name, container, message) => {
    expect((lived(container).state as { message?: string }).message).toBe(message);
  });
});

test('a probe of a port by a name that nobody has errs, tells so, and kills nothing', () => {
  const livenessProbe = { httpGet: { path: '/', port: 'nope' }, periodSeconds: 1, failureThreshold: 1 };
  const { told } = lived({ image: 'nginx:1.27', livenessProbe });
  expect(told).toContain(
    'event Unhealthy: Liveness probe errored and resulted in unknown state: strconv.Atoi: parsing "nope": invalid syntax',
  );
  expect(told.filter((line) => line.includes('Killing'))).toEqual([]);
});

test.each([
  [900, []],
  [
    3000,
    [
      'event Unhealthy: Readiness probe failed: Get "http://10.244.0.2:80/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    ],
  ],
])('an answer that takes %d ms is too late for a probe that waits a second, or it is not', (latency, failures) => {
  const behaviours = [{ image: 'nginx:1.27', do: { latency } }];
  const readinessProbe = { httpGet: { path: '/', port: 80 } };
  const { told } = lived({ image: 'nginx:1.27', readinessProbe }, { behaviours });
  expect(told.filter((line) => line.includes('Unhealthy') && !line.includes('refused'))).toEqual(failures);
});

test('variables: empty ones exist, others are named in brackets, doubled signs stand for themselves, resources are numbers', () => {
  const from = (resource: string, divisor?: string) => ({
    valueFrom: { resourceFieldRef: { resource, ...(divisor ? { divisor } : {}) } },
  });
  const container = {
    name: 'main',
    resources: { limits: { cpu: '1500m' }, requests: { memory: '64Mi' } },
    env: [
      { name: 'EMPTY' },
      { name: 'A', value: 'a' },
      { name: 'B', value: '$(A) $$(A) $(NOBODY)' },
      { name: 'CPU', ...from('limits.cpu') },
      { name: 'MILLI', ...from('limits.cpu', '1m') },
      { name: 'MEMORY', ...from('requests.memory', '1Mi') },
      { name: 'UNLIMITED', ...from('limits.memory', '1Gi') },
      { name: 'MAYBE', valueFrom: { configMapKeyRef: { name: 'x', key: 'y', optional: true } } },
    ],
  } as Container;
  const pod = boundPod('a', { containers: [container] }) as unknown as Pod;
  const env = environmentOf(container, pod, {}, '10.0.0.1', '1.1.1.1', {}, { cpu: 4000, memory: 8 * 2 ** 30 });
  expect(env).toEqual({
    HOSTNAME: 'a',
    EMPTY: '',
    A: 'a',
    B: 'a $(A) $(NOBODY)',
    CPU: '2',
    MILLI: '1500',
    MEMORY: '64',
    UNLIMITED: '8',
  });
});

test('a pod whose time is up is stopped like a deleted one, and has failed for that reason', () => {
  const simulation = rig({});
  simulation.advance(5000);
  const containers = [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', 'sleep 3600'] }];
  const spec = { activeDeadlineSeconds: 10, terminationGracePeriodSeconds: 5, containers };
  tellServer(simulation, { kind: 'put', object: boundPod('a', spec) });
  simulation.advance(14_000);
  const status = () => (stored(simulation, 'pods/default/a') as unknown as Pod).status;
  expect(status()).toMatchObject({ phase: 'Running' });
  expect(status()?.reason).toBeUndefined();
  simulation.advance(25_000);
  const message = 'Pod was active on the node longer than the specified deadline';
  expect(status()).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded', message });
  expect(status()?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({ reason: 'PodFailed' });
  expect(status()?.containerStatuses?.[0].state?.terminated?.exitCode).toBe(137);
  expect(lines('a')).toContain(`event DeadlineExceeded: ${message}`);
  expect(lines('a').filter((line) => line.includes('Killing'))).toHaveLength(1);
});
