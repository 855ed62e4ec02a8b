// A lesson's own invariants: told with their words at the moment they break, gone when the run is taken back, and no way by the solutions.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkContract } from './contract.ts';
import { formatMistake, readLesson } from './index.ts';
import type { LoadedLesson } from './loader.ts';
import { Player } from './play.ts';

const folder = 'src/scenarios/fixtures/workshop';
const files = Object.fromEntries(
  ['lesson.yaml', 'manifests/web.yaml'].map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]),
);
const read = (checks: string) =>
  readLesson({ ...files, 'lesson.yaml': files['lesson.yaml'].replace('\nsteps:', `\nchecks: ${checks}\n\nsteps:`) });

it('a check is told when it breaks, and forgotten when that has not happened yet', () => {
  const loaded = read('[{ that: deployment/web, path: spec.replicas, under: 4, text: "Three at most, said `web`" }]');
  const player = Player.fresh(loaded as LoadedLesson);
  const { run, host } = player;
  player.live(500);
  expect(run.view().violated).toEqual([]);
  const before = host.now();
  host.submit({ scale: 'deployment/web', to: 4 });
  player.live(2_000);
  expect(run.view().violated).toEqual([
    expect.stringMatching(/^Against a check of this lesson, \d+\w* in: Three at most, said `web`$/),
  ]);
  host.seek(before);
  run.sync();
  expect(run.view().violated).toEqual([]);
});

it('the contract wants none broken on the way by the solutions', { timeout: 60_000 }, () => {
  const loaded = read('[{ that: deployment/web, exists: true }, { none: [{ event: Deleting, kind: pod }] }]');
  const [, { problems }] = checkContract(loaded as LoadedLesson).rules;
  expect(problems).toEqual([expect.stringMatching(/^a check of the lesson does not hold .* s in: /)]);
});

it.each([
  [
    '[{ event: Deleted }]',
    'checks[0]: a check is about what is so all the time; what must not happen is {none: [{event: …}]}',
  ],
  ['[{ that: deployment/web, exists: true, after: 5s }]', 'checks[0]: after has no place here'],
])('%s is a mistake', (checks, told) => {
  const found = read(checks);
  expect('mistakes' in found ? found.mistakes.map(formatMistake).join() : '').toContain(told);
});
