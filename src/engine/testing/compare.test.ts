// The yardstick measures the recordings of a real cluster against each other exactly as the tool does that came with them; its
// figures stand here (`compare.py`, three decimals). One thing is taken differently: the zone of an endpoint and a node port given by
// lot are accidents, as the node's name is; the tool has 0.988 for the two of T08.
import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import { readTrace } from './fidelity/recorded.ts';

const figures: readonly (readonly [
  reference: string,
  got: string,
  changes: number,
  events: number,
  requests: number,
])[] = [
  ['T01-deployment-create', 'T01-deployment-create-run2', 0.994, 1.0, 1.0],
  ['T01-deployment-create', 'T01-deployment-create-run3', 0.993, 1.0, 1.0],
  ['T04-rollout', 'T04-rollout-run2', 0.979, 0.949, 0.994],
  ['T02-delete-pod-heals', 'T02-delete-pod-heals-run2', 0.974, 1.0, 0.979],
  ['T08-node-cut-off', 'T08-node-cut-off-run2', 0.989, 1.0, 0.983],
  ['T01-deployment-create', 'T04-rollout', 0.361, 0.286, 0.24],
  ['T03-scale', 'T06-pending-resources', 0.0, 0.361, 0.753],
  ['T19-crash-loop', 'T05-bad-image', 0.0, 0.129, 0.495],
];

test.each(figures)('%s and %s agree', (reference, got, changes, events, requests) => {
  const agreement = compare(readTrace(reference), readTrace(got));
  const rounded = [agreement.changes, agreement.events, agreement.requests].map((share) => Number(share.toFixed(3)));
  expect(rounded).toEqual([changes, events, requests]);
});

test('says what only one side has', () => {
  const { differences } = compare(readTrace('T01-deployment-create'), readTrace('T02-delete-pod-heals'));
  expect(differences.map(({ text }) => text)).toContain('+ event Normal Killing Pod: Stopping container app');
});
