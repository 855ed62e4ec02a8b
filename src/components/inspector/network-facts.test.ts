// One lost request, told in the order of time, and the rows of the list beside it.
import { expect, test } from 'vitest';
import type { ViewRequest, ViewRules, ViewService, ViewTraffic } from '../../engine/index.ts';
import { ruleRows, trafficRows } from '../outline/traffic-rows.ts';
import { emptySession } from '../session/store.ts';
import { requestFacts, ruleFacts, trafficFacts, wayRows } from './network-facts.ts';

const request = (more: Partial<ViewRequest> = {}): ViewRequest => ({
  ...{ id: 'shoppers#17', message: 1, to: 'Service/default/web', from: 'outside', entry: 'node-2' },
  ...{ sentAt: 4000, endedAt: 4007, outcome: 'refused', code: 0, pod: 'Pod/default/web-a' },
  ...{ rule: '10.96.3.7:80', endpoint: '10.244.1.5:80', ruleSince: 1000, knownBetterSince: 3500 },
  ...{ reason: 'connection refused: its rule was from tick 1000', ...more },
});

test.each<[string, Partial<ViewRequest>, string[]]>([
  [
    'by an old rule',
    {},
    [
      '1000 kube-proxy on node-2 wrote the rule',
      '3500 The store had taken 10.244.1.5:80 out of the list',
      '4000 It entered at node-2',
      '4001 The rule on node-2 sent it to web-a',
      '4007 The connection was refused',
    ],
  ],
  [
    'by a rule with nobody behind it',
    { endpoint: '', pod: '', knownBetterSince: undefined },
    [
      '1000 kube-proxy on node-2 wrote the rule',
      '4000 It entered at node-2',
      '4001 The rule on node-2 sent it nowhere',
      '4007 The connection was refused',
    ],
  ],
  [
    'before any rule was asked',
    { endpoint: '', pod: '', rule: '', ruleSince: 0, knownBetterSince: undefined, outcome: 'timed out' },
    ['4000 It entered at node-2', '4007 Nobody answered in time'],
  ],
])('lost %s', (_, more, rows) => {
  expect(wayRows(request(more), 0).map(({ tick, sentence }) => `${tick} ${sentence}`)).toEqual(rows);
});

test('what is known of it: the rule, its age when it was used, and since when the store knew better', () => {
  const [{ facts }] = requestFacts(request(), { ...emptySession, lessonStart: 0 });
  const told = Object.fromEntries(facts.map(({ label, value }) => [label, value]));
  expect(told).toMatchObject({
    'Entered at': 'node-2',
    Rule: '10.96.3.7:80',
    'Sent on to': 'web-a · 10.244.1.5:80',
    'Rule as it is since': '00:01.000, 3 s before',
    'The store': 'knew better since 00:03.500, 500 ms before it was sent',
    Because: 'connection refused: its rule was from 00:01.000',
  });
  const [{ facts: same }] = requestFacts(request({ knownBetterSince: undefined }), emptySession);
  expect(same.find(({ label }) => label === 'The store')?.value).toBe('said the same when it was sent');
});

const source = {
  ...{ id: 'shoppers', to: 'Service/default/web', from: 'outside', rate: 5, keepAlive: false, sent: 1200, ok: 1198 },
  ...{ refused: 1, timedOut: 1, reset: 0, failed: 0, lastLatency: 7, answeredBy: {} },
  recentLost: [request(), request({ id: 'shoppers#18', outcome: 'timed out' })],
} as ViewTraffic;

test('users are a row with what they lost below it, the newest first, each to be selected', () => {
  const [row] = trafficRows([source], 0);
  expect([row.status, row.note]).toEqual(['5/s', '2 lost of 1,200, to web from outside']);
  expect(row.children.map(({ ref, status }) => [ref, status])).toEqual([
    ['Request//shoppers#18', 'timeout'],
    ['Request//shoppers#17', 'refused'],
  ]);
  const [, , lost, recent] = trafficFacts(source, emptySession);
  expect(lost.facts.map(({ value }) => value)).toEqual(['1', '1', '0', '0']);
  expect(recent.facts[0].ref).toBe('Request//shoppers#18');
});

test("each machine's rules for a Service are a row and a fact; old ones say so", () => {
  const endpoints = [{ address: '10.244.1.5:80', pod: 'web-a' }];
  const rule = { match: '10.96.3.7:80', verdict: 'forward', endpoints, because: '', since: 1000 } as const;
  const web = { ref: 'Service/default/web', clusterIP: '10.96.3.7', rules: [rule], changedAt: 1000 };
  const rules: ViewRules[] = [
    { machine: 'node-1', syncedAt: 5, services: [{ ...web, stale: false }] },
    { machine: 'node-2', syncedAt: 5, services: [{ ...web, stale: true }] },
    { machine: 'node-3', syncedAt: 5, services: [] },
  ];
  const rows = ruleRows({ ref: 'Service/default/web' } as ViewService, rules);
  expect(rows.map(({ ref, status }) => [ref, status])).toEqual([
    ['Process//kube-proxy/node-1', '1 address'],
    ['Process//kube-proxy/node-2', 'old rules'],
  ]);
  const [{ facts }] = ruleFacts('Service/default/web', { rules: Object.fromEntries(rules.entries()), tick: 3000 });
  expect(facts.map(({ value }) => value)).toEqual([
    '10.96.3.7:80 → 10.244.1.5:80, as it is for 2 s',
    '10.96.3.7:80 → 10.244.1.5:80, as it is for 2 s; the store knows better',
  ]);
});
