// Patches of all kinds, against recorded answers: what is merged, what is replaced, what is refused.
import { describe, expect, test } from 'vitest';
import { decode } from '../decode.ts';
import { readFixture } from '../fixtures/read.ts';
import type { KubeObject } from '../object.ts';
import { freezeDeep } from '../object.ts';
import { typeOfKind } from '../schema/schema.ts';
import { isStatus } from '../status.ts';
import type { Status } from '../types.ts';
import { applyJsonPatch } from './json-patch.ts';
import { applyMergePatch, createMergePatch, mergePatch, threeWayMergePatch } from './merge-patch.ts';
import type { Json } from './strategic-merge.ts';
import { applyStrategicPatch } from './strategic-merge.ts';
import { threeWayStrategicPatch, twoWayStrategicPatch } from './three-way.ts';

interface Case {
  name: string;
  contentType: string;
  patch: unknown;
  before: KubeObject;
  status: number;
  after?: KubeObject;
  error?: Status;
}

const { cases } = readFixture<{ cases: Case[] }>('patch');

function apply({ contentType, before, patch }: Case): { readonly value: unknown } | Status {
  const type = typeOfKind(before.apiVersion, before.kind)!;
  if (contentType.startsWith('application/json-patch')) return applyJsonPatch(before, patch);
  if (contentType.startsWith('application/merge-patch')) return applyMergePatch(before, patch);
  return applyStrategicPatch(before, patch, type);
}

/** What is compared: no bookkeeping, and none of what defaulting adds to new elements. */
function essence(object: unknown): unknown {
  const dropped = new Set([
    'managedFields',
    'generation',
    'resourceVersion',
    'status',
    'terminationMessagePath',
    'terminationMessagePolicy',
    'imagePullPolicy',
    'resources',
    'protocol',
    'targetPort',
  ]);
  return JSON.parse(
    JSON.stringify(object, (key, value) =>
      dropped.has(key) || (key === 'apiVersion' && value === 'v1') ? undefined : value,
    ),
  );
}

// Refused later than by the patch itself: by validation of the object it makes.
const validated = cases.filter(
  (each) => each.error !== undefined && /is invalid|does not match/.test(each.error.message ?? ''),
);

describe('patches as recorded from a real server', () => {
  test.each(cases.filter((each) => each.after !== undefined))('$name', (each) => {
    freezeDeep(each.before);
    const result = apply(each);
    if (!('value' in result)) throw new Error(JSON.stringify(result));
    const group = each.before.apiVersion === 'apps/v1' ? 'apps' : '';
    const decoded = decode(result.value, { group, version: 'v1', kind: each.before.kind });
    if (isStatus(decoded)) throw new Error(decoded.message);
    expect(essence(decoded.object)).toEqual(essence(each.after));
  });

  test.each(cases.filter((each) => each.error !== undefined && !validated.includes(each)))(
    '$name is refused',
    (each) => {
      expect(apply(each)).toEqual(each.error);
    },
  );
});

const deployment = typeOfKind('apps/v1', 'Deployment')!;
const withContainers = (...containers: Json[]): Json => ({ spec: { template: { spec: { containers } } } });
const a = { name: 'a', image: 'a:1' };
const b = { name: 'b', image: 'b:1' };

describe('strategic merge', () => {
  const merge = (document: Json, patch: Json): unknown => {
    const result = applyStrategicPatch(freezeDeep(document), patch, deployment);
    return 'value' in result ? result.value : result.message;
  };

  test('shares what it does not touch, and returns the document itself when nothing changes', () => {
    const document = { metadata: { name: 'x' }, ...withContainers(a, b) };
    const result = merge(document, withContainers({ name: 'b', image: 'b:2' })) as Json;
    expect(result.metadata).toBe(document.metadata);
    expect(merge(document, withContainers({ name: 'b', image: 'b:1' }))).toBe(document);
  });

  test('$setElementOrder orders the list, elements of the server keep their place', () => {
    const patch = {
      spec: {
        template: {
          spec: {
            '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }],
            containers: [{ name: 'c', image: 'c:1' }],
          },
        },
      },
    };
    expect(merge(withContainers(a, b), patch)).toEqual(withContainers({ name: 'c', image: 'c:1' }, a, b));
  });

  test('$setElementOrder that contradicts the patch is refused', () => {
    const patch = { spec: { template: { spec: { '$setElementOrder/containers': [{ name: 'a' }], containers: [b] } } } };
    expect(merge(withContainers(a), patch)).toContain("doesn't match $setElementOrder list");
  });

  test('$retainKeys clears what it does not name', () => {
    const document = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    expect(merge(document, { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } })).toEqual({
      spec: { strategy: { type: 'Recreate' } },
    });
    expect(merge(document, { spec: { strategy: { $retainKeys: [], type: 'Recreate' } } })).toBe(
      'invalid patch format of retainKeys',
    );
  });

  test('directives and nulls do not leak into new parts', () => {
    expect(merge({}, { metadata: { labels: { a: 'b', c: null }, $retainKeys: ['labels'] } })).toEqual({
      metadata: { labels: { a: 'b' } },
    });
  });
});

describe('three-way patch of kubectl apply', () => {
  test('changes one container and says the order', () => {
    const original = withContainers(a, b);
    const patch = threeWayStrategicPatch(
      original,
      withContainers({ name: 'a', image: 'a:2' }, b),
      original,
      deployment,
    );
    expect(patch).toEqual({
      spec: {
        template: {
          spec: {
            '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }],
            containers: [{ name: 'a', image: 'a:2' }],
          },
        },
      },
    });
  });

  test('removes what the last manifest had, leaves what others set', () => {
    const original = { metadata: { labels: { mine: '1', gone: '1' } }, ...withContainers(a, b) };
    const current = {
      metadata: { labels: { mine: '1', gone: '1', theirs: '1' } },
      spec: { replicas: 5, ...(withContainers(a, b).spec as Json) },
    };
    const modified = { metadata: { labels: { mine: '2' } }, ...withContainers(a) };
    const patch = threeWayStrategicPatch(original, modified, current, deployment);
    expect(patch).toEqual({
      metadata: { labels: { gone: null, mine: '2' } },
      spec: {
        template: {
          spec: { '$setElementOrder/containers': [{ name: 'a' }], containers: [{ $patch: 'delete', name: 'b' }] },
        },
      },
    });
    const result = applyStrategicPatch(current, patch, deployment);
    expect(result).toEqual({
      value: {
        metadata: { labels: { mine: '2', theirs: '1' } },
        spec: { replicas: 5, ...(withContainers(a).spec as Json) },
      },
    });
  });

  test('a strategy that loses its settings keeps only the named keys', () => {
    const original = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    const modified = { spec: { strategy: { type: 'Recreate' } } };
    const patch = threeWayStrategicPatch(original, modified, original, deployment);
    expect(patch).toEqual({ spec: { strategy: { $retainKeys: ['type'], rollingUpdate: null, type: 'Recreate' } } });
    expect(applyStrategicPatch(original, patch, deployment)).toEqual({ value: modified });
  });

  test('nothing to do is an empty patch', () => {
    const live = {
      metadata: { uid: 'u' },
      ...withContainers({ ...a, imagePullPolicy: 'Always' }),
      status: { replicas: 1 },
    };
    expect(threeWayStrategicPatch(withContainers(a), withContainers(a), live, deployment)).toEqual({});
  });

  test('scalars of a merged list are added and deleted one by one', () => {
    const of = (...finalizers: string[]): Json => ({ metadata: { finalizers } });
    const patch = twoWayStrategicPatch(of('a', 'b'), of('b', 'c'), deployment);
    expect(patch).toEqual({
      metadata: {
        finalizers: ['c'],
        '$deleteFromPrimitiveList/finalizers': ['a'],
        '$setElementOrder/finalizers': ['b', 'c'],
      },
    });
  });
});

describe('merge patch', () => {
  // The examples of RFC 7386, appendix A.
  test.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j + %j', (document, patch, expected) => {
    expect(mergePatch(freezeDeep(document), patch)).toEqual(expected);
  });

  test('diff and apply come back to the target', () => {
    const from = { a: 1, b: { c: 1, d: [1] }, e: 'x' };
    const to = { a: 1, b: { c: 2, d: [1, 2] }, f: {} };
    expect(mergePatch(from, createMergePatch(from, to))).toEqual(to);
    expect(createMergePatch(from, { ...from })).toBeUndefined();
    expect(threeWayMergePatch({ a: 1, b: 1 }, { a: 2 }, { a: 1, b: 1, c: 1 })).toEqual({ a: 2, b: null });
  });
});

describe('JSON patch', () => {
  // Examples of RFC 6902, appendix A.
  test.each([
    [{ foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux' }], { foo: 'bar', baz: 'qux' }],
    [{ foo: ['a', 'b'] }, [{ op: 'add', path: '/foo/1', value: 'x' }], { foo: ['a', 'x', 'b'] }],
    [{ foo: ['a', 'x', 'b'] }, [{ op: 'remove', path: '/foo/1' }], { foo: ['a', 'b'] }],
    [{ a: { b: 1 } }, [{ op: 'move', from: '/a/b', path: '/c' }], { a: {}, c: 1 }],
    [
      { foo: ['all', 'cows', 'eat'] },
      [{ op: 'move', from: '/foo/1', path: '/foo/2' }],
      { foo: ['all', 'eat', 'cows'] },
    ],
    [{ '/': 9, '~1': 10 }, [{ op: 'test', path: '/~01', value: 10 }], { '/': 9, '~1': 10 }],
    [{ a: [1] }, [{ op: 'add', path: '/a/-', value: [2] }], { a: [1, [2]] }],
  ])('%j', (document, patch, expected) => {
    expect(applyJsonPatch(freezeDeep(document), patch)).toEqual({ value: expected });
  });

  test.each([
    [[{ op: 'remove', path: '/none' }]],
    [[{ op: 'add', path: '/none/deeper', value: 1 }]],
    [[{ op: 'replace', path: '/none', value: 1 }]],
    [[{ op: 'test', path: '/a', value: '1' }]],
    [[{ op: 'add', path: '/l/5', value: 1 }]],
    [[{ op: 'explode', path: '/a' }]],
  ])('%j is refused', (patch) => {
    const result = applyJsonPatch({ a: 1, l: [] }, patch);
    expect(result).toMatchObject({
      code: 422,
      message: 'the server rejected our request due to an error in our request',
    });
  });

  test('10,001 operations are too many', () => {
    const patch = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/a', value: 1 }));
    expect(applyJsonPatch({ a: 1 }, patch)).toMatchObject({
      code: 413,
      message: 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
    });
  });
});
