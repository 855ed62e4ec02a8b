// The moment of the learner's own run that a lesson looks back at: the first or last time something happened, or the beginning of an
// earlier step. Nothing when it never happened in this run.

import type { Tick } from '../engine/index.ts';
import { happens } from './assertions/evaluate.ts';
import { ticks, withDues } from './assertions/memory.ts';
import type { Scene } from './assertions/scene.ts';
import type { Past } from './say-schema.ts';
import type { Lesson } from './schema.ts';

export function momentOf(seek: Past, run: Scene, entered: readonly Tick[], lesson: Lesson): Tick | undefined {
  if ('step' in seek) {
    const at = entered[lesson.steps.findIndex(({ id }) => id === seek.step)];
    return at === undefined ? undefined : at + ticks(seek.plus ?? '0');
  }
  const clause = 'first' in seek ? seek.first : seek.last;
  const told = run.atStart();
  told.follow([clause]);
  let found: Tick | undefined;
  for (const moment of withDues(told, run.moments)) {
    told.take(moment);
    if (!happens(clause, moment, told)) continue;
    found = moment.at;
    if ('first' in seek) break;
  }
  return found === undefined ? undefined : Math.max(run.start, found - ticks(seek.before ?? '0'));
}
