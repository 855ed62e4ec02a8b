// What a learner in trouble is told, and shown: the moment of their own run where they took a wrong path, and of help whether it helped.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLesson, resumeLesson } from './index.ts';
import { Player } from './play.ts';

const folder = 'src/scenarios/fixtures/workshop';
const read = readLesson(
  Object.fromEntries(
    ['lesson.yaml', 'manifests/web.yaml'].map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]),
  ),
);
if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes));
const workshop = read;

/** A player at the beginning of a step. */
function at(step: string): Player {
  const player = Player.fresh(workshop);
  while (player.run.step.id !== step) player.solve();
  player.arrange();
  return player;
}

it('a wrong path can be looked at where it was taken, and the task goes on where it was left', () => {
  const player = at('task');
  player.live(1_000);
  player.host.submit({ scale: 'deployment/web', to: 1 });
  const tick = player.host.now();
  player.live(5_000);
  const { run, host } = player;
  const { feedback, feedbackMoment = 0, primary } = run.view();
  expect([feedback, primary?.label]).toEqual(['Leave the number alone.', 'Next']);
  expect(feedbackMoment - tick).toBeGreaterThan(0);
  expect(feedbackMoment - tick).toBeLessThan(200);
  const there = [host.now(), host.hash()];
  run.lookBack(feedbackMoment);
  run.sync();
  expect(host.now()).toBe(feedbackMoment);
  expect(run.view()).toMatchObject({ feedbackMoment: undefined, primary: { label: 'Back to the step' } });
  expect(run.allows({ scale: 'deployment/web', to: 2 })).toBe(false);
  run.primary('next');
  expect([host.now(), host.hash(), run.beat]).toEqual([...there, 0]);
  // Whoever lets time run there instead is back when it is there.
  run.lookBack(feedbackMoment);
  player.live(there[0] as number);
  expect(run.view()).toMatchObject({ feedback: 'Leave the number alone.', feedbackMoment, primary: { label: 'Next' } });
});

describe('help that the cluster does not take', () => {
  const refused = 'The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?';
  const help = (player: Player) => {
    for (let i = player.run.hintsShown; i < 3; i++) player.run.hint();
    return player.run.view().hints.shown.at(-1) ?? '';
  };

  it('is not called done: it says why not, and the way out leads to where it can be done', () => {
    const player = at('task');
    player.arrange();
    player.host.submit({ stop: 'kube-apiserver/master-1' });
    player.live(3_000);
    expect(help(player)).toBe('It is being done for you.');
    player.live(1_000);
    expect(help(player)).toContain(`nothing was done: \`${refused}\``);
    const kept = JSON.parse(JSON.stringify(player.run.attempt()));
    expect(resumeLesson(player.run.loaded, kept).run.view().hints.shown.at(-1)).toContain('nothing was done');
    player.run.solve();
    player.live(60_000, () => player.run.passed);
    expect(player.run.passed).toBe(true);
  });

  it('when it was broken before the step began, leads back to the step before', () => {
    const player = at('task');
    const before = player.run.index;
    player.arrange();
    player.host.submit({ stop: 'kube-apiserver/master-1' });
    player.live(3_000);
    const late = new Player(player.run.loaded, player.host.fork(), player.seed, before, player.run.ledger);
    late.live(10_000, () => !late.run.arranging);
    late.run.solve();
    late.live(10_000);
    expect(late.run.view().feedback).toContain(`nothing was done: \`${refused}\``);
    expect(late.run.view().feedback).toContain('*Back* leads to the step before');
  });

  it('is called done as soon as it is', () => {
    const player = at('task');
    player.arrange();
    expect(help(player)).toBe('It is being done for you.');
    player.live(1_000);
    expect(player.run.view().hints.shown.at(-1)).toBe('It was done for you. Watch what follows.');
  });
});
