// The files that a lesson's text names beside itself. It is asked before the lesson is read, by whoever has to fetch them.

export function namedFiles(lesson: string): readonly string[] {
  return [...new Set(lesson.match(/\b(?:[\w-]+\/)+[\w.-]+\.ya?ml\b/g) ?? [])];
}
