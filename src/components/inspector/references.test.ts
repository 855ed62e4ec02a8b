// One object, many ways to write it.
import { describe, expect, it } from 'vitest';
import { closestRef, partsOf } from './references.ts';

const refs = [
  'Deployment/default/web',
  'Pod/default/web-1',
  'Pod/kube-system/web-1',
  'Node//node-1',
  'Process//kubelet/node-1',
];

describe('references', () => {
  it.each([
    ['pod/web-1', 'Pod/default/web-1'],
    ['po/web-1', 'Pod/default/web-1'],
    ['pods/kube-system/web-1', 'Pod/kube-system/web-1'],
    ['web', 'Deployment/default/web'],
    ['deployment.apps/web', 'Deployment/default/web'],
    ['no/node-1', 'Node//node-1'],
    ['Pod/default/web-1', 'Pod/default/web-1'],
    ['pod/none', undefined],
    ['', undefined],
  ])('%s', (what, ref) => {
    expect(closestRef(what, refs)).toBe(ref);
  });

  it('keeps a process address whole', () => {
    expect(partsOf('Process//kubelet/node-1')).toEqual({ kind: 'Process', namespace: '', name: 'kubelet/node-1' });
  });
});
