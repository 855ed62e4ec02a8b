// Descriptions, blank by blank: the transcripts are compared more loosely.
import { beforeEach, expect, test } from 'vitest';
import { KubectlRig } from '../../testing/kubectl-rig.ts';
import { longTime } from './parts.ts';

let rig: KubectlRig;
beforeEach(() => {
  rig = new KubectlRig();
});

test('a pod that waits for a node', () => {
  const spec = `{tolerations: [{key: a, operator: Exists}], volumes: [{name: v, emptyDir: {}}], containers: [{name: app, image: nginx, command: [sh, -c], ports: [{containerPort: 80}, {containerPort: 81, hostPort: 8081}], env: [{name: A, value: b}, {name: ME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}], resources: {requests: {cpu: 64}}, livenessProbe: {httpGet: {path: /healthz, port: 8080}}, volumeMounts: [{name: v, mountPath: /v}]}]}`;
  const made = rig.run('create -f -', {
    stdin: `apiVersion: v1\nkind: Pod\nmetadata: {name: greedy, labels: {run: greedy}}\nspec: ${spec}`,
  });
  expect(made).toBe('pod/greedy created');
  const text = rig.run('describe pod greedy').replace(/kube-api-access-\w{5}/g, 'kube-api-access-XXXXX');
  expect(text).toBe(`Name:             greedy
Namespace:        default
Priority:         0
Service Account:  default
Node:             <none>
Labels:           run=greedy
Annotations:      <none>
Status:           Pending
IP:               
IPs:              <none>
Containers:
  app:
    Image:       nginx
    Ports:       80/TCP, 81/TCP
    Host Ports:  0/TCP, 8081/TCP
    Command:
      sh
      -c
    Requests:
      cpu:     64
    Liveness:  http-get http://:8080/healthz delay=0s timeout=1s period=10s #success=1 #failure=3
    Environment:
      A:   b
      ME:  greedy (v1:metadata.name)
    Mounts:
      /v from v (rw)
      /var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-XXXXX (ro)
Volumes:
  v:
    Type:       EmptyDir (a temporary directory that shares a pod's lifetime)
    Medium:     
    SizeLimit:  <unset>
  kube-api-access-XXXXX:
    Type:                    Projected (a volume that contains injected data from multiple sources)
    TokenExpirationSeconds:  3607
    ConfigMapName:           kube-root-ca.crt
    Optional:                false
    DownwardAPI:             true
QoS Class:                   Burstable
Node-Selectors:              <none>
Tolerations:                 a op=Exists
                             node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
                             node.kubernetes.io/unreachable:NoExecute op=Exists for 300s
Events:                      <none>`);
});

test('a name that is only the beginning of one, several objects, none', () => {
  rig.run('create configmap web-1 --from-literal=a=1');
  rig.run('create configmap web-2');
  expect(rig.run('describe cm web-')).toMatch(/^Name: {9}web-1\n[\s\S]*\n\n\nName: {9}web-2\n/);
  expect(rig.run('describe cm nope')).toBe(
    '[stderr] Error from server (NotFound): configmaps "nope" not found\n[exit 1]',
  );
  expect(rig.run('describe deploy')).toBe('[stderr] No resources found in default namespace.');
});

test('times in words', () => {
  expect(longTime('2026-11-24T02:05:36Z')).toBe('Tue, 24 Nov 2026 02:05:36 +0000');
  expect(longTime('2024-02-29T23:59:59.123456Z')).toBe('Thu, 29 Feb 2024 23:59:59 +0000');
  expect(longTime(null)).toBe('<unset>');
});
