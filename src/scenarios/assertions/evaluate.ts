// One evaluator for goals, feedback, hints and tests. It answers whether a clause holds and what was observed, in words that name
// the object: "web has 2 of 3 available pods". Nobody has to guess why a step is not done.

import type { StoredChange } from '../../engine/index.ts';
import type { Clause } from '../clause-schema.ts';
import type { KubeObject, Moment, Scene } from './scene.ts';

export interface Verdict {
  readonly holds: boolean;
  /** For the end of a line: `2 of 3`. */
  readonly observed: string;
  /** A whole sentence without its full stop. */
  readonly sentence: string;
}

/** Whether a clause holds now; an event or action holds once it has happened (often enough) since the step began. */
export function judge(clause: Clause, scene: Scene): Verdict {
  if (clause.all)
    return joined(
      clause.all.map((each) => judge(each, scene)),
      (list) => list.every((v) => v.holds),
    );
  if (clause.any)
    return joined(
      clause.any.map((each) => judge(each, scene)),
      (list) => list.some((v) => v.holds),
    );
  if (clause.none)
    return joined(
      clause.none.map((each) => judge(each, scene)),
      (list) => !list.some((v) => v.holds),
    );
  if (clause.that !== undefined) return judgeObject(clause, clause.that, scene);
  const times = scene.moments.filter((moment) => isMoment(clause, moment, scene)).length;
  const { count } = clause;
  const what = clause.event ?? clause.action ?? '';
  return {
    holds: count === undefined ? times > 0 : counts(times, count),
    observed:
      count === undefined
        ? times > 0
          ? 'seen'
          : 'not yet'
        : `${times}${typeof count === 'number' ? ` of ${count}` : ''}`,
    sentence: `${what} was seen ${times === 1 ? 'once' : `${times} times`}`,
  };
}

/** Whether a clause is true of this very moment: of the change that just happened, or of the state right after it. */
export function happens(clause: Clause, moment: Moment, scene: Scene): boolean {
  if (clause.event === undefined && clause.action === undefined) return judge(clause, scene).holds;
  return isMoment(clause, moment, scene) && (clause.count === undefined || judge(clause, scene).holds);
}

function isMoment(clause: Clause, moment: Moment, scene: Scene): boolean {
  if (clause.action !== undefined) return moment.kind === 'action' && moment.verb === clause.action;
  return moment.kind === 'change' && clause.event !== undefined && isEvent(clause, moment.change, scene);
}

function isEvent({ event, kind, owner, of }: Clause, change: StoredChange, scene: Scene): boolean {
  const { object, previous, type } = change;
  const phase = lifeEvent(type, object, previous);
  if (event === 'Created' || event === 'Deleting' || event === 'Deleted') {
    if (phase !== event) return false;
    if (kind !== undefined && !change.ref.startsWith(`${scene.kindOf(kind)}/`)) return false;
    if (of !== undefined && scene.ref(of) !== change.ref) return false;
    return owner === undefined || scene.isOwnedBy(object, owner);
  }
  const told = object as KubeObject & {
    reason?: string;
    involvedObject?: { kind?: string; namespace?: string; name?: string };
  };
  if (!change.ref.startsWith('Event/') || type === 'DELETED' || told.reason !== event) return false;
  const { involvedObject: about = {} } = told;
  const ref = `${about.kind}/${about.namespace ?? ''}/${about.name}`;
  if (kind !== undefined && about.kind !== scene.kindOf(kind)) return false;
  if (of !== undefined && scene.ref(of) !== ref) return false;
  const subject = scene.known.get(ref);
  return owner === undefined || (subject !== undefined && scene.isOwnedBy(subject, owner));
}

function lifeEvent(type: StoredChange['type'], object: KubeObject, previous: KubeObject | undefined): string {
  if (type === 'ADDED') return 'Created';
  if (type === 'DELETED') return 'Deleted';
  return object.metadata.deletionTimestamp !== undefined && previous?.metadata.deletionTimestamp === undefined
    ? 'Deleting'
    : 'Changed';
}

function joined(parts: readonly Verdict[], test: (parts: readonly Verdict[]) => boolean): Verdict {
  const holds = test(parts);
  const first = parts.find((part) => part.holds === holds) ?? parts[0];
  return { holds, observed: first?.observed ?? '', sentence: first?.sentence ?? '' };
}

function judgeObject(clause: Clause, that: string, scene: Scene): Verdict {
  if (that.includes('[')) return judgeSelection(clause, that, scene);
  const object = scene.get(that);
  const name = that.slice(that.lastIndexOf('/') + 1);
  if (clause.path === undefined) {
    const there = object !== undefined;
    const word = there ? 'is there' : 'is gone';
    return { holds: clause.absent ? !there : there, observed: word, sentence: `${name} ${word}` };
  }
  if (!object) return { holds: clause.absent === true, observed: 'is gone', sentence: `${name} is gone` };
  const value = valueAt(object, clause.path);
  return { holds: compares(value, clause), ...observation(name, object, clause, value) };
}

function judgeSelection(clause: Clause, that: string, scene: Scene): Verdict {
  const { path } = clause;
  const all = scene.select(that);
  const found = path === undefined ? all : all.filter((object) => compares(valueAt(object, path), clause));
  const { count } = clause;
  const holds =
    count !== undefined
      ? counts(found.length, count)
      : clause.absent && path === undefined
        ? found.length === 0
        : found.length > 0;
  const observed = typeof count === 'number' ? `${found.length} of ${count}` : String(found.length);
  return { holds, observed, sentence: `${found.length} of ${that} ${found.length === 1 ? 'matches' : 'match'}` };
}

function counts(times: number, count: NonNullable<Clause['count']>): boolean {
  if (typeof count === 'number') return times === count;
  return times >= (count.atLeast ?? 0) && times <= (count.atMost ?? Number.POSITIVE_INFINITY);
}

function compares(value: unknown, clause: Clause): boolean {
  if (clause.exists) return value !== undefined;
  if (clause.absent) return value === undefined;
  if (clause.is !== undefined) return value === clause.is;
  if (clause.not !== undefined) return value !== clause.not;
  if (clause.matches !== undefined) return typeof value === 'string' && globMatches(clause.matches, value);
  // A count that Kubernetes leaves out is 0: an empty status has no availableReplicas.
  const number = value === undefined ? 0 : Number(value);
  if (clause.atLeast !== undefined) return number >= clause.atLeast;
  if (clause.atMost !== undefined) return number <= clause.atMost;
  if (clause.under !== undefined) return number < clause.under;
  return clause.over !== undefined && number > clause.over;
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

/** A field by its path; in a list, by number or by `name` or `type` of the member. */
export function valueAt(object: unknown, path: string): unknown {
  let at = object;
  for (const key of path.split('.')) {
    if (Array.isArray(at)) {
      at = /^\d+$/.test(key) ? at[Number(key)] : at.find((each) => each?.name === key || each?.type === key);
    } else if (typeof at === 'object' && at !== null) at = (at as Record<string, unknown>)[key];
    else return undefined;
  }
  return at;
}

/** Fields that are counts of pods, in the words of `kubectl get`. */
const podCounts: Readonly<Record<string, string>> = {
  'status.availableReplicas': 'available',
  'status.readyReplicas': 'ready',
  'status.updatedReplicas': 'updated',
};

function observation(name: string, object: KubeObject, clause: Clause, value: unknown): Omit<Verdict, 'holds'> {
  const path = clause.path ?? '';
  const counted = podCounts[path];
  if (counted) {
    const wanted = (object.spec as { replicas?: number } | undefined)?.replicas ?? 1;
    const text = `${Number(value ?? 0)} of ${wanted}`;
    return { observed: text, sentence: `${name} has ${text} ${counted} pods` };
  }
  if (path === 'spec.replicas')
    return { observed: `${String(value)} wanted`, sentence: `${name} asks for ${String(value)}` };
  const shown = value === undefined ? 'not set' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return { observed: shown, sentence: `${name}: ${path} is ${shown}` };
}
