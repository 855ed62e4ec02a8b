// What the API server does while etcd is away, slow or back again: the waits and the words are those of the recordings.
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { hashHex, hashOf } from '../kernel/hash.ts';
import { ApiRig, SERVER, STORE } from '../testing/api-rig.ts';

const config = (name: string, data = '1'): unknown => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { key: data },
});
const here = { resource: 'configmaps', namespace: 'default' } as const;

describe('etcd crashes', () => {
  test('what was stored is there again, and a watch goes on without a gap', () => {
    const rig = new ApiRig();
    const stream = rig.send({ verb: 'watch', ...here });
    rig.ask({ verb: 'create', ...here, body: config('a') });
    rig.simulation.crash(STORE);
    rig.wait(5_000);
    rig.ask({ verb: 'create', ...here, body: config('b') });
    rig.wait(10);
    expect(rig.events(stream).map(({ object }) => (object as KubeObject).metadata.name)).toEqual(['a', 'b']);
    expect(rig.answer(stream)).toBeUndefined();
    const { items } = rig.ask({ verb: 'list', ...here }).body as { items: KubeObject[] };
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
  });

  test('a write that arrives while it is away waits for it', () => {
    const rig = new ApiRig();
    rig.simulation.crash(STORE);
    const stream = rig.send({ verb: 'create', ...here, body: config('a') });
    rig.wait(500);
    expect(rig.answer(stream)).toBeUndefined();
    rig.wait(3_000);
    expect(rig.answer(stream)?.code).toBe(201);
  });

  test('a write whose answer was lost has an unknown fate, and the client is told so', () => {
    const rig = new ApiRig();
    const stream = rig.send({ verb: 'create', ...here, body: config('a') });
    rig.wait(2);
    rig.simulation.crash(STORE);
    rig.wait(10);
    expect(rig.answer(stream)).toMatchObject({
      code: 500,
      body: { message: 'rpc error: code = Unavailable desc = error reading from server: EOF' },
    });
  });
});

describe('etcd stays away', () => {
  test('writes end with 504 after 34 s, old reads go on, consistent reads hang for a minute', () => {
    const rig = new ApiRig();
    rig.ask({ verb: 'create', ...here, body: config('a') });
    rig.simulation.stop(STORE);
    rig.wait(10);
    const at = rig.simulation.now;
    const write = rig.send({ verb: 'create', ...here, body: config('b') });
    const consistent = rig.send({ verb: 'list', ...here });
    const old = rig.ask({ verb: 'list', ...here, options: { resourceVersion: '0' } });
    expect(old.code).toBe(200);
    rig.wait(40_000);
    expect(rig.answer(write)).toMatchObject({
      code: 504,
      body: {
        reason: 'Timeout',
        message: 'Timeout: request did not complete within requested timeout - context deadline exceeded',
      },
    });
    expect(rig.heard(write)[0].at - at).toBeGreaterThanOrEqual(34_000);
    expect(rig.heard(write)[0].at - at).toBeLessThan(35_100);
    expect(rig.answer(consistent)).toBeUndefined();
    rig.wait(25_000);
    expect(rig.answer(consistent)?.code).toBe(504);
  });

  test('after 35 s watches end, new ones are turned away, and all is well when it is back', () => {
    const rig = new ApiRig();
    const watch = rig.send({ verb: 'watch', ...here });
    rig.wait(10);
    rig.simulation.stop(STORE);
    rig.wait(30_000);
    expect(rig.answer(watch)).toBeUndefined();
    rig.wait(10_000);
    expect(rig.answer(watch)?.code).toBe(200);
    expect(rig.ask({ verb: 'watch', ...here })).toMatchObject({
      code: 429,
      body: { message: 'storage is (re)initializing' },
    });
    rig.simulation.start(STORE);
    rig.wait(3_000);
    expect(rig.ask({ verb: 'list', ...here }).code).toBe(200);
  });

  test('a paused etcd is silence: nothing comes, and after a minute the read is given up', () => {
    const rig = new ApiRig();
    rig.simulation.pause(STORE);
    const get = rig.send({ verb: 'get', ...here, name: 'a' });
    rig.wait(59_000);
    expect(rig.answer(get)).toBeUndefined();
    rig.wait(2_000);
    expect(rig.answer(get)?.code).toBe(504);
    rig.simulation.resume(STORE);
    rig.wait(100);
    expect(rig.ask({ verb: 'get', ...here, name: 'a' }).code).toBe(404);
  });
});

describe('the API server restarts', () => {
  test('it learns everything from etcd, and an old watch is told to list again', () => {
    const rig = new ApiRig();
    const created = rig.ask({ verb: 'create', ...here, body: config('a') }).body as KubeObject;
    rig.ask({ verb: 'create', ...here, body: config('b') });
    rig.simulation.crash(SERVER);
    rig.wait(3_000);
    const { items } = rig.ask({ verb: 'list', ...here }).body as { items: KubeObject[] };
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    const options = { resourceVersion: created.metadata.resourceVersion };
    const stream = rig.send({ verb: 'watch', ...here, options });
    rig.wait(10);
    const [event] = rig.events(stream);
    expect(event).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
    expect((event.object as { message: string }).message).toMatch(/^too old resource version: \d+ \(\d+\)$/);
  });

  test('it refuses requests until its copies are filled', () => {
    const rig = new ApiRig({ boot: false, latency: (from) => (from === STORE ? 50 : 1) });
    rig.simulation.advance(11);
    expect(rig.ask({ verb: 'list', ...here }).code).toBe(429);
    rig.wait(500);
    expect(rig.ask({ verb: 'list', ...here }).code).toBe(200);
  });
});

test('two writers: the slower one is told, a patch is tried again', () => {
  const rig = new ApiRig();
  const first = rig.ask({ verb: 'create', ...here, body: config('a') }).body as KubeObject;
  const put = (data: string): string =>
    rig.send({ verb: 'update', ...here, name: 'a', body: { ...first, data: { key: data } } });
  const patch = (key: string): string =>
    rig.send({
      verb: 'patch',
      ...here,
      name: 'a',
      body: { data: { [key]: '1' } },
      patchType: 'application/merge-patch+json',
    });
  const writes = [put('2'), put('3'), patch('x'), patch('y')];
  rig.wait(50);
  expect(writes.map((stream) => rig.answer(stream)?.code)).toEqual([200, 409, 200, 200]);
  expect((rig.ask({ verb: 'get', ...here, name: 'a' }).body as KubeObject).data).toEqual({ key: '2', x: '1', y: '1' });
});

test('a fork lives the same life', () => {
  const rig = new ApiRig();
  rig.send({ verb: 'watch', ...here });
  rig.ask({ verb: 'create', ...here, body: config('a') });
  const fork = rig.simulation.fork();
  rig.simulation.advance(rig.simulation.now + 400_000);
  fork.advance(rig.simulation.now);
  expect(fork.delivered).toBe(rig.simulation.delivered);
  expect(hashHex(hashOf(fork.world()))).toBe(hashHex(hashOf(rig.simulation.world())));
});
