// From a line to a command, or to kubectl's own words about what is wrong with it.
import { describe, expect, test } from 'vitest';
import { flagInfos, parseFlags, parseSpan } from './flags.ts';
import { readCommand } from './parse.ts';
import type { Verb } from './verb.ts';
import { verbs } from './verbs/index.ts';
import { splitWords } from './words.ts';

describe('words', () => {
  test.each([
    ['get pods', ['get', 'pods']],
    ["get pods -o jsonpath='{.items[*].metadata.name}'", ['get', 'pods', '-o', 'jsonpath={.items[*].metadata.name}']],
    ['annotate pod a note="two words" empty=""', ['annotate', 'pod', 'a', 'note=two words', 'empty=']],
    ['a\\ b "c\\"d" \'e\\f\'', ['a b', 'c"d', 'e\\f']],
    ['get pods # all of them', ['get', 'pods']],
    ["''", ['']],
  ])('%s', (line, words) => {
    expect(splitWords(line)).toEqual({ words });
  });

  test.each(['get pods | grep x', 'get pods > file', 'get a; get b', 'get $(x)', 'get `x`', "get 'x"])(
    '%s needs a shell',
    (line) => {
      expect(splitWords(line)).toHaveProperty('error');
    },
  );

  test('inside quotes such letters are letters', () => {
    expect(splitWords(`patch x -p '{"a":"b|c;d>e"}'`)).toEqual({ words: ['patch', 'x', '-p', '{"a":"b|c;d>e"}'] });
  });
});

describe('flags', () => {
  const names = [
    'output:o',
    'watch:w',
    'all-namespaces:A',
    'filename:f',
    'replicas',
    'dry-run',
    'timeout',
    'selector:l',
  ];

  test.each([
    ['-o wide', { output: 'wide' }],
    ['-owide', { output: 'wide' }],
    ['-o=wide', { output: 'wide' }],
    ['--output=wide --output json', { output: 'json' }],
    ['-wA', { watch: 'true', 'all-namespaces': 'true' }],
    ['--watch=false', { watch: 'false' }],
    ['-f a.yaml -f b.yaml,c.yaml', { filename: ['a.yaml', 'b.yaml', 'c.yaml'] }],
    ['-l a=b,c=d -n x', { selector: 'a=b,c=d', namespace: 'x' }],
    ['--dry-run=client', { 'dry-run': 'client' }],
    ['--dry-run', { 'dry-run': 'unchanged' }],
    ['-f -', { filename: ['-'] }],
  ])('%s', (line, flags) => {
    expect(parseFlags(line.split(' '), names)).toMatchObject({ flags, args: [] });
  });

  test.each([
    ['--nope', 'unknown flag: --nope'],
    ['-z', "unknown shorthand flag: 'z' in -z"],
    ['--output', 'flag needs an argument: --output'],
    ['-o', "flag needs an argument: 'o' in -o"],
    ['--replicas=x', 'invalid argument "x" for "--replicas" flag: strconv.ParseInt: parsing "x": invalid syntax'],
    ['--watch=x', 'invalid argument "x" for "--watch" flag: strconv.ParseBool: parsing "x": invalid syntax'],
    ['--timeout=5', 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'],
  ])('%s is refused', (line, error) => {
    expect(parseFlags(line.split(' '), names)).toEqual({ error });
  });

  test('what stands behind -- is left alone', () => {
    expect(parseFlags(['a', '--', 'b', '--c'], names)).toMatchObject({ args: ['a'], rest: ['b', '--c'] });
  });

  test.each([
    ['0', 0],
    ['10s', 10_000],
    ['1m30s', 90_000],
    ['250ms', 250],
    ['1.5h', 5_400_000],
    ['-1s', -1000],
    ['10', undefined],
  ])('a span of %s', (text, ms) => {
    expect(parseSpan(text)).toBe(ms);
  });

  test('every verb names flags that are known', () => {
    const check = (list: readonly Verb[]): void => {
      for (const verb of list) {
        for (const flag of verb.flags) expect(flagInfos, `${verb.name} ${flag}`).toHaveProperty(flag.split(':')[0]);
        check(verb.subcommands ?? []);
      }
    };
    check(verbs);
  });
});

describe('commands', () => {
  test('flags may stand before the verb', () => {
    expect(readCommand('-n kube-system get pods')).toMatchObject({
      path: ['get'],
      args: ['pods'],
      flags: { namespace: 'kube-system' },
    });
    expect(readCommand('--namespace=x rollout status deploy/web')).toMatchObject({
      path: ['rollout', 'status'],
      args: ['deploy/web'],
    });
  });

  test.each([
    ['nope', 'error: unknown command "nope" for "kubectl"\n\nDid you mean this?\n\ttop'],
    ['xyzzyx', 'error: unknown command "xyzzyx" for "kubectl"'],
    ['get pods --nope', "error: unknown flag: --nope\nSee 'kubectl get --help' for usage."],
    ['create deployment x --nope', "error: unknown flag: --nope\nSee 'kubectl create deployment --help' for usage."],
    ['scale deployment x', 'error: required flag(s) "replicas" not set'],
    ['apply -k .', 'error: --kustomize is not in Podarium yet'],
    ['get pods -R', 'error: --recursive is not in Podarium yet'],
    ['logs x --since-time=2026-01-01T00:00:00Z', 'error: --since-time is not in Podarium yet'],
    ['delete pod x -i', 'error: --interactive is not in Podarium yet'],
    ['label pod x a=b --show-managed-fields', 'error: --show-managed-fields is not in Podarium yet'],
    ['cordon x -k .', "error: unknown shorthand flag: 'k' in -k\nSee 'kubectl cordon --help' for usage."],
    ['rollout foo', 'error: unknown command "foo"\nSee \'kubectl rollout -h\' for help and examples'],
  ])('%s', (line, error) => {
    expect(readCommand(line)).toEqual({ error });
  });

  test.each([
    ['create ns shop', 'create namespace'],
    ['create deploy web --image=nginx', 'create deployment'],
    ['create svc clusterip web --tcp=80', 'create service clusterip'],
    ['top no', 'top node'],
    ['config use podarium', 'config use-context'],
  ])('%s is short for kubectl %s', (line, path) => {
    expect(readCommand(line)).toMatchObject({ path: path.split(' ') });
  });

  test.each([
    'debug pod/x -it --image=busybox',
    'create job j --image=busybox -- date',
    'set sa deploy web x',
    'plugin list',
  ])('%s: known, and not here yet, whatever its flags', (line) => {
    expect(readCommand(line)).toMatchObject({ verb: { absent: true } });
  });

  test.each(['', 'help', '--help', 'help get', 'get --help', 'get -h', 'rollout', 'create deployment --help'])(
    '%s explains itself',
    (line) => {
      expect(readCommand(line)).toHaveProperty('help');
    },
  );
});
