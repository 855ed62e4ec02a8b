// A prepared answer as a small lesson of its own: one demonstration, run over a copy of the cluster. So it is shown, gone back in and tried
// by the very lines that show a lesson, and nothing of it can reach the script that waits.

import type { LoadedLesson } from './loader.ts';
import type { RunState } from './run-state.ts';
import type { PreparedBranch } from './say-schema.ts';

const nothing: readonly PreparedBranch[] = [];

/** Answers that can be asked for at the present step, by its names for things. */
export function branchesOf(run: RunState): readonly PreparedBranch[] {
  return (!run.atEnd && 'branches' in run.step && run.step.branches) || nothing;
}

export function branchLesson(run: RunState, which: number): LoadedLesson {
  const { id, ask, say, notes } = branchesOf(run)[which];
  const step = { id, kind: 'demo' as const, title: ask.slice(0, 60), say, notes };
  return { ...run.loaded, lesson: { ...run.lesson, steps: [step] } };
}
