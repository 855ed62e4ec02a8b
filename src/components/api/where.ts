// Where the page stands, for everything that goes out of it: seconds since the start, the step of the lesson, the branch.
import { useLesson } from '../lesson/lesson-store.ts';
import { session } from '../session/session.ts';

export const secondsNow = (): number => {
  const { host } = session();
  return (host.now() - host.lessonStart) / 1000;
};

/** Id of the step; '' without a lesson. */
export const stepNow = (): string => useLesson.getState().view?.stepId ?? '';
