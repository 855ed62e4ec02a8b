// A demonstration: a lesson that only shows. It acts at its sentences and then time stands still, so the hall sees each one at the very
// tick that was rehearsed, however long somebody talks; and it has answers ready for questions, each on a copy of the cluster.

import { isWait } from './actions.ts';
import type { LessonAction } from './fields.ts';
import type { ActingBeat, Beat } from './say-schema.ts';
import type { Lesson, Step } from './schema.ts';

/** Whether a lesson only shows: then it has no questions, no tasks, and nothing that a learner could do wrong. */
export function isDemonstration({ steps }: Pick<Lesson, 'steps'>): boolean {
  return steps.every(({ kind }) => kind === 'demo' || kind === 'narrate') && steps.some(({ kind }) => kind === 'demo');
}

export function sentencesOf(step: Step): readonly Beat[] {
  return ('say' in step && step.say) || [];
}

/** What is done as a sentence is said. Whoever shows waits for the consequences, unless they say for how long. */
export function scriptOf(step: Step, beat: number, toRest: boolean): readonly LessonAction[] {
  const first = beat === 0 ? [...(step.begin ?? []), ...(step.kind === 'demo' ? (step.do ?? []) : [])] : [];
  const script = [...first, ...((sentencesOf(step)[beat] as ActingBeat | undefined)?.do ?? [])];
  const last = script.at(-1);
  return toRest && last !== undefined && !isWait(last) ? [...script, { wait: 'settled' }] : script;
}

/** Whether going back to an earlier sentence of the step takes the world back, too. */
export function actsInBeats(step: Step): boolean {
  return step.kind === 'demo' && step.say.some(({ do: script }, i) => i > 0 && script !== undefined);
}
