// What is asked from memory at the beginning of a lesson is a question of a lesson before it, and every seed has one.
import { expect, it } from 'vitest';
import { lessons, loadLesson } from '../../scenarios/index.ts';
import { earlierQuestion } from './recall.tsx';

it('every lesson that builds on another begins with a question of it, another one with another seed', () => {
  const asked = Object.keys(lessons).map((id) => {
    const loaded = loadLesson(id);
    if (!loaded) throw new Error(id);
    const earlier = (loaded.lesson.requires ?? []).map((each) => loadLesson(each)?.lesson);
    const given = [1, 2, 3, 4, 5].map((seed) => earlierQuestion(loaded, seed));
    for (const one of given) {
      const from = earlier.find((lesson) => lesson?.title === one?.lesson);
      expect(from?.debrief.questions?.find(({ question }) => question === one?.question)?.answer).toBe(one?.answer);
    }
    return [
      (loaded.lesson.requires ?? []).length > 0,
      given.every((one) => one !== undefined),
      new Set(given.map((one) => one?.question)).size > 1,
    ];
  });
  for (const [builds, asks, varies] of asked) expect([asks, varies]).toEqual([builds, builds]);
  expect(asked.filter(([builds]) => builds).length).toBeGreaterThan(8);
});
