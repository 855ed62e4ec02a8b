// What a good learner needs, and how near somebody came: actions, time, and requests that users lost meanwhile.
import { expect, it } from 'vitest';
import { lessons, readLesson, resumeLesson } from './index.ts';
import { Player } from './play.ts';
import { isWithinPar } from './progress.ts';
import { readAttempt } from './read-attempt.ts';

it('a task tells what it took, and counts the requests that were lost in it', { timeout: 60_000 }, () => {
  const files = lessons['rolling-update'];
  const yaml = files['lesson.yaml'].replace(
    'score: { par: { actions: 1 } }',
    'score: { par: { actions: 1, time: 5m, lost: 0 } }',
  );
  expect(yaml).not.toBe(files['lesson.yaml']);
  const read = readLesson({ ...files, 'lesson.yaml': yaml });
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes));
  const player = Player.fresh(read);
  const { run } = player;
  while (run.done.length === 0) player.solve();
  const [task] = run.view().progress.tasks;
  expect(task).toMatchObject({ actions: 1, par: 1, parTime: 300_000, parLost: 0 });
  // The lesson says why: a kept connection to a pod that stops is a request that is lost.
  expect(task.lost).toBeGreaterThan(10);
  const step = read.lesson.steps.find(({ id }) => id === task.step);
  expect(step && isWithinPar(step, run.done[0])).toBe(false);
  expect(step && isWithinPar(step, { ...run.done[0], lost: 0 })).toBe(true);
  const kept = readAttempt(JSON.parse(JSON.stringify(run.attempt())));
  if ('problem' in kept) throw new Error(kept.problem.message);
  expect(resumeLesson(read, kept.attempt).run.view().progress.tasks).toEqual(run.view().progress.tasks);
});
