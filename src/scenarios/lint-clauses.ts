// Clauses of a lesson, wherever they stand: conditions in CEL can be read, metrics and events are spelled as they are known, an
// action that is waited for can be done, times have bounds.

import * as v from 'valibot';
import { nearest, parseDuration, resolveResource } from '../engine/index.ts';
import { expressionMistake } from './assertions/expression.ts';
import { metricNames } from './assertions/metrics.ts';
import { processNames } from './assertions/scene.ts';
import { type Clause, clause, clausesWithin } from './clause-schema.ts';
import type { Check } from './lint.ts';
import type { Path } from './mistake.ts';
import type { Lesson, Step } from './schema.ts';
import { toolNames } from './tools.ts';

const LONGEST = 2 * 3_600_000;
const DEEPEST = 4;

/** What is wrong with something that should be a clause. */
export function clauseShape(value: unknown): string | undefined {
  const parsed = v.safeParse(clause, value);
  if (parsed.success) return undefined;
  const [issue] = parsed.issues;
  return `wait: ${issue.message.startsWith('Invalid') ? `${issue.path?.at(-1)?.key ?? 'it'} is not what a clause has` : issue.message}`;
}

export interface PlacedClause {
  readonly clause: Clause;
  readonly path: Path;
}

const subjects = ['that', 'event', 'action', 'fault', 'all', 'any', 'none'];
/** All outermost clauses in a piece of a lesson. */
export function clausesOf(data: unknown, path: Path = []): readonly PlacedClause[] {
  if (typeof data !== 'object' || data === null) return [];
  if (Array.isArray(data)) return data.flatMap((each, i) => clausesOf(each, [...path, i]));
  const key = path.at(-1);
  if (key !== 'goal' && isClause(data)) return [{ clause: data as Clause, path }];
  return Object.entries(data).flatMap(([name, each]) => clausesOf(each, [...path, name]));
}

function isClause(data: object): boolean {
  const given = data as Readonly<Record<string, unknown>>;
  return subjects.some((key) => typeof given[key] === 'string' || Array.isArray(given[key]));
}

/** Whether the interpreter of conditions has to be loaded for a lesson. */
export function usesExpressions(lesson: Lesson): boolean {
  return clausesOf(lesson).some(({ clause: each }) => clausesWithin(each).some(({ expr }) => expr !== undefined));
}

export function checkClauses(step: Step, path: Path, lesson: Lesson, wrong: Check): void {
  const faults = new Set(lesson.steps.flatMap(({ faults = [] }) => faults.map(({ id }) => id)));
  for (const placed of clausesOf(step, path)) {
    if (depthOf(placed.clause) > DEEPEST) wrong(placed.path, `clauses in clauses more than ${DEEPEST} deep`);
    for (const each of clausesWithin(placed.clause)) checkClause(each, placed.path, faults, wrong);
  }
}

function checkClause(each: Clause, path: Path, faults: ReadonlySet<string>, wrong: Check): void {
  if (each.expr !== undefined) {
    const mistake = expressionMistake(each.expr);
    if (mistake) wrong(path, `expr ${mistake}`);
  }
  if (each.metric !== undefined && !metricNames.includes(each.metric))
    wrong(path, unknown('metric', each.metric, metricNames));
  if (each.action !== undefined && !toolNames.includes(each.action) && !/^[a-z-]+$/.test(each.action))
    wrong(path, unknown('action', each.action, toolNames));
  for (const key of ['that', 'of', 'owner'] as const) {
    const mistake = each[key] === undefined ? undefined : referenceMistake(each[key]);
    if (mistake) wrong([...path, key], mistake);
  }
  const life = each.event !== undefined && !lives.includes(each.event) ? nearest(each.event, lives) : undefined;
  if (life) wrong([...path, 'event'], `unknown event ${each.event}; did you mean ${life}?`);
  if (each.fault !== undefined && !faults.has(each.fault)) wrong(path, unknown('fault', each.fault, [...faults]));
  for (const key of ['for', 'within', 'after', 'until'] as const) {
    const time = each[key];
    if (typeof time === 'string' && (parseDuration(time) ?? 0) > LONGEST) wrong(path, `${key}: at most 2 hours`);
  }
}

/** Events of every object's life; others are reasons of Event objects. */
const lives: readonly string[] = ['Created', 'Deleting', 'Deleted'];

/** Kinds that lessons speak of, to suggest. */
const usualKinds: readonly string[] = [
  ...['pod', 'node', 'service', 'deployment', 'replicaset', 'daemonset', 'statefulset', 'job', 'cronjob', 'lease'],
  ...['endpointslice', 'configmap', 'secret', 'namespace', 'horizontalpodautoscaler', 'poddisruptionbudget', 'event'],
];

/** What is wrong with `kind/name`, `kind/namespace/name`, `kind[label=value]`: a clause that names nothing would never hold. */
function referenceMistake(text: string): string | undefined {
  if (text.startsWith('$')) return undefined;
  const kind = /^([\w.-]+)[/[]/.exec(text)?.[1];
  if (kind === undefined) return `${text} names nothing: write kind/name, like node/${text.replace(/\W/g, '')}`;
  if (processNames.includes(kind) || resolveResource(kind)) return undefined;
  const near = nearest(kind, [...usualKinds, ...processNames]);
  return `there is no kind ${kind}${near ? `; did you mean ${near}?` : ''}`;
}

function unknown(what: string, given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  return `unknown ${what} ${given}; ${near ? `did you mean ${near}?` : `known are ${known.join(', ') || 'none'}`}`;
}

function depthOf(given: Clause): number {
  const inner = [...(given.all ?? []), ...(given.any ?? []), ...(given.none ?? [])];
  for (const time of [given.after, given.until]) if (typeof time === 'object') inner.push(time);
  return 1 + Math.max(0, ...inner.map(depthOf));
}
