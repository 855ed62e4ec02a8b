import { beforeEach, describe, expect, test } from 'vitest';
import { KubectlRig } from '../testing/kubectl-rig.ts';

const web = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: nginx
        image: nginx:1.14.2
`;

let rig: KubectlRig;
beforeEach(() => {
  rig = new KubectlRig();
});

describe('apply, get, delete against the API server', () => {
  test('applies, sees no difference, sees one, deletes', () => {
    const files = { 'web.yaml': web };
    expect(rig.run('apply -f web.yaml', { files })).toBe('deployment.apps/web created');
    expect(rig.run('apply -f web.yaml', { files })).toBe('deployment.apps/web unchanged');
    const more = { 'web.yaml': web.replace('replicas: 3', 'replicas: 5') };
    expect(rig.run('apply -f web.yaml', { files: more })).toBe('deployment.apps/web configured');
    expect(rig.run('get deploy')).toBe(
      'NAME   READY   UP-TO-DATE   AVAILABLE   AGE\nweb    0/5     0            0           0s',
    );
    expect(rig.run('delete deploy web')).toBe('deployment.apps "web" deleted from default namespace');
    expect(rig.run('get deploy')).toBe('[stderr] No resources found in default namespace.');
  });
});
