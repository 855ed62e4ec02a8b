// Under an error stands what to type next.
import { describe, expect, it } from 'vitest';
import type { ConsoleEntry } from './console.ts';
import { hintFor } from './hints.ts';

const failed = (command: string, error: string): ConsoleEntry => ({
  key: 'c1',
  thread: -1,
  command,
  lines: [{ stream: 'stderr', text: error }],
  open: false,
  running: false,
  exitCode: 1,
  at: 0,
});

describe('hintFor', () => {
  it.each([
    ['kubectl gte pods', 'error: unknown command "gte" for "kubectl"', 'kubectl get pods'],
    ['kubectl frobnicate', 'error: unknown command "frobnicate" for "kubectl"', 'kubectl help'],
    ['kubectl get pods --foo', 'error: unknown flag: --foo', 'kubectl get --help'],
    ['kubectl get foos', 'error: the server doesn\'t have a resource type "foos"', 'kubectl api-resources'],
    ['kubectl get deploy x', 'Error from server (NotFound): deployments.apps "x" not found', 'kubectl get deployments'],
    ['kubectl apply -f a.yaml', 'error: the path "a.yaml" does not exist', 'YAML'],
  ])('%s', (command, error, hint) => {
    expect(hintFor(failed(command, error))).toContain(hint);
  });

  it('is silent about what it does not know, and about success', () => {
    expect(hintFor(failed('kubectl x', 'something else'))).toBeUndefined();
    expect(hintFor({ ...failed('kubectl x', 'unknown flag'), exitCode: 0 })).toBeUndefined();
  });
});
