// One API server before three members of etcd, each on a machine of its own, as in the recording of a lost quorum (T36): it takes
// them in turn, does not mind when one is gone, and its health checks say so when it is the second.
import { beforeAll, expect, test } from 'vitest';
import { defaultCluster, workers } from '../cluster/cluster-spec.ts';
import { membersIn } from '../cluster/control-plane.ts';
import { HeadlessRun } from '../recording/headless.ts';
import { forMembers } from './fidelity/members.ts';

let run: HeadlessRun;

const say = (line: string): string => run.command({ kubectl: line }).text.trimEnd().split('\n').slice(1).join('\n');
const wait = (ticks: number): void => run.advance(run.host.now() + ticks);
const members = (what: string): void => {
  for (const action of forMembers(what)?.(run.host.world) ?? []) run.host.submit(action);
};

beforeAll(() => {
  const cluster = {
    ...defaultCluster,
    controlPlane: { nodes: 1, registered: false, etcd: 3 },
    nodes: workers(1),
  } as const;
  run = new HeadlessRun({ cluster, seed: 5 });
});

test('members stand on machines that run nothing else, and all of them are asked', () => {
  const { world } = run.host;
  expect(membersIn(world)).toEqual(['master-1', 'etcd-2', 'etcd-3']);
  expect(world.machine('etcd-2').processes).toEqual(['etcd/etcd-2']);
  const asked = new Set<string>();
  const { sent } = world.observer;
  world.observer.sent = (message) => {
    if (message.body.kind === 'etcd-request') asked.add(message.to);
    sent?.(message);
  };
  for (const name of ['a', 'b', 'c']) say(`create configmap ${name}`);
  world.observer.sent = sent;
  expect([...asked].sort()).toEqual(['etcd/etcd-2', 'etcd/etcd-3', 'etcd/master-1']);
});

test('the leader is killed: after an election writes and watches go on, and the server is well', () => {
  members('member 1 of etcd, the leader, is killed');
  wait(3_000);
  expect(say('create configmap one-down')).toBe('configmap/one-down created');
  expect(say('get --raw /readyz')).toBe('ok');
});

test('a second one is killed: a limited read gives up, and the checks of etcd fail, one of them every two seconds at most', () => {
  members('member 2 is killed too');
  wait(3_000);
  expect(say('get nodes --request-timeout=5s')).toBe(
    '[stderr] Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)\n[exit 1]',
  );
  expect(say('get --raw /readyz?verbose')).toMatch(
    /Error from server \(InternalError\): an error on the server \("\[\+\]ping ok\\n\[\+\]log ok\\n\[-\]etcd failed: reason withheld\\n\[-\]etcd-readiness failed.*readyz check failed"\) has prevented the request from succeeding/,
  );
  run.host.submit({ kubectl: 'get --raw /livez' });
  wait(400);
  const began = run.host.now();
  expect(say('get --raw /livez')).toContain('[-]etcd failed');
  expect(run.host.now() - began).toBeLessThan(1_000);
});

test('both are started again: what waits is answered', () => {
  members('members 1 and 2 are started again');
  wait(3_000);
  expect(say('get configmap one-down -o name')).toBe('configmap/one-down');
  const watch = 'get --raw "/api/v1/namespaces/default/configmaps?watch=true&resourceVersion=0&timeoutSeconds=1"';
  expect(say(watch).split('\n')[0]).toMatch(/^\{"type":"ADDED","object":\{.*"name":"a"/);
});
