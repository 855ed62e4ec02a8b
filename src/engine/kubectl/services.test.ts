// Services in the terminal, against the real API server: made from words, looked at, refused, described blank by blank.
import { beforeEach, expect, test } from 'vitest';
import type { Service } from '../api/types.ts';
import { KubectlRig } from '../testing/kubectl-rig.ts';

let rig: KubectlRig;
beforeEach(() => {
  rig = new KubectlRig();
});

const service = (name: string): Service =>
  rig.ask({ verb: 'get', resource: 'services', namespace: 'default', name }).body as Service;

test('expose reads labels and ports off the workload', () => {
  rig.run('create deployment web --image=nginx:1.27 --port=80');
  expect(rig.run('expose deployment web --target-port=http --type=NodePort')).toBe('service/web exposed');
  expect(service('web')).toMatchObject({
    metadata: { labels: { app: 'web' } },
    spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, protocol: 'TCP', targetPort: 'http' }] },
  });
  expect(rig.run('expose deployment web')).toBe(
    '[stderr] Error from server (AlreadyExists): services "web" already exists\n[exit 1]',
  );
  expect(rig.run('expose deployment web --name=two --port=80,443 --dry-run=client')).toBe(
    'service/two exposed (dry run)',
  );
});

test('expose says what it cannot find', () => {
  rig.run('create deployment bare --image=nginx:1.27');
  expect(rig.run('expose deployment bare')).toBe(
    "[stderr] error: couldn't find port via --port flag or introspection\n[exit 1]",
  );
  rig.run('create configmap c');
  expect(rig.run('expose configmap c --port=80')).toBe('[stderr] error: cannot expose a ConfigMap\n[exit 1]');
});

test('create service makes each of the four types', () => {
  expect(rig.run('create service clusterip web --tcp=80:8080')).toBe('service/web created');
  expect(service('web').spec).toMatchObject({ selector: { app: 'web' }, ports: [{ name: '80-8080', port: 80 }] });
  rig.run('create service nodeport open --tcp=80 --node-port=30080');
  rig.run('create service loadbalancer lb --tcp=443');
  rig.run('create service externalname db --external-name=db.example.com');
  const rows = rig.run('get svc').split('\n');
  expect(rows.slice(1).map((row) => row.split(/ +/).filter((_, i) => i !== 2 && i < 5))).toEqual([
    ['db', 'ExternalName', 'db.example.com', '<none>'],
    ['lb', 'LoadBalancer', '<pending>', expect.stringMatching(/^443:3\d{4}\/TCP$/)],
    ['open', 'NodePort', '<none>', '80:30080/TCP'],
    ['web', 'ClusterIP', '<none>', '80/TCP'],
  ]);
  expect(rig.run('create service clusterip none')).toBe(
    '[stderr] error: at least one tcp port specifier must be provided\n[exit 1]',
  );
  expect(rig.run('create service nodeport again --tcp=80 --node-port=30080')).toContain(
    'error: failed to create NodePort service: Service "again" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
  );
});

test('an address and a port are given once, and given back', () => {
  rig.run('create service clusterip a --tcp=80 --clusterip=10.96.7.7');
  const refused = rig.run('create service clusterip b --tcp=80 --clusterip=10.96.7.7');
  expect(refused).toContain(
    'spec.clusterIPs: Invalid value: ["10.96.7.7"]: failed to allocate IP 10.96.7.7: provided IP is already allocated',
  );
  rig.run('delete svc a');
  expect(rig.run('create service clusterip b --tcp=80 --clusterip=10.96.7.7')).toBe('service/b created');
  rig.run('create service nodeport c --tcp=80 --node-port=30090');
  rig.run(`patch svc c -p '{"spec":{"type":"ClusterIP"}}'`);
  expect(rig.run('create service nodeport d --tcp=80 --node-port=30090')).toBe('service/d created');
});

test('Endpoints warn whoever asks', () => {
  expect(rig.run('get endpoints')).toContain(
    'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  );
});

test('a Service is described with what is ready behind it', () => {
  rig.run('create service nodeport web --tcp=80:8080 --node-port=30080');
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-1', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    endpoints: [
      { addresses: ['10.244.0.2'], conditions: { ready: true }, targetRef: { kind: 'Pod', name: 'p' } },
      { addresses: ['10.244.0.3'], conditions: { ready: false }, nodeName: 'node-1', zone: 'a' },
    ],
    ports: [{ name: '80-8080', port: 8080, protocol: 'TCP' }],
  };
  rig.run('create -f -', { stdin: JSON.stringify(slice) });
  const { clusterIP } = service('web').spec;
  expect(rig.run('describe svc web').replaceAll(clusterIP ?? '', 'ADDRESS')).toBe(`Name:                     web
Namespace:                default
Labels:                   app=web
Annotations:              <none>
Selector:                 app=web
Type:                     NodePort
IP Family Policy:         SingleStack
IP Families:              IPv4
IP:                       ADDRESS
IPs:                      ADDRESS
Port:                     80-8080  80/TCP
TargetPort:               8080/TCP
NodePort:                 80-8080  30080/TCP
Endpoints:                10.244.0.2:8080
Session Affinity:         None
External Traffic Policy:  Cluster
Internal Traffic Policy:  Cluster
Events:                   <none>`);
  expect(rig.run('describe endpointslice web-1')).toBe(`Name:         web-1
Namespace:    default
Labels:       kubernetes.io/service-name=web
Annotations:  <none>
AddressType:  IPv4
Ports:
  Name     Port  Protocol
  ----     ----  --------
  80-8080  8080  TCP
Endpoints:
  - Addresses:  10.244.0.2
    Conditions:
      Ready:    true
    Hostname:   <unset>
    TargetRef:  Pod/p
    NodeName:   <unset>
    Zone:       <unset>
  - Addresses:  10.244.0.3
    Conditions:
      Ready:   false
    Hostname:  <unset>
    NodeName:  node-1
    Zone:      a
Events:        <none>`);
});
