// The first thing an API server does with an empty etcd is to make the namespaces that everybody counts on.
// Source: `pkg/controlplane/controller/systemnamespaces`.

import type { ApiRequest } from '../api/wire.ts';
import type { IO } from '../kernel/process.ts';
import type { ApiServerState, Operation } from './state.ts';

const systemNamespaces: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease', 'default'];

/** Creates those that are missing, as requests like any other. */
export function createSystemNamespaces(
  state: ApiServerState,
  perform: (state: ApiServerState, operation: Operation, io: IO) => void,
  io: IO,
): void {
  for (const name of systemNamespaces) {
    if (state.caches.namespaces.objects.has(name)) continue;
    const request: ApiRequest = Object.freeze({
      kind: 'request',
      verb: 'create',
      group: '',
      version: 'v1',
      resource: 'namespaces',
      body: Object.freeze({ apiVersion: 'v1', kind: 'Namespace', metadata: Object.freeze({ name }) }),
      user: 'system:apiserver',
      agent: 'kube-apiserver',
    });
    const because = 'every cluster has this namespace';
    perform(state, { request, to: io.self, stream: '', messageId: 0, because, startedAt: io.now }, io);
  }
}
