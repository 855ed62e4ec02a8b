// Which Services a container is told of, and in which variables.
import { expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { Table } from '../kernel/table.ts';
import { serviceEnvironment } from './service-env.ts';

const services = new Table<KubeObject>();
const put = (namespace: string, name: string, clusterIP: string, ports: readonly object[]): void =>
  services.set(`${namespace}/${name}`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { clusterIP, ports },
  });
put('default', 'kubernetes', '10.96.0.1', [{ name: 'https', port: 443, protocol: 'TCP' }]);
put('shop', 'redis-master', '10.96.4.7', [{ port: 6379, protocol: 'TCP' }]);
put('shop', 'headless', 'None', [{ port: 80, protocol: 'TCP' }]);
put('other', 'web', '10.96.4.8', [{ port: 80, protocol: 'TCP' }]);

test('the Services of the namespace that have an address, and the API server', () => {
  expect(serviceEnvironment(services, 'shop', true)).toEqual({
    KUBERNETES_SERVICE_HOST: '10.96.0.1',
    KUBERNETES_SERVICE_PORT: '443',
    KUBERNETES_SERVICE_PORT_HTTPS: '443',
    KUBERNETES_PORT: 'tcp://10.96.0.1:443',
    KUBERNETES_PORT_443_TCP: 'tcp://10.96.0.1:443',
    KUBERNETES_PORT_443_TCP_PROTO: 'tcp',
    KUBERNETES_PORT_443_TCP_PORT: '443',
    KUBERNETES_PORT_443_TCP_ADDR: '10.96.0.1',
    REDIS_MASTER_SERVICE_HOST: '10.96.4.7',
    REDIS_MASTER_SERVICE_PORT: '6379',
    REDIS_MASTER_PORT: 'tcp://10.96.4.7:6379',
    REDIS_MASTER_PORT_6379_TCP: 'tcp://10.96.4.7:6379',
    REDIS_MASTER_PORT_6379_TCP_PROTO: 'tcp',
    REDIS_MASTER_PORT_6379_TCP_PORT: '6379',
    REDIS_MASTER_PORT_6379_TCP_ADDR: '10.96.4.7',
  });
});

test('without service links only the API server', () => {
  const names = Object.keys(serviceEnvironment(services, 'shop', false));
  expect(names.every((name) => name.startsWith('KUBERNETES_'))).toBe(true);
  expect(names).toHaveLength(8);
});
