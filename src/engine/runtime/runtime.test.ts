// Programs as data: what a shell script comes to, what an image is called, which address comes next. Each row is one small promise.

import { describe, expect, test } from 'vitest';
import { Table } from '../kernel/table.ts';
import { giveBackAddress, takeAddress } from './addresses.ts';
import type { ContainerConfig } from './cri.ts';
import { bytes, hex64, lookUp, normalised, parseReference } from './images.ts';
import { endOnStop, logLines, naturalEnd, programOf } from './programs.ts';
import { parseScript } from './shell-commands.ts';
import { runScript } from './shell-script.ts';

function container(image: string, command: readonly string[] = [], memoryLimit = 0): ContainerConfig {
  return { name: 'c', attempt: 0, image, command, args: [], env: {}, memoryLimit };
}

const sh = (script: string) => container('busybox:1.36', ['sh', '-c', script]);

describe('scripts', () => {
  test.each([
    ['exit 1', 0, 1],
    ['sleep 5; exit 3', 5000, 3],
    ['sleep 1 && false', 1000, 1],
    ['false || sleep 2', 2000, 0],
    ['for i in 1 2 3; do sleep 1; done', 3000, 0],
    ['for i in $(seq 1 4); do sleep 0.5; done; exit 7', 2000, 7],
    ['i=0; while [ $i -lt 3 ]; do i=$((i+1)); sleep 2; done', 6000, 0],
    ['if [ "$X" = y ]; then exit 4; else exit 5; fi', 0, 4],
    ['set -e; false; exit 0', 0, 1],
    ['nope', 0, 127],
    ['touch /tmp/a; cat /tmp/a', 0, 0],
    ['cat /tmp/a', 0, 1],
    ['! true', 0, 1],
    ['exec sleep 3', 3000, 0],
  ])('%s ends after %i with %i', (source, at, code) => {
    expect(runScript(parseScript(source, { X: 'y' }), {}).exit).toEqual({ at, code });
  });

  test.each([
    'sleep infinity',
    'while true; do sleep 1; done',
    'tail -f /dev/null',
    'while :; do echo x; sleep 5; done',
  ])('%s does not end', (source) => expect(runScript(parseScript(source, {}), {}).exit).toBeUndefined());

  test('what it prints comes with its time, and only what has been printed by then', () => {
    const script = parseScript('i=0; while true; do echo "n $i"; i=$((i+1)); sleep 1; done', {});
    expect(runScript(script, { until: 2500 }).lines).toEqual([
      { at: 0, text: 'n 0' },
      { at: 1000, text: 'n 1' },
      { at: 2000, text: 'n 2' },
    ]);
  });

  test('a month of an unchanging loop costs no more than its last lines', () => {
    const script = parseScript('while true; do echo tick; sleep 1; done', {});
    const { lines } = runScript(script, { until: 30 * 86_400_000 });
    expect(lines.length).toBeLessThanOrEqual(2000);
    expect(lines[lines.length - 1]).toEqual({ at: 30 * 86_400_000, text: 'tick' });
  });

  test('what it cannot play makes it idle, and the log says so', () => {
    const { exit, lines } = runScript(parseScript('echo a; wget example.org; echo b', {}), {});
    expect(exit).toBeUndefined();
    expect(lines.map(({ text }) => text)).toEqual([
      'a',
      'podarium: "wget" is not simulated; this container does nothing from here on',
    ]);
  });
});

describe('stop signals', () => {
  test.each([
    ['trap "exit 0" TERM; while true; do sleep 1; done', 3400, 4020, 0],
    ["trap 'sleep 2; exit 6' TERM; while true; do sleep 1; done", 3400, 6020, 6],
    ['trap "" TERM; sleep 5', 1000, 5020, 0],
  ])('%s, signalled at %i, ends at %i with %i', (source, signal, at, code) => {
    expect(endOnStop(programOf(sh(source), []), 0, signal)).toMatchObject({ at, code });
  });

  test('a first process without a trap ignores SIGTERM', () => {
    expect(endOnStop(programOf(sh('while true; do sleep 1; done'), []), 0, 1000)).toBeUndefined();
    expect(endOnStop(programOf(container('busybox', ['sleep', '3600']), []), 0, 1000)).toMatchObject({ at: 3_600_020 });
  });

  test('a server obeys', () => {
    expect(endOnStop(programOf(container('nginx:1.27'), []), 0, 1000)).toMatchObject({ code: 0 });
  });
});

describe('programs', () => {
  test('a hog meets its limit and is killed by it', () => {
    const hog = programOf(container('acme/hog:1'), []);
    expect(naturalEnd(hog, 1000, 64 * 1_048_576)).toEqual({ at: 2500, code: 137, reason: 'OOMKilled' });
    expect(naturalEnd(hog, 1000, 0)).toBeUndefined();
  });

  test('a command that no image has cannot start', () => {
    expect(programOf(container('nginx', ['nope']), []).cannotStart).toBe(
      'exec: "nope": executable file not found in $PATH',
    );
  });

  test.each([
    [['/bin/sleep', '3600'], 3_600_020, []],
    [['/bin/echo', 'hello'], 20, ['hello']],
    [['printenv', 'A', 'B'], 20, ['b']],
    [['date', '+%F %T'], 20, ['2026-01-05 00:00:00']],
    [['date'], 20, ['Mon Jan  5 00:00:00 UTC 2026']],
    [['sh', '-c', 'seq 2; echo $(hostname)'], 20, ['1', '2', 'localhost']],
    [
      ['sh', '-c', 'echo one; echo $(whoami); exit 3'],
      undefined,
      ['one', 'podarium: "whoami" is not simulated; this container does nothing from here on'],
    ],
    [
      ['/app/server'],
      undefined,
      ['podarium: "/app/server" is not simulated; this container does nothing from here on'],
    ],
  ])('%j in an image that is but a shell', (command, endsAt, lines) => {
    const program = programOf({ ...container('busybox', command), env: { A: 'b' } }, []);
    expect(naturalEnd(program, 0, 0)?.at).toBe(endsAt);
    const said = logLines(program, 100, undefined, 10, undefined, Date.UTC(2026, 0, 5));
    expect(said.map(({ text }) => text)).toEqual(lines);
  });

  test('a behaviour is chosen by image, or by image and command', () => {
    const rules = [
      { image: 'shop/web', do: { ends: { after: 10, code: 9 } } },
      { image: 'busybox', command: 'serve', do: { startUp: 77 } },
    ];
    expect(naturalEnd(programOf(container('shop/web:3'), rules), 0, 0)).toMatchObject({ at: 10, code: 9 });
    expect(programOf(sh('serve it'), rules).startUp).toBe(77);
    expect(programOf(sh('sleep 1'), rules).startUp).toBeUndefined();
  });
});

describe('images', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['acme/hog:1', 'docker.io/acme/hog:1'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    ['localhost:5000/a', 'localhost:5000/a:latest'],
  ])('%s is %s', (image, name) => {
    const reference = parseReference(image);
    expect(reference && normalised(reference)).toBe(name);
  });

  test.each(['', 'Nginx', 'nginx:', 'a b'])('"%s" is no image name', (image) => {
    expect(parseReference(image)).toBeUndefined();
  });

  test('a known name with an unknown tag is not found; an unknown name exists', () => {
    const name = 'docker.io/library/nginx:9.99';
    expect(lookUp('nginx:9.99', undefined)).toEqual({
      refused: `failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${name}: not found`,
    });
    expect(lookUp('shop/web:1', undefined)).toMatchObject({ found: { name: 'docker.io/shop/web:1' } });
  });

  test('a registry of its own holds these images and no others', () => {
    const registry = [{ image: 'nginx:1.27', size: '3.6M' }];
    expect(lookUp('nginx:1.27', registry)).toMatchObject({ found: { size: 3_600_000 } });
    expect(lookUp('shop/web:1', registry)).toHaveProperty('refused');
  });

  test('sizes and digests', () => {
    expect([bytes('3.6M'), bytes('1Gi'), bytes(7)]).toEqual([3_600_000, 1_073_741_824, 7]);
    expect(hex64('a')).toMatch(/^[0-9a-f]{64}$/);
    expect(hex64('a')).not.toBe(hex64('b'));
  });
});

test('addresses are taken one after the other, and again only after all others', () => {
  const taken = new Table<string>();
  expect(takeAddress(taken, '10.244.1.0/24', 'a')).toBe('10.244.1.2');
  expect(takeAddress(taken, '10.244.1.0/24', 'b')).toBe('10.244.1.3');
  giveBackAddress(taken, '10.244.1.2');
  expect(takeAddress(taken, '10.244.1.0/24', 'c')).toBe('10.244.1.4');
  for (let i = 5; i <= 254; i++) takeAddress(taken, '10.244.1.0/24', `x${i}`);
  expect(takeAddress(taken, '10.244.1.0/24', 'd')).toBe('10.244.1.2');
  expect(takeAddress(taken, '10.244.1.0/24', 'e')).toBeUndefined();
});
