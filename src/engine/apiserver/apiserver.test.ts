import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { ApiRig } from '../testing/api-rig.ts';

const pod = (name: string, more: object = {}): unknown => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...more },
  spec: { containers: [{ name: 'app', image: 'nginx:1.27' }] },
});
const inDefault = { resource: 'pods', namespace: 'default' } as const;

describe('a pod through API server and etcd', () => {
  test('the system namespaces are there after the first start', () => {
    const rig = new ApiRig();
    const answer = rig.ask({ verb: 'list', resource: 'namespaces' });
    const { items } = answer.body as { items: KubeObject[] };
    expect(items.map(({ metadata }) => metadata.name)).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
  });

  test('create, get, list, update, patch, delete', () => {
    const rig = new ApiRig().withAccount();
    const created = rig.ask({ verb: 'create', ...inDefault, body: pod('web') });
    expect(created.code).toBe(201);
    const object = created.body as KubeObject;
    expect(object.metadata.resourceVersion).toBe(String(created.revision));
    expect(object.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
    expect(rig.ask({ verb: 'get', ...inDefault, name: 'web' }).body).toEqual(object);
    const listed = rig.ask({ verb: 'list', ...inDefault });
    expect((listed.body as { items: KubeObject[] }).items).toEqual([object]);

    const labelled = { ...object, metadata: { ...object.metadata, labels: { a: 'b' } } };
    const updated = rig.ask({ verb: 'update', ...inDefault, name: 'web', body: labelled });
    expect(updated.code).toBe(200);
    expect(rig.ask({ verb: 'update', ...inDefault, name: 'web', body: object }).code).toBe(409);

    const patch = { metadata: { labels: { c: 'd' } } };
    const patched = rig.ask({
      verb: 'patch',
      ...inDefault,
      name: 'web',
      body: patch,
      patchType: 'application/merge-patch+json',
    });
    expect((patched.body as KubeObject).metadata.labels).toEqual({ a: 'b', c: 'd' });

    const deleted = rig.ask({ verb: 'delete', ...inDefault, name: 'web' });
    expect(deleted.code).toBe(200);
    expect((deleted.body as KubeObject).metadata.deletionGracePeriodSeconds).toBe(0);
    expect(rig.ask({ verb: 'get', ...inDefault, name: 'web' }).code).toBe(404);
  });

  test('a watch hears of everything in the order of revisions', () => {
    const rig = new ApiRig().withAccount();
    const stream = rig.send({ verb: 'watch', ...inDefault });
    rig.wait(10);
    rig.ask({ verb: 'create', ...inDefault, body: pod('web') });
    rig.ask({ verb: 'delete', ...inDefault, name: 'web' });
    rig.wait(10);
    expect(rig.events(stream).map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  });
});
