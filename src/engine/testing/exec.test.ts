// Commands in containers, as somebody at a terminal, a probe and a hook run them: what they see, what they change, and how they end.
import { beforeEach, describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import type { Event, Pod } from '../api/types.ts';
import { defaultCluster, workers } from '../cluster/cluster-spec.ts';
import { HeadlessRun } from '../recording/headless.ts';

let run: HeadlessRun;
beforeEach(() => {
  const images = ['nginx:1.27', 'busybox:1.36'];
  run = new HeadlessRun({ cluster: { ...defaultCluster, nodes: workers(1, images) } });
});

/** What the command printed, without the line that repeats it. */
const kubectl = (line: string, stdin?: string): string =>
  run
    .command({ kubectl: line, ...(stdin ? { stdin } : {}) })
    .text.replace(/^.*\n/, '')
    .trimEnd();

const pod = (name: string, container: string, more = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n${more}  containers:\n  - name: app\n${container.replace(/^/gm, '    ')}\n`;

const start = (name: string, container: string, more?: string): void => {
  kubectl('apply -f -', pod(name, container, more));
  run.settle();
};

const stored = (name: string): Pod =>
  (run.host.list('pods') as KubeObject[]).find(({ metadata }) => metadata.name === name) as unknown as Pod;

/** `Reason: message`, in the order in which they were first told. */
const told = (name: string): readonly string[] =>
  (run.host.list('events') as unknown as Event[])
    .filter(({ involvedObject }) => involvedObject.name === name)
    .map(({ reason, message }) => `${reason}: ${message}`);

describe('kubectl exec', () => {
  beforeEach(() => start('one', 'image: nginx:1.27'));

  test.each([
    ['hostname', 'one'],
    ['ls /etc/nginx', 'conf.d\nnginx.conf'],
    ['wget -qO- localhost', 'Welcome to nginx!'],
    ['whoami', 'root'],
    ['cat /etc/hostname', 'one'],
    ['sh -c "touch /tmp/a; ls /tmp; rm /tmp/a; ls /tmp"', 'a'],
    [
      'sh -c "echo a > /tmp/a; echo b >> /tmp/a; cat /tmp/a /etc/hostname; echo c > /tmp/a; cat /tmp/a"',
      'a\nb\none\nc',
    ],
    ['sh -c "exit 3"', '[stderr] command terminated with exit code 3\n[exit 3]'],
    [
      'ls /nope',
      '[stderr] ls: /nope: No such file or directory\n[stderr] command terminated with exit code 1\n[exit 1]',
    ],
    [
      'wget -qO- localhost:8080',
      "[stderr] wget: can't connect to remote host (127.0.0.1): Connection refused\n[stderr] command terminated with exit code 1\n[exit 1]",
    ],
  ])('%s', (command, printed) => {
    expect(kubectl(`exec one -- ${command}`)).toBe(printed);
  });

  test('says what cannot be run', () => {
    expect(kubectl('exec one -- frobnicate')).toMatch(
      /^\[stderr\] error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "frobnicate": executable file not found in \$PATH: unknown\n\[exit 1\]$/,
    );
    expect(kubectl('exec one -- redis-cli ping')).toContain('podarium: "redis-cli" is not simulated');
    expect(kubectl('exec -it one -- bash')).toContain('simulates no interactive shell');
    expect(kubectl('exec one -c nope -- ls')).toContain(
      'Error from server (BadRequest): container nope is not valid for pod one',
    );
    expect(kubectl('exec nope -- ls')).toContain('Error from server (NotFound): pods "nope" not found');
  });

  test('what a command changes stays, until the container ends', () => {
    kubectl('exec one -- touch /tmp/mark');
    expect(kubectl('exec one -- ls /tmp')).toBe('mark');
    kubectl('exec one -- sh -c "kill -9 1; kill -QUIT 1"');
    run.settle();
    expect(stored('one').status?.containerStatuses?.[0]).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 0, reason: 'Completed' } },
    });
    expect(kubectl('exec one -- ls /tmp')).toBe('');
  });

  test('takes as long as its command, also longer than other requests may', () => {
    const before = run.host.now();
    expect(kubectl('exec one -- sh -c "sleep 75; echo done"')).toBe('done');
    expect(run.host.now() - before).toBeGreaterThan(75_000);
  });
});

test('ConfigMaps and Secrets are files where they are mounted', () => {
  kubectl('create configmap settings --from-literal=color=blue --from-literal=size=9');
  kubectl('create secret generic hidden --from-literal=word=open');
  start(
    'reader',
    'image: nginx:1.27\nvolumeMounts:\n- {name: c, mountPath: /etc/app}\n- {name: s, mountPath: /run/word, subPath: word}',
    '  volumes:\n  - {name: c, configMap: {name: settings, items: [{key: color, path: shade}]}}\n  - {name: s, secret: {secretName: hidden}}\n',
  );
  expect(kubectl('exec reader -- ls /etc/app')).toBe('shade');
  expect(kubectl('exec reader -- cat /etc/app/shade /run/word')).toBe('blue\nopen');
});

describe('probes', () => {
  test('a file that goes makes a pod unready, and ready again when it is back', () => {
    start(
      'file',
      'image: busybox:1.36\ncommand: [sh, -c, "touch /tmp/healthy; sleep 36000"]\nreadinessProbe: {exec: {command: [cat, /tmp/healthy]}, periodSeconds: 2, failureThreshold: 1}',
    );
    const ready = (): unknown => stored('file').status?.containerStatuses?.[0].ready;
    expect(ready()).toBe(true);
    kubectl('exec file -- rm /tmp/healthy');
    run.advance(run.host.now() + 5_000);
    expect(ready()).toBe(false);
    expect(told('file').join('\n')).toContain(
      "Unhealthy: Readiness probe failed: cat: can't open '/tmp/healthy': No such file or directory",
    );
    kubectl('exec file -- touch /tmp/healthy');
    run.advance(run.host.now() + 5_000);
    expect(ready()).toBe(true);
  });

  test('a command that takes too long has failed, and so has one that fails without a word', () => {
    const probe = (command: string): string =>
      `image: nginx:1.27\nlivenessProbe: {exec: {command: ${command}}, periodSeconds: 2, failureThreshold: 1}`;
    start('slow', probe('[sleep, "5"]'));
    start('mute', probe('["false"]'));
    expect(told('slow')).toContain('Unhealthy: Liveness probe failed: command timed out: "sleep 5" timed out after 1s');
    expect(told('mute')).toContain('Unhealthy: Liveness probe failed: ');
  });

  test('a script that waits for a file ends when somebody puts it there', () => {
    start(
      'gate',
      'image: busybox:1.36\ncommand: [sh, -c, "until [ -f /tmp/go ]; do sleep 1; done; exit 0"]',
      '  restartPolicy: Never\n',
    );
    expect(stored('gate').status?.phase).toBe('Running');
    kubectl('exec gate -- touch /tmp/go');
    run.settle();
    expect(stored('gate').status?.phase).toBe('Succeeded');
  });
});

describe('hooks', () => {
  test('a container is not ready before its postStart hook is over', () => {
    kubectl('apply -f -', pod('late', 'image: nginx:1.27\nlifecycle: {postStart: {exec: {command: [sleep, "5"]}}}'));
    run.advance(run.host.now() + 3_000);
    expect(stored('late').status?.containerStatuses?.[0].state).toEqual({ waiting: { reason: 'ContainerCreating' } });
    run.settle();
    expect(stored('late').status?.containerStatuses?.[0].ready).toBe(true);
  });

  test('a postStart hook that fails kills the container', () => {
    kubectl('apply -f -', pod('broken', 'image: nginx:1.27\nlifecycle: {postStart: {exec: {command: ["false"]}}}'));
    run.advance(run.host.now() + 6_000);
    expect(told('broken')).toEqual(
      expect.arrayContaining(['FailedPostStartHook: PostStartHook failed', 'Killing: FailedPostStartHook']),
    );
    const [status] = stored('broken').status?.containerStatuses ?? [];
    expect(status.lastState?.terminated ?? status.state?.terminated).toMatchObject({ exitCode: 0 });
    expect(status.restartCount).toBeGreaterThan(0);
  });

  test.each([
    ['a sleep', '{sleep: {seconds: 3}}', 3],
    ['a command', '{exec: {command: [sleep, "3"]}}', 3],
    ['a request', '{httpGet: {port: 80, path: /}}', 0],
    ['none that outlives its grace', '{exec: {command: [sleep, "60"]}}', 10],
  ])('preStop: %s comes before the stop signal', (_what, hook, seconds) => {
    start('ends', `image: nginx:1.27\nlifecycle: {preStop: ${hook}}`, '  terminationGracePeriodSeconds: 10\n');
    kubectl('delete pod ends --wait=false');
    const before = run.host.now();
    while (stored('ends')?.status?.phase === 'Running') run.advance(run.host.now() + 20);
    const took = (run.host.now() - before) / 1000;
    expect(took).toBeGreaterThanOrEqual(seconds);
    expect(took).toBeLessThan(seconds + 2);
  });

  test('a preStop hook that fails is told, and the pod ends all the same', () => {
    start('sour', 'image: nginx:1.27\nlifecycle: {preStop: {exec: {command: ["false"]}}}');
    kubectl('delete pod sour');
    expect(told('sour')).toContain('FailedPreStopHook: PreStopHook failed');
  });
});
