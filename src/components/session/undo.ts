// Undo and redo: the run is a recording, so taking an action back is going to the tick before it, and doing it again is going to its tick.
// The same inputs make the same cluster, hash and all. Whoever acts in between leaves that future as a branch of its own.
import type { Tick } from '../../engine/index.ts';
import { changesSomething } from '../timeline/action-words.ts';
import type { Session } from './session.ts';
import { type DoneAction, type SessionState, useSession } from './store.ts';

type Done = Pick<SessionState, 'actions' | 'tick'>;

const isOwn = ({ byLesson, action }: DoneAction): boolean => !byLesson && changesSomething(action);

/** What undo would take back: the learner's last change up to the moment on screen, but not what a lesson has settled. */
export const lastDone = ({ actions, tick }: Done, since: number): DoneAction | undefined =>
  actions.findLast((done) => done.tick > since && done.tick <= tick && isOwn(done));

/** What redo would do again: the first of the learner's changes that lies ahead. */
export const nextUndone = ({ actions, tick }: Done, since: number): DoneAction | undefined =>
  actions.find((done) => done.tick > Math.max(since, tick) && isOwn(done));

/** What was done later than this can be taken back: what a lesson's earlier steps were about is settled. */
export const undoesFrom = (run: Session): Tick => Math.max(run.host.lessonStart, run.rules?.since() ?? 0);

/** Whether something done now would fall together with what was there before: then undoing it would undo both. */
export function sharesItsTick(run: Session, { actions }: Done): boolean {
  const now = run.host.now();
  return now <= undoesFrom(run) || actions.some((done) => done.tick === now);
}

/** Stands still just before the learner's last change; false when there is none to take back. */
export function undo(run: Session): boolean {
  const done = lastDone(useSession.getState(), undoesFrom(run));
  if (!done) return false;
  run.pause();
  run.seek(done.tick - 1);
  return true;
}

/** Does it again at its own tick, and plays on as it did the first time. */
export function redo(run: Session): boolean {
  const done = nextUndone(useSession.getState(), undoesFrom(run));
  if (!done || run.rules?.locked()) return false;
  run.seek(done.tick);
  run.play();
  return true;
}

/** To the moment of the action before this one, whoever did it. */
export function previousBeat(run: Session): void {
  const { actions, lessonStart } = useSession.getState();
  run.seek(actions.findLast((done) => done.tick < run.host.now())?.tick ?? lessonStart);
}

/** To the moment of the action after this one, or as far as the run was lived. */
export function nextAction(run: Session): void {
  const later = useSession.getState().actions.find((done) => done.tick > run.host.now());
  run.seek(later?.tick ?? run.host.horizon);
}
