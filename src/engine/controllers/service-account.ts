// Every namespace gets a service account called `default`, so that pods have an identity even if nobody thought of one.
// Source: upstream `pkg/controller/serviceaccount/serviceaccounts_controller.go`.

import type { KubeObject } from '../api/object.ts';
import type { Change } from '../client/informer.ts';
import { type Controller, nothing, type Observed, type Plan, serviceAccounts } from './controller.ts';

const NAME = 'default';

export const serviceAccountController: Controller = {
  name: 'serviceaccount',
  title: 'ServiceAccount',
  user: 'system:serviceaccount:kube-system:service-account-controller',
  source: 'serviceaccount-controller',
  workers: 1,
  reconciles: 'namespaces',
  watches: {
    namespaces: (change) => (change.type === 'deleted' ? [] : [change.key]),
    serviceaccounts: (change: Change) =>
      change.type === 'deleted' && change.object.metadata.name === NAME ? [change.object.metadata.namespace ?? ''] : [],
  },
  reconcile,
};

function reconcile(key: string, observed: Observed): Plan {
  const namespace = observed.get('namespaces', key);
  if (!namespace || !isActiveNamespace(namespace) || observed.get('serviceaccounts', `${key}/${NAME}`)) return nothing;
  const object: KubeObject = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME, namespace: key } };
  const because = `namespace ${key} has no service account ${NAME} yet`;
  return { steps: [{ intents: [{ verb: 'create', of: serviceAccounts, object, because }] }], because };
}

export function isActiveNamespace(namespace: KubeObject): boolean {
  return (namespace.status as { phase?: string } | undefined)?.phase !== 'Terminating';
}
