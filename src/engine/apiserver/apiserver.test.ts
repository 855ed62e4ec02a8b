// The API server and etcd as a client sees them: what is asked is stored, what is stored is told to those who watch.
// Every case runs the real processes in a small simulation; nothing is mocked.
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import type { ApiRequest } from '../api/wire.ts';
import type { ProcessDefinition } from '../kernel/process.ts';
import { ApiRig } from '../testing/api-rig.ts';
import type { ApiServerState } from './state.ts';

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

  test('one that is refused before it has a name is called by what its name would begin with', () => {
    const rig = new ApiRig();
    const body = { ...(pod('') as object), metadata: { generateName: 'web-' } };
    expect(rig.ask({ verb: 'create', ...inDefault, body })).toMatchObject({
      code: 403,
      body: {
        message:
          'pods "web-" is forbidden: error looking up service account default/default: serviceaccount "default" not found',
      },
    });
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

const configMaps = { resource: 'configmaps', namespace: 'default' } as const;
const config = (name: string, labels: object = {}): unknown => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels },
});
const bookmarks = { allowWatchBookmarks: 'true' };
const names = (rig: ApiRig, stream: string): string[] =>
  rig.events(stream).map(({ type, object }) => `${type} ${(object as KubeObject).metadata.name ?? '-'}`);

describe('watches', () => {
  test('all watchers of a change get the very same body', () => {
    const rig = new ApiRig();
    const streams = [rig.send({ verb: 'watch', ...configMaps }), rig.send({ verb: 'watch', resource: 'configmaps' })];
    rig.wait(10);
    rig.ask({ verb: 'create', ...configMaps, body: config('a') });
    rig.wait(10);
    const [[first], [second]] = streams.map((stream) => rig.events(stream));
    expect(first.type).toBe('ADDED');
    expect(second).toBe(first);
  });

  test('a watch goes on from where another one stopped', () => {
    const rig = new ApiRig();
    const made = rig.ask({ verb: 'create', ...configMaps, body: config('a') });
    rig.ask({ verb: 'create', ...configMaps, body: config('b') });
    rig.ask({ verb: 'delete', ...configMaps, name: 'a' });
    const stream = rig.send({ verb: 'watch', ...configMaps, options: { resourceVersion: String(made.revision) } });
    rig.wait(10);
    expect(names(rig, stream)).toEqual(['ADDED b', 'DELETED a']);
  });

  test('entering and leaving a selector is being added and deleted', () => {
    const rig = new ApiRig();
    const stream = rig.send({ verb: 'watch', ...configMaps, options: { labelSelector: 'on=1' } });
    rig.wait(10);
    rig.ask({ verb: 'create', ...configMaps, body: config('a') });
    const patch = (on: string | null): unknown =>
      rig.ask({
        verb: 'patch',
        ...configMaps,
        name: 'a',
        body: { metadata: { labels: { on } } },
        patchType: 'application/merge-patch+json',
      });
    patch('1');
    patch('0');
    patch('1');
    rig.ask({ verb: 'delete', ...configMaps, name: 'a' });
    rig.wait(10);
    expect(names(rig, stream)).toEqual(['ADDED a', 'DELETED a', 'ADDED a', 'DELETED a']);
  });

  test('bookmarks come once a minute, and only where something changed', () => {
    const rig = new ApiRig();
    const quiet = rig.send({ verb: 'watch', resource: 'secrets', options: bookmarks });
    const busy = rig.send({ verb: 'watch', ...configMaps, options: { ...bookmarks, labelSelector: 'on=1' } });
    rig.wait(10);
    const made = rig.ask({ verb: 'create', ...configMaps, body: config('a') });
    rig.wait(200_000);
    expect(names(rig, quiet)).toEqual([]);
    expect(names(rig, busy)).toEqual(['BOOKMARK -']);
    const [mark] = rig.events(busy);
    expect(Number((mark.object as KubeObject).metadata.resourceVersion)).toBeGreaterThanOrEqual(made.revision ?? 0);
  });

  test('a pod is told to the watch of its node from its binding on', () => {
    const rig = new ApiRig().withAccount();
    const options = { fieldSelector: 'spec.nodeName=node-1' };
    const [here, there] = ['node-1', 'node-2'].map((node) =>
      rig.send({ verb: 'watch', resource: 'pods', options: { fieldSelector: `spec.nodeName=${node}` } }),
    );
    rig.wait(10);
    rig.ask({ verb: 'create', ...inDefault, body: pod('web') });
    const body = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'web' },
      target: { kind: 'Node', name: 'node-1' },
    };
    expect(rig.ask({ verb: 'create', ...inDefault, name: 'web', subresource: 'binding', body }).code).toBe(201);
    rig.wait(10);
    expect(names(rig, here)).toEqual(['ADDED web']);
    expect(names(rig, there)).toEqual([]);
    const { items } = rig.ask({ verb: 'list', resource: 'pods', options }).body as { items: KubeObject[] };
    expect(items[0].status).toMatchObject({ conditions: [{ type: 'PodScheduled', status: 'True' }] });
  });

  test('time-outs end a watch in good order; a client that hangs up is forgotten', () => {
    const rig = new ApiRig();
    const short = rig.send({ verb: 'watch', ...configMaps, options: { timeoutSeconds: '5' } });
    const long = rig.send({ verb: 'watch', ...configMaps });
    rig.wait(6_000);
    expect(rig.answer(short)?.code).toBe(200);
    expect(rig.answer(long)).toBeUndefined();
    rig.hangUp(long);
    rig.ask({ verb: 'create', ...configMaps, body: config('a') });
    expect(names(rig, long)).toEqual([]);
    rig.wait(3_600_000);
  });
});

describe('lists', () => {
  test('all pages of a list show the same moment', () => {
    const rig = new ApiRig();
    for (const name of ['a', 'b', 'c']) rig.ask({ verb: 'create', ...configMaps, body: config(name) });
    type List = { items: KubeObject[]; metadata: { continue?: string; remainingItemCount?: number } };
    const first = rig.ask({ verb: 'list', ...configMaps, options: { limit: '2' } }).body as List;
    expect(first.metadata.remainingItemCount).toBe(1);
    rig.ask({ verb: 'delete', ...configMaps, name: 'c' });
    const second = rig.ask({ verb: 'list', ...configMaps, options: { limit: '2', continue: first.metadata.continue } });
    expect((second.body as List).items.map(({ metadata }) => metadata.name)).toEqual(['c']);
    expect((second.body as List).metadata.continue).toBeUndefined();
  });

  test('a page of a moment that was compacted is 410, with a token to go on all the same', () => {
    const rig = new ApiRig();
    for (const name of ['a', 'b', 'c']) rig.ask({ verb: 'create', ...configMaps, body: config(name) });
    type List = { metadata: { continue: string } };
    const first = rig.ask({ verb: 'list', ...configMaps, options: { limit: '2' } }).body as List;
    for (let round = 0; round < 3; round++) {
      rig.ask({ verb: 'create', ...configMaps, body: config(`d${round}`) });
      rig.wait(310_000);
    }
    const gone = rig.ask({ verb: 'list', ...configMaps, options: { limit: '2', continue: first.metadata.continue } });
    expect(gone).toMatchObject({ code: 410, body: { reason: 'Expired' } });
    const again = (gone.body as List).metadata.continue;
    const rest = rig.ask({ verb: 'list', ...configMaps, options: { continue: again } }).body as { items: KubeObject[] };
    expect(rest.items.map(({ metadata }) => metadata.name)).toEqual(['c', 'd0', 'd1', 'd2']);
  });
});

test('events are forgotten after an hour, as a change that watchers hear of', () => {
  const rig = new ApiRig();
  const event = { apiVersion: 'v1', kind: 'Event', metadata: { name: 'e' }, involvedObject: { namespace: 'default' } };
  const events = { resource: 'events', namespace: 'default' } as const;
  rig.ask({ verb: 'create', ...events, body: event });
  const stream = rig.send({ verb: 'watch', ...events, group: 'events.k8s.io' });
  rig.wait(3_590_000);
  expect(rig.ask({ verb: 'get', ...events, name: 'e' }).code).toBe(200);
  rig.wait(100_000);
  expect(rig.ask({ verb: 'get', ...events, name: 'e' }).code).toBe(404);
  const [first] = rig.events(stream);
  expect(first).toMatchObject({ type: 'ADDED', object: { apiVersion: 'events.k8s.io/v1', kind: 'Event' } });
});

test('what Kubernetes has and Podarium has not is said in our own words', () => {
  const rig = new ApiRig();
  const answer = rig.ask({ verb: 'list', group: 'batch', resource: 'jobs', namespace: 'default' });
  expect(answer).toMatchObject({ code: 501, body: { message: 'Job (batch/v1) is not in Podarium yet.' } });
  expect(rig.ask({ verb: 'list', group: 'batch', resource: 'jabs' })).toMatchObject({ code: 404 });
});

test('those who have no role are refused, with the role they would need', () => {
  const rig = new ApiRig();
  expect(rig.ask({ verb: 'list', ...configMaps, user: 'alice' })).toMatchObject({
    code: 403,
    body: {
      message:
        'configmaps is forbidden: User "alice" cannot list resource "configmaps" in API group "" in the namespace "default"',
    },
  });
});

test("logs come from the kubelet of the node, with its refusals in the server's words", () => {
  const kubelet: ProcessDefinition = {
    component: 'kubelet',
    start: () => ({}),
    receive(_, { body, from, stream }, io) {
      if (body.kind !== 'kubelet-request') return;
      const { options } = body as unknown as { options: ApiRequest['options'] };
      const refused = options?.previous === 'true';
      const text = refused ? 'previous terminated container "app" in pod "web" not found' : 'hello\n';
      io.send(from, { kind: 'kubelet-response', code: refused ? 400 : 200, body: text } as never, {
        stream,
        ends: true,
      });
    },
  };
  const rig = new ApiRig({ others: [kubelet] }).withAccount();
  rig.simulation.addMachine('node-1', [{ component: 'kubelet', config: {}, bootDelay: 1 }]);
  const bound = pod('web') as { spec: object };
  rig.ask({ verb: 'create', ...inDefault, body: { ...bound, spec: { ...bound.spec, nodeName: 'node-1' } } });
  const log = { verb: 'get', ...inDefault, name: 'web', subresource: 'log' } as const;
  expect(rig.ask(log)).toMatchObject({ code: 200, body: 'hello\n' });
  expect(rig.ask({ ...log, options: { previous: 'true' } })).toMatchObject({
    code: 400,
    body: { reason: 'BadRequest', message: 'previous terminated container "app" in pod "web" not found' },
  });
  rig.simulation.stop('kubelet/node-1');
  expect(rig.ask(log)).toMatchObject({
    code: 500,
    body: {
      message:
        'Get "https://node-1:10250/containerLogs/default/web/app": dial tcp node-1:10250: connect: connection refused',
    },
  });
});

test('the passage of a request through the stages is kept', () => {
  const rig = new ApiRig().withAccount();
  rig.ask({ verb: 'create', ...inDefault, body: { ...(pod('web') as object), spec: {} } });
  rig.ask({ verb: 'create', ...inDefault, body: pod('web') });
  const { traces } = rig.simulation.process('kube-apiserver/master-1').state as ApiServerState;
  const [refused, stored] = traces.slice(-2);
  expect(refused.stages.map(({ name, ok }) => `${name} ${ok}`).slice(-2)).toEqual([
    'mutating admission true',
    'prepare and validate false',
  ]);
  expect(stored.stages.at(-1)).toMatchObject({ name: 'persist', ok: true });
  expect(stored.stages.at(-1)?.note).toMatch(/^stored as revision \d+$/);
});
