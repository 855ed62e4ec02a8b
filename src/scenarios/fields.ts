// The small pieces that every part of the lesson format is made of: texts with a budget of letters, names, durations, actions.
// Bounds stand here because a lesson may come from anybody: what has no bound can be made to fill a page or to run for ever.

import * as v from 'valibot';

export const text = (most: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(most));

export const id = v.pipe(
  v.string(),
  v.maxLength(60),
  v.regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case words joined by -, like delete-one'),
);

const DURATION = 'must be a duration like 10s, 7m or 250ms';
export const duration = v.pipe(
  v.string(DURATION),
  v.maxLength(24),
  v.regex(/^(0|(\d+(\.\d+)?(ms|s|m|h))+)$/, DURATION),
);

/** `+30s`: since the step began. */
export const moment = v.pipe(
  v.string(),
  v.maxLength(24),
  v.regex(/^\+?(0|(\d+(\.\d+)?(ms|s|m|h))+)$/, 'must be a time since the step began, like +30s'),
);

/** An action of the engine, `{wait: …}`, `{trigger: ID}`, `{answer: 2}`, `{seek: …}` or `{fork: NAME}`; the reader checks the rest. */
export const action = v.union([v.looseObject({}), text(400)]);
export const actions = v.pipe(v.array(action), v.maxLength(40));

export const weight = v.pipe(v.number(), v.minValue(0), v.maxValue(100));

/** Names for objects of the moment the step begins, `{victim: pod[app=web]#1}`; then `$victim`, `$victim.name`, `$victim.node`. */
export const bind = v.record(
  v.pipe(v.string(), v.maxLength(40), v.regex(/^[a-zA-Z]\w*$/, 'must be a name like victim')),
  text(120),
);

/** Words of `tools`; `+edit` adds to the lesson's own, `-edit` takes away. The reader knows the words. */
export const tools = v.pipe(v.array(text(24)), v.maxLength(40));

export type LessonAction = v.InferOutput<typeof action>;
