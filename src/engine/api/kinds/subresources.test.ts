// The small objects that are written below others: Scale, Binding, TokenRequest. Their defaults and refusals are those that
// a v1.36.3 server gave.
import { describe, expect, test } from 'vitest';
import { aggregateText } from '../field-error.ts';
import { freezeDeep } from '../object.ts';
import type { Binding, Deployment, Scale, TokenRequest } from '../types.ts';
import {
  applyScale,
  bindingError,
  scaleOf,
  tokenRequestDefaults,
  validateScale,
  validateTokenRequest,
} from './subresources.ts';

const deployment: Deployment = freezeDeep({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'd',
    namespace: 'n',
    uid: 'u',
    resourceVersion: '7',
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: { a: 'b' },
  },
  spec: { replicas: 2, selector: { matchLabels: { app: 'd' } }, template: { spec: { containers: [] } } },
  status: { replicas: 1 },
});

describe('scale', () => {
  test('is a small view of the object', () => {
    expect(scaleOf(deployment)).toEqual({
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: {
        name: 'd',
        namespace: 'n',
        uid: 'u',
        resourceVersion: '7',
        creationTimestamp: '2026-01-01T00:00:00Z',
      },
      spec: { replicas: 2 },
      status: { replicas: 1, selector: 'app=d' },
    });
  });

  test('turns one knob of its object', () => {
    const draft = { ...deployment };
    applyScale(draft, { ...scaleOf(deployment), spec: { replicas: 5 } });
    expect(draft).toEqual({ ...deployment, spec: { ...deployment.spec, replicas: 5 } });
  });

  test('is never negative', () => {
    const scale = { ...scaleOf(deployment), spec: { replicas: -3 } } satisfies Scale;
    expect(aggregateText(validateScale(scale))).toBe(
      'spec.replicas: Invalid value: -3: must be greater than or equal to 0',
    );
    expect(validateScale(scaleOf(deployment))).toEqual([]);
  });
});

test.each([
  [{ kind: 'Node', name: 'n' }, ''],
  [{ name: 'n' }, ''],
  [{ kind: 'Pod', name: 'n' }, 'target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"'],
  [{ kind: 'Node' }, 'target.name: Required value'],
])('binding to %o', (target, text) => {
  expect(bindingError({ apiVersion: 'v1', kind: 'Binding', metadata: { name: 'p' }, target } as Binding)).toBe(text);
});

describe('token request', () => {
  const request = (spec: object): TokenRequest =>
    tokenRequestDefaults({
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: {},
      spec,
    } as TokenRequest);

  test('asks for an hour with the API server when it says nothing', () => {
    expect(request({}).spec).toEqual({
      audiences: ['https://kubernetes.default.svc.cluster.local'],
      expirationSeconds: 3600,
      boundObjectRef: null,
    });
  });

  test.each([
    [600, ''],
    [5, 'spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes'],
    [2 ** 33, 'spec.expirationSeconds: Invalid value: 8589934592: may not specify a duration larger than 2^32 seconds'],
  ])('of %d seconds', (expirationSeconds, text) => {
    expect(aggregateText(validateTokenRequest(request({ expirationSeconds })))).toBe(text);
  });
});
