// Progress as a file: what was saved comes back, what is further on wins, and what is not progress is refused with a reason.
import { describe, expect, it } from 'vitest';
import {
  type LessonProgress,
  mergeProgress,
  noteProgress,
  progressText,
  readProgress,
  useProgress,
} from './progress.ts';

const begun = (step: number): LessonProgress => ({ version: 1, state: 'begun', step, steps: 6 });
const done: LessonProgress = { version: 1, state: 'done', step: 6, steps: 6, attempt: '{}' };

describe('progress', () => {
  it('comes back from its file as it was', () => {
    const lessons = { 'self-healing': done, 'what-is-a-node': begun(2) };
    expect(readProgress(progressText(lessons))).toEqual({ lessons });
  });

  it('merges a file with what is here: the further of two stays', () => {
    const here = { a: begun(3), b: done };
    const there = { a: begun(5), b: begun(2), c: begun(1) };
    expect(mergeProgress(here, there)).toEqual({ a: begun(5), b: done, c: begun(1) });
  });

  it('keeps a finished lesson finished when it is begun again', () => {
    useProgress.setState({ lessons: { a: done } });
    noteProgress('a', begun(2));
    expect(useProgress.getState().lessons.a).toEqual({ ...begun(2), state: 'done' });
  });

  it('of a long-winded learner comes back, and loses nobody else', () => {
    useProgress.setState({ lessons: { b: done }, own: {} });
    noteProgress('a', { ...begun(2), attempt: 'x'.repeat(50_000) });
    const before = useProgress.getState().lessons;
    expect(readProgress(progressText(before))).toEqual({ lessons: before });
    noteProgress('a', { ...begun(3), attempt: 'x'.repeat(500_000) });
    const { lessons } = useProgress.getState();
    expect(readProgress(progressText(lessons))).toEqual({ lessons });
    expect(lessons).toEqual({ a: { ...before.a, step: 3 }, b: done });
    for (let i = 0; i < 60; i++) noteProgress(`own-${i}`, { ...begun(2), attempt: '"'.repeat(50_000) }, true);
    const { own } = useProgress.getState();
    expect(readProgress(progressText(own))).toEqual({ lessons: own });
    expect(Object.keys(own)).toHaveLength(60);
    expect(own['own-59'].attempt).toHaveLength(50_000);
  });

  it.each([
    ['not JSON', 'nginx: 1', /not JSON/],
    ['another format', '{"format":"lesson/1","lessons":{}}', /format/],
    [
      'an unknown state',
      '{"format":"progress/1","lessons":{"a":{"version":1,"state":"won","step":1,"steps":2}}}',
      /a\.state/,
    ],
    [
      'a step before the first',
      '{"format":"progress/1","lessons":{"a":{"version":1,"state":"done","step":0,"steps":2}}}',
      /a\.step/,
    ],
    ['a name that is none', '{"format":"progress/1","lessons":{"<b>":{}}}', /lessons/],
    ['a text without end', ' '.repeat(1_000_001), /too large/],
  ])('refuses %s', (_, text, problem) => {
    const read = readProgress(text);
    expect('problem' in read && read.problem).toMatch(problem);
  });

  it('does not let a file reach what every object has', () => {
    const read = readProgress('{"format":"progress/1","lessons":{"__proto__":{"version":1}}}');
    expect('lessons' in read ? Object.keys(read.lessons) : []).toEqual([]);
    expect(mergeProgress({}, 'lessons' in read ? read.lessons : {})).toEqual({});
  });
});
