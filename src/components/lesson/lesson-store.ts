// Where the running lesson meets the page: the runner puts a view and its callbacks here, the panel draws them, and canvas, dock and
// timeline read what concerns them: the sentence at its place, what is pointed out, what stays closed.

import { create } from 'zustand';
import type { Attempt, BeatView, LessonCallbacks, LessonView, LoadedLesson, SceneView } from '../../scenarios/index.ts';
import { drawnOf, onPicture } from './places.ts';

interface LessonState {
  readonly view: LessonView | undefined;
  readonly callbacks: LessonCallbacks | undefined;
  /** The lesson itself, as it was read. */
  readonly loaded: LoadedLesson | undefined;
  /** What the learner did so far, as data. */
  readonly attempt: (() => Attempt) | undefined;
  /** Objects of the picture that are pointed out, and those that stand back; as in `data-object`. */
  readonly highlight: ReadonlySet<string>;
  readonly dim: ReadonlySet<string>;
  /** Takes the lesson off the page; its cluster stays. */
  readonly end: (() => void) | undefined;
  /** The attempt was taken up where it had been left. */
  readonly resumed: boolean;
}

/** A lesson is always the first branch of its session. */
export const lessonBranch = 1;

const nobody: ReadonlySet<string> = new Set();
const none = {
  view: undefined,
  callbacks: undefined,
  loaded: undefined,
  attempt: undefined,
  end: undefined,
  highlight: nobody,
  dim: nobody,
  resumed: false,
};

export const useLesson = create<LessonState>(() => none);

export function showLesson(view: LessonView, callbacks: LessonCallbacks): void {
  const before = useLesson.getState();
  const highlight = same(before.highlight, view.scene.highlight);
  const dim = same(before.dim, view.scene.dim);
  useLesson.setState({ view, callbacks, highlight, dim });
}

export function leaveLesson(): void {
  useLesson.setState(none);
}

/** Where the sentence is said on the picture; '' when it is said elsewhere. Of a connection, its two ends. */
export function placesOf(beat: BeatView | undefined): readonly string[] {
  const anchor = beat?.anchor;
  if (!anchor || anchor.kind === 'region' || anchor.kind === 'moment') return [];
  return [anchor.ref, anchor.to].filter((ref) => ref !== '').map(onPicture);
}

/** The region of the page that the sentence speaks of; a moment is on the timeline. */
export function regionOf(beat: BeatView | undefined): string {
  if (beat?.anchor?.kind === 'moment') return 'timeline';
  return beat?.anchor?.kind === 'region' ? beat.anchor.ref : '';
}

export const hasCamera = ({ fit, follow, hold }: SceneView): boolean => hold || follow !== '' || fit.length > 0;

/** The set of before, when it holds the same, so that nobody draws anew for it. */
function same(before: ReadonlySet<string>, refs: readonly string[]): ReadonlySet<string> {
  const now = refs.flatMap(drawnOf);
  return now.length === before.size && now.every((ref) => before.has(ref)) ? before : new Set(now);
}
