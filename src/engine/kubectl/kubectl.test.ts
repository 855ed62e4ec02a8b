// kubectl as a process, against the real API server and its store: what is typed, what is printed, what is sent.
import { beforeEach, describe, expect, test } from 'vitest';
import { hashOf } from '../kernel/hash.ts';
import { KubectlRig } from '../testing/kubectl-rig.ts';
import { outputPosition, outputsSince, runningCommands } from './state.ts';

const web = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, tier: front}
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
const files = { 'web.yaml': web };
const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: one}\nspec: {containers: [{name: app, image: nginx}]}\n';

let rig: KubectlRig;
beforeEach(() => {
  rig = new KubectlRig();
});

const deployment = () =>
  rig.ask({ verb: 'get', group: 'apps', resource: 'deployments', namespace: 'default', name: 'web' }).body;

describe('apply', () => {
  test('created, unchanged, configured; what others set is left alone, what the file dropped goes', () => {
    expect(rig.run('apply -f web.yaml', { files })).toBe('deployment.apps/web created');
    expect(rig.run('apply -f web.yaml', { files })).toBe('deployment.apps/web unchanged');
    rig.run('label deploy web team=a');
    const less = { 'web.yaml': web.replace(', tier: front', '').replace('replicas: 3', 'replicas: 5') };
    expect(rig.run('apply -f web.yaml', { files: less })).toBe('deployment.apps/web configured');
    expect(deployment()).toMatchObject({ metadata: { labels: { app: 'web', team: 'a' } }, spec: { replicas: 5 } });
    expect(deployment()).not.toHaveProperty('metadata.labels.tier');
  });

  test('several documents and files, one bad: the others are done, the error comes last', () => {
    const two = `${pod}---\n${pod.replace('one', 'two')}`;
    const bad = 'apiVersion: v1\nkind: Pod\nmetadata: {name: three}\nspec: {containerz: []}\n';
    expect(
      rig.run('apply -f a.yaml -f bad.yaml -f b.yaml', { files: { 'a.yaml': two, 'bad.yaml': bad, 'b.yaml': web } }),
    ).toBe(
      `pod/one created
pod/two created
deployment.apps/web created
[stderr] Error from server (BadRequest): error when creating "bad.yaml": Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containerz"
[exit 1]`,
    );
  });

  test('what is typed, dry runs, missing annotation', () => {
    expect(rig.run('apply -f -', { stdin: pod })).toBe('pod/one created');
    expect(rig.run('apply -f web.yaml --dry-run=client', { files })).toBe('deployment.apps/web created (dry run)');
    expect(rig.run('apply -f web.yaml --dry-run=server', { files })).toBe(
      'deployment.apps/web created (server dry run)',
    );
    expect(rig.run('get deploy')).toBe('[stderr] No resources found in default namespace.');
    rig.run('create -f web.yaml', { files });
    expect(rig.run('apply -f web.yaml', { files })).toMatch(
      /^deployment.apps\/web configured\n\[stderr\] Warning: resource deployments\/web is missing the /,
    );
    expect(rig.run('create -f web.yaml', { files })).toBe(
      '[stderr] Error from server (AlreadyExists): error when creating "web.yaml": deployments.apps "web" already exists\n[exit 1]',
    );
  });

  test('the real manager names', () => {
    rig.run('apply -f web.yaml', { files });
    rig.run('scale deploy web --replicas=4');
    rig.run('set image deploy/web nginx=nginx:1.28');
    rig.run('annotate deploy web a=b');
    const { metadata } = deployment() as { metadata: { managedFields: { manager: string }[] } };
    const names = metadata.managedFields.map(({ manager }) => manager);
    expect(names).toEqual(
      expect.arrayContaining(['kubectl-client-side-apply', 'kubectl', 'kubectl-set', 'kubectl-annotate']),
    );
  });
});

describe('changes', () => {
  beforeEach(() => {
    rig.run('apply -f web.yaml', { files });
  });

  test.each([
    ['scale deploy/web --replicas=4', 'deployment.apps/web scaled'],
    [
      'scale deploy/web --replicas=4 --current-replicas=7',
      '[stderr] error: Expected replicas to be 7, was 3\n[exit 1]',
    ],
    [`patch deploy web -p '{"spec":{"replicas":1}}'`, 'deployment.apps/web patched'],
    [`patch deploy web -p '{}'`, 'deployment.apps/web patched (no change)'],
    [
      `patch deploy web --type=json -p '[{"op":"replace","path":"/spec/replicas","value":2}]'`,
      'deployment.apps/web patched',
    ],
    [
      `patch deploy web -p '{"spec":{"replicas":-1}}'`,
      '[stderr] The Deployment "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0\n[exit 1]',
    ],
    ['set image deploy/web nginx=nginx:1.28', 'deployment.apps/web image updated'],
    ['set image deploy/web nope=nginx:1.28', '[stderr] error: unable to find container named "nope"\n[exit 1]'],
    ['set env deploy/web A=1 B=2', 'deployment.apps/web env updated'],
    ['set resources deploy/web --requests=cpu=10m', 'deployment.apps/web resource requirements updated'],
    [
      'label deploy web app=other',
      "[stderr] error: 'app' already has a value (web), and --overwrite is false\n[exit 1]",
    ],
    ['label deploy web app=other --overwrite', 'deployment.apps/web labeled'],
    ['label deploy web app-', 'deployment.apps/web unlabeled'],
    ['label deploy web app=web', 'deployment.apps/web not labeled'],
    ['label deploy web nope-', 'label "nope" not found.\ndeployment.apps/web not labeled'],
    ['annotate deploy web note=x', 'deployment.apps/web annotated'],
    ['rollout pause deploy/web', 'deployment.apps/web paused'],
    ['rollout resume deploy/web', '[stderr] error: deployments.apps "web" is not paused\n[exit 1]'],
    ['rollout restart deploy/web', 'deployment.apps/web restarted'],
    ['rollout undo deploy/web', '[stderr] error: no rollout history found for deployment "web"\n[exit 1]'],
    [
      'rollout status deploy/web --timeout=1s',
      'Waiting for deployment spec update to be observed...\n[stderr] error: timed out waiting for the condition\n[exit 1]',
    ],
    [
      'create foo',
      "[stderr] error: Unexpected args: [foo]\n[stderr] See 'kubectl create -h' for help and examples\n[exit 1]",
    ],
    ['create job j --image=busybox', '[stderr] error: kubectl create job is not in Podarium yet\n[exit 1]'],
    [
      'scale sa/default --replicas=2',
      '[stderr] Error from server (NotFound): the server could not find the requested resource\n[exit 1]',
    ],
    [
      'exec web-1 ls',
      "[stderr] error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\n[stderr] See 'kubectl exec -h' for help and examples\n[exit 1]",
    ],
    ['--context=other get pods', '[stderr] error: context "other" does not exist\n[exit 1]'],
    [
      'set resources deploy/web --limits=foo',
      '[stderr] error: Invalid argument syntax foo, expected <resource>=<value>\n[exit 1]',
    ],
    ["run x --image='a b'", '[stderr] error: Invalid image name "a b": invalid reference format\n[exit 1]'],
    ['set image deploy/web nginx=a --local', '[stderr] error: --local is not in Podarium yet\n[exit 1]'],
    ['set image deploy/web nginx=a --record', '[stderr] error: --record is not in Podarium yet\n[exit 1]'],
    [
      'apply view-last-applied deploy web',
      '[stderr] error: kubectl apply view-last-applied is not in Podarium yet\n[exit 1]',
    ],
    ['wait --for=create deploy/web', 'deployment.apps/web condition met'],
    ['wait --for=create pod/one --timeout=1s', '[stderr] error: timed out waiting for the condition\n[exit 1]'],
    ['config use-context x', '[stderr] error: no context exists with the name: "x"\n[exit 1]'],
    ['edit deploy nope', '[stderr] Error from server (NotFound): deployments.apps "nope" not found\n[exit 1]'],
  ])('%s', (line, expected) => {
    expect(rig.run(line)).toBe(expected);
  });

  test('one object after the other, in the order in which they are listed', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    rig = new KubectlRig({ latency: (_from, _to, _body, luck) => 1 + (luck % 20) });
    for (const name of names) rig.run(`create cm ${name}`);
    const lines = (did: string) => names.map((name) => `configmap/${name} ${did}`).join('\n');
    expect(rig.run('label cm --all x=y')).toBe(lines('labeled'));
    expect(rig.run('annotate cm --all x=y')).toBe(lines('annotated'));
  });

  test('waits for an object that somebody else will make', () => {
    const position = outputPosition(rig.state);
    const id = rig.type('wait --for=create cm/late');
    rig.api.wait(1200);
    rig.run('create cm late');
    rig.api.wait(600);
    const printed = outputsSince(rig.state, position).filter(
      ({ thread, stream }) => thread === id && stream !== 'command',
    );
    expect(printed.map(({ text }) => text)).toEqual(['configmap/late condition met\n', '0']);
  });

  test('unknown fields are refused, told or dropped, as it is asked', () => {
    const odd = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd}\ndatta: {a: b}\n';
    const create = (flag: string) => rig.run(`create -f - --dry-run=server ${flag}`, { stdin: odd });
    expect(create('')).toContain('unknown field "datta"');
    expect(create('--validate=warn')).toBe(
      'configmap/odd created (server dry run)\n[stderr] Warning: unknown field "datta"',
    );
    expect(create('--validate=false')).toBe('configmap/odd created (server dry run)');
  });

  test('set env writes and removes, and lists', () => {
    rig.run('set env deploy/web A=1 B=2');
    rig.run('set env deploy/web A-');
    expect(rig.run('set env deploy/web --list')).toBe('# Deployment web, container nginx\nB=2');
  });
});

describe('delete', () => {
  test('waits until it is gone, and says so before', () => {
    rig.run('create -f -', { stdin: pod });
    rig.ask({
      verb: 'create',
      resource: 'pods',
      namespace: 'default',
      name: 'one',
      subresource: 'binding',
      body: { target: { kind: 'Node', name: 'n' } },
    });
    const position = outputPosition(rig.state);
    const id = rig.type('delete pod one');
    rig.api.wait(500);
    expect(rig.text(position, id)).toBe('pod "one" deleted from default namespace');
    expect(runningCommands(rig.state)).toHaveLength(1);
    rig.ask({ verb: 'delete', resource: 'pods', namespace: 'default', name: 'one', body: { gracePeriodSeconds: 0 } });
    rig.api.wait(100);
    expect(rig.printed(position, id).at(-1)).toMatchObject({ stream: 'exit', text: '0' });
  });

  test.each([
    ['delete pod nope', '[stderr] Error from server (NotFound): pods "nope" not found\n[exit 1]'],
    ['delete pod nope --ignore-not-found', ''],
    [
      'delete pod one --force --grace-period=0',
      'pod "one" force deleted from default namespace\n[stderr] Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.',
    ],
    ['delete pods --all', 'pod "one" deleted from default namespace'],
    ['delete pods -l a=b', 'No resources found'],
    ['delete pods,cm -l a=b', 'No resources found'],
    ['delete pods,cm --all', 'pod "one" deleted from default namespace'],
    ['delete pod one --dry-run=client', 'pod "one" deleted from default namespace (dry run)'],
    ['delete pod one -o name', 'pod/one'],
    ['delete pod/one', 'pod "one" deleted from default namespace'],
    ['delete -f pod.yaml', 'pod "one" deleted from default namespace'],
    ['delete pods', '[stderr] error: resource(s) were provided, but no name was specified\n[exit 1]'],
  ])('%s', (line, expected) => {
    rig.run('create -f -', { stdin: pod });
    expect(rig.run(line, { files: { 'pod.yaml': pod } })).toBe(expected);
  });
});

describe('a watch', () => {
  test('prints a row a change, beside other commands, until Ctrl-C', () => {
    rig.run('create -f -', { stdin: pod });
    const position = outputPosition(rig.state);
    const id = rig.type('get pods -w');
    rig.api.wait(300);
    expect(rig.run('create -f -', { stdin: pod.replace('one', 'a-longer-name') })).toBe('pod/a-longer-name created');
    rig.run('delete pod one');
    expect(rig.text(position, id)).toBe(
      `NAME   READY   STATUS    RESTARTS   AGE
one    0/1     Pending   0          0s
a-longer-name   0/1     Pending   0          0s
one             0/1     Terminating   0          0s
one             0/1     Terminating   0          0s`,
    );
    rig.interrupt(id);
    expect(rig.printed(position, id).at(-1)).toMatchObject({ stream: 'exit', text: '130' });
    expect(runningCommands(rig.state)).toEqual([]);
  });

  test('--request-timeout ends it in good order', () => {
    expect(rig.run('get pods --watch --request-timeout=1s')).toBe('');
  });

  test('a fork in the middle lives on by itself', () => {
    rig.type('get pods -w');
    rig.type('wait --for=delete pod/one');
    rig.api.wait(100);
    const fork = rig.api.simulation.fork();
    rig.api.wait(1000);
    fork.advance(rig.api.simulation.now);
    expect(hashOf(fork.world())).toEqual(hashOf(rig.api.simulation.world()));
  });
});

describe('formats', () => {
  beforeEach(() => {
    rig.run('create -f -', { stdin: pod });
  });

  test.each([
    ['get pods -o name', 'pod/one'],
    ["get pod one -o jsonpath='{.metadata.name}'", 'one'],
    [
      "get pod one -o jsonpath='{.spec.tolerations[0]}'",
      '{"effect":"NoExecute","key":"node.kubernetes.io/not-ready","operator":"Exists","tolerationSeconds":300}',
    ],
    [
      "get pods -o jsonpath='{.items[7].metadata.name}'",
      '[stderr] error: error executing jsonpath "{.items[7].metadata.name}": Error executing template: array index out of bounds: index 7, length 1\n[exit 1]',
    ],
    ['get pods -o custom-columns=N:.metadata.name,X:.spec.nope', 'N     X\none   <none>'],
    ['get pods --no-headers', 'one   0/1   Pending   0     0s'],
    [
      'get pods -A',
      'NAMESPACE   NAME   READY   STATUS    RESTARTS   AGE\ndefault     one    0/1     Pending   0          0s',
    ],
    [
      'get pods,ns default',
      'NAME                STATUS   AGE\nnamespace/default   Active   1s\n[stderr] Error from server (NotFound): pods "default" not found\n[exit 1]',
    ],
    [
      'get pod one two',
      'NAME   READY   STATUS    RESTARTS   AGE\none    0/1     Pending   0          0s\n[stderr] Error from server (NotFound): pods "two" not found\n[exit 1]',
    ],
    ['get pods -l app=nope', '[stderr] No resources found in default namespace.'],
    [
      'get pods --sort-by=.metadata.nope',
      `[stderr] error: couldn't find any field with path "{.metadata.nope}" in the list of objects\n[exit 1]`,
    ],
    ['get --raw /healthz', 'ok'],
  ])('%s', (line, expected) => {
    expect(rig.run(line)).toBe(expected);
  });

  test('yaml of one object and of a list', () => {
    expect(rig.run('get pod one -o yaml')).toMatch(/^apiVersion: v1\nkind: Pod\nmetadata:\n {2}creationTimestamp: "/);
    expect(rig.run('get pods -o yaml')).toMatch(/^apiVersion: v1\nitems:\n- apiVersion: v1\n {2}kind: Pod\n/);
    expect(rig.run('get pods -o yaml')).toMatch(/\nkind: List\nmetadata:\n {2}resourceVersion: ""$/);
    expect(rig.run('get pod one -o json')).toMatch(/^\{\n {4}"apiVersion": "v1",\n {4}"kind": "Pod",\n/);
    expect(rig.run('get pod one -o yaml')).not.toContain('managedFields');
  });
});

describe('the connection', () => {
  test('refused while the API server is down', () => {
    rig.api.simulation.stop('kube-apiserver/master-1');
    const refused =
      '[stderr] The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?\n[exit 1]';
    expect(rig.run('get pods')).toBe(refused);
    expect(rig.run('apply -f -', { stdin: pod })).toBe(refused);
    expect(rig.run('delete pod one')).toBe(refused);
  });

  test('given up after half a minute when the cable is cut', () => {
    rig.api.simulation.cut('laptop', '*');
    expect(rig.run('get pods')).toBe(
      '[stderr] Unable to connect to the server: dial tcp 10.0.0.1:6443: i/o timeout\n[exit 1]',
    );
  });
});

test('output is bounded, and positions stay valid', () => {
  const before = outputPosition(rig.state);
  for (let i = 0; i < 3; i += 1) rig.run('version');
  expect(outputsSince(rig.state, before).filter(({ stream }) => stream === 'exit')).toHaveLength(3);
  expect(outputsSince(rig.state, outputPosition(rig.state))).toEqual([]);
});

test('an older version is answered when it is asked for by name, and nothing is listed twice', () => {
  rig.run('create deployment web --image=nginx');
  rig.run('autoscale deployment web --max=3');
  expect(rig.run('get hpa web -o yaml')).toContain('apiVersion: autoscaling/v2');
  const old = rig.run('get hpa.v1.autoscaling web -o yaml');
  expect(old).toContain('apiVersion: autoscaling/v1');
  expect(old).toContain('targetCPUUtilizationPercentage: 80');
  expect(rig.run('get all').match(/horizontalpodautoscaler.autoscaling\/web/g)).toHaveLength(1);
  expect(rig.run('delete hpa.v1.autoscaling web')).toContain('horizontalpodautoscaler.autoscaling "web" deleted');
});
