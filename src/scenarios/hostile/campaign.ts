// Thousands of spoiled lessons through the reader. Each has to be refused with a place and a reason, or be read; none may throw, and
// none may take long, because a page reads lessons from anybody.

import { type LessonFiles, type Mistake, readLesson } from '../index.ts';
import { spoil } from './mutate.ts';

export interface CampaignReport {
  readonly lessons: number;
  readonly refused: number;
  readonly read: number;
  /** Seeds whose lesson made the reader throw, or say nothing useful, with what happened. */
  readonly broken: readonly string[];
  /** The longest that one took, in milliseconds of the clock that was given. */
  readonly slowest: number;
  readonly slowestSeed: number;
}

export function campaign(
  lessons: readonly LessonFiles[],
  count: number,
  firstSeed: number,
  clock: () => number,
): CampaignReport {
  let refused = 0;
  let slowest = 0;
  let slowestSeed = firstSeed;
  const broken: string[] = [];
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const own = lessons[seed % lessons.length];
    const before = clock();
    try {
      const read = readLesson({ ...own, 'lesson.yaml': spoil(own['lesson.yaml'], seed) });
      if ('mistakes' in read) {
        refused++;
        const poor = poorIn(read.mistakes);
        if (poor) broken.push(`seed ${seed}: ${poor}`);
      }
    } catch (error) {
      broken.push(`seed ${seed}: ${String(error).slice(0, 200)}`);
    }
    const took = clock() - before;
    if (took > slowest) {
      slowest = took;
      slowestSeed = seed;
    }
  }
  return { lessons: count, refused, read: count - refused - broken.length, broken, slowest, slowestSeed };
}

/** A refusal says where and why, in a sentence that fits a screen. */
function poorIn(mistakes: readonly Mistake[]): string | undefined {
  if (mistakes.length === 0) return 'refused without a reason';
  const poor = mistakes.find(({ line, message }) => line < 1 || message === '' || message.length > 2_000);
  return poor && `line ${poor.line}: a message of ${poor.message.length} letters`;
}
