// Rules 5 and 6: the lesson lived again. Once with looks back, which must change nothing; and from other seeds, other variants and
// later beginnings, where every question must have the same right option, on the hidden run and on the learner's own.

import type { Tick } from '../engine/index.ts';
import type { Note } from './contract.ts';
import { isDemonstration } from './demonstration.ts';
import type { LoadedLesson } from './loader.ts';
import { MOST_BEATS, Player } from './play.ts';
import type { Sliced } from './sliced.ts';
import { pickVariants } from './text.ts';

/** How far from the lesson's seed, and how late after the beginning, questions are tried besides the lesson's own way. */
const TRIES: readonly (readonly [seed: number, delay: Tick])[] = [
  [0, 3_700],
  [1, 650],
  [2, 11_300],
];
/** Seeds that are searched for variants that have not been seen. */
const MOST_SEEDS = 200;
const MOST_MORE = 6;

/** The lesson once more, with a look back in the middle of every task: the world must come out as before. */
export function* checkSameWorld(
  loaded: LoadedLesson,
  hashes: readonly string[],
  note: Note,
  tried: Note,
): Sliced<void> {
  const player = Player.fresh(loaded);
  let rewinds = 0;
  for (const [i, expected] of hashes.entries()) {
    const { run, host } = player;
    if (run.index !== i) continue;
    const { step } = run;
    if ('goal' in step) {
      yield* player.arranging();
      const from = host.now();
      yield* player.performing(step.solution, run.budget());
      const end = host.now();
      host.seek(Math.floor((from + end) / 2));
      run.sync();
      host.seek(end);
      run.sync();
      rewinds++;
      if (!run.passed) note(6, `${step.id}: no longer passed after looking back`);
      for (let shown = 0; shown < MOST_BEATS && run.index === i; shown++) run.primary('next');
    } else yield* player.solving();
    if (host.hash() !== expected) note(6, `${step.id}: another world (${host.hash()} instead of ${expected})`);
  }
  tried(6, `${hashes.length} steps, ${rewinds} rewinds`);
}

export function* checkOtherSeeds(
  loaded: LoadedLesson,
  keys: Map<string, number>,
  note: Note,
  tried: Note,
): Sliced<void> {
  for (const [id, right] of keys)
    if (right < 0) note(5, `${id}: not exactly one option fits (seed ${loaded.lesson.seed})`);
  const tries = keys.size === 0 ? [] : [...TRIES, ...unseenVariants(loaded)];
  for (const [more, delay] of tries) yield* tryFrom(loaded, loaded.lesson.seed + more, delay, keys, note);
  tried(
    5,
    isDemonstration(loaded.lesson) ? 'no question: it only shows' : `${keys.size} questions × ${tries.length + 1} runs`,
  );
  // Whoever wrote the question reads here what the cluster answered: it may not be what they believed.
  for (const step of loaded.lesson.steps) {
    const right = step.kind === 'predict' && step.options[keys.get(step.id) ?? -1];
    if (right) tried(5, `${step.id}: ${right.text}`);
  }
}

function* tryFrom(
  loaded: LoadedLesson,
  seed: number,
  delay: Tick,
  keys: Map<string, number>,
  note: Note,
): Sliced<void> {
  const player = Player.fresh(loaded, seed, delay);
  const when = `seed ${seed}, started ${delay} ms later`;
  for (let i = 0; i < loaded.lesson.steps.length && player.run.index === i; i++) {
    yield* player.arranging();
    const { step, standings } = player.run;
    if (step.kind === 'predict') {
      const { right, fitting, measured } = yield* player.run.computingKey(step);
      const expected = keys.get(step.id) ?? -1;
      if (right < 0) note(5, `${step.id}: ${fitting.length} options fit what was measured, ${measured} (${when})`);
      else if (right !== expected) note(5, `${step.id}: option ${right + 1} instead of ${expected + 1} (${when})`);
    }
    yield* player.solving();
    for (const { step: asked, key } of standings) {
      const answer = player.run.answers.find((each) => each.step === asked.id);
      if (answer?.right !== undefined && answer.right !== key.right)
        note(
          5,
          `${asked.id}: the learner's own run says option ${answer.right + 1}, the hidden run ${key.right + 1} (${when})`,
        );
    }
  }
}

/** Seeds that pick what the usual ones do not, until every value of every variant has been picked. */
function unseenVariants({ lesson }: LoadedLesson): readonly (readonly [number, Tick])[] {
  const { variants = {}, seed } = lesson;
  const seen = new Set<string>();
  const picks = (more: number): readonly string[] =>
    Object.entries(pickVariants(variants, seed + more)).map(([name, value]) => `${name}=${value}`);
  for (const [more] of TRIES) for (const pick of picks(more)) seen.add(pick);
  const extra: [number, Tick][] = [];
  for (let more = 1; more < MOST_SEEDS && extra.length < MOST_MORE; more++) {
    const fresh = picks(more).filter((pick) => !seen.has(pick));
    if (fresh.length === 0) continue;
    for (const pick of fresh) seen.add(pick);
    extra.push([more, 0]);
  }
  return extra;
}
