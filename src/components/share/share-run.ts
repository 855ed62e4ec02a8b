// What the page hands out and takes in: the run on screen as data, and data as the run on screen. A sandbox is its branches, a lesson
// its attempt.
import type { Host } from '../../engine/index.ts';
import { type Rebuilt, type SharedRun, shareLesson, shareSandbox } from '../../share/index.ts';
import { useLesson } from '../lesson/lesson-store.ts';
import { session, startSession } from '../session/session.ts';
import { useSession } from '../session/store.ts';

export function runOnScreen(): SharedRun {
  const attempt = useLesson.getState().attempt?.();
  if (attempt) return shareLesson(attempt, session().host);
  const { branches, branch } = useSession.getState();
  const live = branches.map((one) => ({ ...one, host: session().hostOf(one.id) as Host }));
  return shareSandbox(live, branch);
}

/** Whether there is anything to keep: a run in which nobody did anything is made anew at any time. */
export function isWorthKeeping(): boolean {
  const { actions, branches } = useSession.getState();
  return actions.length > 0 || branches.length > 1;
}

/** Puts a run that was lived again on the page, standing where it stood. */
export function showRebuilt({ branches, active }: Rebuilt, seed: number): void {
  useLesson.getState().end?.();
  startSession(branches[active].host, seed, { branches, active });
}
