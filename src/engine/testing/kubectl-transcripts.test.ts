// Recorded sessions of kubectl against a real cluster, typed again here. What differs is listed with the reason; everything else
// has to be equal, so that a change of any component that a learner would notice in the terminal fails here.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { difference, parseTranscript } from './transcript.ts';
import { known } from './transcript-known.ts';
import { play } from './transcript-run.ts';

const folder = new URL('./reference/kubectl/', import.meta.url);

test.each(Object.keys(known))('%s', { timeout: 60_000 }, (name) => {
  const steps = play(parseTranscript(readFileSync(new URL(`${name}.txt`, folder), 'utf8')));
  const differing = steps.filter((step) => step.difference !== undefined && known[name][step.command] === undefined);
  expect(differing.map((step) => `$ ${step.command}\n${step.difference}`)).toEqual([]);
  console.log(
    `${name}: ${steps.filter((step) => step.difference === undefined).length} of ${steps.length} commands answered as recorded`,
  );
});

test('what may differ, and what may not', () => {
  const row = (pod: string, age: string): string => `web-6c5f67b5f7-${pod}   1/1     Running   0          ${age}`;
  expect(difference('kubectl get pods', row('79b9w', '1s'), row('vsmwl', '2m5s'))).toBeUndefined();
  expect(difference('kubectl get pods', row('79b9w', '1s'), row('79b9w', '1s').replace('1/1', '0/1'))).toContain('0/1');
  expect(difference('kubectl get pods', 'Ready  True ', 'Ready  True')).toBeDefined();
  expect(difference('kubectl x', 'a for 300s', 'a for 30s')).toBeDefined();
  expect(difference('kubectl get deploy', 'web-6c5f67b5f7', 'web-7d876db474')).toBeDefined();
  expect(difference('kubectl get events', 'a\nb', 'b\na')).toBeUndefined();
  expect(difference('kubectl get pods', 'a\nb', 'b\na')).toBeDefined();
});

test('a transcript is read with its files and waits', () => {
  const text =
    '# kubectl v1 against x, namespace first\n\n# file a.yaml\n#   kind: Pod\n#   a:\n#     b: 1\n\n$ kubectl get x\n[stderr] no\n[exit 1]\n\n# (waited: sleep 45)\n$ kubectl get y\nrow\n';
  expect(parseTranscript(text)).toEqual({
    namespace: 'first',
    files: { 'a.yaml': 'kind: Pod\na:\n  b: 1\n' },
    steps: [
      { command: 'kubectl get x', wait: undefined, output: '[stderr] no\n[exit 1]' },
      { command: undefined, wait: 'sleep 45', output: '' },
      { command: 'kubectl get y', wait: undefined, output: 'row' },
    ],
  });
});
