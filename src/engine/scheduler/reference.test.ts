// Recorded decisions of the real kube-scheduler (v1.36.3, default profile, every node looked at), made again here.
// Everything must be equal: who refused which node and why, every score, the totals, the best, and the message.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { freezeDeep, type KubeObject } from '../api/object.ts';
import type { Pod } from '../api/types.ts';
import { decideAmong } from './decide-cases.ts';
import { type DecisionJson, decisionToJson } from './decision.ts';
import { clusterFromObjects } from './from-objects.ts';
import { putPod } from './snapshot.ts';
import { unsupported } from './unsupported.ts';

interface RecordedSequence {
  id: string;
  objects: KubeObject[];
  steps: {
    pod: Pod;
    feasible: string[];
    best: string[];
    chosen: string;
    totals: Record<string, number>;
    fitError: string | null;
  }[];
}

interface RecordedCase {
  id: string;
  objects: KubeObject[];
  pod: Pod;
  expected: DecisionJson;
}

function recorded<T>(theme: string): T[] {
  const text = gunzipSync(readFileSync(new URL(`./fixtures/${theme}.jsonl.gz`, import.meta.url))).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => freezeDeep(JSON.parse(line) as T));
}

/** Both as the recordings have them; a tie lets any of the best be chosen. */
function comparable(json: DecisionJson): unknown {
  const { chosen: _, preemption, ...rest } = json;
  return { ...rest, preemption: preemption === null ? null : 'found' };
}

describe.each([
  'resources',
  'taints',
  'nodeaffinity',
  'ports',
  'images',
  'preemption',
  'spread',
  'defaultspread',
  'interpod',
  'mixed',
])('recorded %s', (theme) => {
  const cases = recorded<RecordedCase>(theme);
  it.each(cases.map((recordedCase) => [recordedCase.id, recordedCase] as const))(
    '%s',
    (_, { objects, pod, expected }) => {
      // Volumes are not simulated; whoever asks is told so.
      if (theme === 'mixed' && unsupported(pod).length > 0) return;
      expect(unsupported(pod)).toEqual([]);
      const json = decisionToJson(decideAmong(clusterFromObjects(objects, true), pod));
      expect(comparable(json)).toEqual(comparable(expected));
      if (expected.chosen) expect(expected.best).toContain(json.chosen);
      for (const [node, victims] of Object.entries(json.preemption?.candidates ?? {})) {
        expect(expected.preemption?.candidates[node]).toEqual(victims);
      }
    },
  );
});

describe('recorded sequences', () => {
  const sequences = recorded<RecordedSequence>('sequence');
  it.each(sequences.map((sequence) => [sequence.id, sequence] as const))('%s', (_, { objects, steps }) => {
    const cluster = clusterFromObjects(objects, true);
    for (const step of steps) {
      const json = decisionToJson(decideAmong(cluster, step.pod));
      const totals = Object.fromEntries(Object.entries(json.scores).map(([node, { total }]) => [node, total]));
      const [fitError = null] = json.fitError?.split(' no new claims') ?? [];
      expect({ feasible: json.feasible, best: json.best, totals, fitError }).toEqual({
        feasible: step.feasible,
        best: step.best,
        totals: step.totals,
        fitError: step.fitError,
      });
      if (step.chosen)
        putPod(cluster.cache, { ...step.pod, spec: { ...step.pod.spec, nodeName: step.chosen } } as Pod, step.chosen);
    }
  });
});

describe('recorded volumes', () => {
  it.each(recorded<RecordedCase>('volumes').map((each) => [each.id, each] as const))(
    '%s: equal, or said to be beyond this scheduler',
    (_, { objects, pod, expected }) => {
      const json = decisionToJson(decideAmong(clusterFromObjects(objects, true), pod));
      if (unsupported(pod).length === 0) expect(comparable(json)).toEqual(comparable(expected));
    },
  );
});
