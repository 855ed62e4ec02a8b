// The memory of a living cluster: any stored revision can be read as it was, in objects, on the screen and by kubectl; each tells
// who wrote it, what it followed from and who was told.
import { beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { defaultCluster } from '../cluster/cluster-spec.ts';
import { compactedError, futureError } from '../etcd/store.ts';
import type { AsOf } from '../host.ts';
import { type ClusterHost, createCluster } from './cluster-host.ts';

let host: ClusterHost;
/** Revision before the Deployment was made, with three pods running, and with two. */
let before = 0;
let three = 0;
let two = 0;

const settle = (): void => {
  host.advance(host.now() + 1, 1e6);
  for (let i = 0; i < 200 && !host.settled(); i++) host.advance(host.now() + 250, 1e6);
};
const at = (revision: number): AsOf => {
  const view = host.asOf(revision);
  if ('error' in view) throw new Error(view.error);
  return view;
};

beforeAll(() => {
  host = createCluster({ cluster: { ...defaultCluster, kubeProxy: 'process', apply: [] }, seed: 5 });
  before = host.revision();
  host.submit({ kubectl: 'create deployment web --image=nginx:1.27 --replicas=3' });
  settle();
  three = host.revision();
  host.submit({ scale: 'deployment/web', to: 2 });
  settle();
  two = host.revision();
});

test('as of every revision the objects are those that the changes up to it leave', () => {
  const kinds = ['pods', 'replicasets', 'deployments', 'nodes', 'events'];
  const state = new Map<string, string>();
  for (const kind of kinds) for (const object of at(before).list(kind) as KubeObject[]) note(state, kind, object);
  for (const { revision, type, object } of host.changes(before)) {
    const kind = `${object.kind.toLowerCase()}s`;
    if (!kinds.includes(kind)) continue;
    if (type === 'DELETED') state.delete(`${kind} ${object.metadata.name}`);
    else state.set(`${kind} ${object.metadata.name}`, String(revision));
    const view = at(revision);
    const listed = new Map<string, string>();
    for (const each of kinds) for (const one of view.list(each) as KubeObject[]) note(listed, each, one);
    expect([...listed].sort()).toEqual([...state].sort());
  }
  expect(at(three).frame().pods.changed).toHaveLength(3);
  expect(at(three).frame()).toMatchObject({ whole: true, revision: three, tick: at(three).at });
  expect(at(before).frame().workloads.changed).toEqual([]);
});

function note(state: Map<string, string>, kind: string, { metadata }: KubeObject): void {
  state.set(`${kind} ${metadata.name}`, metadata.resourceVersion ?? '');
}

test('looking at the past changes nothing and is refused where etcd refuses', () => {
  const hash = host.hash();
  at(three).kubectl('get pods');
  at(three).frame();
  host.revisionInfo(three);
  expect(host.hash()).toBe(hash);
  expect(host.asOf(two + 1)).toEqual({ error: futureError });
  expect(host.revisionInfo(two + 1)).toEqual({ error: futureError });
});

describe('kubectl in the past', () => {
  test('reads print what they would have printed then', () => {
    const now = at(two).kubectl('get deployment web');
    expect(now.stdout).toMatch(/^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +2\/2 +2 +2 /);
    expect(at(three).kubectl('kubectl get deployment web').stdout).toMatch(/\nweb +3\/3 +3 +3 +\d+s\n$/);
    expect(at(before).kubectl('get deployment web')).toEqual({
      stdout: '',
      stderr: 'Error from server (NotFound): deployments.apps "web" not found\n',
      code: 1,
    });
    expect(at(three).kubectl('describe deployment web').stdout).toMatch(/3 desired \| 3 updated \| 3 total/);
  });

  test.each([
    ['delete pod x', /the past can be read and not changed/],
    ['apply -f x.yaml', /the past can be read and not changed/],
    ['rollout undo deployment/web', /the past can be read and not changed/],
    ['get pods -w', /nothing new will come/],
    ['logs web-1', /machines do not keep old moments/],
  ])('%s is refused in a sentence', (line, sentence) => {
    const { stderr, code } = at(three).kubectl(line);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(1);
  });

  test('the cluster of now can be asked for a revision as clients of the API do', () => {
    const run = (line: string): string => {
      const id = host.submit({ kubectl: line });
      host.advance(host.now() + 1_000, 1e6);
      const output = host.drain().output.filter(({ thread }) => thread === id);
      return output.map(({ text }) => text).join('');
    };
    const exact = '/api/v1/namespaces/default/pods?resourceVersionMatch=Exact&resourceVersion=';
    expect(run(`get --raw '${exact}${three}'`).match(/"podIP"/g)).toHaveLength(3);
    expect(run(`get --raw '${exact}${two}'`).match(/"podIP"/g)).toHaveLength(2);
    expect(run(`get --raw '${exact}${before}'`)).toMatch(/"items": ?\[\]/);
  });
});

test('a revision tells who wrote it, after which other one, on whose behalf, and who heard of it', () => {
  const [created] = host.revisions(0, 500, '/registry/replicasets/').rows.slice(-1);
  const info = host.revisionInfo(created.revision);
  if ('error' in info) throw new Error(info.error);
  expect(info.changes).toMatchObject([{ sign: '+', who: 'Deployment controller', version: 1, previous: undefined }]);
  expect(info.causedBy?.ref).toBe('Deployment/default/web');
  expect(info.action).toBe('ran kubectl create deployment web --image=nginx:1.27 --replicas=3');
  const told = info.told.map(({ to, type, watch }) => `${to} ${type} ${watch}`);
  expect(told[0]).toBe('kube-apiserver/master-1 PUT /registry/replicasets/');
  expect(told).toContain('kube-controller-manager/master-1 ADDED replicasets');
});

test('an object has its whole history, and the log ends where etcd was compacted', () => {
  const pod = (at(three).list('pods') as KubeObject[]).find(
    ({ metadata }) => !(host.list('pods') as KubeObject[]).some((p) => p.metadata.name === metadata.name),
  );
  const history = host.historyOf(`Pod/default/${pod?.metadata.name}`);
  expect(history[0]).toMatchObject({ sign: '+', who: 'ReplicaSet controller' });
  expect(history.map(({ sign }) => sign).at(-1)).toBe('−');
  host.advance(host.now() + 700_000, 1e7);
  const { compacted, rows } = host.revisions(0, 10_000);
  expect(compacted).toBeGreaterThan(two);
  expect(rows.at(-1)?.revision).toBe(compacted);
  expect(host.asOf(two)).toEqual({ error: compactedError });
  expect(host.revisionInfo(two)).toEqual({ error: compactedError });
  expect(at(compacted).list('pods')).toHaveLength(2);
});
