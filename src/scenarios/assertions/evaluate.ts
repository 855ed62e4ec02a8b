// One evaluator for goals, feedback, hints, waits and tests. It answers whether a clause holds and what was observed, in words that
// name the object: "web has 2 of 3 available pods". Nobody has to guess why a step is not done.

import type { StoredChange } from '../../engine/index.ts';
import type { Clause } from '../clause-schema.ts';
import { isTooLarge, satisfies } from './expression.ts';
import { measureMetric, metricNamed } from './metrics.ts';
import { type KubeObject, type Moment, refOf, type Scene } from './scene.ts';

export interface Verdict {
  readonly holds: boolean;
  /** For the end of a line: `2 of 3`. */
  readonly observed: string;
  /** A whole sentence without its full stop. */
  readonly sentence: string;
}

/** Whether a clause holds now, with all it says about time; an event or action holds once it has happened (often enough). */
export function holds(clause: Clause, scene: Scene): boolean {
  return scene.memory.of(clause)?.holds ?? truth(clause, scene);
}

/** The same with what is observed, in words. */
export function judge(clause: Clause, scene: Scene): Verdict {
  const { observed, sentence } = inWords(clause, scene);
  return { holds: holds(clause, scene), observed, sentence };
}

/** Whether a clause is true of this very moment: of what just happened, or of the state right after it. */
export function happens(clause: Clause, moment: Moment, scene: Scene): boolean {
  if (!isMomentClause(clause) && !joinsMoments(clause)) return holds(clause, scene);
  const trace = scene.memory.of(clause);
  if (trace && !trace.open) return false;
  if (clause.any) return clause.any.some((each) => happens(each, moment, scene)) && (trace?.holds ?? true);
  if (!isMoment(clause, moment, scene)) return false;
  return (clause.count === undefined || truth(clause, scene)) && (trace?.holds ?? true);
}

/** What a clause says, without what it says about time. */
export function truth(clause: Clause, scene: Scene): boolean {
  if (clause.all) return clause.all.every((each) => holds(each, scene));
  if (clause.any) return clause.any.some((each) => holds(each, scene));
  if (clause.none) return !clause.none.some((each) => holds(each, scene));
  if (clause.that !== undefined) return objectHolds(clause, clause.that, scene);
  const times = timesOf(clause, scene);
  return clause.count === undefined ? times > 0 : counts(times, clause.count);
}

export function isMomentClause(clause: Clause): boolean {
  return clause.event !== undefined || clause.action !== undefined || clause.fault !== undefined;
}

/** One of several, whichever comes: it comes as often as they do. What has to last (`for`) is no moment but a fact. */
export function joinsMoments(clause: Clause): boolean {
  return clause.any !== undefined && clause.for === undefined;
}

/** How often the moment came since the step began. */
export function timesOf(clause: Clause, scene: Scene): number {
  return scene.memory.of(clause)?.times ?? scene.moments.filter((moment) => isMoment(clause, moment, scene)).length;
}

/** Whether this is the moment that an event, action or fault clause speaks of. */
export function isMoment(clause: Clause, moment: Moment, scene: Scene): boolean {
  if (moment.kind === 'time') return false;
  if (clause.fault !== undefined) return moment.kind === 'fault' && moment.id === clause.fault;
  if (clause.action !== undefined) {
    if (moment.kind !== 'action' || moment.by !== 'learner' || moment.verb !== clause.action) return false;
    return clause.of === undefined || scene.ref(clause.of) === moment.target;
  }
  return moment.kind === 'change' && clause.event !== undefined && isEvent(clause, moment.change, scene);
}

/** The object that a moment is about: of an Event, the one it was written for. */
export function subjectOf(moment: Moment): string | undefined {
  if (moment.kind === 'action') return moment.target || undefined;
  if (moment.kind !== 'change') return undefined;
  return moment.change.ref.startsWith('Event/') ? refOfInvolved(moment.change.object) : moment.change.ref;
}

function isEvent({ event, kind, owner, of }: Clause, change: StoredChange, scene: Scene): boolean {
  const { object, previous, type } = change;
  if (event === 'Created' || event === 'Deleting' || event === 'Deleted') {
    if (lifeEvent(type, object, previous) !== event) return false;
    if (kind !== undefined && !change.ref.startsWith(`${scene.kindOf(kind)}/`)) return false;
    if (of !== undefined && scene.ref(of) !== change.ref) return false;
    return owner === undefined || scene.isOwnedBy(object, owner);
  }
  const told = object as KubeObject & { reason?: string };
  if (!change.ref.startsWith('Event/') || type === 'DELETED' || told.reason !== event) return false;
  const ref = refOfInvolved(object);
  if (kind !== undefined && !ref.startsWith(`${scene.kindOf(kind)}/`)) return false;
  if (of !== undefined && scene.ref(of) !== ref) return false;
  const subject = scene.known.get(ref);
  return owner === undefined || scene.ref(owner) === ref || (subject !== undefined && scene.isOwnedBy(subject, owner));
}

function refOfInvolved(event: KubeObject): string {
  const { involvedObject: about = {} } = event as KubeObject & {
    involvedObject?: { kind?: string; namespace?: string; name?: string };
  };
  return `${about.kind}/${about.namespace ?? ''}/${about.name}`;
}

function lifeEvent(type: StoredChange['type'], object: KubeObject, previous: KubeObject | undefined): string {
  if (type === 'ADDED') return 'Created';
  if (type === 'DELETED') return 'Deleted';
  return object.metadata.deletionTimestamp !== undefined && previous?.metadata.deletionTimestamp === undefined
    ? 'Deleting'
    : 'Changed';
}

function objectHolds(clause: Clause, that: string, scene: Scene): boolean {
  if (that.includes('[')) {
    const found = matching(clause, that, scene);
    if (clause.count !== undefined) return counts(found.length, clause.count);
    return clause.absent && !looksInside(clause) ? found.length === 0 : found.length > 0;
  }
  const object = scene.get(that);
  if (!looksInside(clause)) return clause.absent ? object === undefined : object !== undefined;
  if (!object) return clause.absent === true;
  return test(clause, that, object, scene);
}

function looksInside({ path, metric, expr }: Clause): boolean {
  return path !== undefined || metric !== undefined || expr !== undefined;
}

/** The objects of a selection that a clause is true of. */
export function matching(clause: Clause, that: string, scene: Scene): readonly KubeObject[] {
  const all = scene.select(that);
  if (!looksInside(clause)) return all;
  return all.filter((object) => test(clause, refOf(object), object, scene));
}

function test(clause: Clause, that: string, object: KubeObject, scene: Scene): boolean {
  if (clause.expr !== undefined) return satisfies(clause.expr, object);
  if (clause.metric !== undefined) return compares(measureMetric(that, clause.metric, scene), clause);
  return compares(valueAt(object, clause.path ?? ''), clause);
}

function counts(times: number, count: NonNullable<Clause['count']>): boolean {
  if (typeof count === 'number') return times === count;
  return times >= (count.atLeast ?? 0) && times <= (count.atMost ?? Number.POSITIVE_INFINITY);
}

function compares(value: unknown, clause: Clause): boolean {
  if (clause.exists) return value !== undefined;
  if (clause.absent) return value === undefined;
  if (clause.is !== undefined) return same(value, clause.is);
  if (clause.not !== undefined) return !same(value, clause.not);
  if (clause.matches !== undefined) return typeof value === 'string' && globMatches(clause.matches, value);
  // A count that Kubernetes leaves out is 0: an empty status has no availableReplicas.
  const number = value === undefined ? 0 : Number(value);
  if (clause.atLeast !== undefined) return number >= clause.atLeast;
  if (clause.atMost !== undefined) return number <= clause.atMost;
  if (clause.under !== undefined) return number < clause.under;
  return clause.over !== undefined && number > clause.over;
}

/** `is: True` is a boolean to YAML, and the text "True" in a condition; `is: 0` is also a count that is left out. */
function same(value: unknown, wanted: string | number | boolean): boolean {
  if (value === wanted) return true;
  if (typeof wanted === 'boolean') return typeof value === 'string' && value.toLowerCase() === String(wanted);
  return wanted === 0 && value === undefined;
}

/** `web-*`: a star stands for anything. Not a regular expression: those can be made to run for ever. */
export function globMatches(pattern: string, text: string): boolean {
  const [first, ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop() ?? '';
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - at >= last.length && text.endsWith(last);
}

/** A field by its path; in a list, by number or by `name` or `type` of the member. Dots in a key are written `\.`. */
export function valueAt(object: unknown, path: string): unknown {
  let at = object;
  for (const part of path.split(/(?<!\\)\./)) {
    const key = part.replaceAll('\\.', '.');
    if (Array.isArray(at)) {
      at = /^\d+$/.test(key) ? at[Number(key)] : at.find((each) => each?.name === key || each?.type === key);
    } else if (typeof at === 'object' && at !== null)
      at = Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined;
    else return undefined;
  }
  return at;
}

// ---- in words --------------------------------------------------------------------------------------------------------

type Words = Omit<Verdict, 'holds'>;

function inWords(clause: Clause, scene: Scene): Words {
  const inner = clause.all ?? clause.any ?? clause.none;
  if (inner) {
    const wanted = holds(clause, scene);
    const telling = inner.find((each) => holds(each, scene) === (clause.none ? !wanted : wanted)) ?? inner[0];
    return inWords(telling, scene);
  }
  if (clause.that !== undefined) return objectInWords(clause, clause.that, scene);
  const times = timesOf(clause, scene);
  const { count } = clause;
  const seen = times > 0 ? 'seen' : 'not yet';
  return {
    observed: count === undefined ? seen : `${times}${typeof count === 'number' ? ` of ${count}` : ''}`,
    sentence: `${clause.event ?? clause.action ?? clause.fault ?? ''} was seen ${times === 1 ? 'once' : `${times} times`}`,
  };
}

function objectInWords(clause: Clause, that: string, scene: Scene): Words {
  if (that.includes('[')) {
    const found = matching(clause, that, scene).length;
    const observed = typeof clause.count === 'number' ? `${found} of ${clause.count}` : String(found);
    return { observed, sentence: `${found} of ${that} ${found === 1 ? 'matches' : 'match'}` };
  }
  const object = scene.get(that);
  const name = that.slice(that.lastIndexOf('/') + 1);
  if (!object) {
    // What was never there has not gone anywhere.
    const observed = scene.known.has(scene.ref(that) ?? '') ? 'is gone' : 'not there yet';
    return { observed, sentence: `${name} is ${observed.replace('is ', '')}` };
  }
  if (!looksInside(clause)) return { observed: 'is there', sentence: `${name} is there` };
  if (clause.expr !== undefined) {
    const met = satisfies(clause.expr, object);
    if (isTooLarge(clause.expr, object))
      return { observed: 'too large to be looked at', sentence: `${name} has too many fields for ${clause.expr}` };
    return {
      observed: met ? 'holds' : 'not yet',
      sentence: `${name}: ${clause.expr} ${met ? 'holds' : 'does not hold'}`,
    };
  }
  if (clause.metric !== undefined) {
    const value = measureMetric(that, clause.metric, scene);
    const unit = metricNamed(clause.metric)?.unit ?? clause.metric;
    return { observed: String(value ?? 'unknown'), sentence: `${name} has ${value ?? 'no'} ${unit}` };
  }
  return observation(name, object, clause.path ?? '');
}

/** Fields that are counts of pods, in the words of `kubectl get`. */
const podCounts: Readonly<Record<string, string>> = {
  'status.availableReplicas': 'available',
  'status.readyReplicas': 'ready',
  'status.updatedReplicas': 'updated',
};

function observation(name: string, object: KubeObject, path: string): Words {
  const value = valueAt(object, path);
  const counted = podCounts[path];
  if (counted) {
    const wanted = (object.spec as { replicas?: number } | undefined)?.replicas ?? 1;
    const text = `${Number(value ?? 0)} of ${wanted}`;
    return { observed: text, sentence: `${name} has ${text} ${counted} pods` };
  }
  if (path === 'spec.replicas')
    return { observed: `${String(value)} wanted`, sentence: `${name} asks for ${String(value)}` };
  // A list or a map is too much for the line of a goal: that it is there is what counts.
  const shown = value === undefined ? 'not set' : typeof value === 'object' ? 'set' : String(value);
  return { observed: shown, sentence: `${name}: ${path} is ${shown}` };
}
