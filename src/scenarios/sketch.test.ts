// A course that is drawn: kept within the paper, locked in, measured in the run that follows, laid over it, and counted for taking part.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatMistake, readLesson, resumeLesson } from './index.ts';
import type { LoadedLesson } from './loader.ts';
import { Player } from './play.ts';

const folder = 'src/scenarios/fixtures/workshop';
const own = Object.fromEntries(
  ['lesson.yaml', 'manifests/web.yaml'].map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]),
);
const sketch = (axis: string, more = '') => `
  - id: course
    kind: predict
    ask: How many are there?
    answer:
      measure: sketch
      of: { that: deployment/web, path: spec.replicas, exists: true }
      axis: ${axis}
      during: [{ wait: 1s }, { scale: deployment/web, to: 1 }, { wait: 8s }]
${more}    confidence: true
    reveal: run
`;

function read(axis: string, more?: string) {
  const yaml = own['lesson.yaml'].replace('\n  - id: which\n', `${sketch(axis, more)}\n  - id: which\n`);
  return readLesson({ ...own, 'lesson.yaml': yaml });
}

function told(axis: string, more?: string): readonly string[] {
  const found = read(axis, more);
  return 'mistakes' in found ? found.mistakes.map(formatMistake) : [];
}

describe('a sketch', () => {
  const loaded = read('{ over: 8s, every: 2s, most: 6, unit: pods }') as LoadedLesson;
  const player = Player.fresh(loaded);
  while (player.run.step.id !== 'course') player.solve();
  const { run } = player;
  const copies = Number(run.variants.copies);

  it('begins with what is so now, and takes a value at a time, within its paper', () => {
    expect(run.view().prediction).toMatchObject({
      options: [],
      sketch: { every: 2_000, least: 0, most: 6, start: copies, drawn: [copies, copies, copies, copies] },
    });
    run.draw(1, 2);
    run.draw(2, 99);
    run.draw(3, -1);
    run.draw(7, 3);
    expect(run.drawn).toEqual([copies, 2, 6, 0]);
    expect(run.view()).toMatchObject({ futureLocked: true, primary: { id: 'lock', enabled: true } });
  });

  it('is measured before the learner’s eyes and laid over what they drew', () => {
    run.sure('certain');
    run.primary('lock');
    run.draw(0, 0);
    player.live(60_000, () => run.phase === 'revealed');
    expect(run.view().prediction?.sketch).toMatchObject({ drawn: [copies, 2, 6, 0], measured: [copies, 1, 1, 1, 1] });
    expect(run.answers.at(-1)).toMatchObject({ step: 'course', chosen: 0, right: 0, drawn: [copies, 2, 6, 0] });
  });

  it('is taken up where it was left', () => {
    const again = resumeLesson(loaded, JSON.parse(JSON.stringify(run.attempt())));
    expect(again.run.view()).toEqual(run.view());
  });
});

it.each([
  ['{ over: 8s, every: 8s, most: 6, unit: pods }', '', 'over and every make 1 values; a sketch has 2 to 15'],
  [
    '{ over: 8s, every: 2s, least: 6, most: 6, unit: pods }',
    '',
    'from least to most are 0; a sketch has 1 to 20 steps',
  ],
  [
    '{ over: 8s, every: 2s, most: 6, unit: pods }',
    '    options: [{ text: a, value: 1 }, { text: b, value: 2 }]\n',
    'a sketch is drawn, not chosen',
  ],
])('%s %s is a mistake', (axis, more, mistake) => {
  expect(told(axis, more).join()).toContain(mistake);
});
