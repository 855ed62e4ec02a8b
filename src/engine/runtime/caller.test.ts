// Loops that call others, read from the shell; and what their tools say when it does not go well.
import { describe, expect, test } from 'vitest';
import { complaint } from './caller.ts';
import { callsAfter } from './programs.ts';
import { parseScript } from './shell-commands.ts';
import { runScript } from './shell-script.ts';

const stepsOf = (source: string, env = {}) => parseScript(source, env).caller?.steps;

describe('a loop of calls', () => {
  test('of the Kubernetes walkthrough for autoscaling', () => {
    expect(stepsOf('while sleep 0.01; do wget -q -O- http://php-apache; done')).toMatchObject([
      { kind: 'sleep', ticks: 10 },
      { kind: 'call', tool: 'wget', host: 'php-apache', port: 80, path: '/', shows: true, timeout: 127_000 },
    ]);
  });

  test('with an address from the environment, quiet, and patience of its own', () => {
    const source = 'while true; do wget -T 2 -qO /dev/null http://$WEB_SERVICE_HOST:8080/work; sleep 0.05; done';
    expect(stepsOf(source, { WEB_SERVICE_HOST: '10.96.0.7' })).toMatchObject([
      { kind: 'call', host: '10.96.0.7', port: 8080, path: '/work', shows: false, timeout: 2_000 },
      { kind: 'sleep', ticks: 50 },
    ]);
  });

  test('that says what went wrong', () => {
    expect(stepsOf('while true; do curl -s -m 1 web || echo lost; sleep 1; done')).toMatchObject([
      { kind: 'call', tool: 'curl', host: 'web', shows: true, timeout: 1_000, silent: true },
      { kind: 'echo', only: 'failed', text: 'lost' },
      { kind: 'sleep', only: 'always' },
    ]);
  });

  test.each([
    ['curl -s web', true],
    ['curl -sS web', undefined],
    ['curl --silent -o /dev/null web', true],
    ['curl -o /tmp/s web', undefined],
    ['wget -qS -O- web', undefined],
  ])('%s: silent %s', (call, silent) => {
    const [step] = stepsOf(`while true; do ${call}; sleep 1; done`) ?? [];
    expect((step as { silent?: true }).silent).toBe(silent);
  });

  test.each([
    'wget http://web',
    'while wget -q http://web; do sleep 1; done',
    'while true; do wget -q http://web; nslookup web; done',
    'while true; do sleep 1; done',
    'apk add curl; while true; do curl web; done',
  ])('is none, or is not understood: %s', (source) => {
    const script = parseScript(source, {});
    expect(script.caller && script.unknown === undefined).toBeFalsy();
  });

  test('what stands before it is computed as ever, and the loop never ends by itself', () => {
    const script = parseScript('echo ready; sleep 2; while true; do wget -q http://web; sleep 1; done', {});
    expect(callsAfter(script)).toBe(2_020);
    const { exit, lines } = runScript(script, { signalAt: 5_000 });
    expect(exit).toBeUndefined();
    expect(lines.map(({ text }) => text)).toEqual(['ready']);
  });
});

test.each([
  ['wget', 'refused', 0, "wget: can't connect to remote host (10.96.0.7): Connection refused"],
  ['wget', 'no route', 0, "wget: can't connect to remote host (10.96.0.7): No route to host"],
  ['wget', 'unresolved', 0, "wget: bad address 'web'"],
  ['wget', 'answered', 503, 'wget: server returned error: HTTP/1.1 503 Service Unavailable'],
  ['wget', 'answered', 200, ''],
  ['curl', 'unresolved', 0, 'curl: (6) Could not resolve host: web'],
  ['curl', 'answered', 503, ''],
] as const)('%s, %s %d', (tool, outcome, code, text) => {
  const call = { tool, host: 'web', port: 80, path: '/', shows: true, timeout: 1 };
  expect(complaint(call, { outcome, code, address: '10.96.0.7' })).toBe(text);
});
