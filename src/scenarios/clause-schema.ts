// One clause of a goal as data: a fact about an object (`that`, `path`, operator), a moment of its life (`event`), something that
// was done (`action`), or clauses joined. Goals, feedback, hints and tests are all judged from these.

import * as v from 'valibot';

const scalar = v.union([v.string(), v.number(), v.boolean()]);
const duration = v.pipe(
  v.string(),
  v.regex(/^(0|(\d+(\.\d+)?(ms|s|m|h))+)$/, 'must be a duration like 10s, 7m or 250ms'),
);

/** Subjects: `kind/name`, `kind/namespace/name`, or `kind[label=value]` for all that match. */
export interface Clause {
  readonly that?: string;
  /** `status.availableReplicas`; list members by name (`status.conditions.Ready.status`) or by number. */
  readonly path?: string;
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
  /** A verb of the learner: `delete`, `scale`, `unplug` … by click, key or kubectl. */
  readonly action?: string;
  readonly all?: readonly Clause[];
  readonly any?: readonly Clause[];
  readonly none?: readonly Clause[];
  /** Not before so long after the step began. */
  readonly after?: string;
  /** Holds without a break for so long. */
  readonly for?: string;
  /** Shown to the learner instead of the made-up description. */
  readonly text?: string;
}

const number = v.optional(v.number());

export const clause: v.GenericSchema<Clause> = v.pipe(
  v.strictObject({
    that: v.optional(v.string()),
    path: v.optional(v.string()),
    is: v.optional(scalar),
    not: v.optional(scalar),
    atLeast: number,
    atMost: number,
    under: number,
    over: number,
    matches: v.optional(v.pipe(v.string(), v.maxLength(120))),
    absent: v.optional(v.literal(true)),
    exists: v.optional(v.literal(true)),
    count: v.optional(v.union([v.number(), v.strictObject({ atLeast: number, atMost: number })])),
    event: v.optional(v.string()),
    kind: v.optional(v.string()),
    owner: v.optional(v.string()),
    of: v.optional(v.string()),
    action: v.optional(v.string()),
    all: v.optional(v.array(v.lazy(() => clause))),
    any: v.optional(v.array(v.lazy(() => clause))),
    none: v.optional(v.array(v.lazy(() => clause))),
    after: v.optional(duration),
    for: v.optional(duration),
    text: v.optional(v.pipe(v.string(), v.maxLength(160))),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const message = clauseMistake(dataset.value);
    if (message) addIssue({ message });
  }),
);

const subjects = ['that', 'event', 'action', 'all', 'any', 'none'] as const;
const comparisons = ['is', 'not', 'atLeast', 'atMost', 'under', 'over', 'matches'] as const;

function clauseMistake(given: Clause): string | undefined {
  const about = subjects.filter((key) => given[key] !== undefined);
  if (about.length !== 1)
    return `a clause has exactly one of ${subjects.join(', ')}; this has ${about.join(' and ') || 'none'}`;
  const compared = comparisons.filter((key) => given[key] !== undefined);
  if (given.that === undefined) {
    if (compared.length > 0 || given.path !== undefined)
      return `${compared[0] ?? 'path'} needs that: an object to look at`;
    return undefined;
  }
  if (given.path === undefined && compared.length > 0) return `${compared[0]} needs path: which field is compared?`;
  if (given.path !== undefined && compared.length + (given.exists || given.absent ? 1 : 0) !== 1)
    return `path needs one of ${comparisons.join(', ')}, exists or absent`;
  if (given.path === undefined && given.exists === undefined && given.absent === undefined && given.count === undefined)
    return 'that needs a path with a comparison, or exists, absent or count';
  return undefined;
}
