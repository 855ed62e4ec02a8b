// Where the ring is while a sentence is said.
import { expect, it } from 'vitest';
import { pointedOn } from './places.ts';

const edge = (ref: string, to: string) => pointedOn({ kind: 'edge', ref, to });

it('rings an object or a component, and of a connection the lane', () => {
  expect(pointedOn({ kind: 'object', ref: 'Pod/default/web-1', to: '' })).toBe('Pod/default/web-1');
  expect(pointedOn({ kind: 'component', ref: 'kubelet/node-1', to: '' })).toBe('Process//kubelet/node-1');
  expect(edge('kubelet/node-1', 'kube-apiserver/master-1')).toBe('Lane//kubelet/node-1');
  expect(edge('kube-apiserver/master-1', 'etcd/master-1')).toBe('Lane//etcd/master-1');
});

it('rings who is asked, where no lane is drawn', () => {
  expect(edge('kubelet/node-1', 'containerd/node-1')).toBe('Process//containerd/node-1');
});

it('rings nothing for a region, a moment or silence', () => {
  expect(pointedOn({ kind: 'region', ref: 'terminal', to: '' })).toBe('');
  expect(pointedOn({ kind: 'moment', ref: '', to: '', at: 5 })).toBe('');
  expect(pointedOn(undefined)).toBe('');
});
