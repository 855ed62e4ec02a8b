// The beginning of a later step, for links that lead into the middle of a lesson: the steps before it are gone through as they are meant,
// on a cluster of their own. What was done that way is recorded as the solution's work and questions as left out, so it earns nothing.

import type { Attempt } from './attempt.ts';
import type { LoadedLesson } from './loader.ts';
import { Player } from './play.ts';

/** An attempt that stands at the step; undefined when the lesson has none of that name. */
export function arriveAt(loaded: LoadedLesson, step: string, seed = loaded.lesson.seed): Attempt | undefined {
  const to = loaded.lesson.steps.findIndex(({ id }) => id === step);
  if (to < 0) return undefined;
  const player = Player.fresh(loaded, seed);
  const { run } = player;
  for (let index = 0; index < to && run.index === index; index++) {
    if (run.step.kind === 'predict') player.leaveOut();
    else player.solve();
  }
  if (run.index !== to) return undefined;
  const attempt = run.attempt();
  return {
    ...attempt,
    answers: attempt.answers.map(({ step: of, at }) => ({ step: of, chosen: -1, at })),
    done: attempt.done.map((record) => ({ ...record, solvedBy: 'solution' as const })),
  };
}
