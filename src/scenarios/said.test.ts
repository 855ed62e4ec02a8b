// What is said once something is settled has its places too: an object, a connection, a moment of the run. Every sentence is reached by Next.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkContract } from './contract.ts';
import { formatMistake, readLesson } from './index.ts';
import type { LoadedLesson } from './loader.ts';
import { Player } from './play.ts';

const folder = 'src/scenarios/fixtures/workshop';
const own = Object.fromEntries(
  ['lesson.yaml', 'manifests/web.yaml'].map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]),
);

function load(change = (yaml: string) => yaml): LoadedLesson {
  const read = readLesson({ ...own, 'lesson.yaml': change(own['lesson.yaml']) });
  if ('mistakes' in read) throw new Error(read.mistakes.map(formatMistake).join('\n'));
  return read;
}

function atTask(): Player {
  const player = Player.fresh(load());
  while (player.run.step.id !== 'task') player.solve();
  return player;
}

describe('what is said', () => {
  const player = atTask();
  const { run } = player;

  it('before a task may be more than one sentence', () => {
    expect(run.view()).toMatchObject({ narration: 'This one.', primary: { id: 'next' }, beat: { index: 0, count: 2 } });
    run.primary('next');
    expect(run.view()).toMatchObject({ narration: 'Take it away.', primary: undefined });
  });

  it('after a question stands at an object, and at the moment of the learner’s own run', () => {
    player.perform(run.step.kind === 'act' ? run.step.solution : [], 60_000);
    expect(run.view()).toMatchObject({
      title: 'Gone, then new',
      narration: 'The wish stayed.',
      beat: { index: 0, count: 2, anchor: { kind: 'object', ref: 'Deployment/default/web' } },
    });
    run.primary('next');
    const { beat, scene } = run.view();
    const created = run.scene.moments.findLast(
      (moment) => moment.kind === 'change' && moment.change.type === 'ADDED' && moment.change.object.kind === 'Pod',
    );
    expect(beat?.anchor).toEqual({ kind: 'moment', ref: '', to: '', at: created?.at });
    expect(scene.highlight).toEqual(['kubelet/node-1 > kube-apiserver/master-1']);
    run.primary('next');
    run.primary('next');
    expect(run.view()).toMatchObject({ narration: 'Here it was still there.', kind: 'replay' });
  });
});

it('must lead somewhere, or the contract says where not', { timeout: 60_000 }, () => {
  const spoiled = load((yaml) =>
    yaml
      .replace('at: deployment/web, text: The wish stayed.', 'at: deployment/none, text: The wish stayed.')
      .replace('{ last: { event: Created, kind: pod } }', '{ first: { event: NodeNotReady } }'),
  );
  expect(checkContract(spoiled).rules[0].problems).toEqual([
    'task: deployment/none is nothing here',
    'task: the moment at which it speaks, {"first":{"event":"NodeNotReady"}}, never came in a run by the solutions',
  ]);
});

it('is either one text or a list of sentences', () => {
  const both = own['lesson.yaml'].replace('at: deployment/web, text: Done.', 'text: Done., say: [{ text: Twice. }]');
  const read = readLesson({ ...own, 'lesson.yaml': both });
  const [mistake] = 'mistakes' in read ? read.mistakes : [];
  expect(formatMistake(mistake)).toMatch(/steps\[6\]\.then: has either text .* or say: a list of sentences$/);
});
