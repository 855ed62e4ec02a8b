// What a learner hears of a wrong path: the lesson's message that fits, or else what was seen of what must never happen; with the wrong idea
// behind it, and the moment of their own run that shows it.

import type { Tick } from '../engine/index.ts';
import { judge } from './assertions/evaluate.ts';
import type { GoalWatch } from './assertions/goal.ts';
import { cameTrue } from './assertions/memory.ts';
import type { RunState } from './run-state.ts';
import type { TaskStep } from './schema.ts';
import { substitute } from './text.ts';
import { words } from './words.ts';

export interface Feedback {
  readonly feedback: string;
  /** The misconception that it is about, or ''. */
  readonly feedbackIdea: string;
  readonly feedbackAt: Tick | undefined;
}

export function feedbackOf(run: RunState, { onFail = [] }: TaskStep, { broken, brokenAt }: GoalWatch): Feedback {
  const heard = onFail.find(({ when }) => judge(when, run.scene).holds);
  if (heard)
    return {
      feedback: heard.say,
      feedbackIdea: heard.misconception ?? '',
      feedbackAt: cameTrue(heard.when, run.scene),
    };
  const kept = broken && (run.feedback || substitute(words.broken, { value: judge(broken, run.scene).sentence }));
  return { feedback: kept ?? '', feedbackIdea: '', feedbackAt: brokenAt };
}
