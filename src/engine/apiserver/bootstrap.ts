// The first thing an API server does with an empty etcd is to make the namespaces that everybody counts on, and the Service by
// which pods find the server itself. That one has no selector: the server writes its own address behind it.
// Source: `pkg/controlplane/controller/systemnamespaces`, `pkg/controlplane/controller/kubernetesservice`.

import { freezeDeep, type KubeObject } from '../api/object.ts';
import type { ApiRequest } from '../api/wire.ts';
import type { IO } from '../kernel/process.ts';
import type { ApiServerState, Operation } from './state.ts';

const systemNamespaces: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease', 'default'];

type Perform = (state: ApiServerState, operation: Operation, io: IO) => void;

/** Creates those that are missing, as requests like any other. */
export function createSystemNamespaces(state: ApiServerState, perform: Perform, io: IO): void {
  const write = writer(state, perform, io);
  for (const name of systemNamespaces) {
    if (state.caches.namespaces.objects.has(name)) continue;
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    write('', 'namespaces', body, 'every cluster has this namespace');
  }
}

const NAME = 'kubernetes';
const SERVER_PORT = 6443;
const ports = [{ name: 'https', port: SERVER_PORT, protocol: 'TCP' }];

/** `default/kubernetes`, always the first address of the service network, and this server's address behind it. */
export function createKubernetesService(state: ApiServerState, perform: Perform, io: IO): void {
  const { address, addresses = address === undefined ? [] : [address] } = state.config;
  if (addresses.length === 0) return;
  const write = writer(state, perform, io);
  const key = `default/${NAME}`;
  const because = 'pods find the API server by this Service';
  if (!state.caches['services/specs'].objects.has(key)) {
    const labels = { component: 'apiserver', provider: NAME };
    const metadata = { name: NAME, namespace: 'default', labels };
    const spec = {
      clusterIP: '10.96.0.1',
      ipFamilyPolicy: 'SingleStack',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: SERVER_PORT }],
      sessionAffinity: 'None',
      type: 'ClusterIP',
    };
    write('', 'services', { apiVersion: 'v1', kind: 'Service', metadata, spec }, because);
  }
  if (!state.caches['services/endpoints'].objects.has(key)) {
    const labels = { 'endpointslice.kubernetes.io/skip-mirror': 'true' };
    const metadata = { name: NAME, namespace: 'default', labels };
    const subsets = [{ addresses: addresses.map((ip) => ({ ip })), ports }];
    write('', 'endpoints', { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets }, because);
  }
  if (!state.caches.endpointslices.objects.has(key)) {
    const labels = { 'kubernetes.io/service-name': NAME };
    const metadata = { name: NAME, namespace: 'default', labels };
    const endpoints = addresses.map((each) => ({ addresses: [each], conditions: { ready: true } }));
    const slice = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata };
    write('discovery.k8s.io', 'endpointslices', { ...slice, addressType: 'IPv4', endpoints, ports }, because);
  }
}

function writer(state: ApiServerState, perform: Perform, io: IO) {
  return (group: string, resource: string, object: KubeObject, because: string): void => {
    const request: ApiRequest = Object.freeze({
      kind: 'request',
      verb: 'create',
      group,
      version: 'v1',
      resource,
      namespace: object.metadata.namespace,
      body: freezeDeep(object),
      user: 'system:apiserver',
      agent: 'kube-apiserver',
    });
    perform(state, { request, to: io.self, stream: '', messageId: 0, because, startedAt: io.now }, io);
  };
}
