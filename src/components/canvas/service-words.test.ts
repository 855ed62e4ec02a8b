// What a Service's bar says, in tables.
import { describe, expect, test } from 'vitest';
import type { ViewEndpoint, ViewMachine, ViewRules, ViewService } from '../../engine/index.ts';
import { addressText, endpointsIn, rulesText } from './service-words.ts';

const service = (more: Partial<ViewService> = {}): ViewService => ({
  ...{ ref: 'Service/default/web', namespace: 'default', name: 'web', type: 'ClusterIP', clusterIP: '10.96.3.7' },
  ports: [{ name: '', port: 80, targetPort: '80', protocol: 'TCP', nodePort: 0 }],
  ...{ selector: '', endpoints: [], ...more },
});
const endpoint = (ip: string, ready = true): ViewEndpoint => ({
  ...{ ref: '', ip, node: '', ready, serving: ready, terminating: false },
});
const rules = (machine: string, stale: boolean | undefined): ViewRules => ({
  ...{ machine, syncedAt: 5 },
  services:
    stale === undefined ? [] : [{ ref: 'Service/default/web', clusterIP: '10.96.3.7', rules: [], changedAt: 5, stale }],
});

test.each([
  ['10.96.3.7:80', {}],
  ['None', { clusterIP: 'None' }],
  ['ExternalName', { clusterIP: '', type: 'ExternalName' }],
])('address %s', (says, more) => {
  expect(addressText(service(more))).toBe(says);
});

test.each<[string, (boolean | undefined)[], Partial<ViewService>]>([
  ['rules on every node', [false, false, false], {}],
  ['rules on 1 of 3 nodes', [false, undefined, undefined], {}],
  ['no rules yet', [undefined, undefined, undefined], {}],
  ['old rules on node-2', [false, true, false], {}],
  ['old rules on 3 nodes', [true, true, true], {}],
  ['no rules: its name leads to the pods', [undefined, undefined, undefined], { clusterIP: 'None' }],
])('%s', (says, stale, more) => {
  const machines: Record<string, ViewMachine> = {};
  const written: Record<string, ViewRules> = {};
  stale.forEach((old, i) => {
    const name = `node-${i + 1}`;
    machines[name] = {
      ...{ name, role: 'worker', up: true, cutSince: undefined, node: undefined },
      processes: [],
      images: [],
    };
    written[name] = rules(name, old);
  });
  expect(rulesText(service(more), written, machines)).toBe(says);
});

describe('endpoints', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((ip) => endpoint(ip, ip !== 'd'));
  test.each([
    [2000, 'a b c d e', 0],
    [740, 'd a b', 2],
    [100, 'd', 4],
  ])('in a bar of %i px: %s, and %i more', (width, ips, more) => {
    const found = endpointsIn(width, five);
    expect([found.shown.map(({ ip }) => ip).join(' '), found.more]).toEqual([ips, more]);
  });
});
