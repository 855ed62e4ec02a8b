// The order of the course: five parts, each with its lessons and their numbers. Titles and minutes stand in the lessons themselves;
// a lesson that is not in the registry is not in the course that a learner sees.

export type Track = 'developer' | 'operator' | 'internals';

export interface CourseLesson {
  readonly id: string;
  /** Its place in the curriculum; the two journeys have none. */
  readonly number: number | undefined;
  readonly tracks: readonly Track[];
}

export interface CoursePart {
  readonly title: string;
  readonly lessons: readonly CourseLesson[];
}

const lesson = (id: string, number: number | undefined, ...tracks: Track[]): CourseLesson => ({ id, number, tracks });

/** The part and number of a lesson; undefined for one that is not of the course. */
export function placeInCourse(id: string): { readonly part: string; readonly number: number | undefined } | undefined {
  for (const part of course) {
    const found = part.lessons.find((lesson) => lesson.id === id);
    if (found) return { part: part.title, number: found.number };
  }
  return undefined;
}

export const course: readonly CoursePart[] = [
  {
    title: 'Things and wishes',
    lessons: [
      lesson('follow-one-wish', undefined, 'developer', 'operator', 'internals'),
      lesson('what-is-a-node', 1, 'developer', 'operator'),
      lesson('pod-is-not-a-container', 2, 'developer', 'operator'),
      lesson('self-healing', 3, 'developer', 'operator', 'internals'),
      lesson('labels-are-the-wiring', 4, 'developer', 'operator'),
      lesson('why-is-it-pending', 5, 'developer', 'operator'),
      lesson('service-is-a-promise', 6, 'developer', 'operator'),
    ],
  },
  { title: 'Change', lessons: [lesson('rolling-update', 8, 'developer')] },
  { title: 'Placement, fairness', lessons: [lesson('autoscaling', 18, 'operator')] },
  {
    title: 'Under the hood',
    lessons: [
      lesson('node-failure', 27, 'operator', 'internals'),
      lesson('what-etcd-remembers', undefined, 'internals'),
    ],
  },
];
