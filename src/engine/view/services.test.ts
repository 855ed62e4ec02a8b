// What the screen is told of a Service follows its slices, and only a change of either makes it new.
import { expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import type { EtcdKeyValue } from '../api/wire.ts';
import { ServicesView } from './services.ts';

const KEY = '/registry/services/specs/a/web';
const SLICE = '/registry/endpointslices/a/web-1';
const kv = (value: object): EtcdKeyValue => ({ value: value as KubeObject }) as EtcdKeyValue;

const service = kv({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'a' },
  spec: { type: 'NodePort', clusterIP: '10.96.4.4', selector: { app: 'web' }, ports: [{ port: 80, nodePort: 30080 }] },
});

const slice = (ready: boolean): EtcdKeyValue =>
  kv({
    kind: 'EndpointSlice',
    metadata: { name: 'web-1', namespace: 'a', labels: { 'kubernetes.io/service-name': 'web' } },
    endpoints: [
      {
        addresses: ['10.244.0.2'],
        conditions: { ready, serving: ready, terminating: false },
        targetRef: { kind: 'Pod', namespace: 'a', name: 'p' },
        nodeName: 'node-1',
      },
    ],
  });

test('a Service is told with its addresses, again when one changes, and once when it goes', () => {
  const view = new ServicesView();
  view.note(SLICE, slice(false));
  view.note(KEY, service);
  const [[key, first]] = view.take();
  expect(key).toBe(KEY);
  expect(first).toMatchObject({
    ref: 'Service/a/web',
    selector: 'app=web',
    ports: [{ port: 80, targetPort: '80', protocol: 'TCP', nodePort: 30080 }],
    endpoints: [{ ref: 'Pod/a/p', ip: '10.244.0.2', node: 'node-1', ready: false }],
  });
  expect(view.take()).toEqual([]);
  view.note('/registry/pods/a/p', slice(true));
  expect(view.take()).toEqual([]);
  view.note(SLICE, slice(true));
  expect(view.take()[0][1]?.endpoints[0].ready).toBe(true);
  view.note(SLICE, undefined);
  expect(view.take()[0][1]?.endpoints).toEqual([]);
  view.note(KEY, undefined);
  expect(view.take()).toEqual([[KEY, undefined]]);
});
