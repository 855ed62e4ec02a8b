// Which names lead where, from which namespace.
import { expect, test } from 'vitest';
import { Table } from '../kernel/table.ts';
import { candidates, lookUp } from './dns.ts';
import type { ServiceRules } from './rules.ts';

const services = new Table<ServiceRules>();
const known = (service: string, clusterIP: string, pods: ServiceRules['pods'] = []) =>
  services.set(service, { service, clusterIP, ports: [], rules: [], pods, changedAt: 0, revision: '1' });
known('shop/web', '10.96.0.7');
known('default/web', '10.96.0.8');
known('shop/db', '', [
  { ip: '10.244.1.2', hostname: 'db-0' },
  { ip: '10.244.2.2', hostname: 'db-1' },
]);

test.each([
  ['web', 'shop', '10.96.0.7'],
  ['web', 'default', '10.96.0.8'],
  ['web.shop', 'default', '10.96.0.7'],
  ['web.shop.svc', 'default', '10.96.0.7'],
  ['web.shop.svc.cluster.local', 'default', '10.96.0.7'],
  ['web.shop.svc.cluster.local.', 'default', '10.96.0.7'],
  ['db', 'shop', '10.244.1.2 10.244.2.2'],
  ['db-1.db', 'shop', '10.244.2.2'],
  ['db-0.db.shop.svc.cluster.local', 'default', '10.244.1.2'],
  ['db-7.db', 'shop', ''],
  ['10-244-1-5.shop.pod', 'default', '10.244.1.5'],
  ['web.nowhere', 'default', ''],
  ['db', 'default', ''],
  ['example.com', 'default', ''],
])('%s from %s', (name, namespace, addresses) => {
  expect(lookUp(name, namespace, services).join(' ')).toBe(addresses);
});

test('a name with few dots costs three questions before its own', () => {
  expect(candidates('example.com', 'shop')).toEqual([
    'example.com.shop.svc.cluster.local',
    'example.com.svc.cluster.local',
    'example.com.cluster.local',
    'example.com',
  ]);
  expect(candidates('a.b.c.d.e.f', 'shop')[0]).toBe('a.b.c.d.e.f');
});
