// The run as a text that fits where a platform keeps it: 4,096 characters in SCORM 1.2. What is too long loses what was done in the
// cluster, but keeps where the learner is and every answer: opened again, the step begins anew.

import { fromFragment, toFragment } from '../../share/index.ts';

const mark = '#s=';

/** The text itself when it is short enough, a shorter one of the same attempt, or '' when even that does not fit. */
export async function fitted(state: string, limit: number): Promise<string> {
  if (state.length <= limit) return state;
  const opened = await fromFragment(`${mark}${state}`);
  const attempt = opened && 'run' in opened ? opened.run.lesson : undefined;
  if (!opened || !('run' in opened) || !attempt) return '';
  // Without what was done, every step begins where the cluster does; what the lesson arranges is done again when the step is entered.
  const shorter = {
    ...attempt,
    inputs: [],
    before: 0,
    began: 0,
    now: 0,
    beat: 0,
    entered: attempt.entered.map(() => 0),
    branches: [],
  };
  const text = (await toFragment({ ...opened.run, lesson: shorter })).slice(mark.length);
  return text.length <= limit ? text : '';
}
