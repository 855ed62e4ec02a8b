// @vitest-environment happy-dom
// What was kept of the last run: read again, or told as damaged and put away.
import { beforeEach, expect, it } from 'vitest';
import { dropKept, keptRun } from './autosave.ts';

beforeEach(() => localStorage.clear());

it('is nothing, or a problem in words; never an error', () => {
  expect(keptRun()).toBeUndefined();
  for (const text of ['', '{"format":"run/1","eng', '[]', '{"format":"run/1"}', 'null']) {
    localStorage.setItem('podarium.run', text);
    expect(keptRun(), text).toMatchObject({ problem: { message: expect.stringMatching(/\w/) } });
  }
  dropKept();
  expect(keptRun()).toBeUndefined();
});
