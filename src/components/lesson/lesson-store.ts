// Where the running lesson meets its panel: the runner puts a view and its callbacks here, the panel draws them.

import { create } from 'zustand';
import type { LessonCallbacks, LessonView } from './lesson-view.ts';

interface LessonState {
  readonly view: LessonView | undefined;
  readonly callbacks: LessonCallbacks | undefined;
}

export const useLesson = create<LessonState>(() => ({ view: undefined, callbacks: undefined }));

export function showLesson(view: LessonView, callbacks: LessonCallbacks): void {
  useLesson.setState({ view, callbacks });
}

export function leaveLesson(): void {
  useLesson.setState({ view: undefined, callbacks: undefined });
}
