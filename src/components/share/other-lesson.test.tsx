// @vitest-environment happy-dom
// What the page says before it opens a run of another edition of a lesson, and of one that another engine made.
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import { ENGINE_VERSION } from '../../engine/index.ts';
import { looksLikeRun } from './dropped-run.ts';
import { noteOn } from './open-shared.tsx';
import { OtherLesson } from './other-lesson.tsx';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

it('names both versions and what does not fit, and opens only when asked', () => {
  const box = document.createElement('div');
  const onOpen = vi.fn();
  const other = { goneSteps: ['guess'], goneAnswers: 1, goneFiles: [], shorter: true };
  act(() =>
    createRoot(box).render(<OtherLesson other={other} theirs={1} ours={2} onOpen={onOpen} onLeave={() => {}} />),
  );
  const said = box.querySelector('[role=alert]')?.textContent;
  expect(said).toContain('version 1 of the lesson; here is version 2');
  expect(said).toContain('Not in this lesson: 1 step (guess).');
  expect(said).toContain('1 answer fits no question here');
  expect(said).toContain('farther than this lesson');
  expect(onOpen).not.toHaveBeenCalled();
  act(() => box.querySelector('button')?.click());
  expect(onOpen).toHaveBeenCalledOnce();
});

it('says of another engine that it is another, and whether the run came out the same', () => {
  expect(noteOn({ engine: ENGINE_VERSION }, true)).toBe('');
  expect(noteOn({ engine: ENGINE_VERSION }, false)).toContain('otherwise here');
  expect(noteOn({ engine: '9.9.9' }, true)).toMatch(/9\.9\.9.*the same here/);
  expect(noteOn({ engine: '9.9.9' }, false)).toMatch(/9\.9\.9.*goes otherwise/);
});

it('tells the file of a run by what is in it', () => {
  expect(looksLikeRun('{"format":"run/1","engine":')).toBe(true);
  expect(looksLikeRun(' {\n  "format": "recording/1",')).toBe(true);
  expect(looksLikeRun('{"apiVersion":"v1","kind":"Pod"}')).toBe(false);
  expect(looksLikeRun('format: run/1')).toBe(false);
});
