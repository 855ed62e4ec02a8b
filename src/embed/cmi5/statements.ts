// What is said to a cmi5 platform: xAPI statements, each made from the platform's own template. The profile has six verbs of which five are
// for content, and says for each what its result must and must not hold; that is all this file knows, and it sends nothing.
// Source: cmi5 specification, Quartz, sections 8 to 10.

/** What the platform writes into the address it opens. */
export interface Launch {
  readonly endpoint: string;
  /** Where the token is to be had, once. */
  readonly fetch: string;
  readonly actor: Record<string, unknown>;
  readonly registration: string;
  readonly activityId: string;
}

/** The state document `LMS.LaunchData`, as far as it is used here. */
export interface LaunchData {
  readonly contextTemplate: Context;
  readonly launchMode: 'Normal' | 'Browse' | 'Review';
  readonly masteryScore?: number;
}

interface Context {
  readonly contextActivities?: Readonly<Record<string, unknown>> & { readonly category?: readonly object[] };
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export type Verb = 'initialized' | 'completed' | 'passed' | 'failed' | 'terminated';

export interface Moment {
  /** Milliseconds since 1970, and since the lesson was opened. */
  readonly at: number;
  readonly spent: number;
  readonly id: string;
}

export type Statement = Readonly<Record<string, unknown>> & { readonly id: string };

const cmi5 = 'https://w3id.org/xapi/cmi5/context';
const verbs = 'http://adlnet.gov/expapi/verbs';

/** A statement of the profile; `scaled` is for `passed` and `failed`, and no other may have it. */
export function defined(launch: Launch, data: LaunchData, verb: Verb, moment: Moment, scaled?: number): Statement {
  const judged = verb === 'passed' || verb === 'failed';
  const categories = [
    `${cmi5}/categories/cmi5`,
    ...(judged || verb === 'completed' ? [`${cmi5}/categories/moveon`] : []),
  ];
  const result = {
    ...(verb === 'completed' ? { completion: true } : {}),
    ...(judged ? { success: verb === 'passed', score: { scaled } } : {}),
    ...(verb === 'initialized' ? {} : { duration: duration(moment.spent) }),
  };
  const mastery =
    judged && data.masteryScore !== undefined ? { [`${cmi5}/extensions/masteryscore`]: data.masteryScore } : {};
  return {
    ...common(launch, moment, verb),
    object: { objectType: 'Activity', id: launch.activityId },
    ...(verb === 'initialized' ? {} : { result }),
    context: context(launch, data, categories, mastery),
  };
}

export interface Answered {
  readonly step: string;
  readonly answer: number;
  /** Undefined of a line that was drawn: it is neither right nor wrong. */
  readonly correct: boolean | undefined;
  readonly question: string;
  readonly options: readonly string[];
  readonly right: number | undefined;
  readonly drawn: readonly number[] | undefined;
}

/** A prediction and whether the cluster agreed: a statement that the profile allows, and takes no notice of. Reports are read by people, so it brings its words. */
export function answered(
  launch: Launch,
  data: LaunchData,
  moment: Moment,
  { step, answer, correct, question, options, right, drawn }: Answered,
): Statement {
  return {
    ...common(launch, moment, 'answered'),
    object: {
      objectType: 'Activity',
      id: `${launch.activityId}/${step}`,
      definition: {
        type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
        interactionType: drawn ? 'other' : 'choice',
        ...(question === '' ? {} : { description: { en: question } }),
        ...(options.length > 0 ? { choices: options.map((en, id) => ({ id: String(id), description: { en } })) } : {}),
        ...(right === undefined || drawn ? {} : { correctResponsesPattern: [String(right)] }),
      },
    },
    result: {
      response: drawn ? drawn.join(',') : String(answer),
      ...(correct === undefined ? {} : { success: correct }),
    },
    context: context(launch, data, [], {}),
  };
}

/** Reads the address; undefined when no platform wrote it. The parameters may stand in any order. */
export function launchOf(search: string): Launch | undefined {
  const given = new URLSearchParams(search);
  const [endpoint, fetch, actor] = [given.get('endpoint'), given.get('fetch'), given.get('actor')];
  const [registration, activityId] = [given.get('registration'), given.get('activityId')];
  if (!endpoint || !fetch || !actor || !registration || !activityId) return undefined;
  try {
    const agent: unknown = JSON.parse(actor);
    if (typeof agent !== 'object' || agent === null) return undefined;
    const base = endpoint.endsWith('/') ? endpoint : `${endpoint}/`;
    return { endpoint: base, fetch, actor: agent as Record<string, unknown>, registration, activityId };
  } catch {
    return undefined;
  }
}

const common = ({ actor }: Launch, { id, at }: Moment, verb: string) => ({
  id,
  timestamp: new Date(at).toISOString(),
  actor,
  verb: { id: `${verbs}/${verb}`, display: { en: verb } },
});

/** The platform's template, with what is added to it; nothing of it is overwritten. */
function context(
  { registration }: Launch,
  { contextTemplate }: LaunchData,
  categories: readonly string[],
  more: object,
) {
  const { contextActivities = {}, extensions = {}, ...rest } = contextTemplate;
  const category = [...(contextActivities.category ?? []), ...categories.map((id) => ({ id, objectType: 'Activity' }))];
  return {
    ...rest,
    registration,
    contextActivities: { ...contextActivities, ...(category.length > 0 ? { category } : {}) },
    extensions: { ...more, ...extensions },
  };
}

/** Seconds as ISO 8601 writes them. */
export const duration = (ms: number): string => `PT${(Math.max(0, ms) / 1000).toFixed(2)}S`;
