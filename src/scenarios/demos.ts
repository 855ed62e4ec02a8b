// Demonstrations that Podarium brings along. They are no part of the course and of nobody's progress; what a list says of them stands here,
// and their texts are loaded when one is shown.

import type { LessonFiles } from './loader.ts';

export interface Demo {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  readonly files: () => Promise<LessonFiles>;
}

export const demos: readonly Demo[] = [
  {
    id: 'kubernetes-from-the-notes',
    title: 'Kubernetes from the notes',
    summary:
      'The architecture in ten minutes, from the machines to a failure, each sentence shown by a cluster that lives.',
    minutes: 10,
    files: async () => (await import('./kubernetes-from-the-notes/files.ts')).files,
  },
];

/** The files of a demonstration; undefined when none is called so. */
export async function demoFiles(id: string): Promise<LessonFiles | undefined> {
  return demos.find((demo) => demo.id === id)?.files();
}
