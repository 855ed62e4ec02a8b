// The command line as a person meets it: exit codes, what it says about mistakes, and that a run, its replay and its files agree.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'podarium-cli-'));
const cli = join(folder, 'cli.mjs');

beforeAll(() => {
  const code = `import { bundle } from './scripts/bundle.mjs'; import { relative } from 'node:path';
    await bundle('src/cli/main.ts', relative(process.cwd(), ${JSON.stringify(cli)}), {});`;
  const built = spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
}, 120_000);

function podarium(...args: readonly string[]): {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
} {
  const {
    status: code,
    stdout: out,
    stderr: err,
  } = spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' });
  return { code, out, err };
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const lines = (name: string): readonly Record<string, unknown>[] =>
  readFileSync(join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const pod = (name: string, more = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  containers:\n  - name: app\n    image: nginx:1.27\n${more}`;

test('it says which version it is, and of which Kubernetes', () => {
  for (const word of ['version', '--version'])
    expect(podarium(word)).toEqual({ code: 0, out: 'podarium 0.1.0, a model of Kubernetes 1.36\n', err: '' });
});

describe('what cannot be used ends with 2 and says what to do', () => {
  const cases: readonly (readonly [what: string, args: readonly string[], said: string])[] = [
    ['a mistyped command', ['rnu'], 'There is no command rnu; did you mean run?'],
    ['a mistyped flag', ['run', '--aply', 'x'], 'There is no flag --aply for "podarium run"; did you mean --apply?'],
    ['a flag without its value', ['run', '--until'], '--until needs a value; see "podarium run --help".'],
    [
      'a wrong time',
      ['run', '--until', 'soon'],
      '--until must be settled or a time like 20s, 10m or 1m30s; it is "soon".',
    ],
    ['a missing file', ['run', '--apply', 'none.yaml'], 'none.yaml: there is no such file or folder; check the path.'],
    [
      'a field of a cluster',
      ['run', '--cluster', file('cluster.yaml', 'nodes:\n- {name: node-1}\n- name: node-2\n  cpuu: 4\n')],
      'cluster.yaml:4: nodes[1].cpuu: unknown field; known are name, cpu, memory, zone, labels, taints, images, pods. Did you mean cpu?',
    ],
    [
      'an action of a script',
      [
        'run',
        '--script',
        file('script.yaml', '- {at: 1s, do: {unplug: node/node-1}}\n- at: 2s\n  do: {plugg: node/node-1}\n'),
      ],
      'script.yaml:3: [1].do.plugg: unknown action plugg; did you mean plug?',
    ],
    [
      'a field of a manifest',
      ['run', '--apply', file('bad.yaml', pod('bad', '    imagePulPolicy: Always\n'))],
      'bad.yaml:8: Error from server (BadRequest): error when creating "STDIN": Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].imagePulPolicy" (did you mean imagePullPolicy?)',
    ],
    [
      'a line of cases',
      ['decide', '--cases', file('cases.jsonl', '{"id":1,"objects":[],"pod":{"metadata":{}}}\n')],
      'cases.jsonl: line 1: pod.spec.containers: must be a list',
    ],
    ['a command that is not there yet', ['serve'], '"podarium serve" is not in Podarium yet.'],
  ];
  test.each(cases)('%s', (_, args, said) => {
    const { code, err } = podarium(...args);
    expect(err).toContain(said);
    expect(code).toBe(2);
  });
});

test('a run writes what happened, and its replay comes to the same world', () => {
  const script = file(
    'steps.json',
    JSON.stringify([
      { ms: 0, do: 'kubectl apply -f -', stdin: pod('web') },
      { at: '5s', do: { kubectl: 'get pods' } },
      { at: '6s', do: 'kubectl delete pod $(pod#1) --wait=false'.replace('pod#1', 'pod[!tier]#1') },
    ]),
  );
  const files = ['objects', 'changes', 'requests', 'trace', 'transcript', 'recording'];
  const flags = files.flatMap((name) => [`--${name}`, `${name}.out`]);
  const first = podarium(
    'run',
    '--script',
    script,
    ...flags,
    '--since',
    '0',
    '--namespace',
    'default',
    '--hash',
    '--quiet',
  );
  expect(first.err).toBe('');
  expect(first.code).toBe(0);
  expect(first.out).toMatch(/^world [0-9a-f]{16} tick \d+ revision \d+\n$/);
  const again = podarium('run', '--replay', 'recording.out', '--hash', '--quiet');
  expect(again.out).toBe(first.out);

  const changes = lines('changes.out').filter(({ kind }) => kind === 'Pod');
  expect(changes.map(({ type }) => type)[0]).toBe('ADDED');
  expect(changes[0]).toMatchObject({ name: 'web', namespace: 'default', manager: 'kubectl-client-side-apply' });
  expect(changes.at(-1)).toMatchObject({ type: 'DELETED', name: 'web' });
  expect(JSON.stringify(changes)).not.toMatch(/managedFields|resourceVersion/);
  expect(lines('requests.out')).toContainEqual(
    expect.objectContaining({
      user: 'system:kube-scheduler',
      verb: 'create',
      resource: 'pods/binding',
      name: 'web',
      code: 201,
    }),
  );
  const ids = lines('trace.out').map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const transcript = readFileSync(join(folder, 'transcript.out'), 'utf8');
  expect(transcript).toContain(
    '$ kubectl apply -f -\npod/web created\n\n$ kubectl get pods\nNAME   READY   STATUS    RESTARTS   AGE\n',
  );
  const { kind, items } = JSON.parse(readFileSync(join(folder, 'objects.out'), 'utf8')) as {
    kind: string;
    items: unknown[];
  };
  expect(kind).toBe('List');
  expect(items.length).toBeGreaterThan(5);
});

test('why tells the chain, and the decision', () => {
  podarium('run', '--apply', file('web.yaml', pod('web')), '--recording', 'why.json', '--quiet');
  const { out } = podarium('why', 'pod/web', '--replay', 'why.json');
  expect(out).toMatch(/You applied a manifest[\s\S]*kubectl asked for a new pod web[\s\S]*Scheduler/);
  expect(podarium('why', 'pod/web', '--replay', 'why.json', '--decision').out).toMatch(
    /^Attempt 1, at [\d.]+ s:\ndefault\/web goes to node-\d/,
  );
});

test('one pod is decided as a table and as JSON', () => {
  podarium('run', '--objects', 'list.json', '--quiet');
  const args = [
    'decide',
    '--objects',
    'list.json',
    '--pod',
    file('pod.yaml', pod('big', '    resources: {requests: {cpu: 100}}\n')),
  ];
  expect(podarium(...args).out).toContain('default/big fits on none of 4 nodes');
  expect(JSON.parse(podarium(...args, '--json').out)).toMatchObject({ feasible: [] });
  const picky =
    'kind: Pod\nmetadata: {name: picky}\nspec: {nodeSelector: {disk: ssd}, containers: [{name: a, image: b}]}\n';
  const { out } = podarium('decide', '--objects', 'list.json', '--pod', file('picky.yaml', picky));
  expect(out).toContain('kubectl label node node-1 disk=ssd\n      then node-1 fits');
});
