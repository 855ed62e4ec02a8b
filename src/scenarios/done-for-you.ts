// Whether what was done for a learner was done: a command that nobody answers changes nothing, and to say that it did would be untrue. It
// is read off the run's inputs and what kubectl printed, so it is told the same after going back, and after coming back another day.

import { isDeed, toAction } from './actions.ts';
import type { LessonAction } from './fields.ts';
import type { RunState } from './run-state.ts';
import { words } from './words.ts';

/** Of a script that was played in this step: what kubectl said when it failed, 'under way', or 'done'. */
export type Fate = 'done' | 'under way' | { readonly error: string };

export function fateOf(script: readonly LessonAction[], { host, files, ledger, stage }: RunState): Fate {
  const { inputs } = host.recording();
  let fate: Fate = 'done';
  for (const action of script.filter(isDeed)) {
    const given = JSON.stringify(toAction(action, files));
    let at = inputs.length - 1;
    while (at >= stage.observer.inputsBefore && !(isGiven(at) && JSON.stringify(inputs[at].input) === given)) at--;
    if (at < stage.observer.inputsBefore) continue;
    const end = host.commandEnd(-(host.beginnings + at + 1));
    if (end?.code) return { error: end.error };
    if (inputs[at].tick === host.now() || (end?.code === undefined && end?.answered === false)) fate = 'under way';
  }
  return fate;

  function isGiven(at: number): boolean {
    return inputs[at].tick <= host.now() && !ledger.of(at);
  }
}

/** A hint that acts says what it did when it is done. */
export function saidOfDeed(text: string, script: readonly LessonAction[], run: RunState): string {
  const fate = fateOf(script, run);
  if (fate === 'done') return text;
  return fate === 'under way' ? words.doing : words.notTaken(fate.error);
}

/** What is said when even the solution, from the step's beginning, was not taken; else ''. */
export function solvedInVain(run: RunState): string {
  if (run.solvedBy !== 'solution' || run.passed || !('solution' in run.step)) return '';
  const fate = fateOf(run.step.solution, run);
  return typeof fate === 'object' ? words.brokenBefore(fate.error) : '';
}
