// Demonstrations that come along: what a list says of them is so, and each keeps its contract, with every sentence that is pinned.
import { describe, expect, it } from 'vitest';
import { isDemonstration, sentencesOf } from './demonstration.ts';
import { demoFiles, demos } from './demos.ts';
import { checkContract, type LoadedLesson, lessons, readLesson } from './index.ts';

async function load(id: string): Promise<LoadedLesson> {
  const read = readLesson((await demoFiles(id)) ?? {});
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes));
  return read;
}

describe.each(demos)('$id', ({ id, title, summary, minutes }) => {
  it('is what the list says, and no lesson of the course', async () => {
    const { lesson } = await load(id);
    expect(lesson).toMatchObject({ id, title, summary, minutes });
    expect(isDemonstration(lesson)).toBe(true);
    expect(Object.keys(lessons)).not.toContain(id);
  });

  it('has notes to speak from at each step, and as many minutes as its steps together', async () => {
    const { lesson } = await load(id);
    expect(lesson.steps.reduce((sum, step) => sum + (step.minutes ?? 0), 0)).toBe(minutes);
    for (const step of lesson.steps)
      expect([step.id, step.notes ?? sentencesOf(step).find(({ notes }) => notes)?.notes]).not.toContain(undefined);
  });

  it('keeps the contract, sentence by sentence', { timeout: 600_000 }, async () => {
    const { rules } = checkContract(await load(id));
    expect(rules.flatMap(({ problems }) => problems)).toEqual([]);
  });
});
