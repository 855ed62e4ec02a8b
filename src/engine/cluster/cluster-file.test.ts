// What authors write becomes data, and what they mistype is answered with the field and what to write instead.
import { expect, test } from 'vitest';
import { readClusterSpec } from './cluster-spec.ts';
import { parseDuration } from './duration.ts';
import { nearest } from './nearest.ts';
import { readAction, readScript } from './read-action.ts';

test.each([
  ['10s', 10_000],
  ['1m30s', 90_000],
  ['250ms', 250],
  ['1.5s', 1_500],
  ['2h', 7_200_000],
  ['0', 0],
  ['10', undefined],
  ['soon', undefined],
  ['-3s', undefined],
])('duration %s', (text, ticks) => {
  expect(parseDuration(text)).toBe(ticks);
});

const programs: readonly (readonly [what: string, does: unknown, program: unknown])[] = [
  ['a slow server', { startup: '2s', readyAfter: '3s', serves: 'http' }, { startUp: 5_000, ports: [80] }],
  ['an end', { exits: { after: '4s', code: 1 } }, { ends: { after: 4_000, code: 1 } }],
  ['a deaf program', { onStop: 'ignored' }, { onStop: 'ignored' }],
  ['a growing one', { memory: { start: '10Mi', growth: '5Mi' } }, { memory: { start: 10, growth: 5 } }],
  ['a busy one', { cpu: { idle: '50m', perRequest: 20 } }, { cpu: { idle: 50, perRequest: 20 } }],
  ['another port', { serves: { port: 8080 } }, { ports: [8080] }],
  ['answers', { answers: { '/': { code: 500 } } }, { answers: { '/': { code: 500, body: '' } } }],
];

test.each(programs)('behaviour: %s', (_, does, program) => {
  const asList = readClusterSpec({ behaviours: [{ image: 'shop/web:1', command: 'serve', do: does }] });
  expect(asList).toMatchObject({ spec: { behaviours: [{ image: 'shop/web:1', command: 'serve', do: program }] } });
  const asMap = readClusterSpec({ behaviours: { 'shop/web:1': does } });
  expect(asMap).toMatchObject({
    spec: { behaviours: [{ image: 'shop/web:1', do: { name: 'web', ...(program as object) } }] },
  });
});

const mistakes: readonly (readonly [field: string, file: unknown, message: RegExp])[] = [
  ['nodess', { nodess: [] }, /Did you mean nodes\?/],
  ['nodes[0].cpu', { nodes: [{ name: 'a', cpu: 'many' }] }, /quantity like 4 or 500m/],
  ['nodes[1].name', { nodes: [{ name: 'a' }, { name: 'a' }] }, /another machine is called a/],
  ['nodes[0].labels', { nodes: [{ name: 'a', labels: { disk: 1 } }] }, /must be texts/],
  ['registry[0].size', { registry: [{ image: 'a:1', size: 'big' }] }, /like 3\.6M/],
  ['registry[0]', { registry: ['a:1'] }, /must be a map/],
  ['behaviours[0].do.startup', { behaviours: [{ image: 'a', do: { startup: 2 } }] }, /duration like 2s/],
  ['behaviours[0].do.exit', { behaviours: [{ image: 'a', do: { exit: {} } }] }, /Did you mean exits\?/],
  ['behaviours[0].do.exits.code', { behaviours: [{ image: 'a', do: { exits: { code: 999 } } }] }, /0 to 255/],
  ['controlPlane.registred', { controlPlane: { registred: false } }, /Did you mean registered\?/],
];

test.each(mistakes)('a cluster file with a mistake in %s', (field, file, message) => {
  const read = readClusterSpec(file);
  expect(read).toHaveProperty('errors');
  if ('errors' in read) expect(read.errors).toEqual([{ field, message: expect.stringMatching(message) as string }]);
});

test('more members of etcd than masters stand on machines of their own', () => {
  const plane = (controlPlane: object): unknown => readClusterSpec({ controlPlane });
  expect(plane({ nodes: 1, etcd: 3 })).toMatchObject({ spec: { controlPlane: { nodes: 1, etcd: 3 } } });
  expect(plane({ nodes: 3, etcd: 3 })).toMatchObject({ spec: { controlPlane: { nodes: 3, registered: true } } });
  expect(plane({ etcd: 2 })).toMatchObject({
    errors: [{ field: 'controlPlane.etcd', message: expect.stringMatching(/must be 1, 3 or 5/) }],
  });
  expect(plane({ nodes: 3, etcd: 5 })).toMatchObject({
    errors: [{ message: expect.stringMatching(/each of 3 masters/) }],
  });
  expect(readClusterSpec({ controlPlane: { etcd: 3 }, nodes: [{ name: 'etcd-2' }] })).toMatchObject({
    errors: [{ field: 'nodes[0].name', message: 'another machine is called etcd-2' }],
  });
});

test('a script in the words of lessons, and a recorded list of commands', () => {
  const read = readScript([
    { at: '30s', do: { unplug: 'node/node-2' } },
    { ms: 12, do: 'kubectl apply -f -', stdin: 'kind: Pod', out: 'x', code: 0 },
    { at: '1m', do: { kubectl: 'get pods' } },
  ]);
  expect(read).toEqual({
    steps: [
      { at: 12, do: { kubectl: 'kubectl apply -f -', stdin: 'kind: Pod' } },
      { at: 30_000, do: { unplug: 'node/node-2' } },
      { at: 60_000, do: { kubectl: 'get pods' } },
    ],
  });
});

const wrongActions: readonly (readonly [action: unknown, field: string, message: RegExp])[] = [
  ['node-2 is cut off', 'do', /begins with kubectl/],
  [{ plugg: 'node-1' }, 'do.plugg', /did you mean plug\?/],
  [{ scale: 'deployment/web' }, 'do.to', /is missing; it must be a whole number/],
  [{ scale: 'deployment/web', to: 3, by: 2 }, 'do.by', /unknown field by/],
  [{ partition: ['a'] }, 'do', /two machines/],
  [{ addNode: { name: 'A' } }, 'do.addNode.name', /lower-case/],
];

test.each(wrongActions)('action %j', (action, field, message) => {
  const errors: { field: string; message: string }[] = [];
  expect(readAction(action, 'do', (where, what) => void errors.push({ field: where, message: what }))).toBeUndefined();
  expect(errors[0].message).toMatch(message);
  expect(errors[0].field).toContain(field);
});

test.each([
  ['aply', 'apply'],
  ['--hsah', undefined],
  ['Nodes', 'nodes'],
  ['zzzzzz', undefined],
])('nearest to %s', (given, word) => {
  expect(nearest(given, ['apply', 'nodes', 'registered'])).toBe(word);
});
