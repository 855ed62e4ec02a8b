// What a platform of SCORM 1.2 keeps: at most 4,096 characters, and still the place where the learner was.
import { expect, it } from 'vitest';
import { arriveAt, loadLesson, resumeLesson } from '../../scenarios/index.ts';
import { fromFragment, toFragment } from '../../share/index.ts';
import { scorm12, timespan } from './dialects.ts';
import { fitted } from './suspend-data.ts';

const suspendLimit = scorm12.keeps;
const loaded = loadLesson('self-healing');
if (!loaded) throw new Error('the course begins with self-healing');

it('a long run keeps the step and the answers within the limit, and can be taken up', async () => {
  const attempt = arriveAt(loaded, 'race');
  if (!attempt) throw new Error('there is such a step');
  // Letters that do not repeat, so that nothing makes them small.
  let state = 1;
  const noise = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state.toString(36);
  };
  const inputs = Array.from({ length: 900 }, (_, i) => [i, { kubectl: `get pods ${noise()}${noise()}` }] as const);
  const run = { format: 'run/1' as const, engine: '0', kubernetes: '1.36', hash: '0' };
  const text = (await toFragment({ ...run, lesson: { ...attempt, inputs } })).slice(3);
  expect(text.length).toBeGreaterThan(suspendLimit);
  const kept = await fitted(text, suspendLimit);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThanOrEqual(suspendLimit);
  const opened = await fromFragment(`#s=${kept}`);
  const shorter = opened && 'run' in opened ? opened.run.lesson : undefined;
  if (!shorter) throw new Error('what was kept is a run');
  expect(shorter.answers).toEqual(attempt.answers);
  expect(resumeLesson(loaded, shorter).run.step.id).toBe('race');
});

it('a short run is kept as it is, and what is no run is not kept cut off', async () => {
  expect(await fitted('1.short', suspendLimit)).toBe('1.short');
  expect(await fitted(`1.${'A'.repeat(5_000)}`, suspendLimit)).toBe('');
});

it('writes time as the platform reads it', () => {
  expect(timespan(0)).toBe('0000:00:00.00');
  expect(timespan(3_723_450)).toBe('0001:02:03.45');
});
