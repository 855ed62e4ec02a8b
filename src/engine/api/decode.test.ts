// What a body becomes when it is read, and with which words it is refused; against recorded answers of a real API server.
import { describe, expect, test } from 'vitest';
import { decodeText } from './body.ts';
import type { ExpectedKind, FieldValidation } from './decode.ts';
import { decode, decodePatched } from './decode.ts';
import { readFixture } from './fixtures/read.ts';
import type { KubeObject } from './object.ts';
import { freezeDeep } from './object.ts';
import { isStatus } from './status.ts';

interface Case {
  name: string;
  kind: ExpectedKind;
  fieldValidation: FieldValidation;
  contentType: string;
  body: unknown;
  message: string | null;
  warnings: string[] | null;
}

const { cases } = readFixture<{ cases: Case[] }>('decode');
const { objects } = readFixture<{ objects: KubeObject[] }>('served-objects');
const deployment = { group: 'apps', version: 'v1', kind: 'Deployment' };

function decodeCase({ body, kind, fieldValidation, contentType }: Case): ReturnType<typeof decode> {
  if (typeof body === 'string') return decodeText(body, contentType, kind, fieldValidation);
  return decode(freezeDeep(body), kind, fieldValidation);
}

test.each(cases.map((each) => [each.name, each] as const))('%s, as recorded', (_, each) => {
  const result = decodeCase(each);
  // The recorder wrote <time> for the part of Go's layout that looks like one.
  if (each.message !== null) {
    const message = each.message.replace('"<time>07:00"', '"2006-01-02T15:04:05Z07:00"');
    expect(result).toMatchObject({ code: 400, reason: 'BadRequest', message });
  } else {
    expect(isStatus(result)).toBe(false);
    const warnings = (each.warnings ?? []).map((text) => JSON.parse(text.replace(/^299 - /, '')));
    expect('warnings' in result && result.warnings).toEqual(warnings);
  }
});

test.each(objects.map((object, index) => [object.kind, index, object] as const))(
  'a served %s (%i) comes through as the same object',
  (kind, _, object) => {
    const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion];
    const result = decode(freezeDeep(object), { group: group as string, version: version as string, kind }, 'Strict');
    expect('object' in result && result.object).toBe(object);
  },
);

describe('what Go prints', () => {
  const decoded = (body: unknown): unknown => {
    const result = decode(freezeDeep(body), deployment);
    if (isStatus(result)) throw new Error(result.message);
    return result.object;
  };

  test('kind, version and empty structs are filled in; nulls, empty lists and zeros go', () => {
    expect(
      decoded({
        metadata: { name: 'd', labels: {}, annotations: null },
        spec: {
          replicas: 0,
          paused: false,
          minReadySeconds: 0,
          selector: null,
          template: {
            spec: {
              nodeName: '',
              tolerations: [],
              containers: [{ name: 'c', resources: { requests: { cpu: 0.25 } } }],
            },
          },
        },
      }),
    ).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd' },
      spec: {
        replicas: 0,
        strategy: {},
        template: { metadata: {}, spec: { containers: [{ name: 'c', resources: { requests: { cpu: '250m' } } }] } },
      },
      status: {},
    });
  });

  test('only what changes is copied', () => {
    const template = { metadata: {}, spec: { containers: [{ name: 'c', resources: {} }] } };
    const result = decoded({ spec: { strategy: {}, selector: {}, template, extra: 1 }, metadata: {}, status: {} }) as {
      spec: { template: unknown };
    };
    expect(result.spec.template).toBe(template);
    expect(result.spec).not.toHaveProperty('extra');
  });

  test('times become UTC and are cut to the second', () => {
    expect(decoded({ metadata: { creationTimestamp: '2026-01-01T02:00:00.9+02:00' }, spec: {} })).toMatchObject({
      metadata: { creationTimestamp: '2026-01-01T00:00:00Z' },
    });
    expect(() => decoded({ metadata: { creationTimestamp: '2026-02-30T00:00:00Z' } })).toThrow(
      'parsing time "2026-02-30T00:00:00Z": day out of range',
    );
  });
});

test('a strategic patch of a wrong shape is the 422 of the patch', () => {
  const patch = { spec: { template: { spec: { containers: { name: 'app' } } } } };
  const patched = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, ...patch } as KubeObject;
  expect(decodePatched(patched, deployment, 'Warn', patch)).toMatchObject({
    code: 422,
    message:
      ' "" is invalid: patch: Invalid value: "map[spec:map[template:map[spec:map[containers:map[name:app]]]]]": cannot restore slice from map',
  });
  const merged = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, spec: { replicas: 'two' } } as KubeObject;
  expect(decodePatched(merged, deployment)).toMatchObject({
    code: 422,
    message: expect.stringMatching(
      /^ "" is invalid: patch: Invalid value: "\{.*\}": json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32$/,
    ),
  });
});
