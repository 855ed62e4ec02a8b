// Every namespace gets the certificate by which its pods can tell the real API server from another.
// Source: upstream `pkg/controller/certificates/rootcacertpublisher`. The certificate here is a placeholder: nothing is encrypted.

import { equal, type KubeObject } from '../api/object.ts';
import type { Change } from '../client/informer.ts';
import { type Controller, configMaps, nothing, type Observed, type Plan } from './controller.ts';
import { isActiveNamespace } from './service-account.ts';

const NAME = 'kube-root-ca.crt';
const annotations = {
  'kubernetes.io/description':
    'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
};
const data = { 'ca.crt': '-----BEGIN CERTIFICATE-----\nUE9EQVJJVU0=\n-----END CERTIFICATE-----\n' };

export const rootCaPublisher: Controller = {
  name: 'root-ca-certificate-publisher',
  title: 'Root CA publisher',
  user: 'system:serviceaccount:kube-system:root-ca-cert-publisher',
  source: 'root-ca-cert-publisher',
  workers: 1,
  reconciles: 'namespaces',
  watches: {
    namespaces: (change) => (change.type === 'deleted' ? [] : [change.key]),
    configmaps: (change: Change) =>
      change.object.metadata.name === NAME ? [change.object.metadata.namespace ?? ''] : [],
  },
  reconcile,
};

function reconcile(key: string, observed: Observed): Plan {
  const namespace = observed.get('namespaces', key);
  if (!namespace || !isActiveNamespace(namespace)) return nothing;
  const known = observed.get('configmaps', `${key}/${NAME}`);
  if (known) {
    if (equal(known.data, data)) return nothing;
    const object = { ...known, data };
    return {
      steps: [{ intents: [{ verb: 'update', of: configMaps, object, because: 'somebody changed the certificate' }] }],
      because: '',
    };
  }
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: NAME, namespace: key, annotations },
    data,
  };
  const because = `namespace ${key} has no ${NAME} yet`;
  return { steps: [{ intents: [{ verb: 'create', of: configMaps, object, because }] }], because };
}
