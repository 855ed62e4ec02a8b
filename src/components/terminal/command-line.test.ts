// What a typed line is, and how Tab finishes it.
import { describe, expect, it } from 'vitest';
import { completeLine, looksLikeYaml, nearest, readLine } from './command-line.ts';

describe('readLine', () => {
  it.each([
    ['kubectl get pods', { kind: 'kubectl', line: 'get pods' }],
    ['  $ kubectl  get pods', { kind: 'kubectl', line: 'get pods' }],
    ['k get po', { kind: 'kubectl', line: 'get po' }],
    ['', { kind: 'nothing' }],
    ['help', { kind: 'help' }],
    ['clear', { kind: 'clear' }],
    ['podarium why pod/web-1', { kind: 'why', what: 'pod/web-1' }],
    ['podarium why pod web-1', { kind: 'why', what: 'pod/web-1' }],
    ['podarium', { kind: 'unknown', word: 'podarium', suggestion: 'podarium why pod/NAME' }],
    ['get pods', { kind: 'unknown', word: 'get', suggestion: 'kubectl get pods' }],
    ['kubctl get pods', { kind: 'unknown', word: 'kubctl', suggestion: 'kubectl get pods' }],
    ['docker ps', { kind: 'unknown', word: 'docker', suggestion: undefined }],
  ])('%s', (line, typed) => {
    expect(readLine(line)).toEqual(typed);
  });
});

describe('completeLine', () => {
  it('finishes a word that only one candidate fits', () => {
    expect(completeLine('kubectl get po', 14, ['pods'])).toEqual({
      line: 'kubectl get pods ',
      cursor: 17,
      choices: [],
    });
  });
  it('goes as far as all agree and lists them', () => {
    const done = completeLine('kubectl delete pod we', 21, ['web-1', 'web-2', 'cart']);
    expect(done).toEqual({ line: 'kubectl delete pod web-', cursor: 23, choices: ['web-1', 'web-2'] });
  });
  it('leaves the text behind the cursor alone', () => {
    expect(completeLine('kubectl ge pods', 10, ['get']).line).toBe('kubectl get pods');
  });
  it('does nothing when nothing fits', () => {
    expect(completeLine('x', 1, ['y'])).toEqual({ line: 'x', cursor: 1, choices: [] });
  });
});

it('tells a manifest from commands', () => {
  expect(looksLikeYaml('apiVersion: v1\nkind: Pod')).toBe(true);
  expect(looksLikeYaml('kubectl get pods\nkubectl get nodes')).toBe(false);
  expect(looksLikeYaml('kind: Pod')).toBe(false);
});

it('suggests only what is near', () => {
  expect(nearest('claer', ['clear'])).toBe('clear');
  expect(nearest('docker', ['clear'])).toBeUndefined();
});
