// One line in, one line out; a line that can't be read names itself and the field.
import { expect, it } from 'vitest';
import { decideCases } from './decide-cases.ts';

const node = { kind: 'Node', metadata: { name: 'n' }, status: { allocatable: { cpu: '1', memory: '1Gi', pods: '1' } } };
const pod = { kind: 'Pod', metadata: { name: 'p', namespace: 'default' }, spec: { containers: [] } };

it('answers with the id and everything behind the decision', () => {
  const [answer] = decideCases([JSON.stringify({ id: 7, objects: [node], pod }), '']);
  expect(JSON.parse(answer)).toMatchObject({ id: 7, feasible: ['n'], best: ['n'], chosen: 'n', fitError: null });
});

it('says what it does not simulate', () => {
  const asking = {
    ...pod,
    spec: {
      containers: [],
      volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }],
    },
  };
  const [answer] = decideCases([JSON.stringify({ id: 1, objects: [], pod: asking })]);
  expect(JSON.parse(answer).unsupported).toEqual(['volumes: persistentVolumeClaim']);
});

it.each([
  ['{', /^line 2: line: /],
  ['[]', /^line 2: line: is not a JSON object$/],
  ['{"pod":{}}', /^line 2: objects: must be a list/],
  ['{"objects":[{}],"pod":{}}', /^line 2: objects\[0\]\.kind: /],
  ['{"objects":[{"kind":"Node"}],"pod":{}}', /^line 2: objects\[0\]\.metadata: /],
  ['{"objects":[],"pod":{"metadata":{}}}', /^line 2: pod\.spec\.containers: /],
])('refuses %s', (line, message) => {
  const first = JSON.stringify({ id: 1, objects: [], pod });
  expect(() => [...decideCases([first, line])]).toThrow(message);
});
