// The short form of `npm run fidelity`: a few scenarios, all API sessions and one kubectl session may not sink below what they
// were, and the list of everything recorded is complete and gives a reason for whatever is left out.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parseTranscript } from '../transcript.ts';
import { type Measured, measureApi, measureKubectl, measureTrace } from './measure.ts';
import * as ratchet from './ratchet.ts';
import { played, readScope } from './scope.ts';

const scope = readScope();
const reference = new URL('../reference/', import.meta.url);
const files = (folder: string, end: string): readonly string[] =>
  readdirSync(new URL(folder, reference))
    .filter((file) => file.endsWith(end))
    .map((file) => file.slice(0, -end.length))
    .sort();

function report({ source, figures, findings, below }: Measured): string {
  const defects = findings.filter(({ reason }) => reason === undefined).map(({ text }) => `\n  ${text}`);
  return `${source}: ${figures}${below === '' ? '' : `; below the ratchet: ${below}`}${defects.slice(0, 20).join('')}`;
}

test.each(['T01-deployment-create', 'T02-delete-pod-heals', 'T05-bad-image', 'T08-node-cut-off', 'T30-scheduler-down'])(
  'scenario %s',
  (name) => {
    const measured = measureTrace(name);
    expect(measured.below, report(measured)).toBe('');
  },
);

test.each(Object.keys(ratchet.api))('API session %s', (session) => {
  const measured = measureApi(session);
  expect(measured.below, report(measured)).toBe('');
});

test('kubectl session 02-errors', () => {
  const measured = measureKubectl('02-errors');
  expect(measured.below, report(measured)).toBe('');
});

test('every scenario that lies here is in scope, has its floor, and the other way round', () => {
  const lower = (names: readonly string[]): readonly string[] => names.map((name) => name.toLowerCase()).sort();
  expect(lower(played(scope.traces))).toEqual(files('traces/', '.json.gz'));
  expect(lower(Object.keys(ratchet.traces))).toEqual(files('traces/', '.json.gz'));
});

test.each(files('api/', '.jsonl.gz'))('every exchange of %s is in the list', (session) => {
  const text = gunzipSync(readFileSync(new URL(`api/${session}.jsonl.gz`, reference))).toString();
  const [, ...exchanges] = text.trim().split('\n');
  const names = exchanges.map((line) => (JSON.parse(line) as { name: string }).name);
  expect(Object.keys(scope.api[session])).toEqual([...new Set(names)]);
});

test.each(files('kubectl/', '.txt'))('every command of %s is in the list', (session) => {
  const { steps } = parseTranscript(readFileSync(new URL(`kubectl/${session}.txt`, reference), 'utf8'));
  const commands = steps.map(({ command }) => command).filter((command) => command !== undefined);
  expect(scope.kubectl[session].map(([command]) => command)).toEqual(commands);
});
