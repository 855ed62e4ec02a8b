// Where a message comes from and goes to, in words.

/** `kube-apiserver/master-1` → API server; `kubelet/node-2` → kubelet on node-2. */
export function placeName(address: string): string {
  const [component = '', machine = ''] = address.split('/');
  if (component === 'kube-apiserver') return 'API server';
  const isOfControlPlane = ['etcd', 'kube-scheduler', 'kube-controller-manager', 'kubectl'].includes(component);
  return isOfControlPlane || machine === '' ? component : `${component} on ${machine}`;
}
