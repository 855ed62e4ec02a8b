// What a node does with new connections to a Service, case by case, as upstream's proxiers decide it.
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { choose } from './choose.ts';
import { usableEndpoints } from './endpoints.ts';
import { type Rule, rulesOf } from './rules.ts';
import { endpointsOf, nodeView, serviceView } from './service-view.ts';

const node = { name: 'a', zone: 'east' };

interface Given {
  readonly on: string;
  readonly ready?: boolean;
  readonly serving?: boolean;
  readonly terminating?: boolean;
  readonly zones?: readonly string[];
  readonly nodes?: readonly string[];
}

function slice(endpoints: readonly Given[], name = 'web-1'): KubeObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: endpoints.map(({ on, ready = true, serving = ready, terminating = false, zones, nodes }, i) => ({
      addresses: [`10.244.1.${i + 2}`],
      nodeName: on,
      conditions: { ready, serving, terminating },
      targetRef: { kind: 'Pod', name: `web-${i}` },
      ...(zones || nodes
        ? { hints: { forZones: zones?.map((zone) => ({ name: zone })), forNodes: nodes?.map((n) => ({ name: n })) } }
        : {}),
    })),
  };
}

function service(spec: Record<string, unknown> = {}, status = {}): KubeObject {
  const ports = [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30_080 }];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { type: 'NodePort', clusterIP: '10.96.3.7', ports, ...spec },
    status,
  };
}

const made = (spec: Record<string, unknown>, endpoints: readonly Given[], status = {}) =>
  rulesOf(serviceView(service(spec, status)), endpointsOf([slice(endpoints)]), node, 100, '7', undefined).rules;

/** `forward web-0,web-2`, `reject`, `drop`. */
const said = ({ verdict, endpoints }: Rule) => [verdict, endpoints.map(({ pod }) => pod).join()].join(' ').trim();

const here = { on: 'a' };
const there = { on: 'b' };
const ending = { ready: false, serving: true, terminating: true };
const cases: readonly (readonly [
  what: string,
  spec: object,
  endpoints: readonly Given[],
  inside: string,
  outside: string,
])[] = [
  ['ready ones share it', {}, [here, there], 'forward web-0,web-1', 'forward web-0,web-1'],
  ['who is not ready gets nothing', {}, [here, { ...there, ready: false }], 'forward web-0', 'forward web-0'],
  [
    'who ends gets nothing while another is ready',
    {},
    [here, { ...there, ...ending }],
    'forward web-0',
    'forward web-0',
  ],
  ['none is ready: those that end and still serve', {}, [{ ...here, ...ending }], 'forward web-0', 'forward web-0'],
  ['ending and not serving', {}, [{ ...here, ready: false, terminating: true }], 'reject', 'reject'],
  ['no endpoints', {}, [], 'reject', 'reject'],
  [
    'external Local: only its own',
    { externalTrafficPolicy: 'Local' },
    [here, there],
    'forward web-0,web-1',
    'forward web-0',
  ],
  ['external Local, none here: dropped', { externalTrafficPolicy: 'Local' }, [there], 'forward web-0', 'drop'],
  ['external Local, none anywhere: refused', { externalTrafficPolicy: 'Local' }, [], 'reject', 'reject'],
  ['internal Local, none here: dropped', { internalTrafficPolicy: 'Local' }, [there], 'drop', 'forward web-0'],
  [
    'Local falls back to its own that still serve',
    { externalTrafficPolicy: 'Local' },
    [{ ...here, ...ending }, there],
    'forward web-1',
    'forward web-0',
  ],
  [
    'hints for zones keep it in the zone',
    {},
    [
      { ...here, zones: ['east'] },
      { ...there, zones: ['west'] },
    ],
    'forward web-0',
    'forward web-0',
  ],
  [
    'one without a hint: hints are ignored',
    {},
    [{ ...here, zones: ['east'] }, there],
    'forward web-0,web-1',
    'forward web-0,web-1',
  ],
  ['no hint for this zone: ignored', {}, [{ ...there, zones: ['west'] }], 'forward web-0', 'forward web-0'],
  [
    'hints for nodes come before those for zones',
    {},
    [
      { ...here, zones: ['east'], nodes: ['a'] },
      { on: 'c', zones: ['east'], nodes: ['c'] },
    ],
    'forward web-0',
    'forward web-0',
  ],
];

describe('a rule', () => {
  test.each(cases)('%s', (_, spec, endpoints, inside, outside) => {
    const rules = made(spec as Record<string, unknown>, endpoints);
    expect(rules.map(({ match }) => match)).toEqual(['10.96.3.7:80', 'nodePort 30080']);
    expect(rules.map(said)).toEqual([inside, outside]);
  });

  test('a load balancer address is a door like a node port', () => {
    const status = { loadBalancer: { ingress: [{ ip: '192.0.2.7' }] } };
    const rules = made({ externalTrafficPolicy: 'Local' }, [there], status);
    expect(rules.map((rule) => `${rule.match} ${said(rule)}`)).toEqual([
      '10.96.3.7:80 forward web-0',
      '192.0.2.7:80 drop',
      'nodePort 30080 drop',
    ]);
  });

  test.each([
    ['headless', { clusterIP: 'None' }],
    ['ExternalName', { type: 'ExternalName', externalName: 'example.com', clusterIP: undefined }],
  ])('a %s Service has none', (_, spec) => {
    expect(made(spec, [here])).toEqual([]);
  });

  test('keeps its age while it says the same, and knows the newest it was made from', () => {
    const view = serviceView(service());
    const first = rulesOf(view, endpointsOf([slice([here])]), node, 100, '7', undefined);
    const same = rulesOf(view, endpointsOf([slice([here, { ...there, ready: false }])]), node, 200, '9', first);
    expect(same.rules.map(({ since, revision }) => [since, revision])).toEqual([
      [100, '9'],
      [100, '9'],
    ]);
    expect(same.changedAt).toBe(100);
    const other = rulesOf(view, endpointsOf([slice([here, there])]), node, 300, '11', same);
    expect(other.rules.map(({ since }) => since)).toEqual([300, 300]);
    expect(other.changedAt).toBe(300);
  });

  test('an address that stands in two slices is used once', () => {
    expect(endpointsOf([slice([here]), slice([here, there], 'web-2')]).map(({ ip }) => ip)).toEqual([
      '10.244.1.2',
      '10.244.1.3',
    ]);
  });

  test('says why it uses what it uses', () => {
    const { because } = usableEndpoints(endpointsOf([slice([{ ...here, ...ending }])]), node, false);
    expect(because).toBe('none is ready: those that still serve while they end');
  });
});

describe('a choice', () => {
  const [rule] = made({ sessionAffinity: 'ClientIP' }, [here, there, there]);

  test('each endpoint is as likely as the others', () => {
    const hits = [0, 0, 0];
    for (let n = 0; n < 3000; n++) {
      const { endpoint } = choose(rule, undefined, (n * 2 ** 32) / 3000, 0);
      hits[rule.endpoints.indexOf(endpoint)]++;
    }
    expect(hits).toEqual([1000, 1000, 1000]);
  });

  test('a client is sent where it was before, for three hours, while that endpoint is there', () => {
    expect(rule.affinitySeconds).toBe(10_800);
    const [, second] = rule.endpoints;
    const before = { endpoint: second, until: 1000 };
    expect(choose(rule, before, 0, 999).endpoint).toBe(second);
    expect(choose(rule, before, 0, 1000).endpoint).toBe(rule.endpoints[0]);
    const gone = { ...rule, endpoints: [rule.endpoints[0]] };
    expect(choose(gone, before, 0, 0).because).toBe('the only endpoint');
  });
});

test('a node without the label is in no zone', () => {
  expect(nodeView('a', undefined)).toEqual({ name: 'a', zone: '' });
});
