// What stands in a cluster before anybody applies anything to it, beyond the control plane: the parts that kubeadm and administrators
// install with manifests of their own.

import { type ClusterSpec, proxyMode } from './cluster-spec.ts';
import { kubeProxyManifest } from './kube-proxy-manifest.ts';
import { componentsOf } from './metrics-components.ts';

/** Manifests in the order in which they are applied. */
export function addonsOf(spec: ClusterSpec): readonly string[] {
  return [...(proxyMode(spec) === 'daemonset' ? [kubeProxyManifest] : []), ...componentsOf(spec)];
}
