// The list marks what the lesson's sentence speaks of, wherever its row is.
import { expect, it } from 'vitest';
import { heading, type Row } from './row.ts';
import { markOf, onConnection, spokenOf } from './spoken-of.ts';

const row = (ref: string, ...children: readonly Row[]): Row => ({ ...heading(ref, '', ref), children });
const kubelet = row('Process//kubelet/node-1');
const machine = row('Node//node-1', kubelet);

it('marks a component, and the machine that is folded over it', () => {
  const said = spokenOf({ kind: 'component', ref: 'kubelet/node-1', to: '' }, []);
  expect(markOf(kubelet, false, said)).toBe('pointed');
  expect(markOf(machine, true, said)).toBeUndefined();
  expect(markOf(machine, false, said)).toBe('pointed');
});

it('marks both ends of a connection, and what is under way between them', () => {
  const anchor = { kind: 'edge', ref: 'kubelet/node-1', to: 'kube-apiserver/master-1' } as const;
  const said = spokenOf(anchor, []);
  expect(markOf(kubelet, false, said)).toBe('pointed');
  expect(markOf(row('Process//kube-apiserver/master-1'), false, said)).toBe('pointed');
  expect(markOf(row('Process//kubelet/node-2'), false, said)).toBeUndefined();
  expect(onConnection(anchor, 'kubelet/node-1', 'kube-apiserver/master-1')).toBe(true);
  expect(onConnection(anchor, 'kube-apiserver/master-1', 'kubelet/node-1')).toBe(true);
  expect(onConnection(anchor, 'kubelet/node-2', 'kube-apiserver/master-1')).toBe(false);
});

it('marks what else is named, and what has no row where it lives', () => {
  const said = spokenOf({ kind: 'object', ref: 'Deployment/default/web', to: '' }, [
    'Pod/default/web-1',
    'EndpointSlice/default/web-k2x9p',
  ]);
  expect(markOf(row('Deployment/default/web'), false, said)).toBe('pointed');
  expect(markOf(row('Pod/default/web-1'), false, said)).toBe('lit');
  expect(markOf(row('Service/default/web'), false, said)).toBe('lit');
  // A container selects its pod, and is not the pod.
  expect(markOf({ ...row('Pod/default/web-1'), id: 'Pod/default/web-1/shop' }, false, said)).toBeUndefined();
});

it('marks nothing for a region, a moment, or no sentence at all', () => {
  for (const anchor of [undefined, { kind: 'region', ref: 'terminal', to: '' } as const])
    expect(markOf(machine, false, spokenOf(anchor, []))).toBeUndefined();
});
