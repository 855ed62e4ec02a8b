// Who scales owns the number: that is how an autoscaler and a manifest come to quarrel over one field.
import { expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { ApiRig } from '../testing/api-rig.ts';

const all = { group: 'apps', resource: 'deployments', namespace: 'default' } as const;
const web = { ...all, name: 'web' } as const;
const body = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'nginx:1.27' }] } },
  },
};

const ownersOf = (rig: ApiRig): unknown[] =>
  ((rig.ask({ verb: 'get', ...web }).body as KubeObject).metadata.managedFields ?? []).map(
    ({ manager, operation, subresource, time, fieldsV1 }) =>
      [manager, operation, subresource, time !== undefined, JSON.stringify(fieldsV1).includes('f:replicas')] as const,
  );

test('a scaled number changes hands through the scale door, without a time', () => {
  const rig = new ApiRig();
  rig.ask({ verb: 'create', ...all, body });
  const scaled = rig.ask({
    verb: 'patch',
    ...web,
    subresource: 'scale',
    patchType: 'application/merge-patch+json',
    body: { spec: { replicas: 3 } },
    options: { fieldManager: 'autoscaler' },
  });
  expect(scaled.code).toBe(200);
  expect(ownersOf(rig)).toEqual([
    ['autoscaler', 'Update', 'scale', false, true],
    ['test', 'Update', undefined, true, false],
  ]);
});

test('who applies another number is told whose it is, and takes it by force', () => {
  const rig = new ApiRig();
  rig.ask({ verb: 'create', ...all, body });
  const apply = {
    verb: 'patch',
    ...web,
    subresource: 'scale',
    patchType: 'application/apply-patch+yaml',
    body: { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web' }, spec: { replicas: 5 } },
  } as const;
  const refused = rig.ask({ ...apply, options: { fieldManager: 'scaler' } });
  expect(refused).toMatchObject({ code: 409, body: { reason: 'Conflict' } });
  expect(rig.ask({ ...apply, options: { fieldManager: 'scaler', force: 'true' } }).code).toBe(200);
  expect(ownersOf(rig)).toEqual([
    ['scaler', 'Apply', 'scale', false, true],
    ['test', 'Update', undefined, true, false],
  ]);
});
