// An attempt of another version of a lesson: what the learner did stays, what no step or question here fits is left out and told.
import { expect, it } from 'vitest';
import { loadLesson } from './index.ts';
import type { LoadedLesson } from './loader.ts';
import { fitted } from './other-version.ts';
import { Player } from './play.ts';
import { resumeLesson } from './resume.ts';

const loaded = loadLesson('self-healing') as LoadedLesson;
const question = loaded.lesson.steps.find((step) => step.kind === 'predict')?.id ?? '';

function begun() {
  const player = Player.fresh(loaded);
  player.live(2_000);
  player.host.submit({ apply: '@manifests/gone.yaml' });
  player.live(3_000);
  return player.run.attempt();
}

it('says which steps, answers and files are not here, and keeps every action', () => {
  const attempt = {
    ...begun(),
    inputs: [[600, { apply: '@manifests/gone.yaml' }] as const],
    answers: [
      { step: question, chosen: 0, at: 10 },
      { step: question, chosen: 5, at: 11 },
      { step: 'of-before', chosen: 0, at: 12 },
    ],
  };
  const { attempt: here, misfit } = fitted(attempt, loaded);
  expect(misfit).toEqual({
    goneSteps: ['of-before'],
    goneAnswers: 2,
    goneFiles: ['manifests/gone.yaml'],
    shorter: false,
  });
  expect(here.answers).toEqual([attempt.answers[0]]);
  expect(here.inputs).toBe(attempt.inputs);
});

it('ends where a shorter lesson ends, and is lived there', () => {
  const steps = loaded.lesson.steps.length;
  const far = { ...begun(), step: steps + 3, entered: Array.from({ length: steps + 4 }, () => 5_000), now: 5_000 };
  const { attempt, misfit } = fitted(far, loaded);
  expect(misfit.shorter).toBe(true);
  expect(attempt.entered).toHaveLength(attempt.step + 1);
  expect(resumeLesson(loaded, attempt).run.atEnd).toBe(true);
});

it('stands where it was left, with the same hash, when the lesson is the same', () => {
  const player = Player.fresh(loaded);
  player.live(3_000);
  const end = player.host.fork();
  end.seek(end.now());
  const { host } = resumeLesson(loaded, player.run.attempt());
  host.seek(host.now());
  expect(host.hash()).toBe(end.hash());
});
