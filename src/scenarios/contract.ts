// What every lesson promises, tried out on real runs: its solutions solve, doing nothing does not, wrong paths are told why, questions
// have one right answer under any seed, and the same actions give the same world. A lesson that breaks a promise is not shipped.

import { MOST_ATTEMPT_CHARACTERS } from './attempt.ts';
import { type MutationScore, type Tally, tryPaths } from './contract-paths.ts';
import { dangling, danglingNow, missingManifests } from './contract-references.ts';
import { checkOtherSeeds, checkSameWorld } from './contract-runs.ts';
import { checkSentences } from './contract-sentences.ts';
import { isDemonstration } from './demonstration.ts';
import type { LoadedLesson } from './loader.ts';
import { Player } from './play.ts';
import { isWithinPar } from './progress.ts';
import { atOnce, type Sliced } from './sliced.ts';
import { checkTranslations } from './translation.ts';

export interface RuleResult {
  readonly rule: number;
  readonly name: string;
  /** Empty when the rule is kept. */
  readonly problems: readonly string[];
  /** What was tried: `3 wrong paths, 5 mutations`. */
  readonly tried: string;
}

export interface ContractReport {
  readonly lesson: string;
  readonly ok: boolean;
  readonly rules: readonly RuleResult[];
  /** Only when asked for. */
  readonly mutation: MutationScore | undefined;
}

export const ruleNames: Readonly<Record<number, string>> = {
  1: 'format clean, references resolve',
  2: 'solutions pass, step after step',
  3: 'doing nothing does not pass',
  4: 'wrong paths and mutations fail, with their message',
  5: 'one right option, for every seed and start',
  6: 'two runs and a rewind give the same world',
  7: 'attempt is small',
  8: 'every language is complete',
  // 9 and 10 are tried elsewhere: in browsers, and against recordings of real clusters.
  11: 'what is said is so, and answers leave no trace',
};

export type Note = (rule: number, text: string) => void;

/** Tries every rule on a lesson; `mutate` also asks of every clause of every goal whether it matters. */
export function checkContract(loaded: LoadedLesson, options?: { readonly mutate?: boolean }): ContractReport {
  return atOnce(checkingContract(loaded, options));
}

/** The same in slices, each with the rule that is being tried. */
export function* checkingContract(loaded: LoadedLesson, { mutate = false } = {}): Sliced<ContractReport> {
  const collected = new Map<number, { problems: string[]; tried: string[] }>();
  for (const rule in ruleNames) collected.set(Number(rule), { problems: [], tried: [] });
  const note: Note = (rule, problem) => void collected.get(rule)?.problems.push(problem);
  const tried: Note = (rule, what) => void collected.get(rule)?.tried.push(what);
  const keys = new Map<string, number>();
  const tally: Tally = { nothings: 0, wrongs: 0, mutants: 0, killed: 0, clauses: 0, needed: 0, survivors: [] };
  yield ruleNames[2];
  const hashes = yield* walk(loaded, note, tried, keys, tally, mutate);
  yield ruleNames[6];
  yield* checkSameWorld(loaded, hashes, note, tried);
  yield ruleNames[5];
  yield* checkOtherSeeds(loaded, keys, note, tried);
  checkTranslations(loaded, note, tried);
  yield ruleNames[11];
  yield* checkSentences(loaded, hashes, note, tried);
  const rules = [...collected].map(([rule, { problems, tried: what }]) => ({
    rule,
    name: ruleNames[rule],
    problems,
    tried: what.join(', '),
  }));
  const ok = rules.every(({ problems }) => problems.length === 0);
  return { lesson: loaded.lesson.id, ok, rules, mutation: mutate ? scoreOf(tally) : undefined };
}

/** Goes through the lesson by its solutions and tries everything else at each step; returns the world's hash after each. */
function* walk(
  loaded: LoadedLesson,
  note: Note,
  tried: Note,
  keys: Map<string, number>,
  tally: Tally,
  mutate: boolean,
): Sliced<readonly string[]> {
  const player = Player.fresh(loaded);
  const { run } = player;
  const hashes: string[] = [];
  for (const problem of missingManifests(player)) note(1, problem);
  for (const given of loaded.lesson.steps) {
    const { step } = run;
    if (step.id !== given.id) break;
    // A demonstration is spoken of once its script is done.
    if (given.kind === 'demo') yield* player.arranging();
    for (const problem of dangling(player)) note(1, problem);
    if (step.kind === 'predict') {
      const { right, curve } = yield* run.computingKey(step);
      keys.set(step.id, right);
      if (curve) tried(5, `${step.id}: ${curve.join(' ')}`);
    }
    if ('goal' in step) yield* tryPaths(player, step, note, tally, mutate);
    player.heard.clear();
    const later = new Set<string>();
    player.shown = () => {
      if (run.phase === 'revealed' || run.phase === 'passed')
        for (const problem of danglingNow(player)) later.add(problem);
    };
    yield* player.solving();
    for (const problem of later) note(1, problem);
    for (const message of player.heard)
      note(4, `${step.id}: the solution itself hears "${message}"; its when also fits the right way`);
    const record = run.done.at(-1);
    if (record?.step === step.id && !isWithinPar(step, record))
      note(
        2,
        `${step.id}: the solution takes ${record.actions} actions and ${record.took / 1000} s, and ${record.lost ?? 0} requests, over its own par`,
      );
    hashes.push(player.host.hash());
    if (!run.atEnd && run.step.id === step.id) {
      note(2, `${step.id}: the solution does not pass: ${explain(player)}`);
      break;
    }
  }
  for (const { at, sentence } of run.checks.violations)
    note(2, `a check of the lesson does not hold ${(at - player.host.lessonStart) / 1000} s in: ${sentence}`);
  tried(1, `${loaded.lesson.steps.length} steps`);
  tried(2, `${hashes.length} of ${loaded.lesson.steps.length} steps`);
  const shows = isDemonstration(loaded.lesson);
  tried(3, shows ? 'no task: it only shows' : `${tally.nothings} tasks`);
  tried(4, shows ? 'no task: it only shows' : `${tally.wrongs} wrong paths, ${tally.mutants} mutations`);
  const size = JSON.stringify(run.attempt()).length;
  tried(7, `${size} characters`);
  if (size >= MOST_ATTEMPT_CHARACTERS) note(7, `${size} characters; at most ${MOST_ATTEMPT_CHARACTERS - 1}`);
  return hashes;
}

function explain({ run }: Player): string {
  const open = run.watch?.parts().filter(({ state, must }) => state !== 'done' && must !== 'never') ?? [];
  const broken = run.watch?.parts().filter(({ state }) => state === 'broken') ?? [];
  const words = [...broken, ...open].map(({ must, verdict }) => `${must} ${verdict.sentence}`);
  return words.join('; ') || run.phase;
}

function scoreOf({ mutants, killed, clauses, needed, survivors }: Tally): MutationScore {
  const of = mutants + clauses;
  return { mutants, killed, clauses, needed, score: of === 0 ? 1 : (killed + needed) / of, survivors };
}
