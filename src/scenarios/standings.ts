// Predictions that wait for the learner's own task: once it is done they are read off that run, for what the learner saw is what happened.

import { keyFrom } from './prediction.ts';
import type { RunState } from './run-state.ts';

/** Where the learner's own run fits no option (it was cut short, or done otherwise), the hidden one tells. */
export function settleStandings(run: RunState): void {
  const task = 'solution' in run.step ? run.step.solution : [];
  run.standings = run.standings.map((standing) => {
    const own = keyFrom(standing.step, run.scene, standing.step.answer.during ?? task, run.language);
    const key = own.right >= 0 ? own : { ...standing.key, at: undefined };
    const at = run.answers.findIndex((answer) => answer.step === standing.step.id);
    if (at >= 0) run.answers[at] = { ...run.answers[at], right: key.right };
    return { ...standing, key, settled: true };
  });
}
