// Where the running lesson meets its panel: the runner puts a view and its callbacks here, the panel draws them.

import { create } from 'zustand';
import type { Attempt } from '../../scenarios/index.ts';
import type { LessonCallbacks, LessonView } from './lesson-view.ts';

interface LessonState {
  readonly view: LessonView | undefined;
  readonly callbacks: LessonCallbacks | undefined;
  /** What the learner did so far, as data. */
  readonly attempt: (() => Attempt) | undefined;
}

export const useLesson = create<LessonState>(() => ({ view: undefined, callbacks: undefined, attempt: undefined }));

export function showLesson(view: LessonView, callbacks: LessonCallbacks): void {
  useLesson.setState({ view, callbacks });
}

export function leaveLesson(): void {
  useLesson.setState({ view: undefined, callbacks: undefined, attempt: undefined });
}
