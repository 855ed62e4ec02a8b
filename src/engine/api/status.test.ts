// The errors of the API server, word by word.
import { describe, expect, test } from 'vitest';
import {
  aggregateText,
  duplicate,
  fieldErrorText,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from './field-error.ts';
import { readFixture } from './fixtures/read.ts';
import { goQuote, goValue } from './go-text.ts';
import * as status from './status.ts';
import type { Status } from './types.ts';
import * as rules from './validation.ts';

const recorded = new Map(
  readFixture<{ statuses: { name: string; status: Status }[] }>('status').statuses.map((each) => [
    each.name,
    each.status,
  ]),
);
const pods = { group: '', resource: 'pods' };

describe('Status objects as recorded from a real server', () => {
  test.each<[string, Status]>([
    ['01-discovery missing-deployment', status.notFound({ group: 'apps', resource: 'deployments' }, 'none')],
    ['01-discovery missing-pod', status.notFound(pods, 'none')],
    ['01-discovery unknown-api-v2', status.noSuchResource()],
    ['01-discovery method-put-api-v1-namespaces-default-configmaps', status.methodNotAllowed()],
    ['01-discovery accept-html', status.notAcceptable()],
    ['01-discovery content-type-xml', status.unsupportedMediaType()],
    ['01-discovery unknown-alice', status.forbiddenPath('alice', 'get', '/nosuch')],
    ['08-concurrency create-again', status.alreadyExists({ group: '', resource: 'configmaps' }, 'c')],
    ['06-apply stale-rv', status.conflict({ group: '', resource: 'configmaps' }, 'c')],
    ['07-validation pod-update-uid', status.uidConflict(pods, 'u', '/registry/pods/val/u', 'uid-9', 'uid-8')],
    [
      '07-validation meta-empty-name',
      status.invalid({ group: '', kind: 'ConfigMap' }, '', [
        required('metadata.name', 'name or generateName is required'),
      ]),
    ],
    [
      '06-apply no-field-manager',
      status.invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
        required('fieldManager', 'is required for apply patch'),
      ]),
    ],
    [
      '06-apply conflict-two-fields',
      status.applyConflict([
        { manager: 'mgr-a', field: '.spec.replicas' },
        { manager: 'mgr-a', field: '.spec.template.spec.containers[name="app"].image' },
      ]),
    ],
    ['06-apply conflict-replicas', status.applyConflict([{ manager: 'mgr-a', field: '.spec.replicas' }])],
    [
      '07-validation pod-priority-class-unknown',
      status.forbidden(pods, 'p', 'no PriorityClass with name nope was found'),
    ],
    [
      '09-deletion ns-create-in-terminating',
      status.namespaceTerminating({ group: '', resource: 'configmaps' }, 'late', 'gone-del'),
    ],
    [
      '10-subresources evict-refused',
      status.evictionRefused('The disruption budget b needs 1 healthy pods and has 1 currently'),
    ],
    [
      '10-subresources evict-budget-not-computed',
      status.evictionRefused('The disruption budget b is still being processed by the server.', 10),
    ],
    ['10-subresources bind', status.success(undefined, 201)],
    ['11-access bad-token', status.unauthorized()],
    [
      '11-access alice-get-5',
      status.forbiddenByRbac({ user: 'alice', verb: 'list', group: 'apps', resource: 'deployments' }),
    ],
    [
      '11-access alice-get-7',
      status.forbiddenByRbac({
        user: 'alice',
        verb: 'get',
        group: 'apps',
        resource: 'deployments',
        subresource: 'scale',
        name: 'd',
        namespace: 'acc',
      }),
    ],
  ])('%s', (name, made) => {
    expect(recorded.get(name)).toBeDefined();
    expect(made).toEqual(recorded.get(name));
  });

  test('members stand in the order of the wire', () => {
    expect(Object.keys(status.notFound(pods, 'a'))).toEqual([
      'kind',
      'apiVersion',
      'metadata',
      'status',
      'message',
      'reason',
      'details',
      'code',
    ]);
  });
});

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const namePart =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

describe('messages of validation, as recorded', () => {
  test.each<[string, string[], string[]]>([
    ['subdomain', rules.dns1123SubdomainErrors('Upper'), [subdomain]],
    ['subdomain that is fine', rules.dns1123SubdomainErrors('a.b-c'), []],
    ['label with dots', rules.dns1123LabelErrors('a.b'), ['must not contain dots']],
    ['long label', rules.dns1123LabelErrors('a'.repeat(64)), ['must be no more than 63 characters']],
    ['label key prefix', rules.qualifiedNameErrors('UPPER/x'), [`prefix part ${subdomain}`]],
    ['empty label key', rules.qualifiedNameErrors(''), ['name part must be non-empty', namePart]],
    ['label key with a blank', rules.qualifiedNameErrors('a b'), [namePart]],
    ['long label value', rules.labelValueErrors('a'.repeat(64)), ['must be no more than 63 bytes']],
    ['umlauts count in bytes', rules.labelValueErrors('ä'.repeat(32)).slice(0, 1), ['must be no more than 63 bytes']],
    [
      'port name',
      rules.portNameErrors('Web_1'),
      ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'],
    ],
    ['port name of digits', rules.portNameErrors('80'), ['must contain at least one letter (a-z)']],
    ['config key', rules.configMapKeyErrors('..'), ["must not be '..'"]],
    [
      'environment',
      rules.envVarNameErrors('A=B'),
      ["a valid environment variable name must consist only of printable ASCII characters other than '='"],
    ],
    [
      'percent',
      rules.percentErrors('25'),
      [
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ],
    ],
    ['port number', rules.portNumberErrors(70000), ['must be between 1 and 65535, inclusive']],
  ])('%s', (_, errors, expected) => {
    expect(errors).toEqual(expected);
  });

  test.each([
    ['10.0.0.1', true],
    ['10.0.0.256', false],
    ['10.0.0.01', false],
    ['::1', true],
    ['fe80::1:2', true],
    ['1:2:3', false],
    ['::ffff:1.2.3.4', true],
  ])('%s is an address: %s', (text, expected) => {
    expect(rules.isIp(text)).toBe(expected);
  });
});

test.each([
  [required('spec.containers'), 'spec.containers: Required value'],
  [
    invalid('spec.replicas', -1, rules.nonNegativeMessage),
    'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
  ],
  [
    invalid('spec.selector', { matchLabels: { a: '<' } }, 'field is immutable'),
    'spec.selector: Invalid value: {"matchLabels":{"a":"\\u003c"}}: field is immutable',
  ],
  [invalid('x', null, 'no'), 'x: Invalid value: null: no'],
  [notSupported('type', 'X', ['A', 'B']), 'type: Unsupported value: "X": supported values: "A", "B"'],
  [duplicate('v[1]', 'a'), 'v[1]: Duplicate value: "a"'],
  [forbidden('f', 'no'), 'f: Forbidden: no'],
  [tooLong('a', 262144), 'a: Too long: may not be more than 262144 bytes'],
])('field errors print as Go does: %#', (error, text) => {
  expect(fieldErrorText(error)).toBe(text);
});

test('several errors stand in brackets, equal ones once', () => {
  expect(aggregateText([required('a'), required('b'), required('a')])).toBe('[a: Required value, b: Required value]');
});

test('Go values', () => {
  expect(goQuote('a"\t\u0001ü')).toBe('"a\\"\\t\\x01ü"');
  expect(goValue({ b: [1, null], a: 'x' })).toBe('map[a:x b:[1 <nil>]]');
});
