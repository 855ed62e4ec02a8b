// Server-side apply against recorded answers: who owns a field, who is refused, who gives it up.
import { describe, expect, test } from 'vitest';
import { applyConfiguration } from './apply.ts';
import { decode } from './decode.ts';
import { readFixture } from './fixtures/read.ts';
import { trackCreate, trackUpdate } from './managed-fields.ts';
import type { KubeObject } from './object.ts';
import { freezeDeep } from './object.ts';
import { mergePatch } from './patch/merge-patch.ts';
import { isStatus } from './status.ts';
import type { ConfigMap, Deployment, Pod, Status } from './types.ts';

interface Step {
  name: string;
  method: string;
  path: string;
  query: { [key: string]: string };
  contentType: string | null;
  body: KubeObject;
  status: number;
  answer: KubeObject | Status;
}

const { steps } = readFixture<{ steps: Step[] }>('apply');
const time = '2026-01-01T00:00:00Z';

/** Each recorded step with the object as it was before it. */
const replay = steps.map((step) => ({ step, live: liveBefore(step) }));
function liveBefore(step: Step): KubeObject | undefined {
  const path = step.path.replace(/\/status$/, '');
  const earlier = steps.slice(0, steps.indexOf(step)).filter((each) => {
    const made =
      each.method === 'POST'
        ? `${each.path}/${(each.answer as KubeObject).metadata?.name}`
        : each.path.replace(/\/status$/, '');
    return made === path && each.status < 300 && each.query.dryRun === undefined;
  });
  return earlier[earlier.length - 1]?.answer as KubeObject | undefined;
}

const isApply = (step: Step): boolean =>
  step.contentType === 'application/apply-patch+yaml' && typeof step.body === 'object';
const byHandler = ['no-field-manager', 'name-mismatch', 'kind-mismatch', 'no-api-version', 'stale-rv', 'scale'];
const validated = (step: Step): boolean => step.status === 422;
// A scale in between is not in the folder's own answers, so what follows it starts from another object.
const afterScale = ['dry-run', 'after-dry-run'];

const applies = replay.filter(
  ({ step }) => isApply(step) && !byHandler.includes(step.name) && !validated(step) && !afterScale.includes(step.name),
);

function apply(step: Step, live: KubeObject | undefined): ReturnType<typeof applyConfiguration> {
  const subresource = step.path.endsWith('/status') ? { subresource: 'status' } : {};
  const writer = {
    manager: step.query.fieldManager ?? '',
    operation: 'Apply',
    apiVersion: step.body.apiVersion,
    time,
    ...subresource,
  } as const;
  const namespaced = { ...step.body, metadata: step.body.metadata };
  if (live !== undefined) freezeDeep(live);
  return applyConfiguration(live, freezeDeep(namespaced), writer, step.query.force === 'true');
}

describe('server-side apply as recorded from a real server', () => {
  test.each(applies.filter(({ step }) => step.status < 300).map((each) => [each.step.name, each] as const))(
    '%s',
    (_, { step, live }) => {
      const result = apply(step, live);
      if (isStatus(result)) throw new Error(result.message);
      const answer = step.answer as KubeObject;
      expect(result.managedFields).toEqual(answer.metadata.managedFields);
      if (step.name === 'same-again') expect(result.object).toBe(live);
      const merged = decode(
        { ...result.object, metadata: { ...result.object.metadata, managedFields: undefined } },
        kindOf(answer),
      );
      if (isStatus(merged)) throw new Error(merged.message);
      expect(answer).toMatchObject(essence(merged.object));
    },
  );

  test.each(applies.filter(({ step }) => step.status >= 400).map((each) => [each.step.name, each] as const))(
    '%s',
    (_, { step, live }) => {
      expect(apply(step, live)).toEqual(step.answer);
    },
  );
});

function kindOf(object: KubeObject): { group: string; version: string; kind: string } {
  const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion];
  return { group: group as string, version: version as string, kind: object.kind };
}

/** Without what the server counts and defaults after the merge. */
function essence(object: KubeObject): object {
  const { generation: _, resourceVersion: __, ...metadata } = object.metadata;
  const { status: ___, ...rest } = object;
  return JSON.parse(
    JSON.stringify({ ...rest, metadata }, (key, value) =>
      ['resources', 'strategy'].includes(key) ? undefined : value,
    ),
  );
}

describe('ownership by plain writes', () => {
  const writer = (manager: string, at = time, subresource?: string) =>
    ({
      manager,
      operation: 'Update',
      apiVersion: 'v1',
      time: at,
      ...(subresource === undefined ? {} : { subresource }),
    }) as const;
  const step = (name: string): Step => steps.find((each) => each.name === name) as Step;

  test('create, then put by another, as recorded', () => {
    const made = step('created-by-post');
    const entries = trackCreate(made.body, writer('creator'));
    expect(entries).toEqual((made.answer as KubeObject).metadata.managedFields);
    const put = step('updated-by-put');
    const answer = put.answer as KubeObject;
    expect(trackUpdate(made.answer as KubeObject, put.body, writer('putter'))).toEqual(answer.metadata.managedFields);
  });

  test('a patch takes fields from appliers, as recorded', () => {
    const { step: taken, live } = replay.find((each) => each.step.name === 'update-takes-ownership')!;
    const patched = mergePatch(live, taken.body) as KubeObject;
    const entries = trackUpdate(live!, patched, { ...writer('hand'), apiVersion: 'apps/v1' });
    expect(entries).toEqual((taken.answer as KubeObject).metadata.managedFields);
  });

  const pod: Pod = freezeDeep({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', labels: { app: 'a' } },
    spec: { containers: [{ name: 'app', image: 'nginx', ports: [{ containerPort: 80 }] }] },
  });

  test('a new pod names its containers and ports by their keys', () => {
    expect(trackCreate(pod, writer('m'))[0]?.fieldsV1).toEqual({
      'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
      'f:spec': {
        'f:containers': {
          'k:{"name":"app"}': {
            '.': {},
            'f:image': {},
            'f:name': {},
            'f:ports': { '.': {}, 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
          },
        },
      },
    });
  });

  test('a heartbeat of fields already owned keeps the set and moves the time', () => {
    const status = (at: string): Pod => ({
      ...pod,
      status: { conditions: [{ type: 'Ready', status: 'True', lastProbeTime: at }] },
    });
    const first = trackUpdate(pod, status('1'), writer('kubelet', '2026-01-01T00:00:01Z', 'status'), []);
    const second = trackUpdate(status('1'), status('2'), writer('kubelet', '2026-01-01T00:00:02Z', 'status'), first);
    expect(second).toHaveLength(1);
    expect(second[0]?.time).toBe('2026-01-01T00:00:02Z');
    expect(second[0]?.fieldsV1).toBe(first[0]?.fieldsV1);
  });

  test('the main resource does not own status, and an unchanged object changes nothing', () => {
    const entries = trackCreate({ ...pod, status: { phase: 'Pending' } } as Pod, writer('m'));
    expect(entries[0]?.fieldsV1).not.toHaveProperty('f:status');
    expect(trackUpdate(pod, { ...pod }, writer('other'), entries)).toBe(entries);
  });

  test('a removed field leaves all sets, and an emptied entry goes', () => {
    const map: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: '1', b: '2' } };
    const entries = trackUpdate(
      { ...map, data: { a: '1' } } as ConfigMap,
      map,
      writer('b'),
      trackCreate({ ...map, data: { a: '1' } } as ConfigMap, writer('a')),
    );
    expect(entries.map((entry) => entry.manager)).toEqual(['a', 'b']);
    const left = trackUpdate(map, { ...map, data: { a: '1' } } as ConfigMap, writer('c'), entries);
    expect(left.map((entry) => entry.manager)).toEqual(['a']);
  });

  test('a deployment that others scale can be applied without replicas', () => {
    const config: Deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd' },
      spec: { selector: { matchLabels: { a: 'b' } }, template: { spec: { containers: [{ name: 'c', image: 'i' }] } } },
    };
    const applier = { manager: 'gitops', operation: 'Apply', apiVersion: 'apps/v1', time } as const;
    const live: Deployment = { ...config, spec: { ...config.spec, replicas: 5 } };
    const result = applyConfiguration(live, config, applier, false, []);
    expect(result).toMatchObject({ object: { spec: { replicas: 5 } } });
  });
});
