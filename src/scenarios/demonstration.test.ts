// Demonstrations: what they may leave out, what the contract finds untrue in them, and that going back takes the world back.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkContract, readLesson } from './index.ts';
import type { LoadedLesson } from './loader.ts';
import { Player } from './play.ts';

const folder = 'src/scenarios/fixtures/lecture';
const files = Object.fromEntries(
  ['lesson.yaml', 'manifests/web.yaml'].map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]),
);

function load(text = '', by = ''): LoadedLesson {
  const changed = files['lesson.yaml'].replace(text, by);
  if (text !== '' && changed === files['lesson.yaml']) throw new Error('nothing was changed');
  const read = readLesson({ ...files, 'lesson.yaml': changed });
  if ('mistakes' in read) throw new Error(read.mistakes.map(({ message }) => message).join('\n'));
  return read;
}

describe('the contract of a demonstration', () => {
  it('is kept without a question and without a task', () => {
    const { rules } = checkContract(load());
    expect(rules.flatMap(({ problems }) => problems)).toEqual([]);
    expect(rules.find(({ rule }) => rule === 3)?.tried).toBe('no task: it only shows');
    expect(rules.find(({ rule }) => rule === 11)?.tried).toBe('7 of 10 sentences pinned, 6 answers');
  });

  it.each<[string, string, string, RegExp]>([
    ['a sentence that is not so', 'is: 3 }] }', 'is: 2 }] }', /web has 3 of 3 available pods/],
    ['a script that the cluster does not take', ', refused: true', '', /refuses it: .*"none" not found/],
    ['a refusal that does not come', 'deployment/none, to: 2', 'deployment/web, to: 2', /refuses nothing/],
    ['an answer that is not so', 'Ready.status, is: True', 'Ready.status, is: Unknown', /loss › unplugged/],
    ['the sentence it may be asked at', 'replicas, is: 4', 'replicas, is: 5', /from sentence 2: loss › four/],
    [
      'a place that is not there by then',
      'at: deployment/web\n        text: "Two',
      'at: pod/gone\n        text: "Two',
      /nothing here/,
    ],
  ])('finds %s', (_what, text, by, told) => {
    const { rules } = checkContract(load(text, by));
    expect(rules.flatMap(({ problems }) => problems).join('\n')).toMatch(told);
  });

  it('hears of fields that only a demonstration has', () => {
    const wrong = files['lesson.yaml'].replace(
      'A controller compares the wish with what there is.',
      'x, do: [{ delete: pod/x }]',
    );
    const read = readLesson({ ...files, 'lesson.yaml': wrong });
    expect('mistakes' in read ? read.mistakes[0].message : '').toMatch(/unknown field/);
  });
});

describe('a demonstration', () => {
  it('says a sentence while it acts, and then time stands', () => {
    const player = Player.fresh(load());
    player.solve();
    const { run } = player;
    run.primary('next');
    expect(run.view()).toMatchObject({ narration: 'It is deleted.', standsStill: false, primary: { enabled: false } });
    run.primary('next');
    expect(run.beat).toBe(1);
    player.arrange();
    expect(run.view()).toMatchObject({ standsStill: true, primary: { enabled: true } });
  });

  it('goes back to the world of an earlier sentence, and comes out the same again', () => {
    const player = Player.fresh(load());
    const { run, host } = player;
    player.solve();
    const says = (): string => `${run.step.id} ${run.beat} ${host.hash()}`;
    const began = [says()];
    for (let i = 0; i < 2; i++) {
      run.primary('next');
      player.arrange();
      began.push(says());
    }
    run.back();
    player.arrange();
    expect(says()).toBe(began[1]);
    run.again();
    player.arrange();
    expect(says()).toBe(began[1]);
    run.back();
    expect(says()).toBe(began[0]);
    expect(host.recording().inputs).toEqual([]);
    for (let i = 1; i < 3; i++) {
      run.primary('next');
      player.arrange();
      expect(says()).toBe(began[i]);
    }
  });

  it('does at the beginning of a step what it did there before, once', () => {
    const player = Player.fresh(load());
    const { run, host } = player;
    player.solve();
    player.solve();
    player.arrange();
    const [there, inputs] = [host.hash(), host.recording().inputs.length];
    run.again();
    player.arrange();
    expect([host.hash(), host.recording().inputs.length]).toEqual([there, inputs]);
  });
});
