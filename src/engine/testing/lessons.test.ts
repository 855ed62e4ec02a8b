// Every lesson of the course, played as it is meant, under the watchman of the random tester: whatever a lesson breaks or forces, no pod is
// on two machines, no node is overfull, no pod moves, and no ended one comes back to life.
import { expect, it } from 'vitest';
import { lessonCluster, lessons, loadExpressions, loadLesson, Player } from '../../scenarios/index.ts';
import type { Host } from '../index.ts';
import type { Simulation } from '../kernel/simulation.ts';
import { Watchman } from './invariants/invariants.ts';

await loadExpressions();

const lookEvery = 1_000;

/** The host itself, looked at about once a second of its time while it lives. */
function watched(host: Host): readonly string[] {
  const { world } = host as Host & { readonly world: Simulation };
  const watchman = new Watchman();
  const problems: string[] = [];
  const advance = host.advance.bind(host);
  let next = 0;
  host.advance = (...args) => {
    const messages = advance(...args);
    if (host.now() >= next) {
      next = host.now() + lookEvery;
      problems.push(...watchman.look(world).map((problem) => `${host.now()}: ${problem}`));
    }
    return messages;
  };
  return problems;
}

it.each(Object.keys(lessons))('%s', (id) => {
  const loaded = loadLesson(id);
  if (!loaded) throw new Error(`${id} is not a lesson`);
  const host = lessonCluster(loaded);
  const problems = watched(host);
  const player = new Player(loaded, host, loaded.lesson.seed);
  while (!player.run.atEnd) player.solve();
  expect(problems).toEqual([]);
});
