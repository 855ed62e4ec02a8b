// Many questions to the scheduler, one JSON line each: a cluster, a pod, and out comes the decision with all its reasons.
// This is how its answers are compared with those of a real scheduler.
import type { KubeObject } from '../api/object.ts';
import type { Pod } from '../api/types.ts';
import { draw } from '../kernel/dice.ts';
import { decide } from './cycle.ts';
import { type Decision, decisionToJson } from './decision.ts';
import { clusterFromObjects, type KnownCluster } from './from-objects.ts';
import { unsupported } from './unsupported.ts';

/** A line that can't be read as a case; `field` is a path into it. */
export class CaseError extends Error {
  readonly line: number;
  readonly field: string;
  constructor(line: number, field: string, problem: string) {
    super(`line ${line}: ${field}: ${problem}`);
    this.line = line;
    this.field = field;
  }
}

/**
 * One `{"id","objects":[…],"pod":{…}}` per line in, one decision per line out, with the id in front and, when something
 * that matters is not simulated, a list `unsupported`. Every node is looked at, and every pod with a node counts, as in the
 * recordings. Throws CaseError for the first bad line.
 */
export function* decideCases(lines: Iterable<string>, seed = 0): Generator<string> {
  let number = 0;
  for (const line of lines) {
    number++;
    if (line.trim() === '') continue;
    const { id, objects, pod } = parseCase(line, number);
    const lacking = unsupported(pod);
    const json = decisionToJson(decideAmong(clusterFromObjects(objects, true), pod, seed));
    yield JSON.stringify({ id, ...json, ...(lacking.length > 0 ? { unsupported: lacking } : {}) });
  }
}

/** The decision about one pod in a cluster given as objects, every node looked at and given points. */
export function decideAmong({ cache, disruptionBudgets }: KnownCluster, pod: Pod, seed = 0): Decision {
  return decide(cache, pod, {
    draw: (purpose, subject) => draw(seed, purpose, subject, 0),
    percentageOfNodesToScore: 100,
    scoreSingle: true,
    disruptionBudgets,
  });
}

function parseCase(line: string, number: number): { id: unknown; objects: KubeObject[]; pod: Pod } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    throw new CaseError(number, 'line', error instanceof Error ? error.message : String(error));
  }
  if (!isRecord(parsed)) throw new CaseError(number, 'line', 'is not a JSON object');
  const { id, objects, pod } = parsed;
  if (!Array.isArray(objects)) throw new CaseError(number, 'objects', 'must be a list of API objects');
  for (const [index, object] of objects.entries()) {
    if (!isRecord(object) || typeof object.kind !== 'string') {
      throw new CaseError(number, `objects[${index}].kind`, 'must name a kind');
    }
    if (!isRecord(object.metadata)) throw new CaseError(number, `objects[${index}].metadata`, 'is required');
  }
  if (!isRecord(pod)) throw new CaseError(number, 'pod', 'must be a Pod');
  if (!isRecord(pod.metadata)) throw new CaseError(number, 'pod.metadata', 'is required');
  if (!isRecord(pod.spec) || !Array.isArray(pod.spec.containers)) {
    throw new CaseError(number, 'pod.spec.containers', 'must be a list');
  }
  return { id, objects: objects as KubeObject[], pod: pod as unknown as Pod };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
