// Where a message comes from and goes to, in words.
import { network } from '../ui/text/network.ts';

/** What a request goes through is no component of Kubernetes. */
const ofUsers: Readonly<Record<string, (machine: string) => string>> = {
  traffic: (machine) => network.usersAt(machine),
  netfilter: (machine) => network.rulesAt(machine),
  pods: (machine) => network.podsAt(machine),
};

/** `kube-apiserver/master-1` → API server; `kubelet/node-2` → kubelet on node-2. */
export function placeName(address: string): string {
  const [component = '', machine = ''] = address.split('/');
  if (component === 'kube-apiserver') return 'API server';
  if (component in ofUsers) return ofUsers[component](machine);
  const isOfControlPlane = ['etcd', 'kube-scheduler', 'kube-controller-manager', 'kubectl'].includes(component);
  return isOfControlPlane || machine === '' ? component : `${component} on ${machine}`;
}
