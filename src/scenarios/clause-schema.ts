// One clause of a goal as data: a fact about an object (`that` with `path`, `metric` or `expr`), a moment of its life (`event`),
// something that was done (`action`, `fault`), or clauses joined; and when it is looked at. Goals, feedback, waits and tests use it.

import * as v from 'valibot';
import { duration, text, weight } from './fields.ts';

const scalar = v.union([v.string(), v.number(), v.boolean()]);

/** Subjects: `kind/name`, `kind/namespace/name`, or `kind[label=value]` (`kind[*]`) for all that match. */
export interface Clause {
  readonly that?: string;
  /** `status.availableReplicas`; list members by name (`status.conditions.Ready.status`) or by number. */
  readonly path?: string;
  /** What can be counted about the object: `availableBackends` of a service, `lost` of its traffic. */
  readonly metric?: string;
  /** A condition in CEL over `self`, the object: `self.status.readyReplicas == self.spec.replicas`. */
  readonly expr?: string;
  readonly is?: string | number | boolean;
  readonly not?: string | number | boolean;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly under?: number;
  readonly over?: number;
  readonly matches?: string;
  readonly absent?: true;
  readonly exists?: true;
  /** How many there are: of a selector's objects, or of an event's. */
  readonly count?: number | { readonly atLeast?: number; readonly atMost?: number };
  /** `Created`, `Deleting` (asked to go), `Deleted` (gone), or the reason of an Event object. */
  readonly event?: string;
  readonly kind?: string;
  readonly owner?: string;
  readonly of?: string;
  /** `delete`, `scale`, `unplug` … by click, key or kubectl. */
  readonly action?: string;
  /** The id of a fault that has struck. */
  readonly fault?: string;
  readonly all?: readonly Clause[];
  readonly any?: readonly Clause[];
  readonly none?: readonly Clause[];
  /** Not looked at before so long after the step began, or before that has come true. */
  readonly after?: string | Clause;
  /** Not looked at any more from then on; what held then stays. */
  readonly until?: string | Clause;
  /** Holds without a break for so long. */
  readonly for?: string;
  /** Came true within so long: since the step began, in `order` since the moment before. */
  readonly within?: string;
  /** For partial credit; 1 when absent. */
  readonly weight?: number;
  /** Shown to the learner instead of the made-up description. */
  readonly text?: string;
}

const number = v.optional(v.number());
const reference = v.optional(text(160));
const joined = v.optional(v.pipe(v.array(v.lazy(() => clause)), v.minLength(1), v.maxLength(10)));
const time = v.optional(v.union([duration, v.lazy(() => clause)]));

export const clause: v.GenericSchema<Clause> = v.pipe(
  v.strictObject({
    that: reference,
    path: v.optional(text(160)),
    metric: v.optional(text(60)),
    expr: v.optional(text(300)),
    is: v.optional(scalar),
    not: v.optional(scalar),
    atLeast: number,
    atMost: number,
    under: number,
    over: number,
    matches: v.optional(text(120)),
    absent: v.optional(v.literal(true)),
    exists: v.optional(v.literal(true)),
    count: v.optional(v.union([v.number(), v.strictObject({ atLeast: number, atMost: number })])),
    event: v.optional(text(60)),
    kind: v.optional(text(60)),
    owner: reference,
    of: reference,
    action: v.optional(text(40)),
    fault: v.optional(text(60)),
    all: joined,
    any: joined,
    none: joined,
    after: time,
    until: time,
    for: v.optional(duration),
    within: v.optional(duration),
    weight: v.optional(weight),
    text: v.optional(text(160)),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const message = clauseMistake(dataset.value);
    if (message) addIssue({ message });
  }),
);

const subjects = ['that', 'event', 'action', 'fault', 'all', 'any', 'none'] as const;
const comparisons = ['is', 'not', 'atLeast', 'atMost', 'under', 'over', 'matches'] as const;
const looks = ['path', 'metric', 'expr'] as const;
/** What a field goes with: anything else would be ignored. */
const belongs: Readonly<Record<string, readonly string[]>> = {
  kind: ['event'],
  owner: ['event'],
  of: ['event', 'action'],
  count: ['that', 'event', 'action', 'fault'],
  exists: ['that'],
  absent: ['that'],
};

function clauseMistake(given: Clause): string | undefined {
  const about = subjects.filter((key) => given[key] !== undefined);
  if (about.length !== 1)
    return `a clause has exactly one of ${subjects.join(', ')}; this has ${about.join(' and ') || 'none'}`;
  const [subject] = about;
  for (const [key, subjectsOf] of Object.entries(belongs)) {
    if (given[key as keyof Clause] !== undefined && !subjectsOf.includes(subject))
      return `${key} goes with ${subjectsOf.join(' or ')}, not with ${subject}`;
  }
  const moment = subject === 'event' || subject === 'action' || subject === 'fault';
  if (moment && given.for !== undefined) return `for needs something that lasts; ${subject} is a moment`;
  const compared = comparisons.filter((key) => given[key] !== undefined);
  if (given.that !== undefined) return factMistake(given, compared);
  const stray = compared[0] ?? looks.find((key) => given[key] !== undefined);
  return stray && `${stray} needs that: an object to look at`;
}

function factMistake(given: Clause, compared: readonly string[]): string | undefined {
  const { that = '', path, metric, expr, exists, absent, count } = given;
  if (that.includes('#'))
    return 'a clause names one object, or all that match; bind the one: {victim: "pod[app=web]#1"}';
  const looked = looks.filter((key) => given[key] !== undefined);
  if (looked.length > 1) return `has ${looked.join(' and ')}; a clause looks at one of them`;
  if (exists && absent) return 'exists and absent cannot both hold';
  if (expr !== undefined) return compared.length > 0 ? `${compared[0]} is said inside expr` : undefined;
  if (looked.length === 0 && (given.is === 'absent' || given.is === 'exists')) return `write ${given.is}: true`;
  if (compared.length > 0 && looked.length === 0) return `${compared[0]} needs path: which field is compared?`;
  const tests = compared.length + (exists || absent ? 1 : 0);
  if (path !== undefined && tests !== 1)
    return `path needs one of ${comparisons.join(', ')}, exists or absent; exists: true when it is only measured`;
  if (metric !== undefined && compared.length !== 1)
    return `metric needs one of ${comparisons.join(', ')}; atLeast: 0 when it is only measured`;
  if (looked.length === 0 && exists === undefined && absent === undefined && count === undefined)
    return 'that needs a path with a comparison, or exists, absent or count';
  if (count !== undefined && !that.includes('[')) return 'count needs a selection like pod[app=web]';
  return undefined;
}

/** A clause and all clauses in it, the inner ones first. */
export function clausesWithin(clause: Clause): readonly Clause[] {
  const inner = [...(clause.all ?? []), ...(clause.any ?? []), ...(clause.none ?? [])];
  for (const time of [clause.after, clause.until]) if (typeof time === 'object') inner.push(time);
  return [...inner.flatMap(clausesWithin), clause];
}
