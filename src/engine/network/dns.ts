// Names inside a cluster: `db` from a pod is tried in the pod's own namespace first, then with each shorter ending; a Service's name
// leads to its ClusterIP, a headless one to its pods. Answered from what this machine knows of Services, without the way to CoreDNS.
// Source: CoreDNS `plugin/kubernetes`, a kubeadm cluster's resolv.conf (`ndots:5`).

import type { Table } from '../kernel/table.ts';
import type { ServiceRules } from './rules.ts';

const DOMAIN = 'cluster.local';
const NDOTS = 5;

/** The addresses a name stands for, seen from a namespace; none: NXDOMAIN for every ending. */
export function lookUp(name: string, namespace: string, services: Table<ServiceRules>): readonly string[] {
  for (const full of candidates(name, namespace)) {
    const found = answer(full, services);
    if (found.length > 0) return found;
  }
  return [];
}

/** In the order of asking: a name with fewer than five dots gets the search endings first. */
export function candidates(name: string, namespace: string): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const search = [`${namespace}.svc.${DOMAIN}`, `svc.${DOMAIN}`, DOMAIN].map((ending) => `${name}.${ending}`);
  return name.split('.').length - 1 < NDOTS ? [...search, name] : [name, ...search];
}

function answer(full: string, services: Table<ServiceRules>): readonly string[] {
  const parts = full.split('.');
  if (parts.slice(-2).join('.') !== DOMAIN) return [];
  const kind = parts.at(-3);
  if (kind === 'pod' && parts.length === 5) {
    const ip = parts[0].replaceAll('-', '.');
    return /^\d+\.\d+\.\d+\.\d+$/.test(ip) ? [ip] : [];
  }
  if (kind !== 'svc') return [];
  const [host, service, namespace] = parts.length === 6 ? parts : ['', ...parts];
  if (parts.length !== 5 && parts.length !== 6) return [];
  const known = services.get(`${namespace}/${service}`);
  if (!known) return [];
  if (host !== '') return known.pods.filter((pod) => pod.hostname === host).map(({ ip }) => ip);
  return known.clusterIP === '' ? known.pods.map(({ ip }) => ip) : [known.clusterIP];
}
