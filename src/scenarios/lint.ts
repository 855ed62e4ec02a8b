// What a format cannot say but a good lesson must keep: every reference leads somewhere, every wrong idea is met and refuted,
// help ends in an action, words fit their place, and nothing asks for more time than a page can give.

import { nearest } from '../engine/index.ts';
import { checkMistake } from './checks.ts';
import { clausesWithin } from './clause-schema.ts';
import { isDemonstration } from './demonstration.ts';
import { docsTopics } from './docs-topics.ts';
import { budgetOf } from './future.ts';
import { checkNodes, checkScripts } from './lint-actions.ts';
import { checkClauses, clausesOf } from './lint-clauses.ts';
import { checkCluster } from './lint-cluster.ts';
import { checkPrediction } from './lint-prediction.ts';
import type { LessonFiles } from './loader.ts';
import { namesIn } from './message.ts';
import type { Path } from './mistake.ts';
import type { ActingBeat } from './say-schema.ts';
import type { Lesson, Step, TaskStep } from './schema.ts';
import { variablesIn } from './text.ts';
import { textMistakes } from './text-mistake.ts';
import { toolNames } from './tools.ts';
import { mapTexts, shownFields } from './translation.ts';

export type Check = (path: Path, message: string) => void;

const MOST_WORDS = 40;
const FEWEST_HINTS = 3;
const FEWEST_WRONG_PATHS = 2;
const MOST_CLAUSES = 400;
const LONGEST_WATCH = 2 * 3_600_000;

export function checkContent(lesson: Lesson, files: LessonFiles, wrong: Check): void {
  checkCluster(lesson, files, wrong);
  checkWrongIdeas(lesson, wrong);
  checkTools(lesson.interface?.tools, ['interface', 'tools'], wrong);
  checkTexts(lesson, [], wrong);
  checkVariables(lesson, wrong);
  lesson.checks?.forEach((check, i) => {
    const mistake = checkMistake(check);
    if (mistake) wrong(['checks', i], mistake);
  });
  checkDocs(lesson, wrong);
  const ids = new Set<string>();
  lesson.steps.forEach((step, i) => {
    if (ids.has(step.id)) wrong(['steps', i, 'id'], `another step is called ${step.id}`);
    ids.add(step.id);
    checkStep(step, i, lesson, files, wrong);
  });
  checkWhole(lesson, wrong);
}

/** What a lesson as a whole has to have. */
function checkWhole(lesson: Lesson, wrong: Check): void {
  const clauses = clausesOf(lesson).reduce((sum, { clause }) => sum + clausesWithin(clause).length, 0);
  checkNodes(lesson, wrong);
  if (clauses > MOST_CLAUSES) wrong(['steps'], `${clauses} clauses; a lesson has at most ${MOST_CLAUSES}`);
  // A demonstration asks nothing and sets no task.
  if (isDemonstration(lesson)) return;
  if (!lesson.steps.some((step) => step.kind === 'predict'))
    wrong(['steps'], 'no step of kind predict: let learners say what they expect before they see it');
  const wrongPaths = lesson.steps.flatMap((step) => ('wrong' in step ? (step.wrong ?? []) : []));
  if (wrongPaths.length < FEWEST_WRONG_PATHS)
    wrong(['steps'], `${wrongPaths.length} wrong paths; a lesson tries at least 2 (wrong: [{name, do, expect}])`);
}

function checkWrongIdeas(lesson: Lesson, wrong: Check): void {
  const named = lesson.misconceptions.map(({ id }) => id);
  const used = new Set<string>();
  const use = (id: string | undefined, path: Path): void => {
    if (id === undefined) return;
    used.add(id);
    if (!named.includes(id)) wrong(path, `no misconception is called ${id}; there are ${named.join(', ')}`);
  };
  lesson.steps.forEach((step, i) => {
    if ('options' in step)
      for (const [k, option] of step.options.entries())
        use(option.misconception, ['steps', i, 'options', k, 'misconception']);
    if ('goal' in step) {
      for (const key of ['onFail', 'wrong'] as const)
        for (const [k, each] of (step[key] ?? []).entries())
          use(each.misconception, ['steps', i, key, k, 'misconception']);
    }
  });
  if (isDemonstration(lesson)) return;
  lesson.misconceptions.forEach(({ id }, i) => {
    if (!used.has(id)) wrong(['misconceptions', i], `no option and no wrong path stands for ${id}`);
  });
}

/** Every variable that a piece of a lesson speaks of: `$name` anywhere, and `{name, plural, …}` in what people read. */
function namesOf(data: unknown): ReadonlySet<string> {
  const names = new Set(variablesIn(data));
  mapTexts(data, (text) => {
    for (const name of namesIn(text)) names.add(name.split('.')[0]);
    return text;
  });
  return names;
}

/** The first field that speaks of a variable. */
function placeOfName(data: unknown, name: string, path: Path): Path {
  if (typeof data !== 'object' || data === null) return path;
  for (const [key, value] of Object.entries(data))
    if (namesOf({ [key]: value }).has(name))
      return placeOfName(value, name, [...path, Array.isArray(data) ? Number(key) : key]);
  return path;
}

/** What belongs to no step knows the variants; what is read before the lesson begins, not even those. */
function checkVariables({ title, summary, debrief, misconceptions, variants = {} }: Lesson, wrong: Check): void {
  const check = (field: string, data: unknown, known: readonly string[]): void => {
    for (const name of namesOf({ [field]: data }))
      if (!known.includes(name)) wrong([field], `$${name} is no variant; only those stand for something here`);
  };
  check('title', title, []);
  check('summary', summary, []);
  check('debrief', debrief, Object.keys(variants));
  check('misconceptions', misconceptions, Object.keys(variants));
}

function checkDocs(lesson: Lesson, wrong: Check): void {
  lesson.debrief.docs.forEach((page, i) => {
    if (typeof page === 'string' && !docsTopics.includes(page))
      wrong(
        ['debrief', 'docs', i],
        `no page is known by that name; ${suggestion(page, docsTopics)} Or give {title, url}`,
      );
  });
}

function suggestion(given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  return near ? `did you mean ${near}?` : `known are ${known.join(', ')}`;
}

/** Variables that every text may use. */
const usual = ['value', 'option'];

function checkStep(step: Step, i: number, lesson: Lesson, files: LessonFiles, wrong: Check): void {
  const path: Path = ['steps', i];
  const variables = [...Object.keys(lesson.variants ?? {}), ...Object.keys(step.bind ?? {}), ...usual];
  for (const name of namesOf(step))
    if (!variables.includes(name))
      wrong(placeOfName(step, name, path), `$${name} is no variant and not bound in this step (bind: {${name}: …})`);
  checkScripts(step, path, lesson, files, wrong);
  checkClauses(step, path, lesson, wrong);
  checkTools(step.tools, [...path, 'tools'], wrong);
  if (step.kind === 'predict') checkPrediction(step, i, lesson, wrong);
  if (step.kind === 'quiz') {
    if (step.options.filter((option) => option.correct).length !== 1)
      wrong([...path, 'options'], 'exactly one option is correct: true');
    if (step.recalls !== undefined && !(lesson.requires ?? []).includes(step.recalls))
      wrong([...path, 'recalls'], `${step.recalls} is not among the lessons that this one requires`);
  }
  if (step.kind === 'replay' && 'step' in step.seek) {
    const { step: seeked } = step.seek;
    if (!lesson.steps.slice(0, i).some(({ id }) => id === seeked))
      wrong([...path, 'seek', 'step'], `no earlier step is called ${seeked}`);
  }
  if (step.kind === 'act' || step.kind === 'challenge') checkTask(step, path, wrong);
  if ('say' in step) checkSentences(step.say ?? [], [...path, 'say'], wrong);
  if ('then' in step) checkSentences(step.then?.say ?? [], [...path, 'then', 'say'], wrong);
  if ('branches' in step)
    step.branches?.forEach(({ id, say }, k) => {
      if (step.branches?.findIndex((each) => each.id === id) !== k)
        wrong([...path, 'branches', k, 'id'], `another branch of this step is called ${id}`);
      checkSentences(say, [...path, 'branches', k, 'say'], wrong);
    });
}

function checkSentences(say: readonly ActingBeat[], path: Path, wrong: Check): void {
  say.forEach(({ text, do: script, refused }, k) => {
    const words = text.split(/\s+/).length;
    if (words > MOST_WORDS) wrong([...path, k, 'text'], `${words} words; a beat has at most ${MOST_WORDS}`);
    if (refused && !script?.length) wrong([...path, k, 'refused'], 'nothing is done here that could be refused');
  });
}

function checkTask(step: TaskStep, path: Path, wrong: Check): void {
  if (budgetOf(step) > LONGEST_WATCH) wrong([...path, step.budget ? 'budget' : 'goal'], 'budget: at most 2 hours');
  if (step.hints) checkHints(step.hints, [...path, 'hints'], wrong);
  const { all, any, eventually, order } = step.goal;
  if (!all && !any && !eventually && !order)
    wrong([...path, 'goal'], 'has nothing to reach: all, any, eventually or order');
  step.wrong?.forEach(({ expect: { message, fail } }, i) => {
    const many = step.onFail?.length ?? 0;
    if (message !== undefined && message >= many)
      wrong([...path, 'wrong', i, 'expect', 'message'], `onFail has ${many} messages, counted from 0`);
    if (fail !== undefined && fail !== step.id)
      wrong([...path, 'wrong', i, 'expect', 'fail'], `must be ${step.id}: a wrong path is tried from its own step`);
    if (message === undefined && fail === undefined)
      wrong([...path, 'wrong', i, 'expect'], `says nothing: {message: 0}, or {fail: ${step.id}}`);
  });
}

function checkHints(hints: NonNullable<TaskStep['hints']>, path: Path, wrong: Check): void {
  if (hints.length < FEWEST_HINTS)
    wrong(path, `${hints.length} hints; there are at least ${FEWEST_HINTS}, from a nudge to an action`);
  hints.forEach((hint, i) => {
    if (typeof hint === 'object' && i < hints.length - 1)
      wrong([...path, i], 'acts, so the hints after it are never needed; let the last hint act');
  });
  if (typeof hints.at(-1) !== 'object') wrong([...path, hints.length - 1], 'the last hint acts: {do: [ACTION]}');
}

function checkTools(tools: readonly string[] | undefined, path: Path, wrong: Check): void {
  tools?.forEach((word, i) => {
    const name = word.replace(/^[+-]/, '');
    if (!toolNames.includes(name)) wrong([...path, i], `there is no tool ${name}; ${suggestion(name, toolNames)}`);
  });
}

/** Lesson texts are words: no HTML, and links only to secure pages. */
function checkTexts(data: unknown, path: Path, wrong: Check, shown = false): void {
  if (typeof data === 'string') {
    if (!shown) return;
    for (const mistake of textMistakes(data)) wrong(path, mistake);
    return;
  }
  if (typeof data !== 'object' || data === null) return;
  for (const [key, value] of Object.entries(data)) {
    const here = Array.isArray(data) ? [...path, Number(key)] : [...path, key];
    checkTexts(value, here, wrong, Array.isArray(data) ? shown || path.at(-1) === 'hints' : shownFields.includes(key));
  }
}
