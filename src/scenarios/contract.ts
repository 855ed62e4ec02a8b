// What every lesson promises, tried out on real runs: its solutions solve, doing nothing does not, wrong paths are told why, questions
// have one right answer under any seed, and the same actions give the same world. A lesson that breaks a promise is not shipped.

import type { Tick } from '../engine/index.ts';
import { MOST_ATTEMPT_CHARACTERS } from './attempt.ts';
import type { LoadedLesson } from './loader.ts';
import { mutations, withDecoy } from './mutations.ts';
import { Player } from './play.ts';
import type { LessonAction, TaskStep } from './schema.ts';

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
}

export const ruleNames: Readonly<Record<number, string>> = {
  1: 'format clean, references resolve',
  2: 'solutions pass, step after step',
  3: 'doing nothing does not pass',
  4: 'wrong paths and mutations fail, with their message',
  5: 'one right option, for every seed and start',
  6: 'two runs and a rewind give the same world',
  7: 'attempt is small',
};

/** How many seeds, and how late after the beginning, questions are tried. */
const TRIES: readonly (readonly [seed: number, delay: Tick])[] = [
  [0, 0],
  [0, 3_700],
  [1, 0],
  [2, 11_300],
  [3, 650],
];

/** Tries every rule on a lesson. Takes some seconds; the lesson's own seed comes first. */
export function checkContract(loaded: LoadedLesson): ContractReport {
  const collected = new Map<number, { problems: string[]; tried: string[] }>();
  for (const rule in ruleNames) collected.set(Number(rule), { problems: [], tried: [] });
  const note = (rule: number, problem: string): void => void collected.get(rule)?.problems.push(problem);
  const tried = (rule: number, what: string): void => void collected.get(rule)?.tried.push(what);
  const keys = new Map<string, number>();
  const hashes = walk(loaded, note, tried, keys);
  checkPredictions(loaded, keys, note, tried);
  checkSameWorld(loaded, hashes, note, tried);
  const rules = [...collected].map(([rule, { problems, tried: what }]) => ({
    rule,
    name: ruleNames[rule],
    problems,
    tried: what.join(', '),
  }));
  return { lesson: loaded.lesson.id, ok: rules.every(({ problems }) => problems.length === 0), rules };
}

type Note = (rule: number, text: string) => void;

/** Goes through the lesson by its solutions and tries everything else at each step; returns the world's hash after each. */
function walk(loaded: LoadedLesson, note: Note, tried: Note, keys: Map<string, number>): readonly string[] {
  const player = Player.fresh(loaded);
  const { run } = player;
  const hashes: string[] = [];
  let nothings = 0;
  let wrongs = 0;
  let mutants = 0;
  for (const given of loaded.lesson.steps) {
    const { step } = run;
    if (step.id !== given.id) break;
    for (const problem of dangling(player)) note(1, problem);
    if (step.kind === 'predict') keys.set(step.id, run.computeKey(step).right);
    if ('goal' in step) {
      nothings++;
      wrongs += step.wrong?.length ?? 0;
      if (passesIdle(player)) note(3, `${step.id}: passed after ${run.budget() / 1000} s of doing nothing`);
      for (const problem of wrongPaths(player, step)) note(4, problem);
      const made = mutations(step.solution);
      mutants += made.length;
      for (const { name, actions, decoy } of made) {
        if (passesWith(player, actions, decoy)) note(4, `${step.id}: passes although the solution ${name}`);
      }
    }
    player.solve();
    if ('goal' in step) checkSolved(player, step, note);
    hashes.push(player.host.hash());
    if (!run.atEnd && run.step.id === step.id) {
      note(2, `${step.id}: the solution does not pass: ${explain(player)}`);
      break;
    }
  }
  tried(1, `${loaded.lesson.steps.length} steps`);
  tried(2, `${hashes.length} of ${loaded.lesson.steps.length} steps`);
  tried(3, `${nothings} tasks`);
  tried(4, `${wrongs} wrong paths, ${mutants} mutations`);
  const size = JSON.stringify(run.attempt()).length;
  tried(7, `${size} characters`);
  if (size >= MOST_ATTEMPT_CHARACTERS) note(7, `${size} characters; at most ${MOST_ATTEMPT_CHARACTERS - 1}`);
  return hashes;
}

/** References of the step that lead nowhere. */
function dangling({ run, host }: Player): readonly string[] {
  const { step } = run;
  const unbound = Object.keys(step.bind ?? {}).filter((name) => !run.names.includes(name));
  const problems = unbound.map((name) => `${step.id}: bind ${name} finds nothing`);
  for (const { at, highlight = [] } of ('say' in step && step.say) || []) {
    for (const text of [...(at === undefined ? [] : [at]), ...highlight, ...(step.camera?.fit ?? [])]) {
      const found = host.resolve(text);
      if (!found.ok || host.get(found.value) === undefined) problems.push(`${step.id}: ${text} is nothing here`);
    }
  }
  return problems;
}

function passesIdle(player: Player): boolean {
  const idle = player.fork();
  idle.perform([], idle.run.budget());
  return idle.run.passed;
}

function passesWith(player: Player, actions: readonly LessonAction[], decoy: boolean): boolean {
  const copy = decoy ? withDecoy(player) : player.fork();
  copy.perform(actions, copy.run.budget());
  return copy.run.passed;
}

function wrongPaths(player: Player, step: TaskStep): readonly string[] {
  return (step.wrong ?? []).flatMap(({ name, do: actions, expect: { message } }) => {
    const copy = player.fork();
    copy.perform(actions, copy.run.budget());
    if (copy.run.passed) return [`${step.id}: passes although somebody ${name}`];
    if (message === undefined) return [];
    const expected = step.onFail?.[message]?.say ?? '';
    if (copy.run.feedback === expected) return [];
    return [`${step.id}: who ${name} hears "${copy.run.feedback}" instead of "${expected}"`];
  });
}

function checkSolved(player: Player, step: TaskStep, note: Note): void {
  const record = player.run.done.at(-1);
  const par = step.score?.par?.actions;
  if (record?.step === step.id && par !== undefined && record.actions > par)
    note(2, `${step.id}: the solution takes ${record.actions} actions, par is ${par}`);
}

function explain({ run }: Player): string {
  const open = run.watch?.parts().filter(({ state }) => state !== 'done') ?? [];
  return open.map(({ must, verdict }) => `${must} ${verdict.sentence}`).join('; ') || run.phase;
}

function checkPredictions(loaded: LoadedLesson, keys: Map<string, number>, note: Note, tried: Note): void {
  for (const [more, delay] of TRIES) {
    const seed = loaded.lesson.seed + more;
    const player = Player.fresh(loaded, seed, delay);
    for (let i = 0; i < loaded.lesson.steps.length && player.run.index === i; i++) {
      const { step } = player.run;
      if (step.kind === 'predict') {
        const { right, fitting, measured } = player.run.computeKey(step);
        const when = `seed ${seed}, started ${delay} ms later`;
        if (right < 0) note(5, `${step.id}: ${fitting.length} options fit ${measured} (${when})`);
        else if (right !== keys.get(step.id))
          note(5, `${step.id}: option ${right + 1} instead of ${(keys.get(step.id) ?? -1) + 1} (${when})`);
      }
      const { standings } = player.run;
      player.solve();
      for (const { step: asked, key } of standings) {
        const answer = player.run.answers.find((each) => each.step === asked.id);
        if (answer?.right !== undefined && answer.right !== key.right)
          note(
            5,
            `${asked.id}: the learner's own run says option ${answer.right + 1}, the hidden run ${key.right + 1}`,
          );
      }
    }
  }
  tried(5, `${keys.size} questions × ${TRIES.length} runs`);
}

/** The lesson once more, with a look back in the middle of every task: the world must come out as before. */
function checkSameWorld(loaded: LoadedLesson, hashes: readonly string[], note: Note, tried: Note): void {
  const player = Player.fresh(loaded);
  let rewinds = 0;
  hashes.forEach((expected, i) => {
    const { run, host } = player;
    if (run.index !== i) return;
    const { step } = run;
    const from = host.now();
    if ('goal' in step) {
      player.perform(step.solution, run.budget());
      const end = host.now();
      host.seek(Math.floor((from + end) / 2));
      run.sync();
      host.seek(end);
      run.sync();
      rewinds++;
      if (!run.passed) note(6, `${step.id}: no longer passed after looking back`);
      run.primary('next');
    } else player.solve();
    if (host.hash() !== expected) note(6, `${step.id}: another world (${host.hash()} instead of ${expected})`);
  });
  tried(6, `${hashes.length} steps, ${rewinds} rewinds`);
}
